"""A week of ``geonews watch`` in seconds: what was published is stored in the end, each article once."""

from __future__ import annotations

import itertools
import os
import random
import threading
from collections import Counter
from pathlib import Path

import pytest
from ingest_builders import site
from newspapers import HOUR, Newspapers
from plain_pipeline import PlainPipeline

from geonews.config import Config
from geonews.ingest import watch
from geonews.pipeline import Summary
from geonews.store import Store, check
from geonews.store.feeds import StoredFeeds

#: How many days are simulated; CONTRIBUTING.md tells of the week.
DAYS = float(os.environ.get("GEONEWS_TEST_WATCH_DAYS", "1"))
SEED = int(os.environ.get("GEONEWS_TEST_SEED", "1"))
MINUTES = 15 if DAYS > 2 else 60
#: After the last article it is watched on for so long: a feed that was gone is asked once a day.
REST_HOURS = 54


class FastClock(watch.Clock):
    """A clock that is moved on instead of being waited for; it ends the watch after a time."""

    def __init__(self, start: float) -> None:
        self.time, self.end = start, float("inf")

    def now(self) -> float:
        return self.time

    def wait(self, until: float, stop: threading.Event) -> None:
        self.time = min(max(self.time + 1, until), self.end)
        if self.time >= self.end:
            stop.set()


def watched(papers: Newspapers, feeds: Path, path: Path, clock: FastClock, config: Config) -> Counter[str]:
    """Watch until the clock ends, starting anew again and again in the midst of a round; return the figures."""
    chance, figures = random.Random(SEED), Counter[str]()
    clock.end = papers.end + REST_HOURS * HOUR
    stop = threading.Event()
    while not stop.is_set():
        left = chance.randint(5, 40)
        with Store.open_or_create(path) as store:
            for articles in watch.rounds(feeds, config, memory=StoredFeeds(store), clock=clock, stop=stop):
                left -= 1
                # Broken off in the midst of a round, or with all of it stored and nothing noted of the feeds.
                taken = articles if left else itertools.islice(articles, chance.randint(0, 8))
                summary: Summary = PlainPipeline(config).ingest_articles(taken, store)
                figures.update({name: int(value) for name, value in summary.as_record().items() if name != "seconds"})
                if not left:
                    figures["restarts"] += 1
                    break
    return figures


def test_a_watch_of_days_ends_with_what_was_published_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geonews.ingest.remote.HOST_DELAY_SECONDS", 0.0)
    config = Config(cache_dir=tmp_path, allow_private=True, fetch_timeout_seconds=0.8)
    clock, path = FastClock(1_700_000_000.0), tmp_path / "news.gpkg"
    with site() as served:
        papers = Newspapers(served, clock.now, days=DAYS, seed=SEED)
        feeds = tmp_path / "feeds.toml"
        listed = "".join(f'[[feeds]]\nurl = "{url}"\n' for url in papers.urls)
        feeds.write_text(f"interval_minutes = {MINUTES}\n{listed}")
        figures = watched(papers, feeds, path, clock, config)
    assert {"200", "301", "304", "410", "503"} <= papers.answers.keys()
    assert figures["restarts"] > 2
    with Store.open(path) as store:
        stored = Counter(article.text for article in store.stored_articles())
        older = {text for (text,) in store._ask("SELECT text FROM revisions")}
    published = Counter(papers.published())
    assert (published - stored, stored - published) == (Counter(), Counter())
    assert older <= papers.ever_said()
    assert figures["revised"] >= len(older) > 0
    assert check(path).findings == ()
