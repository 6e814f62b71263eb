"""Dates told from the day that the text speaks of: "a day earlier", "the next morning", "the same night"."""

from __future__ import annotations

import re
from dataclasses import replace

from geonews.events.dating.calendar import Interval, days, shift, step
from geonews.events.dating.rules import Frame, Rule, rule
from geonews.events.dating.vocabulary import NUMBER, number, unit

__all__ = ["RULES"]


def _anaphoric(match: re.Match[str], frame: Frame) -> Interval | None:
    """Read a day earlier, two days later, the next day: counted from the day that the context speaks of."""
    groups = match.groupdict()
    if frame.anchor is None:
        return None
    word = (groups.get("word") or "").lower()
    if word:
        moves = {"next": 1, "following": 1, "previous": -1, "preceding": -1, "same": 0, "earlier": -1, "before": -1}
        offset = next((v for k, v in moves.items() if k in word), 0)
        name = unit(word.split()[-1]) if word.split()[-1] in ("week", "month", "year") else "day"
        found = step(frame.anchor, name, offset)
        return replace(found, dated=False)
    name, count = unit(groups["unit"]), number(groups["count"])
    back = groups["way"].lower() in ("earlier", "before", "previously", "prior")
    base = frame.anchor
    moved = shift(base, -count if back else count, name)
    if name in ("week", "month", "year"):
        return replace(days(moved, unit=name), dated=False)
    return replace(days(moved), dated=False)


def _same_time(match: re.Match[str], frame: Frame) -> Interval | None:
    """Hours earlier, the same night: the day that the context speaks of."""
    return None if frame.anchor is None else replace(days(frame.anchor), dated=False)


_ANAPHOR_UNIT = r"(?:day|night|week|month|year)s?"
RULES: tuple[Rule, ...] = (
    rule(
        rf"(?P<count>{NUMBER})\s+(?P<unit>{_ANAPHOR_UNIT})\s+"
        r"(?P<way>earlier|previously|later|afterwards|(?:before|after)(?=\s*(?:[,.;)]|$)))",
        _anaphoric,
        "unit",
    ),
    rule(
        r"(?:the\s+|that\s+)(?P<word>(?:next|following|previous|preceding)\s+(?:morning|afternoon|evening|night)|(?:next|following|previous|preceding|same)\s+(?:day|date|week|month|year))",
        _anaphoric,
        "unit",
    ),
    rule(
        r"(?P<word>the\s+(?:day|week|month|year)\s+before)(?=[,.;]|\s*$|\s+(?:and|when|at|by|in)\b)", _anaphoric, "unit"
    ),
    rule(
        r"(?:(?:later|earlier)\s+in\s+the\s+day|later\s+that\s+day|(?:a\s+few\s+|several\s+|some\s+|\w+\s+)?(?:hours|minutes)\s+(?:earlier|before|later|after(?:wards)?)|(?:the|that)\s+same\s+(?:night|evening|morning|afternoon)"
        r"|that\s+(?:day|night|evening|morning|afternoon)|an\s+hour\s+(?:earlier|later)|then(?=[,.;]|\s*$|\s+(?:and|,)))",
        _same_time,
        "then",
    ),
)
