"""What every reader has to do with any document: articles and failures, and nothing else happens."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from geonews.config import Config
from geonews.errors import GeonewsError
from geonews.ingest.archives import read_file
from geonews.ingest.drafts import finish
from geonews.ingest.feed import read_feed
from geonews.ingest.streams import FOREIGN_ERRORS
from geonews.model import Article, Failure

__all__ = ["CONFIG", "check", "read", "read_fetched_feed"]

CONFIG = Config(max_bytes=200_000, max_chars=50_000)


def check(items: Iterator[Any]) -> None:
    """Hold every item to what the rest of the program relies on."""
    for item in items:
        assert isinstance(item, Article | Failure)
        if isinstance(item, Failure):
            assert item.article_id and item.error and item.stage
            item.error.encode("utf-8", "surrogatepass")
            continue
        assert item.id and item.text.strip() and len(item.text) <= CONFIG.max_chars
        for value in (item.id, item.text, item.title, item.source, item.url):
            (value or "").encode("utf-8")
            assert "\x00" not in (value or "")
        assert item.url is None or item.url.lower().startswith(("http://", "https://"))
        assert item.published is None or (item.published.tzinfo is UTC and 1605 <= item.published.year < 2100)


def read(kind: str, data: bytes) -> None:
    """Read a document as a file of its kind."""

    def articles() -> Iterator[Article | Failure]:
        try:
            for draft in read_file(io.BytesIO(data), kind, "fuzz", CONFIG):
                yield from finish(draft, CONFIG)
        except (GeonewsError, *FOREIGN_ERRORS):  # what ``ingest.read`` turns into one failure
            pass

    check(articles())


def read_fetched_feed(data: bytes) -> None:
    """Read a feed as it comes from the web, with what a server may say of it."""
    for content_type in ("", "text/xml; charset=utf-7", "application/rss+xml; charset=bogus", "x"):
        try:
            entries = list(read_feed(data, "fuzz", url="https://x.example/", content_type=content_type))
        except GeonewsError:
            continue
        for entry in entries:
            check(finish(entry if isinstance(entry, Failure) else entry.draft, CONFIG))
