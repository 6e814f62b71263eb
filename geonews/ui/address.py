"""The page's address: every filter, the chosen event and article, and nothing else, as readable query parameters.

``?from=2021-06-01&country=AFG&country=TJK&role=destination&type=BORDER_CROSSING`` is a filter; a part that is not
given is open. Parameters of strangers are bounded and dropped when they make no sense; they never raise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from geonews.errors import ConfigError
from geonews.model import Status
from geonews.store import EventFilter, Family, Role

__all__ = ["BOTH", "Choice", "read", "usual", "write"]

#: Most values of one parameter, and characters of one value.
MOST_VALUES = 60
MOST_CHARS = 200

#: What the map shows unless asked for more: claims of the future and denials are no events yet, what was said is no
#: deed, and of several reports of an event the best one stands for all.
DEFAULT_STATUSES = (Status.HAPPENED.value,)
DEFAULT_FAMILY = Family.DEEDS
#: The family's value for deeds and words together.
BOTH = "all"


def usual() -> EventFilter:
    """Return the filter of an address without parameters."""
    return EventFilter(statuses=DEFAULT_STATUSES, family=DEFAULT_FAMILY, once=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the reader chose: the filter, and what is open in the panel beside the map.

    Attributes
    ----------
    filter
        Which events.
    event, article
        Id of the event whose card is open, of the article that is read.
    pair
        Origin and destination of the crossings that are looked at, ``AFG-TJK``.
    """

    filter: EventFilter = field(default_factory=usual)
    event: str | None = None
    article: str | None = None
    pair: str | None = None


def read(params: Mapping[str, Iterable[str]]) -> Choice:
    """Read query parameters, a list of values for each name.

    >>> read({"country": ["TJK"], "from": ["2021-06-01"], "role": ["destination"]}).filter.role.value
    'destination'
    >>> read({"from": ["yesterday"], "country": ["<b>"]}) == Choice()
    True
    """
    values = {name: [v[:MOST_CHARS] for v in list(given)[:MOST_VALUES] if v] for name, given in params.items()}

    def first(name: str) -> str | None:
        return next(iter(values.get(name, [])), None)

    begin, end = _day(first("from")), _day(first("to"))
    if begin and end and begin > end:
        begin, end = end, begin
    role, types = first("role"), _codes(values.get("type", []))
    known = set(Status)
    statuses = tuple(s for s in values.get("status", []) if s in known)
    try:
        chosen = EventFilter(
            date_from=begin,
            date_to=end,
            countries=tuple(c for c in values.get("country", []) if re.fullmatch(r"[A-Z]{3}", c)),
            role=Role(role) if role in set(Role) else Role.ANY,
            family=_family(first("family"), types),
            types=types,
            without_types=_codes(values.get("not", [])),
            modes=_codes(values.get("mode", [])),
            statuses=statuses or DEFAULT_STATUSES,
            text=first("q"),
            sources=tuple(values.get("source", [])),
            min_confidence=_share(first("confidence")),
            open_intervals=first("open") == "1",
            once=first("once") != "0",
            no_copies=first("copies") == "0",
            run=_run(first("run")),
        )
    except ConfigError:
        chosen = usual()
    pair = first("pair")
    return Choice(
        filter=chosen,
        event=first("event"),
        article=first("article"),
        pair=pair if pair and re.fullmatch(r"[A-Z]{3}-[A-Z]{3}", pair) else None,
    )


def write(choice: Choice) -> dict[str, list[str]]:
    """Write a choice as query parameters; what is open or usual is left out.

    >>> write(Choice(event="e1"))
    {'event': ['e1']}
    """
    chosen = choice.filter
    params: dict[str, list[str]] = {
        "from": [chosen.date_from.isoformat()] if chosen.date_from else [],
        "to": [chosen.date_to.isoformat()] if chosen.date_to else [],
        "country": list(chosen.countries),
        "role": [chosen.role.value] if chosen.role is not Role.ANY else [],
        "family": [str(chosen.family or BOTH)] if chosen.family != _family(None, chosen.types) else [],
        "type": list(chosen.types),
        "not": list(chosen.without_types),
        "mode": list(chosen.modes),
        "status": list(chosen.statuses) if tuple(chosen.statuses) != DEFAULT_STATUSES else [],
        "source": list(chosen.sources),
        "q": [chosen.text] if chosen.text else [],
        "confidence": [f"{chosen.min_confidence:g}"] if chosen.min_confidence else [],
        "open": ["1"] if chosen.open_intervals else [],
        "once": [] if chosen.once else ["0"],
        "copies": ["0"] if chosen.no_copies else [],
        "run": [str(chosen.run)] if chosen.run is not None else [],
        "event": [choice.event] if choice.event else [],
        "article": [choice.article] if choice.article else [],
        "pair": [choice.pair] if choice.pair else [],
    }
    return {name: values for name, values in params.items() if values}


def _family(text: str | None, types: tuple[str, ...]) -> Family | None:
    """Return the family that is named; where none is, both of them if types are named, else the usual one."""
    if text in set(Family):
        return Family(text)
    return None if types or text == BOTH else DEFAULT_FAMILY


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _run(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None


def _share(text: str | None) -> float | None:
    try:
        number = float(text) if text else 0.0
    except ValueError:
        return None
    return number if 0 < number <= 1 else None


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(v for v in values if re.fullmatch(r"[\w-]{1,40}", v))
