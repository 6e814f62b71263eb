"""JSON lines, and JSON files that hold one article or a list of them.

The text of an article is taken exactly as it is given. A line may also be what a service answered: a page of results.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.jsonfeed import drafts_of_json_feed, is_json_feed
from geonews.ingest.jsonvalues import JsonRows, is_article, listed
from geonews.ingest.services import read_service
from geonews.ingest.streams import Chained, Stream, codec_of, lines
from geonews.model import Failure

__all__ = ["read_json", "read_jsonl"]


def read_jsonl(stream: Stream, origin: str, *, max_bytes: int) -> Iterator[Draft | Failure]:
    """Read JSON lines; a broken line is a failure that names its number, and the rest goes on."""
    rows = JsonRows(origin)
    for number, line in lines(_in_utf8(stream), max_bytes):
        if line is None:
            yield _failure(
                origin, number, f"expected a line of at most {max_bytes:,} bytes, got a longer one; raise max_bytes"
            )
            continue
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            value = rows.load(line, number)
            page = None if is_article(value) else _page(value, f"{origin}:{number}", rows)
            if page is None:
                yield rows.draft(value, origin, number)
            else:
                yield from page
        except ArticleParseError as error:
            yield _failure(origin, number, str(error))
    yield from rows.left()


class _Recoded(io.RawIOBase):
    """Lines of text in UTF-16 or UTF-32 as lines in UTF-8."""

    def __init__(self, whole: Chained, codec: str) -> None:
        self._text = io.TextIOWrapper(io.BufferedReader(whole), encoding=codec, errors="replace", newline="\n")

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._text.readline(-1 if size is None else size).encode("utf-8", "surrogatepass")


def _in_utf8(stream: Stream) -> Any:
    """Return a stream in UTF-8: JSON begins with ASCII, by which its encoding is told."""
    whole = Chained(stream, 4)
    codec = codec_of(whole.start)
    return _Recoded(whole, codec) if codec.startswith(("utf-16", "utf-32")) else io.BufferedReader(whole)


def read_json(data: bytes, origin: str) -> Iterator[Draft | Failure]:
    """Read a JSON file: one article, a list of articles, an object that has such a list, or a service's export.

    Raises
    ------
    ArticleParseError
        If it is not JSON, or has no article.
    """
    rows = JsonRows(origin)
    try:
        value = rows.load(data)
    except ArticleParseError:
        found = list(read_jsonl(io.BytesIO(data), origin, max_bytes=len(data)))
        if len(found) < 2 or all(isinstance(row, Failure) for row in found):
            raise
        yield from found  # JSON lines under the name of JSON
        return
    page = _page(value, origin, rows)
    if page is None:
        yield rows.draft(value, origin, None)
    else:
        yield from page
    yield from rows.left()


def _page(value: Any, origin: str, rows: JsonRows) -> Iterator[Draft | Failure] | None:
    """Read a list of articles, an object that has such, or a service's export; None for anything else."""
    if is_json_feed(value):
        return iter([draft for draft, _ in drafts_of_json_feed(value, origin)])
    of_service = read_service(value, origin)
    if of_service is not None:
        return of_service
    if isinstance(value, Mapping) and not is_article(value):
        value = listed(value)
    return _each(value, origin, rows) if isinstance(value, list) else None


def _each(values: list[Any], origin: str, rows: JsonRows) -> Iterator[Draft | Failure]:
    for number, value in enumerate(values, start=1):
        try:
            yield rows.draft(value, origin, number)
        except ArticleParseError as error:
            yield _failure(origin, number, str(error))


def _failure(file: str, number: int, error: str) -> Failure:
    return failure_at(file, number, "read", error)
