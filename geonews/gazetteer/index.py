"""The index: a Parquet file of places turned once into a read-only SQLite file of names.

The file lies in the cache folder under a name that holds the Parquet file's hash, so another gazetteer gets another
index. It is written beside its final name and moved there when complete: a reader sees a whole index or none.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from geonews.config import Config, data_dir
from geonews.errors import GazetteerMissingError
from geonews.gazetteer.folding import fold, skeleton

__all__ = ["KINDS", "SCHEMA_VERSION", "IndexWriter", "build", "index_path", "open_index", "prepare"]

logger = logging.getLogger(__name__)

#: Raised whenever the tables below change; an index of another version is built anew.
SCHEMA_VERSION = 1

#: How a name belongs to its place; the numbers stand in the index.
KINDS = {"main": 0, "alternates": 1, "abbreviations": 2, "demonyms": 3, "metonyms": 4}

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, feature_class TEXT NOT NULL,
  feature_code TEXT NOT NULL, country TEXT, admin1 TEXT, admin2 TEXT, population INTEGER NOT NULL,
  names INTEGER NOT NULL
);
CREATE TABLE name (
  folded TEXT NOT NULL, kind INTEGER NOT NULL, place INTEGER NOT NULL, written TEXT NOT NULL,
  PRIMARY KEY (folded, kind, place)
) WITHOUT ROWID;
CREATE TABLE spelling (skeleton TEXT, folded TEXT, PRIMARY KEY (skeleton, folded)) WITHOUT ROWID;
CREATE TABLE backward (tail TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP VIEW distinct_name AS
  SELECT DISTINCT folded FROM name WHERE kind < 2 AND length(folded) BETWEEN 4 AND 40;
"""
_COLUMNS = "place_id, name, lon, lat, feature_class, feature_code, country, admin1, admin2, population"
_INDEXES = """
CREATE INDEX division ON place (country, admin1, feature_code) WHERE feature_code IN ('ADM1', 'PCLI', 'PCLD');
"""


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
        self._names: list[tuple[str, int, int, str]] = []
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".part", dir=target.parent)
        os.close(handle)
        self._part = Path(name)
        self._db = sqlite3.connect(self._part, isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096; PRAGMA cache_size=-32768;"
            "PRAGMA temp_store=FILE;" + _SCHEMA + "CREATE TEMP TABLE heap (folded, kind, place, written); BEGIN;"
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

    def add(self, row: tuple[Any, ...], names: Iterable[tuple[int, str]]) -> None:
        """Add a place (the columns of ``place`` without ``names``) and its names with their kinds."""
        place_id = row[0]
        keys: dict[tuple[str, int], str] = {(fold(row[1]), 0): row[1]}
        for kind, written in names:
            key = fold(written)
            if kind == 1 and (key, 0) in keys:
                continue
            keys.setdefault((key, kind), written)
        keys = {k: w for k, w in keys.items() if k[0]}
        self._db.execute("INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", (*row, len(keys)))
        self._names.extend((key, kind, place_id, written) for (key, kind), written in keys.items())
        self.places += 1
        if len(self._names) > 100_000:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany("INSERT INTO heap VALUES (?,?,?,?)", self._names)
        self._names.clear()

    def _finish(self) -> None:
        self._flush()
        db = self._db
        db.create_function("skeleton", 1, skeleton, deterministic=True)
        db.create_function("reverse", 1, lambda text: text[::-1], deterministic=True)
        db.execute("INSERT OR IGNORE INTO name SELECT folded, kind, place, written FROM heap ORDER BY 1, 2, 3")
        db.execute("INSERT INTO spelling SELECT skeleton(folded), folded FROM distinct_name ORDER BY 1, 2")
        db.execute("INSERT INTO backward SELECT reverse(folded) AS tail FROM distinct_name ORDER BY 1")
        (names,) = db.execute("SELECT count(*) FROM name").fetchone()
        meta = self.about | {"schema_version": SCHEMA_VERSION, "places": self.places, "names": names}
        db.executemany("INSERT INTO meta VALUES (?,?)", [(k, json.dumps(v)) for k, v in meta.items()])
        db.execute("COMMIT")
        db.executescript(_INDEXES)
        db.close()
        self._part.chmod(0o644)
        self._part.replace(self.target)


def prepare(config: Config) -> Path:
    """Return the index of the configured gazetteer, building it if there is none.

    Raises
    ------
    GazetteerMissingError
        If the gazetteer's file is missing or damaged.
    """
    path = index_path(config)
    if not _is_whole(path):
        build(parquet_path(config), path)
    return path


def parquet_path(config: Config) -> Path:
    """Return the gazetteer's file: the configured one, else the shipped one."""
    path = config.gazetteer or data_dir() / "gazetteer.parquet"
    if not path.is_file():
        raise GazetteerMissingError(
            f"expected a gazetteer at {str(path)!r}, found none; reinstall geonews or run geonews gazetteer install"
        )
    return path


def index_path(config: Config) -> Path:
    """Return where the index of the configured gazetteer lies or will lie."""
    source = parquet_path(config)
    if _is_index(source):
        return source
    return config.cache_dir / f"gazetteer-{_digest(source, config.cache_dir)[:16]}.sqlite"


def open_index(path: Path) -> sqlite3.Connection:
    """Open an index for reading, in this thread alone.

    Raises
    ------
    GazetteerMissingError
        If the file is not a whole index of this version.
    """
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        db.execute("PRAGMA cache_size=-8192")
        (version,) = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() or ("none",)
    except sqlite3.Error as error:
        raise GazetteerMissingError(
            f"expected an index of places at {str(path)!r}, got {error}; run geonews gazetteer build"
        ) from error
    if version != str(SCHEMA_VERSION):
        db.close()
        raise GazetteerMissingError(
            f"expected schema version {SCHEMA_VERSION} in {str(path)!r}, got {version!r}; run geonews gazetteer build"
        )
    return db


def build(source: Path, target: Path) -> None:
    """Build the index of a Parquet file.

    Raises
    ------
    GazetteerMissingError
        If the file is damaged or of another schema.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    logger.info("building the index of %s", source.name)
    columns = [name.strip() for name in _COLUMNS.split(",")]
    try:
        with pq.ParquetFile(source) as file, IndexWriter(target, _about(source, file.schema_arrow.metadata)) as writer:
            for batch in file.iter_batches(batch_size=16_384, columns=[*columns, *list(KINDS)[1:]]):
                rows = batch.to_pydict()
                kinds = [(number, rows[kind]) for kind, number in KINDS.items() if number]
                for n, row in enumerate(zip(*(rows[c] for c in columns), strict=True)):
                    writer.add(row, [(number, name) for number, names in kinds for name in names[n] or ()])
    except (pa.ArrowException, KeyError, OSError, sqlite3.Error) as error:
        raise GazetteerMissingError(
            f"expected a gazetteer in {str(source)!r}, got {error}; reinstall geonews or name another file"
        ) from error


def _about(source: Path, metadata: dict[bytes, bytes] | None) -> dict[str, Any]:
    try:
        about = json.loads((metadata or {})[b"geonews"])
    except (KeyError, ValueError) as error:
        raise GazetteerMissingError(
            f"expected a gazetteer written by geonews in {str(source)!r}, got other Parquet; name another file"
        ) from error
    if about.get("schema_version") != 1:
        raise GazetteerMissingError(
            f"expected schema version 1 in {str(source)!r}, got {about.get('schema_version')!r}; reinstall geonews"
        )
    return {"source": source.name, **about}


def _is_index(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def _is_whole(path: Path) -> bool:
    """Tell whether the index is there, of this version and as long as its header says."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
        pages, page_size = int.from_bytes(header[28:32], "big"), int.from_bytes(header[16:18], "big")
        if path.stat().st_size != pages * page_size:
            return False
        open_index(path).close()
    except (OSError, GazetteerMissingError):
        return False
    return True


def _digest(source: Path, cache_dir: Path) -> str:
    """Return the file's SHA-256, remembered beside the index for as long as size and time stay the same."""
    facts = source.stat()
    stamp = [str(source.absolute()), facts.st_size, facts.st_mtime_ns]
    memory = cache_dir / "gazetteer.stamp.json"
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
        if known["stamp"] == stamp:
            return str(known["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    recorded = source.with_suffix(".sha256")
    if recorded.is_file() and recorded.read_text(encoding="utf-8").split()[:1] != [digest]:
        raise GazetteerMissingError(
            f"expected {str(source)!r} with the hash of {recorded.name!r}, got {digest!r}; the file is damaged, "
            "reinstall geonews"
        )
    cache_dir.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".stamp-", dir=cache_dir)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"stamp": stamp, "sha256": digest}, file)
    Path(name).replace(memory)
    return digest
