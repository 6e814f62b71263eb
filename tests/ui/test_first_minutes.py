"""An empty store, as on a fresh machine: the samples are read, stand on the map, and news can be added."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driver import App

from geonews.store import EventFilter, Role, Store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
PASTED = (
    "DUSHANBE, Tajikistan - More than 300 Afghan border guards crossed into Tajikistan on Saturday, the border service "
    "said. They came over the Panj river after fighters took their posts."
)


@pytest.fixture(scope="module")
def fresh(serve_app: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the app on a store that does not exist yet, with the samples."""
    return serve_app(tmp_path_factory.mktemp("fresh") / "news.gpkg", "samples")


def test_the_samples_are_read_at_first(fresh: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(fresh.url)
    page.locator(".gn-masthead").wait_for(timeout=240_000)
    App(page).drawn(lambda data: int(data["events"]) > 0 and int(data["crossings"]) > 0)
    with Store.open(fresh.store, read_only=True) as store:
        counts = store.counts()
    assert counts["articles"] >= 24
    assert counts["events"] > 20


def test_a_pasted_article_is_added_to_the_map(fresh: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{fresh.url}/?country=TJK&role=destination&source=pasted"))
    app.says("events 0")
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_label("Article text").fill(PASTED)
    app.page.get_by_label("Title").fill("Guards cross the Panj")
    app.page.get_by_role("button", name="Read it and add its events").click()
    app.page.get_by_text("1 added").wait_for(timeout=120_000)
    app.says("event 1")
    with Store.open(fresh.store, read_only=True) as store:
        (event,) = [row for row in store.events() if row["publisher"] == "pasted"]
    assert (event["origin_country"], event["destination_country"]) == ("AFG", "TJK")
    assert event["count_min"] in (300, 301)


def test_uploaded_files_are_added_and_bad_ones_named(fresh: Any, open_page: Callable[..., Any], tmp_path: Path) -> None:
    app = App(open_page(fresh.url))
    good, empty = tmp_path / "crossing.txt", tmp_path / "empty.txt"
    good.write_text("NAIROBI - Some 4,000 people fled from Somalia into Kenya last week, officials said on 3 May 2023.")
    empty.write_text("")
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_role("tab", name="Upload files").click()
    app.page.locator('input[type="file"]').set_input_files([good, empty])
    app.page.get_by_text("empty.txt").first.wait_for()
    app.page.get_by_role("button", name="Read them and add their events").click()
    app.page.get_by_text("1 added").wait_for(timeout=120_000)
    assert app.page.get_by_text("1 failed").count() == 1
    assert app.page.locator('[data-testid="stText"]').inner_text().startswith("empty.txt — text: expected the text")


@pytest.mark.parametrize(
    ("name", "width", "height", "scheme"),
    [("app", 1440, 900, "light"), ("app-dark", 1440, 900, "dark"), ("app-mobile", 390, 844, "light")],
)
def test_the_samples_make_a_picture(
    fresh: Any, open_page: Callable[..., Any], name: str, width: int, height: int, scheme: str
) -> None:
    with Store.open(fresh.store, read_only=True) as store:
        wanted = EventFilter(countries=("TJK",), role=Role.DESTINATION, statuses=("happened",))
        event = next(row for row in store.events(wanted) if row["origin_country"] == "AFG" and row["date_start"])
    app = App(open_page(f"{fresh.url}/?event={event['event_id']}", width=width, height=height, scheme=scheme))
    app.page.locator(".gn-card").wait_for(state="attached")
    app.settled()
    if os.environ.get("GEONEWS_SCREENSHOTS"):
        app.page.screenshot(path=IMAGES / f"{name}.png")
    assert app.page.evaluate("document.documentElement.scrollWidth") <= width
