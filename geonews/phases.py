"""Long steps by name: rooms say what they are at, and whoever runs them may show it.

Nobody listens by default. A step without a total says only that it is under way.

>>> said = []
>>> with shown(lambda name, done, total: said.append((name, done, total))):
...     with phase("counting", total=2) as advance:
...         advance(1)
>>> said
[('counting', 0, 2), ('counting', 1, 2), (None, 0, None)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["Listener", "phase", "shown"]

Listener = Callable[[str | None, int, int | None], object]
"""Called with a step's name (None at its end), how much of it is done, and how much there is, None if not known."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def phase(name: str, *, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Name what the block does; call what it yields with how much more is done."""
    tell = _listener.get()
    if tell is None:
        yield lambda more: None
        return
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        tell(name, done, total)

    tell(name, 0, total)
    try:
        yield advance
    finally:
        tell(None, 0, None)


@contextmanager
def shown(listener: Listener) -> Iterator[None]:
    """Let somebody listen to the steps of the block; of this thread, or of what it hands its context to."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
