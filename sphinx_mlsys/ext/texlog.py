"""What a log of TeX complains of that a reader would notice.

TeX ends well although characters are missing, links lead nowhere and tables
leave the page: it only says so in its log. ``python -m sphinx_mlsys.ext.texlog
LOG…`` prints such lines and exits with 1 if there are any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

WIDEST = 10.0
"""How many points a line may stand out of its box."""

_COMPLAINTS = (
    re.compile(r"^Missing character: .+"),
    re.compile(r"^! .+"),
    re.compile(r"^LaTeX Warning: .*(?:undefined|multiply defined).*"),
    re.compile(r"^Package hyperref Warning: .*(?:undefined|Token not allowed).*"),
    re.compile(r"^LaTeX Font Warning: Font shape .+ undefined.*"),
    re.compile(r"^xdvipdfmx:warning: .+"),
)
_OVERFULL = re.compile(r"^Overfull \\hbox \((\d+(?:\.\d+)?)pt too wide\).*")


def complaints(log: str) -> Iterator[str]:
    """Yield the complaints of the last run in *log*, each with its line number in the log."""
    for number, line in enumerate(log.splitlines(), 1):
        overfull = _OVERFULL.match(line)
        if (overfull and float(overfull[1]) > WIDEST) or any(
            pattern.match(line) for pattern in _COMPLAINTS
        ):
            yield f"{number}: {line}"


def main(files: list[str]) -> int:
    """Print the complaints of log files; return 1 if there are any."""
    found = [
        f"{file}:{complaint}"
        for file in files
        for complaint in complaints(Path(file).read_text(encoding="utf-8", errors="replace"))
    ]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
