"""Crossings that rules and reader both tell of: the reader decides whether, the rules from where to where.

The reader vetoes what the rules find where it sees no way at all, and proposes what they do not find. Where both see
one, the rules speak for its ends, number and day (on texts about borders they are ahead, see docs/accuracy.md), the
reader for its probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from geonews.events import ontology
from geonews.events.reader.decoding import Mention, Reading
from geonews.model import Event, Status

__all__ = ["may_cross", "settled"]

#: Probability of a way that the reader must see in a sentence for a rule's crossing to stand.
_LEAST = 0.5
#: A way that ended so many days before the publication is history.
_HISTORY_DAYS = 300


def may_cross(reading: Reading) -> bool:
    """Tell whether the reader sees a way over a line so surely that a crossing of the rules can stand."""
    return any(m.score >= _LEAST and _of_a_way(m) for m in reading.mentions)


def settled(read: Iterable[Event], ruled: Sequence[Event], reading: Reading, published: date | None) -> list[Event]:
    """Return the events of a text, its crossings settled between reader and rules.

    Parameters
    ----------
    read
        All events that the reader tells of.
    ruled
        The crossings (and crossings prevented) that the rules tell of.
    reading
        The reader's mentions.
    published
        The day of publication: what the article is about tells nothing of the ends of a way of another time.
    """
    ways: dict[int, list[Mention]] = {}
    for mention in reading.mentions:
        if _of_a_way(mention):
            ways.setdefault(mention.sentence, []).append(mention)
    kept = []
    for event in ruled:
        seen = [m for s in (event.sentences or (event.sentence,)) for m in ways.get(s, ())]
        crossing = max((m.score for m in seen if _speaks_for(m, event)), default=0.0)
        if ontology.properties(event.type).crosses and crossing >= _LEAST and not _guessed_history(event, published):
            kept.append(replace(event, confidence=round(crossing * _of(event), 4)))
    told = {s for e in kept for s in (e.sentences or (e.sentence,))}
    others = [e for e in read if not (ontology.properties(e.type).crosses and told & set(e.sentences))]
    return [*others, *kept]


def _of_a_way(mention: Mention) -> bool:
    asked = ontology.properties(mention.type)
    return asked.crosses or asked.halts


def _speaks_for(mention: Mention, event: Event) -> bool:
    """Tell whether a mention says that there is such a way: it is one, or the halt of one that was denied."""
    asked = ontology.properties(mention.type)
    return asked.crosses or (asked.halts and event.status is Status.DENIED)


def _guessed_history(event: Event, published: date | None) -> bool:
    """Tell whether an old way has an end that is only guessed from the article: "since they invaded in 2001"."""
    if event.direction_basis != "context" or published is None or event.when.end is None:
        return False
    return (published - event.when.end).days > _HISTORY_DAYS


def _of(event: Event) -> float:
    """Return how much of the reader's probability a crossing keeps: less where an end is a guess."""
    return {"explicit": 0.95, "demonym": 0.85}.get(event.direction_basis or "", 0.7)
