"""Fixtures for every room: one cache folder for the whole run, one gazetteer, one pipeline."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import programs
import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what is left out."""
    config.stash[LEFT_OUT] = {}


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


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what one of several processes left out; all of them leave out the same."""
    node.config.stash[LEFT_OUT] |= getattr(node, "workeroutput", {}).get("left_out", {})


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print it at the end where several processes run the tests: this one has collected none."""
    if config.getoption("numprocesses", None):
        for line in pytest_report_collectionfinish(config):
            terminalreporter.write_line(line)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that must not skip (GEONEWS_NO_SKIPS=1) and did."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash[LEFT_OUT]
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("GEONEWS_NO_SKIPS") == "1" and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} tests were skipped, and this run allows none", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep every cache of the run in one place, away from the user's own; each of several processes has its own."""
    chosen = os.environ.get("GEONEWS_TEST_CACHE")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("geonews-cache")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["GEONEWS_CACHE_DIR"] = str(folder)
    if not chosen and "PYTEST_XDIST_WORKER" in os.environ:
        _share_gazetteer(tmp_path_factory.getbasetemp().parent, folder)
    return folder


def _share_gazetteer(common: Path, folder: Path) -> None:
    """Build the index of the gazetteer once for all processes of a run."""
    from geonews.config import load_config
    from geonews.gazetteer.index import prepare_shipped

    with (common / "gazetteer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        index = prepare_shipped(load_config(env={}, cache_dir=common / "gazetteer"))
    shutil.copyfile(index, folder / index.name)


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
