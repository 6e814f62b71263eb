"""Longer stretches: months, years, quarters, seasons, decades, and the parts of them ("early March")."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geonews.events.dating import calendar
from geonews.events.dating.calendar import Interval, days
from geonews.events.dating.rules import Frame, Rule, choose, rule
from geonews.events.dating.vocabulary import MONTH, MONTHS, NUMBER, ORDINAL, WORDS, YEAR, number, unit

__all__ = ["RULES", "part_of"]

_WHICH = r"this|last|next|previous|coming|past|following|the\s+same"
_CUE = re.compile(
    r"(?:\b(?:in|since|by|until|till|til|through|during|of|from|before|after|early|late|mid|to|and|or|between|for|around|about|last|next|year|years|on|over|summer|winter|spring|autumn|fall|than)[\s-]+(?:the\s+)?|[-–—,(]\s*|^\s*)$",
    re.IGNORECASE,
)
_RANGE_AHEAD = re.compile(r"\s*(?:-|–|to|and|through|till|until|,)\s*(?:19|20)\d\d")
_OFFSET = {"this": 0, "the same": 0, "last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1, "following": 1}


def _pick_year(number_of_month: int, match: re.Match[str], frame: Frame) -> int:
    """Return the year of a month: the one given, or the nearest on the side the text leans to."""
    groups = match.groupdict()
    if groups.get("year"):
        text = str(groups["year"]).lstrip("'’")
        return int(text) if len(text) == 4 else 2000 + int(text)
    reference = frame.reference
    which = (groups.get("which") or groups.get("which2") or "").lower()
    which = re.sub(r"\s+", " ", which).split(" year")[0]
    if groups.get("which2"):
        return reference.year + _OFFSET[which]
    if which == "last":
        return reference.year if number_of_month < reference.month else reference.year - 1
    if which in ("next", "coming", "following"):
        return reference.year if number_of_month > reference.month else reference.year + 1
    if which == "this":
        return reference.year
    if frame.lean == "future":
        return reference.year if number_of_month >= reference.month else reference.year + 1
    return reference.year if number_of_month <= reference.month else reference.year - 1


def _month(match: re.Match[str], frame: Frame) -> Interval | None:
    word = match["month"]
    groups = match.groupdict()
    if word.lower() in ("may", "mar", "march", "sun", "dec", "jan") and word[0].islower() and not groups.get("year"):
        return None
    said = (
        groups.get("year") or groups.get("which") or groups.get("which2") or _CUE.search(match.string, 0, match.start())
    )
    if word.lower() in ("may", "march", "mar", "sun", "jan") and not said:
        return None
    value = MONTHS[word.rstrip(".").lower()]
    return calendar.month(_pick_year(value, match, frame), value)


def _numeric_month(match: re.Match[str], frame: Frame) -> Interval | None:
    value = int(match["month"])
    return calendar.month(int(match["year"]), value) if 1 <= value <= 12 else None


def _year(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read a year, which needs a word before it that makes it one; a bare "2,003 troops" or "2003 troops" is none."""
    if not (
        _CUE.search(match.string, max(0, match.start() - 12), match.start())
        or match.group()[:1].isalpha()
        or _RANGE_AHEAD.match(match.string, match.end())
    ):
        return None
    return calendar.year(int(match["year"]))


def _decade(match: re.Match[str], frame: Frame) -> Interval:
    text = match["decade"].lower().lstrip("'’")
    if text[0].isdigit():
        digits = int(re.sub(r"\D", "", text))
        return calendar.year(digits if digits > 99 else (1900 if digits > 20 else 2000) + digits, 10)
    return calendar.year(1900 + WORDS["decades"][text], 10)


def _century(match: re.Match[str], frame: Frame) -> Interval:
    first = (number(match["which"]) - 1) * 100
    return calendar.year(max(first, 1), 100)


def _quarter(match: re.Match[str], frame: Frame) -> Interval | None:
    groups = match.groupdict()
    count = number(groups["nth"])
    if count > 4 or (count < 0 and not groups.get("year") and not groups.get("which2")):
        return None
    count = 4 if count < 0 else count
    reference = frame.reference
    y = int(groups["year"]) if groups.get("year") else reference.year
    if not groups.get("year"):
        which = re.sub(r"\s+", " ", (groups.get("which2") or "").lower())
        y += _OFFSET.get(which, 0)
        if not which and calendar.quarter(y, count).start > reference and frame.lean == "past":  # type: ignore[operator]
            y -= 1
    return calendar.quarter(y, count)


