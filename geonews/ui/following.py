"""Feeds followed from the screen: one watcher a store, a process of its own that ``geonews watch`` is.

Another server on the same store has none beside it (``store.watching``).

It goes on while the server runs, whoever looks on; what it read is in the store, also when it is stopped at once.
"""

from __future__ import annotations

import atexit
import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geonews.config import Config
from geonews.errors import ConfigError
from geonews.store.watching import has_watcher

__all__ = ["MAX_MINUTES", "MIN_MINUTES", "MOST_FEEDS", "Watcher", "of", "start"]

logger = logging.getLogger(__name__)

MOST_FEEDS = 100
MIN_MINUTES, MAX_MINUTES = 1, 1440
#: Seconds that a watcher has to end, before it is ended.
END_SECONDS = 10.0
#: Last words of a watcher that are kept for the case that it ends by itself.
WORDS_KEPT = 600


@dataclass(slots=True)
class Watcher:
    """A process that follows feeds, and what it told.

    Attributes
    ----------
    feeds
        Their addresses.
    minutes
        Between two rounds.
    started
        Aware UTC.
    rounds, added, events, failures
        Rounds that brought something; articles and events that were added, and failures, in all of them.
    last
        When the last of them ended, None before.
    """

    feeds: tuple[str, ...]
    minutes: int
    started: datetime
    process: subprocess.Popen[str]
    rounds: int = 0
    added: int = 0
    events: int = 0
    failures: int = 0
    last: datetime | None = None
    words: str = ""
    stopped: bool = False
    _folder: Any = field(default=None, repr=False)

    @property
    def over(self) -> bool:
        """Whether it follows no more."""
        return self.process.poll() is not None

    def stop(self) -> None:
        """End it; the round that it is at is begun anew by the next one."""
        self.stopped = True
        self.process.terminate()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.take(line)

    def _keep_words(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.words = (self.words + line)[-WORDS_KEPT:]

    def take(self, line: str) -> None:
        """Take down one round: a summary as a line of JSON."""
        try:
            told = json.loads(line)
            added = told["stored"] + told["revised"] + told["near_copies"]
            events, failures = told["events"], told["failures"]
        except (ValueError, KeyError, TypeError):
            logger.warning("a watcher said what is no summary")
            return
        self.rounds, self.last = self.rounds + 1, datetime.now(UTC)
        self.added, self.events, self.failures = self.added + added, self.events + events, self.failures + failures


_watchers: dict[Path, Watcher] = {}
_lock = threading.Lock()


def of(store: Path) -> Watcher | None:
    """Return the watcher of a store, also one that has ended; None where none was started."""
    return _watchers.get(store.resolve())


def start(store: Path, feeds: Sequence[str], minutes: int, config: Config) -> Watcher:
    """Follow feeds into a store.

    Raises
    ------
    ConfigError
        If no address is given, too many are, one is none of http(s), or the store has a
        watcher already, here or elsewhere.
    """
    if not 1 <= len(feeds) <= MOST_FEEDS:
        raise ConfigError(f"expected 1 to {MOST_FEEDS} addresses of feeds, got {len(feeds)}; change the list")
    for url in feeds:
        if not url.lower().startswith(("http://", "https://")):
            raise ConfigError(f"expected http(s) addresses of feeds, got {url[:100]!r}; correct that line")
    minutes = min(max(minutes, MIN_MINUTES), MAX_MINUTES)
    with _lock:
        known = _watchers.get(store.resolve())
        if known is not None and not known.over:
            raise ConfigError("expected one watcher a store, got a second one; stop the first one before")
        if has_watcher(store):
            raise ConfigError("expected one watcher a store, and another program is it; stop it there first")
        folder = tempfile.TemporaryDirectory(prefix="geonews-feeds-")
        listed = Path(folder.name) / "feeds.toml"
        rows = "".join(f"\n[[feeds]]\nurl = {json.dumps(url)}\n" for url in feeds)
        listed.write_text(f"interval_minutes = {minutes}\n{rows}", encoding="utf-8")
        command = [sys.executable, "-P", "-m", "geonews", "watch", str(listed), "--store", str(store)]
        process = subprocess.Popen(  # noqa: S603 - our own program; addresses travel in a file
            [*command, *(["--allow-private"] if config.allow_private else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        made = Watcher(tuple(feeds), minutes, datetime.now(UTC), process, _folder=folder)
        _watchers[store.resolve()] = made
    for listen in (made._listen, made._keep_words):
        threading.Thread(target=listen, name="geonews-following", daemon=True).start()
    return made


@atexit.register
def _end_all() -> None:
    for watcher in list(_watchers.values()):
        if not watcher.over:
            watcher.process.terminate()
