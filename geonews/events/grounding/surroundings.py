"""The town around what has no place of its own: a building, or a deed in a text that is set in a town.

"At the courthouse" is in the town that the text told of last, or at its top; so is an arrest without a place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property

from geonews.events.grounding.items import words_of
from geonews.events.grounding.namesakes import is_street
from geonews.events.grounding.spots import Spot
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import Words

__all__ = ["Towns", "is_building", "town_before"]

#: Sentences before a building that may tell its town, or that "the town" may point back to.
_BACK = 4
#: Sentences before a deed that may be of its own scene.
_CLOSE = 1
#: Towns before a word that are looked at: a sentence may be a list of a hundred.
_MOST = 60
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


class Towns:
    """The towns of a text, for what has no place of its own.

    Parameters
    ----------
    words, spots
        The text and its spots, in its order.
    is_told
        Tells whether something is said to be at a spot ("in Goma", a dateline).
    """

    def __init__(self, words: Words, spots: Sequence[Spot], is_told: Callable[[Spot], bool]) -> None:
        self._words = words
        self._towns = [s for s in spots if s.kind == "place" and _is_town(s)]
        self._is_told = is_told

    def around(self, first: int) -> Spot | None:
        """Return the town that a building is in which begins with a word, None if the text does not tell.

        That is the nearest town before it, in its own sentence or the ones before, of which something is said to be
        there; else the only town of the text's top; else the nearest before.
        """
        before, sentence = self._before(first), self._words.sentence
        told = next(filter(self._is_told, before), None)
        earlier = (s for s in before if sentence[s.first] < sentence[first])
        return told or self._only_at_top or next(earlier, None)

    def of_setting(self, first: int) -> Spot | None:
        """Return the town that a text is set in where it tells of what it gives no place, None if it does not tell.

        That is the town that this sentence or the last says something is in; else the only town of the text's top;
        else the nearest before of which something is said to be there.
        """
        sentence = self._words.sentence
        told = [s for s in self._before(first) if self._is_told(s)]
        close = next((s for s in told if sentence[first] - sentence[s.first] <= _CLOSE), None)
        return close or self._only_at_top or next(iter(told), None)

    def _before(self, first: int) -> list[Spot]:
        """Return the towns named in a word's sentence and the ones before, the nearest first."""
        here, end = self._words.sentence[first], bisect_left(self._towns, first, key=lambda s: s.last)
        near = reversed(self._towns[max(0, end - _MOST) : end])
        return [s for s in near if here - self._words.sentence[s.first] <= _BACK]

    @cached_property
    def _only_at_top(self) -> Spot | None:
        top = [s for s in self._towns if 0 <= self._words.sentence[s.first] <= _TOP]
        return top[0] if len({s.place.place_id for s in top if s.place is not None}) == 1 else None


def town_before(words: Words, spots: Sequence[Spot], first: int) -> Spot | None:
    """Return the last town told of before a word, None if none is or it is told far before.

    Parameters
    ----------
    words, spots
        The text and its spots, in its order.
    first
        The word.
    """
    here = words.sentence[first]
    for i in range(bisect_left(spots, first, key=lambda s: s.last) - 1, -1, -1):
        if _is_town(spots[i]):
            return spots[i] if here - words.sentence[spots[i].first] <= _BACK else None
        if 0 <= words.sentence[spots[i].first] < here - _BACK:
            return None
    return None


def _is_town(spot: Spot) -> bool:
    return spot.place is not None and spot.place.feature_class == "P"
