"""Writing an index: places and names gathered on disk, sorted, and moved to their final name when complete.

Memory stays small whatever the number of places: what is gathered lies in SQLite's temporary files.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from geonews.gazetteer.folding import fold, skeleton

__all__ = ["KINDS", "SCHEMA_VERSION", "IndexWriter"]

#: Raised whenever the tables below change; an index of another version is built anew.
SCHEMA_VERSION = 5

#: How a name belongs to its place; the numbers stand in the index.
KINDS = {"main": 0, "alternates": 1, "abbreviations": 2, "demonyms": 3, "metonyms": 4}

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, feature_class TEXT NOT NULL,
  feature_code TEXT NOT NULL, country TEXT, admin1 TEXT, admin2 TEXT, population INTEGER NOT NULL,
  by_hand INTEGER NOT NULL, names INTEGER NOT NULL
);
CREATE TABLE name (
  folded TEXT NOT NULL, kind INTEGER NOT NULL, place INTEGER NOT NULL, written TEXT NOT NULL,
  PRIMARY KEY (folded, kind, place)
) WITHOUT ROWID;
CREATE TABLE tongue (
  folded TEXT NOT NULL, language TEXT NOT NULL, place INTEGER NOT NULL, written TEXT NOT NULL,
  PRIMARY KEY (folded, language, place)
) WITHOUT ROWID;
CREATE TABLE spelling (skeleton TEXT, folded TEXT, PRIMARY KEY (skeleton, folded)) WITHOUT ROWID;
CREATE TABLE backward (tail TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP VIEW distinct_name AS
  SELECT DISTINCT folded FROM name WHERE kind < 2 AND length(folded) BETWEEN 4 AND 40;
"""
_UPSERT = """
INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET
  lon = excluded.lon, lat = excluded.lat, feature_class = excluded.feature_class, feature_code = excluded.feature_code,
  country = excluded.country, admin1 = excluded.admin1, admin2 = excluded.admin2,
  population = max(population, excluded.population), by_hand = max(by_hand, excluded.by_hand),
  names = max(names, excluded.names)
"""
_INDEXES = """
CREATE INDEX town ON place (lat, lon) WHERE feature_class = 'P';
CREATE INDEX division ON place (country, admin1, feature_code) WHERE feature_code IN ('ADM1', 'PCLI', 'PCLD');
"""
#: Rows that are gathered before they are written.
BATCH = 50_000


