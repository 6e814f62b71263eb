"""Jurisdictions: organisations called after the area in which they act, as evidence of where a text's towns lie.

"Two men were stabbed in Rochester, Kent Police said": the Rochester of Kent is meant, not the largest. Such a name
binds less than a statement: only names beside it, only where the area has a place of the name that is not outshone by
a far larger one elsewhere, and not where the organisation may be that of a town ("Essex Police" in Vermont).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import accumulate

from geonews.geoparse.areas import Area, read_area
from geonews.geoparse.groups import place_group
from geonews.geoparse.home import home_countries
from geonews.geoparse.mentions import Mention, Within
from geonews.geoparse.names import NameBook
from geonews.geoparse.tokens import Tokens

__all__ = ["Jurisdiction", "find_jurisdictions", "within_jurisdictions"]

#: Words of an area's name before that of the organisation.
LONGEST = 4
#: Sentences from an organisation up to which names are taken to lie in its area; a whole country's reaches no farther.
NEAR_SENTENCES = 2
#: Organisations before and behind a name that are looked at.
MOST_NEAR = 4
#: Share of people that a place in the area must have of the largest elsewhere, and of one that the world knows.
LEAST_SHARE = 0.005
KNOWN_SHARE = 0.01
KNOWN = 500_000
#: Share of the words of public life from which on a text is another country's.
ABROAD_SHARE = 0.5
#: Small words in the names of organisations that are called after two areas.
JOINED = frozenset({"and", "&"})

Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """Tokens ``first`` to ``end`` (exclusive) name an organisation that acts in ``area``."""

    first: int
    end: int
    area: Area


def find_jurisdictions(tokens: Tokens, book: NameBook, named: Iterable[Area] = ()) -> list[Jurisdiction]:
    """Return the organisations of a text whose area is known.

    Parameters
    ----------
    tokens
        The document.
    book
        Where areas are looked up.
    named
        The areas that the text names; an organisation that may be a town's in one of them has none.
    """
    phrases, found = _tails(), []
    finder = _Finder(tokens, book, named)
    for i in range(1, len(tokens)):
        if not (tokens.words[i][:1].isupper() and tokens.named[i - 1]) or tokens.opens[i]:
            continue
        for phrase, level in phrases.get(tokens.lowers[i], ()):
            if tokens.lowers[i : i + len(phrase)] == phrase:
                one = finder.before(i, phrase, level)
                if one is not None:
                    found.append(one)
                break
    return found


def within_jurisdictions(
    tokens: Tokens,
    mentions: Sequence[Mention],
    free: Sequence[int],
    found: Sequence[Jurisdiction],
    book: NameBook,
) -> list[Mention]:
    """Bind the names beside organisations to their areas, and those inside of them to the areas themselves.

    Parameters
    ----------
    tokens, mentions
        The document.
    free
        The mentions of spots about which nothing is stated.
    found
        The document's `find_jurisdictions`.
    book
        Where names are looked up.
    """
    sentences, bound = list(accumulate(tokens.opens)), list(mentions)
    inside = {token: one.area for one in found for token in range(one.first, one.end)}
    for i, mention in enumerate(mentions):
        if mention.first in inside and mention.within is None:
            bound[i] = _named_by(mention, inside[mention.first], book)
    for i in free:
        if mentions[i].first not in inside:
            bound[i] = _held(mentions[i], sentences, found, book)
    return bound


def _held(mention: Mention, sentences: Sequence[int], found: Sequence[Jurisdiction], book: NameBook) -> Mention:
    card = mention.card
    for one in _near(mention, sentences, found):
        if card is None or any(one.area.is_it(candidate.place) for candidate in card.candidates):
            return mention
        inside = book.inside(card, one.area)
        if inside is None:
            continue
        kept = {candidate.place.place_id for candidate in inside.candidates}
        most = max(candidate.place.population for candidate in inside.candidates)
        towns = (c.place for c in card.candidates if c.place.feature_class == "P" and c.place.place_id not in kept)
        abroad = max((town.population for town in towns), default=0)
        if most >= abroad * (KNOWN_SHARE if abroad >= KNOWN else LEAST_SHARE):
            return replace(mention, card=inside, within=Within(area=one.area, empty=False))
    return mention


def _named_by(mention: Mention, area: Area, book: NameBook) -> Mention:
    """Let the name inside of an organisation's be that of its area: "Kent" in "Kent Police"."""
    card = mention.card
    meant = [] if card is None else [candidate for candidate in card.candidates if area.is_it(candidate.place)]
    return replace(mention, card=book.make_card(card.name, meant)) if card is not None and meant else mention


