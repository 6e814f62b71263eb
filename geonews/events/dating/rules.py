"""What a rule of dates is, and how an ambiguous date is chosen.

A rule is a pattern and a handler. Handlers are tried in turn; None means "not mine".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from geonews.events.dating.calendar import Interval, Lean, days
from geonews.events.dating.vocabulary import HOLIDAYS, MONTHS, WEEKDAYS, WORDS, pattern

__all__ = ["Frame", "Handler", "Rule", "choose", "features", "rule"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date is read against: the publication day, which way it leans, the day the context speaks of.

    ``day_first`` tells how the article writes dates in figures, None where it does not show.
    """

    reference: date
    lean: Lean = "past"
    anchor: date | None = None
    day_first: bool | None = None


Handler = Callable[[re.Match[str], Frame], Interval | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, what to make of it, and what a text must hold for the pattern to be worth a search."""

    pattern: re.Pattern[str]
    handler: Handler
    needs: str


#: Parts of words, one of which a text in lower case must hold for a pattern to be worth a search.
FEATURES: dict[str, tuple[str, ...]] = {
    "digit": tuple("0123456789"),
    "slash": ("/",),
    "dots": tuple(f".{month}." for month in range(1, 13)),
    "month": tuple(sorted({name[:3] for name in MONTHS})),
    "weekday": tuple(sorted({name[:3] for name in WEEKDAYS})),
    "unit": (
        "day",
        "night",
        "week",
        "month",
        "quarter",
        "year",
        "decade",
        "hour",
        "minute",
        "centur",
        "morning",
        "afternoon",
        "evening",
        " date",
    ),
    "ages": ("years ago", "decades ago", "generations ago", "centuries ago"),
    "week": ("week", "fortnight"),
    "part": ("quarter", "half", "centur", "month"),
    "season": tuple(WORDS["seasons"]),
    "decade": ("0s", "0'", "0’", *WORDS["decades"]),
    "named": ("today", "tonight", "day", "morrow", "tmr", "now", "night", "morning", "afternoon", "evening"),
    "then": ("hour", "minute", "same", "that", "then", "day"),
    "holiday": tuple(sorted({name.split("'")[0][:6] for table in HOLIDAYS for name in WORDS[table]})),
}
#: Their "day" is no unit of time: it would have half of all rules searched in vain.
_WHOLE_WEEKDAYS = tuple(name for name in WEEKDAYS if name.endswith("day"))


def features(text: str) -> frozenset[str]:
    """Return the names of what a text holds, among ``FEATURES``; without any it holds no date."""
    lower = text.lower()
    for name in _WHOLE_WEEKDAYS:
        lower = lower.replace(name, name[:3])
    return frozenset([name for name, words in FEATURES.items() if _any_in(words, lower)])


def _any_in(words: tuple[str, ...], text: str) -> bool:
    for word in words:  # noqa: SIM110 - a loop is several times faster here than any()
        if word in text:
            return True
    return False


def rule(text: str, handler: Handler, needs: str) -> Rule:
    """Return the rule of a pattern's text; ``needs`` is a name among ``FEATURES``."""
    return Rule(pattern(text), handler, needs)


def choose(frame: Frame, year: int | None, month: int, day: int, weekday: int | None) -> Interval | None:
    """Return a day of the calendar; without a year, the nearest one on the side the text leans to.

    A weekday named beside it decides between the years on both sides.
    """
    reference = frame.reference
    step = -1 if frame.lean == "past" else 1
    years = [year] if year else [reference.year + step * n for n in range(0, 8 if weekday is None else 2)]
    if year is None and weekday is not None:
        years += [reference.year - step * n for n in range(1, 2)]
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is None:
            if weekday is not None and found.weekday() != weekday:
                continue
            if weekday is None and (found > reference if step < 0 else found < reference):
                continue
        return days(found)
    return choose(frame, None, month, day, None) if weekday is not None and year is None else None
