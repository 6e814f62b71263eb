"""JSON exports of services: ReliefWeb, Event Registry, NewsAPI, GDELT DOC, Telegram.

What each calls its fields stands in ``services.toml``; here is how a file is recognised and a row read. The files of a
service that this does not know are read by their keys, as any JSON.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.inputs import left_out
from geonews.ingest.markdown import markdown_text
from geonews.ingest.webpage import fragment_text
from geonews.model import Failure

__all__ = ["read_service"]

#: Rows that are looked at to tell whose a file is.
_LOOKED_AT: Final = 20
_MAX_PIECES: Final = 20_000
_Service = Mapping[str, Any]


def read_service(value: Any, origin: str) -> Iterator[Draft | Failure] | None:
    """Read the export of a service; None if it is of none that is known.

    Rows with nothing but an address are links, rows without a text failures that say how to get it. Telegram's notices
    and messages without words are left out and counted.
    """
    for service in _services():
        lists = list(_lists(value, service))
        if any(_is_of(rows, service) for _, rows in lists):
            return _read(lists, service, origin)
    return None


@lru_cache(maxsize=1)
def _services() -> list[_Service]:
    table = tomllib.loads(Path(__file__).with_name("services.toml").read_text(encoding="utf-8"))
    services: list[_Service] = table["service"]
    return services


def _lists(value: Any, service: _Service) -> Iterator[tuple[Mapping[str, Any], list[Any]]]:
    """Yield each list of rows with the object that has it."""
    holders = [value]
    chats = _at(value, service["chats"]) if "chats" in service else None
    if isinstance(chats, list):
        holders = chats
    for holder in holders:
        rows = _at(holder, service["list"])
        if isinstance(rows, list):
            yield holder, rows


def _is_of(rows: Sequence[Any], service: _Service) -> bool:
    return any(isinstance(row, Mapping) and all(mark in row for mark in service["marks"]) for row in rows[:_LOOKED_AT])


def _read(
    lists: list[tuple[Mapping[str, Any], list[Any]]], service: _Service, origin: str
) -> Iterator[Draft | Failure]:
    number = wordless = 0
    for holder, rows in lists:
        for row in rows:
            number += 1
            if not isinstance(row, Mapping):
                said = f"expected an object in {service['name']}'s export, got {type(row).__name__}; skipped"
                yield failure_at(origin, number, "read", said)
                continue
            text = _text(row, service)
            if "pieces" in service and not text.strip():
                wordless += 1
                continue
            yield _draft(row, text, holder, service, origin, number)
    if wordless:
        yield left_out(f"{origin}#without-words", f"{wordless:,} notices and messages without words were not read")


def _draft(
    row: Mapping[str, Any], text: str, holder: Mapping[str, Any], service: _Service, origin: str, number: int
) -> Draft | Failure:
    url = _line(_first(row, service, "url"))
    if not text.strip() and "hint" in service:
        said = f"expected the text of an article in {service['name']}'s export, got {sorted(map(str, row))[:12]!r}"
        return failure_at(origin, number, "text", f"{said}; {service['hint']}", name=url)
    name = _line(_first(row, service, "doc_id"))
    source = _line(_first(row, service, "source"))
    if "pieces" in service:
        name = f"{_line(holder.get('id')) or _line(holder.get('name')) or origin}/{name}"
        source = _line(holder.get("name")) or _line(row.get("from"))
    return Draft(
        origin=f"{origin}:{number}",
        row=number,
        text=text,
        id=name,
        title=_line(_first(row, service, "title")),
        url=url,
        published=_clock(row, service["clock"]) if "clock" in service else _first(row, service, "published"),
        source=source,
        is_link=not text.strip(),
    )


def _text(row: Mapping[str, Any], service: _Service) -> str:
    html, markdown = _first(row, service, "html"), _first(row, service, "markdown")
    if isinstance(html, str):
        return fragment_text(html)
    if isinstance(markdown, str):
        return markdown_text(markdown)
    if "pieces" in service:
        return _joined(_first(row, service, "pieces"))
    found = _first(row, service, "text")
    text = found if isinstance(found, str) else ""
    return re.sub(service["cut"], "", text) if "cut" in service else text


def _joined(pieces: Any) -> str:
    """Return a text that Telegram keeps as a string, or as strings and objects with a text (links, bold words)."""
    if isinstance(pieces, str):
        return pieces
    if not isinstance(pieces, list):
        return ""
    found = (piece.get("text") if isinstance(piece, Mapping) else piece for piece in pieces[:_MAX_PIECES])
    return "".join(piece for piece in found if isinstance(piece, str))


def _clock(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Return a time whose local form and seconds since 1970 are given: their difference is the zone."""
    local, seconds = (row.get(name) for name in names)
    try:
        wall = datetime.fromisoformat(str(local))
        moment = datetime.fromtimestamp(int(str(seconds)), UTC)
        ahead = timedelta(minutes=round((wall.replace(tzinfo=UTC) - moment).total_seconds() / 60))
        return moment.astimezone(timezone(ahead))
    except (ValueError, OverflowError, OSError):
        return local if isinstance(local, str) else None


def _first(row: Mapping[str, Any], service: _Service, field: str) -> Any:
    """Return the first value of a field's paths that is there, None where none is."""
    found = (_at(row, path) for path in service.get(field, ()))
    return next((value for value in found if isinstance(value, int | float) or value), None)


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _line(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip() else None
