"""Tokens of any text in linear time: what is no prose is cut coarsely before spaCy looks at it.

spaCy's tokenizer takes a word without blanks apart character by character, looking at the rest of it each time, and a
run of brackets makes a token of each. News has neither; a text that is made of them would cost minutes. So runs of
punctuation, words that are longer than any, long rows of words of a letter or three (a column of figures, a line for
each letter), and stretches with more words and marks than any prose become tokens of a fixed length; all else is
spaCy's own work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["BoundedTokenizer", "odd_runs"]

#: Characters of a token that is cut from a run.
PIECE_CHARS: Final = 50
#: From so many marks in a row on (blanks between them do not count), or so many characters without a blank, it is none
#: of prose: rows of asterisks part sections, addresses of web pages are shorter. Nor are so many words in a row that
#: have three characters at most.
_RUN: Final = re.compile(r"(?:[^\w\s]\s*+){24,}+|\S{240,}+|(?:(?<!\w)\w{1,3}(?!\w)[\s\W]{0,3}+){48,}+")
#: Nor are so many words and marks in a row that take two characters each at most, with the blanks between them: prose
#: takes five, and the closest news (results, prices) three. Such a stretch begins and ends where as few as the second
#: number of them are as close.
_CROWD: Final = (60, 12)
_CROWD_CHARS: Final = 2
_WORD: Final = 3
_UNIT: Final = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?|\d+(?:[.,:]\d+)*|\w+|[^\w\s]")


class BoundedTokenizer:
    """Wraps a tokenizer; a Doc's characters stay those of its text.

    Parameters
    ----------
    tokenizer
        The pipeline's own.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __getattr__(self, name: str) -> Any:
        """Leave all else to the wrapped tokenizer."""
        if name == "_tokenizer":
            raise AttributeError(name)
        return getattr(self._tokenizer, name)

    def __call__(self, text: str) -> Doc:
        """Make a document of a text."""
        from spacy.tokens import Doc

        runs = list(odd_runs(text))
        if not runs:
            made: Doc = self._tokenizer(text)
            return made
        vocab = self._tokenizer.vocab
        docs: list[Doc] = []
        position = 0
        for start, end in runs:
            if position < start:
                docs.append(self._tokenizer(text[position:start]))
            words = [text[i : min(i + PIECE_CHARS, end)] for i in range(start, end, PIECE_CHARS)]
            docs.append(Doc(vocab, words=words, spaces=[False] * len(words)))
            position = end
        if position < len(text):
            docs.append(self._tokenizer(text[position:]))
        whole = Doc.from_docs(docs, ensure_whitespace=False)
        assert whole is not None and whole.text == text
        return whole


def odd_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text that are no prose, in its order, without overlaps.

    Examples
    --------
    >>> list(odd_runs("He said: " + "(" * 30 + " and left."))
    [(9, 39)]
    >>> list(odd_runs("Results: " + "a-b/c, " * 20 + "Nobody left."))
    [(9, 148)]
    """
    found = [(m.start(), m.start() + len(m.group().rstrip())) for m in _RUN.finditer(text)]
    begin = end = -1
    for first, last in sorted([*found, *_crowds(text, found)]):
        if first <= end:
            end = max(end, last)
            continue
        if begin >= 0:
            yield begin, end
        begin, end = first, last
    if begin >= 0:
        yield begin, end


def _crowds(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches beside some runs in which words and marks are crowded as in no prose."""
    bounds = np.array([m.span() for m in _UNIT.finditer(text)], np.int64).reshape(-1, 2)
    if runs:
        at = np.searchsorted([end for _, end in runs], bounds[:, 0], side="right")
        starts = np.array([*(start for start, _ in runs), len(text)])
        bounds = bounds[bounds[:, 0] < starts[at]]
    many, few = (_close(bounds, count) for count in _CROWD)
    for stretch in np.split(many, np.flatnonzero(np.diff(many) > _CROWD[0]) + 1) if len(many) else ():
        first, last = int(stretch[0]), int(stretch[-1]) + _CROWD[0] - _CROWD[1]
        inner = few[(few >= first) & (few <= last)]
        odd = bounds[inner[0] : inner[-1] + _CROWD[1]]
        short = np.flatnonzero(odd[:, 1] - odd[:, 0] <= _WORD)  # a word of prose at its edges is none of it
        yield int(odd[short[0], 0]), int(odd[short[-1], 1])


def _close(bounds: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the numbers of the units with which so many of them begin that stand close together."""
    if len(bounds) < count:
        return np.zeros(0, np.int64)
    chars = bounds[count - 1 :, 1] - bounds[: len(bounds) - count + 1, 0]
    return np.flatnonzero(chars <= count * _CROWD_CHARS)
