"""Longer stretches: months, years, quarters, seasons, decades, and the parts of them ("early March")."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geonews.events.dating import calendar
from geonews.events.dating.calendar import Interval
from geonews.events.dating.rules import Frame, Rule, rule
from geonews.events.dating.vocabulary import MONTH, MONTHS, ORDINAL, WORDS, YEAR, number

__all__ = ["OFFSET", "RULES", "WHICH", "YEAR_TAIL", "part_of", "year_of_month"]

WHICH = r"this|last|next|previous|coming|past|following|the\s+same|that"
_CUE = re.compile(
    r"(?:\b(?:in|since|by|until|till|til|through|during|of|from|before|after|early|late|mid|to|and|or|between|for|around|about|last|next|year|years|on|over|summer|winter|spring|autumn|fall|than)[\s-]+(?:the\s+)?|[-–—,(]\s*|^\s*)$",
    re.IGNORECASE,
)
#: Characters before a month in which such a word is looked for.
_CUE_CHARS = 40
_RANGE_AHEAD = re.compile(r"\s*(?:-|–|to|and|through|till|until|,)\s*(?:19|20)\d\d")
_MONTH_AHEAD = re.compile(rf"\s*[-–]\s*{MONTH}", re.IGNORECASE)
OFFSET = {
    "this": 0,
    "the same": 0,
    "that": 0,
    "last": -1,
    "previous": -1,
    "past": -1,
    "next": 1,
    "coming": 1,
    "following": 1,
}


def year_of_month(number_of_month: int, match: re.Match[str], frame: Frame) -> int:
    """Return the year of a month: the one given, or the nearest on the side the text leans to."""
    groups = match.groupdict()
    if groups.get("year"):
        text = str(groups["year"]).lstrip("'’")
        return int(text) if len(text) == 4 else 2000 + int(text)
    reference = frame.reference
    which = (groups.get("which") or groups.get("which2") or "").lower()
    which = re.sub(r"\s+", " ", which).split(" year")[0]
    if groups.get("which2"):
        if which in ("that", "the same") and frame.anchor is not None:  # the year that the sentences before speak of
            return frame.anchor.year
        return reference.year + OFFSET[which]
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
        groups.get("year")
        or groups.get("which")
        or groups.get("which2")
        or _CUE.search(match.string, max(0, match.start() - _CUE_CHARS), match.start())
        or _MONTH_AHEAD.match(match.string, match.end())
    )
    if word.lower() in ("may", "march", "mar", "sun", "jan") and not said:
        return None
    value = MONTHS[word.rstrip(".").lower()]
    return calendar.month(year_of_month(value, match, frame), value)


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
    text = re.sub(r"\s+", " ", match["decade"].lower().lstrip("'’"))
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
        y += OFFSET.get(which, 0)
        if not which and calendar.quarter(y, count).start > reference and frame.lean == "past":  # type: ignore[operator]
            y -= 1
    return calendar.quarter(y, count)


def _half(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read the first half of May (1 to 15), of 2020, or of this year."""
    second = match["nth"].lower() in ("second", "2nd", "latter", "last", "2")
    word = (match["month"] or "").rstrip(".").lower()
    if word:
        whole = calendar.month(year_of_month(MONTHS[word], match, frame), MONTHS[word])
        assert whole.start is not None
        middle = whole.start.replace(day=15)
        return (
            Interval(middle + timedelta(days=1), whole.end, "span") if second else Interval(whole.start, middle, "span")
        )
    y = (
        int(match["year"])
        if match["year"]
        else frame.reference.year + OFFSET.get((match["which2"] or "this").lower(), 0)
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
            reference.year + OFFSET[re.sub(r"\s+", " ", groups["which2"].lower())], first, 3, "season"
        )
    y = reference.year if date(reference.year, first, 1) <= reference else reference.year - 1
    current = calendar.months(y, first, 3, "season")
    assert current.start is not None and current.end is not None
    if which == "last" and current.end >= reference:
        return calendar.months(y - 1, first, 3, "season")
    if which in ("next", "coming") or (frame.lean == "future" and current.end < reference):
        return calendar.months(y + 1, first, 3, "season")
    return current


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


YEAR_TAIL = rf"(?:\s*[,/-]?\s*(?:of\s+|in\s+)?(?:(?P<year>{YEAR}|['’]\d\d)|(?P<which2>{WHICH})\s+year))?"
_SEASONS = "|".join(WORDS["seasons"])
RULES: tuple[Rule, ...] = (
    rule(r"(?:the\s+)?(?P<unit>year|month|week)(?=['’]s\s+end\b)", _running, "unit"),
    rule(
        r"(?<=of\s)the\s+(?P<unit>day|week|month|quarter|year|decade)(?!\s+(?:to|of|from|ending))", _this_unit, "unit"
    ),
    rule(
        rf"(?:the\s+month\s+of\s+)?(?:(?P<which>this|last|next|previous|coming|past)\s+)?(?P<month>{MONTH}){YEAR_TAIL}",
        _month,
        "month",
    ),
    rule(rf"(?P<year>{YEAR})\s*,?\s+(?P<month>{MONTH})", _month, "month"),
    rule(rf"(?P<month>\d{{1,2}})[-/](?P<year>{YEAR})", _numeric_month, "digit"),
    rule(rf"(?P<year>{YEAR})[-/](?P<month>\d{{1,2}})", _numeric_month, "digit"),
    rule(
        rf"(?:(?:the\s+)?year\s+(?:of\s+)?)?(?P<year>{YEAR})(?!\s+(?:people|soldiers|migrants|refugees|troops|families|men|women|feet|metres|meters|miles|km|kilometres"
        r"|blocks?|hours|hrs|utc|gmt|bst|e[sd]t|c[sd]t|p[sd]t|ce?st))",
        _year,
        "digit",
    ),
    rule(
        r"(?:the\s+)?(?P<decade>(?:1[5-9]|20)\d0['’]?s|['’]?[2-9]0['’]?s|" + "|".join(WORDS["decades"]) + ")",
        _decade,
        "decade",
    ),
    rule(rf"(?:the\s+)?(?P<which>{ORDINAL})\s+century", _century, "part"),
    rule(rf"(?:the\s+)?(?P<nth>{ORDINAL})[\s-]+quarter{YEAR_TAIL}", _quarter, "part"),
    rule(rf"q(?P<nth>[1-4]){YEAR_TAIL}", _quarter, "digit"),
    rule(rf"h(?P<nth>[12])\s*(?P<month>)(?P<year>{YEAR})(?P<which2>)", _half, "digit"),
    rule(rf"(?P<year>{YEAR})\s*[-/]?\s*h(?P<nth>[12])(?P<month>)(?P<which2>)", _half, "digit"),
    rule(rf"(?P<year>{YEAR})\s*[-/]?\s*q(?P<nth>[1-4])", _quarter, "digit"),
    rule(
        rf"(?:the\s+)?(?P<nth>first|second|1st|2nd|latter|last)\s+half\s+of\s+(?:(?P<month>{MONTH})\s*,?\s*)?(?:(?P<year>{YEAR})|(?P<which2>this|last|next)\s+year|(?=\W|$))",
        _half,
        "part",
    ),
    rule(rf"(?:(?P<which>this|last|next|past|coming|the)\s+)?(?P<season>{_SEASONS}){YEAR_TAIL}", _season, "season"),
)
