"""Fixtures for every room: one cache folder for the whole run, one gazetteer, one pipeline."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import programs
import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here: gold data beside the checkout, programs that are not installed; and say so."""
    reasons: dict[str, int] = {}
    apart = []
    for item in items:
        reason = _why_not(item)
        if reason is not None:
            apart.append(item)
            reasons[reason] = reasons.get(reason, 0) + 1
    config.stash[LEFT_OUT] = reasons
    if apart:
        items[:] = [item for item in items if item not in apart]
        config.hook.pytest_deselected(items=apart)


#: Programs of half a gigabyte, which no run has to install.
DESKTOP = frozenset({"libreoffice", "qgis"})


def _why_not(item: pytest.Item) -> str | None:
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        return "no gold data beside the checkout"
    needed = item.get_closest_marker("programs")
    if needed is None:
        return None
    lacking = [name for name in needed.args if not programs.found(name)]
    if os.environ.get("GEONEWS_NO_SKIPS") == "1":  # such a run has installed the programs, or fails
        lacking = [name for name in lacking if name in DESKTOP]
    if not lacking:
        return None
    how = "GEONEWS_DESKTOP=1 make dev" if DESKTOP.issuperset(lacking) else "make dev"
    return f"no {' and no '.join(lacking)} here ({how} installs them as root on Debian)"


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Print how many tests are left out, and why."""
    return [f"left out {count} tests: {reason}" for reason, count in config.stash[LEFT_OUT].items()]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that must not skip (GEONEWS_NO_SKIPS=1) and did."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("GEONEWS_NO_SKIPS") == "1" and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} tests were skipped, and this run allows none", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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
