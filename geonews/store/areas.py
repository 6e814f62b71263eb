"""Outlines of the areas that events are known to: each stands in a store once, as soon as some event needs it.

The shapes are those of ``data/boundaries`` (Natural Earth), as ``layers`` draws them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from geonews.config import data_dir
from geonews.errors import ConfigError
from geonews.store.geopackage import shape_blob
from geonews.store.iso3166 import alpha3

__all__ = ["draw", "outlines"]

#: What an event or a crossing is drawn as is one of these: its province, its countries, their border. See ``0009.sql``.
_EVENTS: Final = (
    "SELECT country || '/' || admin1 FROM events WHERE admin1 IS NOT NULL "
    "AND (geo_precision = 2 OR feature_code LIKE 'ADM%') AND {of}",
    "SELECT country FROM events WHERE geo_precision IS NOT 1 AND {of}",
    "SELECT ifnull(destination_country, origin_country) FROM crossings WHERE geom IS NULL AND {of}",
)
_BORDERS: Final = (
    "SELECT min(origin_country, destination_country) || '/' || max(origin_country, destination_country) "
    "FROM crossings WHERE geom IS NULL AND {of}",
)


def draw(connection: sqlite3.Connection, doc_id: str | None = None) -> None:
    """Put the outlines into a store that its events need and that it does not have.

    Parameters
    ----------
    connection
        Inside the transaction that writes the events.
    doc_id
        The article whose events were written; None looks through all.
    """
    of, values = ("1", ()) if doc_id is None else ("doc_id = ?", (doc_id,))
    for table, queries in (("areas", _EVENTS), ("borders", _BORDERS)):
        asked = " UNION ".join(query.format(of=of) for query in queries)
        wanted = connection.execute(f"{asked} EXCEPT SELECT key FROM {table}", values * len(queries)).fetchall()
        for (key,) in wanted:
            found = outlines(table).get(key)
            if found is not None:
                connection.execute(
                    f"INSERT OR IGNORE INTO {table} (key, geometry_basis, geom) VALUES (?, ?, ?)", (key, *found)
                )


@cache
def outlines(table: str) -> Mapping[str, tuple[str, bytes]]:
    """Return what ``areas`` or ``borders`` may hold: by key what it is, and its shape as a GeoPackage has it.

    Raises
    ------
    ConfigError
        If the shipped boundaries are missing.
    """
    if table == "borders":
        found = {
            "/".join(sorted((row["iso_a3_left"], row["iso_a3_right"]))): ("border", row["geometry"])
            for row in _rows("borders")
        }
    else:
        found = {row["iso_a3"]: ("country", row["geometry"]) for row in _rows("countries_110m")}
        for row in _rows("admin1"):
            found[f"{alpha3(row['iso_a2'])}/{row['admin1']}"] = ("admin1", row["geometry"])
    return MappingProxyType({key: (basis, shape_blob(wkb)) for key, (basis, wkb) in found.items()})


def _rows(name: str) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet

    path = data_dir() / "boundaries" / f"{name}.parquet"
    try:
        yield from pyarrow.parquet.read_table(path).to_pylist()
    except OSError as error:
        raise ConfigError(f"expected boundaries in {str(path)!r}, got {error}; reinstall geonews") from error
