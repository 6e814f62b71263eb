"""Judging in other languages: whether a proposed stretch is a toponym here at all, once its places are known.

The sequence model proposes generously; this model sees what it says of the stretch and of the same words elsewhere, and
what the ranker says of the places that it could mean.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from geonews.gazetteer.tongue import Tongue
from geonews.geoparse.judging import rival_probabilities
from geonews.geoparse.reading import Reading, candidate_rows

__all__ = ["VERDICT_FEATURES", "verdict_rows"]

VERDICT_FEATURES = (
    "probability", "chosen", "rival", "same_best", "same_mean", "same_count", "document_mean", "has_card", "score",
    "gap", "candidates", "log_population", "names", "main_name", "part", "everyday", "tokens", "opens", "small",
    "stated", "parent", "before", "cased", "known_before", "known_after",
)  # fmt: skip
_NOTHING = -1.0


def verdict_rows(reading: Reading, tongue: Tongue) -> NDArray[np.float32]:
    """Return what the judge sees of every mention, (mentions x `VERDICT_FEATURES`)."""
    tokens, mentions = reading.tokens, reading.mentions
    same: dict[str, list[float]] = defaultdict(list)
    for mention in mentions:
        same[mention.text.casefold()].append(mention.probability)
    lowers = {word for word, named in zip(tokens.words, tokens.named, strict=True) if not named}
    mean = float(np.mean([m.probability for m in mentions])) if mentions else 0.0
    cased = tongue.cased and any(word[:1].isupper() for word in tokens.words)
    ends, firsts = {m.end for m in mentions if m.card is not None}, {m.first for m in mentions if m.card is not None}
    rivals = rival_probabilities(mentions)
    rows = []
    for i, mention in enumerate(mentions):
        shared = same[mention.text.casefold()]
        words = mention.text.split()
        rows.append(
            (
                mention.probability,
                mention.chosen,
                rivals[i],
                max(shared),
                float(np.mean(shared)),
                min(len(shared), 6),
                mean,
                mention.card is not None,
                *_places(reading, i),
                all(tongue.is_everyday(word) for word in words),
                mention.end - mention.first,
                tokens.opens[mention.first],
                mention.text.lower() in lowers,
                mention.stated is not None,
                mention.parent is not None,
                mention.before is not None,
                cased,
                mention.first - 2 in ends or mention.first - 1 in ends,
                mention.end + 1 in firsts or mention.end in firsts,
            )
        )
    return np.array(rows, dtype=np.float32).reshape(len(mentions), len(VERDICT_FEATURES))


def _places(reading: Reading, i: int) -> tuple[float, ...]:
    """Return the best score, its lead, the number of candidates, and what is known of the best one."""
    mine = candidate_rows(reading, i)
    card = reading.mentions[i].card
    if mine is None or card is None:
        return (_NOTHING,) * 7
    scores = reading.scores[mine]
    best = reading.groups[reading.membership[i]].card.candidates[int(scores.argmax())]
    ordered = np.sort(scores)[::-1]
    lead = float(ordered[0] - ordered[1]) if len(ordered) > 1 else float(ordered[0])
    return (
        float(ordered[0]),
        lead,
        float(min(len(ordered), 20)),
        float(np.log10(1 + best.place.population)),
        float(best.features["n_names"]),
        float(best.features["primary_name"]),
        float(card.static[0, -1]),
    )
