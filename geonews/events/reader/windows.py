"""Windows: a text cut into stretches of neighbouring sentences that the encoder can take at once.

Each window begins with the title and the sentence before as context, so that what is told over two sentences is seen
together; only its own sentences are read for triggers. A sentence longer than a window is cut wherever it stands, so
that time and memory are bounded on any input.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geonews.events.reader.words import Words

__all__ = ["MAX_WORDS", "Window", "windows"]

#: Words of a window's own sentences.
MAX_WORDS = 192
#: Words of a title, or of a sentence before, that are taken along as context.
MAX_CONTEXT = 36


@dataclass(frozen=True, slots=True)
class Window:
    """Indices of words; those before ``own`` are context and were read in a window before."""

    words: tuple[int, ...]
    own: int

    def rest(self, count: int) -> Window | None:
        """Return the window of what is left when the encoder took the first ``count`` words; None if nothing is."""
        count = max(1, count)
        return Window(self.words[count:], max(0, self.own - count)) if count < len(self.words) else None


def windows(words: Words) -> Iterator[Window]:
    """Cut a text into windows, in the order of the text; words outside of sentences are left out."""
    pieces = list(_pieces(words))
    title = pieces[0] if pieces and len(pieces[0]) <= MAX_CONTEXT else []
    first = 0
    while first < len(pieces):
        last, size = first, 0
        while last < len(pieces) and (last == first or size + len(pieces[last]) <= MAX_WORDS):
            size += len(pieces[last])
            last += 1
        context = list(title) if first > 0 else []
        if first > 1 and len(pieces[first - 1]) <= MAX_CONTEXT:
            context += pieces[first - 1]
        own = [i for piece in pieces[first:last] for i in piece]
        yield Window((*context, *own), len(context))
        first = last


def _pieces(words: Words) -> Iterator[list[int]]:
    """Yield the words of each sentence, those of a long one in parts."""
    piece: list[int] = []
    for i, number in enumerate(words.sentence):
        if number < 0:
            continue
        if piece and (words.sentence[piece[-1]] != number or len(piece) >= MAX_WORDS):
            yield piece
            piece = []
        piece.append(i)
    if piece:
        yield piece
