"""What can be corrected: the fields, the columns each may set, and which values make sense there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from geonews.errors import StoreError
from geonews.model import Status

__all__ = ["FIELDS", "checked"]

#: What can be corrected, and the columns each correction may set.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "place": ("place", "geonameid", "lat", "lon", "feature_code", "country", "admin1", "admin2", "geo_precision"),
    "date": ("date_start", "date_end", "time_precision"),
    "type": ("event_type", "mode"),
    "status": ("status",),
    "count": ("count_min", "count_max", "count_unit"),
    "fatalities": ("fatalities_min", "fatalities_max"),
    "injured": ("injured_min", "injured_max"),
    "origin": ("origin_country", "origin_place", "origin_lat", "origin_lon", "origin_precision"),
    "destination": (
        "destination_country", "destination_place", "destination_lat", "destination_lon", "destination_precision",
    ),
    "crossing": ("crossing_place", "crossing_lat", "crossing_lon", "crossing_precision"),
    "not_an_event": ("retracted",),
    "same_as": ("same_as",),
    "split": ("split",),
}  # fmt: skip

#: Corrections of these fields replace the whole group: columns that are not given become unknown.
_WHOLE: Final = frozenset(
    {"place", "date", "type", "count", "fatalities", "injured", "origin", "destination", "crossing"}
)
_MAX_INTEGER: Final = 2**63 - 1


def checked(field: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of every column that the correction sets.

    Raises
    ------
    StoreError
        If the field or a column is unknown, or a value makes no sense in its column.
    """
    if field not in FIELDS:
        raise StoreError(f"expected a field among {', '.join(FIELDS)}; got {field!r}; choose one of them")
    unknown = sorted(set(values) - set(FIELDS[field]))
    if unknown or not values:
        raise StoreError(f"expected values for {', '.join(FIELDS[field])}; got {unknown or 'none'!r}; name the columns")
    new = {column: values.get(column) for column in FIELDS[field]} if field in _WHOLE else dict(values)
    for column, value in new.items():
        if value is not None:
            new[column] = _value(column, value)
    _check_group(new)
    return new


def _value(column: str, value: Any) -> Any:
    if column.startswith("date_"):
        return _day(column, value)
    if column == "status" and value not in set(Status):
        raise StoreError(f"expected a status among {', '.join(Status)}; got {value!r}; choose one of them")
    if column.endswith(("_lat", "_lon")) or column in ("lat", "lon"):
        limit = 90 if column.endswith("lat") else 180
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not -limit <= value <= limit:
            raise StoreError(f"expected lon and lat in degrees, got {column} {value!r}; correct it")
        return round(float(value), 6)
    if column.endswith("precision"):
        if value not in (1, 2, 3):
            raise StoreError(f"expected {column} 1, 2 or 3, got {value!r}; correct it")
        return int(value)
    if column == "geonameid" or column.endswith(("_min", "_max")):
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MAX_INTEGER:
            raise StoreError(f"expected a number in {column}, got {value!r}; correct it")
        return value
    if column == "country" or column.endswith("_country"):
        if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
            raise StoreError(f"expected {column} as ISO 3166-1 alpha-3 (such as 'TJK'), got {value!r}; correct it")
        return value
    if column in ("retracted", "split"):
        return int(bool(value))
    return str(value)


def _day(column: str, value: Any) -> str:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
    except ValueError as error:
        raise StoreError(f"expected a day such as '2021-07-05' in {column}, got {value!r}; correct it") from error


def _check_group(new: Mapping[str, Any]) -> None:
    start, end = new.get("date_start"), new.get("date_end")
    if start and end and start > end:
        raise StoreError(f"expected days in order, got {start!r}, {end!r}; swap them")
    for low, high in (("count_min", "count_max"), ("fatalities_min", "fatalities_max"), ("injured_min", "injured_max")):
        least, most = new.get(low), new.get(high)
        if least is not None and most is not None and least > most:
            raise StoreError(f"expected {low} up to {high}, got {least!r}, {most!r}; swap them")
    if "event_type" in new and not new["event_type"]:
        raise StoreError(f"expected an event type, got {new['event_type']!r}; choose one of the ontology")
    if "status" in new and new["status"] is None:
        raise StoreError(f"expected a status among {', '.join(Status)}; got None; choose one of them")
