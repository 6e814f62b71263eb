"""An article that takes too much is ended, and costs no other."""

from __future__ import annotations

import functools
import re
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from geonews.config import Config
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline import Options, Pipeline, limits
from geonews.pipeline.batches import Batch, Results
from geonews.pipeline.crews import processes
from geonews.pipeline.relay import in_order

CONFIG = Config(article_seconds=0.3, article_memory_mb=300)


def work(config: Config, batch: Batch) -> Results:
    with limits.held(batch, config):
        return [one(item) for item in batch if isinstance(item, Article)]


def one(item: Article) -> ParsedArticle | Failure:
    if item.text == "endless":
        while True:
            time.process_time()
    try:
        taken = bytearray(2_000_000_000 if item.text == "huge" else 10)
    except MemoryError as error:
        return Failure(article_id=item.id, stage="parse", error=repr(error))
    return ParsedArticle(article=item, events=()) if len(taken) else Failure(article_id="", stage="", error="")


@pytest.mark.slow
def test_articles_that_take_too_much_fail_alone() -> None:
    texts = ["good", "endless", "huge", "good"]
    items: Batch = [Article(id=f"a{n}", text=text) for n, text in enumerate(texts)]
    seconds = functools.partial(limits.seconds_for, config=CONFIG)
    with processes(1) as crew:
        results = list(in_order(crew, functools.partial(work, CONFIG), iter([items]), seconds))
    assert [isinstance(result, ParsedArticle) for result in results] == [text == "good" for text in texts]
    errors = [result.error for result in results if isinstance(result, Failure)]
    assert "within 0.3 CPU seconds" in errors[0] and "MemoryError" in errors[1]


def test_only_a_worker_is_held_to_limits() -> None:
    with limits.held([Article(id="a", text="x")], Config(article_seconds=0.1)):
        until = time.process_time() + 0.3
        while time.process_time() < until:
            pass


def test_a_program_is_interrupted_at_what_takes_too_long_and_goes_on() -> None:
    began = time.process_time()
    with pytest.raises(limits.OutOfTime), limits.watched([Article(id="a", text="x")], CONFIG):
        try:
            while True:
                pass
        except Exception:  # noqa: BLE001 - who takes every error for its own does not stop it
            pytest.fail("it was taken for an error")
    assert 0.2 < time.process_time() - began < 3
    with limits.watched([Article(id="b", text="x")], CONFIG):
        sum(range(1000))
    until = time.process_time() + 0.5
    while time.process_time() < until:  # the timer is off
        pass


def test_a_regular_expression_is_interrupted() -> None:
    with pytest.raises(limits.OutOfTime), limits.watched([Article(id="a", text="x")], CONFIG):
        re.match(r"(?:a+)+$", "a" * 64 + "b")


def test_another_thread_is_left_alone() -> None:
    found: list[str] = []

    def work_on() -> None:
        with limits.watched([Article(id="a", text="x")], Config(article_seconds=0.1)):
            until = time.process_time() + 0.3
            while time.process_time() < until:
                pass
            found.append("done")

    thread = threading.Thread(target=work_on)
    thread.start()
    thread.join()
    assert found == ["done"]


class Slow(Pipeline):
    """Takes long over some articles, at one stage or another, and parses nothing."""

    def __init__(self) -> None:
        self.config, self.guarded = CONFIG, True

    def _docs(self, articles: list[Article]) -> Any:
        return {article.id: article for article in articles}

    def _parse_one(self, article: Article, doc: Any, options: Options) -> ParsedArticle | Failure:
        self.geoparser: Any = SimpleNamespace(parse=lambda *_, **__: endless() if article.text == "endless" else ())
        self.coder: Any = SimpleNamespace(code=lambda *_: endless() if article.text == "events" else ())
        self._geocode = None
        return super()._parse_one(article, doc, options)


def endless() -> None:
    while True:
        time.process_time()


def test_a_short_article_that_takes_too_long_fails_alone_in_the_program_itself() -> None:
    texts = ["good", "endless", "events", "good"]
    batch: list[Article | Failure] = [Article(id=f"a{n}", text=text) for n, text in enumerate(texts)]
    results = Slow().parse_batch(batch, Options())
    assert [isinstance(result, ParsedArticle) for result in results] == [text == "good" for text in texts]
    said = [(result.stage, result.error) for result in results if isinstance(result, Failure)]
    assert [stage for stage, _ in said] == ["geoparse", "events"]
    assert all("within 0.3 CPU seconds" in error for _, error in said)
