"""A pipeline that reads nothing out of articles: for tests of what is counted and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline import Pipeline, Summary
from geonews.store import Store

UNREADABLE = "This text breaks the parser"


class PlainPipeline(Pipeline):
    """Fails at articles that say so, and passes every other on as it is."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.guarded = False
        self.gazetteer: Any = SimpleNamespace(path=Path("plain.sqlite"))

    def parse(self, articles: Iterable[Article | Failure], **_: Any) -> Iterator[ParsedArticle | Failure]:
        for item in articles:
            if isinstance(item, Failure):
                yield item
            elif UNREADABLE in item.text:
                yield Failure(article_id=item.id, stage="parse", error="broken")
            else:
                yield ParsedArticle(article=item)


def taken(store: Store, *inputs: Path | str, stdin: Any = None) -> tuple[Summary, list[dict[str, Any]]]:
    """Read inputs into a store; return the summary and the report."""
    config = replace(Config(), allow_private=True)
    report: list[dict[str, Any]] = []

    def note(fate: Mapping[str, Any]) -> None:
        report.append(dict(fate))

    articles = ingest.read([str(name) for name in inputs], config, stdin=stdin)
    summary = PlainPipeline(config).ingest_articles(articles, store, report=note)
    return summary, report
