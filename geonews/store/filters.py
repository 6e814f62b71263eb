"""Which events: one frozen filter for the app, the commands and the exports.

A date filter selects the events whose days overlap it; events without any date never do. An interval without a begin
("by Saturday") stands at its end, one without an end at its begin: taken at their word they would match all of history.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from geonews.errors import ConfigError
from geonews.model import Status
from geonews.store.families import Family
from geonews.store.rows import clean_text

__all__ = ["EventFilter", "Role", "search_terms"]

_STATUSES: Final = frozenset(Status)


class Role(StrEnum):
    """What a country is to an event."""

    ANY = "any"
    WHERE = "where"
    ORIGIN = "origin"
    DESTINATION = "destination"
    ACTOR = "actor"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """A choice of events; every part that is given must hold, an empty one lets everything through.

    Attributes
    ----------
    date_from, date_to
        A closed window of days; events that overlap it pass. None is an open end.
    open_intervals
        Whether an event's open end overlaps all that lies before or after it, instead of standing at the end that is
        known.
    countries
        ISO 3166-1 alpha-3 codes, any of them.
    role
        What the countries must be to the event.
    family
        ``deeds`` or ``words``, see ``Family``; None is both.
    types, modes
        Of the ontology, any of them.
    without_types
        None of these types.
    statuses
        ``happened``, ``planned``, ``denied``, ``hypothetical``, any of them.
    text
        Words and "quoted phrases" that must all occur in the evidence, or all in the article. A text without a
        single word lets everything through.
    bbox
        West, south, east, north in WGS84 degrees; west > east crosses the antimeridian. Passes events whose point
        is known and lies inside.
    areas
        Beside a box: areas (``KEN``, ``AFG/24``) that meet it; events that are known to one of them and no closer
        pass, too.
    sources
        Publishers, any of them.
    min_confidence
        Between 0 and 1.
    ids
        Event ids, any of them.
    once
        Of the reports of one event that pass the other parts only the best: the one that stands for the event, else
        the surest.
    no_copies
        No events of articles that are near-copies of an earlier one.
    run
        Number of the logged run that read the article, see ``Store.runs``; None is any.

    Raises
    ------
    ConfigError
        If a part cannot be: an unknown status, a country that is not three letters, a window that ends before it
        begins.

    Examples
    --------
    >>> EventFilter(countries=("TJK",), role=Role.DESTINATION).countries
    ('TJK',)
    """

    date_from: date | None = None
    date_to: date | None = None
    open_intervals: bool = False
    countries: tuple[str, ...] = ()
    role: Role = Role.ANY
    family: Family | None = None
    types: tuple[str, ...] = ()
    without_types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    text: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    areas: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    min_confidence: float | None = None
    ids: tuple[str, ...] = ()
    once: bool = False
    no_copies: bool = False
    run: int | None = None

    def __post_init__(self) -> None:
        if self.role not in Role.__members__.values():
            raise ConfigError(f"expected a role among {', '.join(Role)}; got {str(self.role)!r}; choose one of them")
        object.__setattr__(self, "role", Role(self.role))
        if self.family is not None:
            if self.family not in Family.__members__.values():
                raise ConfigError(f"expected a family among {', '.join(Family)}; got {str(self.family)!r}; choose one")
            object.__setattr__(self, "family", Family(self.family))
        for name in ("countries", "types", "without_types", "modes", "statuses", "areas", "sources", "ids"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise ConfigError(f"expected {name} as a tuple of texts, got {value!r}; write ({value!r},)")
            object.__setattr__(self, name, tuple(str(clean_text(one)) for one in value))
        object.__setattr__(self, "text", clean_text(self.text))
        for code in self.countries:
            if not re.fullmatch(r"[A-Z]{3}", code):
                raise ConfigError(f"expected a country as ISO 3166-1 alpha-3 (such as 'TJK'), got {code!r}; correct it")
        for status in self.statuses:
            if status not in _STATUSES:
                raise ConfigError(f"expected a status among {', '.join(Status)}; got {status!r}; choose one of them")
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ConfigError(
                f"expected dates in order, got {self.date_from.isoformat()!r}, {self.date_to.isoformat()!r}; swap them"
            )
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise ConfigError(f"expected a confidence between 0 and 1, got {self.min_confidence!r}; change it")
        if self.bbox is not None:
            _, south, _, north = self.bbox
            if not (all(map(math.isfinite, self.bbox)) and -90 <= south <= north <= 90):
                raise ConfigError(f"expected a box of west, south, east, north, got {self.bbox!r}; change it")


def search_terms(text: str | None) -> list[str]:
    """Split what a user typed into words and quoted phrases; nothing in it is query syntax.

    Examples
    --------
    >>> search_terms('border "Friendship Bridge" OR *')
    ['border', 'Friendship Bridge', 'OR']
    """
    found = re.findall(r'"([^"]*)"|([^\s"]+)', text or "")
    terms = (" ".join(re.findall(r"[^\W_]+", phrase or word)) for phrase, word in found)
    return [term for term in terms if term][:32]
