"""Dates told from today: "yesterday", "on Friday", "last week", "two days ago", "overnight", "the past 24 hours"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geonews.events.dating.calendar import Interval, days, monday, month, shift, step
from geonews.events.dating.periods import part_of
from geonews.events.dating.rules import Frame, Rule, rule
from geonews.events.dating.vocabulary import NUMBER, UNIT, WEEKDAY, WEEKDAYS, number, unit

__all__ = ["RULES", "weekend"]

_DAYS = {
    "today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2,
    "last night": -1, "this morning": 0, "this afternoon": 0, "this evening": 0, "earlier today": 0, "later today": 0,
    "tmr": 1, "tmrw": 1,
}  # fmt: skip
_BACK = ("last", "past", "previous", "the past", "the last")
_WHICH = r"this\s+coming|this\s+past|this|last|past|previous|next|coming|upcoming|following|current"


def _named_day(match: re.Match[str], frame: Frame) -> Interval:
    word = re.sub(r"\s+", " ", match["word"].lower())
    return days(frame.reference + timedelta(days=_DAYS[word.removeprefix("the ")]))


def _overnight(match: re.Match[str], frame: Frame) -> Interval:
    """Overnight is the day before and the day; "overnight into Tuesday" ends on Tuesday."""
    return days(frame.reference - timedelta(days=1), frame.reference)


def _weekday(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read a weekday: the last one (the day of publication itself counts), or the next where the text looks ahead."""
    if match["weekday"][0].islower() and match["weekday"] in ("sun", "sat", "wed", "mon"):
        return None
    wanted = WEEKDAYS[match["weekday"].rstrip(".").lower()]
    which = re.sub(r"\s+", " ", (match["which"] or "").lower())
    reference = frame.reference
    if which == "this":
        return days(monday(reference) + timedelta(days=wanted))
    if which in ("next", "following"):
        return days(monday(reference, 1) + timedelta(days=wanted))
    if which in ("coming", "upcoming", "this coming"):
        return days(reference + timedelta(days=(wanted - reference.weekday() - 1) % 7 + 1))
    if which == "previous":
        return days(monday(reference, -1) + timedelta(days=wanted))
    if which in ("last", "past", "this past"):
        return days(reference - timedelta(days=(reference.weekday() - wanted - 1) % 7 + 1))
    if frame.lean == "future":
        return days(reference + timedelta(days=(wanted - reference.weekday()) % 7))
    return days(reference - timedelta(days=(reference.weekday() - wanted) % 7))


def _weekday_of_week(match: re.Match[str], frame: Frame) -> Interval:
    """Friday of last week, Monday next week, last week Friday."""
    wanted = WEEKDAYS[match["weekday"].rstrip(".").lower()]
    offset = {"this": 0, "last": -1, "previous": -1, "past": -1, "next": 1, "following": 1, "coming": 1}[
        match["which"].lower()
    ]
    return days(monday(frame.reference, offset) + timedelta(days=wanted))


def _up_to_weekday(match: re.Match[str], frame: Frame) -> Interval:
    """Read the week to Sunday: the seven days that end on it."""
    wanted = WEEKDAYS[match["weekday"].rstrip(".").lower()]
    end = frame.reference - timedelta(days=(frame.reference.weekday() - wanted) % 7)
    length = {"week": 7, "fortnight": 14, "month": 30}[match["unit"].lower()]
    return Interval(end - timedelta(days=length - 1), end, "week")


def _after_next(match: re.Match[str], frame: Frame) -> Interval:
    name = match["unit"].lower()
    return weekend(frame.reference, 2) if name == "weekend" else step(frame.reference, name, 2)


def _week_from(match: re.Match[str], frame: Frame) -> Interval:
    """Read a week from Tuesday, two weeks from Monday, Tuesday week."""
    wanted = WEEKDAYS[match["weekday"].rstrip(".").lower()]
    following = frame.reference + timedelta(days=(wanted - frame.reference.weekday() - 1) % 7 + 1)
    return days(following + timedelta(weeks=number(match["count"])))


def weekend(reference: date, offset: int = 0) -> Interval:
    """Return the Saturday and Sunday of the reference's own week, or of one some weeks away."""
    first = monday(reference, offset) + timedelta(days=5)
    return Interval(first, first + timedelta(days=1), "weekend")


def _weekend(match: re.Match[str], frame: Frame) -> Interval:
    """Read the weekend: the last one; during a week "this weekend" is the coming one unless the text looks back."""
    which, reference = (match["which"] or "").lower(), frame.reference
    if which in ("last", "past", "previous", "this past"):
        return weekend(reference, -1)
    if which in ("next", "following"):
        return weekend(reference, 1)
    if frame.lean == "future" or which in ("coming", "this coming", "upcoming"):
        return weekend(reference)
    return weekend(reference, 0 if reference.weekday() == 6 else -1)


