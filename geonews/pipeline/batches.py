"""Batches: cut a stream of articles into what one memory zone holds."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from geonews.model import Article, Failure, ParsedArticle

__all__ = ["BATCH_ARTICLES", "Batch", "Results", "batches_of"]

#: Articles to a batch, and characters after which a batch is full: what one memory zone of spaCy holds.
BATCH_ARTICLES = 16
BATCH_CHARS = 200_000

Batch = list[Article | Failure]
Results = list[ParsedArticle | Failure]


def batches_of(articles: Iterable[Article | Failure], *, seconds: float | None = None) -> Iterator[Batch]:
    """Group articles so that a batch is full by number or by length; ids within a batch are unique.

    Parameters
    ----------
    articles
        Taken as batches are.
    seconds
        About how long a batch may take to be read and worked on, for those who look on: the first has one article, and
        each is as large as the one before it lets hope. None fills every batch.
    """
    batch: Batch = []
    ids: set[str] = set()
    chars, most, began = 0, BATCH_ARTICLES if seconds is None else 1, time.monotonic()
    for item in articles:
        if isinstance(item, Article) and item.id in ids:
            yield batch
            batch, ids, chars = [], set(), 0
        batch.append(item)
        if isinstance(item, Article):
            ids.add(item.id)
            chars += len(item.text)
        late = seconds is not None and time.monotonic() - began > seconds
        if len(batch) >= most or chars >= BATCH_CHARS or late:
            yield batch
            if seconds is not None:
                now = time.monotonic()
                hoped = round(len(batch) * seconds / max(now - began, 1e-3))
                most, began = max(1, min(BATCH_ARTICLES, 2 * len(batch), hoped)), now
            batch, ids, chars = [], set(), 0
    if batch:
        yield batch
