"""Feeds are followed from the screen: started, told of, stopped; one watcher a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from app_driver import App, comes
from ingest_builders import Site, page, rss, rss_item, site
from made_news import fill

from geonews.errors import ConfigError, StoreError
from geonews.store import Store
from geonews.store.watching import has_watcher, only_watcher
from geonews.ui import following
from geonews.ui.follow import in_words

CROSSED = (
    "More than 300 people crossed from Afghanistan into Tajikistan on Saturday, the border service in Dushanbe said."
)
FILLER = "They were given water, bread and tents at a school near the river. " * 4


@pytest.fixture
def gazette() -> Iterator[Site]:
    with site() as served:
        yield served


def made(**process: Any) -> following.Watcher:
    return following.Watcher(("https://a.example/rss",), 15, datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
                             SimpleNamespace(poll=lambda: None, **process))  # type: ignore[arg-type]  # fmt: skip


def test_rounds_are_added_up_and_told() -> None:
    watcher = made()
    assert in_words(watcher) == "**Following 1 feed** every 15 min since 2026-01-02 03:04 UTC; nothing new yet."
    for line in ('{"stored": 2, "revised": 1, "near_copies": 0, "events": 5, "failures": 1}', "no summary", "[]",
                 '{"stored": 1, "revised": 0, "near_copies": 0, "events": 0, "failures": 0}'):  # fmt: skip
        watcher.take(line)
    assert (watcher.rounds, watcher.added, watcher.events, watcher.failures) == (2, 4, 5, 1)
    assert "in all 4 articles, 5 events, 1 failed." in in_words(watcher)


@pytest.mark.parametrize("feeds", [[], ["ftp://a.example"], ["https://a.example/rss"] * 101])
def test_what_cannot_be_followed_is_refused(tmp_path: Path, config: Any, feeds: list[str]) -> None:
    with pytest.raises(ConfigError, match="expected"):
        following.start(tmp_path / "s.gpkg", feeds, 15, config)
    assert following.of(tmp_path / "s.gpkg") is None


def test_a_store_has_one_watcher(tmp_path: Path, config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_watchers", {(tmp_path / "s.gpkg").resolve(): made()})
    with pytest.raises(ConfigError, match="one watcher a store"):
        following.start(tmp_path / "s.gpkg", ["https://a.example/rss"], 15, config)


def test_nor_have_two_servers_on_one_store_two(tmp_path: Path, config: Any) -> None:
    store = tmp_path / "s.gpkg"
    assert not has_watcher(store)
    with only_watcher(store):
        assert has_watcher(store)
        with pytest.raises(StoreError, match="one watcher a store"), only_watcher(store):
            pass
        with pytest.raises(ConfigError, match="another program"):
            following.start(store, ["https://a.example/rss"], 15, config)
    assert not list(tmp_path.iterdir())
    (tmp_path / "s.gpkg-watch").touch()  # left by one that was killed
    assert not has_watcher(store)
    assert not list(tmp_path.iterdir())


@pytest.mark.browser
@pytest.mark.slow
def test_a_feed_is_followed_until_it_is_stopped(
    serve_app: Callable[..., Any], gazette: Site, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    link = gazette.serve("/crossing", page(f"{CROSSED}\n\n{FILLER}", title="Hundreds cross", canonical=None))
    feed = gazette.serve("/feed", rss(rss_item(link, title="Hundreds cross", summary="Hundreds crossed.")),
                         "application/rss+xml")  # fmt: skip
    near = serve_app(fill(tmp_path / "news.gpkg"), GEONEWS_ALLOW_PRIVATE="1")
    app = App(open_page(f"{near.url}/?country=TJK&role=destination&source=Harbour+Gazette"))
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_role("tab", name="Follow feeds").click()
    app.page.get_by_role("textbox", name="Feeds to follow").fill(feed)
    app.page.get_by_role("button", name="Follow them").click()
    app.page.get_by_text("Following 1 feed").wait_for()
    app.page.get_by_text("in all 1 article").wait_for(timeout=240_000)
    app.says("event 1")
    with Store.open(near.store, read_only=True) as store:
        assert [row["origin_country"] for row in store.crossings() if row["source_url"] == link] == ["AFG"]
    app.page.get_by_role("button", name="Stop following").click()
    app.page.get_by_role("button", name="Follow them").wait_for()
    comes(app.page, "document.querySelector('textarea[aria-label=\"Feeds to follow\"]').value.includes('/feed')")
