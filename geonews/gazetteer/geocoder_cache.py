"""What a geocoder answered, kept in SQLite, and the queue in which every process waits for its turn to ask.

The file is a cache: it may be deleted at any time, and a damaged one is set aside. Times are seconds since 1970 in
UTC; an entry from the future (the clock was changed) counts as expired.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from geonews.errors import ConfigError

__all__ = ["GeocoderCache"]

logger = logging.getLogger(__name__)

VERSION = 1
BUSY_SECONDS = 30.0
LAYOUT_TRIES = 100
SECONDS_PER_DAY = 86_400.0
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS answers (
    service TEXT NOT NULL, name TEXT NOT NULL, country TEXT NOT NULL, asked_at REAL NOT NULL, places TEXT NOT NULL,
    PRIMARY KEY (service, name, country)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (
    service TEXT PRIMARY KEY, asked_at REAL NOT NULL, paused_at REAL NOT NULL, paused_seconds REAL NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""


class GeocoderCache:
    """Answers by service, name and country, shared by all threads and processes of one user.

    Nothing is opened before the first call; each call opens and closes its own connection.

    Parameters
    ----------
    path
        The SQLite file; its folder is made when needed.
    miss_days
        Days for which "no such place" is believed; places found are kept for good.
    clock
        Seconds since 1970.
    """

    def __init__(self, path: Path, *, miss_days: float, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._miss_seconds = miss_days * SECONDS_PER_DAY
        self._clock = clock

    def get(self, service: str, name: str, country: str | None) -> list[dict[str, Any]] | None:
        """Return the remembered places, [] for a remembered miss, None where the service must be asked."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT asked_at, places FROM answers WHERE service = ? AND name = ? AND country = ?",
                (service, name, country or ""),
            ).fetchone()
        if row is None:
            return None
        asked_at, places = row
        answer: list[dict[str, Any]] = json.loads(places)
        age = self._clock() - asked_at
        return answer if answer or 0 <= age < self._miss_seconds else None

    def put(self, service: str, name: str, country: str | None, places: Sequence[Mapping[str, Any]]) -> None:
        """Remember an answer; an empty one is a miss."""
        with self._connection() as connection, connection:
            connection.execute(
                "INSERT OR REPLACE INTO answers (service, name, country, asked_at, places) VALUES (?, ?, ?, ?, ?)",
                (service, name, country or "", self._clock(), json.dumps(list(places))),
            )

    def take_turn(self, service: str, delay_seconds: float) -> float:
        """Claim the right to ask the service now.

        Returns
        -------
        float
            0.0 when the turn is ours (and counted), else the seconds after which to try again.
        """
        with self._connection() as connection, self._exclusive(connection):
            now = self._clock()
            row = connection.execute(
                "SELECT asked_at, paused_at, paused_seconds FROM turns WHERE service = ?", (service,)
            ).fetchone()
            asked_at, paused_at, paused_seconds = row or (0.0, 0.0, 0.0)
            wait = max(_left(asked_at, delay_seconds, now), _left(paused_at, paused_seconds, now))
            if wait <= 0:
                connection.execute(
                    "INSERT OR REPLACE INTO turns (service, asked_at, paused_at, paused_seconds) VALUES (?, ?, 0, 0)",
                    (service, now),
                )
                return 0.0
            return wait

    def pause(self, service: str, seconds: float) -> None:
        """Keep every process from asking the service for a time, as its ``Retry-After`` demands."""
        with self._connection() as connection, self._exclusive(connection):
            connection.execute(
                "INSERT INTO turns (service, asked_at, paused_at, paused_seconds) VALUES (?, 0, ?, ?) "
                "ON CONFLICT (service) DO UPDATE SET paused_at = excluded.paused_at, "
                "paused_seconds = excluded.paused_seconds",
                (service, self._clock(), seconds),
            )

    @contextlib.contextmanager
    def _exclusive(self, connection: sqlite3.Connection) -> Iterator[None]:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            try:
                connection = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, read-only, disk full: not damage
                    raise
                self._set_aside(error)
                connection = self._open()
            with contextlib.closing(connection):
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"expected a cache of geocoder answers at {str(self.path)!r}, got {str(error)!r}; "
                "make it writable, delete it if it is damaged, or set cache_dir to another folder"
            ) from error

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level="DEFERRED")
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version != VERSION:
                _lay_out(connection, drop=bool(version))
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        """Put a damaged file out of the way; what it held can be asked again."""
        logger.warning("the geocoder cache is damaged (%s); starting a new one beside it", error)
        with contextlib.suppress(FileNotFoundError):
            self.path.replace(self.path.with_suffix(".damaged"))
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _lay_out(connection: sqlite3.Connection, *, drop: bool) -> None:
    """Make the tables; where another process is at it, SQLite refuses the change to WAL without waiting: try again."""
    for attempt in range(1, LAYOUT_TRIES + 1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            if attempt == LAYOUT_TRIES:
                raise
            time.sleep(0.05)
    if drop:
        connection.executescript("DROP TABLE IF EXISTS answers; DROP TABLE IF EXISTS turns;")
    connection.executescript(SCHEMA)


def _left(since: float, seconds: float, now: float) -> float:
    """Return what is left of a wait; never more than the wait itself, whatever the clock did."""
    return 0.0 if now < since else since + seconds - now
