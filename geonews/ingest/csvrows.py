"""Rows of CSV, also of one that somebody wrote by hand: a quote that never closes costs its row and no other.

A quote without its fellow makes a reader take line after line for text, up to the next quote or to the end of the file.
Such a row is told by what it holds: it is not closed, goes on behind its closing quote, or has not as many cells as the
header, and one of its lines would be a sound row by itself. Reading goes on at that line.

A row with more cells than the header has prose with commas that nobody quoted, which is put together again where there
is one way only, or cells of columns without a name, which are told; else it is broken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from geonews.ingest.choices import places
from geonews.ingest.dates import parse_date
from geonews.ingest.drafts import failure_at
from geonews.ingest.streams import DAMAGED, SAMPLE_BYTES, in_one_line
from geonews.model import LEFT_OUT, Failure

__all__ = ["CsvRows"]

#: Lines of a row in which the next sound one is looked for, and lines that one may have.
MAX_LOOKED_AT = 5000
MAX_LINES_OF_ROW = 50
#: Rows with cells beyond the header that are named.
ROWS_NAMED = 5
#: Behind the comma of a number.
THOUSANDS = re.compile(r"\d{3}(?!\d)")
UNCLOSED = "expected a quote that closes, got one that takes the lines after it for text; double it or take it away"


class CsvRows:
    """The rows of a table with the numbers of their first lines; a sentence stands for one that cannot be read.

    Parameters
    ----------
    text
        The table.
    delimiter
        Between its cells.
    limit
        Longest line and longest cell, in characters.
    """

    def __init__(self, text: io.TextIOWrapper, delimiter: str, limit: int) -> None:
        csv.field_size_limit(min(limit, 2**31 - 1))  # csv knows only one limit for the process
        self._lines = _Lines(text, limit)
        self._delimiter = delimiter
        self._header: Sequence[str] = ()
        self._columns: Mapping[str, str] = {}
        self._unnamed: int | None = None
        self._beyond: list[int] = []
        self._n_beyond = 0

    def expect(self, header: Sequence[str], columns: Mapping[str, str]) -> None:
        """Say how many cells a row has, and what its columns hold; see ``columns.guess_columns``."""
        self._header, self._columns = header, columns
        self._unnamed, self._beyond, self._n_beyond = None, [], 0

    def fitted(self, row: list[str], number: int) -> list[str] | str:
        """Return a row with no more cells than the header, or a sentence where that cannot be told."""
        width = len(self._header)
        size = len(row)
        while size > width and not row[size - 1].strip():  # delimiters at the end of the line
            size -= 1
        row, surplus = row[:size], size - width
        if surplus <= 0:
            self._unnamed = self._unnamed or 0
            return row
        joined = self._joined(row, surplus)
        if joined is not None:
            return joined
        is_sound = self._is_row(row[:width])
        if self._unnamed is None:
            self._unnamed = surplus if is_sound else 0
        if is_sound and (surplus <= self._unnamed or self._is_anchored(row)):
            self._n_beyond += 1
            if len(self._beyond) < ROWS_NAMED:
                self._beyond.append(number)
            return row[:width]
        return (
            f"expected {width} cells, as many as the header names, got {len(row)}; put cells that hold "
            f"{self._delimiter!r} between quotes"
        )

    def told(self, origin: str) -> Iterator[Failure]:
        """Tell of cells beyond the header, which were not read."""
        if self._beyond:
            where = places(self._beyond, self._n_beyond)
            said = (
                f"cells beyond the {len(self._header)} columns of the header were not read{where}; name their columns"
            )
            yield failure_at(origin, None, LEFT_OUT, said, name=f"{origin}#beyond")

    def _joined(self, row: list[str], surplus: int) -> list[str] | None:
        """Return a row with prose that nobody quoted put together again; None where more than one way would do it."""
        last = len(self._header) - 1
        goes_on = [self._goes_on(before, cell) for before, cell in pairwise(row)]
        if self._header[last] == self._columns.get("text") and all(goes_on[last:]):
            return [*row[:last], self._delimiter.join(row[last:])]
        if goes_on.count(True) != surplus:
            return None
        parts = [row[:1]]
        for cell, is_same in zip(row[1:], goes_on, strict=True):
            if is_same:
                parts[-1].append(cell)
            else:
                parts.append([cell])
        found = [self._delimiter.join(part) for part in parts]
        return found if self._is_row(found) else None

    def _goes_on(self, before: str, cell: str) -> bool:
        """Say whether a cell goes on with prose or with a number, by what stands behind the comma."""
        if cell.startswith(" ") and before.strip():
            return True
        return self._delimiter == "," and before[-1:].isdigit() and THOUSANDS.match(cell) is not None

    def _is_anchored(self, row: Sequence[str]) -> bool:
        """Say whether what is too much must come behind the text.

        So it must if something behind the text is where the header wants it, or if the text has delimiters and was
        quoted, therefore.
        """
        place = {column: number for number, column in reversed([*enumerate(self._header)])}
        text = place.get(self._columns.get("text", ""), -1)
        later = (place[self._columns[name]] for name in ("published", "url") if self._columns.get(name) in place)
        return self._delimiter in row[text] or any(number > text and row[number].strip() for number in later)

    def __iter__(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield each row with the number of its first line; a sentence where it is broken."""
        reader = csv.reader(self._lines, delimiter=self._delimiter)
        while True:
            number, error = self._lines.next_number, None
            try:
                row = next(reader)
            except StopIteration:
                return
            except DAMAGED as found:
                yield number, f"expected whole packed data, got {in_one_line(found)!r}; fetch it again"
                return
            except csv.Error as found:
                row, error = [], f"expected a row of CSV, got {str(found)!r}"
            block = self._lines.taken()
            if not self._header or not (error or len(block) > 1 or self._is_open(block)):
                yield number, error or row
                continue
            resume = self._next_sound(block) if error or self._is_doubtful(row, block) else None
            if resume is not None:
                self._lines.put_back(block[resume:])
                yield number, UNCLOSED
            elif error is None and self._is_open(block):
                yield number, UNCLOSED
            else:
                yield number, error or row

    def _is_open(self, block: Sequence[str]) -> bool:
        """Say whether a row's quote is still open at the end of its lines; only the last row of a table can be so."""
        if not self._lines.is_over:
            return False
        try:
            list(csv.reader(block, delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False

    def _is_doubtful(self, row: Sequence[str], block: Sequence[str]) -> bool:
        if len(row) != len(self._header):
            return True
        try:
            list(csv.reader(block, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return True
        return False

    def _next_sound(self, block: Sequence[str]) -> int | None:
        """Return the number of the first line after the first that begins a sound row, None where there is none."""
        for number in range(1, min(len(block), MAX_LOOKED_AT)):
            if not block[number].strip():
                continue
            reader = csv.reader(block[number : number + MAX_LINES_OF_ROW], delimiter=self._delimiter, strict=True)
            try:
                row = next(reader)
            except (csv.Error, StopIteration):
                continue
            if len(row) == len(self._header) and self._is_row(row):
                return number
        return None

    def _is_row(self, row: Sequence[str]) -> bool:
        """Say whether cells hold what their columns say, as far as that can be told: prose has commas, too."""
        cells = dict(zip(self._header, row, strict=True))
        told = {field: cells[column].strip() for field, column in self._columns.items()}
        if told.get("published") and parse_date(told["published"]) is None:
            return False
        if told.get("url") and not told["url"].lower().startswith("http"):
            return False
        if "doc_id" in told and (not told["doc_id"] or " " in told["doc_id"]):
            return False
        return bool(told["text"] if "text" in told else told.get("url"))


class _Lines:
    """The lines of a text, which can be put back; one that is too long is passed over without being held."""

    def __init__(self, text: io.TextIOWrapper, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._back: list[str] = []
        self._taken: list[str] = []
        self._chars = 0
        self.next_number = 1
        self.is_over = False

    def taken(self) -> list[str]:
        """Return the lines that were taken since the last call."""
        found, self._taken, self._chars = self._taken, [], 0
        return found

    def put_back(self, lines: Sequence[str]) -> None:
        """Let lines that were taken be read again."""
        self._back.extend(reversed(lines))
        self.next_number -= len(lines)
        self.is_over = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else self._text.readline(self._limit + 1)
        if not line:
            self.is_over = True
            raise StopIteration
        self.next_number += 1
        if len(line) > self._limit:
            while line and not line.endswith("\n"):
                line = self._text.readline(SAMPLE_BYTES)
            raise csv.Error(f"a line of more than {self._limit:,} characters; raise max_bytes")
        self._chars += len(line)
        self._taken.append(line)
        if self._chars > self._limit:
            raise csv.Error(f"a row of more than {self._limit:,} characters; raise max_bytes")
        return line
