"""What a program asks for: parameters of an address, each checked, as a filter and a page.

Names are those of ``geonews export``; ``bbox``, ``datetime`` and ``limit`` are those of OGC API Features. What is not
known is refused, so that a slip of the pen does not answer with everything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from geonews.errors import ConfigError
from geonews.events import ontology
from geonews.layers import GeometryChoice
from geonews.model import Status
from geonews.store import EventFilter, Family, Role, country_codes

__all__ = ["FILTERS", "MOST_OFFSET", "MOST_ROWS", "PAGE", "Asked", "asked", "clipped"]

#: Rows of one answer at most, and where nobody says how many.
MOST_ROWS: Final = 1000
USUAL_ROWS: Final = 100
#: How deep one may page: every page walks over what lies before it.
MOST_OFFSET: Final = 100_000
#: Most values of one parameter, and characters of one value.
MOST_VALUES: Final = 50
MOST_CHARS: Final = 300

_NUMBER: Final = re.compile(r"[+-]?\d{1,9}(\.\d{1,20})?([eE][+-]?\d{1,2})?")
_WHOLE: Final = re.compile(r"\d{1,30}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A choice of rows and a page of them.

    Attributes
    ----------
    filter
        Which rows.
    limit, offset
        How many, from which on.
    geometry
        How to draw what is known only to an area.
    """

    filter: EventFilter
    limit: int = USUAL_ROWS
    offset: int = 0
    geometry: GeometryChoice = GeometryChoice.AREA


def clipped(value: object) -> str:
    """Return how a value is repeated in a complaint: quoted, and no longer than it helps."""
    said = str(value)
    return repr(said if len(said) <= 60 else said[:60] + "…")


def _one_of(name: str, value: str, known: Iterable[str]) -> str:
    if value not in (names := list(known)):
        raise ConfigError(f"expected {name} among {', '.join(names)}; got {clipped(value)}; choose one of them")
    return value


def _country(name: str, value: str) -> str:
    code = value.upper()
    if not re.fullmatch(r"[A-Z]{3}", code) or country_codes(code) is None:
        raise ConfigError(f"expected {name} as ISO 3166-1 alpha-3 such as AFG, got {clipped(value)}; correct it")
    return code


def _day(name: str, value: str) -> date:
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ConfigError(f"expected {name} as a day such as 2021-07-05, got {clipped(value)}; correct it")


def _number(name: str, value: str) -> float:
    if not _NUMBER.fullmatch(value) or not math.isfinite(float(value)):
        raise ConfigError(f"expected {name} as a number, got {clipped(value)}; correct it")
    return float(value)


def _whole(name: str, value: str) -> int:
    if not _WHOLE.fullmatch(value):
        raise ConfigError(f"expected {name} as a whole number from 0 on, got {clipped(value)}; correct it")
    return int(value)


def _yes_or_no(name: str, value: str) -> bool:
    return _one_of(name, value, ("true", "false")) == "true"


def _text(name: str, value: str) -> str:
    return value


def _box(name: str, value: str) -> tuple[float, float, float, float]:
    numbers = [_number(name, part) for part in value.split(",")]
    if len(numbers) == 6:  # with heights, which news has not
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4:
        raise ConfigError(f"expected {name} as west,south,east,north, got {clipped(value)}; correct it")
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ConfigError(
            f"expected {name} as west,south,east,north in degrees, south first, got {clipped(value)}; "
            "correct it (west may lie east of east: the box crosses the antimeridian then)"
        )
    return west, south, east, north


def _window(name: str, value: str) -> tuple[date | None, date | None]:
    ends = value.split("/")
    if len(ends) > 2 or not any(end not in ("", "..") for end in ends):
        raise ConfigError(
            f"expected {name} as a day or moment, or two divided by / with .. for open, got {clipped(value)}; "
            "correct it"
        )
    days = [None if len(ends) == 2 and end in ("", "..") else _moment(name, end) for end in ends]
    first, last = days[0], days[-1]
    return first, last


def _moment(name: str, value: str) -> date:
    found = _MOMENT.fullmatch(value)
    try:
        if found:
            if found[2]:
                datetime.fromisoformat(value.upper())
            return date.fromisoformat(found[1])
    except ValueError:
        pass
    raise ConfigError(
        f"expected {name} as 2021-07-05 or 2021-07-05T12:00:00Z, alone or in an interval, got {clipped(value)}; "
        "correct it"
    )


Reader = Callable[[str, str], Any]

