"""Date expressions against the cases of Recognizers-Text (MIT), as far as a news text can hold them.

What is left out, and why, stands in ``dates_left_out.toml``; each entry is a name and a pattern read on the expression.
Where the cases give several readings (past or future), one of them is enough. Their ranges end before the last
day; ours on it; and of "from 2014 to 2018" theirs ends as 2018 begins, ours as it ends: both are accepted.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from geonews.events import dating

__all__ = ["DateScores", "left_out", "score_dates"]


@lru_cache(maxsize=1)
def left_out() -> dict[str, re.Pattern[str]]:
    """Return the kinds of expressions that are not measured, by name; the file beside this module says why."""
    text = (Path(__file__).parent / "dates_left_out.toml").read_text(encoding="utf-8")
    return {row["name"]: re.compile(row["pattern"], re.IGNORECASE) for row in tomllib.loads(text)["kind"]}


@dataclass(slots=True)
class DateScores:
    """How many expressions were right of those measured; how many each kind left out."""

    right: int = 0
    measured: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """Return the share of the measured expressions that were found with the right days."""
        return self.right / self.measured if self.measured else 0.0


def score_dates(cases: Iterable[Mapping[str, Any]]) -> DateScores:
    """Score the date reader on cases with ``reference``, ``text`` and ``expressions``."""
    scores = DateScores()
    for case in cases:
        reference = date.fromisoformat(case["reference"])
        found = [*dating.find(case["text"], reference), *dating.find(case["text"], reference, lean="future")]
        for expression in case["expressions"]:
            kind = _left_out(expression)
            if kind is not None:
                scores.left_out[kind] += 1
                continue
            scores.measured += 1
            start, end = expression["start"], expression["start"] + expression["length"]
            near = [m for m in found if m.start < end and m.end > start]
            if any(_agrees(m, reading, expression["type"]) for m in near for reading in expression["readings"]):
                scores.right += 1
            else:
                scores.misses.append((case["reference"], case["text"], expression["text"]))
    return scores


def _left_out(expression: Mapping[str, Any]) -> str | None:
    for reading in expression["readings"]:
        if "not" in (reading["start"] or "") or (reading["start"] or "").startswith("0001"):
            return "no date at all"
        if reading.get("mod") in ("start", "mid", "end", "ref_undef", "approx"):
            return "parts of periods, on which conventions differ"
    return next((name for name, pattern in left_out().items() if pattern.search(expression["text"])), None)


def _agrees(mention: dating.Mention, reading: Mapping[str, Any], kind: str) -> bool:
    start = None if reading["start"] is None else date.fromisoformat(reading["start"])
    end = None if reading["end"] is None else date.fromisoformat(reading["end"])
    interval = mention.interval
    starts = {start}
    if mention.bound == "after" and start is not None:
        starts.add(start - timedelta(days=1))
    if mention.bound == "by":
        starts.add(None)
    if interval.start not in starts:
        return False
    if interval.end == end or (mention.bound == "since" and end is None):
        return True
    if end is None or interval.end is None or kind != "daterange":
        return False
    if interval.end == end - timedelta(days=1):
        return True
    last_of_period = (interval.end + timedelta(days=1)).day == 1
    return last_of_period and end.day == 1 and end <= interval.end and (interval.end - end).days <= 366
