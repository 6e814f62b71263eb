"""Dates joined and bounded: "from 3 to 5 May", "since Friday", "by year's end", "early March"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from geonews.events.dating.calendar import Interval, Lean, days, shift
from geonews.events.dating.periods import part_of
from geonews.events.dating.rules import Frame
from geonews.events.dating.vocabulary import NUMBER, UNIT, WORDS, number, unit

__all__ = ["Mention", "bounded", "joined", "partial"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A date expression: ``text[start:end]`` and the days it means; ``bound`` is since, by, … or empty."""

    start: int
    end: int
    interval: Interval
    bound: str = ""


_PART = re.compile(
    r"(?:\b(?:in|at|by|towards?)\s+)?(?:\bthe\s+)?\b(?:(?P<part>early|mid|late|earlier)(?:\s+in\s+(?:the\s+)?|[\s-]+)"
    r"|(?P<edge>beginning|start|middle|opening\s+days|end|close)\s+of\s+(?:the\s+)?)$",
    re.IGNORECASE,
)
_TAIL_END = re.compile(r"['’]s?\s+end\b", re.IGNORECASE)
_NIGHT = re.compile(r"\b(?:overnight|the\s+night|early\s+hours)\s+(?:in)?to\s+$", re.IGNORECASE)
_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.)?\s+(?:on\s+)?)?"
_BETWEEN = re.compile(rf"\b(?P<open>between|from)\s+(?:the\s+|early\s+|late\s+)?{_CLOCK}$", re.IGNORECASE)
_JOIN = re.compile(
    r"\s*(?P<join>-|–|—|--|,?\s*(?:up\s+|through\s+)?(?:to|until|till|til|through|thru)\b|\band\b|\bor\b|&)\s*"
    rf"(?:(?:on|the|early|late)\s+)*{_CLOCK}",
    re.IGNORECASE,
)
_FIRST_DAY = re.compile(
    r"(?:\b(?P<open>between|from)\s+)?(?:the\s+)?(?<![/.])\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:-|–|to|and|until|till|through|,)\s*$",
    re.IGNORECASE,
)
_LAST_DAY = re.compile(
    r"\s*(?:-|–|to|and|until|till|through|&)\s*(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?![:.,]?\d|\s*(?:%|percent|people|million|hundred|\w+s\b))(?:\s*,?\s*(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?P<bound>since|ever\s+since|starting(?:\s+(?:from|on|in))?|beginning(?:\s+(?:on|in|from))?|as\s+of|from|by|no\s+later\s+than|until|till|til|up\s+(?:to|until)|through"
    r"|before|prior\s+to|ahead\s+of|earlier\s+than|after|following|later\s+than|on\s+or\s+(?:after|before)|the\s+day\s+(?:before|after)|within|leading\s+up\s+to)"
    r"(?P<mid>\s+(?:the\s+)?(?:early\s+|late\s+)?(?:on\s+|in\s+)?(?:dawn|dusk|noon|midday|midnight|nightfall|sunset|sunrise|\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.)?(?:\s+(?:gmt|utc|local\s+time))?)?\s*(?:on\s+|of\s+)?)$",
    re.IGNORECASE,
)
_HOUR = re.compile(r"dawn|dusk|noon|midday|midnight|nightfall|sunset|sunrise|\d", re.IGNORECASE)
_END_OF = re.compile(r"(?:the\s+)?end\s+of\b", re.IGNORECASE)
_SINCE_CLAUSE = re.compile(
    r"\bsince\s+(?:[^\s,.;:]+\s+){1,16}?(?:(?:on|in|at|early|late|over|during)\s+(?:the\s+)?)?$", re.IGNORECASE
)
_A_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_FROM_TODAY = re.compile(r"\b(?:next|last|this|coming|past|today|tomorrow|yesterday|now|ago)\b", re.IGNORECASE)
_AWAY = re.compile(
    rf"\b(?P<count>{NUMBER})\s+(?P<unit>{UNIT})\s+(?P<way>before|after|from|prior\s+to|following)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_STAY = re.compile(
    rf"(?P<for>\bfor\s+)?\b(?P<count>{NUMBER})\s+(?P<unit>{UNIT})\s*,?\s+(?P<way>from|starting|beginning)(?:\s+(?:on|from))?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\s+(?:onwards?|on)\b(?!\s+(?:the|a|\w+day))", re.IGNORECASE)


