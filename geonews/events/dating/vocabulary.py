"""The words of dates, read from ``words.toml``, and the regular expressions built of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

__all__ = [
    "DAY",
    "HOLIDAYS",
    "MONTH",
    "MONTHS",
    "NUMBER",
    "ORDINAL",
    "UNIT",
    "UNIT_WORDS",
    "WEEKDAY",
    "WEEKDAYS",
    "WORDS",
    "YEAR",
    "number",
    "pattern",
    "unit",
]

WORDS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
MONTHS: dict[str, int] = WORDS["months"]
WEEKDAYS: dict[str, int] = WORDS["weekdays"]


def _one_of(words: dict[str, Any]) -> str:
    return "|".join(
        re.escape(w).replace(r"\ ", r"\s+").replace("'", "['’]") for w in sorted(words, key=len, reverse=True)
    )


MONTH = rf"(?:{_one_of(MONTHS)})\b\.?"
WEEKDAY = rf"(?:{_one_of(WEEKDAYS)})\b\.?"
ORDINAL = rf"(?:{_one_of(WORDS['ordinals'])}|\d{{1,2}}(?:st|nd|rd|th))"
NUMBER = rf"(?:\d{{1,4}}|{_one_of(WORDS['numbers'])})"
YEAR = r"(?:(?:1[5-9]|20|21)\d\d)"
DAY = r"(?:[0-3]?\d(?:st|nd|rd|th)?(?!\d))"
UNIT = r"(?:day|night|week|fortnight|month|quarter|year|decade|hour|minute|centur(?:y|ie))s?"

#: Words for a number of days, weeks, months or years, with their unit.
UNIT_WORDS = {name + s: name for name in ("day", "night", "week", "month", "year", "hour") for s in ("", "s")}
#: The tables of holidays by name.
HOLIDAYS = ("fixed_holidays", "weekday_holidays", "easter_holidays", "islamic_holidays")


def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern that is read without case and starts and ends at a word's edge."""
    return re.compile(rf"(?<![\w/.$€£])(?!(?<=\d-)\d)(?<![$€£]\s)(?:{text})(?![\w/]|-\d{{3}}|[.,]\d)", re.IGNORECASE)


def number(word: str) -> int:
    """Return the number of a figure, a number word or an ordinal."""
    word = re.sub(r"\s+", " ", word.strip().lower())
    if word[:1].isdigit():
        return int(re.match(r"\d+", word).group())  # type: ignore[union-attr]
    numbers: dict[str, int] = WORDS["numbers"]
    word = word.removeprefix("the ")
    return numbers[word] if word in numbers else WORDS["ordinals"][word]


def unit(word: str) -> str:
    """Return the singular of a unit of time.

    Examples
    --------
    >>> unit("Weeks"), unit("centuries")
    ('week', 'century')
    """
    word = word.lower()
    return "century" if word.startswith("centur") else word.rstrip("s")
