"""Text in any language as the columns that recognition and binding read, without a parser.

Words are cut where letters end and where the language cuts them by an apostrophe. What the language's data knows of a
word's meaning stands in the column of small letters in English, so that the cues of the wording hold in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from geonews.gazetteer.tongue import Tongue
from geonews.geoparse.tokens import Tokens

__all__ = ["read_words"]

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[\w\u0300-\u036f\u064b-\u065f\u0670]+|\n+|[^\w\s]")
_APOSTROPHE = frozenset("'’ʼ‘`")
_ENDS = frozenset(".!?…؟۔:")
_CLOSERS = frozenset("\"'”’»)]“")
#: Cues that stand before a place as prepositions do.
_PREPOSITIONS = frozenset(("in", "of", "from", "to", "near", "between"))


def read_words(text: str, tongue: Tongue) -> Tokens:
    """Cut a text into words and lay them out as columns."""
    spans = list(_words(text, tongue))
    words = tuple(text[start:end] for start, end in spans)
    lowers = tuple(map(str.lower, words))
    meanings = tuple(tongue.meaning(lower) for lower in lowers)
    blank = tuple(word.isspace() for word in words)
    opens = _openings(words, blank)
    count = len(words)
    cased = tongue.cased and any(word[:1].isupper() for word in words)
    return Tokens(
        text=text,
        words=words,
        lowers=tuple(cue or lower for cue, lower in zip(meanings, lowers, strict=True)),
        starts=tuple(start for start, _ in spans),
        ends=tuple(end for _, end in spans),
        entities=("",) * count,
        inside=(False,) * count,
        parts=tuple(map(_part, words, meanings)),
        tags=("",) * count,
        dependencies=("",) * count,
        heads=tuple(range(count)),
        opens=opens,
        blank=blank,
        named=tuple(word[:1].isupper() if cased else word[:1].isalpha() for word in words),
    )


def _words(text: str, tongue: Tongue) -> Iterator[tuple[int, int]]:
    """Yield the offsets of words, marks and line ends."""
    pieces = [found.span() for found in _PIECE.finditer(text)]
    i = 0
    while i < len(pieces):
        start, end = pieces[i]
        while text[start:end][-1:].isalpha() and i + 2 < len(pieces) and _is_joint(text, pieces, i):
            if tongue.suffixed or text[start:end].lower() in tongue.elisions:
                break
            i += 2
            end = pieces[i][1]
        if text[start:end].lower() in tongue.elisions and i + 1 < len(pieces) and _is_joint(text, pieces, i):
            i += 1
            end = pieces[i][1]
        yield start, end
        i += 1


def _is_joint(text: str, pieces: list[tuple[int, int]], i: int) -> bool:
    """Whether an apostrophe stands between a word and the next without a space."""
    if i + 2 >= len(pieces):
        return False
    mark, after = pieces[i + 1], pieces[i + 2]
    close = pieces[i][1] == mark[0] and mark[1] == after[0]
    return close and text[mark[0] : mark[1]] in _APOSTROPHE and text[after[0]].isalpha()


def _openings(words: tuple[str, ...], blank: tuple[bool, ...]) -> tuple[bool, ...]:
    """Say for each word whether a sentence begins with it."""
    opens, new = [], True
    for word, space in zip(words, blank, strict=True):
        if space:
            opens.append(False)
            new = True
            continue
        is_word = word[:1].isalnum()
        opens.append(new and is_word)
        if is_word:
            new = False
        elif word in _ENDS:
            new = True
        elif word not in _CLOSERS and not new:
            new = word in "«„¿¡–—"
    return tuple(opens)


def _part(word: str, meaning: str | None) -> str:
    if word.isspace():
        return "SPACE"
    if word[0].isdigit():
        return "NUM"
    if not word[0].isalpha():
        return "PUNCT"
    return "ADP" if meaning in _PREPOSITIONS else "X"
