"""Adding news from the web, and a run that its reader finds again: in Chromium, on a real server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app_driver import App, comes
from ingest_builders import Site, page, rss, rss_item, site
from made_news import fill

from geonews.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CROSSED = (
    "More than 300 people crossed from Afghanistan into Tajikistan on Saturday, the border service in Dushanbe said."
)
FILLER = "They were given water, bread and tents at a school near the river. " * 4


@pytest.fixture(scope="module")
def gazette() -> Iterator[Site]:
    with site() as served:
        yield served


@pytest.fixture(scope="module")
def near(serve_app: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the app, allowed to reach addresses of this machine."""
    return serve_app(fill(tmp_path_factory.mktemp("near") / "news.gpkg"), GEONEWS_ALLOW_PRIVATE="1")


def fetch(app: App, *addresses: str) -> None:
    if not app.page.get_by_role("tab", name="From the web").count():
        app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_role("tab", name="From the web").click()
    app.page.get_by_role("textbox", name="Addresses of articles or feeds").fill("\n".join(addresses))
    app.page.get_by_role("button", name="Fetch and add their events").click()


def test_a_feed_is_read_with_the_articles_it_links_to(near: Any, gazette: Site, open_page: Callable[..., Any]) -> None:
    link = gazette.serve("/crossing", page(f"{CROSSED}\n\n{FILLER}", title="Hundreds cross", canonical=None))
    feed = rss(
        rss_item(link, title="Hundreds cross", summary="Hundreds crossed."),
        rss_item(f"{gazette.url}/gone", title="Gone", summary="Nothing more is known."),
    )
    app = App(open_page(f"{near.url}/?country=TJK&role=destination&source=Harbour+Gazette"))
    app.says("events 0")
    fetch(app, gazette.serve("/feed", feed, "application/rss+xml"))
    app.page.get_by_text(re.compile("1 added, .* 1 failed")).wait_for(timeout=240_000)
    app.page.get_by_text(re.compile("/gone — .*404")).wait_for()
    app.says("event 1")
    app.page.get_by_role("button", name=re.compile(r"^\d+ new: .* · show")).last.click()
    comes(app.page, "/[?&]run=\\d+/.test(location.search) && !location.search.includes('country')")
    app.page.locator(".gn-row", has_text="people crossed from Afghanistan").wait_for()
    app.page.get_by_role("button", name=re.compile("^addition ")).click()
    comes(app.page, "!location.search.includes('run=')")
    with Store.open(near.store, read_only=True) as store:
        (event,) = [row for row in store.crossings() if row["source_url"] == link]
    assert (event["origin_country"], event["destination_country"]) == ("AFG", "TJK")


def test_an_address_of_this_machine_is_refused_unless_the_settings_allow_it(
    server: Any, gazette: Site, open_page: Callable[..., Any]
) -> None:
    app = App(open_page(server.url))
    url = gazette.serve("/inside", page(f"{CROSSED}\n\n{FILLER}"))
    before = len(gazette.requests)
    fetch(app, url)
    app.page.get_by_text("0 added").wait_for(timeout=240_000)
    app.page.get_by_text("use --allow-private, or allow_private in the settings").wait_for()
    assert len(gazette.requests) == before
    fetch(app, "ftp://example.org/x")
    app.page.get_by_text("Expected http(s) addresses, got 'ftp://example.org/x'; correct that line.").wait_for()


def test_a_reloaded_page_finds_its_run_again_and_nobody_else_does(
    near: Any, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    dispatches = tmp_path / "secrets.jsonl"
    rows = [{"doc_id": f"many-{n}", "text": f"Report {n}: {CROSSED.replace('300', str(300 + n))} {FILLER}"}
            for n in range(800)]  # fmt: skip
    dispatches.write_text("\n".join(map(json.dumps, rows)))
    app = App(open_page(f"{near.url}/?source=nobody"))
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_role("tab", name="Upload files").click()
    app.page.locator('input[type="file"]').set_input_files([dispatches])
    app.page.get_by_text("secrets.jsonl").first.wait_for()
    app.page.get_by_role("button", name="Read them and add their events").click()
    told = re.compile(r"secrets\.jsonl: [\d,]+ of 800 articles · [\d,]+ events · .* a second · .* left")
    app.page.get_by_text(told).wait_for(timeout=240_000)
    app.page.locator(".gn-results li").first.wait_for(timeout=240_000)  # what is read already is shown

    app.page.reload()
    app = App(app.page)
    app.page.get_by_text(told).wait_for(timeout=240_000)
    assert app.page.get_by_role("textbox", name="Article text").count() == 0  # above the map, its panel is closed
    other = App(open_page(f"{near.url}/?source=nobody"))
    other.page.get_by_role("radio", name="Add news").click()
    other.page.get_by_text(re.compile("For others 1 addition is being read")).wait_for()
    assert "secrets" not in other.page.locator("body").inner_text()
    assert other.page.get_by_role("button", name="Stop", exact=True).count() == 0
    app.page.get_by_role("button", name="Stop", exact=True).click()
    app.page.get_by_text(re.compile(r"Stopped. secrets\.jsonl: .* added")).wait_for(timeout=240_000)
    app.page.reload()
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_text(re.compile(r"Stopped. secrets\.jsonl: .* added")).wait_for()


def test_looking_names_up_stands_by_what_it_is_for(near: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(near.url))
    app.filters()
    app.page.get_by_role("button", name="Clear all filters").wait_for()
    switch = "Look up unknown places online"
    assert app.page.get_by_test_id("stSidebar").get_by_text(switch).count() == 0
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_text(switch).click()
    app.page.get_by_text("Places found online").wait_for()
    app.page.get_by_role("radio", name="Articles").click()
    app.page.get_by_text(switch).wait_for(state="detached")
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_text("Places found online").wait_for()  # it is still on