def _near(mention: Mention, sentences: Sequence[int], found: Sequence[Jurisdiction]) -> list[Jurisdiction]:
    """Return the organisations beside a mention, those of the fewest sentences and tokens away first."""
    middle = bisect_left(found, mention.first, key=lambda one: one.first)
    around = found[max(0, middle - MOST_NEAR) : middle + MOST_NEAR]
    apart = {id(one): abs(sentences[one.first] - sentences[mention.first]) for one in around}
    near = [one for one in around if apart[id(one)] <= (0 if one.area.level == "country" else NEAR_SENTENCES)]
    return sorted(near, key=lambda one: (apart[id(one)], abs(one.first - mention.first)))


class _Finder:
    """Finds the areas that organisations of one document are called after; each name is looked up once."""

    def __init__(self, tokens: Tokens, book: NameBook, named: Iterable[Area]) -> None:
        self.tokens, self.book = tokens, book
        sure = (area for area in named if area.sure and not area.demonym and area.level in ("country", "admin1"))
        self.sure = list({area.tiers: area for area in sure}.values())
        self.home: Mapping[str, float] | None = None
        self._areas: dict[tuple[str, tuple[str, ...]], Area | None] = {}

    def before(self, i: int, phrase: tuple[str, ...], level: str) -> Jurisdiction | None:
        """Return the organisation whose words behind its area's name, the longest that is known, begin at ``i``."""
        tokens = self.tokens
        for first in range(max(0, i - LONGEST), i):
            if not tokens.named[first] or any(tokens.opens[first + 1 : i]):
                continue
            if not all(tokens.named[j] or tokens.lowers[j] in JOINED for j in range(first, i)):
                continue
            name = tokens.phrase(first, i)
            if name.lower() in _several() or self.book.known(name):
                key = (name, phrase)
                if key not in self._areas:
                    self._areas[key] = self._area(name, phrase, level)
                area = self._areas[key]
                return None if area is None else Jurisdiction(first=first, end=i + len(phrase), area=area)
        return None

    def _area(self, name: str, phrase: tuple[str, ...], level: str) -> Area | None:
        several = _several().get(name.lower())
        if several is not None:
            return _union(name, several, self.book)
        area = _area_of(name, phrase, level, self.book)
        return None if area is None or (not area.sure and self._may_be_a_town(name, area)) else area

    def _may_be_a_town(self, name: str, area: Area) -> bool:
        """Whether an organisation may be that of a town of the same name in another area that the text is about."""
        card = self.book.card(name)
        others = [] if card is None else [c for c in card.candidates if c.place.population and not area.inside([c])]
        if any(one.inside(others) and not one.inside([area.place]) for one in self.sure):
            return True
        if self.home is None:
            self.home = home_countries(self.tokens)
        countries = {c.place.country for c in others} - {area.place.place.country}
        return any(self.home.get(country or "", 0.0) > ABROAD_SHARE for country in countries)


def _area_of(name: str, phrase: tuple[str, ...], level: str, book: NameBook) -> Area | None:
    card = book.card(f"{name} County" if level == "admin2" else name) or book.card(name)
    if card is None:
        return None
    if level == "any":
        return read_area(card, None)
    wanted = _only().get(" ".join(phrase))
    fitting = [
        c
        for c in card.candidates
        if place_group(c.place) == level and (wanted is None or (c.place.country or "") in wanted)
    ]
    if not fitting:
        return None
    return read_area(book.make_card(card.name, fitting), level)


def _union(name: str, names: Sequence[str], book: NameBook) -> Area | None:
    """Return several areas as one."""
    cards = [book.card(one) for one in names]
    areas = [area for card in cards if card is not None and (area := read_area(card, None)) is not None]
    if not areas:
        return None
    codes = frozenset(code for area in areas for code in area.tiers[0])
    return replace(areas[0], name=name, tiers=(codes,), sure=True)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = resources.files(__package__).joinpath("jurisdictions.toml").read_text(encoding="utf-8")
    table: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(text)
    return table


@lru_cache(maxsize=1)
def _tails() -> Phrases:
    """Return the words behind an area's name by their first, the longest first, each with the level of the area."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for level in ("any", "admin1", "admin2"):
        for tail in _table()[level]["tails"]:
            words = tuple(tail.replace("'s", " 's").split())
            found.setdefault(words[0], []).append((words, level))
    return {word: sorted(tails, key=lambda tail: -len(tail[0])) for word, tails in found.items()}


@lru_cache(maxsize=1)
def _several() -> Mapping[str, Sequence[str]]:
    return _table()["named"]


@lru_cache(maxsize=1)
def _only() -> Mapping[str, Sequence[str]]:
    return _table()["only"]
