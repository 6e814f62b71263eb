"""Who: the text of a span, its country by a demonym or place in it, its sector by its nouns."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from geonews.events.grounding.spots import Spot
from geonews.events.reader.words import ENTITIES, Words
from geonews.model import Actor, Span

__all__ = ["actor_of", "kind_of", "people_in", "span_of"]

_PERSON = ENTITIES.index("PERSON")
#: An actor is a phrase, not a paragraph.
MAX_CHARS = 160
#: Kinds of movers that are sectors of PLOVER too; migrants are its refugees.
_SECTORS = {"MIL": "MIL", "COP": "COP", "REB": "REB", "REF": "REF", "CVL": "CVL", "MIG": "REF"}


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, str], dict[str, str]]:
    """Return nouns with the kind of mover, and with the sector, that they name."""
    data = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))
    return tuple({noun: kind for kind, nouns in data[part].items() for noun in nouns} for part in ("movers", "sectors"))  # type: ignore[return-value]


def span_of(words: Words, first: int, last: int) -> Span:
    """Return the characters of some words (inclusive)."""
    start, end = words.starts[first], words.ends[last]
    return Span(start=start, end=end, text=words.text[start:end])


def actor_of(words: Words, first: int, last: int, spots: Sequence[Spot]) -> Actor:
    """Return the actor that a span names; a person's name gives no country."""
    span = span_of(words, first, last)
    return Actor(
        text=span.text[:MAX_CHARS], country=people_in(words, first, last, spots), sector=_sector(words, first, last),
        span=span,
    )  # fmt: skip


def people_in(words: Words, first: int, last: int, spots: Sequence[Spot]) -> str | None:
    """Return the country (alpha-3) that a phrase names, by people before place; None if it names none."""
    inside = [
        s for s in spots if first <= s.first and s.last <= last and s.country and words.entities[s.first] != _PERSON
    ]
    chosen = next((s for s in inside if s.kind == "people"), inside[0] if inside else None)
    return chosen.country if chosen else None


def kind_of(words: Words, first: int, last: int) -> str | None:
    """Return what kind of mover a phrase counts (MIL, REB, REF, AID, VEH, …), None if its words do not say."""
    movers, _ = _lexicon()
    return _found(words, first, last, movers)


def _sector(words: Words, first: int, last: int) -> str | None:
    movers, sectors = _lexicon()
    return _found(words, first, last, sectors) or _SECTORS.get(_found(words, first, last, movers) or "")


def _found(words: Words, first: int, last: int, table: dict[str, str]) -> str | None:
    """Return what the last noun of a phrase that the table knows stands for."""
    for i in range(min(last, first + 11), first - 1, -1):
        word = words.words[i].lower()
        for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"):
            if form in table:
                return table[form]
    return None