def partial(mention: Mention, text: str) -> Mention:
    """Read the part of a period before it ("early March", "the end of May") or after it ("year's end")."""
    tail = _TAIL_END.match(text, mention.end)
    if tail and mention.interval.unit in ("year", "month", "week"):
        interval = mention.interval
        return Mention(mention.start, tail.end(), replace(part_of(interval, "end"), unit="end of " + interval.unit))
    before = _PART.search(text, max(0, mention.start - 24), mention.start)
    if before is None:
        if _NIGHT.search(text, max(0, mention.start - 24), mention.start) and mention.interval.start:
            first = mention.interval.start - timedelta(days=1)
            return Mention(mention.start, mention.end, replace(mention.interval, start=first))
        return mention
    name = "part" if before["part"] else "edge"
    word = before[name].lower()
    if mention.interval.precision == 1 and mention.interval.unit in ("day", "weekend"):
        return mention
    part = part_of(mention.interval, word)
    if word in ("end", "close"):
        part = replace(part, unit="end of " + mention.interval.unit)
    return Mention(before.start(name), mention.end, part)


def joined(mentions: list[Mention], text: str, lean: Lean = "past") -> list[Mention]:
    """Join two dates into a range where the words between them say so.

    What was on one of two days was in the time that both are; days ahead are left to be chosen from.
    """
    result: list[Mention] = []
    for mention in mentions:
        mention = _with_day_before(_with_day_after(mention, text), text)
        if result:
            between = _JOIN.fullmatch(text, result[-1].end, mention.start)
            pair = between and _pair(result[-1], mention, between["join"].strip(" ,").lower(), text, lean)
            if pair:
                result[-1] = pair
                continue
        result.append(mention)
    return result


def _pair(first: Mention, second: Mention, word: str, text: str, lean: Lean) -> Mention | None:
    a, b = first.interval, second.interval
    yearless = not _A_YEAR.search(text, first.start, first.end) and not _FROM_TODAY.search(text, first.start, first.end)
    if yearless and _A_YEAR.search(text, second.start, second.end):
        a = _in_year_of(a, b)
    if a.start is None or b.start is None or b.end is None:
        return None
    a_start, b_start, b_end = a.start, b.start, b.end
    if a.unit == b.unit == "day" and a_start > b_end and _FROM_TODAY.search(text, first.start, first.end):
        b_start, b_end = b_start + timedelta(days=7), b_end + timedelta(days=7)
    opened = _BETWEEN.search(text, max(0, first.start - 30), first.start)
    if opened and (a_start - b_end).days in range(1, 400):
        if a.unit == b.unit == "day" and (a_start - b_end).days <= 7:
            a_start -= timedelta(days=7)
        else:
            a_start = a_start.replace(year=b_start.year - (a_start.month > b_start.month))
    if a_start > b_end:
        return None
    if word in ("and", "or", "&"):
        near = a.unit == b.unit and a.end is not None and 0 <= (b_start - a.end).days <= 1
        near = near and (word != "or" or (a.unit == "day" and lean == "past"))
        if not near and not (opened and opened["open"].lower() == "between"):
            return None
    start = opened.start() if opened else first.start
    return Mention(start, second.end, Interval(a_start, b_end, "span", a.dated and b.dated))


def _in_year_of(interval: Interval, other: Interval) -> Interval:
    """Give a date without a year the year of the one it is joined to, or the year before if it would come later."""
    if interval.start is None or interval.end is None or other.start is None:
        return interval
    shifted = other.start.year - interval.start.year
    if interval.start.month > other.start.month and interval.unit != "year":
        shifted -= 1
    try:
        return replace(
            interval,
            start=interval.start.replace(year=interval.start.year + shifted),
            end=interval.end.replace(year=interval.end.year + shifted),
        )
    except ValueError:
        return interval


