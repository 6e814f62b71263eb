"""Tables of spreadsheets (XLSX, ODS): the rows of every sheet whose first row names a column of text.

XLSX is streamed row by row. Of an ODS the XML is held, whose size is limited; rows and cells that it repeats a million
times are counted and not made.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from geonews.errors import ArticleParseError
from geonews.ingest.choices import Choices, distinct
from geonews.ingest.drafts import Draft
from geonews.ingest.inputs import left_out
from geonews.ingest.office import checked_package, is_of_odf
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.ingest.tables import TableColumns, drafts_of_rows
from geonews.model import Failure

__all__ = ["read_ods", "read_xlsx"]

#: Columns of a table that are looked at, and rows before its header.
_MAX_COLUMNS: Final = 500
_MAX_HEAD_ROWS: Final = 20
#: Rows of a sheet, in Excel and in LibreOffice.
_MAX_ROWS: Final = 1_048_576
#: A row that an ODS repeats is made at most so often.
_MAX_REPEATED: Final = 100
_Row = tuple[int, list[Any]]
_Sheet = tuple[str, Callable[[], Iterator[_Row]]]


def read_xlsx(data: bytes, origin: str, columns: TableColumns, *, max_bytes: int) -> Iterator[Draft | Failure]:
    """Read a workbook of Excel.

    Raises
    ------
    ArticleParseError
        If it is damaged, locked, too large, has macros, or no sheet has a column of text.
    """
    import openpyxl

    package = checked_package(data, origin, "xlsx", max_bytes=max_bytes)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that it does not know
            book = openpyxl.load_workbook(package, read_only=True, data_only=True, keep_links=False)
            sheets = [(sheet.title, _rows_of(sheet)) for sheet in book.worksheets]
            yield from _read_sheets(sheets, origin, columns)
    except ArticleParseError:
        raise
    except (KeyError, *FOREIGN_ERRORS) as error:
        raise ArticleParseError(
            f"expected an XLSX file in {origin!r}, got {in_one_line(error)!r}; save it again"
        ) from error


def read_ods(data: bytes, origin: str, columns: TableColumns, *, max_bytes: int) -> Iterator[Draft | Failure]:
    """Read a spreadsheet of LibreOffice or OpenOffice.

    Raises
    ------
    ArticleParseError
        If it is damaged, locked, too large, has macros, or no sheet has a column of text.
    """
    import odfdo

    package = checked_package(data, origin, "ods", max_bytes=max_bytes)
    try:
        document = odfdo.Document(package)
        if document.get_type() not in ("spreadsheet", "spreadsheet-template"):
            raise ArticleParseError(f"expected a table in {origin!r}, got {document.get_type()!r}; save it as .ods")
        tables = document.body.get_elements("//table:table")
        sheets = [(str(table.get_attribute("table:name")), _ods_rows(table)) for table in tables]
        yield from _read_sheets(sheets, origin, columns)
    except ArticleParseError:
        raise
    except Exception as error:
        if not is_of_odf(error):
            raise
        raise ArticleParseError(
            f"expected an ODS file in {origin!r}, got {in_one_line(error)!r}; save it again"
        ) from error


def _read_sheets(sheets: list[_Sheet], origin: str, columns: TableColumns) -> Iterator[Draft | Failure]:
    """Read each sheet with a column of text, and tell which other tables there are.

    Of a workbook without any the complaint about the first sheet is raised.
    """
    passed: list[tuple[str, ArticleParseError]] = []
    is_read = False
    for number, (name, rows) in enumerate(sheets):
        place = origin if number == 0 else f"{origin}/{name}"
        try:
            header, choices, skipped = _header(rows(), place, columns)
        except ArticleParseError as error:
            passed.append((name, error))
            continue
        is_read = True
        filled = _filled(rows(), header, skipped)
        yield from drafts_of_rows(filled, choices, place, columns)
    if not is_read:
        raise passed[0][1] if passed else ArticleParseError(f"expected a table in {origin!r}, got none; check the file")
    by_name = dict(sheets)
    for name, complaint in passed:
        if _is_table(by_name[name]()):
            yield left_out(f"{origin}/{name}", str(complaint))


def _is_table(rows: Iterator[_Row]) -> bool:
    """Say whether a sheet has rows of several cells: notes and title pages have none."""
    return any(sum(map(_is_some, values)) > 1 for _, values in islice(rows, _MAX_HEAD_ROWS))


def _filled(rows: Iterator[_Row], header: list[str], skipped: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, values in rows:
        if number > skipped and any(map(_is_some, values)):
            yield number, {name: value for name, value in zip(header, values, strict=False) if name}


def _header(rows: Iterator[_Row], place: str, columns: TableColumns) -> tuple[list[str], Choices, int]:
    """Return the header, what its columns hold, and its row: the first that names a column of text."""
    complaint: ArticleParseError | None = None
    for number, values in rows:
        names = distinct(["" if value is None else str(value).strip() for value in values])
        if any(names):
            try:
                return names, columns.choices(names, place), number
            except ArticleParseError as error:
                complaint = complaint or error
        if number >= _MAX_HEAD_ROWS:
            break
    raise complaint or ArticleParseError(f"expected a table in {place!r}, got an empty sheet; check the file")


def _rows_of(sheet: Any) -> Callable[[], Iterator[_Row]]:
    def rows() -> Iterator[_Row]:
        sheet.reset_dimensions()  # many programs state wrong ones, and what lies beyond them would be lost
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > _MAX_ROWS:
                raise ArticleParseError(f"expected at most {_MAX_ROWS:,} rows in a sheet, got more; save it again")
            yield number, list(values[:_MAX_COLUMNS])

    return rows


def _ods_rows(table: Any) -> Callable[[], Iterator[_Row]]:
    def rows() -> Iterator[_Row]:
        number = 0
        for row in table.get_elements("descendant::table:table-row"):
            values: list[Any] = []
            for cell in row.get_elements("table:table-cell|table:covered-table-cell"):
                times = min(_repeats(cell, "table:number-columns-repeated"), _MAX_COLUMNS - len(values))
                values += [_ods_value(cell)] * times
            repeats = _repeats(row, "table:number-rows-repeated")
            for copy in range(min(repeats, _MAX_REPEATED) if any(map(_is_some, values)) else 0):
                yield number + copy + 1, values
            number += repeats

    return rows


def _repeats(element: Any, name: str) -> int:
    said = element.get_attribute(name)
    return max(1, int(said)) if said and str(said).isdigit() and len(str(said)) < 9 else 1


def _ods_value(cell: Any) -> Any:
    kind = cell.get_attribute("office:value-type")
    if kind is None:
        return None
    if kind == "string":
        return "\n".join(part.inner_text for part in cell.get_elements("text:p"))
    value = cell.value
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, str | int | float | date | datetime | None) else str(value)


def _is_some(value: Any) -> bool:
    return value is not None and value != ""
