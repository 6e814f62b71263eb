"""Dates that name their day: "6 July 2021", "July 6", "2021-07-06", "Tuesday, 5 May", "the 15th of next month"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geonews.events.dating.calendar import Interval, days, month, nth_weekday
from geonews.events.dating.rules import Frame, Rule, choose, rule
from geonews.events.dating.vocabulary import DAY, MONTH, MONTHS, ORDINAL, WEEKDAY, WEEKDAYS, WORDS, YEAR, number

__all__ = ["RULES", "day_first"]

_PREFIX = rf"(?:(?P<weekday>{WEEKDAY})\s*,?\s+(?:the\s+|on\s+)?)?"
#: Of two readings of figures the one within these days of the publication is meant, if the other is not.
_NEAR_DAYS = 31
_FIGURES = re.compile(r"(?<![\w/.,-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?:\d{4}|\d\d))?(?![\w/]|[.,]\d)")
#: Behind these words, or before a colon at the head of a line, figures without a year are a date.
_LEADS = "|".join(
    rf"(?<=\b{word}\s)" for word in ("on", "by", "since", "from", "until", "before", "after", "between", "of", "to")
)
_DATED = rf"(?:{_LEADS}|(?<=\d\sand\s)|^(?=\d\d?[/.]\d\d?\.?\s?[:–-]))"
_WHICH_YEAR = r",?\s+(?:of\s+)?(?P<which>last|this|next|that|the\s+same)\s+year\b"
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
    year = _year(groups.get("year"), frame.reference) or _told_year(groups.get("which"), frame)
    return choose(frame, year, number_of_month, day, _weekday(groups))


def _told_year(which: str | None, frame: Frame) -> int | None:
    """Return the year of "4 August last year"; that year is the one that the sentences before speak of."""
    if not which:
        return None
    if which.lower() in ("that", "the same"):
        return frame.anchor.year if frame.anchor else None
    return frame.reference.year + {"last": -1, "this": 0, "next": 1}[which.lower()]


def _weekday(groups: dict[str, str | None]) -> int | None:
    word = groups.get("weekday")
    return WEEKDAYS[word.rstrip(".").lower()] if word else None


def day_first(text: str) -> bool | None:
    """Tell how a text writes dates in figures: True for 31/12, False for 12/31, None if it shows neither or both.

    Examples
    --------
    >>> day_first("On 3/7 and on 30/6 they came."), day_first("On 7/3 they came."), day_first("12/31/2023")
    (True, None, False)
    """
    shown = set()
    for match in _FIGURES.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        if 12 < first <= 31 and 1 <= second <= 12:
            shown.add(True)
        elif 12 < second <= 31 and 1 <= first <= 12:
            shown.add(False)
    return shown.pop() if len(shown) == 1 else None


def _numeric(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read figures only: in the order that the article shows, else the one that is near its day, else month first."""
    first, second = int(match["a"]), int(match["b"])
    year, weekday = _year(match["year"], frame.reference), _weekday(match.groupdict())
    found = [
        choose(frame, year, m, d, weekday)
        for m, d in ((first, second), (second, first))
        if 1 <= m <= 12 and 1 <= d <= 31
    ]
    if len(found) < 2:
        return found[0] if found else None
    if frame.day_first is not None:
        return found[frame.day_first]
    near = [i for i in found if i and i.start and abs((i.start - frame.reference).days) <= _NEAR_DAYS]
    return near[0] if len(near) == 1 else found[0]


def _without_year(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read figures without a year where a preposition or a label says that they are a date; some are names."""
    if (match["a"], match["b"]) in (("9", "11"), ("24", "7"), ("7", "7")) and frame.day_first is None:
        return None
    return _numeric(match, frame)


def _dotted(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read "3.7.", the third of July."""
    month_of, day = int(match["b"]), int(match["a"])
    return choose(frame, None, month_of, day, None) if 1 <= month_of <= 12 and 1 <= day <= 31 else None


def _known(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read a day that is told without its year by what happened on it: "the September 11 attacks"."""
    found = date(*WORDS["known_days"][re.sub(r"(?:\.|st|nd|rd|th)?\s+", " ", match["day"].lower() + " ").strip()])
    return days(found) if found <= frame.reference else None


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
_KNOWN = "|".join(re.escape(name).replace(r"\ ", r"\.?\s+") + "(?:st|nd|rd|th)?" for name in WORDS["known_days"])
_NAMED_DAY = rf"(?P<day>{DAY}|{ORDINAL})\.?"
RULES: tuple[Rule, ...] = (
    rule(rf"(?P<year>{YEAR})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?:T[\d:.]+Z?)?", _iso, "digit"),
    rule(rf"(?P<year>{YEAR})(?P<month>[01]\d)(?P<day>[0-3]\d)", _iso, "digit"),
    rule(rf"{_PREFIX}(?P<a>\d{{1,2}})([-/.])(?P<b>\d{{1,2}})\3(?P<year>\d{{4}}|\d\d)", _numeric, "digit"),
    rule(rf"(?P<weekday>{WEEKDAY})\s*,?\s+(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?P<year>)", _numeric, "digit"),
    rule(rf"(?P<day>{_KNOWN})\s+(?:{'|'.join(WORDS['known_deeds']['words'])})", _known, "digit"),
    rule(rf"{_DATED}(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?P<year>)(?!\s+of\b)", _without_year, "slash"),
    rule(rf"{_DATED}(?P<a>\d{{1,2}})\.(?P<b>\d{{1,2}})\.", _dotted, "dots"),
    rule(
        rf"{_PREFIX}(?:the\s+)?{_NAMED_DAY}(?:\s+day)?\s*(?:of\s+|-|/|,\s*)?(?P<month>{MONTH})"
        rf"(?:\s*(?:,|-|/|of|in)?\s*{_ANY_YEAR}|{_WHICH_YEAR})?",
        _day,
        "month",
    ),
    rule(
        rf"{_PREFIX}(?P<month>{MONTH})\s*(?:-|/|the\s+|,\s*(?=\d+(?:st|nd|rd|th)))?{_NAMED_DAY}(?!\s*(?:%|percent|million|,\d|:\d))"
        rf"(?:\s*(?:,|-|/|of|in)?\s*{_ANY_YEAR}|{_WHICH_YEAR})?",
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
