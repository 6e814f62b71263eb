"""Weeks, months and days by their number: "the first week of May", "week 31 of 2027", "from 4 to 22 this month"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geonews.events.dating import calendar
from geonews.events.dating.calendar import Interval
from geonews.events.dating.periods import OFFSET, year_of_month
from geonews.events.dating.rules import Frame, Rule, choose, rule
from geonews.events.dating.vocabulary import MONTH, MONTHS, NUMBER, ORDINAL, UNIT, YEAR, number, unit

__all__ = ["RULES"]


def _week_of(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the week of April 10th: the ISO week that holds the day; the week to Sunday ends on it."""
    groups = match.groupdict()
    value = MONTHS[(groups.get("m1") or groups.get("m2") or "").rstrip(".").lower()]
    day = choose(
        frame,
        int(groups["year"]) if groups.get("year") else None,
        value,
        number(groups.get("d1") or groups["d2"]),
        None,
    )
    if day is None or day.start is None:
        return None
    way = (groups.get("way") or "of").lower()
    if way.startswith(("start", "begin", "from", "commenc")):
        return Interval(day.start, day.start + timedelta(days=6), "week")
    if way.startswith(("end", "to")):
        return Interval(day.start - timedelta(days=6), day.start, "week")
    return calendar.week(day.start)


