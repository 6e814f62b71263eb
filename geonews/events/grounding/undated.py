"""When something was that no words of its own date: as is told beside it, else as its place in the text tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from geonews.events.dating import Mention as DateMention
from geonews.events.grounding.dates import Calendar
from geonews.events.grounding.items import words_of
from geonews.events.reader.decoding import RoleSpan
from geonews.model import When

__all__ = ["Claim", "Part", "beside", "lone_date", "undated"]

#: Last sentence of what is news: title and lead.
_NEWS = 2
#: What may be as a thing was that is told beside it.
_SETTLED = ("happened", "denied")


class Part(Enum):
    """What a happening is to one that is told in its sentence: a deed, or what the law does about it."""

    DEED = "deed"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Claim:
    """The date of another happening: its words, and what that one is."""

    span: RoleSpan
    part: Part | None


def beside(
    calendar: Calendar, triggers: Sequence[int], status: str, claims: Sequence[Claim] = (), part: Part | None = None
) -> When | None:
    """Return the one date of a trigger's sentence, None if that has none or several: what is told beside it.

    "He was suspended on Friday and ordered to leave": the order has no date of its own. The date of a report
    ("police said on Monday") is none of what is reported, a time that something else ends or begins with
    ("until Friday") no day of anything, and a day of next month no day of what happened.

    Parameters
    ----------
    calendar
        The dates of the text.
    triggers
        The words that tell of it.
    status
        Its status: what is planned or feared was not when it was spoken of.
    claims
        The dates of other happenings. What was done before the law's answer to it ("jailed on Friday for a robbery")
        happened by then, nobody knows when; the day of a deed tells nothing of the answer.
    part
        What it is itself.
    """
    if status not in _SETTLED:
        return None
    words = calendar.words
    for sentence in dict.fromkeys(words.sentence[i] for i in triggers):
        told = _lone(calendar, sentence)
        if told is None:
            continue
        first, last, mention = told
        if mention.bound or not calendar.may_be(mention, status) or calendar.reported(first, last):
            continue
        if calendar.ahead(mention, sentence):
            continue
        interval = calendar.interval(mention, first, last, triggers, status)
        others = {c.part for c in claims if words.starts[c.span.first] < last and words.ends[c.span.last] > first}
        if part is Part.ANSWER and others == {Part.DEED}:
            continue
        if part is Part.DEED and others == {Part.ANSWER}:
            interval = replace(interval, start=None, unit="span")
        return calendar.told(interval, first, last, "context")
    return None


def undated(calendar: Calendar, triggers: Sequence[int], status: str, spans: Sequence[RoleSpan] = ()) -> When:
    """Return the time of what no words date, as its triggers are placed.

    What title or lead tell is news: it was on the day that it is said to have been reported ("state media said on
    Saturday"), else on the day of publication. What is told further down, and what was "recently" or went on "for
    weeks", happened by then, nobody knows when. Plans are from then on.

    Parameters
    ----------
    calendar
        The dates of the text.
    triggers
        The words that tell of it.
    status
        Its status.
    spans
        What was read as its time, and tells no day.
    """
    if status != "happened" or calendar.published is None:
        return calendar.fallback(status == "planned")
    told_in = list(dict.fromkeys(calendar.words.sentence[i] for i in triggers))
    news = any(0 <= sentence <= _NEWS for sentence in told_in) and not any(_vague(calendar, s) for s in spans)
    for sentence in told_in:
        day = _report(calendar, _lone(calendar, sentence))
        if day is not None:
            return day if news else replace(day, start=None, precision=3)
    found = calendar.fallback(False)
    return found if news else replace(found, start=None, precision=3)


def lone_date(calendar: Calendar, sentence: int) -> tuple[int, int] | None:
    """Return the offsets of the one date of a sentence, None if it has none or several."""
    found = _lone(calendar, sentence)
    return None if found is None else found[:2]


def _lone(calendar: Calendar, sentence: int) -> tuple[int, int, DateMention] | None:
    told = [m for m in calendar.mentions(sentence) if m[2].interval.dated]
    return told[0] if len(told) == 1 else None


def _report(calendar: Calendar, told: tuple[int, int, DateMention] | None) -> When | None:
    """Return the day of a report that is the only date of a sentence, None without one."""
    if told is None or calendar.published is None:
        return None
    first, last, mention = told
    day = mention.interval.start
    if day is None or day != mention.interval.end or day > calendar.published or not calendar.reported(first, last):
        return None
    return replace(calendar.told(mention.interval, first, last, "context"), precision=1)


def _vague(calendar: Calendar, span: RoleSpan) -> bool:
    """Tell whether words tell that something was at some time before, or how long: "recently", "weeks of"."""
    said = [part for word in calendar.words.words[span.first : span.last + 1] for part in word.lower().split("-")]
    return not words_of()["some_time"].isdisjoint(said)
