"""Feeds, polled for as long as it pleases: only what is new, and no more often than is polite.

The list of feeds is TOML::

    interval_minutes = 15

    [[feeds]]
    url = "https://gazette.example/rss"
    source = "Harbour Gazette"     # instead of the feed's own title
    interval_minutes = 60          # instead of the list's

What a server said of a feed (ETag, Last-Modified) and which entries were read already is kept in a small JSON file,
so that the next run goes on where this one stopped. A round's entries count as read once the consumer comes back for
the next round, that is, when they are stored; after a kill they are read again, and the store, which knows their ids,
leaves them alone.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import os
import threading
import time
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from geonews import web
from geonews.config import Config
from geonews.errors import ArticleParseError, ConfigError, FetchError, RateLimitedError
from geonews.ingest.drafts import Draft, finish
from geonews.ingest.feed import Entry, read_feed
from geonews.ingest.remote import Visitor, follow
from geonews.ingest.streams import FOREIGN_ERRORS
from geonews.model import Article, Failure

__all__ = ["Feed", "load_feeds", "poll", "rounds"]

logger = logging.getLogger(__name__)

DEFAULT_MINUTES = 15.0
MIN_MINUTES = 1.0
MAX_MINUTES = 7 * 24 * 60.0
#: More than a feed may have entries.
MAX_SEEN = 10_000
#: How often a page that a feed links to is asked for, one round after another.
MAX_TRIES = 3
#: A feed that fails is asked half as often each time, down to once a day.
MAX_BACKOFF_SECONDS = 86_400.0
#: How often the stop signal is looked at while nothing is due.
NAP_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of the list: where it is, how to name it (None: as it names itself), how often to ask."""

    url: str
    source: str | None = None
    interval_minutes: float = DEFAULT_MINUTES


@dataclass(slots=True, kw_only=True)
class _State:
    """What is known of a feed; times are seconds since 1970 in UTC."""

    etag: str | None = None
    modified: str | None = None
    due_at: float = 0.0
    failures: int = 0
    is_gone: bool = False
    seen: list[str] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)


