"""The confidence of an event: the probability that it stands in the text with its type and status.

A logistic regression over a few things that the reader says, fitted on documents that the reader was not trained on;
its weights lie in the reader's record.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from geonews.events.incidents import Incident
from geonews.model import Event

__all__ = ["FEATURES", "confidence", "features"]

FEATURES = ("trigger", "second", "share", "status", "place", "when", "roles", "mentions", "words", "title", "open")


def features(incident: Incident, event: Event, family: str) -> tuple[float, ...]:
    """Return what the calibration looks at, in the order of `FEATURES`."""
    scores = sorted((m.score for m in incident.mentions), reverse=True)
    best = max(incident.mentions, key=lambda m: m.score)
    status = max(m.status_score for m in incident.mentions)
    roles = incident.roles()
    return (
        _logit(scores[0]),
        scores[1] if len(scores) > 1 else 0.0,
        _logit(best.share),
        _logit(status),
        float(event.location_basis == "text"),
        float(event.when.basis == "text"),
        math.log1p(sum(len(v) for v in roles.values())),
        math.log(len(incident.mentions)),
        float(family == "words"),
        float(any(m.sentence == 0 for m in incident.mentions)),
        float(event.status.value != "happened"),
    )


def confidence(values: Sequence[float], record: Mapping[str, Any]) -> float:
    """Return the probability of an event from its features and the weights of the record."""
    weights = record["weights"]
    total = float(record["bias"]) + sum(float(w) * v for w, v in zip(weights, values, strict=True))
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))), 4)


def _logit(p: float) -> float:
    p = min(0.9999, max(0.0001, p))
    return math.log(p / (1 - p))
