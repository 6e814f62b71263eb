"""Days and months without a year that follow one with a year: "On 15 November 2017 … On 21 November he resigned".

Alone they are the nearest on the side that the text leans to. In a tale of another year they are the next ones after
the day told before, and "next month, on 2 August" is in the month that stands beside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geonews.events.dating.calendar import Interval
from geonews.events.dating.ranges import Mention
from geonews.events.dating.vocabulary import MONTH, WEEKDAY

__all__ = ["ahead", "chained", "has_year", "told_on"]

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|['’]\d\d\b|\byear\b", re.IGNORECASE)
_MONTH = re.compile(rf"\b{MONTH}\b", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b", re.IGNORECASE)
#: Between a month and the day in it.
_BESIDE = re.compile(r"\s*,?\s*(?:on\s+|the\s+)?")
#: What opens a sentence all of whose days and months are of the year that follows: "In 2016 he fought on until June".
_OPENS = re.compile(r"\W*(?:back\s+)?(?:in|during|throughout)\s+(?:the\s+)?", re.IGNORECASE)
#: Days before the publication from which a day or month without a year, read as past, is nearer ahead.
_HALF_A_YEAR, _A_YEAR = 183, 366
#: A tale is told by days and months; "in 2016" alone begins none.
_TALE = ("day", "week", "weekend", "month", "span")
#: What a tale that is told by longer stretches than this says of the year of the next day is little.
_LONGEST = 62


def has_year(text: str) -> bool:
    """Tell whether a text tells a year: without one no tale begins in it."""
    return _YEAR.search(text) is not None


def chained(found: Sequence[Mention], text: str, tale: date | None) -> list[Mention]:
    """Return mentions with the year of the tale that they stand in.

    Parameters
    ----------
    found
        The dates of one sentence, in its order.
    text
        The sentence.
    tale
        The day of another year that the sentences before tell of, None without one.
    """
    done: list[Mention] = []
    for mention in found:
        bare = _bare(mention, text)
        if bare and done and _in_month(done[-1], mention, text):
            mention = replace(mention, interval=_into(mention.interval, done[-1].interval))
        elif bare and done and done[0].interval.unit == "year" and _OPENS.fullmatch(text[: done[0].start]):
            mention = replace(mention, interval=_of_year(mention.interval, done[0].interval))
        elif bare and tale is not None:
            mention = replace(mention, interval=_after(mention.interval, tale))
        tale = told_on([mention], text, tale)
        done.append(mention)
    return done


def told_on(found: Sequence[Mention], text: str, tale: date | None) -> date | None:
    """Return the day that a tale of another year has come to behind some dates; None where it is left.

    It begins with a date with its year, goes on with dates without, and is left for the days around the publication.
    """
    for mention in found:
        said, interval = text[mention.start : mention.end], mention.interval
        if interval.start is None or interval.end is None:
            continue
        if has_year(said):
            short = interval.unit in _TALE and (interval.end - interval.start).days <= _LONGEST
            tale = interval.start if short or (mention.bound == "since" and _MONTH.search(said)) else None
        elif _MONTH.search(said):
            tale = None if tale is None else interval.start
        elif interval.dated:
            tale = None
    return tale


def ahead(mention: Mention, text: str, reference: date) -> bool:
    """Tell whether a day or month without a year that was read as past is nearer ahead: "until his trial on 5 April".

    Examples
    --------
    >>> mention = Mention(0, 7, Interval(date(2023, 4, 5), date(2023, 4, 5)))
    >>> ahead(mention, "5 April", date(2024, 3, 12)), ahead(mention, "5 April", date(2023, 6, 1))
    (True, False)
    """
    day = mention.interval.start or mention.interval.end
    return _bare(mention, text) and day is not None and _HALF_A_YEAR < (reference - day).days <= _A_YEAR


def _bare(mention: Mention, text: str) -> bool:
    """Tell whether a mention has a month and neither year nor weekday."""
    said = text[mention.start : mention.end]
    return bool(_MONTH.search(said)) and not has_year(said) and not _WEEKDAY.search(said)


def _in_month(one: Mention, other: Mention, text: str) -> bool:
    """Tell whether a day stands beside the month that it is in, told from today."""
    between = _BESIDE.fullmatch(text[one.end : other.start])
    return bool(between) and one.interval.unit == "month" and not _MONTH.search(text[one.start : one.end])


def _into(interval: Interval, within: Interval) -> Interval:
    """Return a day in the year in which it lies in a month; as it is where there is none."""
    for years in (-1, 0, 1):
        moved = _moved(interval, years)
        if moved.start and within.start and within.end and within.start <= moved.start <= within.end:
            return moved
    return interval


def _after(interval: Interval, tale: date) -> Interval:
    """Return a day or month as the first on or after the day of a tale, if that is earlier than what it was."""
    if interval.start is None:
        return interval
    years = tale.year - interval.start.year
    moved = _moved(interval, years)
    if moved.start is not None and (moved.end or moved.start) < tale:
        moved = _moved(interval, years + 1)
    return moved if moved.start is not None and moved.start < interval.start else interval


def _of_year(interval: Interval, year: Interval) -> Interval:
    """Return a day or month in a year."""
    if interval.start is None or year.start is None:
        return interval
    return _moved(interval, year.start.year - interval.start.year)


def _moved(interval: Interval, years: int) -> Interval:
    """Return an interval some years away; as it is where the calendar has no such day."""
    try:
        start, end = (
            None if day is None else day.replace(year=day.year + years) for day in (interval.start, interval.end)
        )
    except ValueError:
        return interval
    return replace(interval, start=start, end=end)
