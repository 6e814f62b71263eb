"""JSON Feed (https://www.jsonfeed.org/version/1.1/): a feed as JSON instead of XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urljoin

from geonews.ingest.drafts import Draft
from geonews.ingest.webpage import fragment_text

__all__ = ["drafts_of_json_feed", "is_json_feed", "looks_like_json_feed"]

_VERSION: Final = "jsonfeed.org/version/"
_START: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*\{")
_LOOKED_AT: Final = 4096
#: Longest piece of markup that an item may carry; articles end long before.
_MAX_MARKUP_CHARS: Final = 3_000_000


def looks_like_json_feed(data: bytes) -> bool:
    """Say whether a document is a JSON Feed by its first bytes.

    Examples
    --------
    >>> looks_like_json_feed(b'{"version": "https://jsonfeed.org/version/1.1", "items": []}')
    True
    >>> looks_like_json_feed(b'{"articles": []}')
    False
    """
    start = data[:_LOOKED_AT].replace(b"\\/", b"/")
    return _START.match(start) is not None and _VERSION.encode() in start


def is_json_feed(value: Any) -> bool:
    """Say whether a value that was decoded is a JSON Feed."""
    return isinstance(value, Mapping) and _VERSION in str(value.get("version")) and isinstance(value.get("items"), list)


def drafts_of_json_feed(feed: Mapping[str, Any], origin: str, *, url: str | None = None) -> list[tuple[Draft, Any]]:
    """Read the items of a feed, each with the moment when it was changed.

    Parameters
    ----------
    feed
        What ``is_json_feed`` said yes to.
    origin
        How messages name it.
    url
        Where it was fetched; relative links are completed with it.
    """
    return [
        (_draft(item if isinstance(item, Mapping) else {}, feed, f"{origin}:{number}", number, url),
         _line(item.get("date_modified")) if isinstance(item, Mapping) else None)
        for number, item in enumerate(feed["items"], start=1)
    ]  # fmt: skip


def _draft(item: Mapping[str, Any], feed: Mapping[str, Any], origin: str, number: int, base: str | None) -> Draft:
    link = _line(item.get("url")) or _line(item.get("external_url"))
    link = urljoin(base, link) if base and link else link
    title = _line(item.get("title"))
    text = _text(item)
    return Draft(
        origin=origin,
        row=number,
        text=text,
        title=fragment_text(title) or None if title else None,
        url=link,
        item=_line(item.get("id")) or f"{link or ''} {title or ''}".strip() or None,
        published=_line(item.get("date_published")) or _line(item.get("date_modified")),
        source=_line(feed.get("title")),
        is_link=not text.strip() and link is not None,
    )


def _text(item: Mapping[str, Any]) -> str:
    """Return what an item has of its article: all of it as markup or as text, else its summary."""
    markup, text, summary = (item.get(name) for name in ("content_html", "content_text", "summary"))
    if isinstance(markup, str) and markup.strip() and len(markup) <= _MAX_MARKUP_CHARS:
        return fragment_text(markup)
    return next((found for found in (text, summary) if isinstance(found, str) and found.strip()), "")


def _line(value: Any) -> str | None:
    return str(value).strip() or None if isinstance(value, str | int) and not isinstance(value, bool) else None