def _unit(match: re.Match[str], frame: Frame) -> Interval | None:
    """Last week, late last year, this month (so far), next year, earlier this year, later this week, the past year."""
    which, name, reference = match["which"].lower(), unit(match["unit"]), frame.reference
    part = (match["part"] or "").lower()
    if name in ("hour", "minute"):
        return days(reference)
    which = re.sub(r"\s+", " ", which).removeprefix("the ")
    if which in ("past", "this past") and name == "week":
        return Interval(reference - timedelta(days=7), reference, "week")
    if which in ("past", "this past") and name not in ("quarter", "decade"):
        return Interval(shift(reference, -1, name), reference, "span")
    if name == "night":
        return days(reference + timedelta(days={"last": -1, "previous": -1}.get(which, 0)))
    offset = -1 if which in ("last", "previous") else 1 if which in ("next", "coming", "following", "upcoming") else 0
    offset = -1 if which in ("past", "this past") else offset
    whole = step(reference, name, offset)
    if name == "day" and offset == 0 and which not in ("this",):
        return None
    if offset == 0 and (part in ("earlier", "late", "early") or frame.lean == "past"):
        return Interval(whole.start, min(reference, whole.end or reference), whole.unit)
    if offset == 0 and part == "later":
        return Interval(reference, whole.end, whole.unit)
    return part_of(whole, part) if offset and part in ("early", "late") else whole


def _ago(match: re.Match[str], frame: Frame) -> Interval | None:
    """Three days ago; a number of years or months ago keeps the precision of its unit only in ``unit``."""
    name, count = unit(match["unit"]), number(match["count"])
    if (match["half"] or "") and name in ("year", "month", "week"):
        name, count = {"year": "month", "month": "day", "week": "day"}[name], {"year": 6, "month": 15, "week": 3}[name]
    base = _base(match["base"], frame) if match["base"] else frame.reference
    back = match["way"].lower().startswith(("ago", "before", "prior", "back"))
    moved = shift(base, -count if back else count, name)
    return Interval(moved, moved, "day" if name in ("day", "hour") else name)


def _ages_ago(match: re.Match[str], frame: Frame) -> Interval:
    """Read decades ago, many years ago: at an unknown time before."""
    years = {"year": 3, "decade": 20, "generation": 40, "century": 200}[unit(match["unit"])]
    return Interval(None, shift(frame.reference, -years, "year"), "span")


def _base(word: str | None, frame: Frame) -> date:
    word = (word or "").lower()
    return frame.reference + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(word.split()[-1] if word else "", 0))


def _in_units(match: re.Match[str], frame: Frame) -> Interval:
    """In two weeks: that day."""
    return days(shift(frame.reference, number(match["count"]), unit(match["unit"])))


def _within(match: re.Match[str], frame: Frame) -> Interval:
    return Interval(frame.reference, shift(frame.reference, number(match["count"]), unit(match["unit"])), "span")


