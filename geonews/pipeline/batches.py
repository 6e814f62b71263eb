"""Batches: cut a stream of articles into what one memory zone holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geonews.model import Article, Failure, ParsedArticle

__all__ = ["BATCH_ARTICLES", "Batch", "Results", "batches_of"]

#: Articles to a batch, and characters after which a batch is full: what one memory zone of spaCy holds.
BATCH_ARTICLES = 16
BATCH_CHARS = 200_000

Batch = list[Article | Failure]
Results = list[ParsedArticle | Failure]


def batches_of(articles: Iterable[Article | Failure]) -> Iterator[Batch]:
    """Group articles so that a batch is full by number or by length; ids within a batch are unique."""
    batch: Batch = []
    ids: set[str] = set()
    chars = 0
    for item in articles:
        if isinstance(item, Article) and item.id in ids:
            yield batch
            batch, ids, chars = [], set(), 0
        batch.append(item)
        if isinstance(item, Article):
            ids.add(item.id)
            chars += len(item.text)
        if len(batch) >= BATCH_ARTICLES or chars >= BATCH_CHARS:
            yield batch
            batch, ids, chars = [], set(), 0
    if batch:
        yield batch
