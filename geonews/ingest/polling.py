"""One look at one feed: what is new in it, what has changed, and the pages that did not answer before.

An entry is known by its guid, else by its link and title. One that only announces its article is kept as it is if its
page does not answer, and the page is asked for again, less and less often, for days; what it says then is a revision.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from geonews import web
from geonews.config import Config
from geonews.errors import ArticleParseError, FetchError, RateLimitedError
from geonews.ingest.drafts import Draft, failure_at, finish
from geonews.ingest.feed import Entry, read_feed
from geonews.ingest.feedmemory import EntryState, FeedMemory
from geonews.ingest.remote import MIN_ANNOUNCEMENT_CHARS, Visitor, announced
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.model import Article, Failure

__all__ = ["MAX_INTERVAL_SECONDS", "Feed", "Poll"]

logger = logging.getLogger(__name__)

MAX_INTERVAL_SECONDS = 7 * 86_400.0
#: A feed that fails is asked half as often each time: down to once an hour where the server is in trouble, so that
#: what it publishes once it is back does not roll out of the feed unseen; down to once a day where it says no.
MAX_TROUBLE_SECONDS = 3_600.0
MAX_REFUSAL_SECONDS = 86_400.0
#: For how long, and how rarely at last, a page is asked for that an entry links to.
PAGE_DAYS = 5.0
MAX_PAGE_SECONDS = 6 * 3_600.0
#: An entry that has not been in its feed for so long is forgotten.
FORGET_SECONDS = 90 * 86_400.0
#: How often it is noted that an entry still stands in its feed.
SEEN_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of the list: where it is, how to name it (None: as it names itself), how often to ask."""

    url: str
    source: str | None = None
    interval_minutes: float = 15.0


