"""Long work on many things, shared out among processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from itertools import chain
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEW = 50
"""Of how many things starting a process costs more than it saves."""


def share_out(
    work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], workers: int
) -> list[Result]:
    """Return what *work* gives for *items*, done by as many processes as there are *workers*.

    *work* is given some of the items at a time and returns something for each of
    them, which pickle can carry between processes and which must not depend on the
    others. One share is done by this process; so is that of a process which is killed,
    and everything where the system has no fork, as Sphinx does it.
    """
    if workers < 2 or len(items) < FEW or "fork" not in multiprocessing.get_all_start_methods():
        return work(items)
    size = -(-len(items) // workers)
    first, *others = (items[start : start + size] for start in range(0, len(items), size))
    started = [(share, _start(work, share)) for share in others]
    results = [work(first)]
    for share, (process, receiver) in started:
        with receiver:
            try:
                results.append(receiver.recv())
            except (EOFError, OSError):  # the latter, if it ended while it sent
                results.append(work(share))
        process.join()
    return list(chain.from_iterable(results))


def _start(
    work: Callable[[Sequence[Item]], list[Result]], share: Sequence[Item]
) -> tuple[BaseProcess, Connection]:
    """Begin to work on a share; return the process that does, and where its result comes from."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_run, args=(work, share, sender), daemon=True)
    process.start()
    sender.close()  # so that the end of the process is the end of what comes
    return process, receiver


def _run(
    work: Callable[[Sequence[Item]], list[Result]], share: Sequence[Item], sender: Connection
) -> None:
    sender.send(work(share))
