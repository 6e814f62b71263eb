"""RSS, Atom and JSON Feed: the articles that a feed carries whole, and the links to those that it only announces."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.jsonfeed import drafts_of_json_feed, is_json_feed, looks_like_json_feed
from geonews.ingest.jsonvalues import JsonRows
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.ingest.webpage import fragment_text
from geonews.ingest.xmltext import cut_after, decoded, tags_of
from geonews.model import Failure

__all__ = ["Entry", "looks_like_feed", "read_feed"]

logger = logging.getLogger(__name__)

MAX_ENTRIES = 5000
#: More tags than this have no feed's entries; the parser keeps a kilobyte of each.
MAX_TAGS = 400_000
#: An entry with less text than this only announces its article.
MIN_FULL_CHARS = 600
#: Longest piece of markup that an entry may carry; articles end long before.
MAX_MARKUP_CHARS = 3_000_000
#: Longest part behind the end of a feed: comments of what served it.
MAX_TRAILER = 10_000
ROOT = re.compile(r"<((?:\w+:)?(?:rss|feed|RDF))[\s>]", re.IGNORECASE)
FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF|(?:atom|rss):\w+)[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: its draft, whether that is the whole article rather than an announcement, when it was changed."""

    draft: Draft
    is_whole: bool
    updated: str | None = None


def looks_like_feed(data: bytes) -> bool:
    """Say whether a document is RSS, Atom or a JSON Feed by its first bytes.

    Examples
    --------
    >>> looks_like_feed(b"<?xml version='1.0'?><rss version='2.0'><channel>")
    True
    >>> looks_like_feed(b"<!DOCTYPE html><html>")
    False
    """
    return looks_like_json_feed(data) or FEED_START.search(data[:4096]) is not None


def read_feed(data: bytes, origin: str, *, url: str | None = None, content_type: str = "") -> Iterator[Entry | Failure]:
    """Read the entries of a feed, the newest first as feeds have them.

    Parameters
    ----------
    data
        RSS or Atom in any encoding, without a document type; or JSON Feed.
    origin
        How messages name it.
    url
        Where it was fetched; relative links are completed with it.
    content_type
        What the server said it is.

    Raises
    ------
    ArticleParseError
        If it is no feed, has a document type, or is made of too many elements.

    Yields
    ------
    Entry or Failure
        A failure at the end tells how many entries more there are than are read.
    """
    if looks_like_json_feed(data):
        yield from _json_entries(data, origin, url)
        return
    import feedparser

    said = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    text, beyond = cut_after(decoded(data, origin, charset=said and said[1]), ("item", "entry"), MAX_ENTRIES)
    tags = tags_of(text)
    if tags > MAX_TAGS:
        raise ArticleParseError(
            f"expected at most {MAX_TAGS:,} tags in {origin!r}, got {tags:,} in {MAX_ENTRIES:,} entries or fewer; "
            "cut the feed"
        )
    headers = {"content-location": url or "", "content-type": "application/xml; charset=utf-8"}
    try:
        # Its own cleaning of markup is left out: of what it gives only text is taken, by lxml.
        feed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except FOREIGN_ERRORS as error:
        raise ArticleParseError(f"expected RSS or Atom in {origin!r}, got {in_one_line(error)!r}; check it") from error
    entries = feed.get("entries") or []
    if not entries and not feed.get("version"):
        raise ArticleParseError(f"expected RSS or Atom in {origin!r}, got another document; check the address")
    source = _text(feed.get("feed", {}).get("title"))
    found = []
    for number, entry in enumerate(entries[:MAX_ENTRIES], start=1):
        try:
            draft = _draft(entry, origin, number, url)
        except FOREIGN_ERRORS:
            logger.warning("entry %d of %s could not be read", number, origin, exc_info=True)
            draft = Draft(origin=f"{origin}:{number}", row=number, text="")  # a failure where articles are made
        draft = replace(draft, source=draft.source or source)
        found.append(Entry(draft=draft, is_whole=_ends_whole(draft), updated=_text(dict.get(entry, "updated"))))
    yield from _told_apart(found)
    root = ROOT.search(text)
    if root is not None and f"</{root[1]}".casefold() not in text[-MAX_TRAILER:].casefold():
        said_of = f"expected a whole feed, got one that ends before </{root[1]}>; fetch it again"
        yield failure_at(origin, len(found) + 1, "read", said_of)
    if beyond:
        said_of = f"expected at most {MAX_ENTRIES:,} entries, got {beyond:,} more, which were not read; cut the feed"
        yield failure_at(origin, MAX_ENTRIES + 1, "read", said_of)


def _json_entries(data: bytes, origin: str, url: str | None) -> Iterator[Entry | Failure]:
    rows = JsonRows(origin)
    feed = rows.load(data)
    if not is_json_feed(feed):
        raise ArticleParseError(f"expected a JSON Feed with a list of items in {origin!r}, got none; check it")
    found = drafts_of_json_feed(feed, origin, url=url)
    beyond = len(found) - MAX_ENTRIES
    yield from _told_apart(
        [Entry(draft=draft, is_whole=_ends_whole(draft), updated=updated) for draft, updated in found[:MAX_ENTRIES]]
    )
    yield from rows.left()
    if beyond > 0:
        said_of = f"expected at most {MAX_ENTRIES:,} entries, got {beyond:,} more, which were not read; cut the feed"
        yield failure_at(origin, MAX_ENTRIES + 1, "read", said_of)


def _told_apart(entries: list[Entry]) -> Iterator[Entry]:
    """Yield the entries; where a feed gives several the same guid, link and title tell them apart."""
    heads: dict[str | None, set[tuple[str | None, str | None]]] = {}
    for entry in entries:
        heads.setdefault(entry.draft.item, set()).add((entry.draft.url, entry.draft.title))
    for entry in entries:
        draft = entry.draft
        if draft.item is not None and len(heads[draft.item]) > 1:
            yield replace(entry, draft=replace(draft, item=f"{draft.item} {draft.url} {draft.title}"))
        else:
            yield entry


def _draft(entry: Any, origin: str, number: int, url: str | None) -> Draft:
    content = [part.get("value") or "" for part in entry.get("content") or [] if isinstance(part, dict)]
    markup = max([*content, entry.get("summary") or ""], key=len)
    title, link = _text(entry.get("title")), _text(entry.get("link"))
    link = urljoin(url, link) if url and link else link
    guid = entry.get("id")
    return Draft(
        origin=f"{origin}:{number}",
        row=number,
        text=fragment_text(str(markup)) if len(markup) <= MAX_MARKUP_CHARS else "",
        title=title,
        url=link,
        item=guid.strip() if isinstance(guid, str) and guid.strip() else f"{link or ''} {title or ''}".strip() or None,
        published=_text(entry.get("published")) or _text(entry.get("updated")),
        source=_text((entry.get("source") or {}).get("title")),
    )


def _ends_whole(draft: Draft) -> bool:
    return len(draft.text) >= MIN_FULL_CHARS and not re.search(r"(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*$", draft.text)


def _text(value: Any) -> str | None:
    return fragment_text(value) or None if isinstance(value, str) else None
