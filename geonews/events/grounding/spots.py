"""Which place or country each word of a text points to: resolved places, peoples, the names of borders."""

from __future__ import annotations

import csv
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

from geonews.events.grounding.items import words_of
from geonews.events.grounding.namesakes import without_namesakes
from geonews.events.reader.words import ENTITIES, Words
from geonews.gazetteer import Gazetteer
from geonews.model import Kind, Place, Resolution, precision_of

__all__ = ["Geography", "Spot", "first_of_list", "plain", "spots_in"]

FOLDER = Path(__file__).parent
#: Probability above which a stretch of words is taken for a name although its place is uncertain.
_LIKELY_NAME = 0.5
#: Most stretches of words whose country is kept in memory.
_KEPT = 50_000
#: Words between two items of a list, or a place and what tells where it is: ", just north of".
_JOINTS = 4
_PERSON = ENTITIES.index("PERSON")


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of words (``first`` to ``last``, both inclusive) that points to a place, a country or a border.

    ``country`` is ISO 3166-1 alpha-3, None for a border, whose two sides are ``sides``, and for a name that nobody
    could place. ``kind`` is place, people (a demonym or a nation's adjective) or border; ``score`` is the probability
    that the place is right.
    """

    first: int
    last: int
    country: str | None
    kind: str
    place: Place | None = None
    sides: tuple[str, str] | None = None
    score: float = 1.0


class _Stretch(Protocol):
    """What stands on some words."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


_S = TypeVar("_S", bound=_Stretch)


def spots_in(spots: Sequence[_S], first: int, last: int) -> Sequence[_S]:
    """Return the spots that share words with a stretch; they are in the order of the text and do not overlap."""
    begin = bisect_left(spots, first, key=lambda s: s.last)
    return spots[begin : bisect_right(spots, last, key=lambda s: s.first)]


@lru_cache(maxsize=1)
def _border_names() -> dict[tuple[str, ...], tuple[tuple[str, str], int | None]]:
    """Return the names of borders with their sides and the first word that has a capital, None if none has."""
    found: dict[tuple[str, ...], tuple[tuple[str, str], int | None]] = {}
    with (FOLDER / "borders.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            capital = next((i for i, word in enumerate(row["name"].split()) if word[:1].isupper()), None)
            found[tuple(plain(row["name"]).split())] = ((row["one"], row["other"]), capital)
    return found


@lru_cache(maxsize=1)
def _peoples() -> dict[tuple[str, ...], tuple[str, str]]:
    with (FOLDER / "peoples.csv").open(encoding="utf-8", newline="") as file:
        return {tuple(row["name"].lower().split()): (row["country"], row["kind"]) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _first_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that the names of borders and of peoples begin with."""
    return frozenset(name[0] for name in _border_names()), frozenset(name[0] for name in _peoples())


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text in lower case without accents, with straight apostrophes.

    >>> plain("Río Bravo"), plain("Sana’a")
    ('rio bravo', "sana'a")
    """
    folded = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in folded if not unicodedata.combining(c)).replace("’", "'")


class Geography:
    """What the events know about countries; one for each coder."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._alpha3: dict[str, str | None] = {}
        self._look_up = lru_cache(maxsize=_KEPT)(self._search)

    def country_of(self, place: Place) -> str | None:
        """Return the alpha-3 code of the country a place lies in."""
        code = place.country
        if code is None:
            return None
        if code not in self._alpha3:
            country = self.gazetteer.country(code)
            self._alpha3[code] = None if country is None else country.iso3
        return self._alpha3[code]

    def capital_of(self, alpha3: str) -> Place | None:
        """Return the capital of a country (alpha-3), None if none is known."""
        country = self.gazetteer.country(alpha3)
        return None if country is None else country.capital

    def adjacent(self, one: str, other: str) -> bool:
        """Tell whether two countries (alpha-3) share a land border or a known sea route."""
        return self.gazetteer.borders(one, other) or self.gazetteer.sea_route(one, other)

    def contains(self, outer: Place, inner: Place) -> bool:
        """Tell whether a country or division holds another place."""
        return self.gazetteer.contains(outer, inner)

    def spots(self, words: Words, resolutions: Sequence[Resolution]) -> list[Spot]:
        """Return the spots of a text in its order, without overlaps; names that nobody placed have no country."""
        taken = [False] * len(words)
        found: list[Spot] = []
        resolved = sorted(self._resolved(words, resolutions), key=lambda s: s.first)
        for spot in chain(
            (self._on_border(spot, resolved) for spot in _borders(words)),
            _named(words),
            resolved,
            self._unresolved(words, taken),
        ):
            if not any(taken[spot.first : spot.last + 1]):
                found.append(spot)
                taken[spot.first : spot.last + 1] = [True] * (spot.last + 1 - spot.first)
        return without_namesakes(words, sorted(found, key=lambda s: s.first))

    @staticmethod
    def _on_border(spot: Spot, resolved: Sequence[Spot]) -> Spot:
        """Give a border's name its place, unless that is a namesake far away."""
        for other in spots_in(resolved, spot.first, spot.last):
            if other.place is not None:
                if other.country in (spot.sides or ()) and other.place.feature_class in "PS":
                    return Spot(spot.first, spot.last, other.country, "place", other.place, spot.sides, other.score)
                if other.country in (spot.sides or ()) or other.country is None:
                    return Spot(spot.first, spot.last, None, "border", other.place, spot.sides, other.score)
        return spot

    def _resolved(self, words: Words, resolutions: Sequence[Resolution]) -> Iterator[Spot]:
        named = {r.place.country for r in resolutions if r.place is not None}
        for resolution in resolutions:
            toponym, place = resolution.toponym, resolution.place
            first = bisect_right(words.ends, toponym.start)
            last = bisect_left(words.starts, toponym.end) - 1
            if not 0 <= first <= last < len(words):
                continue
            country = self._likely_country(resolution, named) if place is None else self.country_of(place)
            kind = "people" if toponym.kind is Kind.DEMONYM else "place"
            people = self._look_up(toponym.text) if " " not in toponym.text else None
            if people is not None and people[1] == "people":
                country, kind, place = people
            if kind == "people" and country is None:
                continue
            yield Spot(first, last, country, kind, place, None, resolution.score)

    def _likely_country(self, resolution: Resolution, named: set[str | None]) -> str | None:
        """Return the country of a toponym whose place is uncertain, if most speaks for one that the text names."""
        if resolution.toponym.score < _LIKELY_NAME:
            return None
        belief: Counter[str] = Counter()
        for candidate in resolution.candidates:
            belief[candidate.place.country or ""] += candidate.score  # type: ignore[assignment]
        for code, mine in belief.most_common(1):
            country = self.gazetteer.country(code) if code in named and code else None
            return country.iso3 if country and mine > belief.total() / 2 else None
        return None

    def _unresolved(self, words: Words, taken: list[bool]) -> Iterator[Spot]:
        """Yield names of countries and peoples that nobody resolved."""
        for i, word in enumerate(words.words):
            if taken[i] or not word[:1].isupper() or len(word) < 3:
                continue
            for length in (3, 2, 1):
                if i + length > len(words) or any(taken[i : i + length]):
                    continue
                text = words.phrase(i, i + length - 1)
                if not text.replace(" ", "").replace("-", "").isalpha() or _in_a_name(words, i, i + length - 1):
                    continue
                known = self._look_up(text)
                if known is not None:
                    yield Spot(i, i + length - 1, known[0], known[1], known[2])
                    break

    def _search(self, text: str) -> tuple[str, str, Place | None] | None:
        text = text.title() if text.isupper() and len(text) > 3 else text
        demonym = self.gazetteer.country_of_demonym(text)
        if demonym is not None:
            return demonym.iso3, "people", demonym.place
        for place in self.gazetteer.places(text)[:1]:
            if place.feature_code.startswith(("PCL", "PPLC")) and (country := self.country_of(place)):
                return country, "place", place
        return None


def first_of_list(words: Words, places: Sequence[Spot], spot: Spot) -> Spot:
    """Return the first place of the list that a place stands in ("in Texas, Nevada and Ohio"), itself if in none.

    A place that only tells where the one before it is ("Alexandra, north of Johannesburg") yields to that, too.

    Parameters
    ----------
    words
        The text.
    places
        Those that may be items; items are of one size.
    spot
        One of them.
    """
    first, joints = spot, words_of()["joins"]
    for earlier in sorted(places, key=lambda s: -s.first):
        between = words.words[earlier.last + 1 : first.first]
        joined = 0 < len(between) <= _JOINTS and all(word.lower() in joints for word in between)
        if joined and precision_of(earlier.place) == precision_of(spot.place):
            first = earlier
    return first


def _in_a_name(words: Words, first: int, last: int) -> bool:
    """Tell whether some words are only a part of a person's name ("Jordan" of "Jordan Smith")."""
    labels = words.entities
    if any(label != _PERSON for label in labels[first : last + 1]):
        return False
    return _PERSON in labels[last + 1 : last + 2] or (first > 0 and labels[first - 1] == _PERSON)


def _borders(words: Words) -> Iterator[Spot]:
    names = _border_names()
    firsts, _ = _first_words()
    for i, word in enumerate(words.words):
        if plain(word) not in firsts:
            continue
        for length in (4, 3, 2, 1):
            key = tuple(plain(w) for w in words.words[i : i + length])
            if len(key) != length or key not in names:
                continue
            sides, capital = names[key]
            if capital is not None and words.words[i + capital][:1].islower():
                continue
            if not _in_a_name(words, i, i + length - 1):
                yield Spot(i, i + length - 1, None, "border", None, sides)
                break


def _named(words: Words) -> Iterator[Spot]:
    peoples = _peoples()
    _, firsts = _first_words()
    lower = [word.lower() for word in words.words]
    for i, word in enumerate(lower):
        if word not in firsts or not words.words[i][:1].isupper():
            continue
        for length in (5, 4, 3, 2, 1):
            key = tuple(lower[i : i + length])
            if key in peoples and len(key) == length and not _in_a_name(words, i, i + length - 1):
                country, kind = peoples[key]
                yield Spot(i, i + length - 1, country, kind)
                break
