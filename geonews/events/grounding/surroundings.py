"""The town around what has no place of its own: a building, or a deed in a text that is set in a town.

"At the courthouse" is in the town that the text told of last, or at its top; so is an arrest without a place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geonews.events.grounding.items import words_of
from geonews.events.grounding.namesakes import is_street
from geonews.events.grounding.spots import Spot
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import Words

__all__ = ["is_building", "town_around", "town_before", "town_of_setting"]

#: Sentences before a building that may tell its town, or that "the town" may point back to.
_BACK = 4
#: Sentences before a deed that may be of its own scene.
_CLOSE = 1
#: Last sentence of a text's top: title, dateline and lead.
_TOP = 2


def is_building(words: Words, span: RoleSpan) -> bool:
    """Tell whether a span is a building, a yard or a street: its head is one, or a street's name is in it.

    The head is the last word before what describes it ("a house in a suburb", "the office of the mayor").
    """
    ends = words_of()["heads_end"]
    head = next((i - 1 for i in range(span.first + 1, span.last + 1) if words.words[i].lower() in ends), span.last)
    if words.words[head].lower() in words_of()["buildings"]:
        return True
    return any(is_street(words, i, i) for i in range(span.first, span.last + 1) if words.words[i][0].isupper())


def town_before(words: Words, spots: Sequence[Spot], first: int) -> Spot | None:
    """Return the last town told of before a word, None if none is or it is told far before."""
    towns = [s for s in spots if s.last < first and s.place is not None and s.place.feature_class == "P"]
    return towns[-1] if towns and words.sentence[first] - words.sentence[towns[-1].first] <= _BACK else None


def town_around(words: Words, spots: Sequence[Spot], first: int, is_told: Callable[[Spot], bool]) -> Spot | None:
    """Return the town that a building is in, None if the text does not tell.

    That is the nearest town before it, in its own sentence or the ones before, of which something is said to be
    there; else the only town of the text's top; else the nearest before.

    Parameters
    ----------
    words, spots
        The text and its spots.
    first
        The building's first word.
    is_told
        Tells whether something is said to be at a spot ("in Goma", a dateline).
    """
    before = _before(words, spots, first)
    told = next(filter(is_told, before), None)
    earlier = (s for s in before if words.sentence[s.first] < words.sentence[first])
    return told or _only_at_top(words, spots) or next(earlier, None)


def town_of_setting(words: Words, spots: Sequence[Spot], first: int, is_told: Callable[[Spot], bool]) -> Spot | None:
    """Return the town that a text is set in where it tells of what it gives no place, None if it does not tell.

    That is the town that this sentence or the last says something is in; else the only town of the text's top;
    else the nearest before of which something is said to be there. Parameters are those of `town_around`.
    """
    told = [s for s in _before(words, spots, first) if is_told(s)]
    close = next((s for s in told if words.sentence[first] - words.sentence[s.first] <= _CLOSE), None)
    return close or _only_at_top(words, spots) or next(iter(told), None)


def _before(words: Words, spots: Sequence[Spot], first: int) -> list[Spot]:
    """Return the towns named in a word's sentence and the ones before, the nearest first."""
    here = words.sentence[first]
    return [s for s in reversed(spots) if _is_town(s) and s.last < first and here - words.sentence[s.first] <= _BACK]


def _only_at_top(words: Words, spots: Sequence[Spot]) -> Spot | None:
    top = [s for s in spots if _is_town(s) and 0 <= words.sentence[s.first] <= _TOP]
    return top[0] if len({s.place.place_id for s in top if s.place is not None}) == 1 else None


def _is_town(spot: Spot) -> bool:
    return spot.kind == "place" and spot.place is not None and spot.place.feature_class == "P"
