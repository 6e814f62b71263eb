"""What a new version reads otherwise: the same articles, as two runs have read them.

Events are matched by id, else by type and place in the text, else by the place in the text alone; what the coder said
is compared, whatever people have corrected since. Confidence is not compared: every model shifts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from geonews.store import CORRECTABLE

__all__ = ["Differences", "compare"]

Record = Mapping[str, Any]
Reading = Mapping[str, Sequence[Record]]
Change = dict[str, Any]

#: Columns that are compared, by what a correction calls them.
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    **{name: columns for name, columns in CORRECTABLE.items() if name not in ("not_an_event", "same_as", "split")},
    "actors": ("actor1_country", "actor2_country", "subject", "subject_class"),
    "evidence": ("char_start", "char_end"),
}
#: Ways in which two events may be one, the surest first.
_EVENT_KEYS: Final[tuple[Callable[[Record], Hashable], ...]] = (
    lambda event: event["event_id"],
    lambda event: (event["event_type"], event["trigger_start"]),
    lambda event: event["trigger_start"],
    lambda event: (event["event_type"], event["char_start"]),
)
_TOPONYM_KEYS: Final[tuple[Callable[[Record], Hashable], ...]] = (
    lambda toponym: (toponym["char_start"], toponym["char_end"]),
)


@dataclass(slots=True, kw_only=True)
class Differences:
    """What two runs read otherwise.

    Attributes
    ----------
    articles
        ``same`` and ``changed``: articles that were there after the first run and read again since.
    events, toponyms
        ``same``, ``changed``, ``added`` and ``removed``.
    fields
        In how many events each field changed.
    """

    articles: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    toponyms: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def record(self) -> dict[str, Any]:
        """Return the numbers, JSON-ready."""
        ways = ("same", "changed", "added", "removed")
        return {
            "articles": {way: self.articles[way] for way in ways[:2]},
            "events": {way: self.events[way] for way in ways},
            "fields": dict(sorted(self.fields.items())),
            "toponyms": {way: self.toponyms[way] for way in ways},
        }


def compare(
    readings: Iterable[tuple[str, Reading, Reading]], tell: Callable[[Change], None] | None = None
) -> Differences:
    """Compare what was read of each article, one article in memory at a time.

    Parameters
    ----------
    readings
        Ids of articles, each with the reading before and after; see ``Store.readings``.
    tell
        Called with each change: ``doc_id``, ``what`` (``event`` or ``toponym``), ``change`` (``changed``, ``added``,
        ``removed``), the event's id, type and evidence or the toponym's text; for a changed one ``fields`` with its
        columns, each as a list of the value before and the value after.
    """
    found = Differences()
    for doc_id, before, after in readings:
        changes = [
            change
            for compare_pair, what, keys in (
                (_compare_events, "events", _EVENT_KEYS),
                (_compare_toponyms, "toponyms", _TOPONYM_KEYS),
            )
            for old, new in _pairs(before[what], after[what], keys)
            if (change := compare_pair(found, old, new)) is not None
        ]
        found.articles["changed" if changes else "same"] += 1
        if tell is not None:
            for change in changes:
                tell({"doc_id": doc_id, **change})
    return found


def _pairs(
    before: Sequence[Record], after: Sequence[Record], keys: Sequence[Callable[[Record], Hashable]]
) -> list[tuple[Record | None, Record | None]]:
    """Match records one to one; those without a partner stand alone."""
    left, right, found = list(before), list(after), []
    for key in keys:
        partners = {key(record): record for record in reversed(right)}
        for record in list(left):
            partner = partners.pop(key(record), None)
            if partner is not None:
                left.remove(record)
                right.remove(partner)
                found.append((record, partner))
    return [*found, *((record, None) for record in left), *((None, record) for record in right)]


def _compare_events(found: Differences, old: Record | None, new: Record | None) -> Change | None:
    differing: dict[str, list[Any]] = {}
    if old is not None and new is not None:
        for name, columns in _FIELDS.items():
            changed = {column: [old[column], new[column]] for column in columns if old[column] != new[column]}
            if changed:
                found.fields[name] += 1
                differing |= changed
    way = _way(old, new, differing)
    found.events[way] += 1
    if way == "same":
        return None
    told = new or old or {}
    words = {name: told[name] for name in ("event_id", "event_type", "evidence")}
    return {"what": "event", "change": way} | words | ({"fields": differing} if differing else {})


def _compare_toponyms(found: Differences, old: Record | None, new: Record | None) -> Change | None:
    differing: dict[str, list[Any]] = {}
    if old is not None and new is not None:
        columns = ("kind", "place_id", "name", "country")
        differing = {column: [old[column], new[column]] for column in columns if old[column] != new[column]}
    way = _way(old, new, differing)
    found.toponyms[way] += 1
    if way == "same":
        return None
    told = new or old or {}
    words = {name: told[name] for name in ("char_start", "text", "name", "country")}
    return {"what": "toponym", "change": way} | words | ({"fields": differing} if differing else {})


def _way(old: Record | None, new: Record | None, differing: Record) -> str:
    return "added" if old is None else "removed" if new is None else "changed" if differing else "same"
