"""How much memory the reading of one input may take: the kernel gives no more, and the input becomes a failure.

A megabyte of brackets, of empty paragraphs or of lines of mail takes a hundred in any parser that keeps each of them.
Rather than each reader counting what its libraries may keep, the process's data is limited while one of them works, and
what they raise for want of memory is the input's failure. Other threads are kept to the same limit for that moment, so
only the main thread of a program does so.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

__all__ = ["held", "held_each"]

Item = TypeVar("Item")


def held_each(items: Iterable[Item], most_mb: int) -> Iterator[Item]:
    """Yield items, each made within the limit; what is done to them between is not limited."""
    import numpy  # noqa: F401 - it ends the process where it finds no memory to begin with

    iterator = iter(items)
    while True:
        with held(most_mb):
            try:
                item = next(iterator)
            except StopIteration:
                return
        yield item


@contextmanager
def held(most_mb: int) -> Iterator[None]:
    """Limit the memory that may be taken beyond what the process has.

    Parameters
    ----------
    most_mb
        In millions of bytes; 0 limits nothing.

    Raises
    ------
    MemoryError
        In the midst of what takes more.
    """
    if not most_mb or sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    taken = _data_bytes(resource.getpagesize())
    if taken is None:
        yield
        return
    most = min([taken + most_mb * 1_000_000, *(limit for limit in before if limit != resource.RLIM_INFINITY)])
    resource.setrlimit(resource.RLIMIT_DATA, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _data_bytes(page_bytes: int) -> int | None:
    """Return the bytes of memory of its own that the process may write to, None where the system does not say."""
    try:
        with Path("/proc/self/statm").open("rb") as file:
            return int(file.read().split()[5]) * page_bytes
    except OSError:
        return None
