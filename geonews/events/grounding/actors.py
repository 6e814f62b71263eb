"""Who: the text of a span, its country by a demonym or place in it, its sector by its nouns."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from geonews.events.grounding.items import words_of
from geonews.events.grounding.offices import Offices
from geonews.events.grounding.spots import Spot, spots_in
from geonews.events.reader.words import ENTITIES, Words
from geonews.model import Actor, Span

__all__ = ["actor_of", "kind_of", "people_in", "sector_of", "span_of"]

_PERSON = ENTITIES.index("PERSON")
#: An actor is a phrase, not a paragraph.
MAX_CHARS = 160
#: Kinds of movers that are sectors of PLOVER too; migrants are its refugees.
_SECTORS = {"MIL": "MIL", "COP": "COP", "REB": "REB", "REF": "REF", "CVL": "CVL", "MIG": "REF"}


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return nouns with the kind of mover, nouns with the sector, and names of several words with the sector."""
    data = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))
    movers, sectors, names = (
        {noun: kind for kind, nouns in data[part].items() for noun in nouns} for part in ("movers", "sectors", "names")
    )
    return movers, sectors, names


def span_of(words: Words, first: int, last: int) -> Span:
    """Return the characters of some words (inclusive)."""
    start, end = words.starts[first], words.ends[last]
    return Span(start=start, end=end, text=words.text[start:end])


def actor_of(words: Words, first: int, last: int, spots: Sequence[Spot], offices: Offices | None = None) -> Actor:
    """Return the actor that a span names; a person's name gives no country, the office that the text tells does."""
    span = span_of(words, first, last)
    country, sector = people_in(words, first, last, spots), sector_of(words, first, last)
    holder = offices.of(words, first, last) if offices is not None and country is None else None
    if holder is not None:
        country, sector = holder.country, sector or holder.sector
    return Actor(text=span.text[:MAX_CHARS], country=country, sector=sector, span=span)


def people_in(words: Words, first: int, last: int, spots: Sequence[Spot]) -> str | None:
    """Return the country (alpha-3) that a phrase names, by people before place; None if it names none."""
    inside = [
        s
        for s in spots_in(spots, first, last)
        if first <= s.first and s.last <= last and s.country and words.entities[s.first] != _PERSON
    ]
    chosen = next((s for s in inside if s.kind == "people"), inside[0] if inside else None)
    return chosen.country if chosen else None


def kind_of(words: Words, first: int, last: int) -> str | None:
    """Return what kind of mover a phrase counts (MIL, REB, REF, AID, VEH, …), None if its words do not say."""
    movers, _, _ = _lexicon()
    return next((movers[form] for forms in _nouns(words, first, last) for form in forms if form in movers), None)


def sector_of(words: Words, first: int, last: int) -> str | None:
    """Return the sector of a phrase: of a name of several words in it, of its head, else of its last known noun."""
    movers, sectors, names = _lexicon()
    said = f" {' '.join(words.words[first : last + 1]).lower()} "
    named = next((sector for name, sector in names.items() if f" {name} " in said), None)
    if named is not None:
        return named
    head = next((i - 1 for i in range(first + 1, last + 1) if words.words[i].lower() in words_of()["heads_end"]), last)
    contains = words.words[head].lower() in words_of()["containers"] and words.words[head + 1 : head + 2] == ("of",)
    for begin, end in ((head + 1, last), (first, head)) if contains else ((first, head), (first, last)):
        for forms in _nouns(words, begin, end):
            for form in forms:
                found = sectors.get(form) or _SECTORS.get(movers.get(form, ""))
                if found is not None:
                    return found
    return None


def _nouns(words: Words, first: int, last: int) -> Iterator[tuple[str, ...]]:
    """Yield the words of a phrase from its end, each as it may stand in a table."""
    for i in range(min(last, first + 11), first - 1, -1):
        word = words.words[i].lower().rstrip(".")
        yield word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"
