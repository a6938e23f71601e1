"""``python -m tests.fuzz``: see the package."""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

FOUND = Path(__file__).parent / "found"
MEMORY = 2048
"""Megabytes that a target may take."""
PATIENCE = 20
"""Seconds that one input may take."""


def fuzz(target: str, seconds: int, seed: int, found: Path) -> int:
    """Fuzz a target in a process of its own; return its exit code: 0 is no finding."""
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        line = [sys.executable, "-m", "tests.fuzz", "--child", target, corpus]
        line += [f"-max_total_time={seconds}", f"-seed={seed}", f"-timeout={PATIENCE}"]
        line += [f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={found}/", "-max_len=6000"]
        line += ["-print_final_stats=1", "-verbosity=1"]
        # Through a shell: of a process that a large one has begun, the system tells the memory of
        # that one as its own.
        line = ["sh", "-c", '"$@"; exit $?', "sh", *line]
        return subprocess.run(line, check=False, env={**os.environ, "TMPDIR": corpus}).returncode


def child(target: str, options: list[str]) -> None:
    """Fuzz in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=["sphinx_mlsys"]):
        from tests.fuzz.targets import TARGETS
    from tests.fuzz.seeds import SEEDS

    for number, text in enumerate(SEEDS[target]):
        Path(options[0], f"seed-{number}").write_text(text, encoding="utf-8")
    atheris.Setup([sys.argv[0], *options], TARGETS[target])
    atheris.Fuzz()


def main() -> int:
    """Run from the command line."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3:])
    from tests.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", nargs="*", choices=[[], *TARGETS])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=random.randrange(1, 2**31))
    parser.add_argument("--replay", type=Path, nargs="*", default=[], help="files to run again")
    args = parser.parse_args()
    for file in args.replay:
        for target in args.target:
            TARGETS[target](file.read_bytes())
    if args.replay:
        return 0
    if importlib.util.find_spec("atheris") is None:
        parser.error("needs atheris: pip install -e '.[fuzz]'")
    failed = []
    for target in args.target or TARGETS:
        print(f"== {target}, seed {args.seed}, {args.seconds} s", flush=True)
        if fuzz(target, args.seconds, args.seed, FOUND / target):
            failed.append(target)
    print(f"findings in {', '.join(failed)}: see {FOUND}" if failed else "no finding")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
