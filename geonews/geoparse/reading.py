"""A document on its way through the geoparser, and what became of each of its mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.belief import SECOND_FEATURES
from geonews.geoparse.context import Table
from geonews.geoparse.mentions import Group, Mention
from geonews.geoparse.names import NameBook
from geonews.geoparse.ranking import BOUND, pooled
from geonews.geoparse.tokens import Tokens
from geonews.geoparse.units import settled
from geonews.model import Candidate

__all__ = ["Reading", "best_candidate", "candidate_rows", "pooled_reading", "rivals_of"]

#: Rivals that a resolution keeps.
KEPT_RIVALS = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """A document on its way: its mentions, their groups and the ranker's opinion of every candidate.

    ``profiled`` tells whether that opinion knows what the outlet usually writes about.
    """

    tokens: Tokens
    mentions: Sequence[Mention]
    groups: Sequence[Group]
    membership: Sequence[int]
    table: Table | None
    scores: NDArray[np.float64]
    features: NDArray[np.float32]
    profiled: bool


def pooled_reading(reading: Reading, published: date | None = None) -> Reading:
    """Return a reading whose scores are those of whole names: of places close together, and of units that share one."""
    if reading.table is None:
        return reading
    scores = pooled(reading.table, reading.scores)
    return replace(reading, scores=settled(reading.table, scores, reading.tokens.lowers, published))


def candidate_rows(reading: Reading, i: int) -> slice | None:
    """Return the candidate rows of a mention, None where it has none."""
    number = reading.membership[i]
    if number < 0 or reading.table is None:
        return None
    return slice(int(reading.table.offsets[number]), int(reading.table.offsets[number + 1]))


def best_candidate(reading: Reading, i: int) -> Candidate | None:
    """Return the best candidate of a mention with what the gazetteer says of the name that was met."""
    mine = candidate_rows(reading, i)
    if mine is None:
        return None
    return reading.groups[reading.membership[i]].card.candidates[int(reading.scores[mine].argmax())]


def rivals_of(reading: Reading, i: int, book: NameBook, *, explain: bool) -> tuple[Candidate, ...]:
    """Return the candidates of a mention with their scores, the best first.

    Where the text states an area, the namesakes that it leaves out come last with score 0; where that has no place of
    the name, it is the only one.
    """
    mine = candidate_rows(reading, i)
    if mine is None:
        return ()
    scores = reading.scores[mine]
    group = reading.groups[reading.membership[i]]
    if group.within is not None and group.within.empty:
        stated = group.within.area.place
        return (replace(stated, score=BOUND, features={"stated_area": 1.0} if explain else {}),)
    candidates = group.card.candidates
    rivals = []
    for k in np.argsort(-scores, kind="stable")[:KEPT_RIVALS]:
        row = reading.features[mine][k].tolist() if explain else ()
        seen = dict(zip(SECOND_FEATURES, row, strict=True)) if explain else {}
        rivals.append(replace(candidates[k], score=float(scores[k]), features=seen))
    if group.within is not None:
        rivals += _outside(group, book, KEPT_RIVALS - len(rivals), explain)
    return tuple(rivals)


def _outside(group: Group, book: NameBook, count: int, explain: bool) -> list[Candidate]:
    """Return the namesakes that what the text states leaves out, with score 0."""
    card, kept = book.card(group.text), {candidate.place.place_id for candidate in group.card.candidates}
    left = [c for c in card.candidates if c.place.place_id not in kept] if card is not None else []
    seen = {"outside_stated_area": 1.0} if explain else {}
    return [replace(candidate, score=0.0, features=seen) for candidate in left[:count]]
