"""What a rule of dates is, and how an ambiguous date is chosen.

A rule is a pattern and a handler. Handlers are tried in turn; None means "not mine".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from geonews.events.dating.calendar import Interval, Lean, days
from geonews.events.dating.vocabulary import pattern

__all__ = ["Frame", "Handler", "Rule", "choose", "rule"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date is read against: the publication day, which way it leans, the day the context speaks of."""

    reference: date
    lean: Lean = "past"
    anchor: date | None = None


Handler = Callable[[re.Match[str], Frame], Interval | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what to make of it."""

    pattern: re.Pattern[str]
    handler: Handler


def rule(text: str, handler: Handler) -> Rule:
    """Return the rule of a pattern's text."""
    return Rule(pattern(text), handler)


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
