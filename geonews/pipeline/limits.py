"""What one article may cost in a worker: CPU seconds and memory. Who goes beyond is ended, and the batch goes on.

The kernel ends a worker, also within compiled code that no exception reaches: by the timer of its CPU time, and by a
limit of its address space. What fails for want of memory is mostly still told as an exception.

A short article is not worth a process of its own, which loads every model once more: in the program itself its time is
watched by the same timer, which interrupts Python and regular expressions. Compiled code is only interrupted at its
end, but what a parser does to 20,000 characters ends; so does the memory that they can take.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from geonews.config import Config
from geonews.model import Article, Failure

__all__ = ["GUARDED_CHARS", "OutOfTime", "held", "seconds_for", "too_slow", "watched"]

#: Articles from this length on are parsed in a worker that can be ended, also where there is only one.
GUARDED_CHARS: Final = 20_000
_CHARS: Final = 100_000
#: Seconds after which somebody is interrupted again who went on nevertheless.
_AGAIN: Final = 2.0


class OutOfTime(BaseException):
    """Interrupts what takes longer than it may; no ``except Exception`` on the way takes it for an error of its own."""


def seconds_for(items: Iterable[Article | Failure], config: Config) -> float:
    """Return the CPU seconds that articles may take: the setting's for each, more over 100,000 characters.

    Examples
    --------
    >>> seconds_for([Article(id="a", text="x" * 250_000), Article(id="b", text="short")], Config(article_seconds=60))
    210.0
    """
    return sum(
        config.article_seconds * max(1.0, len(item.text) / _CHARS) for item in items if isinstance(item, Article)
    )


@contextmanager
def held(items: list[Article | Failure], config: Config) -> Iterator[None]:
    """Hold what is done to articles to their limits, if this is a worker that may be ended."""
    if sys.platform == "win32" or not _is_worker():
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    most = _address_space() + config.article_memory_mb * 1_000_000
    if before[1] == resource.RLIM_INFINITY or most < before[1]:
        resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds_for(items, config))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, before)


@contextmanager
def watched(items: Iterable[Article | Failure], config: Config) -> Iterator[None]:
    """Interrupt what is done to articles once it takes longer than they may, in a program that is no worker.

    Only the main thread can be interrupted; in another one, and in workers, nothing is watched.

    Raises
    ------
    OutOfTime
        In the midst of what takes too long.
    """
    if sys.platform == "win32" or _is_worker() or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, max(0.001, seconds_for(items, config)), _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before or signal.SIG_DFL)


def too_slow(seconds: float) -> str:
    """Return how a failure says that an article took longer than it may."""
    return f"expected the article to be read within {seconds:g} CPU seconds, it was not; split it"


def _is_worker() -> bool:
    return multiprocessing.parent_process() is not None and threading.current_thread() is threading.main_thread()


def _address_space() -> int:
    """Return the bytes of addresses in use, 0 where the system does not say: then the limit stands alone."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * 4096
    except OSError:
        return 0
