"""The longest names of the gazetteer over a document's capitalised words."""

from __future__ import annotations

from dataclasses import dataclass

from geonews.geoparse.cards import NameCard
from geonews.geoparse.cues import load_cues
from geonews.geoparse.names import NameBook
from geonews.geoparse.tokens import Tokens

__all__ = ["NameMatch", "hyphened", "match_names", "unit_card"]

#: Longest name that is tried, in tokens.
LONGEST = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """Tokens ``first`` to ``end`` (exclusive) that spell a name of the gazetteer.

    ``unit`` tells whether it is one only because of the word for a unit that follows.
    """

    first: int
    end: int
    card: NameCard
    unit: bool = False


def hyphened(tokens: Tokens, i: int) -> bool:
    """Whether a token hangs on a hyphen without a space, as the small words of Rostov-on-Don do."""
    before = i > 0 and tokens.words[i - 1] == "-" and tokens.ends[i - 1] == tokens.starts[i]
    after = i + 1 < len(tokens) and tokens.words[i + 1] == "-" and tokens.ends[i] == tokens.starts[i + 1]
    return before or after


def unit_card(tokens: Tokens, first: int, end: int, book: NameBook) -> NameCard | None:
    """Return the card of a unit whose name is none without the word for it, which follows: "Antonivska hromada"."""
    stop = load_cues().unit_end(tokens, end)
    card = book.card(tokens.phrase(first, stop)) if stop > end else None
    return card if card is not None and card.static[0, -1] == 1.0 else None


def match_names(tokens: Tokens, book: NameBook) -> list[NameMatch]:
    """Match names from left to right, the longest first; matches do not overlap."""
    matches: list[NameMatch] = []
    i, count = 0, len(tokens)
    while i < count:
        match = _longest(tokens, book, i, count) if tokens.named[i] else None
        if match is None:
            i += 1
        else:
            matches.append(match)
            i = match.end
    return matches


def _longest(tokens: Tokens, book: NameBook, first: int, count: int) -> NameMatch | None:
    ends, inner = [], load_cues().inner
    end = first
    while end < count and end - first < LONGEST:
        if tokens.named[end]:
            ends.append(end + 1)
        elif not (
            end > first and (tokens.lowers[end] in inner or tokens.words[end].isdigit() or hyphened(tokens, end))
        ):
            break
        end += 1
    for end in reversed(ends):
        name = tokens.phrase(first, end)
        if len(name) > 1 and book.known(name):
            card = book.card(name)
            if card is not None:
                return NameMatch(first=first, end=end, card=card)
    for end in reversed(ends):
        card = unit_card(tokens, first, end, book)
        if card is not None:
            return NameMatch(first=first, end=end, card=card, unit=True)
    return None
