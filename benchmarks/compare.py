"""Measure the extension against other ways to the same site, all in one run.

    python benchmarks/compare.py --count 100 1000 --rounds 2
    python benchmarks/compare.py --count 1000 --jobs 1 2 --site "our site" "plain site"

For every make in ``sites.py`` a site with the same texts is written and built by
a process of its own: in full, without a change, with one record edited, with
one added (``--full``: in full only). CPU seconds (user and system, children included)
are compared, not wall time; the least of the rounds counts. Of several numbers of workers,
the speed-up (wall time of full builds) is told. ``--draw`` needs matplotlib.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from records import write_digest
from sites import SITES, Cards, cards

from sphinx_mlsys.core.load import load

RATIOS = (
    ("our days", "plain days"),
    ("our days", "hand-written cards"),
    ("our days", "sphinx-needs"),
    ("our site", "plain site"),
    ("our site", "hand-written site"),
)
"""What is compared: ours, and the other."""

MEASURE = """
import json, os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_pid, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
elapsed = time.perf_counter() - began
print(json.dumps([process.returncode, used.ru_utime + used.ru_stime, elapsed, used.ru_maxrss]))
"""
"""Runs a command and prints what it took. By a small process of its own: the system counts the
memory of the process that starts another as memory of that, too."""

CASES = ("full", "no change", "one edited", "one added")


@dataclass(frozen=True)
class Cost:
    """What a build took."""

    seconds: float
    """CPU seconds."""
    elapsed: float
    """Seconds by the clock."""
    memory: int
    """Peak resident memory of the largest process, in MiB."""
    size: int = 0
    """Size of the output without doctrees, in MiB."""


def digests(work: Path, count: int, seed: int, cases: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Write the digest as it is, with one record edited, and with one added; yield each."""
    for case, records in (("full", count), ("one edited", count), ("one added", count + 1)):
        if case not in cases:
            continue
        folder = work / case
        first = write_digest(folder, records, seed)[0]
        if case == "one edited":
            file = folder / "papers" / f"{first}.paper.yaml"
            text = file.read_text("utf-8").replace("takeaway:\n  en: ", "takeaway:\n  en: Now ", 1)
            file.write_text(text, "utf-8")
        yield case, folder


def sync(source: Path, target: Path) -> None:
    """Make the files of *target* those of *source*, touching only what differs."""
    wanted = {f.relative_to(source) for f in source.rglob("*") if f.is_file()}
    for name in wanted:
        there = target / name
        if not there.is_file() or not filecmp.cmp(source / name, there, shallow=False):
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, there)
    for file in [f for f in target.rglob("*") if f.is_file()]:
        if file.relative_to(target) not in wanted:
            file.unlink()


