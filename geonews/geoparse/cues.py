"""Cues of the wording: what kind of place a name says it is, and which larger place it says it lies in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from geonews.geoparse.tokens import Tokens

__all__ = ["Cues", "load_cues"]

#: Words for a kind of unit that stand before the one for a unit: "rural", "urban settlement".
MOST_KINDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """The word lists of ``cues.toml``, turned round for look-up.

    ``after`` and ``before`` map a word to the group of place that it names; ``agrees`` maps such a group to the
    groups of candidates that fit. Words between two names link the first to the larger second if all are
    ``steps`` or ``forward`` and one is ``forward``; ``backward`` is the same for a larger place that stands first.
    ``generic`` are words that name no place when they are part of a longer name; ``locatives`` and ``titles`` are
    words before a name that say that a place or a person follows; ``numbered`` are roads that a number follows,
    ``cut_off`` short forms that belong to the name before them; ``units`` are kinds of units that have no name
    without that word, ``unit_kinds`` words before those; ``inner`` are small words inside a name of the gazetteer,
    ``links`` those inside a run of capitalised words.
    """

    after: Mapping[str, str]
    before: Mapping[str, str]
    agrees: Mapping[str, frozenset[str]]
    steps: frozenset[str]
    forward: frozenset[str]
    backward: frozenset[str]
    generic: frozenset[str]
    locatives: frozenset[str]
    titles: frozenset[str]
    numbered: frozenset[str]
    cut_off: frozenset[str]
    units: frozenset[str]
    unit_kinds: frozenset[str]
    inner: frozenset[str]
    links: frozenset[str]

    def stated_group(self, tokens: Tokens, first: int, end: int) -> str | None:
        """Return the group that the words of a name, or those beside it, say it belongs to; None for none."""
        if end - first > 1:
            group = self.after.get(tokens.lowers[end - 1]) or self.before.get(tokens.lowers[first])
            if group:
                return group
        if end < len(tokens) and (group := self.after.get(tokens.lowers[end])):
            return group
        if first and (group := self.before.get(tokens.lowers[first - 1])) and tokens.named[first - 1]:
            return group
        if first > 1 and tokens.lowers[first - 1] == "of":
            return self.before.get(tokens.lowers[first - 2])
        return None

    def unit_end(self, tokens: Tokens, end: int) -> int:
        """Return the token behind the word for a unit that follows a name, ``end`` where none does."""
        stop = end
        while stop < len(tokens) and stop - end < MOST_KINDS and tokens.lowers[stop] in self.unit_kinds:
            stop += 1
        return stop + 1 if stop < len(tokens) and tokens.lowers[stop] in self.units else end

    def links_forward(self, tokens: Tokens, end: int, start: int) -> bool:
        """Whether the tokens from ``end`` to ``start`` (exclusive) link a place to a larger one after it."""
        return self._links(tokens, end, start, self.forward)

    def links_backward(self, tokens: Tokens, end: int, start: int) -> bool:
        """Whether they link a place to a larger one before it."""
        return self._links(tokens, end, start, self.backward)

    def _links(self, tokens: Tokens, end: int, start: int, needed: frozenset[str]) -> bool:
        between = tokens.lowers[end:start]
        if not between:
            return True
        known = all(word in self.steps or word in needed or word in self.after or word == "," for word in between)
        return known and not needed.isdisjoint(between)


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """Read ``cues.toml``."""
    text = resources.files(__package__).joinpath("cues.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return Cues(
        after=_by_word(table["after"]),
        before=_by_word(table["before"]),
        agrees={group: frozenset(fitting) for group, fitting in table["agrees"].items()},
        steps=frozenset(table["links"]["steps"]),
        forward=frozenset(table["links"]["forward"]),
        backward=frozenset(table["links"]["backward"]),
        generic=frozenset(table["generic"]["words"]),
        locatives=frozenset(table["beside"]["locatives"]),
        titles=frozenset(table["beside"]["titles"]),
        numbered=frozenset(table["whole"]["numbered"]),
        cut_off=frozenset(table["whole"]["cut_off"]),
        units=frozenset(table["whole"]["units"]),
        unit_kinds=frozenset(table["whole"]["unit_kinds"]),
        inner=frozenset(table["inside"]["names"]),
        links=frozenset(table["inside"]["runs"]),
    )


def _by_word(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: group for group, words in groups.items() for word in words}
