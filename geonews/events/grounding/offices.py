"""Who holds which office: "Ukrainian President Petro Poroshenko" gives the country of every later "Poroshenko".

A person's name tells no country. The title before it does ("US Secretary of State Mike Pompeo"), and so does what
stands behind it between commas ("Bruno Parrilla, the foreign minister of Cuba, said").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geonews.events.grounding.items import words_of
from geonews.events.grounding.spots import Spot
from geonews.events.reader.words import ENTITIES, Words

__all__ = ["Holder", "Offices", "offices_of"]

_PERSON = ENTITIES.index("PERSON")
#: Words of a title before a name, and of what is said of a person behind it.
_LONGEST = 9
#: Letters of the shortest surname that is looked for.
_LEAST = 3
Sector = Callable[[Words, int, int], str | None]


class Holder(NamedTuple):
    """The country (alpha-3) whose office a person holds, and its sector."""

    country: str
    sector: str


@dataclass(frozen=True, slots=True)
class Offices:
    """The persons of a text whose country their title tells.

    ``surnames`` are the words of their names but the first one, which may be a surname ("Moon Jae-in") or a given
    name that others have: ``firsts`` count where they stand alone.
    """

    surnames: dict[str, Holder]
    firsts: dict[str, Holder]

    def of(self, words: Words, first: int, last: int) -> Holder | None:
        """Return the office of the person that a phrase names, None if it names none or one without an office."""
        named = [i for i in range(first, last + 1) if words.words[i][0].isupper()]
        for i in reversed(named):
            holder = self.surnames.get(words.words[i])
            if holder is not None:
                return holder
        return self.firsts.get(words.words[named[0]]) if len(named) == 1 else None


def offices_of(words: Words, spots: Sequence[Spot], sector: Sector) -> Offices:
    """Find the persons of a text with a title that names a country.

    A name that is told with two countries is no-one's. ``sector`` names the sector of a phrase.
    """
    surnames: dict[str, Holder | None] = {}
    firsts: dict[str, Holder | None] = {}
    placed = [s for s in spots if s.country is not None]
    for first, last in _persons(words):
        holder = next(filter(None, (_holder(words, placed, b, e, sector) for b, e in _told(words, first, last))), None)
        if holder is None:
            continue
        for i in range(first, last + 1):
            if len(words.words[i]) >= _LEAST and words.words[i][0].isupper():
                table = firsts if i == first < last else surnames
                table[words.words[i]] = holder if table.get(words.words[i], holder) == holder else None
    return Offices(*({name: h for name, h in table.items() if h is not None} for table in (surnames, firsts)))


def _told(words: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches that may tell the office of a name: its title, and what stands behind it."""
    yield _before(words, first)
    yield _behind(words, last)


def _holder(words: Words, placed: Sequence[Spot], begin: int, end: int, sector: Sector) -> Holder | None:
    """Return the office that a stretch tells; None where it is none, or of no country or of two."""
    if not any(words.words[i].lower() in words_of()["offices"] for i in range(begin, end + 1)):
        return None
    inside = placed[
        bisect_left(placed, begin, key=lambda s: s.first) : bisect_right(placed, end, key=lambda s: s.first)
    ]
    countries = {s.country for s in inside if s.last <= end and words.entities[s.first] != _PERSON}
    named = sector(words, begin, end)
    return Holder(str(countries.pop()), named) if len(countries) == 1 and named is not None else None


def _persons(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the first and last word of every person's name."""
    begin: int | None = None
    for i in range(len(words) + 1):
        inside = i < len(words) and words.entities[i] == _PERSON
        if begin is not None and (not inside or words.sentence[i] != words.sentence[begin]):
            last = i - 1
            while last > begin and words.words[last].lower() in words_of()["possessive"]:
                last -= 1
            yield begin, last
            begin = None
        if inside and begin is None:
            begin = i


def _before(words: Words, first: int) -> tuple[int, int]:
    """Return the title that stands before a name: capitals, and the small words of offices."""
    small = words_of()["titles"]
    begin = first
    while begin > max(0, first - _LONGEST) and words.sentence[begin - 1] == words.sentence[first]:
        word = words.words[begin - 1]
        if not word[0].isupper() and word not in small:
            break
        begin -= 1
    return begin, first - 1


def _behind(words: Words, last: int) -> tuple[int, int]:
    """Return what stands behind a name between commas; nothing if no second one comes."""
    begin = last + 2
    if begin >= len(words) or words.words[last + 1] != "," or words.sentence[begin] != words.sentence[last]:
        return last + 1, last
    for end in range(begin, min(len(words), begin + _LONGEST)):
        if words.sentence[end] != words.sentence[last] or words.words[end] in (";", "."):
            break
        if words.words[end] == ",":
            return begin, end - 1
    return last + 1, last