def _span(match: re.Match[str], frame: Frame) -> Interval:
    """Read spans: the past three days end today; the next three begin tomorrow; hours are counted as days."""
    name, reference = unit(match["unit"]), frame.reference
    word = (match["count"] or "").lower()
    vague = word in ("few", "several", "some", "recent", "")
    count = 3 if vague else number(word)
    if name in ("hour", "minute"):
        name, count = "day", max(1, -(-count // 24)) if name == "hour" else 1
    back = match["which"].lower().split()[-1] in ("last", "past", "previous", "recent")
    if vague:
        count = {"day": 3, "week": 3, "month": 3, "year": 3}.get(name, 2)
    if name in ("quarter", "decade"):
        ends = (
            (step(reference, name, -count), step(reference, name, -1))
            if back
            else (step(reference, name, 1), step(reference, name, count))
        )
        return Interval(ends[0].start, ends[1].end, "span")
    if back:
        return Interval(shift(reference, -count, name), reference, "span")
    first = reference + timedelta(days=1)
    return Interval(first, shift(first, count, name) - timedelta(days=1), "span")


def _recent(match: re.Match[str], frame: Frame) -> Interval:
    name = unit(match["unit"])
    return Interval(
        shift(frame.reference, {"day": -7, "week": -4, "month": -6}.get(name, -3), name), frame.reference, "span"
    )


def _months_of(match: re.Match[str], frame: Frame) -> Interval:
    """Year to date, month to date."""
    whole = step(frame.reference, unit(match["unit"]), 0)
    return Interval(whole.start, frame.reference, "span")


def _first_units(match: re.Match[str], frame: Frame) -> Interval:
    """Read the first ten days of the month: of the current one."""
    base = month(frame.reference.year, frame.reference.month)
    assert base.start is not None
    return Interval(
        base.start, shift(base.start, number(match["count"]), unit(match["unit"])) - timedelta(days=1), "span"
    )


_PART = r"(?:(?P<part>earlier|early|late|later)\s+(?:in\s+)?)?"
_TIME_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night|noon|midday|midnight|lunchtime|dawn|dusk))?"
RULES: tuple[Rule, ...] = (
    rule(
        r"(?P<word>(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow)|earlier\s+today|later\s+today|today|tonight|yesterday|tomorrow"
        r"|tmrw?|last\s+night|this\s+(?:morning|afternoon|evening))" + _TIME_OF_DAY,
        _named_day,
        "named",
    ),
    rule(
        r"(?<=and\s)now|(?<=between\s)now|(?<=from\s)now|(?<=until\s)now|(?<=till\s)now|(?<=to\s)now",
        lambda match, frame: days(frame.reference),
        "named",
    ),
    rule(r"overnight|during\s+the\s+night(?!\s+(?:of|after|from|to|before|between)\b)", _overnight, "named"),
    rule(rf"(?:(?P<which>{_WHICH})\s+)?(?P<weekday>{WEEKDAY}){_TIME_OF_DAY}", _weekday, "weekday"),
    rule(
        rf"(?P<weekday>{WEEKDAY}){_TIME_OF_DAY}\s*,?\s+(?:of\s+)?(?P<which>this|last|previous|past|next|following|coming)\s+week",
        _weekday_of_week,
        "weekday",
    ),
    rule(
        rf"(?P<which>this|last|previous|past|next|following|coming)\s+week(?:['’]s)?\s*,?\s+(?:on\s+)?(?P<weekday>{WEEKDAY})",
        _weekday_of_week,
        "weekday",
    ),
    rule(
        rf"(?:the\s+)?(?P<unit>week|month|fortnight)\s+(?:to|ending|through)\s+(?:on\s+)?(?P<weekday>{WEEKDAY})",
        _up_to_weekday,
        "weekday",
    ),
    rule(r"(?:the\s+)?(?P<unit>week|month|year|weekend)\s+after\s+(?:the\s+)?next", _after_next, "unit"),
    rule(rf"(?P<count>a|one|two|three|\d)\s+weeks?\s+from\s+(?P<weekday>{WEEKDAY})", _week_from, "weekday"),
    rule(
        rf"(?:(?:the|over|during)\s+)?(?:(?P<which>{_WHICH})\s+)?weekend",
        _weekend,
        "week",
    ),
    rule(
        rf"{_PART}(?P<which>{_WHICH}|the\s+past)\s+(?:calendar\s+)?"
        r"(?P<unit>day|night|week|fortnight|month|quarter|year|decade|hour|minute|century)",
        _unit,
        "unit",
    ),
    rule(
        r"(?P<part>earlier|later|early|late)\s+in\s+the\s+(?P<unit>week|month|quarter|year|decade|century)(?P<which>)",
        _unit,
        "unit",
    ),
    rule(
        rf"(?P<half>half\s+)?(?P<count>{NUMBER})\s+(?P<unit>{UNIT})\s+(?P<way>ago|hence|back|from|before)"
        r"(?<!from)(?<!before)(?P<base>)",
        _ago,
        "unit",
    ),
    rule(r"(?:(?:many|several|some)\s+)?(?P<unit>years|decades|generations|centuries)\s+ago", _ages_ago, "ages"),
    rule(
        rf"(?P<half>half\s+)?(?P<count>{NUMBER})\s+(?P<unit>{UNIT})\s+(?P<way>from|before|after|prior\s+to)\s+(?:right\s+)?(?P<base>now|today|yesterday|tomorrow)",
        _ago,
        "unit",
    ),
    rule(rf"in\s+(?P<count>{NUMBER})\s+(?:more\s+)?(?P<unit>{UNIT})(?:['’]\s*time|\s+time)?", _in_units, "unit"),
    rule(
        rf"(?:within|less\s+than)\s+(?:the\s+)?(?:next\s+)?(?P<count>{NUMBER})\s+(?P<unit>{UNIT})(?:\s+from\s+(?:now|today))?",
        _within,
        "unit",
    ),
    rule(
        rf"(?:(?:in|over|for|during|within)\s+)?(?:the\s+)?(?P<which>last|past|previous|next|coming|following|upcoming)\s+(?P<count>few|several|{NUMBER})\s+(?P<unit>{UNIT})",
        _span,
        "unit",
    ),
    rule(rf"(?P<count>{NUMBER})\s+(?P<which>upcoming|coming|past|previous|next)\s+(?P<unit>{UNIT})", _span, "unit"),
    rule(rf"(?:in\s+|over\s+|the\s+)?recent\s+(?P<unit>{UNIT})", _recent, "unit"),
    rule(r"(?P<unit>year|month|week)[- ]to[- ]date", _months_of, "unit"),
    rule(rf"(?:the\s+)?first\s+(?P<count>{NUMBER})\s+(?P<unit>days)\s+of\s+(?:the|this)\s+month", _first_units, "unit"),
)
