"""Web addresses: fetch one, see what it is, and follow a feed's links to its articles."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from geonews import web
from geonews.config import Config
from geonews.errors import ArticleParseError, FetchError
from geonews.ingest.archives import read_file
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.feed import Entry, looks_like_feed, read_feed
from geonews.ingest.inputs import kind_of
from geonews.ingest.jsonfeed import looks_like_json_feed
from geonews.ingest.streams import FOREIGN_ERRORS, Stream, in_one_line, read_all, unpacked
from geonews.ingest.webpage import read_page
from geonews.model import Failure

__all__ = ["Visitor", "announced", "follow", "linked", "read_feed_file", "read_url"]

logger = logging.getLogger(__name__)

MIN_ANNOUNCEMENT_CHARS = 100
HOST_DELAY_SECONDS = 1.0
KIND_OF_MEDIA_TYPE = {
    "application/pdf": "pdf",
    "application/json": "json",
    "application/feed+json": "feed",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/x-jsonlines": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/plain": "text",
    "application/warc": "warc",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/vnd.apache.parquet": "parquet",
}


class Visitor:
    """Fetches pages, never two of one host within a second."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._visited: dict[str, float] = {}

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> web.Answer:
        """Get a page.

        Raises
        ------
        FetchError
            See ``web.fetch``; also for every status but success and "not modified".
        """
        host = urlsplit(url).hostname or ""
        rest = self._visited.get(host, -HOST_DELAY_SECONDS) + HOST_DELAY_SECONDS - time.monotonic()
        if rest > 0:
            time.sleep(rest)
        if len(self._visited) > 10_000:
            self._visited.clear()
        try:
            answer = web.fetch(url, self._config, headers=headers)
        finally:
            self._visited[host] = time.monotonic()
        answer.raise_for_status()
        return answer


def read_url(url: str, config: Config, visitor: Visitor) -> Iterator[Draft | Failure]:
    """Read what an address leads to: a page, a feed with the articles it links to, or a file of any kind.

    Parameters
    ----------
    url
        An http(s) address.
    config
        Its limits hold.
    visitor
        Who goes there; the same one for all addresses of a run.

    Raises
    ------
    FetchError
        If it cannot be fetched.
    ArticleParseError
        If it has no article.
    """
    answer = visitor.get(url)
    kind = _kind(answer)
    if kind == "feed":
        content_type = answer.headers.get("content-type", "")
        for entry in read_feed(answer.body, web.redacted(url), url=answer.url, content_type=content_type):
            yield follow(entry, visitor)
    elif kind == "page":
        page = read_page(answer.body, answer.url, url=answer.url, charset=answer.charset)
        yield replace(page, fetched=answer.url)
    else:
        for draft in read_file(io.BytesIO(answer.body), kind, answer.url, config, charset=answer.charset):
            is_single = isinstance(draft, Draft) and kind in ("text", "pdf") and draft.url is None
            known = replace(draft, url=answer.url) if is_single and isinstance(draft, Draft) else draft
            yield replace(known, fetched=answer.url) if is_single and isinstance(known, Draft) else known


def read_feed_file(stream: Stream, name: str, config: Config, visitor: Visitor) -> Iterator[Draft | Failure]:
    """Read a saved feed; its links are followed only if the user allows going online.

    Raises
    ------
    FetchError, ArticleParseError
        If the file is too large or no feed.
    """
    for entry in read_feed(read_all(unpacked(stream), config.max_bytes, name), name):
        yield follow(entry, visitor if config.online else None)


def follow(entry: Entry | Failure, visitor: Visitor | None) -> Draft | Failure:
    """Return the article of a feed's entry: its own text if that is whole, else the page it links to.

    Without a visitor, or where the page cannot be read, the announcement itself is the article if it says enough.
    """
    if isinstance(entry, Failure):
        return entry
    draft = entry.draft
    if entry.is_whole or (visitor is None and draft.text):
        return draft
    if visitor is None or not draft.url:
        reason = "expected an entry with text or with a link that may be fetched, got neither; use --online"
        return draft if len(draft.text) >= MIN_ANNOUNCEMENT_CHARS else _failure(draft, reason)
    try:
        return announced(draft, visitor)
    except (FetchError, ArticleParseError, *FOREIGN_ERRORS) as error:
        logger.info("the page of %s could not be read", draft.origin)
        return draft if len(draft.text) >= MIN_ANNOUNCEMENT_CHARS else _failure(draft, in_one_line(error))


def linked(draft: Draft, visitor: Visitor | None) -> Draft | Failure:
    """Return the article on the page that a row of a list of links leads to; without a visitor, what to do."""
    if not draft.url:
        return _failure(draft, "expected the address of an article in the row, got none; skipped")
    if visitor is None:
        return _failure(draft, "expected the text of an article, got only its address; use --online to read the page")
    try:
        return announced(draft, visitor)
    except (FetchError, ArticleParseError, *FOREIGN_ERRORS) as error:
        return _failure(draft, in_one_line(error))


def announced(draft: Draft, visitor: Visitor) -> Draft:
    """Return the article on the page that a feed's entry links to.

    Raises
    ------
    FetchError, ArticleParseError
        If the page cannot be fetched, or has no article.
    """
    answer = visitor.get(draft.url or "")
    page = read_page(answer.body, answer.url, url=answer.url, charset=answer.charset)
    return replace(
        page,
        origin=draft.origin,
        row=draft.row,
        item=draft.item,
        fetched=answer.url,
        title=draft.title or page.title,
        published=draft.published or page.published,
        source=page.source or draft.source,
    )


def _kind(answer: web.Answer) -> str:
    """Tell what an answer is: by its first bytes, by what the server says, by its name."""
    body = answer.body
    if body.startswith(b"%PDF-"):
        return "pdf"
    if body.startswith(b"PAR1"):
        return "parquet"
    if body.startswith(b"PK\x03\x04"):
        return "zip"
    if body.startswith(b"WARC/"):
        return "warc"
    if looks_like_json_feed(body):
        return "feed"
    if answer.media_type not in ("text/html", "application/json") and looks_like_feed(body):
        return "feed"
    kind = KIND_OF_MEDIA_TYPE.get(answer.media_type)
    if kind is None and answer.media_type not in ("text/html", "application/xhtml+xml"):
        kind = kind_of(PurePosixPath(urlsplit(answer.url).path))
    return kind or "page"


def _failure(draft: Draft, error: str) -> Failure:
    return failure_at(draft.file, draft.row, "fetch", error, name=draft.url)