def load_feeds(path: Path) -> list[Feed]:
    """Read a list of feeds.

    Raises
    ------
    ConfigError
        If the file is missing or broken, lists no feed, or has a setting that is unknown or out of range.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"expected a list of feeds, got {str(path)!r} ({error.strerror}); check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"expected TOML in {str(path)!r}, got {error}; correct the file") from error
    rows = table.get("feeds")
    if not isinstance(rows, list) or not rows:
        raise ConfigError(f"expected [[feeds]] with a url in {str(path)!r}, got {sorted(table)!r}; add one")
    return [_feed(row, table.get("interval_minutes", DEFAULT_MINUTES), path) for row in rows]


def rounds(
    feeds: Path,
    config: Config,
    *,
    state: Path | None = None,
    stop: threading.Event | None = None,
    limit: int | None = None,
) -> Iterator[Iterator[Article | Failure]]:
    """Poll feeds round after round, and yield for each round what is new in them, until stopped.

    Parameters
    ----------
    feeds
        The list of feeds (TOML).
    config
        Its limits hold.
    state
        Where to remember what was read; None for a file in ``config.cache_dir``.
    stop
        Ends the polling soon after it is set.
    limit
        How many rounds to make, None for ever.

    Raises
    ------
    ConfigError
        At once, if the list of feeds cannot be used.
    """
    listed = load_feeds(feeds)
    digest = hashlib.blake2b(str(feeds.resolve()).encode("utf-8", "replace"), digest_size=6).hexdigest()
    file = state or config.cache_dir / f"feeds-{digest}.json"
    return _rounds(listed, config, file, stop or threading.Event(), limit)


def poll(
    feeds: Path, config: Config, *, state: Path | None = None, stop: threading.Event | None = None
) -> Iterator[Article | Failure]:
    """Poll feeds and yield what is new in them, one round's articles after another's; see ``rounds``."""
    return itertools.chain.from_iterable(rounds(feeds, config, state=state, stop=stop))


def _rounds(
    feeds: list[Feed], config: Config, file: Path, stop: threading.Event, limit: int | None
) -> Iterator[Iterator[Article | Failure]]:
    states = _load(file)
    for feed in feeds:
        states.setdefault(feed.url, _State())
    visitor = Visitor(config)
    for number in itertools.count(1):
        yield _round(feeds, states, visitor, config, stop)
        _save(file, states)
        if stop.is_set() or number == limit:
            return
        _wait(min((s.due_at for s in states.values() if not s.is_gone), default=float("inf")), stop)
        if stop.is_set():
            return


def _round(
    feeds: list[Feed], states: dict[str, _State], visitor: Visitor, config: Config, stop: threading.Event
) -> Iterator[Article | Failure]:
    for feed in feeds:
        known = states[feed.url]
        if not known.is_gone and _is_due(known) and not stop.is_set():
            yield from _poll_one(feed, known, visitor, config, stop)


def _is_due(known: _State) -> bool:
    """Say whether a feed may be asked; a time further off than any interval is the work of a changed clock."""
    return not 0 < known.due_at - time.time() <= MAX_MINUTES * 60


def _poll_one(
    feed: Feed, known: _State, visitor: Visitor, config: Config, stop: threading.Event
) -> Iterator[Article | Failure]:
    """Ask one feed, and yield the articles of the entries that were not there before."""
    name = web.redacted(feed.url)
    wanted = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    interval = feed.interval_minutes * 60
    try:
        answer = visitor.get(feed.url, {key: value for key, value in wanted.items() if value})
        entries = (
            []
            if answer.status == 304
            else list(read_feed(answer.body, name, url=answer.url, content_type=answer.headers.get("content-type", "")))
        )
    except (FetchError, ArticleParseError, *FOREIGN_ERRORS) as error:
        known.failures += 1
        asked = min(error.retry_after or 0.0, MAX_MINUTES * 60) if isinstance(error, RateLimitedError) else 0.0
        backoff = max(interval, min(interval * 2 ** min(known.failures, 20), MAX_BACKOFF_SECONDS))
        known.due_at = time.time() + max(asked, backoff)
        known.is_gone = "status 410" in str(error)
        yield Failure(article_id=name, stage="fetch", error=str(error))
        return
    logger.info("%s: %d entries", name, len(entries))
    seen = dict.fromkeys(known.seen)
    fresh = {key: entry for entry in entries if (key := _key(entry)) not in seen}
    known.tries = {key: count for key, count in known.tries.items() if key in fresh}
    for key, entry in fresh.items():
        if stop.is_set():
            return  # the feed is due again: neither its ETag nor this entry is marked as read
        is_lost = False
        for item in _article(entry, feed, visitor, config):
            is_lost = isinstance(item, Failure) and item.stage == "fetch"
            yield item
        known.tries[key] = known.tries.get(key, 0) + 1
        if is_lost and known.tries[key] < MAX_TRIES:
            continue  # its page may answer next time
        del known.tries[key]
        known.seen.append(key)
    known.seen = known.seen[-MAX_SEEN:]
    known.failures = 0
    known.due_at = time.time() + interval
    if known.tries:
        known.etag = known.modified = None  # the feed must come again, for the entries that are still to be read
    elif answer.status != 304:
        known.etag, known.modified = answer.headers.get("etag"), answer.headers.get("last-modified")


def _article(entry: Entry, feed: Feed, visitor: Visitor, config: Config) -> Iterator[Article | Failure]:
    found = follow(entry, visitor)
    if isinstance(found, Draft) and feed.source is not None:
        found = replace(found, source=feed.source)
    yield from finish(found, config)


def _key(entry: Entry) -> str:
    draft = entry.draft
    told = draft.url or f"{draft.title} {draft.text[:200]}"
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _wait(until: float, stop: threading.Event) -> None:
    """Sleep until a time, or until stopped; a clock that is set back costs one interval at most."""
    nap_until = time.monotonic() + min(max(0.0, until - time.time()), MAX_MINUTES * 60)
    while time.monotonic() < nap_until and not stop.wait(min(NAP_SECONDS, max(0.0, nap_until - time.monotonic()))):
        pass


def _feed(row: Any, interval: Any, path: Path) -> Feed:
    if (
        not isinstance(row, dict)
        or not isinstance(row.get("url"), str)
        or row.keys() - {"url", "source", "interval_minutes"}
    ):
        raise ConfigError(
            f"expected [[feeds]] with url, source and interval_minutes in {str(path)!r}, got {row!r}; correct it"
        )
    minutes = row.get("interval_minutes", interval)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not MIN_MINUTES <= minutes <= MAX_MINUTES:
        raise ConfigError(
            f"expected interval_minutes between {MIN_MINUTES:g} and {MAX_MINUTES:g} in {str(path)!r}, "
            f"got {minutes!r}; change it"
        )
    if not row["url"].lower().startswith(("http://", "https://")):
        raise ConfigError(f"expected an http(s) URL in {str(path)!r}, got {row['url']!r}; correct it")
    source = row.get("source")
    return Feed(url=row["url"], source=source if isinstance(source, str) else None, interval_minutes=float(minutes))


def _load(file: Path) -> dict[str, _State]:
    """Read what earlier runs remembered; a damaged file means to begin anew."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        return {url: _State(**known) for url, known in table.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        logger.warning("the state of the feeds at %s cannot be read (%s); beginning anew", file, error)
        return {}


def _save(file: Path, states: dict[str, _State]) -> None:
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({url: asdict(known) for url, known in states.items()}), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise ConfigError(
            f"expected to write the state of the feeds to {str(file)!r}, got {error.strerror!r}; "
            "free the disk or set cache_dir"
        ) from error
