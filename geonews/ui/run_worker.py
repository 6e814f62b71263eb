"""The process that reads news for the app: requests and answers are JSON lines on its standard streams.

A request names a store and what to read. Answers tell how far it is, after each article. ``{"stop": true}``, or the end
of the input, ends a run after the batch that it is at. Everything heavy happens here, so the server stays free for
those who look at the map.
"""

from __future__ import annotations

import json
import os
import queue
import re
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from geonews import ingest
from geonews.config import Config, load_config
from geonews.errors import GeonewsError
from geonews.model import Article, Failure, Status
from geonews.pipeline import Pipeline, Progress
from geonews.store import EventFilter, Store

__all__ = ["Ahead", "main", "named_by_reader"]

#: Articles, and characters of them, that are read ahead of the parser: the time left is known once all are counted.
MOST_AHEAD = 20_000
MOST_CHARS_AHEAD = 50_000_000

#: About how often results come, for those who look on.
RESULTS_EVERY_SECONDS = 1.0

#: How far this process stands back behind the server, and those who look at the map.
NICENESS = 5

News = Iterator[Article | Failure]


class Ahead:
    """Articles read in a thread of their own, ahead of whoever takes them: fetching and parsing overlap.

    Parameters
    ----------
    articles
        What is read.
    stop
        Ends the reading, and the taking.

    Attributes
    ----------
    read
        How many articles and failures there are so far.
    complete
        Whether that is all.
    """

    def __init__(self, articles: News, stop: threading.Event) -> None:
        self.read, self.complete = 0, False
        self._articles, self._stop, self._closed = articles, stop, threading.Event()
        self._waiting: deque[Article | Failure | Exception | None] = deque()
        self._chars, self._changed = 0, threading.Condition()
        threading.Thread(target=self._fill, name="geonews-reading", daemon=True).start()

    def _fill(self) -> None:
        try:
            for item in self._articles:
                self.read += not _left_out(item)
                self._put(item)
                if self._over():
                    return
            self.complete = True
            self._put(None)
        except Exception as error:  # noqa: BLE001 - handed to whoever takes the articles
            self._put(error)

    def _over(self) -> bool:
        return self._stop.is_set() or self._closed.is_set()

    def close(self) -> None:
        """Read no more."""
        self._closed.set()

    def _put(self, item: Article | Failure | Exception | None) -> None:
        with self._changed:
            while (len(self._waiting) >= MOST_AHEAD or self._chars > MOST_CHARS_AHEAD) and not self._over():
                self._changed.wait(0.2)
            self._waiting.append(item)
            self._chars += _chars(item)
            self._changed.notify_all()

    def _take(self) -> Article | Failure | Exception | None:
        """Return the next item; None at the end, or once it is over."""
        with self._changed:
            while not self._waiting and not self._over():
                self._changed.wait(0.2)
            if self._over():
                return None
            item = self._waiting.popleft()
            self._chars -= _chars(item)
            self._changed.notify_all()
            return item

    def __iter__(self) -> News:
        """Yield the articles; raise what the reading raised."""
        while (item := self._take()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item


def _left_out(item: object) -> bool:
    return isinstance(item, Failure) and item.is_left_out


def _chars(item: object) -> int:
    return len(item.text) if isinstance(item, Article) else 0


def named_by_reader(item: Article | Failure, folder: str) -> Article | Failure:
    """Name a failure by the file that the reader knows, without the folder and number that it passed through."""
    if isinstance(item, Article):
        return item
    passed = re.compile(re.escape(folder + os.sep) + r"\d{3}-")
    return replace(item, article_id=passed.sub("", item.article_id), error=passed.sub("", item.error))


def _news(request: Mapping[str, Any], config: Config) -> News:
    if "text" in request:
        day = date.fromisoformat(request["day"]) if request.get("day") else None
        return ingest.read_pasted(
            request["text"],
            config,
            id=request["id"],
            title=request.get("title"),
            published=day,
            source=request.get("outlet") or "pasted",
        )
    folder = request.get("folder")
    news = ingest.read(request["inputs"], config)
    return news if folder is None else (named_by_reader(item, folder) for item in news)


def _run(request: Mapping[str, Any], stop: threading.Event, say: Callable[[Mapping[str, Any]], None]) -> None:
    config = load_config(env={}, **request["config"])
    ahead = Ahead(_news(request, config), stop)
    with closing(ahead), Pipeline.open(config) as pipeline, Store.open(Path(request["store"])) as store:
        pipeline.guarded = True
        say({"kind": "ready"})
        number: int | None = None

        def progress(step: Progress) -> None:
            nonlocal number
            number = store.run_number() or number
            if _left_out(step.failure):  # no article: the summary counts it
                return
            failed = step.failure
            say(
                {
                    "kind": "step",
                    "articles": step.articles,
                    "events": step.events,
                    "failures": step.failures,
                    "seconds": step.seconds,
                    "last": step.last[:300],
                    "failure": [failed.article_id, failed.stage, failed.error] if failed else None,
                    "read": ahead.read,
                    "complete": ahead.complete,
                }
            )

        summary = pipeline.ingest_articles(iter(ahead), store, progress=progress, batch_seconds=RESULTS_EVERY_SECONDS)
        brought = {} if number is None else _brought(store, number)
    say({"kind": "done", "summary": summary.as_record(), "number": number, "brought": brought})


def _brought(store: Store, number: int) -> dict[str, int]:
    """Return how many events a run brought, by status."""
    found = {
        status.value: store.count_events(EventFilter(run=number, statuses=(status.value,), once=True))
        for status in Status
    }
    return {status: count for status, count in found.items() if count}


def main(requests: TextIO, answers: TextIO) -> None:
    """Answer requests, one after another, until their stream ends."""
    waiting: queue.Queue[Mapping[str, Any] | None] = queue.Queue()
    stop = threading.Event()

    def listen() -> None:
        for line in requests:
            request = json.loads(line)
            if request.get("stop"):
                stop.set()
            else:
                stop.clear()
                waiting.put(request)
        stop.set()
        waiting.put(None)

    def say(answer: Mapping[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    threading.Thread(target=listen, name="geonews-listening", daemon=True).start()
    while (request := waiting.get()) is not None:
        try:
            _run(request, stop, say)
        except GeonewsError as error:
            say({"kind": "error", "message": str(error)})


if __name__ == "__main__":
    os.nice(NICENESS)
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints must not be taken for an answer
    main(sys.stdin, answers)
