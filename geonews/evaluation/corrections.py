"""The coder measured by its readers: what people corrected, and whether the coder says it by now.

People correct what they happen to see, and nothing that is right. So a share of wrong events among all that are stored
is a lower bound, and the figures of two versions of the coder are best compared with one another: after articles were
read again, a correction that the coder now agrees with counts as right. Corrections that were taken back do not count;
of several of one field the last one does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any, Final

from geonews.evaluation.geoparsing import distance_km
from geonews.store import Store

__all__ = ["CorrectionScores", "evaluate_corrections"]

Record = Mapping[str, Any]

#: What a correction and the coder must agree in, by field.
_AGREE_IN: Final[dict[str, tuple[str, ...]]] = {
    "place": ("place", "country"),
    "date": ("date_start", "date_end"),
    "type": ("event_type",),
    "status": ("status",),
    "count": ("count_min", "count_max"),
    "fatalities": ("fatalities_min", "fatalities_max"),
    "injured": ("injured_min", "injured_max"),
    "origin": ("origin_country", "origin_place"),
    "destination": ("destination_country", "destination_place"),
    "crossing": ("crossing_place",),
}


@dataclass(slots=True, kw_only=True)
class CorrectionScores:
    """What people say of the coder's events.

    Attributes
    ----------
    events, corrected
        Events in the store, and of those how many somebody corrected.
    wrong, right
        By field, in how many events the coder is wrong still, and in how many it says by now what was corrected. Of
        ``not_an_event`` and ``same_as`` it is right where it reports the event no more; ``split`` counts as wrong.
    lost
        Corrections of events that the coder reports no more, and that are not among ``right``.
    place_km, date_days
        How far the coder is off where it is wrong.
    """

    events: int
    corrected: int
    wrong: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    place_km: list[float] = field(default_factory=list)
    date_days: list[int] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """Return the figures, JSON-ready; shares are of all events in the store, None where there is nothing."""
        return {
            "events": self.events,
            "corrected": self.corrected,
            "fields": {
                name: {
                    "wrong": self.wrong[name],
                    "right_now": self.right[name],
                    "share_wrong": round(self.wrong[name] / self.events, 4) if self.events else None,
                }
                for name in sorted(self.wrong.keys() | self.right.keys())
            },
            "lost": self.lost,
            "place_km_median": round(median(self.place_km), 1) if self.place_km else None,
            "place_within_161_km": _share(sum(km <= 161 for km in self.place_km), len(self.place_km)),
            "date_days_median": median(self.date_days) if self.date_days else None,
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def evaluate_corrections(store: Store) -> CorrectionScores:
    """Measure what the coder says now of the events in a store against the corrections that are in force."""
    last = {(row["event_id"], row["field"]): row["new"] for row in store.corrections() if row["undone"] is None}
    scores = CorrectionScores(events=store.counts()["events"], corrected=len({event_id for event_id, _ in last}))
    for (event_id, name), new in last.items():
        coded = store.coded(event_id)
        if name == "split":
            scores.wrong[name] += 1
        elif name in ("not_an_event", "same_as"):
            (scores.right if coded is None else scores.wrong)[name] += 1
        elif coded is None:
            scores.lost += 1
        elif all(coded[column] == new.get(column) for column in _AGREE_IN[name]):
            scores.right[name] += 1
        else:
            scores.wrong[name] += 1
            _measure(scores, name, coded, new)
    return scores


def _measure(scores: CorrectionScores, name: str, coded: Record, new: Record) -> None:
    """Note how far off a wrong place or date is, where both are known."""
    if name == "place":
        km = distance_km(coded, new)
        if km is not None:
            scores.place_km.append(km)
    elif name == "date":
        days = [record["date_start"] or record["date_end"] for record in (coded, new)]
        if all(days):
            one, other = (date.fromisoformat(day) for day in days)
            scores.date_days.append(abs((one - other).days))
