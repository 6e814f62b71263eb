"""Which proposals are places here at all: the last word on recognition, when all candidates are known.

A stretch of words that the sequence model half believes in gains when its best candidate fits the document and when
the same words are surely a place elsewhere in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.belief import SECOND_FEATURES
from geonews.geoparse.context import LABELS, OTHER_LABEL
from geonews.geoparse.kinds import is_seat
from geonews.geoparse.mentions import Mention
from geonews.geoparse.ranking import Predictor
from geonews.geoparse.tokens import Tokens

__all__ = ["JUDGE_FEATURES", "choose", "judge_rows", "verdicts_of"]

#: What is read of the likeliest candidate's row.
READ = (
    "group",
    "log_population",
    "alternate_names",
    "match",
    "part",
)
_READ_COLUMNS = [SECOND_FEATURES.index(name) for name in READ]
JUDGE_FEATURES = (
    "probability",
    "chosen",
    "rival_probability",
    "same_text_mean",
    "same_text_best",
    "same_text_count",
    "document_mean",
    "tokens",
    "capitals",
    "opens",
    "label",
    "label_span",
    "run_left",
    "run_right",
    "known",
    "best",
    "best_gap",
    "rivals",
    "parent",
    "before",
    "stated",
    "demonym",
    *(f"best_{name}" for name in READ),
)
_MISSING = -1.0
#: Least verdict on a seat of power ("the Kremlin"), which the corpora leave unmarked as often as not.
SEAT_VERDICT = 0.9
#: Least verdict on what the wording says is a place of some kind, if the sequence model gives it any chance.
STATED_VERDICT = 0.75
STATED_PROBABILITY = 0.03


def judge_rows(
    tokens: Tokens,
    mentions: Sequence[Mention],
    membership: Sequence[int],
    offsets: NDArray[np.int64],
    scores: NDArray[np.float64],
    features: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return (mentions x `JUDGE_FEATURES`).

    Parameters
    ----------
    tokens, mentions
        The document.
    membership, offsets
        The group of each mention (-1: no candidate), and the first candidate row of each group.
    scores, features
        The ranker's, (rows,) and (rows x `SECOND_FEATURES`).
    """
    together = _by_text(mentions)
    sure = [mention.probability for mention in mentions if mention.chosen]
    mean = sum(sure) / len(sure) if sure else 0.0
    rivals = rival_probabilities(mentions)
    labels = [LABELS.get(label, OTHER_LABEL) for label in tokens.entities]
    rows = []
    for i, mention in enumerate(mentions):
        same = together[mention.text.casefold()]
        first, end = mention.first, mention.end
        rows.append(
            (
                mention.probability,
                mention.chosen,
                rivals[i],
                (same.total - mention.probability) / max(1, same.count - 1) if same.count > 1 else _MISSING,
                same.best,
                min(same.count, 10),
                mean,
                end - first,
                mention.text.isupper(),
                tokens.opens[first],
                labels[end - 1],
                _label_span(tokens, first, end),
                first > 0 and tokens.named[first - 1],
                end < len(tokens) and tokens.named[end],
                *_score_cells(membership[i], offsets, scores),
                mention.parent is not None,
                mention.before is not None,
                mention.stated is not None,
                mention.card is not None and mention.card.demonym,
                *_row_cells(membership[i], offsets, scores, features),
            )
        )
    return np.array(rows, dtype=np.float32).reshape(len(mentions), len(JUDGE_FEATURES))


@dataclass(slots=True)
class _Same:
    """The probabilities of all mentions of one text."""

    total: float = 0.0
    best: float = 0.0
    count: int = 0


def _by_text(mentions: Sequence[Mention]) -> dict[str, _Same]:
    found: dict[str, _Same] = {}
    for mention in mentions:
        same = found.setdefault(mention.text.casefold(), _Same())
        same.total += mention.probability
        same.best = max(same.best, mention.probability)
        same.count += 1
    return found


def verdicts_of(judge: Predictor, rows: NDArray[np.float32], mentions: Sequence[Mention]) -> NDArray[np.float64]:
    """Return the judge's verdict on every mention; a seat of power always stands, and what is said to be a place.

    What is said to be a person never does.
    """
    if not mentions:
        return np.zeros(0)
    verdicts = judge.predict(rows)
    seats = np.array([mention.card is not None and is_seat(mention.text) for mention in mentions])
    verdicts = np.where(seats, np.maximum(verdicts, SEAT_VERDICT), verdicts)
    stated = np.array([_is_certain(mention) for mention in mentions])
    bearers = np.array([mention.bearer for mention in mentions])
    return np.where(bearers, 0.0, np.where(stated, np.maximum(verdicts, STATED_VERDICT), verdicts))


def _is_certain(mention: Mention) -> bool:
    within = mention.within
    said = within is not None and within.certain and mention.probability >= STATED_PROBABILITY
    return said or mention.argument


def choose(mentions: Sequence[Mention], verdicts: NDArray[np.float64], threshold: float) -> list[int]:
    """Choose mentions that do not overlap, the likeliest first, none below the threshold.

    Returns
    -------
    list of indices in the order of the text
    """
    taken: set[int] = set()
    chosen = []
    for i in sorted(range(len(mentions)), key=lambda k: (-verdicts[k], mentions[k].first)):
        if verdicts[i] < threshold:
            break
        span = range(mentions[i].first, mentions[i].end)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(i)
    return sorted(chosen, key=lambda k: mentions[k].first)


def rival_probabilities(mentions: Sequence[Mention]) -> list[float]:
    """Return for each mention the probability of the likeliest other one that overlaps it; mentions are sorted."""
    best = [0.0] * len(mentions)
    for i, one in enumerate(mentions):
        for j in range(i + 1, len(mentions)):
            other = mentions[j]
            if other.first >= one.end:
                break
            best[i] = max(best[i], other.probability)
            best[j] = max(best[j], one.probability)
    return best


def _label_span(tokens: Tokens, first: int, end: int) -> float:
    """Return 0 without an entity, 1 where its borders are the same, 2 inside a longer one, 3 otherwise."""
    if not any(tokens.entities[first:end]):
        return 0.0
    if not all(tokens.entities[first:end]):
        return 3.0
    before = tokens.inside[first]
    after = end < len(tokens) and tokens.inside[end] and bool(tokens.entities[end])
    return 2.0 if before or after else 1.0


def _score_cells(number: int, offsets: NDArray[np.int64], scores: NDArray[np.float64]) -> tuple[float, ...]:
    if number < 0:
        return 0.0, _MISSING, _MISSING, _MISSING
    mine = scores[int(offsets[number]) : int(offsets[number + 1])]
    best = float(mine.max())
    rival = float(np.partition(mine, -2)[-2]) if len(mine) > 1 else 0.0
    return 1.0, best, best - rival, float(len(mine))


def _row_cells(
    number: int, offsets: NDArray[np.int64], scores: NDArray[np.float64], features: NDArray[np.float32]
) -> list[float]:
    if number < 0:
        return [_MISSING] * len(READ)
    start = int(offsets[number])
    best = start + int(scores[start : int(offsets[number + 1])].argmax())
    return [float(value) for value in features[best, _READ_COLUMNS]]