def _with_day_before(mention: Mention, text: str) -> Mention:
    """Three to 5 May: a bare day before a full date."""
    if (
        mention.interval.unit != "day"
        or mention.interval.start is None
        or mention.interval.start != mention.interval.end
    ):
        return mention
    if not text[mention.start : mention.start + 1].isdigit():
        return mention
    before = _FIRST_DAY.search(text, max(0, mention.start - 24), mention.start)
    day = int(before["day"]) if before else 99
    if before is None or not 1 <= day < mention.interval.start.day:
        return mention
    return Mention(
        before.start(), mention.end, Interval(mention.interval.start.replace(day=day), mention.interval.end, "span")
    )


def _with_day_after(mention: Mention, text: str) -> Mention:
    """May 3 to 5, May 3-5, 2021: a bare day after a full date."""
    interval = mention.interval
    if interval.unit != "day" or interval.start is None or interval.start != interval.end:
        return mention
    if not re.search(r"\d(?:st|nd|rd|th)?$", text[mention.start : mention.end]) or not text[mention.start].isalpha():
        return mention
    after = _LAST_DAY.match(text, mention.end)
    if after is None or not interval.start.day < int(after["day"]) <= 31:
        return mention
    try:
        first, last = interval.start, interval.start.replace(day=int(after["day"]))
        if after["year"]:
            first, last = first.replace(year=int(after["year"])), last.replace(year=int(after["year"]))
    except ValueError:
        return mention
    opened = _BETWEEN.search(text, max(0, mention.start - 14), mention.start)
    return Mention(opened.start() if opened else mention.start, after.end(), Interval(first, last, "span"))


def bounded(mention: Mention, text: str, frame: Frame) -> Mention:
    """Read since, by, until, before, after and the like before a date."""
    interval = mention.interval
    away = _AWAY.search(text, max(0, mention.start - 40), mention.start)
    stay = _STAY.search(text, max(0, mention.start - 48), mention.start)
    if stay and interval.start is not None and (stay["way"].lower() != "from" or stay["for"]):
        last = shift(interval.start, number(stay["count"]), unit(stay["unit"])) - timedelta(days=1)
        return Mention(stay.start(), mention.end, Interval(interval.start, max(interval.start, last), "span"))
    if away and interval.start is not None and interval.end is not None:
        name, count = unit(away["unit"]), number(away["count"])
        back = away["way"].lower().startswith(("before", "prior"))
        return Mention(
            away.start(),
            mention.end,
            days(shift(interval.start if back else interval.end, -count if back else count, name)),
        )
    before = _BOUND.search(text, max(0, mention.start - 48), mention.start)
    if before is None:
        clause = _SINCE_CLAUSE.search(text, max(0, mention.start - 160), mention.start)
        if clause:
            return Mention(clause.start(), mention.end, interval.since(frame.reference), "since")
        return mention
    word = re.sub(r"\s+", " ", before["bound"].lower())
    if _HOUR.search(before["mid"] or "") and word in ("before", "after", "prior to", "following", "later than"):
        return Mention(before.start(), mention.end, interval)
    if word == "from":
        onwards = _ONWARDS.match(text, mention.end)
        if interval.unit == "span":
            return mention
        return Mention(before.start(), onwards.end() if onwards else mention.end, _open(interval, frame), "since")
    bound = _KINDS.get(word, word)
    if bound == "before" and _END_OF.match(text, mention.start):
        bound = "by"
    if bound == "since":
        return Mention(before.start(), mention.end, _open(interval, frame), "since")
    if bound == "by":
        return Mention(before.start(), mention.end, replace(interval, start=None, unit="span"), "by")
    if bound == "before":
        end = interval.start - timedelta(days=1) if interval.start else None
        return Mention(before.start(), mention.end, Interval(None, end, "span", interval.dated), "before")
    if bound == "after":
        start = interval.end if interval.precision == 1 else interval.end and interval.end + timedelta(days=1)
        return Mention(before.start(), mention.end, Interval(start, None, "span", interval.dated), "after")
    if bound in ("the day before", "the day after") and interval.start:
        return Mention(
            before.start(), mention.end, days(interval.start + timedelta(days=1 if bound.endswith("after") else -1))
        )
    return mention


def _open(interval: Interval, frame: Frame) -> Interval:
    if interval.start is None:
        return interval
    return interval.since(frame.reference)


_KINDS: dict[str, str] = WORDS["bounds"]
