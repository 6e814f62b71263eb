"""An empty store, as on a fresh machine: the samples are read, stand on the map, and news can be added."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driver import App, comes

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
    page.get_by_text("The sample dispatches").first.wait_for()
    page.locator(".gn-figures").wait_for(timeout=240_000)
    if page.get_by_test_id("stProgress").count():  # the rest comes in: the map is not covered meanwhile
        assert page.locator(".st-key-gn_opening").bounding_box()["height"] < 200
        assert "toml" not in page.locator(".st-key-gn_opening").inner_text()
    page.get_by_test_id("stProgress").first.wait_for(state="detached", timeout=240_000)
    App(page).drawn(lambda data: int(data["events"]) > 0 and int(data["crossings"]) > 0)
    with Store.open(fresh.store, read_only=True) as store:
        counts = store.counts()
    assert counts["articles"] >= 24
    assert counts["events"] > 20


def test_a_pasted_article_is_added_to_the_map(fresh: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{fresh.url}/?country=TJK&role=destination&source=pasted"))
    app.says("events 0")
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_role("textbox", name="Article text").fill(PASTED)
    app.page.get_by_role("textbox", name="Title").fill("Guards cross the Panj")
    app.page.get_by_role("button", name="Read it and add its events").click()
    app.page.get_by_text("1 added").wait_for(timeout=240_000)
    app.says("event 1")
    with Store.open(fresh.store, read_only=True) as store:
        (event,) = [row for row in store.crossings() if row["publisher"] == "pasted"]
    assert (event["origin_country"], event["destination_country"]) == ("AFG", "TJK")
    assert event["count_min"] in (300, 301)
    logged = fresh.log.read_text()
    assert "Uvicorn" in logged or "URL" in logged
    assert not [words for words in ("border guards", "Guards cross", "dispatches.jsonl") if words in logged]


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
    app.page.get_by_text("1 added").wait_for(timeout=240_000)
    assert app.page.get_by_text("known before, 1 failed").count() == 1
    app.page.get_by_text("empty.txt — text: expected the text").wait_for()


def of_the_map(app: App) -> None:
    """Open the list of layers."""
    app.map.locator(".gn-panel summary").click()
    app.map.locator("[data-heat][data-shaded]").wait_for()


def of_a_month(app: App) -> None:
    """Show all up to the last step of the days."""
    app.map.get_by_label("What a step shows").select_option("growing")
    app.map.get_by_label("Step in time").press("End")
    app.drawn(lambda data: data["window"] != "")


PICTURES = [
    ("app-layers", "#map=3/32/42&layers=borders,events,heat,shading", 1440, 900, "light", of_the_map),
    ("app-days-mobile", "#map=2/30/35", 390, 844, "dark", of_a_month),
    ("app-crossings", "?pair=RUS-FIN#map=4/60/30", 1440, 900, "light", App.settled),
]


@pytest.mark.parametrize(("name", "address", "width", "height", "scheme", "show"), PICTURES)
def test_the_map_makes_a_picture(
    fresh: Any,
    open_page: Callable[..., Any],
    name: str,
    address: str,
    width: int,
    height: int,
    scheme: str,
    show: Callable[[App], None],
) -> None:
    app = App(open_page(f"{fresh.url}/{address}", width=width, height=height, scheme=scheme))
    show(app)
    app.settled()
    if os.environ.get("GEONEWS_SCREENSHOTS"):
        app.still()
        app.page.screenshot(path=IMAGES / f"{name}.png")
    assert app.page.evaluate("document.documentElement.scrollWidth") <= width


LOOKS = [
    ("", 1440, 900, "light"),
    ("-dark", 1440, 900, "dark"),
    ("-mobile", 390, 844, "light"),
    ("-mobile-dark", 390, 844, "dark"),
]


def picture(page: Any, name: str) -> None:
    if os.environ.get("GEONEWS_SCREENSHOTS"):
        page.get_by_role("radio", name="Take away").or_(page.locator(".gn-welcome")).first.wait_for(state="attached")
        comes(page, "!document.querySelector('[data-testid=stSkeleton]')")
        page.screenshot(path=IMAGES / f"{name}.png")


@pytest.mark.parametrize(("suffix", "width", "height", "scheme"), LOOKS)
def test_the_samples_make_a_picture(
    fresh: Any, open_page: Callable[..., Any], suffix: str, width: int, height: int, scheme: str
) -> None:
    with Store.open(fresh.store, read_only=True) as store:
        wanted = EventFilter(countries=("TJK",), role=Role.DESTINATION, statuses=("happened",))
        event = next(row for row in store.events(wanted) if row["origin_country"] == "AFG" and row["date_start"])
    address = f"{fresh.url}/?event={event['event_id']}&article={event['doc_id']}"
    app = App(open_page(address, width=width, height=height, scheme=scheme))
    page = app.page
    page.locator(".gn-card").wait_for(state="attached")
    app.settled()
    picture(page, f"app{suffix}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Correct", exact=True).click()
    page.get_by_role("button", name="Save the correction").scroll_into_view_if_needed()
    page.get_by_role("combobox", name="What is wrong?").wait_for()
    picture(page, f"correct{suffix}")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("radio", name="Articles").click()
    page.locator(".gn-minimap .gn-mini-mark").first.wait_for()
    page.locator(".gn-reader .gn-toponym[data-place]").nth(1).hover()
    app.settled()
    picture(page, f"reader{suffix}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name=re.compile(r"\bTour$")).click()
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_text("2 of 5").wait_for()
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_text("3 of 5").wait_for()
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 0)")
    app.settled()
    picture(page, f"tour{suffix}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(".st-key-gn_tour").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.get_by_role("button", name="End", exact=True).click()
    page.locator(".st-key-gn_tour").wait_for(state="detached")


def test_an_empty_store_offers_samples_and_a_paste_box(
    serve_app: Callable[..., Any], open_page: Callable[..., Any], tmp_path: Path
) -> None:
    empty = serve_app(tmp_path / "news.gpkg")
    page = open_page(empty.url, width=390, height=844)
    page.get_by_role("textbox", name="Article text").wait_for()
    page.get_by_role("button", name="Load the sample dispatches").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Read it and add its events").click()
    page.get_by_text("Expected some text, got nothing; fill it in and try again.").wait_for()
    page.set_viewport_size({"width": 1440, "height": 900})
    picture(page, "empty")
    page.get_by_role("button", name="Load the sample dispatches").click()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Stop", exact=True).wait_for(state="detached", timeout=240_000)


def test_a_run_is_stopped_and_keeps_nobody_waiting(fresh: Any, open_page: Callable[..., Any], tmp_path: Path) -> None:
    dispatches = tmp_path / "dispatches.jsonl"
    rows = (
        {
            "doc_id": f"many-{number}",
            "text": f"NAIROBI - Some {number + 100} people fled from Somalia into Kenya on 3 May 2023, officials said. "
            + f"Camp number {number} near Dadaab took them in. " * (5 + number % 7),
        }
        for number in range(600)
    )
    dispatches.write_text("\n".join(json.dumps(row) for row in rows))
    app = App(open_page(f"{fresh.url}/?source=nobody"))
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_role("tab", name="Upload files").click()
    app.page.locator('input[type="file"]').set_input_files([dispatches])
    app.page.get_by_text("dispatches.jsonl").first.wait_for()
    app.page.get_by_role("button", name="Read them and add their events").click()
    app.page.get_by_text(re.compile(r"of (at least )?[\d,]+ articles · .* a second")).wait_for(timeout=240_000)
    picture(app.page, "adding")
    other = App(open_page(f"{fresh.url}/?country=TJK&role=destination"))
    other.filters()
    other.page.get_by_text("Denied").click()
    other.page.wait_for_url(re.compile("status=denied"))
    assert app.page.get_by_role("button", name="Stop", exact=True).count() == 1  # the run goes on meanwhile
    app.page.get_by_role("button", name="Stop", exact=True).click()
    app.page.get_by_text(re.compile("Stopped. dispatches.jsonl: .* added")).wait_for(timeout=240_000)
    with Store.open(fresh.store, read_only=True) as store:
        kept = sum(row["doc_id"].startswith("many-") for row in store.articles())
    assert 0 < kept < 600
    app.page.get_by_role("tab", name="Paste an article").click()
    assert app.page.get_by_role("button", name="Read it and add its events").is_enabled()