#: What chooses rows, and how it is read; those with True may be given several times, for any of the values.
FILTERS: Final[Mapping[str, tuple[Reader, bool]]] = {
    "bbox": (_box, False),
    "datetime": (_window, False),
    "from": (_day, False),
    "to": (_day, False),
    "open_intervals": (_yes_or_no, False),
    "country": (_country, True),
    "role": (lambda name, value: _one_of(name, value, Role), False),
    "type": (lambda name, value: _one_of(name, value.upper(), ontology.types()), True),
    "family": (lambda name, value: _one_of(name, value, Family), False),
    "mode": (_text, True),
    "status": (lambda name, value: _one_of(name, value, Status), True),
    "text": (_text, False),
    "source": (_text, True),
    "min_confidence": (_number, False),
    "once": (_yes_or_no, False),
    "no_copies": (_yes_or_no, False),
}
#: What chooses a page, and how it is drawn.
PAGE: Final[Mapping[str, tuple[Reader, bool]]] = {
    "limit": (_whole, False),
    "offset": (_whole, False),
    "geometry": (lambda name, value: _one_of(name, value, GeometryChoice), False),
}


def asked(parameters: Iterable[tuple[str, str]], *, geometry: bool = False) -> Asked:
    """Return what parameters ask for.

    Parameters
    ----------
    parameters
        Names with values, in any order; a name may come several times where any of its values may hold.
    geometry
        Whether the answer has geometries, so that one may choose how they are drawn.

    Raises
    ------
    ConfigError
        If a name is unknown or a value cannot be.

    Examples
    --------
    >>> asked([("country", "tjk"), ("role", "destination"), ("limit", "10")]).filter.countries
    ('TJK',)
    """
    known = {**FILTERS, **PAGE}
    if not geometry:
        del known["geometry"]
    found = _values(parameters, known)
    start, end = found.pop("datetime", (None, None))
    if (start or end) and ("from" in found or "to" in found):
        raise ConfigError("expected datetime, or from and to; got both; leave one of them out")
    limit, offset = found.pop("limit", USUAL_ROWS), found.pop("offset", 0)
    if limit < 1:
        raise ConfigError(f"expected limit from 1 on, got {limit!r}; ask for one row at least")
    if offset > MOST_OFFSET:
        raise ConfigError(
            f"expected offset up to {MOST_OFFSET:,}, got {clipped(offset)}; narrow the choice by from and to, or take "
            "all at once with geonews export"
        )
    drawn = GeometryChoice(found.pop("geometry", GeometryChoice.AREA))
    filter = EventFilter(
        date_from=found.get("from", start),
        date_to=found.get("to", end),
        open_intervals=found.get("open_intervals", False),
        countries=found.get("country", ()),
        role=Role(found.get("role", Role.ANY)),
        types=found.get("type", ()),
        family=found.get("family"),
        modes=found.get("mode", ()),
        statuses=found.get("status", ()),
        text=found.get("text"),
        bbox=found.get("bbox"),
        areas=_areas(found.get("bbox"), drawn),
        sources=found.get("source", ()),
        min_confidence=found.get("min_confidence"),
        once=found.get("once", False),
        no_copies=found.get("no_copies", False),
    )
    return Asked(filter=filter, limit=min(limit, MOST_ROWS), offset=offset, geometry=drawn)


@lru_cache(maxsize=64)
def _areas(bbox: tuple[float, float, float, float] | None, drawn: GeometryChoice) -> tuple[str, ...]:
    """Return the areas whose drawing meets a box, as OGC API Features wants it of a feature's geometry."""
    if bbox is None:
        return ()
    from geonews.layers import Outlines

    return Outlines.load().touching(bbox, drawn)


def _values(parameters: Iterable[tuple[str, str]], known: Mapping[str, tuple[Reader, bool]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in parameters:
        if name not in known:
            raise ConfigError(f"expected parameters among {', '.join(known)}; got {clipped(name)}; leave it out")
        if len(value) > MOST_CHARS:
            raise ConfigError(f"expected {name} of up to {MOST_CHARS} characters, got {len(value)}; shorten it")
        read, many = known[name]
        if not many:
            if name in found:
                raise ConfigError(f"expected {name} once, got it several times; leave all but one out")
            found[name] = read(name, value)
            continue
        found[name] = (*found.get(name, ()), read(name, value))
        if len(found[name]) > MOST_VALUES:
            raise ConfigError(f"expected {name} up to {MOST_VALUES} times, got more; ask in parts")
    return found