class IndexWriter:
    """Writes one index; use as a context manager, `close` it by leaving the block without an error.

    Parameters
    ----------
    target
        Final name of the index.
    about
        What is told by ``gazetteer info``: source, licence, date, rows.
    """

    def __init__(self, target: Path, about: dict[str, Any]) -> None:
        self.target = target
        self.about = about
        self.places = 0
        self._rows: list[tuple[Any, ...]] = []
        self._heap: list[tuple[str, int, int, str]] = []
        self._tongues: list[tuple[str, str, int, str]] = []
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".part", dir=target.parent)
        os.close(handle)
        self._part = Path(name)
        self._db = sqlite3.connect(self._part.absolute().as_uri(), uri=True, isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096; PRAGMA cache_size=-32768;"
            "PRAGMA temp_store=FILE;" + _SCHEMA + "CREATE TEMP TABLE heap (folded, kind, place, written);"
            "CREATE TEMP TABLE tongues (folded, language, place, written); BEGIN;"
        )

    def __enter__(self) -> IndexWriter:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        try:
            if failed is None:
                self._finish()
        finally:
            self._db.close()
            self._part.unlink(missing_ok=True)

    def copy(self, other: Path, *, without_own_in: frozenset[str] | None = frozenset()) -> None:
        """Take over the places and names of another index.

        Parameters
        ----------
        other
            A whole index of this version.
        without_own_in
            Countries (alpha-2) whose small places without a GeoNames id are left out, None for all countries: the
            file that is installed has them under their ids. What was written by hand stays.
        """
        self._db.execute("COMMIT")
        self._db.execute("ATTACH ? AS other", (f"{other.absolute().as_uri()}?mode=ro&immutable=1",))
        self._db.execute("BEGIN")
        countries = sorted(without_own_in or ())
        where = f"country IN ({','.join('?' * len(countries))})" if without_own_in is not None else "1"
        self._db.execute(
            "INSERT INTO place SELECT * FROM other.place WHERE NOT "
            f"(id < 0 AND NOT by_hand AND feature_code IN ('ADM3', 'PPL') AND {where})",
            countries,
        )
        self._db.execute(
            "INSERT INTO heap SELECT n.folded, n.kind, n.place, n.written "
            "FROM other.name n JOIN place p ON p.id = n.place"
        )
        self._db.execute(
            "INSERT INTO tongues SELECT t.folded, t.language, t.place, t.written "
            "FROM other.tongue t JOIN place p ON p.id = t.place"
        )
        (self.places,) = self._db.execute("SELECT count(*) FROM place").fetchone()
        self._db.execute("COMMIT")
        self._db.execute("DETACH other")
        self._db.execute("BEGIN")

    def add(self, row: tuple[Any, ...], names: Iterable[tuple[int, str]], *, by_hand: bool = False) -> None:
        """Add a place (the columns of ``place`` up to the population) and its names with their kinds.

        A place that is there already keeps its main name and takes the rest.
        """
        place_id, main = row[0], row[1]
        key = fold(main)
        keys: dict[tuple[str, int], str] = {(key, 0): main} if key else {}
        for kind, written in names:
            other = fold(written)
            if other and (kind != 1 or other != key):
                keys.setdefault((other, kind), written)
        self._rows.append((*row, by_hand, len(keys)))
        self._heap.extend([(folded, kind, place_id, written) for (folded, kind), written in keys.items()])
        self.places += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def add_name(self, place_id: int, kind: int, written: str, *, as_main: bool = False) -> bool:
        """Add a name to a place that was copied; return whether there is such a place."""
        key = fold(written)
        change = "UPDATE place SET names = names + 1, name = coalesce(?, name) WHERE id = ?"
        if not key or not self._db.execute(change, (written if as_main else None, place_id)).rowcount:
            return False
        self._heap.append((key, 0 if as_main else kind, place_id, written))
        if len(self._heap) >= BATCH:
            self._flush()
        return True

    def add_tongue(self, place_id: int, language: str, written: str) -> None:
        """Add a name in another language (ISO 639-1, "" if it is not known which) to a place."""
        if key := fold(written):
            self._tongues.append((key, language, place_id, written))

    def _flush(self) -> None:
        self._db.executemany(_UPSERT, self._rows)
        self._db.executemany("INSERT INTO heap VALUES (?,?,?,?)", self._heap)
        self._db.executemany("INSERT INTO tongues VALUES (?,?,?,?)", self._tongues)
        self._rows.clear()
        self._tongues.clear()
        self._heap.clear()

    def _finish(self) -> None:
        self._flush()
        db = self._db
        db.create_function("skeleton", 1, skeleton, deterministic=True)
        db.create_function("reverse", 1, lambda text: text[::-1], deterministic=True)
        db.execute("INSERT OR IGNORE INTO name SELECT folded, kind, place, written FROM heap ORDER BY 1, 2, 3")
        db.execute("INSERT OR IGNORE INTO tongue SELECT folded, language, place, written FROM tongues ORDER BY 1, 2, 3")
        db.execute("INSERT INTO spelling SELECT skeleton(folded), folded FROM distinct_name ORDER BY 1, 2")
        db.execute("INSERT INTO backward SELECT reverse(folded) AS tail FROM distinct_name ORDER BY 1")
        (names,) = db.execute("SELECT count(*) FROM name").fetchone()
        (tongues,) = db.execute("SELECT count(*) FROM tongue").fetchone()
        (places,) = db.execute("SELECT count(*) FROM place").fetchone()
        counts = {"places": places, "names": names, "names_in_other_languages": tongues}
        meta = self.about | {"schema_version": SCHEMA_VERSION, **counts}
        db.executemany("INSERT INTO meta VALUES (?,?)", [(k, json.dumps(v)) for k, v in meta.items()])
        db.execute("COMMIT")
        db.executescript(_INDEXES)
        db.close()
        self._part.chmod(0o644)
        self._part.replace(self.target)
