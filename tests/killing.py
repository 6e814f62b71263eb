"""Kill work on a store with ``kill -9`` at random moments of its length, do it again, and compare the ends.

Run as a program, because what is forked must have no threads and no open store: ``killing.py KIND TIMES SEED FOLDER``
prints what it found as JSON. How long the work takes undisturbed is measured first; a kill counts as inside when the
work had begun and not ended.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from newspapers import HOUR, Newspapers
from plain_pipeline import PlainPipeline
from store_samples import border_news, codes, strait_news, take_back_to_the_second

from geonews.config import Config
from geonews.ingest import remote, watch
from geonews.model import Article, Failure, Origin, ParsedArticle
from geonews.store import Store, check
from geonews.store.feeds import StoredFeeds

ARTICLES = 40
#: Columns of what is numbered or dated anew whenever it is done.
_OF_THE_MOMENT = {"fid", "run_id", "replaced", "started", "finished", "created", "made", "at", "undoes", "checksum"}
_TABLES = (
    "articles", "events", "crossings", "places", "mentions", "failures", "corrections", "coded_events", "near_copies",
    "event_groups", "revisions", "identities", "feeds", "feed_entries",
)  # fmt: skip


class Telling(PlainPipeline):
    """Reads out of an article what the samples say of it."""

    def parse(self, articles: Iterable[Article | Failure], **_: Any) -> Iterator[ParsedArticle | Failure]:
        for item in articles:
            if isinstance(item, Failure):
                yield item
            elif item.id == "n007":
                yield Failure(article_id=item.id, stage="parse", error="broken")
            else:
                yield replace(_sample(item.id), article=item)


def _sample(doc_id: str) -> ParsedArticle:
    number = int(doc_id[1:])
    return border_news(doc_id) if number % 2 else strait_news(doc_id)


def _ingest(path: Path, more: str = "") -> None:
    articles = []
    for number in range(ARTICLES):
        article = _sample(f"n{number:03d}").article
        told = f"{article.text} Number {number} of the week was told at {number * 7} in the evening.{more}"
        origin = Origin(file="/news/a.jsonl", row=number + 1, item=article.id)
        articles.append(replace(article, text=told, origin=origin))
    with Store.open_or_create(path, codes=codes) as store:
        Telling(Config()).ingest_articles(articles, store)


def _nothing(path: Path) -> None:
    pass


def _revise(path: Path) -> None:
    _ingest(path, " Two more were found later.")


def _correct(path: Path) -> None:
    with Store.open(path, codes=codes) as store:
        for number in range(1, ARTICLES, 2):
            event = f"n{number:03d}-2"
            if not store.event(event):
                continue
            done = {field for (field,) in store._ask("SELECT field FROM corrections WHERE event_id = ?", event)}
            if "type" not in done:
                store.correct(event, "type", {"event_type": "PROTEST"}, who="Nora", reason="it was a march")
            if "date" not in done:
                store.correct(event, "date", {"date_start": "2021-07-01", "date_end": "2021-07-02"}, who="Nora")
            if "same_as" not in done and number > 1:
                store.correct(event, "same_as", {"same_as": "n001-2"}, who="Nora")


def _old(path: Path) -> None:
    """Make a store of the second schema."""
    _ingest(path)
    with closing(sqlite3.connect(path)) as database:
        take_back_to_the_second(database)
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _upgrade(path: Path) -> None:
    Store.open(path, codes=codes).close()


class _Clock(watch.Clock):
    """Stands still for one round, and is half a day later for the next."""

    time = 1_700_000_000.0

    def now(self) -> float:
        return self.time


def _watch(path: Path) -> None:
    remote.HOST_DELAY_SECONDS = 0.0
    config = Config(cache_dir=path.parent, allow_private=True)
    feeds = path.parent / "feeds.toml"
    with Store.open_or_create(path, codes=codes) as store:
        for late in (0, 12, 24):
            clock = _Clock()
            clock.time += late * HOUR
            for articles in watch.rounds(feeds, config, memory=StoredFeeds(store), clock=clock, limit=1):
                PlainPipeline(config).ingest_articles(articles, store)


#: What lies there before, and the work.
KINDS: dict[str, tuple[Callable[[Path], None], Callable[[Path], None]]] = {
    "ingest": (_nothing, _ingest),
    "revision": (_ingest, _revise),
    "correcting": (_ingest, _correct),
    "upgrade": (_old, _upgrade),
    "watch": (_nothing, _watch),
}


def contents(path: Path) -> str:
    """Return all that a store says, and what is wrong with it."""
    said: dict[str, Any] = {"findings": [repr(found) for found in check(path).findings]}
    with closing(sqlite3.connect(path)) as database:
        said["pages"] = database.execute("PRAGMA integrity_check").fetchone()
        said["keys"] = database.execute("PRAGMA foreign_key_check").fetchall()
        for table in _TABLES:
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(f'"{name}"' for name in names if name not in _OF_THE_MOMENT)
            said[table] = sorted(map(repr, database.execute(f"SELECT {kept} FROM {table}")))
    return json.dumps(said)


def _forked(work: Callable[[], Any], kill_after: float | None = None) -> tuple[str, float]:
    """Work in a fork; return what it wrote until it ended or was killed, and the seconds from its first word on."""
    out, into = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(out)
        status = 1
        try:
            os.write(into, b"began\n")
            found = work()
            os.write(into, b"ended\n" + (found or "").encode())
            status = 0
        finally:
            os._exit(status)
    os.close(into)
    with os.fdopen(out, "rb") as answer:
        first = answer.readline()
        began = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(pid, signal.SIGKILL)
        said = (first + answer.read()).decode()
        seconds = time.perf_counter() - began
    status = os.waitpid(pid, 0)[1]
    if kill_after is None and status:
        raise RuntimeError(f"expected the work to end well, got {status}")
    return said, seconds


@contextmanager
def _papers(folder: Path) -> Iterator[None]:
    """Serve newspapers from a process of their own: who forks must have no threads."""
    out, into = os.pipe()
    pid = os.fork()
    if not pid:
        from ingest_builders import site

        with site() as served:
            papers = Newspapers(served, lambda: _Clock.time + 24 * HOUR, days=0.01, seed=3)
            listed = "".join(f'[[feeds]]\nurl = "{url}"\n' for url in papers.urls)
            (folder / "feeds.toml").write_text(f"interval_minutes = 60\n{listed}")
            os.write(into, b"ready\n")
            threading.Event().wait()
    os.read(out, 6)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _load() -> None:
    """Import once what every fork would import."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import datasketch  # noqa: F401
    import feedparser  # noqa: F401
    import pyogrio.raw  # noqa: F401
    import trafilatura  # noqa: F401

    from geonews.ingest.language import detect_language

    detect_language("The ferry began to run again on Tuesday.")


