"""Tokens of any text in linear time: what is no prose is cut coarsely before spaCy looks at it.

spaCy's tokenizer takes a word without blanks apart character by character, looking at the rest of it each time, and a
run of brackets makes a token of each. News has neither; a text that is made of them would cost minutes. So runs of
punctuation, words that are longer than any, long rows of words of a letter or three (a column of figures, a line for
each letter), and stretches with more words and marks than any prose become tokens of a fixed length; all else is
spaCy's own work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["BoundedTokenizer", "odd_runs"]

#: Characters of a token that is cut from a run.
PIECE_CHARS: Final = 50
#: From so many marks in a row on (blanks between them do not count), or so many characters without a blank, it is none
#: of prose: rows of asterisks part sections, addresses of web pages are shorter. Nor are so many words in a row that
#: have three characters at most.
_RUN: Final = re.compile(r"(?:[^\w\s]\s*+){24,}+|\S{240,}+|(?:(?<!\w)\w{1,3}(?!\w)[\s\W]{0,3}+){48,}+")
#: Nor are so many words and marks in a row that have as few characters, with the blanks between them. Prose has five
#: for each, and the closest news (a list of results) three.
_CROWD: Final = 60
_CROWD_CHARS: Final = 150
_UNIT: Final = re.compile(r"\w+|[^\w\s]")


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
    >>> list(odd_runs("Results: " + "a-b/c, " * 20 + "He left."))
    [(9, 148)]
    """
    found = [(m.start(), m.start() + len(m.group().rstrip())) for m in _RUN.finditer(text)]
    begin = end = -1
    for first, last in sorted([*found, *_crowds(text)]):
        if first <= end:
            end = max(end, last)
            continue
        if begin >= 0:
            yield begin, end
        begin, end = first, last
    if begin >= 0:
        yield begin, end


def _crowds(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which words and marks are crowded as in no prose."""
    bounds = np.array([m.span() for m in _UNIT.finditer(text)], np.int64)
    if len(bounds) < _CROWD:
        return
    first, last = bounds[: len(bounds) - _CROWD + 1, 0], bounds[_CROWD - 1 :, 1]
    at = np.flatnonzero(last - first < _CROWD_CHARS)
    for stretch in np.split(at, np.flatnonzero(np.diff(at) > _CROWD) + 1) if len(at) else ():
        yield int(first[stretch[0]]), int(last[stretch[-1]])
