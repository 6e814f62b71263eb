"""PLOVER JSON lines: named fields of the ontology's manual, what is ours in ``x_geonews``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO, Final

import orjson

from geonews.export.features import Export

__all__ = ["PLOVER_VERSION", "write_plover"]

PLOVER_VERSION: Final = "1.0"
#: PLOVER's auxiliary modes by our status; what happened has none.
_AUXILIARY: Final = {"planned": "future", "hypothetical": "hypothetical", "denied": "negation"}
_OURS: Final = (
    "doc_id", "title", "publisher", "source_url", "published", "sentence", "char_start", "char_end", "event_type",
    "mode", "status", "trigger", "subject", "subject_class", "count_min", "count_max", "count_unit", "count_approx",
    "fatalities_min", "fatalities_max", "injured_min", "injured_max", "date_basis", "time_precision", "geo_precision",
    "location_basis", "geometry_basis", "origin_country", "origin_place", "origin_lat", "origin_lon",
    "destination_country", "destination_place", "destination_lat", "destination_lon", "crossing_place",
    "crossing_lat", "crossing_lon", "direction_basis", "confidence", "rule_id", "disputed", "attributed_to",
    "corrected", "corrections", "coder_version", "group_id", "n_reports", "n_articles", "n_sources", "count_low",
    "count_best", "count_high", "fatalities_low", "fatalities_best", "fatalities_high", "conflicts", "copy_of",
    "n_copies",
)  # fmt: skip


def write_plover(export: Export, out: BinaryIO) -> int:
    """Write one event a line; return their number."""
    count = 0
    for row, _ in export.rows():
        out.write(orjson.dumps(_record(row), option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count


def _record(row: Mapping[str, Any]) -> dict[str, Any]:
    modes = [mode for mode in (row["plover_mode"], _AUXILIARY.get(row["status"])) if mode]
    return {
        "id": row["event_id"],
        "plover_version": PLOVER_VERSION,
        "date": row["date_start"],
        "enddate": row["date_end"],
        "actor": _actor(row, 1),
        "recipient": _actor(row, 2),
        "event": [row["plover_event"]] if row["plover_event"] else [],
        "mode": modes,
        "context": [row["plover_context"]] if row["plover_context"] else [],
        "quad_code": row["quad_class"],
        "event_scale": row["goldstein"],
        "event_loc": {
            "name": row["place"],
            "lat": row["lat"],
            "lon": row["lon"],
            "geonameid": row["geonameid"],
            "country": row["country"],
        },
        "text": row["evidence"],
        "comment": row["attributed_to"] and f"according to {row['attributed_to']}",
        "x_geonews": {name: row[name] for name in _OURS},
    }


def _actor(row: Mapping[str, Any], number: int) -> list[dict[str, Any]]:
    text = row[f"actor{number}"]
    if text is None:
        return []
    return [{"code": row[f"actor{number}_country"], "sector": row[f"actor{number}_sector"], "entity_text": text}]
