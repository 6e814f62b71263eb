"""The longest names of the gazetteer over a text, and what each says of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geonews.gazetteer.tongue_lookup import TongueNames
from geonews.geoparse.groups import place_group
from geonews.geoparse.tokens import Tokens

__all__ = ["Match", "find_matches"]

#: Longest name that is tried, in tokens.
LONGEST = 6
#: Small words that may stand inside a name in languages with capitals.
SMALL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Tokens ``first`` to ``end`` (exclusive) that spell a name, or a form of one.

    ``group`` is the kind of its most prominent place, ``size`` the decimal digits of its people, ``bent`` whether the
    name had to be unbent, ``fame`` grows with the number of its names, ``own`` tells whether the name is its main one.
    """

    first: int
    end: int
    group: str
    size: int
    bent: bool
    fame: int = 0
    own: bool = True


def find_matches(tokens: Tokens, names: TongueNames) -> list[Match]:
    """Match names from left to right, the longest first; matches do not overlap."""
    found: list[Match] = []
    i = 0
    while i < len(tokens):
        match = _longest(tokens, names, i) if tokens.named[i] else None
        if match is not None:
            found.append(match)
        i = match.end if match is not None else i + 1
    return found


def _longest(tokens: Tokens, names: TongueNames, first: int) -> Match | None:
    for end in reversed(_ends(tokens, first)):
        text = tokens.phrase(first, end)
        if len(text) > 1 and (form := names.form(text)) is not None:
            return _match(names, first, end, text, form)
    return None


def _ends(tokens: Tokens, first: int) -> Sequence[int]:
    """Return where a name may end that begins at a token: after a name's word, small words only between."""
    ends, i = [], first
    while i < len(tokens) and i - first < LONGEST and not tokens.blank[i]:
        if tokens.named[i]:
            ends.append(i + 1)
        elif not (tokens.words[i] in "-–'’" or (tokens.words[i].isalpha() and len(tokens.words[i]) <= SMALL)):
            break
        i += 1
    return ends


def _match(names: TongueNames, first: int, end: int, text: str, form: str) -> Match:
    candidates = names.candidates(text, limit=8)
    place = candidates[0].place if candidates else None
    return Match(
        first=first,
        end=end,
        group="other" if place is None else place_group(place),
        size=0 if place is None else min(7, len(str(place.population))),
        bent=form != text,
        fame=0 if place is None else int(candidates[0].features["n_names"]).bit_length(),
        own=place is not None and bool(candidates[0].features["primary_name"]),
    )
