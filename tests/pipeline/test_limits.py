"""An article that takes too much is ended, and costs no other."""

from __future__ import annotations

import functools
import time

import pytest

from geonews.config import Config
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline import limits
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