class Poll:
    """One look at a feed.

    Parameters
    ----------
    feed, memory
        The feed, and who knows what was read of it.
    visitor
        Who goes there.
    config
        Its limits hold.
    now
        The time.
    stop
        Ends the look between two entries.
    """

    def __init__(
        self,
        feed: Feed,
        memory: FeedMemory,
        visitor: Visitor,
        config: Config,
        now: Callable[[], float],
        stop: threading.Event,
    ) -> None:
        self._feed, self._memory, self._visitor, self._config = feed, memory, visitor, config
        self._now, self._stop = now, stop
        self._name = web.redacted(feed.url)
        self._state = memory.feed(feed.url)
        self._waiting = memory.waiting(feed.url)
        self._changed: dict[str, EntryState] = {}
        self._looked = False

    @property
    def due_at(self) -> float:
        """When the feed, or a page that it links to, is to be asked for again."""
        pages = [entry.due_at for entry in self._waiting.values() if entry.waits]
        return min([self._state.due_at, *pages])

    def articles(self) -> Iterator[Article | Failure]:
        """Yield what is new, what has changed, and the pages that answer now."""
        if not self._stop.is_set() and self._is_due(self._state.due_at):
            yield from self._look()
        for key, entry in list(self._waiting.items()):
            if self._stop.is_set():
                return
            if entry.waits and self._is_due(entry.due_at):
                yield from self._page(key, entry, _restored(entry.draft or {}), is_first=False)

    def remember(self) -> None:
        """Keep what was read; call it once the articles are stored."""
        if self._looked or self._changed:
            forget_before = self._now() - FORGET_SECONDS
            self._memory.remember(self._feed.url, self._state, self._changed, forget_before=forget_before)

    def _is_due(self, due_at: float) -> bool:
        """Say whether something may be asked for; a time further off than any interval is a changed clock's work."""
        return not 0 < due_at - self._now() <= MAX_INTERVAL_SECONDS

    def _look(self) -> Iterator[Article | Failure]:
        state, interval = self._state, self._feed.interval_minutes * 60
        self._looked = True
        wanted = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
        address = state.moved_to or self._feed.url
        try:
            answer = self._visitor.get(address, {key: value for key, value in wanted.items() if value})
            kind = answer.headers.get("content-type", "")
            is_same = answer.status == 304
            found = [] if is_same else list(read_feed(answer.body, self._name, url=answer.url, content_type=kind))
        except (FetchError, ArticleParseError, *FOREIGN_ERRORS) as error:
            self._trouble(error, interval)
            yield failure_at(self._name, None, "fetch", in_one_line(error))
            return
        if answer.moved_to is not None:
            state.moved_to = answer.moved_to
        yield from self._entries(found)
        if self._stop.is_set():
            return  # the feed is due again: what was not looked at must come again
        state.failures = 0
        state.due_at = self._now() + interval
        if not is_same:
            state.etag, state.modified = answer.headers.get("etag"), answer.headers.get("last-modified")

    def _trouble(self, error: BaseException, interval: float) -> None:
        state = self._state
        state.failures += 1
        if isinstance(error, ArticleParseError) or (isinstance(error, FetchError) and error.status in (404, 410)):
            state.moved_to = None  # where it was said to be it is not: the next look is at the address of the list
        asked = min(error.retry_after or 0.0, MAX_INTERVAL_SECONDS) if isinstance(error, RateLimitedError) else 0.0
        refused = isinstance(error, FetchError) and error.status is not None and 400 <= error.status < 500
        most = MAX_REFUSAL_SECONDS if refused else MAX_TROUBLE_SECONDS
        backoff = max(interval, min(interval * 2 ** min(state.failures, 20), most))
        if isinstance(error, FetchError) and error.status == 410:  # gone; it is looked at once a day, should it return
            backoff = max(interval, MAX_REFUSAL_SECONDS)
        state.due_at = self._now() + max(asked, backoff)

    def _entries(self, found: list[Entry | Failure]) -> Iterator[Article | Failure]:
        entries: dict[str, Entry] = {}
        for entry in found:
            if isinstance(entry, Failure):
                yield entry
            else:
                entries.setdefault(_key(entry), entry)
        known = self._memory.entries(self._feed.url, entries)
        logger.info("%s: %d entries, %d of them known", self._name, len(entries), len(known))
        for key, entry in entries.items():
            if self._stop.is_set():
                return
            now, digest, before = self._now(), _digest(entry), known.get(key)
            if before is not None and before.digest == digest:
                if now - before.seen > SEEN_SECONDS:
                    self._note(key, replace(before, seen=now))
                continue
            state = EntryState(digest=digest, seen=now, first=now if before is None else before.first or now)
            draft = self._named(entry.draft)
            if entry.is_whole or not draft.url:
                self._note(key, state)
                yield from finish(draft, self._config)
            else:
                state.first = now
                had_page = before is not None and not before.waits
                yield from self._page(key, state, draft, is_first=not had_page)

    def _page(self, key: str, state: EntryState, draft: Draft, *, is_first: bool) -> Iterator[Article | Failure]:
        """Yield the article on the page that an entry links to; while there is none, the announcement, once.

        The announcement never takes the place of a page that was read: with ``is_first`` none was.
        """
        now = self._now()
        try:
            found = self._named(announced(draft, self._visitor))
        except (FetchError, ArticleParseError, *FOREIGN_ERRORS) as error:
            logger.info("the page of %s could not be read", draft.origin)
            tries = state.tries + 1
            pause = min(self._feed.interval_minutes * 60 * 2 ** min(tries - 1, 20), MAX_PAGE_SECONDS)
            is_over = now + pause > state.first + PAGE_DAYS * 86_400
            kept = None if is_over else _kept(draft)
            self._note(key, replace(state, tries=tries, due_at=now + pause, draft=kept))
            if is_first and len(draft.text) >= MIN_ANNOUNCEMENT_CHARS:
                yield from finish(draft, self._config)
            elif is_first or is_over:
                yield failure_at(draft.file, draft.row, "fetch", in_one_line(error), name=draft.url)
            return
        self._note(key, replace(state, draft=None, tries=0))
        yield from finish(found, self._config)

    def _named(self, draft: Draft) -> Draft:
        return draft if self._feed.source is None else replace(draft, source=self._feed.source)

    def _note(self, key: str, state: EntryState) -> None:
        self._changed[key] = state
        if state.waits:
            self._waiting[key] = state
        else:
            self._waiting.pop(key, None)


def _key(entry: Entry) -> str:
    told = entry.draft.item or entry.draft.text[:500]
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _digest(entry: Entry) -> str:
    """Return a digest of what an entry says: another one means that its article may have changed."""
    draft = entry.draft
    told = "\x1f".join(str(part) for part in (draft.title, draft.text, draft.url, draft.published, entry.updated))
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _kept(draft: Draft) -> dict[str, Any]:
    plain = (str, int, bool, type(None))
    return {name: value for name, value in asdict(draft).items() if isinstance(value, plain)}


def _restored(kept: dict[str, Any]) -> Draft:
    known = {one.name for one in fields(Draft)}
    table = {name: value for name, value in kept.items() if name in known}
    return Draft(**{"origin": "", "text": "", **table})
