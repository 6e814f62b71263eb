"""The days of a filter as bars: how many events of each family began when, in steps that fit a screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from geonews.layers.columns import OPEN_END, standing
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
#: Of so many events and more the bars open on the middle 96 of a hundred; over so many days at least one is left out.
FEW, LEFT_OUT, LONG_DAYS = 10, 50, 3650
#: What an end is left out for: so many days, and so large a part of all.
SPARED_DAYS, SPARED = 60, 0.25
#: Most stretches of days without a gap that are told apart.
MOST_STRETCHES = 2000


def day_bars(columns: EventColumns, rows: NDArray[np.intp], *, whole: bool = False) -> dict[str, Any]:
    """Return the bars of some events, days counted from 1970.

    Parameters
    ----------
    whole
        Whether all days have bars; by default a few events far off do not squeeze the others, see ``middle``.

    Returns
    -------
    dict
        ``bars``: first day, last day, list of (family, number); ``span``: the first and the last day of their events,
        None without any; ``earlier``, ``later``: events before and after the bars; ``held``: stretches of days in
        which there is an event; ``undated``: events that no bar can hold.
    """
    starts, ends = standing(columns.start[rows], columns.end[rows])
    types = columns.categories["event_type"]
    family_of_type = np.array([*(family_index(name) for name in types.names), len(families()) - 1])
    dated = (starts > 0) & (starts < OPEN_END)
    days, family = starts[dated], family_of_type[types.codes[rows[dated]]]
    out: dict[str, Any] = {
        "bars": [],
        "span": None,
        "earlier": 0,
        "later": 0,
        "held": [],
        "undated": int((~dated).sum()),
    }
    if not len(days):
        return out
    low, high = (int(days.min()), int(days.max())) if whole else middle(days)
    inside = (days >= low) & (days <= high)
    found: dict[tuple[int, int], list[list[int]]] = {}
    for first, last, number, count in bars(days[inside], family[inside]):
        found.setdefault((first - EPOCH, last - EPOCH), []).append([number, count])
    return out | {
        "bars": [[first, last, shares] for (first, last), shares in found.items()],
        "span": [low - EPOCH, high - EPOCH],
        "earlier": int((days < low).sum()),
        "later": int((days > high).sum()),
        "held": [[a - EPOCH, z - EPOCH] for a, z in stretches(days, ends[dated], low, high)],
    }


def middle(days: NDArray[np.int32]) -> tuple[int, int]:
    """Return the first and the last of the days that the bars open on: the middle 96 of a hundred events.

    An end is left out only where that spares a quarter of the days, and two months: of news that come evenly none is.

    >>> middle(np.array([700_000, *range(737_000, 737_099)], dtype=np.int32))
    (737001, 737098)
    >>> middle(np.arange(737_000, 737_100, dtype=np.int32))
    (737000, 737099)
    """
    low, high = int(days.min()), int(days.max())
    number = len(days) // LEFT_OUT
    if len(days) >= FEW and high - low > LONG_DAYS:
        number = max(1, number)
    if len(days) < FEW or not number:
        return low, high
    ordered = np.partition(days, (number, len(days) - 1 - number))
    first, last = int(ordered[number]), int(ordered[len(days) - 1 - number])

    def spares(length: int, of: int) -> bool:
        return length >= SPARED_DAYS and length >= SPARED * of

    if spares(first - low, high - low):
        low = first
    if spares(high - last, high - low):
        high = last
    return low, high


def stretches(starts: NDArray[np.int32], ends: NDArray[np.int32], low: int, high: int) -> list[tuple[int, int]]:
    """Return the stretches of days from one day to another in which there is an event, in order.

    >>> stretches(np.array([3, 4, 9], dtype=np.int32), np.array([5, 4, 9], dtype=np.int32), 1, 20)
    [(3, 5), (9, 9)]
    """
    size = high - low + 2
    first, last = np.clip(starts - low, 0, size - 1), np.clip(ends - low + 1, 0, size - 1)
    there = np.cumsum(np.bincount(first, minlength=size) - np.bincount(last, minlength=size))[:-1] > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], there, [False]))))
    found = [(int(a) + low, int(z) + low - 1) for a, z in edges.reshape(-1, 2)]
    gap = 1
    while len(found) > MOST_STRETCHES:  # what lies near is told as one
        joined = found[:1]
        for begin, end in found[1:]:
            if begin - joined[-1][1] - 1 <= gap:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((begin, end))
        found, gap = joined, gap * 2
    return found


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
        First day of the bar, last day, family, number of events.

    >>> bars(np.array([737975, 737975, -1], dtype=np.int32), np.array([1, 1, 0]))
    [(737975, 737975, 1, 2)]
    """
    dated = (days > 0) & (days < OPEN_END)
    days, family = days[dated], family[dated]
    if not len(days):
        return []
    low, high = int(days.min()), int(days.max())
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