def _week_of_day(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the week of the 18th: of the month before, if this month's has not come yet."""
    base = calendar.month(frame.reference.year, frame.reference.month).start
    assert base is not None
    day = base.replace(day=int(match["day"]))
    if day > frame.reference and frame.lean == "past":
        day = calendar.shift(day, -1, "month")
    return calendar.week(day)


def _nth_week(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the first week of October: its days 1 to 7; of a year, the ISO week of which most days lie in it."""
    groups = match.groupdict()
    which = number(groups["nth"])
    word = (groups.get("month") or "").rstrip(".").lower()
    if word:
        whole = calendar.month(year_of_month(MONTHS[word], match, frame), MONTHS[word])
    elif groups.get("year"):
        whole = calendar.year(int(groups["year"]))
    elif groups.get("whole"):
        whole = calendar.year(frame.reference.year + OFFSET[groups["which2"].lower()])
    else:
        offset = OFFSET.get((groups.get("which2") or "this").lower().split()[0], 0)
        whole = calendar.month(frame.reference.year, frame.reference.month, offset)
    assert whole.start is not None and whole.end is not None
    if which < 0:
        last = calendar.week(whole.end)
        assert last.start is not None
        return last if last.start + timedelta(days=3) <= whole.end else calendar.week(whole.end, -1)
    first = calendar.week(whole.start)
    assert first.start is not None
    if word:
        begin = whole.start + timedelta(days=7 * (which - 1))
        return Interval(begin, begin + timedelta(days=6), "week") if begin <= whole.end else None
    skipped = 0 if first.start + timedelta(days=3) >= whole.start else 1
    return calendar.week(whole.start, which - 1 + skipped)


def _edge_units(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the last four months of 2021, the first ten days of May, the first two weeks of 2015."""
    name, count = unit(match["unit"]), number(match["count"])
    word = (match["month"] or "").rstrip(".").lower()
    if word:
        whole = calendar.month(year_of_month(MONTHS[word], match, frame), MONTHS[word])
    else:
        offset = OFFSET[(match["which2"] or "this").lower()]
        whole = calendar.year(int(match["year"]) if match["year"] else frame.reference.year + offset)
    assert whole.start is not None and whole.end is not None
    if match["edge"].lower() == "first":
        return Interval(whole.start, calendar.shift(whole.start, count, name) - timedelta(days=1), "span")
    return Interval(calendar.shift(whole.end + timedelta(days=1), -count, name), whole.end, "span")


def _numbered_week(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read week 31 of 2027: the ISO week."""
    y = int(match["year"]) if match["year"] else frame.reference.year + OFFSET[match["which2"].lower()]
    return calendar.week(date.fromisocalendar(y, int(match["nth"]), 1))


def _nth_month(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the third month of 2021, the 9th month of next year."""
    y = int(match["year"]) if match["year"] else frame.reference.year + OFFSET[match["which2"].lower()]
    value = number(match["nth"])
    return calendar.month(y, 12 if value < 0 else value) if value <= 12 else None


def _days_of_month(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read from 4 to 22 this month, 4-23 of last month, November between 19 and 20."""
    groups = match.groupdict()
    word = (groups.get("month") or "").rstrip(".").lower()
    if word:
        whole = calendar.month(year_of_month(MONTHS[word], match, frame), MONTHS[word])
    else:
        whole = calendar.month(frame.reference.year, frame.reference.month, OFFSET[groups["which"].lower()])
    assert whole.start is not None and whole.end is not None
    first, last = number(groups["first"] or groups["first2"]), number(match["last"])
    if not 0 < first < last <= whole.end.day:
        return None
    return Interval(whole.start.replace(day=first), whole.start.replace(day=last), "span")


def _rest(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the rest of the week, month or year: from the day on."""
    whole = calendar.step(frame.reference, match["unit"].lower(), 0)
    return Interval(frame.reference, whole.end, "span")


def _sum_ago(match: re.Match[str], frame: Frame) -> Interval:
    """Read two years, one month and 21 days ago."""
    day = frame.reference
    for part in _PARTS.finditer(match["parts"]):
        day = calendar.shift(day, -number(part["count"]), unit(part["unit"]))
    return calendar.days(day)


def _years(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read 2014-2018, 1990-94: from the first day of the one to the last day of the other."""
    first, text = int(match["a"]), match["b"]
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    return Interval(date(first, 1, 1), date(last, 12, 31), "span") if first < last <= first + 200 else None


def _working_week(match: re.Match[str], frame: Frame) -> Interval:
    whole = calendar.week(frame.reference, OFFSET[match["which"].lower()])
    assert whole.start is not None
    return Interval(whole.start, whole.start + timedelta(days=4), "week")


_PARTS = re.compile(rf"(?P<count>{NUMBER})\s+(?P<unit>{UNIT})", re.IGNORECASE)
_OF_YEAR = rf"(?:,?\s+(?:of\s+)?(?:(?P<year>{YEAR})|(?P<which2>this|last|next)\s+year))"
_DAY_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
RULES: tuple[Rule, ...] = (
    rule(rf"(?:the\s+)?week\s+(?:no\.?\s*|number\s+)?(?P<nth>[1-5]?\d){_OF_YEAR}", _numbered_week, "week"),
    rule(rf"(?:the\s+)?(?P<nth>{ORDINAL})\s+month{_OF_YEAR}", _nth_month, "part"),
    rule(
        rf"(?:(?:from|between)\s+)?(?:the\s+)?(?P<first>{_DAY_NUMBER})\s*(?:to|and|until|till|through|-|–)\s*(?:the\s+)?"
        rf"(?P<last>{_DAY_NUMBER})\s+(?:of\s+)?(?P<which>this|last|next)\s+month",
        _days_of_month,
        "part",
    ),
    rule(
        rf"(?:(?:from|between)\s+)?(?P<first>\d{{1,2}})\s?[-–]\s?(?P<last>\d{{1,2}})\s+(?:of\s+)?(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?",
        _days_of_month,
        "month",
    ),
    rule(
        rf"(?P<month>{MONTH})\s+between\s+(?:the\s+)?(?P<first>{_DAY_NUMBER})\s*(?:and|-|–)\s*(?:the\s+)?"
        rf"(?P<last>{_DAY_NUMBER})(?:,?\s+(?P<year>{YEAR}))?",
        _days_of_month,
        "month",
    ),
    rule(
        rf"(?:from\s+(?:the\s+)?(?P<first>{_DAY_NUMBER})\s+(?:to|until|till|through)|(?:between)\s+(?P<first2>{_DAY_NUMBER})\s+and)\s+"
        rf"(?P<month>{MONTH})\s+(?P<last>{_DAY_NUMBER})(?:,?\s+(?P<year>{YEAR}))?",
        _days_of_month,
        "month",
    ),
    rule(
        rf"(?:(?:from|between)\s+)?(?:the\s+)?(?P<first>{_DAY_NUMBER}|{ORDINAL})\s*(?:to|and|until|till|through)\s*(?:the\s+)?"
        rf"(?P<last>{_DAY_NUMBER}|{ORDINAL})\s+(?:of\s+)(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?",
        _days_of_month,
        "month",
    ),
    rule(
        rf"(?:(?:from|between)\s+)?(?P<month>{MONTH})\s+(?:the\s+)?(?P<first>{_DAY_NUMBER}|{ORDINAL})\s*(?:to|until|till|through)\s*(?:the\s+)?"
        rf"(?P<last>\d{{1,2}}(?:st|nd|rd|th)|{ORDINAL})(?:,?\s+(?P<year>{YEAR}))?",
        _days_of_month,
        "month",
    ),
    rule(r"(?:the\s+)?(?:rest|remainder)\s+of\s+(?:(?:the|this)\s+)?(?P<unit>week|month|year)", _rest, "unit"),
    rule(
        rf"(?<!last\s)(?<!past\s)(?<!next\s)(?P<parts>(?:{NUMBER}\s+{UNIT}(?:\s*,\s*|\s+(?:and\s+)?)){{1,2}}{NUMBER}\s+{UNIT})\s+ago",
        _sum_ago,
        "unit",
    ),
    rule(rf"(?:(?:from|between)\s+)?(?P<a>{YEAR})\s?[-–—~]\s?(?P<b>{YEAR}|\d\d)", _years, "digit"),
    rule(r"(?P<which>this|last|next)\s+(?:working\s+week|work\s?week)", _working_week, "week"),
    rule(
        rf"(?:the\s+)?week\s+(?P<way>of|starting(?:\s+on)?|beginning(?:\s+on)?|commencing|from|ending(?:\s+on)?|to)\s+(?:the\s+)?"
        rf"(?:(?P<m1>{MONTH})\s+(?P<d1>\d{{1,2}}(?:st|nd|rd|th)?)|(?P<d2>\d{{1,2}}(?:st|nd|rd|th)?)\s+(?:of\s+)?(?P<m2>{MONTH}))(?:,?\s+(?P<year>{YEAR}))?",
        _week_of,
        "week",
    ),
    rule(r"(?:the\s+)?week\s+of\s+the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)", _week_of_day, "week"),
    rule(
        rf"(?:the\s+)?(?P<nth>{ORDINAL})\s+week\s+(?:of|in)\s+(?:(?P<month>{MONTH})(?:\s*,?\s*(?P<year>{YEAR}))?|(?P<which2>(?:this|last|next|the)\s+month))",
        _nth_week,
        "week",
    ),
    rule(rf"(?:the\s+)?(?P<nth>{ORDINAL})\s+week\s+(?:of|in)\s+(?P<year>{YEAR})", _nth_week, "week"),
    rule(
        rf"(?:the\s+)?(?P<nth>{ORDINAL})\s+week\s+(?:of\s+|in\s+)?(?P<which2>this|last|next)\s+(?P<whole>year)",
        _nth_week,
        "week",
    ),
    rule(
        rf"(?:the\s+)?(?P<edge>first|last)\s+(?P<count>{NUMBER})\s+(?P<unit>days|weeks|months)\s+(?:of|in)\s+(?:(?P<month>{MONTH})(?:,?\s+)?)?(?:(?P<year>{YEAR})|(?P<which2>this|last|next)\s+year|(?=\W|$))",
        _edge_units,
        "unit",
    ),
)
