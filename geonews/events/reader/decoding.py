"""From what the heads say to mentions: triggers with type, mode, status and roles, and which are one happening."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geonews.events import ontology
from geonews.events.reader.encoder import Seen
from geonews.events.reader.files import ReaderFiles, read_files
from geonews.events.reader.labels import MODES, ROLES, STATUSES, TYPES, buckets
from geonews.events.reader.likeness import Likeness, sigmoid
from geonews.events.reader.windows import Window, windows
from geonews.events.reader.words import Words

__all__ = ["Mention", "Reader", "Reading", "RoleSpan"]

Floats = NDArray[np.float32]
#: The modes of each type; a type that may be without one has none.
_MODES_OF = {
    kind: [] if None in ontology.modes(kind) else [i for i, (name, _) in enumerate(MODES) if name == kind]
    for kind in TYPES
}
#: A mode that is less likely than this among its type's is left open: below it most are wrong.
_LIKELY_MODE = 0.5


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """Words ``first`` to ``last`` (inclusive) that fill a role; ``score`` is the mean probability of its words."""

    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One trigger: a word that tells of a happening.

    ``score`` is the raw probability that the word is a trigger, ``share`` that of its type among all types,
    ``status_score`` that of its status.
    """

    word: int
    sentence: int
    type: str
    mode: str | None
    status: str
    score: float
    share: float
    status_score: float
    roles: Mapping[str, tuple[RoleSpan, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """The mentions of a text in its order.

    ``same`` takes indices of mentions and returns, for each pair of them, the probability that they are of one
    happening. It is worked out for those that are asked for: of a text of ten thousand triggers nobody asks for all.
    """

    mentions: tuple[Mention, ...]
    same: Callable[[Sequence[int]], Floats]


class Reader:
    """Reads texts; open one with `Reader.open` and keep it."""

    def __init__(self, files: ReaderFiles) -> None:
        self.encoder = files.encoder
        self._pairs = files.pairs
        self.record = files.record
        self.threshold = float(files.record["threshold"])
        self.linking = float(files.record["linking"])
        self.cut = float(files.record["cut"])

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read the model from its folder.

        Raises
        ------
        ModelMissingError
            If a file is missing or was changed.
        """
        return cls(read_files(folder))

    def read(self, words: Words) -> Reading:
        """Return the mentions of a text."""
        mentions: list[Mention] = []
        vectors: list[tuple[Floats, Floats]] = []
        for whole in windows(words):
            window: Window | None = whole
            while window is not None:
                seen = self.encoder.see(words, window.words)
                for place, mention in self._mentions(words, window.words, window.own, seen):
                    mentions.append(mention)
                    vectors.append((seen.same_word[place], seen.same_key[place]))
                window = window.rest(len(seen.trigger))
        return Reading(tuple(mentions), Likeness(self._pairs, mentions, vectors))

    def _mentions(self, words: Words, indices: tuple[int, ...], own: int, seen: Seen) -> Iterator[tuple[int, Mention]]:
        count = len(seen.trigger)
        odds = _softmax(seen.trigger)
        found = [p for p in range(own, count) if 1 - odds[p, 0] >= self.threshold and words.shapes[indices[p]] != 4]
        if not found:
            return
        kinds = [int(odds[p, 1:].argmax()) for p in found]
        roles = self.role_odds(seen, found, kinds, [words.sentence[i] for i in indices[:count]])
        for row, (place, kind) in enumerate(zip(found, kinds, strict=True)):
            name = TYPES[kind]
            state = _softmax(seen.status[place][None])[0]
            best = int(state.argmax())
            mode = _mode(name, seen.mode[place])
            word = indices[place]
            yield (
                place,
                Mention(
                    word=word,
                    sentence=words.sentence[word],
                    type=name,
                    mode=mode,
                    status=STATUSES[best],
                    score=float(1 - odds[place, 0]),
                    share=float(odds[place, kind + 1] / max(1e-9, 1 - odds[place, 0])),
                    status_score=float(state[best]),
                    roles=_spans(roles[row], indices, words.sentence),
                ),
            )

    def role_odds(self, seen: Seen, at: list[int], kinds: list[int], sentence: list[int]) -> Floats:
        """Return the probabilities of each role, inside and begin: (triggers, words, 2 x roles)."""
        p = self._pairs
        count = len(sentence)
        triggers, sentences = np.array(at), np.array(sentence)
        far = buckets(np.arange(count)[None] - triggers[:, None])
        apart = buckets(sentences[None] - sentences[triggers][:, None])
        kind = np.array(kinds) + 1
        x = seen.pair_trigger[at][:, None] + seen.pair_word[None, :count] + p["pair_type"][kind][:, None]
        x = np.maximum(x + p["pair_words"][far] + p["pair_sentences"][apart], 0.0)
        return sigmoid(x @ p["pair_out.weight"].T + p["pair_out.bias"])


def _mode(kind: str, logits: Floats) -> str | None:
    """Return the likeliest mode of a type; of a way always, as its direction rests on it."""
    options = _MODES_OF[kind]
    if not options:
        return None
    odds = _softmax(logits[options][None])[0]
    best = int(odds.argmax())
    sure = odds[best] >= _LIKELY_MODE or ontology.properties(kind).crosses
    return MODES[options[best]][1] if sure else None


def _spans(odds: Floats, indices: Sequence[int], sentence: Sequence[int]) -> dict[str, tuple[RoleSpan, ...]]:
    """Cut each role's likely words into spans: runs of words of one sentence, and a new one where a span begins."""
    found: dict[str, tuple[RoleSpan, ...]] = {}
    for column, role in enumerate(ROLES):
        inside, begins = odds[:, column], odds[:, len(ROLES) + column]
        spans: list[list[int]] = []
        for place in np.flatnonzero(inside > 0.5).tolist():
            follows = spans and spans[-1][-1] == place - 1 and indices[place] == indices[place - 1] + 1
            if follows and sentence[indices[place]] == sentence[indices[place - 1]] and begins[place] <= 0.5:
                spans[-1].append(place)
            else:
                spans.append([place])
        if spans:
            found[role] = tuple(RoleSpan(indices[s[0]], indices[s[-1]], float(np.mean(inside[s]))) for s in spans)
    return found


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    found: Floats = shifted / shifted.sum(-1, keepdims=True)
    return found
