"""Holidays by name, of a fixed day, a weekday of a month, or counted from Easter or in the Islamic calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geonews.events.dating import calendar
from geonews.events.dating.calendar import Interval, days
from geonews.events.dating.periods import OFFSET, YEAR_TAIL
from geonews.events.dating.rules import Frame, Rule, rule
from geonews.events.dating.vocabulary import HOLIDAYS, WORDS

__all__ = ["RULES"]


def _islamic(number_of_year: int, month: int, day: int) -> date:
    """Return a day of the Islamic calendar in a Gregorian year, by the tabular calendar: a day off at most.

    The epoch is the astronomical one (15 July 622); leap years are those of the 30-year cycle.
    """
    guess = (number_of_year - 622) * 33 // 32
    for year in range(guess - 1, guess + 3):
        julian = (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + 1948054
        found = date.fromordinal(julian - 1721425)
        if found.year == number_of_year:
            return found
    raise ValueError(number_of_year)


def _holiday(match: re.Match[str], frame: Frame) -> Interval | None:
    name = re.sub(r"\s+", " ", match["holiday"].lower().replace("’", "'"))
    reference, groups = frame.reference, match.groupdict()

    def of(y: int) -> date:
        if name in WORDS["fixed_holidays"]:
            return date(y, *WORDS["fixed_holidays"][name])
        if name in WORDS["easter_holidays"]:
            return calendar.easter(y) + timedelta(days=WORDS["easter_holidays"][name])
        if name in WORDS["islamic_holidays"]:
            return _islamic(y, *WORDS["islamic_holidays"][name])
        month, which, weekday, after = WORDS["weekday_holidays"][name]
        found = calendar.nth_weekday(calendar.month(y, month), weekday, which)
        assert found is not None
        return found + timedelta(days=after)

    if groups.get("year"):
        day = of(int(groups["year"]))
    elif groups.get("which2"):
        day = of(reference.year + OFFSET[re.sub(r"\s+", " ", groups["which2"].lower())])
    elif frame.lean == "future" or (groups.get("which") or "").lower() in ("next", "coming", "following"):
        day = of(reference.year) if of(reference.year) >= reference else of(reference.year + 1)
    else:
        day = of(reference.year) if of(reference.year) <= reference else of(reference.year - 1)
    if groups.get("weekend"):
        saturday = (
            day + timedelta(days=5 - day.weekday()) if day.weekday() >= 2 else day - timedelta(days=day.weekday() + 2)
        )
        return Interval(saturday, max(day, saturday + timedelta(days=1)), "weekend")
    return days(day)


_HOLIDAYS = "|".join(
    re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]?")
    for table in HOLIDAYS
    for name in sorted(WORDS[table], key=len, reverse=True)
)
RULES: tuple[Rule, ...] = (
    rule(
        rf"(?:(?P<which>last|next|this|coming|past|following)\s+)?(?P<holiday>{_HOLIDAYS})(?P<weekend>\s+weekend)?{YEAR_TAIL}",
        _holiday,
        "holiday",
    ),
)
