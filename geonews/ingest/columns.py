"""Which column, or which JSON key, is the text, which the title, which the date."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geonews.errors import ArticleParseError, ConfigError
from geonews.ingest.choices import Choices, Passed, plain_name
from geonews.ingest.drafts import Draft

__all__ = ["choices_of", "draft_from_row", "guess_columns", "is_header", "stated_columns"]

#: Longest name of a column.
_MAX_NAME_CHARS: Final = 100


def guess_columns(names: Iterable[str]) -> dict[str, str]:
    """Guess what the columns of a table hold.

    Returns
    -------
    dict
        From ``doc_id``, ``text``, ``title``, ``published``, ``url``, ``source`` to the column's name, as far as
        found; no column stands for two.

    Examples
    --------
    >>> guess_columns(["ID", "Headline", "Full Text", "Pub-Date"])
    {'doc_id': 'ID', 'text': 'Full Text', 'title': 'Headline', 'published': 'Pub-Date'}
    """
    given = [name for name in names if isinstance(name, str)]
    by_name: dict[str, str] = {}
    for name in given:
        by_name.setdefault(_folded(name), name)
    for name in given:
        by_name.setdefault(_folded(name.rpartition(".")[2]), name)
    found: dict[str, str] = {}
    for field, synonyms in _synonyms().items():
        column = next((by_name[s] for s in synonyms if s in by_name and by_name[s] not in found.values()), None)
        if column is not None:
            found[field] = column
    return found


def is_header(cells: Sequence[str]) -> bool:
    """Say whether a row is no row but a header: what stands in the cells are names of columns.

    Examples
    --------
    >>> is_header(["Text", "ID", "colour"]), is_header(["The text of an article.", "7", "title"])
    (True, False)
    """
    if max(map(len, cells), default=0) > _MAX_NAME_CHARS:
        return False
    found = guess_columns(cells)
    return len(found) > 1 and bool({"text", "url"} & found.keys())


def choices_of(
    names: Sequence[str], columns: Mapping[str, str], stated: Collection[str] = (), *, passed: Passed | None = None
) -> Choices:
    """Say which other columns count where the one of a field is empty.

    Parameters
    ----------
    names
        All columns, as ``choices.distinct`` tells them apart.
    columns
        The first of each field, see ``guess_columns``.
    stated
        Fields whose column the user named: only one of the same name stands beside it.
    passed
        Where to note what is not read; None for a new place.

    Examples
    --------
    >>> choices_of(["Title", "Text", "Headline"], {"title": "Title", "text": "Text"}).others
    {'title': ['Headline']}
    """
    taken = set(columns.values())
    others: dict[str, list[str]] = {}
    for field, column in columns.items():
        same = _folded(column)
        alike = _same_names()[field] if same in _same_names()[field] and field not in stated else [same]
        found = [
            name for like in alike for name in names if name not in taken and _folded(plain_name(name)) == like
        ]  # fmt: skip
        if found:
            others[field] = found
            taken.update(found)
    return Choices(columns, others, Passed() if passed is None else passed)


def stated_columns(said: str) -> dict[str, str]:
    """Read the columns that a user names, as ``text=Excerpt,published=Date of report``.

    Raises
    ------
    ConfigError
        If a part of it is no field and column.

    Examples
    --------
    >>> stated_columns("text=Excerpt, published=Date of report")
    {'text': 'Excerpt', 'published': 'Date of report'}
    """
    found = {}
    for part in filter(None, (part.strip() for part in said.split(","))):
        name, equals, column = part.partition("=")
        if not equals or name.strip() not in _synonyms() or not column.strip():
            fields = ", ".join(_synonyms())
            raise ConfigError(f"expected FIELD=COLUMN with a field among {fields}; got {part!r}; correct --columns")
        found[name.strip()] = column.strip()
    return found


def draft_from_row(
    row: Mapping[str, Any], columns: Mapping[str, str], file: str, number: int | None, *, is_table: bool = False
) -> Draft:
    """Make a draft of a row, or of a JSON object.

    Parameters
    ----------
    row
        Its values by column.
    columns
        What ``guess_columns`` said of them.
    file, number
        The input, and the row's number in it; None where the input is one article.
    is_table
        Whether every row has the same columns, so that an empty date is told.

    Raises
    ------
    ArticleParseError
        If the row has no text, or a text that is none.
    """
    if "text" not in columns and not (is_table and "url" in columns):
        raise ArticleParseError(
            f"expected a column of text such as 'text' or 'body', got {sorted(map(str, row))[:12]!r}; rename one"
        )
    text = _joined(row.get(columns["text"])) if "text" in columns else None
    if text is None:
        text = ""
    if not isinstance(text, str):
        raise ArticleParseError(f"expected text in {columns['text']!r}, got {type(text).__name__}; correct it")
    values = {field: _scalar(row.get(column)) for field, column in columns.items()}
    return Draft(
        origin=file if number is None else f"{file}:{number}",
        row=number,
        text=text,
        id=_name(values.get("doc_id")),
        title=_name(values.get("title")),
        url=_name(values.get("url")),
        published=values.get("published"),
        source=_name(values.get("source")),
        is_dated=is_table and "published" in columns,
        is_link="text" not in columns,
    )


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, list[str]]:
    """Return by field the names that stand for it, the likeliest first."""
    instead = _table()["instead"]
    return {field: [*names, *map(_folded, instead[field])] for field, names in _same_names().items()}


@lru_cache(maxsize=1)
def _same_names() -> dict[str, list[str]]:
    """Return by field the names that mean the same."""
    return {field: list(dict.fromkeys(map(_folded, names))) for field, names in _table().items() if field != "instead"}


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


def _folded(name: str) -> str:
    return re.sub(r"[\s_.-]+", "", name.removeprefix("\ufeff")).lower()


def _joined(value: Any) -> Any:
    """Return a text; one that a search server keeps as a list of paragraphs is joined."""
    if isinstance(value, list | tuple) and value and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    return value


def _scalar(value: Any) -> Any:
    """Return a plain value: of a list its first, of NewsAPI's {"source": {"name": …}} the name, of others nothing."""
    if isinstance(value, list | tuple) and value:
        value = value[0]
    if isinstance(value, Mapping):
        value = next(
            (value[key] for key in ("name", "title", "main", "$date", "original", "created") if value.get(key)), None
        )
    return None if isinstance(value, Mapping | list | tuple) else value


def _name(value: Any) -> str | None:
    if value is None or isinstance(value, bool) or (isinstance(value, float) and value != value):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
