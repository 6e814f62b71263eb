"""Rows of CSV, also of one that somebody wrote by hand: a quote that never closes costs its row and no other.

A quote without its fellow makes a reader take line after line for text, up to the next quote or to the end of the file.
Such a row is told by what it holds: it is not closed, goes on behind its closing quote, or has not as many cells as the
header, and one of its lines would be a sound row by itself. Reading goes on at that line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from geonews.ingest.dates import parse_date
from geonews.ingest.streams import DAMAGED, SAMPLE_BYTES, in_one_line

__all__ = ["CsvRows"]

#: Lines of a row in which the next sound one is looked for, and lines that one may have.
MAX_LOOKED_AT = 5000
MAX_LINES_OF_ROW = 50
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

    def expect(self, header: Sequence[str], columns: Mapping[str, str]) -> None:
        """Say how many cells a row has, and what its columns hold; see ``columns.guess_columns``."""
        self._header, self._columns = header, columns

    def run_on(self, row: list[str]) -> list[str]:
        """Return a row whose text is prose that nobody quoted, with what its commas cut off.

        Behind a comma of prose stands a space, and behind one of a table none.
        """
        beyond = len(row) - len(self._header)
        if beyond <= 0 or self._columns.get("text") not in self._header:
            return row
        at = self._header.index(self._columns["text"])
        end = at + beyond + 1
        if not all(cell.startswith(" ") for cell in row[at + 1 : end]):
            return row
        return [*row[:at], self._delimiter.join(row[at:end]), *row[end:]]

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
        return bool(told.get("text"))


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
