"""Writing: records → one zstd-compressed Parquet file, sorted so that the same records give the same bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gazetteer.places import KINDS, Places, Record

SCHEMA_VERSION = 1
#: The month of the GeoNames extract that the sources hold.
DATA_OF = "2026-07"


def write(places: Places, path: Path, *, sources: Mapping[str, str]) -> None:
    """Write every record that has a point.

    Columns: place_id, geonameid, name, lon, lat (WGS84 degrees), feature_class, feature_code, country (ISO 3166-1
    alpha-2), admin1, admin2, population, source, a list of names for each of `KINDS`, and the lists ``tongues``
    (names in other languages) and ``tongue_languages`` (ISO 639-1 of each, "" if not known).
    """
    rows = sorted(
        (r for r in places if not math.isnan(r.lon)), key=lambda r: (r.country or "", r.admin1 or "", r.place_id)
    )
    columns = {
        "place_id": pa.array([r.place_id for r in rows], pa.int64()),
        "geonameid": pa.array([r.geonameid for r in rows], pa.int64()),
        "name": pa.array([r.name for r in rows], pa.string()),
        "lon": pa.array([round(r.lon, 5) for r in rows], pa.float64()),
        "lat": pa.array([round(r.lat, 5) for r in rows], pa.float64()),
        "feature_class": pa.array([r.feature_class for r in rows]).dictionary_encode(),
        "feature_code": pa.array([r.feature_code for r in rows]).dictionary_encode(),
        "country": pa.array([r.country for r in rows]).dictionary_encode(),
        "admin1": pa.array([r.admin1 for r in rows], pa.string()),
        "admin2": pa.array([r.admin2 for r in rows], pa.string()),
        "population": pa.array([r.population for r in rows], pa.int64()),
        "source": pa.array([r.source for r in rows]).dictionary_encode(),
    }
    for kind in KINDS:
        columns[kind] = pa.array([sorted(r.names.get(kind, {}).values()) for r in rows], pa.list_(pa.string()))
    columns["tongues"] = pa.array([[name for _, name in _tongues(r)] for r in rows], pa.list_(pa.string()))
    columns["tongue_languages"] = pa.array([[of for of, _ in _tongues(r)] for r in rows], pa.list_(pa.string()))
    about = {
        "schema_version": SCHEMA_VERSION,
        "sources": dict(sources),
        "data_of": DATA_OF,
        "licence": "CC BY 4.0 (GeoNames and others, see NOTICE.md)",
    }
    table = pa.table(columns).replace_schema_metadata({b"geonews": json.dumps(about, sort_keys=True).encode()})
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", compression_level=19, row_group_size=65_536, write_statistics=False)


def _tongues(record: Record) -> list[tuple[str, str]]:
    return sorted((language, name) for (language, _), name in record.tongues.items())
