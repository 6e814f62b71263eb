"""Names that are a part of another name: a street called after a town, the district of a court.

"Hampton Avenue" is no Hampton, and the "Northern District of Texas" lies in Texas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from geonews.events.grounding.items import words_of

if TYPE_CHECKING:
    from geonews.events.grounding.spots import Spot
    from geonews.events.reader.words import Words

__all__ = ["is_street", "without_namesakes"]


def without_namesakes(words: Words, spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots of a text, those without a place that only a namesake was found for.

    Parameters
    ----------
    words
        The text.
    spots
        Its spots, in its order.
    """
    found = []
    for spot, behind in zip_longest(spots, spots[1:]):
        wrong = _of_a_street(words, spot) or (behind is not None and _elsewhere(words, spot, behind))
        found.append(replace(spot, country=None, place=None) if wrong else spot)
    return found


def is_street(words: Words, first: int, last: int) -> bool:
    """Tell whether some words are a street's name, or the one behind them makes them one."""
    return (last > first and _names_a_street(words, last)) or _goes_on_as_street(words, last)


def _goes_on_as_street(words: Words, last: int) -> bool:
    behind = last + 1
    return words.sentence[last : behind + 1] == (words.sentence[last],) * 2 and _names_a_street(words, behind)


def _names_a_street(words: Words, i: int) -> bool:
    return words.words[i][0].isupper() and words.words[i].lower().rstrip(".") in words_of()["streets"]


def _of_a_street(words: Words, spot: Spot) -> bool:
    """Tell whether a town is only what a street is called after; a street that has a place of its own is that."""
    if spot.place is None or spot.kind != "place" or spot.place.feature_class != "P":
        return False
    if _goes_on_as_street(words, spot.last):
        return True
    named = {word.lower() for word in words.words[spot.first : spot.last + 1]}
    own = set(spot.place.name.lower().split())
    return is_street(words, spot.first, spot.last) and named != own and not named.isdisjoint(own)


def _elsewhere(words: Words, spot: Spot, behind: Spot) -> bool:
    """Tell whether a name is said to be of a place ("of Texas") in another country than the one found for it."""
    between = [word.lower() for word in words.words[spot.last + 1 : behind.first]]
    if between != ["of"] or {spot.kind, behind.kind} != {"place"}:
        return False
    return spot.country is not None and behind.place is not None and spot.country != behind.country
