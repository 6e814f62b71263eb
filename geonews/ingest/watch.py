"""Feeds, watched for as long as it pleases: all that they bring, each once, and no more often than is polite.

The list of feeds is TOML::

    interval_minutes = 15

    [[feeds]]
    url = "https://gazette.example/rss"
    source = "Harbour Gazette"     # instead of the feed's own title
    interval_minutes = 60          # instead of the list's

What was read is remembered by the store that it was read into (``store.feeds``), once it is stored: a run that is
killed misses nothing, and another store with the same list begins anew.
"""

from __future__ import annotations

import itertools
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geonews.config import Config
from geonews.errors import ConfigError
from geonews.ingest.feedmemory import FeedMemory, Forgetful
from geonews.ingest.polling import MAX_INTERVAL_SECONDS, Feed, Poll
from geonews.ingest.remote import Visitor
from geonews.model import Article, Failure

__all__ = ["Clock", "Feed", "load_feeds", "poll", "rounds"]

DEFAULT_MINUTES = 15.0
MIN_MINUTES = 1.0
MAX_MINUTES = MAX_INTERVAL_SECONDS / 60
#: How often the stop signal is looked at while nothing is due.
NAP_SECONDS = 0.5


class Clock:
    """The time, and how it is waited for; a test makes a week of it in seconds."""

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def wait(self, until: float, stop: threading.Event) -> None:
        """Sleep until a time, or until stopped; a clock that is set back costs one interval at most."""
        nap_until = time.monotonic() + min(max(0.0, until - self.now()), MAX_INTERVAL_SECONDS)
        while time.monotonic() < nap_until and not stop.wait(min(NAP_SECONDS, max(0.0, nap_until - time.monotonic()))):
            pass


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
    memory: FeedMemory | None = None,
    clock: Clock | None = None,
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
    memory
        Who keeps what was read; None forgets it with the program.
    clock
        The time; None for the machine's own.
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
    return _rounds(listed, config, memory or Forgetful(), clock or Clock(), stop or threading.Event(), limit)


def poll(
    feeds: Path, config: Config, *, memory: FeedMemory | None = None, stop: threading.Event | None = None
) -> Iterator[Article | Failure]:
    """Poll feeds and yield what is new in them, one round's articles after another's; see ``rounds``."""
    return itertools.chain.from_iterable(rounds(feeds, config, memory=memory, stop=stop))


def _rounds(
    feeds: list[Feed],
    config: Config,
    memory: FeedMemory,
    clock: Clock,
    stop: threading.Event,
    limit: int | None,
) -> Iterator[Iterator[Article | Failure]]:
    visitor = Visitor(config)
    for number in itertools.count(1):
        polls = [Poll(feed, memory, visitor, config, clock.now, stop) for feed in feeds]
        yield itertools.chain.from_iterable(poll.articles() for poll in polls)
        for poll in polls:
            poll.remember()
        if stop.is_set() or number == limit:
            return
        clock.wait(min((poll.due_at for poll in polls), default=float("inf")), stop)
        if stop.is_set():
            return


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
