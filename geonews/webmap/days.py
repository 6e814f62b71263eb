"""The days of a filter as bars: how many events of each family began when, in steps that fit a screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from geonews.layers.columns import OPEN_END
from geonews.webmap.palette import families, family_index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geonews.layers.columns import EventColumns

__all__ = ["EPOCH", "bars", "day_bars"]

#: ``date.toordinal`` of 1 January 1970: browsers count their days from there.
EPOCH = date(1970, 1, 1).toordinal()
#: About as many bars as fit, and the lengths in days that a bar may have.
MOST_BARS = 90
STEPS = (1, 7, 30, 91, 365)
LONG_DAYS = 3650
FEW = 10


def day_bars(columns: EventColumns, rows: NDArray[np.intp]) -> dict[str, Any]:
    """Return the bars of some events, days counted from 1970.

    Returns
    -------
    dict
        ``bars``: first day, last day, list of (family, number); ``span``: the first and the last day of their events,
        None without any; ``undated``: events that no bar can hold.
    """
    starts, ends = columns.start[rows], columns.end[rows]
    types = columns.categories["event_type"]
    family_of_type = np.array([*(family_index(name) for name in types.names), len(families()) - 1])
    days = np.where(starts > 0, starts, ends)
    found: dict[tuple[int, int], list[list[int]]] = {}
    for first, last, family, number in bars(days, family_of_type[types.codes[rows]]):
        found.setdefault((first - EPOCH, last - EPOCH), []).append([family, number])
    undated = int(np.count_nonzero((days <= 0) | (days >= OPEN_END)))
    shown: list[list[Any]] = [[first, last, shares] for (first, last), shares in found.items()]
    kept = days[(days >= shown[0][0] + EPOCH) & (days < OPEN_END)] if shown else days[:0]
    span = [int(kept.min()) - EPOCH, int(kept.max()) - EPOCH] if len(kept) else None
    return {"bars": shown, "span": span, "undated": undated}


def bars(days: NDArray[np.int32], family: NDArray[Any]) -> list[tuple[int, int, int, int]]:
    """Count events by bar and family.

    Parameters
    ----------
    days
        ``date.toordinal`` of each event; what lies outside the calendar is left out.
    family
        Number of each event's family.

    Returns
    -------
    list of tuple
        First day of the bar, last day, family, number of events. Over more than ten years the earliest fiftieth of the
        events, or the earliest of ten or more, is left out.

    >>> bars(np.array([737975, 737975, -1], dtype=np.int32), np.array([1, 1, 0]))
    [(737975, 737975, 1, 2)]
    """
    dated = (days > 0) & (days < OPEN_END)
    days, family = days[dated], family[dated]
    if not len(days):
        return []
    low, high = int(days.min()), int(days.max())
    if high - low > LONG_DAYS and len(days) >= FEW:  # a few memories of old days must not squeeze the news into one bar
        left_out = max(1, len(days) // 50)
        low = int(np.partition(days, left_out)[left_out])
        days, family = days[days >= low], family[days >= low]
    step = next((s for s in STEPS if (high - low + 1) / s <= MOST_BARS), STEPS[-1])
    while (high - low + 1) / step > MOST_BARS:
        step *= 2
    # A week begins on Monday, longer bars on the first of a month; ordinal 1 was a Monday.
    origin = low if step == 1 else low - (low - 1) % 7 if step == 7 else _month(low)
    width = len(families())
    counts = np.bincount((days - origin) // step * width + family)
    return [
        (begin := origin + int(key // width) * step, begin + step - 1, int(key % width), int(counts[key]))
        for key in np.flatnonzero(counts)
    ]


def _month(day: int) -> int:
    return date.fromordinal(day).replace(day=1).toordinal()