def _half(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the first half of May (1 to 15), of 2020, or of this year."""
    second = match["nth"].lower() in ("second", "2nd", "latter", "last")
    word = (match["month"] or "").rstrip(".").lower()
    if word:
        whole = calendar.month(_pick_year(MONTHS[word], match, frame), MONTHS[word])
        assert whole.start is not None
        middle = whole.start.replace(day=15)
        return (
            Interval(middle + timedelta(days=1), whole.end, "span") if second else Interval(whole.start, middle, "span")
        )
    y = (
        int(match["year"])
        if match["year"]
        else frame.reference.year + _OFFSET.get((match["which2"] or "this").lower(), 0)
    )
    return calendar.months(y, 7 if second else 1, 6, "span")


def _season(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read a season: the last one begun, unless the year or the side is named."""
    first, _ = WORDS["seasons"][match["season"].lower()]
    reference, groups = frame.reference, match.groupdict()
    which = (groups.get("which") or "").lower()
    if match["season"].lower() == "fall" and not (groups.get("year") or which):
        return None
    if groups.get("year"):
        return calendar.months(int(groups["year"]), first, 3, "season")
    if groups.get("which2"):
        return calendar.months(
            reference.year + _OFFSET[re.sub(r"\s+", " ", groups["which2"].lower())], first, 3, "season"
        )
    y = reference.year if date(reference.year, first, 1) <= reference else reference.year - 1
    current = calendar.months(y, first, 3, "season")
    assert current.start is not None and current.end is not None
    if which == "last" and current.end >= reference:
        return calendar.months(y - 1, first, 3, "season")
    if which in ("next", "coming") or (frame.lean == "future" and current.end < reference):
        return calendar.months(y + 1, first, 3, "season")
    return current


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
        whole = calendar.month(_pick_year(MONTHS[word], match, frame), MONTHS[word])
    elif groups.get("year"):
        whole = calendar.year(int(groups["year"]))
    else:
        offset = _OFFSET.get((groups.get("which2") or "this").lower().split()[0], 0)
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
        whole = calendar.month(_pick_year(MONTHS[word], match, frame), MONTHS[word])
    else:
        whole = calendar.year(int(match["year"]) if match["year"] else frame.reference.year)
    assert whole.start is not None and whole.end is not None
    if match["edge"].lower() == "first":
        return Interval(whole.start, calendar.shift(whole.start, count, name) - timedelta(days=1), "span")
    return Interval(calendar.shift(whole.end + timedelta(days=1), -count, name), whole.end, "span")


def _running(match: re.Match[str], frame: Frame) -> Interval:
    return calendar.step(frame.reference, match["unit"].lower(), 0)


def _this_unit(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read "the year" after "the start of", "the end of": the running one."""
    before = match.string[max(0, match.start() - 16) : match.start()].lower()
    if not re.search(r"\b(?:start|beginning|end|middle|rest|half|close|course)\s+of\s+$", before):
        return None
    return calendar.step(frame.reference, match["unit"].lower(), 0)


def part_of(whole: Interval, part: str) -> Interval:
    """Return the early, middle or late part of an interval.

    A month's early part is its days 1 to 10, the late one 21 to the end; of longer stretches it is a third, of a
    week its first and last three days.
    """
    if whole.start is None or whole.end is None:
        return whole
    which = (
        -1
        if part.startswith(("early", "beginning", "start", "opening", "earlier"))
        else 1
        if part.startswith(("late", "end", "close"))
        else 0
    )
    if whole.unit == "month":
        bounds = {-1: (1, 10), 0: (11, 20), 1: (21, whole.end.day)}[which]
        return Interval(whole.start.replace(day=bounds[0]), whole.start.replace(day=bounds[1]), "span")
    length = (whole.end - whole.start).days + 1
    if length <= 2:
        return whole
    if whole.unit in ("year", "season", "quarter") and length > 80:
        third = {"year": 4, "season": 1, "quarter": 1}[whole.unit]
        first = calendar.shift(whole.start, third * (which + 1), "month")
        return Interval(first, calendar.shift(first, third, "month") - timedelta(days=1), "span")
    third = max(1, -(-length // 3))
    first = (
        whole.start
        if which < 0
        else whole.end - timedelta(days=third - 1)
        if which > 0
        else whole.start + timedelta(days=(length - third) // 2)
    )
    return Interval(first, first + timedelta(days=third - 1), "span")


def _holiday(match: re.Match[str], frame: Frame) -> Interval | None:
    name = re.sub(r"\s+", " ", match["holiday"].lower().replace("’", "'"))
    reference, groups = frame.reference, match.groupdict()

    def of(y: int) -> date:
        if name in WORDS["fixed_holidays"]:
            return date(y, *WORDS["fixed_holidays"][name])
        if name in WORDS["easter_holidays"]:
            return calendar.easter(y) + timedelta(days=WORDS["easter_holidays"][name])
        month, which, weekday, after = WORDS["weekday_holidays"][name]
        found = calendar.nth_weekday(calendar.month(y, month), weekday, which)
        assert found is not None
        return found + timedelta(days=after)

    if groups.get("year"):
        day = of(int(groups["year"]))
    elif groups.get("which2"):
        day = of(reference.year + _OFFSET[re.sub(r"\s+", " ", groups["which2"].lower())])
    elif frame.lean == "future" or (groups.get("which") or "").lower() in ("next", "coming"):
        day = of(reference.year) if of(reference.year) >= reference else of(reference.year + 1)
    else:
        day = of(reference.year) if of(reference.year) <= reference else of(reference.year - 1)
    if groups.get("weekend"):
        saturday = (
            day + timedelta(days=5 - day.weekday()) if day.weekday() >= 2 else day - timedelta(days=day.weekday() + 2)
        )
        return Interval(saturday, max(day, saturday + timedelta(days=1)), "weekend")
    return days(day)


_YEAR_TAIL = rf"(?:\s*[,/-]?\s*(?:of\s+|in\s+)?(?:(?P<year>{YEAR}|['’]\d\d)|(?P<which2>{_WHICH})\s+year))?"
_HOLIDAYS = "|".join(
    re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]?")
    for table in ("fixed_holidays", "weekday_holidays", "easter_holidays")
    for name in sorted(WORDS[table], key=len, reverse=True)
)
_SEASONS = "|".join(WORDS["seasons"])
RULES: tuple[Rule, ...] = (
    rule(r"(?:the\s+)?(?P<unit>year|month|week)(?=['’]s\s+end\b)", _running),
    rule(r"(?<=of\s)the\s+(?P<unit>day|week|month|quarter|year|decade)(?!\s+(?:to|of|from|ending))", _this_unit),
    rule(
        rf"(?:the\s+month\s+of\s+)?(?:(?P<which>this|last|next|previous|coming|past)\s+)?(?P<month>{MONTH}){_YEAR_TAIL}",
        _month,
    ),
    rule(rf"(?P<year>{YEAR})\s*,?\s+(?P<month>{MONTH})", _month),
    rule(rf"(?P<month>\d{{1,2}})[-/](?P<year>{YEAR})", _numeric_month),
    rule(rf"(?P<year>{YEAR})[-/](?P<month>\d{{1,2}})", _numeric_month),
    rule(
        rf"(?:(?:the\s+)?year\s+(?:of\s+)?)?(?P<year>{YEAR})(?!\s+(?:people|soldiers|migrants|refugees|troops|families|men|women|feet|metres|meters|miles|km|kilometres))",
        _year,
    ),
    rule(
        r"(?:the\s+)?(?P<decade>(?:1[5-9]|20)\d0['’]?s|['’]?[2-9]0['’]?s|" + "|".join(WORDS["decades"]) + ")", _decade
    ),
    rule(rf"(?:the\s+)?(?P<which>{ORDINAL})\s+century", _century),
    rule(rf"(?:the\s+)?(?P<nth>{ORDINAL})[\s-]+quarter{_YEAR_TAIL}", _quarter),
    rule(rf"q(?P<nth>[1-4]){_YEAR_TAIL}", _quarter),
    rule(rf"(?P<year>{YEAR})\s*[-/]?\s*q(?P<nth>[1-4])", _quarter),
    rule(
        rf"(?:the\s+)?(?P<nth>first|second|1st|2nd|latter|last)\s+half\s+of\s+(?:(?P<month>{MONTH})\s*,?\s*)?(?:(?P<year>{YEAR})|(?P<which2>this|last|next)\s+year|(?=\W|$))",
        _half,
    ),
    rule(rf"(?:(?P<which>this|last|next|past|coming|the)\s+)?(?P<season>{_SEASONS}){_YEAR_TAIL}", _season),
    rule(
        rf"(?:the\s+)?week\s+(?P<way>of|starting(?:\s+on)?|beginning(?:\s+on)?|commencing|from|ending(?:\s+on)?|to)\s+(?:the\s+)?"
        rf"(?:(?P<m1>{MONTH})\s+(?P<d1>\d{{1,2}}(?:st|nd|rd|th)?)|(?P<d2>\d{{1,2}}(?:st|nd|rd|th)?)\s+(?:of\s+)?(?P<m2>{MONTH}))(?:,?\s+(?P<year>{YEAR}))?",
        _week_of,
    ),
    rule(r"(?:the\s+)?week\s+of\s+the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)", _week_of_day),
    rule(
        rf"(?:the\s+)?(?P<nth>{ORDINAL})\s+week\s+(?:of|in)\s+(?:(?P<month>{MONTH})(?:\s*,?\s*(?P<year>{YEAR}))?|(?P<which2>(?:this|last|next|the)\s+month))",
        _nth_week,
    ),
    rule(rf"(?:the\s+)?(?P<nth>{ORDINAL})\s+week\s+(?:of|in)\s+(?P<year>{YEAR})", _nth_week),
    rule(
        rf"(?:the\s+)?(?P<edge>first|last)\s+(?P<count>{NUMBER})\s+(?P<unit>days|weeks|months)\s+(?:of|in)\s+(?:(?P<month>{MONTH})(?:,?\s+)?)?(?:(?P<year>{YEAR})|this\s+year|(?=\W|$))",
        _edge_units,
    ),
    rule(
        rf"(?:(?P<which>last|next|this|coming|past)\s+)?(?P<holiday>{_HOLIDAYS})(?P<weekend>\s+weekend)?{_YEAR_TAIL}",
        _holiday,
    ),
)
