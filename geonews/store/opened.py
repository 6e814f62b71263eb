"""An open store: its file, its connection and lock, and snapshots that do not change while one reads."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from geonews.errors import StoreError
from geonews.store.connection import connect, open_checked, readable_errors
from geonews.store.rows import Codes

__all__ = ["OpenStore"]


def _ontology_codes(event_type: str, mode: str | None) -> Mapping[str, Any]:
    """Return the ontology's codes; loaded with the first event that is written."""
    from geonews.events.ontology import codes

    found: Mapping[str, Any] = codes(event_type, mode)
    return found


class OpenStore:
    """A store that is open; what is asked of it is in the classes built upon this one."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, read_only: bool, timeout_seconds: float, codes: Codes
    ) -> None:
        self.path = path
        self.read_only = read_only
        self._connection = connection
        self._timeout = timeout_seconds
        self._codes = codes
        self._file = path.absolute()
        self._number = _file_number(self._file)
        self._lock = threading.RLock()
        self._runs = threading.local()
        self._closed = False

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        read_only: bool = False,
        timeout_seconds: float = 10.0,
        codes: Codes | None = None,
    ) -> Self:
        """Open a store; nothing is created.

        Parameters
        ----------
        path
            A file that ``create`` made.
        read_only
            Refuse every write.
        timeout_seconds
            How long to wait for another program's lock.
        codes
            The codes of a type and mode; None is the ontology's.

        Raises
        ------
        StoreError
            If it is missing, not a store, of a newer geonews, damaged or locked.
        """
        path = Path(path)
        number = _file_number(path)
        connection = open_checked(path, read_only=read_only, timeout_seconds=timeout_seconds)
        opened = cls(
            path, connection, read_only=read_only, timeout_seconds=timeout_seconds, codes=codes or _ontology_codes
        )
        opened._number = number  # a file that took its place meanwhile is another one
        try:
            opened.check_there()
        except BaseException:
            connection.close()
            raise
        return opened

    def close(self) -> None:
        """Close the file; the write-ahead log is folded into it when nobody else reads."""
        with self._lock, readable_errors(self.path):
            if self._closed:
                return
            self._closed = True
            try:
                if not self.read_only:
                    with suppress(sqlite3.OperationalError):  # somebody else writes: they will do it when they close
                        self._connection.execute("PRAGMA busy_timeout = 0")
                        is_there = _file_number(self._file) == self._number
                        # SQLite would leave the log of a file that was taken away to the next one of its name.
                        self._connection.execute("PRAGMA optimize" if is_there else "PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check_there(self) -> None:
        """Make sure that the file at the store's name still is the one that was opened.

        A file that is deleted can be read and written on by those who have it open, and is gone when they close it.

        Raises
        ------
        StoreError
            If it was deleted, or another file was put in its place.
        """
        number = _file_number(self._file)
        if number == self._number:
            return
        found = "nothing" if number is None else "another file"
        raise StoreError(
            f"expected the store that was opened at {str(self.path)!r}, found {found}: it was deleted or replaced "
            "meanwhile; put it back and run this again, or begin with what is there now"
        )

    @contextmanager
    def _at_hand(self) -> Iterator[None]:
        """Hold the connection of a store that still is where it was opened."""
        with self._lock, readable_errors(self.path):
            self.check_there()
            yield

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        """Read from one state of the store, however long it takes."""
        with readable_errors(self.path):
            self.check_there()
            connection = connect(self.path, read_only=True, timeout_seconds=self._timeout)
            try:
                self.check_there()
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.close()

    def _ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._at_hand():
            return self._connection.execute(sql, values).fetchall()

    def version(self) -> tuple[int, int]:
        """Return a pair that differs as soon as somebody, this process or another, has changed the store."""
        with self._at_hand():
            (seen,) = self._connection.execute("PRAGMA data_version").fetchone()
            return int(seen), self._connection.total_changes


def _file_number(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from every other that may bear its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
