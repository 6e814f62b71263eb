"""The wording around a name: what its words are, for those who read what they state.

Which words name a kind of place or a building, which lead into a larger place, where a noun phrase or a clause ends.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from geonews.geoparse.tokens import Tokens

__all__ = ["Wording", "Words"]

#: Tokens of a noun phrase in which a kind of place is sought.
LONGEST_NOUN_PHRASE = 7
#: Tokens of a building's name behind that of a place: "Lincoln | Cathedral Square School".
LONGEST_BUILDING = 3
#: Parts of speech that end a noun phrase.
ENDS_PHRASE = ("VERB", "AUX", "ADP", "PUNCT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The word lists of ``wording.toml``."""

    within: frozenset[str]
    prepositions: frozenset[str]
    holding: frozenset[str]
    kinds: frozenset[str]
    border: frozenset[str]
    buildings: frozenset[str]
    goes_on: frozenset[str]
    deeds: frozenset[str]
    locatives: frozenset[str]
    beside: frozenset[str]


class Wording:
    """Asks a document's tokens by their number; one outside of the document is no word.

    Parameters
    ----------
    tokens
        The document.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.words = _words()

    def lower(self, i: int) -> str:
        """Return a token in small letters, "" where there is none."""
        return self.tokens.lowers[i] if 0 <= i < len(self.tokens) else ""

    def past_building(self, end: int) -> int:
        """Return the token behind a name and the building that is called after it: "Chester | Zoo in Cheshire".

        Parameters
        ----------
        end
            The token behind the name alone.
        """
        j, past = end, end
        while j < len(self.tokens) and j - end < LONGEST_BUILDING and self._is_built(j):
            j += 1
            if self.lower(j - 1) in self.words.buildings:
                past = j
        return past

    def names_building(self, end: int) -> bool:
        """Whether a name that ends before a token is, or begins, that of a building, which is no town anywhere."""
        return self.lower(self.past_building(end) - 1) in self.words.buildings

    def has_a_kind(self, start: int) -> bool:
        """Whether a kind of place is among the next words before anything else is named."""
        for j in range(start, min(len(self.tokens), start + LONGEST_NOUN_PHRASE)):
            if self.lower(j) in self.words.kinds:
                return True
            if self.tokens.named[j] or self.ends_phrase(j):
                return False
        return False

    def ends_phrase(self, j: int) -> bool:
        """Whether a token ends a noun phrase."""
        return self.lower(j) != "-" and self.tokens.parts[j] in ENDS_PHRASE

    def closes(self, end: int) -> bool:
        """Whether what follows a larger place leaves it alone."""
        return end >= len(self.tokens) or self.tokens.opens[end] or self.tokens.parts[end] in self.words.goes_on

    def does(self, j: int) -> bool:
        """Whether there is a token and it is a verb, the deed of what stands before it."""
        return j < len(self.tokens) and self.tokens.parts[j] in self.words.deeds

    def opens_clause(self, first: int) -> bool:
        """Whether a name ends the words of place that open a sentence: "In Vienna, Iran said ..."."""
        j = first - 1
        j -= self.lower(j) == "the"
        return j >= 0 and self.tokens.parts[j] in ("ADP", "SCONJ") and self.tokens.opens[j]

    def _is_built(self, j: int) -> bool:
        return self.tokens.words[j][:1].isupper() or self.lower(j) in self.words.buildings


@lru_cache(maxsize=1)
def _words() -> Words:
    table = tomllib.loads(resources.files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))
    return Words(
        within=frozenset(table["within"]["words"]),
        prepositions=frozenset(table["within"]["prepositions"]),
        holding=frozenset(table["within"]["holding"]),
        kinds=frozenset(table["kinds"]["words"]),
        border=frozenset(table["kinds"]["border"]),
        buildings=frozenset(table["kinds"]["buildings"]),
        goes_on=frozenset(table["goes_on"]["parts"]),
        deeds=frozenset(table["goes_on"]["deeds"]),
        locatives=frozenset(table["goes_on"]["locatives"]),
        beside=frozenset(table["goes_on"]["beside"]),
    )
