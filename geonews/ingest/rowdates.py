"""Dates of a whole column: which number is the day, and which numbers are Excel's days.

"11/03/2024" alone says nothing; beside "25/03/2024" in the same column it is the eleventh of March. What the first
rows of a table decide holds for all of it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from geonews.ingest.dates import full_year, parse_date
from geonews.ingest.drafts import Draft
from geonews.model import Failure

__all__ = ["DateOrder", "dated", "order_of"]

logger = logging.getLogger("geonews.ingest.tables")

_SHORT: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T,\s]\s*\d{1,2}[:.]\d{2}.{0,40})?")
#: Rows that are looked at before the first is given away, and the characters of text that these may have.
_MAX_ROWS: Final = 2000
_MAX_CHARS: Final = 8_000_000
#: Excel's serials of the years 1954 to 2119, in days since the last day of 1899; and what its clock began with.
_SERIALS: Final = (20_000.0, 80_000.0)
_EPOCH: Final = datetime(1899, 12, 30, tzinfo=UTC)


class DateOrder(StrEnum):
    """In which order a column has day, month and year."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    YEAR_FIRST = "year-first"


def order_of(values: Iterable[Any]) -> DateOrder | None:
    """Return the one order in which every short date of a column is a date, None where several or none is.

    Examples
    --------
    >>> order_of(["11/03/2024", "25/03/2024"])
    <DateOrder.DAY_FIRST: 'day-first'>
    >>> order_of(["11/03/2024", "12/03/2024"]) is None
    True
    """
    found = [value for value in values if isinstance(value, str) and _SHORT.fullmatch(value.strip())]
    if not found:
        return None
    possible = [order for order in DateOrder if all(_read(value, order) is not None for value in found)]
    if len(possible) > 1 and DateOrder.YEAR_FIRST in possible:  # rare, and never with a year of four digits at the end
        possible.remove(DateOrder.YEAR_FIRST)
    return possible[0] if len(possible) == 1 else None


def dated(drafts: Iterable[Draft | Failure], *, stated: str = "") -> Iterator[Draft | Failure]:
    """Read the dates of a table's rows in the order that its first rows show.

    Parameters
    ----------
    drafts
        The rows.
    stated
        The order that the user stated, "" to find it.
    """
    waiting: list[Draft | Failure] = []
    chars = 0
    source = iter(drafts)
    if stated:
        order: DateOrder | None = DateOrder(stated)
    else:
        for draft in source:
            waiting.append(draft)
            chars += len(draft.text) if isinstance(draft, Draft) else 0
            if len(waiting) >= _MAX_ROWS or chars > _MAX_CHARS:
                break
        order = order_of(draft.published for draft in waiting if isinstance(draft, Draft))
        file = next((draft.file for draft in waiting if isinstance(draft, Draft)), "")
        if order is not None:
            logger.info("%s: dates are %s", file, order.value)
    for draft in chain(waiting, source):
        yield replace(draft, published=_published(draft.published, order)) if isinstance(draft, Draft) else draft


def _published(value: Any, order: DateOrder | None) -> Any:
    """Return the day of a cell; the cell as it is where that cannot be told."""
    serial = _serial(value)
    if serial is not None:
        return serial
    if order is not None and isinstance(value, str) and _SHORT.fullmatch(value.strip()):
        return _read(value, order) or value
    return value


def _serial(value: Any) -> datetime | None:
    if isinstance(value, str) and re.fullmatch(r"\d{5}(?:[.,]\d{1,15})?", value.strip()):
        value = float(value.strip().replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float) or not _SERIALS[0] <= value < _SERIALS[1]:
        return None
    return _EPOCH + timedelta(seconds=round(value * 86_400))


def _read(value: str, order: DateOrder) -> datetime | None:
    found = _SHORT.fullmatch(value.strip())
    if found is None:
        return None
    first, second, third = found[1], found[2], found[3]
    if order is DateOrder.YEAR_FIRST:
        year, month, day = first, second, third
    elif order is DateOrder.DAY_FIRST:
        day, month, year = first, second, third
    else:
        month, day, year = first, second, third
    if len(day) > 2:
        return None
    iso = f"{full_year(year):04d}-{int(month):02d}-{int(day):02d}"
    return parse_date(iso + value.strip()[found.end(3) :]) or parse_date(iso)
