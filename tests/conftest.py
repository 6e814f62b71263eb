"""Fixtures for every room: one cache folder for the whole run, one gazetteer, one pipeline."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep every cache of the run in one place, away from the user's own."""
    chosen = os.environ.get("GEONEWS_TEST_CACHE")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("geonews-cache")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["GEONEWS_CACHE_DIR"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def config(cache_dir: Path) -> Any:
    """Return the default settings with the run's cache folder."""
    from geonews.config import load_config

    return load_config(env={}, cache_dir=cache_dir)


@pytest.fixture(scope="session")
def gazetteer(config: Any) -> Any:
    """Return the shipped gazetteer."""
    from geonews.gazetteer import Gazetteer

    return Gazetteer.open(config)


@pytest.fixture(scope="session")
def pipeline(config: Any) -> Any:
    """Return the whole parser, loaded once."""
    from geonews.pipeline import Pipeline

    return Pipeline.open(config)


@pytest.fixture(scope="session")
def parse_article(pipeline: Any) -> Callable[..., Any]:
    """Return a function that parses one text: ``parse_article(text, published="2021-07-06")``."""
    from geonews.model import Article, ParsedArticle

    def parse(text: str, published: str | None = None, **head: Any) -> ParsedArticle:
        when = None if published is None else datetime.fromisoformat(published).replace(tzinfo=UTC)
        article = Article(id=head.pop("id", "test"), text=text, published=when, **head)
        (parsed,) = pipeline.parse([article])
        assert isinstance(parsed, ParsedArticle), parsed
        return parsed

    return parse
