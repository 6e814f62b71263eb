"""Jurisdictions: organisations called after the area in which they act, as evidence of where a text's towns lie.

"Two men were stabbed in Rochester, Kent Police said": the Rochester of Kent is meant, not the largest. Such a name
binds less than a statement: only names beside it, only where the area has a place of the name that is not outshone by
a far larger one elsewhere, and not where the organisation may be that of a town ("Essex Police" in Vermont).
"""

from __future__ import annotations

import tomllib
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
#: Share of people that a place in the area must have of the largest elsewhere, and of one that the world knows.
LEAST_SHARE = 0.005
KNOWN_SHARE = 0.02
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
    sure = [area for area in named if area.sure and not area.demonym and area.level in ("country", "admin1")]
    for i in range(1, len(tokens)):
        if not (tokens.words[i][:1].isupper() and tokens.named[i - 1]) or tokens.opens[i]:
            continue
        for phrase, level in phrases.get(tokens.lowers[i], ()):
            if tokens.lowers[i : i + len(phrase)] == phrase:
                area = _area_before(tokens, i, phrase, level, book, sure)
                if area is not None:
                    found.append(Jurisdiction(first=area[0], end=i + len(phrase), area=area[1]))
                break
    return found


def within_jurisdictions(
    tokens: Tokens,
    mentions: Sequence[Mention],
    free: Sequence[int],
    found: Sequence[Jurisdiction],
    book: NameBook,
) -> list[Mention]:
    """Bind the names beside organisations to their areas.

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
    for i in free:
        bound[i] = _held(mentions[i], sentences, found, book)
    return bound


def _held(mention: Mention, sentences: Sequence[int], found: Sequence[Jurisdiction], book: NameBook) -> Mention:
    card = mention.card
    mine = sentences[mention.first]
    near = []
    for one in found:
        apart = abs(sentences[one.first] - mine)
        reach = 0 if one.area.level == "country" else NEAR_SENTENCES
        if one.first < mention.end and mention.first < one.end:
            return mention
        if apart <= reach:
            near.append((apart, abs(one.first - mention.first), one))
    for _, _, one in sorted(near, key=lambda entry: entry[:2]):
        inside = None if card is None else book.inside(card, one.area)
        if card is None or inside is None:
            continue
        kept = {candidate.place.place_id for candidate in inside.candidates}
        most = max(candidate.place.population for candidate in inside.candidates)
        abroad = max((c.place.population for c in card.candidates if c.place.place_id not in kept), default=0)
        if most >= abroad * (KNOWN_SHARE if abroad >= KNOWN else LEAST_SHARE):
            return replace(mention, card=inside, within=Within(area=one.area, empty=False))
    return mention


def _area_before(
    tokens: Tokens, i: int, phrase: tuple[str, ...], level: str, book: NameBook, sure: Sequence[Area]
) -> tuple[int, Area] | None:
    """Return the first token and the area of the longest name before token ``i``."""
    for first in range(max(0, i - LONGEST), i):
        if not tokens.named[first] or any(tokens.opens[first + 1 : i]):
            continue
        if not all(tokens.named[j] or tokens.lowers[j] in JOINED for j in range(first, i)):
            continue
        name = tokens.phrase(first, i)
        several = _several().get(name.lower())
        if several is not None:
            area = _union(name, several, book)
        else:
            area = _area_of(name, phrase, level, book) if book.known(name) else None
            if area is None and book.known(name):
                return None  # the longest name is what the organisation is called after
        if area is not None:
            lonely = several is not None or area.sure or not _may_be_a_town(name, area, book, tokens, sure)
            return (first, area) if lonely else None
    return None


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


def _may_be_a_town(name: str, area: Area, book: NameBook, tokens: Tokens, sure: Sequence[Area]) -> bool:
    """Whether an organisation may be that of a town of the same name in another area that the text is about."""
    card = book.card(name)
    others = [] if card is None else [c for c in card.candidates if c.place.population and not area.inside([c])]
    if any(one.inside(others) and not one.inside([area.place]) for one in sure):
        return True
    home = home_countries(tokens)
    countries = {c.place.country for c in others} - {area.place.place.country}
    return any(home.get(country or "", 0.0) > ABROAD_SHARE for country in countries)


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