def build(source: Path, out: Path, jobs: int) -> Cost:
    """Build a site in a process of its own."""
    os.sync()  # or the build waits for what was written and removed before
    command = [sys.executable, "-m", "sphinx", "-q", "-j", str(jobs), str(source), str(out)]
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, *command],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    code, seconds, elapsed, memory = json.loads(measured.stdout)
    if code:
        raise SystemExit(f"{source.name}: the build failed")
    return Cost(seconds, elapsed, memory // 1024)


def size_of(out: Path) -> int:
    """Return the size of an output in MiB."""
    files = (f for f in out.rglob("*") if f.is_file() and ".doctrees" not in f.parts)
    return sum(f.stat().st_size for f in files) >> 20


def measure(
    name: str, made: dict[str, tuple[Path, Cards]], work: Path, jobs: int, cases: Sequence[str]
) -> dict[str, Cost]:
    """Write and build one make of the site; return case to cost."""
    source, out, found = work / "site", work / "out", {}
    for case in cases:
        if case != "no change":
            digest, of_digest = made[case]
            shutil.rmtree(work / "next", ignore_errors=True)
            (work / "next").mkdir(parents=True)
            SITES[name](work / "next", digest, of_digest)
            sync(work / "next", source)
        found[case] = build(source, out, jobs)
    found["full"] = replace(found["full"], size=size_of(out))
    shutil.rmtree(work)
    return found


def least(costs: Iterable[dict[str, Cost]]) -> dict[str, Cost]:
    """Return the least that each case took in some rounds, by either clock."""
    found: dict[str, Cost] = {}
    for cost in costs:
        for case, took in cost.items():
            last = found.get(case, took)
            found[case] = replace(
                min(took, last, key=lambda c: c.seconds), elapsed=min(took.elapsed, last.elapsed)
            )
    return found


def table(count: int, jobs: int, costs: dict[str, dict[str, Cost]]) -> Iterator[str]:
    """Yield the lines of the table and of the ratios."""
    head = f"{count} records, -j {jobs}"
    cases = next(iter(costs.values())).keys()
    yield f"{head:24}" + "".join(f"{case:>12}" for case in cases) + f"{'MiB':>8}{'output':>8}"
    for name, found in costs.items():
        full = found["full"]
        seconds = "".join(f"{found[case].seconds:12.2f}" for case in cases)
        yield f"{name:24}{seconds}{full.memory:8}{full.size:8}"
    for ours, other in RATIOS:
        if ours in costs and other in costs:
            parts = "".join(
                f"{costs[ours][case].seconds / costs[other][case].seconds:12.2f}" for case in cases
            )
            memory = costs[ours]["full"].memory / costs[other]["full"].memory
            yield f"{ours + ' / ' + other:24}{parts}{memory:8.2f}"
    yield from record_pages(count, costs)
    cited = ("our days", "our days, cited", "plain days", "plain days, cited")
    if all(n in costs for n in cited):
        with_ours, with_theirs = (
            costs[cited[i + 1]]["full"].seconds - costs[cited[i]]["full"].seconds for i in (0, 2)
        )
        ratio = with_ours / with_theirs
        yield f"{'citations add':24}{with_ours:12.2f}{with_theirs:12.2f}{ratio:12.2f}"


def record_pages(count: int, costs: dict[str, dict[str, Cost]]) -> Iterator[str]:
    """Yield what a record's own page costs: the site with them less the days alone."""
    each = {}
    for make in ("our", "plain"):
        days, site = f"{make} days", f"{make} site"
        if days in costs and site in costs:
            more = costs[site]["full"].seconds - costs[days]["full"].seconds
            each[make] = 1000 * more / count
            yield f"{make + ' record page, ms':24}{each[make]:12.1f}"
    if len(each) == 2:
        yield f"{'our page / plain page':24}{each['our'] / each['plain']:12.2f}"


def speed_ups(found: dict[int, dict[str, dict[str, Cost]]]) -> Iterator[str]:
    """Yield how much sooner full builds end with more workers: number of workers to costs."""
    few, *more = sorted(found)
    for jobs in more:
        for name, costs in found[jobs].items():
            ratio = found[few][name]["full"].elapsed / costs["full"].elapsed
            yield f"{f'-j {few} / -j {jobs}, {name}':40}{ratio:8.2f}"


def draw(file: Path, results: dict[int, dict[str, dict[str, Cost]]]) -> None:
    """Draw CPU seconds of full builds over the number of records."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "benchmark"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5))
    counts = sorted(results)
    for name in results[counts[0]]:
        axes.plot(counts, [results[n][name]["full"].seconds for n in counts], "o-", label=name)
    axes.set(xlabel="records", ylabel="CPU seconds of a full build", xscale="log", yscale="log")
    axes.legend()
    figure.savefig(file, metadata={"Date": None})


def run(options: argparse.Namespace, names: Sequence[str]) -> dict[int, dict[str, dict[str, Cost]]]:
    """Measure the makes *names* at every size; print tables after each size.

    Returns number of records to make to case to cost, for the least number of workers.
    """
    results: dict[int, dict[str, dict[str, Cost]]] = {}
    for count in options.count:
        found = one_size(count, names, options)
        for jobs, costs in found.items():
            print("\n".join(table(count, jobs, costs)))
        print("\n".join(speed_ups(found)), flush=True)
        results[count] = found[min(found)]
    return results


def one_size(
    count: int, names: Sequence[str], options: argparse.Namespace
) -> dict[int, dict[str, dict[str, Cost]]]:
    """Measure at one size; return number of workers to make to case to cost.

    Makes and numbers of workers take turns, since machines are now faster, now slower.
    """
    rounds: dict[int, dict[str, list[dict[str, Cost]]]]
    rounds = {jobs: {name: [] for name in names} for jobs in sorted(options.jobs)}
    beside = () if options.full else options.case or CASES[1:]
    cases = ("full", *(case for case in CASES if case in beside))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        made = {
            case: (digest, cards(load(digest).library))
            for case, digest in digests(work / "digests", count, options.seed, cases)
        }
        for _round in range(options.rounds):
            for name in names:
                for jobs, found in rounds.items():
                    costs = measure(name, made, work / "build", jobs, cases)
                    told = ", ".join(f"{c} {costs[c].seconds:.2f} s" for c in cases)
                    told += f", {costs['full'].elapsed:.2f} s with -j {jobs}"
                    print(f"# {count} records: {name}: {told}", file=sys.stderr, flush=True)
                    found[name].append(costs)
    return {
        jobs: {name: least(costs) for name, costs in found.items()}
        for jobs, found in rounds.items()
    }


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--count", type=int, nargs="+", default=[100], help="numbers of records")
    parser.add_argument("--site", nargs="+", choices=SITES, help="which makes; without it, all")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1])
    parser.add_argument(
        "--case",
        nargs="+",
        choices=CASES[1:],
        default=(),
        help="beside full builds; without it, all",
    )
    parser.add_argument("--full", action="store_true", help="full builds and nothing else")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--draw", type=Path, help="an SVG file for the curves")
    options = parser.parse_args()
    names = options.site or [n for n in SITES if n != "sphinx-needs" or _has_needs()]
    results = run(options, names)
    if options.draw:
        draw(options.draw, results)


def _has_needs() -> bool:
    """Tell whether sphinx-needs is installed; without it, it is left out."""
    from importlib.util import find_spec

    return find_spec("sphinx_needs") is not None


if __name__ == "__main__":
    main()
