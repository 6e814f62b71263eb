"""How likely two mentions of a text are of one happening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geonews.events.reader.labels import TYPES, buckets

__all__ = ["Likeness", "sigmoid"]

Floats = NDArray[np.float32]


class _Told(Protocol):
    """What is asked of a mention."""

    @property
    def type(self) -> str: ...

    @property
    def sentence(self) -> int: ...


class Likeness:
    """Scores pairs of mentions, those that are asked for.

    Parameters
    ----------
    pairs
        The weights of the scores, by name.
    mentions
        The mentions of a text.
    vectors
        What the encoder says of each: its projection as a word, and its key.
    """

    def __init__(
        self, pairs: Mapping[str, Floats], mentions: Sequence[_Told], vectors: Sequence[tuple[Floats, Floats]]
    ) -> None:
        self._pairs = pairs
        self._vectors = vectors
        self._kinds = np.array([TYPES.index(m.type) for m in mentions], np.int64)
        self._sentences = np.array([m.sentence for m in mentions], np.int64)

    def __call__(self, members: Sequence[int]) -> Floats:
        """Return the probability of each pair of some mentions, given by index: (members, members)."""
        count = len(members)
        found = np.zeros((count, count), np.float32)
        if not count:
            return found
        p = self._pairs
        word, key = (np.stack([self._vectors[i][part] for i in members]) for part in (0, 1))
        kinds, sentences = self._kinds[list(members)], self._sentences[list(members)]
        for i in range(count):  # row by row: the projections of all pairs at once would take much memory
            alike = (kinds == kinds[i]).astype(np.int64)
            apart = buckets(np.abs(sentences - sentences[i]))
            x = np.maximum(word[i] + word + p["same_kind"][alike] + p["same_sentences"][apart], 0.0)
            logit = x @ p["same_out.weight"][0] + p["same_out.bias"][0] + key @ key[i] / key.shape[1] ** 0.5
            found[i] = sigmoid(np.asarray(logit, np.float32))
        return found


def sigmoid(logits: Floats) -> Floats:
    """Return probabilities from logits of any size.

    Examples
    --------
    >>> sigmoid(np.array([-1e9, 0.0, 1e9], np.float32)).round(3).tolist()
    [0.0, 0.5, 1.0]
    """
    found: Floats = np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))), np.float32)
    return found
