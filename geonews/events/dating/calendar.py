"""Intervals of days: weeks, months, quarters, seasons, and the arithmetic between them.

Every interval is closed; None is an open end. Weeks begin on Monday (ISO 8601).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

__all__ = [
    "Interval",
    "Lean",
    "days",
    "easter",
    "monday",
    "month",
    "nth_weekday",
    "quarter",
    "shift",
    "step",
    "week",
    "year",
]

#: Which way an ambiguous date points: a bare weekday is the last one in the past, the next one in the future.
Lean = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of days.

    ``unit`` is what the words measure (day, week, weekend, month, quarter, season, year, decade, span).
    ``dated`` is false where the words lean on the context for their anchor ("a day earlier").
    """

    start: date | None
    end: date | None
    unit: str = "day"
    dated: bool = True

    @property
    def precision(self) -> int:
        """1 for a day or two, 2 for up to a week, 3 for longer or open."""
        if self.start is None or self.end is None:
            return 1 if self.unit == "day" else 2 if self.unit in ("week", "weekend") else 3
        length = (self.end - self.start).days
        return 1 if length <= 1 else 2 if length <= 7 else 3

    def since(self, until: date) -> Interval:
        """Return the time from this interval's start up to a day."""
        if self.start is None or self.start > until:
            return replace(self, end=None, unit="span")
        return replace(self, end=until, unit="span")


def days(start: date, end: date | None = None, unit: str = "day") -> Interval:
    """Return an interval of one day, or of two ends."""
    return Interval(start, start if end is None else end, unit)


def week(day: date, offset: int = 0) -> Interval:
    """Return the ISO week of a day, or one some weeks away."""
    first = monday(day, offset)
    return Interval(first, first + timedelta(days=6), "week")


def monday(day: date, offset: int = 0) -> date:
    """Return the Monday of a day's week, or of one some weeks away."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=offset)


def month(number_of_year: int, number: int, offset: int = 0) -> Interval:
    """Return a month of a year; the offset counts months."""
    index = number_of_year * 12 + number - 1 + offset
    y, m = divmod(index, 12)
    return Interval(date(y, m + 1, 1), date(y, m + 1, calendar.monthrange(y, m + 1)[1]), "month")


def months(number_of_year: int, first: int, count: int, unit: str) -> Interval:
    """Return some months in a row."""
    return Interval(month(number_of_year, first).start, month(number_of_year, first, count - 1).end, unit)


def quarter(number_of_year: int, number: int) -> Interval:
    """Return a quarter of a year; numbers outside 1 to 4 run into other years."""
    return months(number_of_year, (number - 1) * 3 + 1, 3, "quarter")


def year(number: int, count: int = 1) -> Interval:
    """Return a year, or some years in a row."""
    return Interval(date(number, 1, 1), date(number + count - 1, 12, 31), "year" if count == 1 else "decade")


def nth_weekday(inside: Interval, weekday: int, which: int) -> date | None:
    """Return the nth weekday of an interval, -1 for the last, None if there is none."""
    if inside.start is None or inside.end is None:
        return None
    if which < 0:
        return inside.end - timedelta(days=(inside.end.weekday() - weekday) % 7) + timedelta(weeks=which + 1)
    day = inside.start + timedelta(days=(weekday - inside.start.weekday()) % 7) + timedelta(weeks=which - 1)
    return day if day <= inside.end else None


def easter(number: int) -> date:
    """Return Easter Sunday (Western), by the anonymous Gregorian computus."""
    a, b, c = number % 19, number // 100, number % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    p = h + m - 7 * n + 114
    return date(number, p // 31, p % 31 + 1)


def shift(day: date, number: int, unit: str) -> date:
    """Move a day by days, weeks, months, quarters, years or decades, to the month's last day if need be."""
    if unit in ("hour", "minute"):
        return day
    if unit in ("day", "night"):
        return day + timedelta(days=number)
    if unit in ("week", "fortnight"):
        return day + timedelta(weeks=number * (2 if unit == "fortnight" else 1))
    span = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit] * number
    y, m = divmod(day.year * 12 + day.month - 1 + span, 12)
    if not 1 <= y <= 9998:
        raise OverflowError(y)
    return date(y, m + 1, min(day.day, calendar.monthrange(y, m + 1)[1]))


def step(day: date, unit: str, offset: int) -> Interval:
    """Return the calendar unit of a day (its week, month, …), or one some units away."""
    if unit in ("day", "night"):
        return days(day + timedelta(days=offset))
    if unit == "week":
        return week(day, offset)
    if unit == "fortnight":
        first = week(day, offset * 2)
        return Interval(first.start, week(day, offset * 2 + 1).end, "span")
    if unit == "month":
        return month(day.year, day.month, offset)
    if unit == "quarter":
        return quarter(day.year, (day.month - 1) // 3 + 1 + offset)
    if unit == "year":
        return year(day.year + offset)
    if unit == "decade":
        return year(day.year // 10 * 10 + 10 * offset, 10)
    if unit == "century":
        return year(day.year // 100 * 100 + 100 * offset, 100)
    raise ValueError(f"expected a unit of the calendar, got {unit!r}; use day, week, month, quarter, year or decade")
