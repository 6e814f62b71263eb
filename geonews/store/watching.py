"""One watcher a store: who follows feeds into it holds a lock beside it, which ends with the process that has it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geonews.errors import StoreError

__all__ = ["has_watcher", "only_watcher"]

SUFFIX = "-watch"


@contextmanager
def only_watcher(store: Path) -> Iterator[None]:
    """Be the one that follows feeds into a store, whatever programs and servers use it.

    Raises
    ------
    StoreError
        If another process is it, or no file can be made beside the store.
    """
    held = _take(_beside(store))
    if held is None:
        raise StoreError(
            f"expected one watcher a store, and another program follows feeds into {str(store)!r}; stop it there first"
        )
    try:
        yield
    finally:
        _beside(store).unlink(missing_ok=True)  # before the lock goes, so that nobody else's file is taken away
        os.close(held)


def has_watcher(store: Path) -> bool:
    """Return whether any process follows feeds into a store; what one left behind that was killed is taken away."""
    if not _beside(store).exists():
        return False
    try:
        held = _take(_beside(store))
    except StoreError:  # another user's
        return True
    if held is None:
        return True
    _beside(store).unlink(missing_ok=True)
    os.close(held)
    return False


def _beside(store: Path) -> Path:
    real = store.resolve()
    return real.with_name(real.name + SUFFIX)


def _take(path: Path) -> int | None:
    """Return an open file that holds the lock, None where another process has it."""
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        except OSError as error:
            raise StoreError(
                f"expected to make {str(path)!r}, got {error.strerror}; let geonews write beside the store"
            ) from error
        if not _lock(file):
            os.close(file)
            return None
        try:
            if path.stat().st_ino == os.fstat(file).st_ino:
                return file
        except FileNotFoundError:
            pass
        os.close(file)  # whoever had it took the file away meanwhile


def _lock(file: int) -> bool:
    if sys.platform == "win32":  # nothing is held there: two watchers do the work twice
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
