"""CSV, TSV and Parquet: one article a row, the columns guessed from their names."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from geonews.errors import ArticleParseError
from geonews.ingest.columns import draft_from_row, guess_columns
from geonews.ingest.csvrows import CsvRows
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.streams import FOREIGN_ERRORS, SAMPLE_BYTES, Stream, codec_of, in_one_line
from geonews.model import Failure

__all__ = ["read_csv", "read_parquet"]

logger = logging.getLogger(__name__)

DELIMITERS = ",;\t|"
PARQUET_ROWS = 32
#: A row group whose own account of its size is beyond this is not unpacked.
MAX_ROW_GROUP_BYTES = 2_000_000_000


def read_csv(stream: Stream, origin: str, *, max_bytes: int, tabs: bool = False) -> Iterator[Draft | Failure]:
    """Read a table of text whose first row names the columns.

    Raises
    ------
    ArticleParseError
        If no column is the text of an article.
    """
    sample = stream.read(16 * SAMPLE_BYTES)
    codec = codec_of(sample)
    whole = io.BufferedReader(_Chained(sample, stream))
    text = io.TextIOWrapper(whole, encoding=codec, errors="replace", newline="")
    first = sample.decode(codec, "replace").partition("\n")[0]
    delimiter = "\t" if tabs else max(DELIMITERS, key=first.count)
    rows = CsvRows(text, delimiter, max_bytes)
    columns: dict[str, str] | None = None
    header: list[str] = []
    for number, row in rows:
        if isinstance(row, str):
            yield failure_at(origin, number, "read", row)
        elif columns is None:
            header = [name.removeprefix("\ufeff") for name in row]
            columns = _mapping(header, origin)
            rows.expect(header, columns)
        elif any(row):
            yield draft_from_row(dict(zip(header, row, strict=False)), columns, origin, number, is_table=True)


def read_parquet(source: Any, origin: str) -> Iterator[Draft | Failure]:
    """Read a Parquet file a few rows at a time.

    Parameters
    ----------
    source
        A path or a seekable binary file.
    origin
        How messages name it.

    Raises
    ------
    ArticleParseError
        If it is not Parquet, or no column is the text of an article.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
        names = file.schema_arrow.names
    except (pa.ArrowException, *FOREIGN_ERRORS) as error:
        raise ArticleParseError(f"expected Parquet in {origin!r}, got {in_one_line(error)!r}; check it") from error
    columns = _mapping(names, origin)
    number = 0
    try:
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).total_byte_size
            if size > MAX_ROW_GROUP_BYTES:
                raise ArticleParseError(
                    f"expected row groups of at most {MAX_ROW_GROUP_BYTES:,} bytes, got {size:,}; write smaller ones"
                )
            batches = file.iter_batches(
                PARQUET_ROWS, row_groups=[group], columns=list(columns.values()), use_threads=False
            )
            for batch in batches:
                for row in batch.to_pylist():
                    number += 1
                    try:
                        yield draft_from_row(row, columns, origin, number, is_table=True)
                    except ArticleParseError as error:
                        yield failure_at(origin, number, "read", str(error))
    except (pa.ArrowException, *FOREIGN_ERRORS) as error:
        if isinstance(error, ArticleParseError):
            raise
        raise ArticleParseError(
            f"expected whole Parquet in {origin!r}, got {in_one_line(error)!r} after row {number}; check it"
        ) from error


def _mapping(names: list[str], origin: str) -> dict[str, str]:
    columns = guess_columns(names)
    if "text" not in columns:
        raise ArticleParseError(
            f"expected a column of text such as 'text' or 'body' in {origin!r}, got {names[:12]!r}; rename one"
        )
    logger.info("%s: %s", origin, ", ".join(f"{field} = {column!r}" for field, column in columns.items()))
    return columns


class _Chained(io.RawIOBase):
    """What was read already, then the rest."""

    def __init__(self, start: bytes, rest: Stream) -> None:
        self._start = memoryview(start)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._start:
            size = min(len(buffer), len(self._start))
            buffer[:size] = self._start[:size]
            self._start = self._start[size:]
            return size
        piece = self._rest.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
