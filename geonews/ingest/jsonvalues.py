"""JSON of files and answers: decoded, with keys that are given twice told, and the articles in it found.

Services wrap their articles: in a list under one of some names, that list in an object, each article in an object of
its own. The names stand in ``columns.toml`` and here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from geonews.errors import ArticleParseError
from geonews.ingest.choices import Choices, Passed, is_empty, places, says_the_same
from geonews.ingest.columns import choices_of, draft_from_row, guess_columns
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.streams import codec_of, in_one_line
from geonews.model import LEFT_OUT, Failure

__all__ = ["JsonRows", "is_article", "listed"]

#: Keys under which JSON files keep their list of articles.
_LIST_KEYS: Final = (
    "articles", "items", "results", "data", "docs", "documents", "stories", "news", "entries", "hits", "records",
)  # fmt: skip
#: Keys of objects around such lists, as search servers answer.
_WRAPPERS: Final = ("response", "result", "results", "data", "hits", "feed", "payload", "body", "content", "channel")
#: Keys of objects around one article.
_ROW_WRAPPERS: Final = ("_source", "fields", "document", "article", "doc", "attributes")
_MOST_WRAPPED: Final = 4
#: Rows that are looked at to tell whether a list is one of articles.
_LOOKED_AT: Final = 20
#: Key sets whose columns are kept, and keys given twice that are told, of one file; rows that are named.
_MOST_KEPT: Final = 64
_MOST_TOLD: Final = 20
_ROWS_NAMED: Final = 5


class JsonRows:
    """Reads the values of one file and keeps what of them is not read, to be told behind them.

    Parameters
    ----------
    origin
        How messages name the file.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._passed = Passed()
        self._choices: dict[tuple[str, ...], Choices] = {}
        self._twice: dict[str, int] = {}
        self._rows: dict[str, list[int]] = {}
        self._number: int | None = None

    def load(self, data: bytes, number: int | None = None) -> Any:
        """Decode a file, or the line of this number.

        Of a key that an object has twice the first counts that is not empty, and lists are joined; ``left`` tells of
        others.

        Raises
        ------
        ArticleParseError
            If it is not JSON.
        """
        codec = codec_of(data[:1000])
        self._number = number
        try:
            text = data.decode(codec if codec.startswith(("utf-16", "utf-32")) else "utf-8-sig")
            return json.loads(text, object_pairs_hook=self._object)
        except UnicodeDecodeError as error:
            raise ArticleParseError(f"expected JSON in UTF-8, got byte {data[error.start]:#04x}; convert it") from error
        except RecursionError as error:
            raise ArticleParseError("expected a JSON object, got one nested too deeply; correct it") from error
        except json.JSONDecodeError as error:
            raise ArticleParseError(f"expected JSON, got {error.msg!r} at column {error.colno}; correct it") from error
        except ValueError as error:  # numbers of thousands of digits
            raise ArticleParseError(f"expected JSON, got {in_one_line(error)!r}; correct it") from error

    def draft(self, value: Any, file: str, number: int | None) -> Draft:
        """Read an article.

        Raises
        ------
        ArticleParseError
            If it is none.
        """
        if not isinstance(value, Mapping):
            raise ArticleParseError(f"expected a JSON object with 'text', got {type(value).__name__}; correct it")
        row = _unwrapped(value)
        choices = self._choices_of(tuple(map(str, row)))
        return draft_from_row(choices.settled(row, number), choices.columns, file, number)

    def left(self) -> Iterator[Failure]:
        """Tell what was not read, if anything was not."""
        yield from self._passed.told(self._origin, can_state=False)
        for key, count in self._twice.items():
            where = places(self._rows[key], count)
            said = (
                f"the key {key!r} is there twice with different values{where}; the first that is not empty is read, "
                "rename one"
            )
            yield failure_at(self._origin, None, LEFT_OUT, said, name=f"{self._origin}#{key!r}")

    def _choices_of(self, keys: tuple[str, ...]) -> Choices:
        found = self._choices.get(keys)
        if found is None:
            if len(self._choices) >= _MOST_KEPT:
                self._choices.clear()
            columns = guess_columns(keys)
            found = self._choices[keys] = choices_of(keys, columns, passed=self._passed)
        return found

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        found = {}
        noted = set()
        for key, value in pairs:
            known = found.get(key)
            if is_empty(known):
                found[key] = value
            elif isinstance(known, list) and isinstance(value, list):
                found[key] = [*known, *value]
            elif key not in noted and not is_empty(value) and not says_the_same(value, known):
                noted.add(key)
                self._note(key[:100])
        return found

    def _note(self, key: str) -> None:
        if key not in self._twice and len(self._twice) >= _MOST_TOLD:
            return
        self._twice[key] = self._twice.get(key, 0) + 1
        rows = self._rows.setdefault(key, [])
        if self._number is not None and len(rows) < _ROWS_NAMED and self._number not in rows:
            rows.append(self._number)


def listed(value: Mapping[str, Any], depth: int = 0) -> list[Any] | None:
    """Return the articles of all lists of an object that has such; what is in its first list if none has.

    Examples
    --------
    >>> listed({"response": {"numFound": 1, "docs": [{"id": "1", "text": "A ferry."}]}})
    [{'id': '1', 'text': 'A ferry.'}]
    >>> listed({"a": 1}) is None
    True
    """
    lists = [value[key] for key in _LIST_KEYS if isinstance(value.get(key), list)]
    told = [rows for rows in lists if any(map(is_article, rows[:_LOOKED_AT]))]
    if told:
        return [row for rows in told for row in rows]
    if depth < _MOST_WRAPPED:
        inner = (value[key] for key in _WRAPPERS if isinstance(value.get(key), Mapping))
        found = next((rows for wrapped in inner if (rows := listed(wrapped, depth + 1)) is not None), None)
        if found is not None:
            return found
    return lists[0] if lists else None


def is_article(row: Any) -> bool:
    """Say whether a value is an object with the text of an article."""
    return isinstance(row, Mapping) and _has_text(_unwrapped(row))


def _unwrapped(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row with the keys of the object in which a search server puts the article."""
    if _has_text(row):
        return row
    for key in _ROW_WRAPPERS:
        inner = row.get(key)
        if isinstance(inner, Mapping) and _has_text(inner):
            return {**inner, **{name: value for name, value in row.items() if name != key and name not in inner}}
    return row


def _has_text(row: Mapping[str, Any]) -> bool:
    return _names_a_text(tuple(row))


@lru_cache(maxsize=64)
def _names_a_text(keys: tuple[str, ...]) -> bool:
    return "text" in guess_columns(keys)
