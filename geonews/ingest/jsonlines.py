"""JSON lines, and JSON files that hold one article or a list of them.

The text of an article is taken exactly as it is given. Of a key that an object has twice the first value counts that is
not empty, and that another is not read is told.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from geonews.errors import ArticleParseError
from geonews.ingest.choices import Choices, Rows, is_empty
from geonews.ingest.columns import choices_of, draft_from_row, guess_columns
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.services import read_service
from geonews.ingest.streams import Chained, Stream, codec_of, in_one_line, lines
from geonews.model import LEFT_OUT, Failure

__all__ = ["read_json", "read_jsonl"]

#: Keys under which JSON files keep their list of articles.
LIST_KEYS = ("articles", "items", "results", "data", "docs", "documents", "stories", "news", "entries", "hits")
#: Rows that are looked at to tell whether a list is one of articles.
_LOOKED_AT = 20
#: Keys that are given twice of which as many are named, and characters of one.
_MOST_KEYS = 100
_MAX_KEY_CHARS = 60


def read_jsonl(stream: Stream, origin: str, *, max_bytes: int) -> Iterator[Draft | Failure]:
    """Read JSON lines; a broken line is a failure that names its number, and the rest goes on."""
    twice = _Twice()
    for number, line in lines(_in_utf8(stream), max_bytes):
        if line is None:
            yield _failure(
                origin, number, f"expected a line of at most {max_bytes:,} bytes, got a longer one; raise max_bytes"
            )
            continue
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            yield _draft(twice.read(line, number), origin, number)
        except ArticleParseError as error:
            yield _failure(origin, number, str(error))
    yield from twice.left(origin)


class _Twice:
    """Reads JSON, and notes the keys that an object has twice with different values; lists under one key are joined."""

    def __init__(self) -> None:
        self._met: dict[str, Rows] = {}
        self._number: int | None = None

    def read(self, data: bytes, number: int | None = None) -> Any:
        """Read the value of a numbered line, or of a whole file."""
        self._number = number
        return _load(data, self._object)

    def left(self, origin: str) -> Iterator[Failure]:
        """Tell what was not read, if anything was not."""
        for key, rows in self._met.items():
            where = f"{rows.count:,} times" if self._number is None else f"in {rows}"
            said = (
                f"an object has {key[:_MAX_KEY_CHARS]!r} more than once, with different values, {where}; the first "
                "that is not empty is read; give each value a key of its own"
            )
            yield failure_at(origin, None, LEFT_OUT, said, name=f"{origin}#{key[:_MAX_KEY_CHARS]}")

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        found = {}
        for key, value in pairs:
            known = found.get(key)
            if is_empty(known):
                found[key] = value
            elif isinstance(known, list) and isinstance(value, list):
                known.extend(value)
            elif not is_empty(value) and value != known and (key in self._met or len(self._met) < _MOST_KEYS):
                self._met.setdefault(key, Rows()).add(self._number or 0)
        return found


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
    twice = _Twice()
    try:
        value = twice.read(data)
    except ArticleParseError:
        rows = list(read_jsonl(io.BytesIO(data), origin, max_bytes=len(data)))
        if len(rows) < 2 or all(isinstance(row, Failure) for row in rows):
            raise
        yield from rows  # JSON lines under the name of JSON
        return
    yield from _read_value(value, origin)
    yield from twice.left(origin)


def _read_value(value: Any, origin: str) -> Iterator[Draft | Failure]:
    """Read the articles of a JSON file."""
    rows_of_service = read_service(value, origin)
    if rows_of_service is not None:
        yield from rows_of_service
        return
    if isinstance(value, Mapping) and "text" not in guess_columns(value):
        value = _listed(value)
    if not isinstance(value, list):
        yield _draft(value, origin, None)
        return
    for number, row in enumerate(value, start=1):
        try:
            yield _draft(row, origin, number)
        except ArticleParseError as error:
            yield _failure(origin, number, str(error))


def _listed(value: Mapping[str, Any]) -> Any:
    """Return the articles of all lists of an object that has such; what is in its first list if none has."""
    lists = [value[key] for key in LIST_KEYS if isinstance(value.get(key), list)]
    told = [rows for rows in lists if any(map(_is_article, rows[:_LOOKED_AT]))]
    return [row for rows in told or lists[:1] for row in rows] if lists else value


def _is_article(row: Any) -> bool:
    return isinstance(row, Mapping) and "text" in guess_columns(row)


def _load(data: bytes, pairs: Callable[[list[tuple[str, Any]]], Any]) -> Any:
    codec = codec_of(data[:1000])
    try:
        text = data.decode(codec if codec.startswith(("utf-16", "utf-32")) else "utf-8-sig")
        return json.loads(text, object_pairs_hook=pairs)
    except UnicodeDecodeError as error:
        raise ArticleParseError(f"expected JSON in UTF-8, got byte {data[error.start]:#04x}; convert it") from error
    except RecursionError as error:
        raise ArticleParseError("expected a JSON object, got one nested too deeply; correct it") from error
    except json.JSONDecodeError as error:
        raise ArticleParseError(f"expected JSON, got {error.msg!r} at column {error.colno}; correct it") from error
    except ValueError as error:  # numbers of thousands of digits
        raise ArticleParseError(f"expected JSON, got {in_one_line(error)!r}; correct it") from error


def _draft(value: Any, file: str, number: int | None) -> Draft:
    if not isinstance(value, Mapping):
        raise ArticleParseError(f"expected a JSON object with 'text', got {type(value).__name__}; correct it")
    choices = _choices(tuple(value))
    return draft_from_row(choices.settled(value), choices.columns, file, number)


@lru_cache(maxsize=64)
def _choices(keys: tuple[str, ...]) -> Choices:
    return choices_of(keys, guess_columns(keys))


def _failure(file: str, number: int, error: str) -> Failure:
    return failure_at(file, number, "read", error)
