"""When an article was published: reading the many ways in which dates are written.

A date that is only half said (a year alone, a day without its year, 03/04/2021) is not guessed at: the answer is
None. Times without a zone are taken as UTC; a zone that is written stays, because the day of publication is the day
where the paper is made.
"""

from __future__ import annotations

import math
import re
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["doubt", "find_date", "full_year", "parse_date"]

#: The first newspapers are of 1605; what claims to be older, or of tomorrow, is a slip.
EARLIEST_YEAR = 1605
TOLERANCE = timedelta(days=2)
#: A clock that says less than this has lost its battery; dates are not doubted on its word.
SOFTWARE_DATE = datetime(2026, 1, 1, tzinfo=UTC)
MAX_DATE_CHARS = 100
MAX_LINES = 12
EPOCH_SECONDS = (10**8, 5 * 10**9)

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?\s+)?"
_TIME = (
    r"(?:(?:\s*[,|·–-]?\s*|\s+at\s+|T)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:\(?(?P<zone>z|[a-z]{2,4}|(?:utc|gmt)?\s*[+-]\d{1,2}:?(?:\d{2})?)\)?)?)?"
)
_WORDED = (
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[a-z]+)\.?"
    r"|(?P<month2>[a-z]+)\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?)"
)
_YEAR = r",?\s+(?P<year>\d{4})"
_WORDED_DATE = re.compile(_WEEKDAY + _WORDED + _YEAR + _TIME, re.IGNORECASE)
_NUMERIC_DATE = re.compile(
    r"(?:(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year2>\d{4}))" + _TIME,
    re.IGNORECASE,
)
#: As spreadsheets write days: 12-Mar-24.
_DASHED_DATE = re.compile(
    r"(?P<day>\d{1,2})[-/. ](?P<month>[a-z]{3,9})\.?[-/. ](?P<year>\d{4}|\d{2})" + _TIME, re.IGNORECASE
)
#: Years of two digits from this one on are of the last century (POSIX).
PIVOT_YEAR = 69
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?")
_LABEL = re.compile(
    r"(?:first\s+|last\s+)?(?:published|posted|updated|released|date|modified)\s*(?:on|at|date)?\s*:?\s*", re.IGNORECASE
)
_DATELINE = re.compile(
    r"[^\d\n]{2,60}?[\s,:(]" + _WORDED.replace("P<", "P<d_") + r",?\s+(?P<d_year>\d{4})\b"
    r"\)?\s*(?:\([^)\n]{1,40}\)|/[^/\n]{1,40}/)?\s*(?:--|[—–:-])\s",
    re.IGNORECASE,
)


def parse_date(value: Any) -> datetime | None:
    """Read a whole value as a publication date.

    Parameters
    ----------
    value
        Text, a date or datetime, or seconds or milliseconds since 1970.

    Returns
    -------
    datetime or None
        Aware, in the zone that is written, else UTC; midnight where no time of day is said; None where the day is not
        said.

    Examples
    --------
    >>> parse_date("6 Jul, 2021 11:48").isoformat()
    '2021-07-06T11:48:00+00:00'
    >>> parse_date("July 6, 2021 at 4:05 p.m. EDT").isoformat()
    '2021-07-06T16:05:00-04:00'
    >>> parse_date("12-Mar-24").date().isoformat()
    '2024-03-12'
    >>> parse_date("03/04/2021") is None
    True
    """
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    text = " ".join(str(value)[: 2 * MAX_DATE_CHARS].split())
    if not text or len(text) > MAX_DATE_CHARS:
        return None
    return _iso(text) or _compact(text) or _worded(text) or _numeric(text) or _dashed(text) or _mail(text)


def find_date(text: str) -> datetime | None:
    r"""Find the publication date that a text states at its top: a line that is a date, or a dateline with a year.

    Examples
    --------
    >>> find_date("Bridge reopens\n\n6 Jul, 2021 11:48\n\nTraffic crossed again.").date().isoformat()
    '2021-07-06'
    >>> find_date("GENEVA, 6 July 2021 (Agency) — Talks resumed.").date().isoformat()
    '2021-07-06'
    >>> find_date("The town was founded on 6 July 1821 by settlers.") is None
    True
    """
    lines = [line.strip() for line in text[:4000].splitlines() if line.strip()][:MAX_LINES]
    for line in lines:
        if len(line) <= MAX_DATE_CHARS and any(c.isdigit() for c in line):
            bare = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
            found = _iso(bare) or _worded(bare) or _numeric(bare)
            if found is not None:
                return found
        dateline = _DATELINE.match(line[:160])
        if dateline is not None and line[:2].isupper():
            found = _day(
                dateline["d_year"], dateline["d_month"] or dateline["d_month2"], dateline["d_day"] or dateline["d_day2"]
            )
            if found is not None:
                return found
    return None


