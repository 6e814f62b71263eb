"""RSS and Atom: the articles that a feed carries whole, and the links to those that it only announces."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.ingest.webpage import fragment_text

__all__ = ["Entry", "looks_like_feed", "read_feed"]

logger = logging.getLogger(__name__)

MAX_ENTRIES = 5000
#: An entry with less text than this only announces its article.
MIN_FULL_CHARS = 600
MAX_PROLOGUE_BYTES = 20_000
DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF|(?:atom|rss):\w+)[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: its draft, and whether the draft is the whole article rather than its announcement."""

    draft: Draft
    is_whole: bool


def looks_like_feed(data: bytes) -> bool:
    """Say whether a document is RSS or Atom by its first bytes.

    Examples
    --------
    >>> looks_like_feed(b"<?xml version='1.0'?><rss version='2.0'><channel>")
    True
    >>> looks_like_feed(b"<!DOCTYPE html><html>")
    False
    """
    return FEED_START.search(data[:4096]) is not None


def read_feed(data: bytes, origin: str, *, url: str | None = None, content_type: str = "") -> Iterator[Entry]:
    """Read the entries of a feed, the newest first as feeds have them.

    Parameters
    ----------
    data
        RSS or Atom; entities that it defines itself are not expanded.
    origin
        How messages name it.
    url
        Where it was fetched; relative links are completed with it.
    content_type
        What the server said it is.

    Raises
    ------
    ArticleParseError
        If it is no feed.
    """
    import feedparser

    headers = {"content-location": url or "", "content-type": content_type or "application/xml"}
    try:
        feed = feedparser.parse(io.BytesIO(_without_entities(data)), response_headers=headers)
    except FOREIGN_ERRORS as error:
        raise ArticleParseError(f"expected RSS or Atom in {origin!r}, got {in_one_line(error)!r}; check it") from error
    entries = feed.get("entries") or []
    if not entries and not feed.get("version"):
        raise ArticleParseError(f"expected RSS or Atom in {origin!r}, got another document; check the address")
    source = _text(feed.get("feed", {}).get("title"))
    for number, entry in enumerate(entries[:MAX_ENTRIES], start=1):
        try:
            draft = _draft(entry, f"{origin}:{number}")
        except FOREIGN_ERRORS:
            logger.warning("entry %d of %s could not be read", number, origin, exc_info=True)
            draft = Draft(origin=f"{origin}:{number}", text="")  # becomes a failure where articles are made
        yield Entry(draft=replace(draft, source=draft.source or source), is_whole=_is_whole(entry, draft))


def _draft(entry: Any, place: str) -> Draft:
    content = [part.get("value") or "" for part in entry.get("content") or [] if isinstance(part, dict)]
    markup = max([*content, entry.get("summary") or ""], key=len)
    return Draft(
        origin=place,
        text=fragment_text(str(markup)),
        title=_text(entry.get("title")),
        url=_text(entry.get("link")),
        published=_text(entry.get("published")) or _text(entry.get("updated")),
        source=_text((entry.get("source") or {}).get("title")),
    )


def _is_whole(entry: Any, draft: Draft) -> bool:
    return len(draft.text) >= MIN_FULL_CHARS and not re.search(r"(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*$", draft.text)


def _text(value: Any) -> str | None:
    return fragment_text(value) or None if isinstance(value, str) else None


def _without_entities(data: bytes) -> bytes:
    """Cut the DOCTYPE at the top: a feed needs none, and a billion laughs are made of it."""
    found = DOCTYPE.search(data, 0, MAX_PROLOGUE_BYTES)
    return data if found is None else data[: found.start()] + data[found.end() :]