def kill(kind: str, times: int, seed: int, folder: Path) -> dict[str, Any]:
    """Return how many runs were killed inside of the work, and how many ended as the undisturbed one."""
    before, work = KINDS[kind]
    _load()
    folder.mkdir(parents=True, exist_ok=True)
    base, path, chance = folder / "base.gpkg", folder / "news.gpkg", random.Random(seed)
    with _papers(folder) if kind == "watch" else closing(open(os.devnull)):
        _forked(lambda: before(base))
        lengths = []
        for _ in range(3):
            _lay(base, path)
            lengths.append(_forked(lambda: work(path))[1])
        calm, length = _forked(lambda: contents(path))[0], statistics.median(lengths)
        found: dict[str, Any] = {"kind": kind, "seconds": round(length, 3), "inside": 0, "tries": 0, "equal": 0}
        while found["inside"] < times and found["tries"] < 4 * times:
            _lay(base, path)
            found["tries"] += 1
            said, _ = _forked(lambda: work(path), chance.uniform(0, length))
            if "ended" in said:
                continue
            found["inside"] += 1
            _forked(lambda: work(path))
            if _forked(lambda: contents(path))[0] == calm:
                found["equal"] += 1
            else:
                shutil.copy(path, folder / f"unequal-{found['tries']}.gpkg")
    return found


def _lay(base: Path, path: Path) -> None:
    """Put the store as it was before in its place, or nothing where there was none."""
    for part in path.parent.glob(f"*{path.name}*"):
        part.unlink()
    if base.exists():
        shutil.copy(base, path)


if __name__ == "__main__":
    print(json.dumps(kill(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))))
