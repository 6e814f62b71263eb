"""Where a text at large is set: what most of its names, its dateline and its top tell."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from geonews.events.grounding.actors import span_of
from geonews.events.grounding.spots import Spot
from geonews.events.reader.words import Words
from geonews.model import Locus

__all__ = ["Scenery", "Site", "is_division", "locus_of"]

#: Share of an article's names that a country must have to be the scene of what has no place of its own.
_SCENE = 0.6
#: Of so few names no country is the scene.
_FEW = 2
#: Share of the names within a country that its division must have to be where a text is at home.
_HOME = 0.75
#: Last sentence of a text's top.
_TOP = 3


@dataclass(frozen=True, slots=True)
class Site:
    """A place that something happened at; ``basis`` is text, context, country or dateline."""

    locus: Locus
    basis: str
    score: float = 1.0


class Scenery:
    """What the named places of one text tell of the text as a whole; each question is answered once.

    Parameters
    ----------
    words, spots
        The text and its spots, in its order.
    datelines
        The characters that datelines stand on.
    """

    def __init__(self, words: Words, spots: Sequence[Spot], datelines: Sequence[tuple[int, int]]) -> None:
        self._words = words
        self._spots = spots
        self._datelines = sorted(datelines)
        self._known_homes: dict[str, Site | None] = {}

    def _in_dateline(self, spot: Spot) -> bool:
        start = self._words.starts[spot.first]
        at = bisect_right(self._datelines, start, key=lambda d: d[0]) - 1
        return at >= 0 and start < self._datelines[at][1]

    @cached_property
    def _by_sentence(self) -> dict[int, list[Spot]]:
        found: dict[int, list[Spot]] = {}
        for spot in self._spots:
            found.setdefault(self._words.sentence[spot.first], []).append(spot)
        return found

    def dateline(self) -> Site | None:
        """Return the country of the dateline, None if the text has none."""
        return self._dateline

    @cached_property
    def _dateline(self) -> Site | None:
        spot = next((s for s in self._spots if s.country and self._in_dateline(s)), None)
        return None if spot is None else Site(Locus(country=spot.country), "dateline", 0.4)

    def scene(self) -> Site | None:
        """Return the country that most names of the text lie in, None if no country has most."""
        return self._scene

    @cached_property
    def _scene(self) -> Site | None:
        votes = self._votes
        if votes.total() < _FEW:
            return None
        country, mine = votes.most_common(1)[0]
        if mine < _SCENE * votes.total() or country not in self._top:
            return None
        return Site(Locus(country=country), "context", 0.4)

    def home_division(self, country: str) -> Site | None:
        """Return the division of a country that most of the text's names within that country lie in or are.

        None unless title or lead name it, or a place in it: a country at large is no division.
        """
        if country not in self._known_homes:
            self._known_homes[country] = self._read_home(country)
        return self._known_homes[country]

    def _read_home(self, country: str) -> Site | None:
        inside = [s for s in self._spots if s.country == country and s.place and s.kind == "place"]
        inside = [s for s in inside if s.place and not s.place.feature_code.startswith("PCL")]
        votes = Counter(s.place.admin1 for s in inside if s.place and s.place.admin1)
        if votes.total() < _FEW:
            return None
        code, mine = votes.most_common(1)[0]
        told = [s for s in inside if is_division(s) and s.place and s.place.admin1 == code and _is_first(s)]
        top = any(0 <= self._words.sentence[s.first] <= 1 for s in inside if s.place and s.place.admin1 == code)
        if mine < _HOME * votes.total() or not told or not top:
            return None
        return Site(locus_of(self._words, told[0]), "context", 0.4)

    @cached_property
    def _votes(self) -> Counter[str]:
        """Return how many names lie in each country."""
        return Counter(s.country for s in self._spots if s.country)

    @cached_property
    def _top(self) -> set[str]:
        """Return the countries of title and lead: what a text is about is named there, who comments on it below."""
        return {s.country for s in self._spots if s.country and 0 <= self._words.sentence[s.first] <= _TOP}

    def about(self) -> Site | None:
        """Return the country that the text is most about, where none has most of its names.

        It is named twice as often as any other, or it alone is named in the title.
        """
        return self._about

    @cached_property
    def _about(self) -> Site | None:
        votes = self._votes
        ranked = votes.most_common(2)
        if ranked and ranked[0][0] not in self._top:
            return None
        if ranked and ranked[0][1] >= _FEW and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
            return Site(Locus(country=ranked[0][0]), "context", 0.3)
        title = {s.country for s in self._by_sentence.get(0, ()) if s.country}
        if len(title) == 1:
            return Site(Locus(country=title.pop()), "context", 0.3)
        return None


def locus_of(words: Words, spot: Spot) -> Locus:
    """Return a spot as a locus; a country is no point."""
    span = span_of(words, spot.first, spot.last)
    place = spot.place
    if place is not None and (place.feature_code.startswith("PCL") or spot.kind == "people"):
        place = None
    return Locus(country=spot.country, place=place, text=span.text, span=span)


def is_division(spot: Spot) -> bool:
    """Tell whether a spot is a division of a country."""
    return spot.place is not None and spot.place.feature_code.startswith(("ADM1", "ADM2"))


def _is_first(spot: Spot) -> bool:
    return spot.place is not None and spot.place.feature_code.startswith("ADM1")
