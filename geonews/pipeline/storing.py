"""From the parser to the store: what is not there yet, what was done with it, and by which versions."""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, TypedDict

from geonews import __version__, nlp
from geonews.config import data_dir
from geonews.gazetteer import Gazetteer
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline.progress import Progress, Summary
from geonews.records import CODER_VERSION
from geonews.store import Store
from geonews.store.copies import Copies

__all__ = ["keep", "unseen", "versions"]

#: Failures that a summary keeps; the store has them all.
FAILURES_KEPT: Final = 100
#: Files that decide how an article is read.
_RULES: Final = frozenset({".py", ".toml", ".csv", ".json", ".txt", ".crfsuite"})


class Versions(TypedDict):
    """What reads the articles: two runs that differ in none of it read the same."""

    code_version: str
    model: str
    gazetteer: str


def versions(model: str, gazetteer: Gazetteer) -> Versions:
    """Return the versions of the code with its rules, of the spaCy pipeline and of the gazetteer."""
    return Versions(
        code_version=f"{__version__}, coder {CODER_VERSION}, rules {_rules()}",
        model=nlp.full_name(model),
        gazetteer=gazetteer.path.stem,
    )


@functools.lru_cache(maxsize=1)
def _rules() -> str:
    """Return a digest of the code, word lists and models that read articles."""
    digest, home = hashlib.sha256(), Path(__file__).parents[1]
    files = [path for room in ("nlp", "geoparse", "events") for path in (home / room).rglob("*")]
    for path in sorted(files) + sorted((data_dir() / "models").glob("*")):
        if path.suffix in _RULES:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]


def unseen(
    articles: Iterable[Article | Failure], store: Store, copies: Copies, summary: Summary
) -> Iterator[Article | Failure]:
    """Pass on what the store does not have yet; of one address the first article only. ``summary`` counts the rest."""
    latest = None
    for item in articles:
        if isinstance(item, Failure) and item.article_id == latest:  # a doubt about an article that was read
            yield item
            continue
        summary.read += 1
        if isinstance(item, Article):
            latest = item.id
            if store.has_article(item.id):
                summary.unchanged += 1
                continue
            repeated = copies.check(item)
            if repeated is not None and repeated.kind == "url":
                summary.unchanged += 1
                continue
            summary.near_copies += repeated is not None and repeated.kind in ("near", "text")
        yield item


def keep(
    results: Iterable[ParsedArticle | Failure],
    store: Store,
    settle: Callable[[ParsedArticle], ParsedArticle],
    summary: Summary,
    progress: Callable[[Progress], None] | None,
) -> None:
    """Store what comes out of the parser, and count it.

    Parameters
    ----------
    results
        Parsed articles and failures, in the order of the input.
    store
        An open store.
    settle
        What leaves out the events of near-copies, just before each article is stored.
    summary
        What is counted up.
    progress
        Called after each article.
    """
    started = time.monotonic()
    for result in results:
        if isinstance(result, Failure):
            store.fail(result)
            summary.failures += 1
            if len(summary.failed) < FAILURES_KEPT:
                summary.failed.append(result)
            last = result.article_id
        else:
            result = settle(result)
            if store.add(result):
                summary.stored += 1
            else:
                summary.unchanged += 1
            summary.events += len(result.events)
            summary.toponyms += len(result.resolutions)
            last = result.article.title or result.article.id
        summary.seconds = time.monotonic() - started
        if progress is not None:
            progress(
                Progress(
                    articles=summary.stored + summary.unchanged,
                    events=summary.events,
                    failures=summary.failures,
                    seconds=summary.seconds,
                    last=last,
                    failure=result if isinstance(result, Failure) else None,
                )
            )
    summary.seconds = time.monotonic() - started
