"""A line on the terminal that says what takes long, and for how long: nothing that takes over two seconds is mute.

The line appears once nothing has been said for a while, is rewritten in place, and is gone before anything else is
said. Where standard error is no terminal there is none.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

__all__ = ["Waiting", "line"]

#: Seconds of silence after which the line appears, and between its changes.
AFTER: Final = 1.0
EVERY: Final = 0.5
WIDTH: Final = 24
_CLEAR: Final = "\r\x1b[K"


def line(name: str, seconds: float, done: int = 0, total: int | None = None) -> str:
    """Return what the line says.

    Examples
    --------
    >>> line("loading the models", 3.4)
    'geonews: loading the models … 3 s'
    >>> line("preparing the places", 9, 300_000, 400_000)
    'geonews: preparing the places ██████████████████░░░░░░  75 % … 9 s'
    """
    told = f"geonews: {name}"
    if total:
        share = min(1.0, done / total)
        full = int(share * WIDTH)
        told += f" {'█' * full}{'░' * (WIDTH - full)} {share:4.0%}".replace("%", " %")
    return f"{told} … {seconds:.0f} s"


class Waiting:
    """The line of one command.

    Parameters
    ----------
    name
        What the command does, said where no step has a name of its own.
    stream
        Where to write; None for standard error.
    """

    def __init__(self, name: str, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._name = name
        self._step: tuple[str | None, int, int | None] = (None, 0, None)
        self._since = self._spoken = time.monotonic()
        self._is_drawn = self._is_held = False
        self._lock = threading.RLock()
        self._stop = threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch over the block; where nobody looks on, do nothing."""
        if not self._stream.isatty():
            yield
            return
        thread = threading.Thread(target=self._watch, name="waiting", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()
            self.speak()

    def step(self, name: str | None, done: int, total: int | None) -> None:
        """Take note of a step, as ``phases.shown`` tells it."""
        with self._lock:
            if name != self._step[0]:
                self._since = time.monotonic()
            self._step = (name, done, total)

    def speak(self) -> None:
        """Make room: somebody else is about to write to the terminal."""
        with self._lock:
            if self._is_drawn:
                self._stream.write(_CLEAR)
                self._stream.flush()
                self._is_drawn = False
            self._spoken = time.monotonic()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Leave the terminal to the block, which shows a bar of its own or serves."""
        with self._lock:
            self._is_held = True
            self.speak()
        try:
            yield
        finally:
            self._is_held = False
            self.speak()

    def _watch(self) -> None:
        while not self._stop.wait(EVERY):
            with self._lock:
                now = time.monotonic()
                if self._is_held or now - self._spoken < AFTER:
                    continue
                name, done, total = self._step
                self._stream.write(_CLEAR + line(name or self._name, now - self._since, done, total))
                self._stream.flush()
                self._is_drawn = True
