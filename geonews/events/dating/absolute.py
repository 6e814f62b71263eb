"""Dates that name their day: "6 July 2021", "July 6", "2021-07-06", "Tuesday, 5 May", "the 15th of next month"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geonews.events.dating.calendar import Interval, days, month, nth_weekday
from geonews.events.dating.rules import Frame, Rule, choose, rule
from geonews.events.dating.vocabulary import DAY, MONTH, MONTHS, ORDINAL, WEEKDAY, WEEKDAYS, YEAR, number

__all__ = ["RULES"]

_PREFIX = rf"(?:(?P<weekday>{WEEKDAY})\s*,?\s+(?:the\s+|on\s+)?)?"
_ANY_YEAR = rf"(?P<year>{YEAR}|['’]\d\d)"


def _year(text: str | None, reference: date) -> int | None:
    if not text:
        return None
    digits = text.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    value = 2000 + int(digits)
    return value if value <= reference.year + 20 else value - 100


def _day(match: re.Match[str], frame: Frame) -> Interval | None:
    """Day, month and perhaps year; the weekday before it settles which year."""
    groups = match.groupdict()
    day = number(groups["day"])
    number_of_month = MONTHS[groups["month"].rstrip(".").lower()]
    return choose(frame, _year(groups.get("year"), frame.reference), number_of_month, day, _weekday(groups))


def _weekday(groups: dict[str, str | None]) -> int | None:
    word = groups.get("weekday")
    return WEEKDAYS[word.rstrip(".").lower()] if word else None


def _numeric(match: re.Match[str], frame: Frame) -> Interval | None:
    """Numbers only: month first as the agencies of the US write it, unless only day first makes a date."""
    first, second = int(match["a"]), int(match["b"])
    for m, d in ((first, second), (second, first)):
        if 1 <= m <= 12 and 1 <= d <= 31:
            return choose(frame, _year(match["year"], frame.reference), m, d, _weekday(match.groupdict()))
    return None


def _iso(match: re.Match[str], frame: Frame) -> Interval | None:
    return choose(frame, int(match["year"]), int(match["month"]), int(match["day"]), None)


def _of_month(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the 20th of this, last or next month."""
    offset = {"this": 0, "the": 0, "last": -1, "previous": -1, "next": 1, "following": 1}[match["which"].lower()]
    base = month(frame.reference.year, frame.reference.month, offset)
    assert base.start is not None and base.end is not None
    day = number(match["day"])
    return days(base.start.replace(day=day)) if day <= base.end.day else None


