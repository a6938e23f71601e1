"""A build that is killed, then run again, equals a clean build.

    python -m tests.killed --kills 50 --seed 7
    python -m tests.killed --kills 50 --seed 7 --whole

A build is killed when it is about to write for the n-th time, after the file
has been opened and so emptied: worse than most moments. The other way, for
every second kill, is a random moment. Builds go back and forth between two
states of the sources, so that pages which the killed build wrote half have to
be written in the state in which the last whole build left them.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.walk import Walker, first, put

CHILD = """
import os, signal, sys
number, root, count = int(sys.argv[1]), sys.argv[2], 0

def watch(event, args):
    global count
    if event != "open" or not isinstance(args[0], str) or not args[0].startswith(root):
        return
    if not args[2] & (os.O_WRONLY | os.O_RDWR):
        return
    count += 1
    if count == number:
        with_flags = os.O_WRONLY | os.O_TRUNC
        if os.path.isfile(args[0]):
            os.close(os.open(args[0], with_flags))
        os.killpg(0, signal.SIGKILL)

sys.addaudithook(watch)
from sphinx.cmd.build import main
code = main(sys.argv[3:])
print(count)
sys.exit(code)
"""
"""Runs Sphinx and kills its process group at the n-th opening of a file for writing.

At the 0th it is not killed, and says how many there were.
"""


class Target:
    """Sources in two states, a folder that is built on, and the clean output of each state."""

    def __init__(self, folder: Path, docs: Path, change: Callable[[Path, bool], None]) -> None:
        self.folder, self.docs, self.change = folder, docs, change
        self.out = folder / "built" / "out"
        self.clean: dict[bool, dict[str, bytes]] = {}
        for state in (True, False):
            self.change(docs, state)
            self.run(folder / "clean" / str(state))
            self.clean[state] = files(folder / "clean" / str(state))

    def line(self, out: Path, jobs: int) -> list[str]:
        """Return the arguments of ``sphinx-build``."""
        doctrees = out.with_name(f"{out.name}-doctrees")
        return ["-q", "-b", "html", "-j", str(jobs), "-d", str(doctrees), str(self.docs), str(out)]

    def run(self, out: Path, jobs: int = 1) -> None:
        """Build to the end, without a warning."""
        command = [sys.executable, "-m", "sphinx", "-W", *self.line(out, jobs)]
        subprocess.run(command, check=True, start_new_session=True)

    def measure(self) -> tuple[float, int]:
        """Build to the end; return how many seconds it took, and how many times it wrote."""
        began = time.monotonic()
        line = [sys.executable, "-c", CHILD, "0", str(self.folder), *self.line(self.out, 1)]
        done = subprocess.run(
            line, check=True, start_new_session=True, stdout=subprocess.PIPE, text=True
        )
        return time.monotonic() - began, int(done.stdout.split()[-1])

    def kill_at_write(self, number: int, jobs: int) -> bool:
        """Build, killed at the n-th write of a process; tell whether it was."""
        line = [sys.executable, "-c", CHILD, str(number), str(self.folder)]
        done = subprocess.run(
            [*line, *self.line(self.out, jobs)], check=False, start_new_session=True
        )
        return done.returncode == -signal.SIGKILL

    def kill_after(self, seconds: float, jobs: int) -> bool:
        """Build, killed after a time, the first process alone; tell whether it was."""
        command = [sys.executable, "-m", "sphinx", *self.line(self.out, jobs)]
        child = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()  # its workers end with it
        return child.wait() == -signal.SIGKILL

    def differences(self, state: bool, jobs: int) -> list[str]:
        """Build on to the end; return the paths that a clean build has otherwise."""
        self.run(self.out, jobs)
        built, clean = files(self.out), self.clean[state]
        return sorted(p for p in built.keys() | clean.keys() if built.get(p) != clean.get(p))


def files(out: Path) -> dict[str, bytes]:
    """Return every file of an output."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def change_small(docs: Path, state: bool) -> None:
    """Bring the small site into one of two states that differ in much."""
    digest = first()
    if state:
        digest.papers["zed2024zeta"] = digest.papers.pop("eve2024epsilon")
        digest.papers["zed2024zeta"].name = "Zeta"
        digest.days = [["cid2024gamma", "ada2024alpha"], ["zed2024zeta", *digest.days[1][:1]]]
        digest.days[1].append("bel2024beta")
        digest.term, digest.prose, digest.pages = "big cache", "Other prose.", {"nmore": "# More\n"}
        digest.papers["cid2024gamma"].award = True
        for paper in digest.papers.values():
            paper.problem = "were {term}`store` slow"
    put(docs, digest)


def change_whole(docs: Path, state: bool) -> None:
    """Bring the whole site into one of two states."""
    for name in ("lin2024awq", "sheng2024slora"):
        file = docs / "papers" / f"{name}.paper.yaml"
        text = file.read_text(encoding="utf-8").replace("revised: 2026", "revised: 2025")
        file.write_text(text.replace("revised: 2025", f"revised: {2025 + state}"), encoding="utf-8")
    page = docs / "code.md"  # in the navigation, and so on every page
    titles = "# Papers with code\n", "# Papers that have code\n"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(titles[not state], titles[state]), encoding="utf-8")


def small(folder: Path) -> Target:
    """Return the small site."""
    site = Walker(folder / "site", first()).site
    return Target(folder, site.docs, change_small)


def whole(folder: Path) -> Target:
    """Return a copy of the whole site."""
    root = Path(__file__).parent.parent
    skip = shutil.ignore_patterns("_build", ".git", ".venv", "node_modules", "tests")
    shutil.copytree(root, folder / "site", ignore=skip)
    return Target(folder, folder / "site" / "docs", change_whole)


def kill(target: Target, seed: int, kills: int, say: Callable[[str], None]) -> str:
    """Kill builds; return what went wrong, or nothing."""
    dice = random.Random(seed)
    state, hit, usual = False, 0, {}
    for is_first in (True, False):
        usual[is_first] = target.measure()
        state = not state
        target.change(target.docs, state)
    target.run(target.out)
    for count in range(1, kills + 1):
        state, jobs = not state, dice.choice((1, 2))
        is_first = dice.random() < 0.2
        lasts, writes = usual[is_first]
        if is_first:
            shutil.rmtree(target.out.parent)
        target.change(target.docs, state)
        if count % 2:
            number = dice.randint(1, writes // jobs)
            killed, how = target.kill_at_write(number, jobs), f"at write {number}"
        else:
            seconds = dice.uniform(0.2, 1) * lasts / jobs
            killed, how = target.kill_after(seconds, jobs), f"after {seconds:.2f} s"
        if count % 3 == 0:  # what it was writing is not wanted any more
            state = not state
            target.change(target.docs, state)
        found = target.differences(state, jobs)
        hit += killed
        say(f"{count}/{kills} {how}, -j {jobs}{'' if killed else ', ended before'}: {found[:9]}")
        if found:
            return f"seed {seed}, kill {count}, {how}, -j {jobs}: {found}"
    say(f"{hit} of {kills} were killed before they ended")
    return ""


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.killed", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--whole", action="store_true", help="the whole site, not a small one")
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    os.environ["PYTHONHASHSEED"] = "0"
    with tempfile.TemporaryDirectory() as name:
        target = (whole if args.whole else small)(Path(name))
        wrong = kill(target, args.seed, args.kills, lambda text: print(text, flush=True))
    print(wrong or "every killed build, run again, equals a clean one")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
