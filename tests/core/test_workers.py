"""Work shared out among processes comes back whole and in its order."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from sphinx_mlsys.core import workers
from sphinx_mlsys.core.load import Loaded, load
from sphinx_mlsys.core.workers import FEW, share_out

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, FEW + 1, 3 * FEW + 2])
def test_results_come_in_the_order_of_what_they_are_of(count: int, workers: int) -> None:
    assert share_out(lambda share: [-n for n in share], range(count), workers) == [
        -n for n in range(count)
    ]


def test_every_worker_does_a_share() -> None:
    done_by = share_out(lambda share: [os.getpid() for _ in share], range(FEW), 2)
    assert len(set(done_by)) == 2
    assert done_by[0] == os.getpid()


def test_the_share_of_a_process_that_is_killed_is_done_all_the_same() -> None:
    here = os.getpid()

    def work(share: Sequence[int]) -> list[int]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return [-n for n in share]

    assert share_out(work, range(FEW), 2) == [-n for n in range(FEW)]


def test_a_result_that_breaks_off_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(_work: object, _share: object, sender: Connection) -> None:
        os.write(sender.fileno(), (100).to_bytes(4) + b"not a hundred bytes")

    monkeypatch.setattr(workers, "_run", break_off)
    assert share_out(lambda share: [-n for n in share], range(FEW), 2) == [-n for n in range(FEW)]


def test_what_is_raised_in_a_process_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    def work(share: Sequence[int]) -> list[int]:
        if FEW - 1 in share:
            raise LookupError("the last")
        return list(share)

    with pytest.raises(LookupError, match="the last"):
        share_out(work, range(FEW), 2)
    assert "Traceback" in capfd.readouterr().err


def test_a_digest_loaded_by_two_workers_is_the_same(tmp_path: Path) -> None:
    digest = tmp_path / "digest"
    shutil.copytree(DOCS, digest, ignore=shutil.ignore_patterns("_*", "locales"))
    shutil.copy(DOCS.parent / "refs.bib", tmp_path)
    for file in (digest / "papers").glob("*.paper.yaml"):
        if file.name < "l":
            file.write_text(file.read_text("utf-8") + "remark: none\n", "utf-8")
    alone, shared = load(digest), load(digest, tmp_path / "cache", 2)
    assert len(shared.library.records) >= FEW
    assert what_is_in(shared) == what_is_in(alone)
    assert sum(p.path == ("remark",) for p in shared.problems) > 20
    assert what_is_in(load(digest, tmp_path / "cache", 2)) == what_is_in(alone)


def what_is_in(loaded: Loaded) -> object:
    """Return what two loads of one digest have in common."""
    records = loaded.library.records.values()
    return [(h.record, h.entry, h.source.data) for h in records], loaded.problems, loaded.inputs