def _bare_ordinal(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the 15th: of this month or the one before (after, if the text looks ahead)."""
    day, reference = number(match["day"]), frame.reference
    if not 1 <= day <= 31:
        return None
    step = -1 if frame.lean == "past" else 1
    for offset in range(0, 13):
        base = month(reference.year, reference.month, offset * step)
        assert base.start is not None and base.end is not None
        if day > base.end.day:
            continue
        found = base.start.replace(day=day)
        weekday = _weekday(match.groupdict())
        if (found <= reference if step < 0 else found >= reference) and weekday in (None, found.weekday()):
            return days(found)
    return None


def _nth_weekday(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the first Monday of May, the last Friday of the month."""
    word, reference = match["month"].rstrip(".").lower(), frame.reference
    if word in MONTHS:
        explicit = _year(match["year"], reference)
        years = [explicit] if explicit else [reference.year, reference.year + (1 if frame.lean == "future" else -1)]
        bases = [month(y, MONTHS[word]) for y in years]
    else:
        offset = -1 if word.startswith(("last", "previous")) else 1 if word.startswith("next") else 0
        bases = [month(reference.year, reference.month, offset)]
    for base in bases:
        found = nth_weekday(base, WEEKDAYS[match["weekday"].rstrip(".").lower()], number(match["which"]))
        if found and (len(bases) == 1 or (found <= reference) == (frame.lean == "past") or found == reference):
            return days(found)
    return None


def _spaced(match: re.Match[str], frame: Frame) -> Interval | None:
    """Two Mondays ago is counted from the last Monday."""
    weekday = WEEKDAYS[match["weekday"].rstrip("s").rstrip(".").lower()]
    count = number(match["count"])
    if match["way"].lower() == "ago":
        last = frame.reference - timedelta(days=(frame.reference.weekday() - weekday - 1) % 7 + 1)
        return days(last - timedelta(weeks=count - 1))
    following = frame.reference + timedelta(days=(weekday - frame.reference.weekday() - 1) % 7 + 1)
    return days(following + timedelta(weeks=count - 1))


WEEKDAYS_OF = "(?:" + "|".join(WEEKDAYS) + ")s?"
_NAMED_DAY = rf"(?P<day>{DAY}|{ORDINAL})\.?"
RULES: tuple[Rule, ...] = (
    rule(rf"(?P<year>{YEAR})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?:T[\d:.]+Z?)?", _iso, "digit"),
    rule(rf"(?P<year>{YEAR})(?P<month>[01]\d)(?P<day>[0-3]\d)", _iso, "digit"),
    rule(rf"{_PREFIX}(?P<a>\d{{1,2}})([-/.])(?P<b>\d{{1,2}})\3(?P<year>\d{{4}}|\d\d)", _numeric, "digit"),
    rule(rf"(?P<weekday>{WEEKDAY})\s*,?\s+(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?P<year>)", _numeric, "digit"),
    rule(
        rf"{_PREFIX}(?:the\s+)?{_NAMED_DAY}(?:\s+day)?\s*(?:of\s+|-|/|,\s*)?(?P<month>{MONTH})"
        rf"(?:\s*(?:,|-|/|of|in)?\s*{_ANY_YEAR})?",
        _day,
        "month",
    ),
    rule(
        rf"{_PREFIX}(?P<month>{MONTH})\s*(?:-|/|the\s+|,\s*(?=\d+(?:st|nd|rd|th)))?{_NAMED_DAY}(?!\s*(?:%|percent|million|,\d|:\d))"
        rf"(?:\s*(?:,|-|/|of|in)?\s*{_ANY_YEAR})?",
        _day,
        "month",
    ),
    rule(rf"(?P<year>{YEAR})\s*,?\s+(?P<month>{MONTH})\s+{_NAMED_DAY}", _day, "month"),
    rule(rf"(?P<year>{YEAR})-(?P<month>{MONTH})-{_NAMED_DAY}", _day, "month"),
    rule(
        rf"(?:the\s+)?{_NAMED_DAY}(?:\s+day)?\s+of\s+(?P<which>this|the|last|previous|next|following)\s+month",
        _of_month,
        "part",
    ),
    rule(
        rf"(?P<weekday>{WEEKDAY})\s*,?\s+(?:the\s+)?(?P<day>\d{{1,2}}(?:st|nd|rd|th))(?!\s+\w+(?:s|ion|ment|century)\b)",
        _bare_ordinal,
        "digit",
    ),
    rule(
        r"(?:the\s+)(?P<day>\d{1,2}(?:st|nd|rd|th))(?=[.,;!?)]|\s*$|\s+(?:and|to|through|at|in|,))",
        _bare_ordinal,
        "digit",
    ),
    rule(
        rf"(?:the\s+)?(?P<which>{ORDINAL})\s+(?P<weekday>{WEEKDAY})\s+(?:of|in)\s+(?:the\s+month\s+of\s+)?"
        rf"(?P<month>{MONTH}|(?:the|this|last|previous|next)\s+month)(?:,?\s+(?:of\s+)?(?P<year>{YEAR}))?",
        _nth_weekday,
        "weekday",
    ),
    rule(
        rf"(?P<count>two|three|four|\d)\s+(?P<weekday>{WEEKDAYS_OF})\s+(?P<way>ago|later|from\s+now)",
        _spaced,
        "weekday",
    ),
)
