"""``geonews watch``: what it says of its rounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geonews.cli.group import cli
from geonews.model import Article, Failure
from geonews.pipeline import Pipeline
from geonews.store import Store


def test_a_round_that_brings_something_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pipeline: Pipeline
) -> None:
    def rounds(feeds: Path, config: Any, memory: Any) -> Iterator[Iterator[Article | Failure]]:
        news = Article(id="a1", text="About 2,900 people fled from Azerbaijan into Armenia on Monday, officials said.")
        yield iter([news])
        yield iter(())
        yield iter([news, Failure(article_id="https://gazette.example/rss", stage="fetch", error="expected an answer")])

    monkeypatch.setattr("geonews.ingest.watch.rounds", rounds)
    monkeypatch.setattr(Pipeline, "open", lambda config: nullcontext(pipeline))
    path, feeds = tmp_path / "news.gpkg", tmp_path / "feeds.toml"
    feeds.write_text('[[feeds]]\nurl = "https://gazette.example/rss"\n')
    done = CliRunner().invoke(cli, ["watch", str(feeds), "--store", str(path)], catch_exceptions=False)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["read"], line["stored"], line["unchanged"], line["failures"]) for line in told] == [
        (1, 1, 0, 0),
        (2, 0, 1, 1),
    ]
    assert "'https://gazette.example/rss' failed at fetch: expected an answer" in done.stderr
    with Store.open(path, read_only=True) as store:
        assert store.counts()["articles"] == store.counts()["failures"] == 1
