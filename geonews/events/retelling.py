"""Happenings of one text that are told twice: of one type, on the same stated day, at the same place.

The reader's links between far sentences are weak. Where two incidents that nothing keeps apart have the same day, in
words of their own, and the same place, they are mostly one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geonews.events import ontology
from geonews.events.incidents import Incident
from geonews.events.reader.decoding import Mention
from geonews.model import Event, Status

__all__ = ["told_twice"]

#: Days of the longest stated time that tells one happening from another.
_WEEK = 7
#: Mentions that are brought together at most: each is held against all of them.
_TOGETHER = 150
_Key = tuple[object, ...]


def told_twice(
    events: Sequence[Event], incidents: Sequence[Incident], apart: Callable[[Mention, Mention], bool]
) -> list[list[Mention]]:
    """Return the mentions of each happening that several incidents tell of.

    Parameters
    ----------
    events, incidents
        The events of a text, each with its incident.
    apart
        Tells whether two mentions cannot be of one happening.
    """
    alike: dict[_Key, list[Incident]] = {}
    for event, incident in zip(events, incidents, strict=True):
        key = _key(event)
        if key is not None:
            alike.setdefault(key, []).append(incident)
    found = []
    for group in alike.values():
        whole: list[Mention] = []
        for incident in group:
            few = not whole or len(whole) + len(incident.mentions) <= _TOGETHER
            if few and not any(apart(one, other) for one in whole for other in incident.mentions):
                whole += incident.mentions
        if len(whole) > len(group[0].mentions):
            found.append(whole)
    return found


def _key(event: Event) -> _Key | None:
    """Return type, day and place of what happened on a day that words of its own tell, None for all else."""
    when, where = event.when, event.where
    if event.status is not Status.HAPPENED or ontology.properties(event.type).crosses or where is None:
        return None
    if when.basis != "text" or when.start is None or when.end is None or (when.end - when.start).days > _WEEK:
        return None
    place = where.place.place_id if where.place is not None else None
    return None if place is None and where.country is None else (event.type, when.start, when.end, place, where.country)
