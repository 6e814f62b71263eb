"""How much memory the reading of one input may take: the kernel gives no more, and the input becomes a failure.

A megabyte of brackets, of empty paragraphs or of lines of mail takes a hundred in any parser that keeps each of them.
Rather than each reader counting what its libraries may keep, the address space is limited while one of them works, and
what they raise for want of memory is the input's failure. Other threads are kept to the same limit for that moment, so
only the main thread of a program does so.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

__all__ = ["held", "held_each"]

Item = TypeVar("Item")

_PAGE_BYTES: Final = 4096


def held_each(items: Iterable[Item], most_mb: int) -> Iterator[Item]:
    """Yield items, each made within the limit; what is done to them between is not limited."""
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

    before = resource.getrlimit(resource.RLIMIT_AS)
    taken = _address_space()
    if taken is None:
        yield
        return
    most = taken + most_mb * 1_000_000
    if resource.RLIM_INFINITY not in before:
        most = min(most, *before)
    resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _address_space() -> int | None:
    """Return the bytes of addresses in use, None where the system does not say."""
    try:
        with Path("/proc/self/statm").open("rb") as file:
            return int(file.read(20).split()[0]) * _PAGE_BYTES
    except OSError:
        return None
