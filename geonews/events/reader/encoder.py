"""The encoder at run time: words of a window in, what its heads say of each word out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geonews.events.reader.words import ENTITIES, KNOWN, SHAPES, Words

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["MAX_PIECES", "TABLES", "Encoder", "Seen", "pieces_of"]

#: Pieces that the encoder takes at once: its table of positions ends there.
MAX_PIECES = 512
#: Characters of a word that are read: what is longer (an address, a stretch without blanks) is no word of English
#: prose, and letters of other alphabets are a piece each.
MAX_WORD_CHARS = 24
_OPEN, _CLOSE = "[CLS]", "[SEP]"

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


#: The outputs of the graph, in the order of `Seen`.
OUTPUTS = ("trigger", "mode", "status", "pair_trigger", "pair_word", "same_word", "same_key")
INPUTS = ("pieces", "shapes", "entities", "known", "first", "last")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the heads say of the words of a window, one row a word.

    ``trigger``, ``mode`` and ``status`` are logits; the others are the projections that pairs are scored from.
    """

    trigger: Floats
    mode: Floats
    status: Floats
    pair_trigger: Floats
    pair_word: Floats
    same_word: Floats
    same_key: Floats


class Encoder:
    """The graph on one thread. Windows run one by one, so that a text reads the same whatever runs beside it."""

    def __init__(self, graph: bytes, tokenizer: bytes) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self.tokenizer: Tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def see(self, words: Words, indices: Sequence[int]) -> Seen:
        """Run one window; a value for each of its words that fits."""
        columns = pieces_of(words, indices, self.tokenizer)
        feed = {name: column[None] for name, column in zip(INPUTS, columns, strict=True)}
        return Seen(*(part[0] for part in self._session.run(list(OUTPUTS), feed)))


def pieces_of(words: Words, indices: Sequence[int], tokenizer: Tokenizer) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """Return the pieces of a window's words with their features, and each word's first and last piece.

    What does not fit is left out with its words (the caller reads it as a window of its own): the last two arrays have
    a value for each word that fits. Feature codes count from 1; 0 is for the marks at both ends.
    """
    read = [words.words[i][:MAX_WORD_CHARS] for i in indices]
    encoding: Any = tokenizer.encode(read, is_pretokenized=True, add_special_tokens=False)
    room = MAX_PIECES - 2
    owner = list(encoding.word_ids)
    count = len(indices)
    if len(owner) > room:
        count = owner[room]
        room = owner.index(count)
    owner = owner[:room]
    first, last = [0] * count, [0] * count
    for place, word in enumerate(owner, 1):
        if not first[word]:
            first[word] = place
        last[word] = place
    for word in range(count):  # a word without a piece of its own (odd marks) stands for the mark before it
        if not first[word]:
            first[word] = last[word] = last[word - 1] if word else 0
    of = [indices[word] for word in owner]

    def column(values: Sequence[int]) -> Ints:
        return np.array([0, *(values[i] + 1 for i in of), 0], np.int64)

    ids = [tokenizer.token_to_id(_OPEN), *encoding.ids[:room], tokenizer.token_to_id(_CLOSE)]
    return (
        np.array(ids, np.int64),
        column(words.shapes),
        column(words.entities),
        column(words.known),
        np.array(first, np.int64),
        np.array(last, np.int64),
    )


#: Sizes of the three feature tables, with the row for marks.
TABLES = (len(SHAPES) + 1, len(ENTITIES) + 1, len(KNOWN) + 1)
