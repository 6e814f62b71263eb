"""CSV, TSV and Parquet: one article a row, the columns guessed from their names."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from geonews.config import Config
from geonews.errors import ArticleParseError
from geonews.ingest.choices import Choices, distinct, plain_name
from geonews.ingest.columns import choices_of, draft_from_row, guess_columns, is_header, stated_columns
from geonews.ingest.csvrows import CsvRows
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.rowdates import dated
from geonews.ingest.streams import FOREIGN_ERRORS, SAMPLE_BYTES, Chained, Stream, codec_of, in_one_line
from geonews.model import Failure

__all__ = ["TableColumns", "drafts_of_rows", "read_csv", "read_parquet"]

logger = logging.getLogger(__name__)

DELIMITERS = ",;\t|"
#: What Excel writes and reads as the first line of a CSV.
SEPARATOR = re.compile(r"\"?sep=([,;|\t])\"?,*", re.IGNORECASE)
PARQUET_ROWS = 32
#: Of a name in a message: the first row of a table without a header has whole articles.
MAX_SHOWN_CHARS = 60
#: A row group whose own account of its size is beyond this is not unpacked.
MAX_ROW_GROUP_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumns:
    """How the columns of tables are to be understood.

    Attributes
    ----------
    stated
        The columns that the user named, by field; the others are guessed.
    date_order
        ``day-first`` or ``month-first`` where the user said so, "" where the column decides.
    """

    stated: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""

    @classmethod
    def of(cls, config: Config) -> TableColumns:
        """Return what the settings say."""
        return cls(stated=stated_columns(config.columns), date_order=config.date_order)

    def choices(self, names: list[str], origin: str) -> Choices:
        """Return the columns by field, and show them; ``names`` are as ``choices.distinct`` tells them apart.

        Raises
        ------
        ArticleParseError
            If none is the text of an article or its address, or a stated one is missing.
        """
        plain = [plain_name(name)[:MAX_SHOWN_CHARS] for name in names[:12]]
        missing = next((name for name in self.stated.values() if name not in names), None)
        if missing is not None:
            raise ArticleParseError(f"expected a column {missing!r} in {origin!r}, got {plain!r}; state another")
        taken = set(self.stated.values())
        guessed = guess_columns(name for name in names if name not in taken)
        columns = {name: column for name, column in guessed.items() if name not in self.stated} | dict(self.stated)
        if "text" not in columns and "url" not in columns:
            raise ArticleParseError(
                f"expected a column of text such as 'text' or 'body' in {origin!r}, got {plain!r}; rename one, "
                "or state it with --columns text=NAME"
            )
        found = choices_of(names, columns, self.stated)
        logger.info("%s: %s", origin, found.said)
        return found


def drafts_of_rows(
    rows: Iterable[tuple[int, Mapping[str, Any]]], choices: Choices, origin: str, columns: TableColumns
) -> Iterator[Draft | Failure]:
    """Read rows, numbered and by column, as articles; dates are understood for the column as a whole."""

    def drafts() -> Iterator[Draft | Failure]:
        for number, row in rows:
            try:
                yield draft_from_row(choices.settled(row, number), choices.columns, origin, number, is_table=True)
            except ArticleParseError as error:
                yield failure_at(origin, number, "read", str(error))
        yield from choices.passed.told(origin)

    yield from dated(drafts(), stated=columns.date_order)


def read_csv(
    stream: Stream, origin: str, columns: TableColumns, *, max_bytes: int, tabs: bool = False
) -> Iterator[Draft | Failure]:
    """Read a table of text whose first row names the columns; before it, Excel's line ``sep=;`` may stand.

    Raises
    ------
    ArticleParseError
        If no column is the text of an article.
    """
    whole = Chained(stream, 16 * SAMPLE_BYTES)
    codec = codec_of(whole.start)
    text = io.TextIOWrapper(io.BufferedReader(whole), encoding=codec, errors="replace", newline="")
    first = whole.start.decode(codec, "replace").removeprefix("\ufeff").partition("\n")[0]
    said = SEPARATOR.fullmatch(first.strip())
    delimiter = "\t" if tabs else said[1] if said else max(DELIMITERS, key=first.count)
    yield from dated(_csv_rows(CsvRows(text, delimiter, max_bytes), said is not None, origin, columns),
                     stated=columns.date_order)  # fmt: skip


def _csv_rows(rows: CsvRows, is_told: bool, origin: str, columns: TableColumns) -> Iterator[Draft | Failure]:
    choices: Choices | None = None
    header: list[str] = []
    for number, row in rows:
        if isinstance(row, str):
            yield failure_at(origin, number, "read", row)
        elif is_told and number == 1:
            continue
        elif choices is None or is_header(row):  # tables that were put one behind the other have several
            if choices is not None:
                yield from choices.passed.told(origin)
                yield from rows.told(origin)
            header = distinct([name.removeprefix("\ufeff") for name in row])
            choices = columns.choices(header, origin)
            rows.expect(header, choices.columns)
        elif any(row):
            fitted = rows.fitted(row, number)
            if isinstance(fitted, str):
                yield failure_at(origin, number, "read", fitted)
                continue
            settled = choices.settled(dict(zip(header, fitted, strict=False)), number)
            yield draft_from_row(settled, choices.columns, origin, number, is_table=True)
    if choices is not None:
        yield from choices.passed.told(origin)
        yield from rows.told(origin)


def read_parquet(source: Any, origin: str, columns: TableColumns) -> Iterator[Draft | Failure]:
    """Read a Parquet file a few rows at a time.

    Parameters
    ----------
    source
        A path or a seekable binary file.
    origin
        How messages name it.
    columns
        How its columns are to be understood.

    Raises
    ------
    ArticleParseError
        If it is not Parquet, or no column is the text of an article.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
        names = distinct(file.schema_arrow.names)
    except (pa.ArrowException, *FOREIGN_ERRORS) as error:
        raise ArticleParseError(f"expected Parquet in {origin!r}, got {in_one_line(error)!r}; check it") from error
    choices = columns.choices(names, origin)
    wanted = list(dict.fromkeys(map(plain_name, choices.names)))
    yield from drafts_of_rows(_parquet_rows(file, wanted, origin), choices, origin, columns)


def _parquet_rows(file: Any, names: list[str], origin: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    import pyarrow as pa

    number = 0
    try:
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).total_byte_size
            if size > MAX_ROW_GROUP_BYTES:
                raise ArticleParseError(
                    f"expected row groups of at most {MAX_ROW_GROUP_BYTES:,} bytes, got {size:,}; write smaller ones"
                )
            for batch in file.iter_batches(PARQUET_ROWS, row_groups=[group], columns=names, use_threads=False):
                read = distinct(batch.schema.names)
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    yield number, dict(zip(read, values, strict=True))
    except (pa.ArrowException, *FOREIGN_ERRORS) as error:
        if isinstance(error, ArticleParseError):
            raise
        raise ArticleParseError(
            f"expected whole Parquet in {origin!r}, got {in_one_line(error)!r} after row {number}; check it"
        ) from error
