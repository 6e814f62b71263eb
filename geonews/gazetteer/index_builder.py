"""Building an index: the Parquet file of places read row by row into the index's writer."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from geonews.errors import GazetteerMissingError
from geonews.gazetteer.index_writer import KINDS, IndexWriter
from geonews.phases import phase

__all__ = ["build"]

logger = logging.getLogger(__name__)

#: The source of rows that were written by hand.
BY_HAND = "curated"
#: Names in other languages and the language of each; a gazetteer may lack them.
TONGUES = ("tongues", "tongue_languages")
_COLUMNS = "place_id, name, lon, lat, feature_class, feature_code, country, admin1, admin2, population"


def build(source: Path, target: Path) -> None:
    """Build the index of a Parquet file.

    Raises
    ------
    GazetteerMissingError
        If the file is damaged or of another schema.
    """
    logger.info("building the index of %s", source.name)
    with phase("preparing the places, once", total=_rows_of(source)) as advance:
        _build(source, target, advance)


def _rows_of(source: Path) -> int | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(source).num_rows)
    except (pa.ArrowException, OSError):
        return None  # building says what is wrong with the file


def _build(source: Path, target: Path, advance: Callable[[int], None]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = [name.strip() for name in _COLUMNS.split(",")]
    try:
        with pq.ParquetFile(source) as file, IndexWriter(target, _about(source, file.schema_arrow.metadata)) as writer:
            tongues = TONGUES if set(TONGUES) <= set(file.schema_arrow.names) else ()
            wanted = [*columns, "source", *list(KINDS)[1:], *tongues]
            for batch in file.iter_batches(batch_size=16_384, columns=wanted):
                rows = batch.to_pydict()
                kinds = [(number, rows[kind]) for kind, number in KINDS.items() if number]
                for n, row in enumerate(zip(*(rows[c] for c in columns), strict=True)):
                    names = [(number, name) for number, lists in kinds for name in lists[n] or ()]
                    writer.add(row, names, by_hand=rows["source"][n] == BY_HAND)
                for place_id, written_names, languages in _tongues(rows) if tongues else ():
                    for written, language in zip(written_names or (), languages or (), strict=True):
                        writer.add_tongue(place_id, language, written)
                advance(batch.num_rows)
    except (pa.ArrowException, KeyError, OSError, sqlite3.Error) as error:
        raise GazetteerMissingError(
            f"expected a gazetteer in {str(source)!r}, got {error}; reinstall geonews or name another file"
        ) from error


def _tongues(rows: dict[str, list[Any]]) -> Iterable[tuple[int, list[str] | None, list[str] | None]]:
    return zip(rows["place_id"], *(rows[column] for column in TONGUES), strict=True)


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