def doubt(published: datetime, *, now: datetime | None = None) -> str | None:
    """Say why a publication date cannot be true, None where it can."""
    present = max(now or datetime.now(UTC), SOFTWARE_DATE)
    if published > present + TOLERANCE:
        return f"expected a publication date up to today, got {published.date().isoformat()!r} in the future"
    if published.year < EARLIEST_YEAR:
        return f"expected a publication date since {EARLIEST_YEAR}, got {published.date().isoformat()!r}"
    return None


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, int]]:
    return tomllib.loads(Path(__file__).with_name("dates.toml").read_text(encoding="utf-8"))


def _aware(value: datetime) -> datetime | None:
    """Return a time with its zone as a fixed offset; one that UTC cannot tell is none."""
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        value.astimezone(UTC)
        offset = value.utcoffset() or timedelta(0)
        return value.astimezone(timezone(timedelta(minutes=round(offset.total_seconds() / 60))) if offset else UTC)
    except (OverflowError, ValueError):
        return None


def _from_epoch(value: float) -> datetime | None:
    if not math.isfinite(value) or abs(value) > 10**15:
        return None
    low, high = EPOCH_SECONDS
    for seconds in (value, value / 1000):
        if low <= seconds < high:
            return datetime.fromtimestamp(seconds, UTC)
    digits = str(int(value))
    return _compact(digits) if len(digits) in (8, 14) else None


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError:
        return None


def _compact(text: str) -> datetime | None:
    found = _COMPACT_DATE.fullmatch(text)
    if found is None:
        return _from_epoch(int(text)) if text.isascii() and text.isdigit() and len(text) in (10, 13) else None
    try:
        return datetime(*(int(part) for part in found.groups("0")), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None


def _worded(text: str) -> datetime | None:
    found = _WORDED_DATE.fullmatch(text)
    if found is None:
        return None
    day = _day(found["year"], found["month"] or found["month2"], found["day"] or found["day2"])
    return day and _at(day, found)


def full_year(year: str) -> int:
    """Return a year of two digits in its century, one of four as it is.

    Examples
    --------
    >>> full_year("24"), full_year("69"), full_year("1824")
    (2024, 1969, 1824)
    """
    number = int(year)
    return number if len(year) != 2 else number + (1900 if number >= PIVOT_YEAR else 2000)


def _dashed(text: str) -> datetime | None:
    found = _DASHED_DATE.fullmatch(text)
    if found is None:
        return None
    day = _day(str(full_year(found["year"])), found["month"], found["day"])
    return day and _at(day, found)


def _numeric(text: str) -> datetime | None:
    found = _NUMERIC_DATE.fullmatch(text)
    if found is None:
        return None
    if found["year"]:
        day = _day(found["year"], found["month"], found["day"])
        return day and _at(day, found)
    a, b = int(found["a"]), int(found["b"])
    if a <= 12 and b <= 12 and a != b and found["sep"] != ".":
        return None
    day_first = found["sep"] == "." or a > 12
    day = _day(found["year2"], str(b if day_first else a), str(a if day_first else b))
    return day and _at(day, found)


def _mail(text: str) -> datetime | None:
    """Read the dates of e-mail and RSS (RFC 2822)."""
    try:
        return _aware(parsedate_to_datetime(text))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _day(year: str, month: str, day: str) -> datetime | None:
    number = int(month) if month.isdigit() else _words()["months"].get(month.lower())
    if number is None:
        return None
    try:
        return datetime(int(year), number, int(day), tzinfo=UTC)
    except ValueError:
        return None


def _at(day: datetime, found: re.Match[str]) -> datetime | None:
    """Add the time of day, if the text says one."""
    if found["hour"] is None:
        return day
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = (found["half"] or "").replace(".", "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    offset = _offset(found["zone"])
    if offset is None:  # a zone that we do not know leaves the day
        return day
    try:
        return _aware(day.replace(hour=hour, minute=minute, second=second, tzinfo=timezone(offset)))
    except ValueError:
        return None


def _offset(zone: str | None) -> timedelta | None:
    """Return how far a zone is ahead of UTC, None where it is not known."""
    if zone is None:
        return timedelta(0)
    numeric = re.fullmatch(r"(?:utc|gmt)?\s*([+-])(\d{1,2}):?(\d{2})?", zone.strip(), re.IGNORECASE)
    if numeric is not None:
        span = timedelta(hours=int(numeric[2]), minutes=int(numeric[3] or 0))
        return None if span >= timedelta(hours=24) else span if numeric[1] == "+" else -span
    hours = _words()["zones"].get(zone.lower())
    return None if hours is None else timedelta(hours=hours)
