"""Mentions of one event inside an article, brought together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from geonews.events.merging import compatible_counts
from geonews.model import Event, When

__all__ = ["compatible_counts", "merge_mentions", "overlapping"]

#: Happenings of one kind and way that later mentions are held against.
_MOST = 100


def merge_mentions(events: Iterable[Event]) -> list[Event]:
    """Merge the events that tell of the same thing; the one that tells most speaks for all."""
    kept: list[Event] = []
    told: dict[int, set[int]] = {}
    like: dict[tuple[object, ...], list[int]] = {}
    for event in sorted(events, key=_weight, reverse=True):
        able = like.setdefault((event.type, _direction(event), event.status), [])
        home = next((i for i in able if _same(event, kept[i])), None)
        if home is not None:
            told.setdefault(home, set(kept[home].sentences)).update(event.sentences)
            continue
        if len(able) < _MOST:
            able.append(len(kept))
        kept.append(event)
    return [replace(e, sentences=_ordered(e.sentence, told[i])) if i in told else e for i, e in enumerate(kept)]


def _weight(event: Event) -> tuple[float, ...]:
    return (
        event.when.basis == "text",
        event.count is not None,
        event.sentence != 0,
        event.confidence,
        -event.sentence,
    )


def _ordered(first: int, told_in: set[int]) -> tuple[int, ...]:
    return (first, *sorted(told_in - {first}))


def _same(one: Event, other: Event) -> bool:
    if one.type != other.type or _direction(one) != _direction(other) or one.status is not other.status:
        return False
    if None not in (_sort(one), _sort(other)) and _sort(one) != _sort(other):
        return False
    if _elsewhere(one, other):
        return False
    if one.sentence == other.sentence:
        return one.count is None or other.count is None or one.count == other.count
    return compatible_counts(one.count, other.count) and overlapping(one.when, other.when)


def _elsewhere(one: Event, other: Event) -> bool:
    """Tell whether two events are told of two different towns or spots."""
    places = [e.where.place for e in (one, other) if e.where is not None and e.where.place is not None]
    return (
        len(places) == 2
        and all(p.feature_class in ("P", "S", "R") for p in places)
        and places[0].place_id != places[1].place_id
    )


def _sort(event: Event) -> str | None:
    """Return who or what moved: soldiers are no refugees, and lorries neither; None where that is open."""
    kind = event.subject_class
    if kind is None:
        return None
    return "armed" if kind in ("MIL", "REB", "COP") else "load" if kind in ("AID", "GDS", "VEH") else "people"


def _direction(event: Event) -> tuple[str | None, ...]:
    if event.origin is None and event.destination is None:
        return (event.where.country if event.where else None,)
    return (
        None if event.origin is None else event.origin.country,
        None if event.destination is None else event.destination.country,
    )


def overlapping(one: When, other: When) -> bool:
    """Tell whether two times may be the same; the fallback of the publication day is compatible with any."""
    if "text" not in (one.basis, other.basis) or one.basis != other.basis:
        return True
    start = max(str(one.start or "0000"), str(other.start or "0000"))
    end = min(str(one.end or "9999"), str(other.end or "9999"))
    return start <= end
