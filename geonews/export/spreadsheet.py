"""Tables for Excel (XLSX): days as days, addresses as links, a header that stays, ids that stay text.

Written row by row. No cell is a formula, whatever its text begins with; what Excel cannot hold (text beyond 32,767
characters, days before 1900) is cut, or stands as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from geonews.errors import ExportError
from geonews.export.features import CREDIT, Export

__all__ = ["write_xlsx"]

_MAX_ROWS: Final = 1_048_575
_MAX_CHARS: Final = 32_767
#: Excel opens no file with more links, and follows none that is longer.
_MAX_LINKS: Final = 65_000
_MAX_LINK_CHARS: Final = 2000
_WEB: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS: Final = {"DATE": 11, "DATETIME": 17, "BOOLEAN": 8, "INTEGER": 10, "DOUBLE": 10}
_WIDE: Final = {"title": 40, "evidence": 60, "text": 60, "source_url": 30, "url": 30}


def write_xlsx(export: Export, target: Path) -> int:
    """Write a workbook with one sheet; return the number of its rows.

    Raises
    ------
    ExportError
        If there are more rows than a sheet can have.
    """
    import xlsxwriter

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }  # fmt: skip
    schema = export.schema()
    count = links = 0
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"title": f"geonews: {export.layer}", "comments": CREDIT})
        bold = book.add_format({"bold": True, "bottom": 1})
        day, moment = (book.add_format({"num_format": said}) for said in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        sheet = book.add_worksheet(export.layer)
        sheet.freeze_panes(1, 1)
        for number, (name, kind) in enumerate(schema.items()):
            sheet.set_column(number, number, _WIDE.get(name, _WIDTHS.get(kind, 16)))
            sheet.write_string(0, number, name, bold)
        writers: dict[str, Callable[..., Any]] = {
            "DATE": lambda at, column, value: _write_day(sheet, at, column, value, day),
            "DATETIME": lambda at, column, value: _write_day(sheet, at, column, value, moment),
        }
        for row, _ in export.rows():
            count += 1
            if count > _MAX_ROWS:
                raise ExportError(f"expected at most {_MAX_ROWS:,} rows for a sheet, got more; filter, or write csv")
            for column, (name, kind) in enumerate(schema.items()):
                value = row[name]
                if value is None:
                    continue
                if kind in writers:
                    writers[kind](count, column, value)
                elif isinstance(value, str):
                    text = _UNSPEAKABLE.sub("\ufffd", value)[:_MAX_CHARS]
                    is_link = name in ("source_url", "url") and links < _MAX_LINKS and _is_link(text)
                    links += is_link
                    if not is_link or sheet.write_url(count, column, text) != 0:
                        sheet.write_string(count, column, text)
                elif isinstance(value, bool):
                    sheet.write_boolean(count, column, value)
                else:
                    sheet.write_number(count, column, value)
        if count:
            sheet.autofilter(0, 0, count, len(schema) - 1)
    return count


def _is_link(text: str) -> bool:
    return len(text) <= _MAX_LINK_CHARS and _WEB.fullmatch(text) is not None


def _write_day(sheet: Any, row: int, column: int, value: str, format: Any) -> None:
    """Write a day or a time in UTC; Excel's calendar begins in 1900."""
    found = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if found.year < 1900:
        sheet.write_string(row, column, value)
    else:
        sheet.write_datetime(row, column, found.replace(tzinfo=None) if isinstance(found, datetime) else found, format)
