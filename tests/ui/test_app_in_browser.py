"""The app as a reader uses it: in Chromium, on a real server, with made-up news."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from app_driver import App, comes
from made_news import HOSTILE

from geonews.store import EventFilter, Role, Store

pytestmark = pytest.mark.browser


@pytest.fixture
def app(server: Any, open_page: Callable[..., Any]) -> App:
    return App(open_page(f"{server.url}/?family=all"))


def count(server: Any, **parts: Any) -> int:
    with Store.open(server.store, read_only=True) as store:
        return store.count_events(EventFilter(statuses=("happened",), **parts))


def test_what_is_drawn_is_what_the_store_has(app: App) -> None:
    shown = {
        "events": "14",  # towns; planned and denied events are left out at first
        "outlines": "2",  # Badakhshan once, Ukraine once for its two events
        "crossings": "4",  # two through towns, two along shared borders
        "places": "13",
    }
    app.drawn(lambda data: data | shown == data)
    app.says("events 19")
    app.says("articles 19")
    app.page.get_by_role("button", name="17 on the map").wait_for()
    app.page.get_by_role("button", name="2 without a place").click()
    app.page.get_by_text("2 events here", exact=True).wait_for()
    app.until(lambda: app.page.locator(".gn-row").count() == 2, "the two events that are not drawn")
    counted = (
        "[...document.querySelectorAll('.gn-stack text')].reduce((sum, mark) => sum + Number(mark.textContent), 0)"
        " + document.querySelectorAll('.gn-dot').length"
    )
    app.until(lambda: app.script(counted) == 14, "marks for 14 events")
    app.until(lambda: app.map.locator(".gn-badge b").all_inner_texts() == ["2", "1"], "badges of two areas")
    assert "GeoNames" in app.map.locator(".leaflet-control-attribution").inner_text()


def test_dates_and_country_narrow_the_map_and_keep_its_view(
    server: Any, app: App, open_page: Callable[..., Any]
) -> None:
    app.filters()
    app.settled()  # the map has made room for them
    app.look_at(36, 66, 5)
    view = app.script("window.map.getZoom() + ' ' + window.map.getCenter().toString()")
    app.page.get_by_role("group", name="To").get_by_role("spinbutton").first.click()
    app.page.keyboard.type("20210630", delay=30)
    app.page.locator(".gn-masthead").click()
    expected = count(server, date_to=date(2021, 6, 30))
    app.says(f"events {expected}")
    app.drawn(lambda data: data["events"] == "3")
    assert app.script("window.map.getZoom() + ' ' + window.map.getCenter().toString()") == view
    app.map.get_by_role("button", name="Keep this view").click()  # else it were fitted to another country
    choose(app, "Countries", "Iran")
    app.drawn(lambda data: data["events"] == "1")
    app.says("event 1")
    assert app.script("window.map.getZoom() + ' ' + window.map.getCenter().toString()") == view
    address = app.page.url
    assert "to=2021-06-30" in address
    assert "country=IRN" in address
    comes(app.page, "location.hash.startsWith('#map=5/')")
    again = App(open_page(app.page.url))
    again.drawn(lambda data: data["events"] == "1")
    again.says("event 1")
    assert again.script("window.map.getZoom()") == 5


def choose(app: App, label: str, option: str) -> None:
    box = app.page.get_by_label(label, exact=True)
    box.click()
    box.fill(option)
    app.page.get_by_role("option", name=re.compile(option)).first.click()
    app.page.keyboard.press("Escape")
    app.settled()


def test_deeds_come_first_and_words_are_a_click_away(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(server.url))
    app.says("events 16")
    app.drawn(lambda data: data["events"] == "13")
    words = app.page.get_by_role("radio", name="Words 3")
    words.click()
    app.says("events 3")
    app.drawn(lambda data: data["events"] == "1")
    app.page.wait_for_url(re.compile("family=words"))
    app.page.get_by_role("radio", name="Both").click()
    app.says("events 19")
    app.page.get_by_role("radio", name="Deeds 16").click()
    app.says("events 16")
    assert "family" not in app.page.url


def test_a_press_on_the_legend_leaves_a_kind_out(app: App) -> None:
    app.map.get_by_role("button", name="Violence").click()
    app.says("events 15")
    app.page.wait_for_url(re.compile("not=ATTACK"))
    app.page.get_by_role("button", name="no violence").click()
    app.says("events 19")
    app.page.wait_for_url(re.compile("^(?!.*not=)"))
    app.map.get_by_role("button", name="Violence").click()
    app.says("events 15")
    again = app.map.get_by_role("button", name="Violence", pressed=False)
    again.click()
    app.says("events 19")
    app.map.get_by_role("button", name="Violence", pressed=True).wait_for()


def test_the_role_of_a_country_counts(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?country=SDN&role=origin"))
    app.says(f"event {count(server, countries=('SDN',), role=Role.ORIGIN)}")
    app.drawn(lambda data: data["events"] == "1" and data["crossings"] == "1")


def test_planned_events_are_hollow_when_asked_for(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?status=planned"))
    app.drawn(lambda data: data["events"] == "1")
    assert app.map.locator('.gn-dot circle[fill="var(--halo)"]').count() == 2  # halo and hollow middle


def test_a_click_shows_the_evidence(app: App) -> None:
    app.mark("Crowds marched").click()
    card = app.page.locator(".gn-card")
    card.wait_for()
    assert card.locator("mark.gn-evidence").inner_text() == "Crowds marched through Yangon."
    text = card.inner_text()
    assert "17 – 18 August 2021" in text
    assert "last week" in text
    assert "Yangon, Myanmar" in text
    assert "0.93" in text
    assert "0.05" in text
    assert "Officials spoke on" in card.locator("blockquote").inner_text()
    assert "event=event-007" in app.page.url
    app.page.get_by_role("button", name="Close", exact=True).click()
    card.wait_for(state="detached")
    assert "event=" not in app.page.url


def test_the_keyboard_opens_an_event(app: App) -> None:
    app.mark("Talks").focus()
    app.page.keyboard.press("Enter")
    app.page.locator(".gn-card").wait_for()
    assert "Manila" in app.page.locator(".gn-card h3").inner_text()


def test_a_pile_in_one_spot_lists_its_events(app: App) -> None:
    app.mark("2 events here").wait_for()
    app.script("window.map.setView([48.85, 2.35], 6, {animate: false})")
    app.drawn(lambda data: data["marks"] == "1")
    app.mark("2 events here").click()
    app.page.get_by_text("2 events here", exact=True).wait_for()
    app.page.get_by_role("button", name="Show all").click()
    app.page.get_by_text("2 events here", exact=True).wait_for(state="detached")


def test_panning_and_zooming_rerun_nothing(app: App) -> None:
    app.page.evaluate(
        "() => { window.runs = 0; new MutationObserver(() => window.runs++)"
        ".observe(document.querySelector('.stMain'), {childList: true, subtree: true, characterData: true}); }"
    )
    app.settled()  # the map comes before the rest of the page
    app.still()
    app.page.evaluate("window.runs = 0")
    sent: list[str] = []
    app.page.on("websocket", lambda socket: sent.append("new socket"))
    requests: list[str] = []
    app.page.on("request", lambda request: requests.append(request.url))
    app.look_at(10, 30, 4)
    app.script("window.map.panBy([200, 50], {animate: false})")
    app.still()
    app.settled()
    assert any("/geonews/view/" in url for url in requests)
    assert app.page.evaluate("window.runs") == 0
    assert not sent


def test_layers_switch_and_the_legend_counts(app: App) -> None:
    panel = app.map.locator(".gn-panel details")
    panel.locator("summary").click()
    switch = app.map.get_by_label("Border crossings", exact=False).first
    assert app.map.locator("path.gn-flow").count() >= 4
    switch.uncheck()
    assert app.map.locator("path.gn-flow").count() == 0
    switch.check()
    assert app.map.locator("path.gn-flow").count() >= 4
    legend = " ".join(app.map.locator(".gn-legend").inner_text().split())
    assert "Border 5" in legend
    assert "Violence 4" in legend


def test_the_download_is_the_filter(server: Any, open_page: Callable[..., Any], tmp_path: Path) -> None:
    app = App(open_page(f"{server.url}/?country=AFG&country=TJK"))
    app.page.get_by_role("radio", name="Take away").click()
    with app.page.expect_download() as event:
        app.page.get_by_role("button", name="Events as GeoJSON").click()
    target = tmp_path / "events.geojson"
    event.value.save_as(target)
    found = json.loads(target.read_text())
    wanted = EventFilter(statuses=("happened",), countries=("AFG", "TJK"))
    with Store.open(server.store, read_only=True) as store:
        ids = {row["event_id"] for row in store.events(wanted)}
        crossing_ids = {row["event_id"] for row in store.crossings(wanted)}
    assert {feature["id"] for feature in found["features"]} == ids
    with app.page.expect_download() as event:
        app.page.get_by_role("button", name="Crossings as GeoJSON").click()
    event.value.save_as(target)
    assert {feature["properties"]["event_id"] for feature in json.loads(target.read_text())["features"]} == crossing_ids


def test_hostile_words_stay_words(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?event=event-020"))
    card = app.page.locator(".gn-card")
    card.wait_for()
    assert "<img src=x onerror=alert(1)>" in card.locator("h3").inner_text()
    assert "${alert(2)}" in card.inner_text()
    assert card.locator("img").count() == 0
    assert "\u202e" not in card.inner_text()
    assert HOSTILE[:20] in card.inner_text()


def test_parameters_of_strangers_do_no_harm(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(
        open_page(
            f"{server.url}/?family=all&from=never&country=%3Cb%3E&role=boss&confidence=9&event=nobody&pair=x&status=?"
        )
    )
    app.says("events 19")
    assert app.page.get_by_text("no longer in the store").count() == 1


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]
)
def test_it_fits_its_screen(server: Any, open_page: Callable[..., Any], width: int, height: int, scheme: str) -> None:
    app = App(open_page(f"{server.url}/?event=event-000", width=width, height=height, scheme=scheme))
    app.page.locator(".gn-card").wait_for(state="attached")
    app.settled()
    assert app.page.evaluate("document.documentElement.scrollWidth") <= width
    assert app.data()["theme"] == scheme
    frame = app.page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= width
    days = app.map.locator(".gn-days").bounding_box()
    assert days["y"] + days["height"] == pytest.approx(frame["y"] + frame["height"], abs=2)
    assert days["height"] < 180


def test_a_crossing_with_one_report_opens_its_evidence(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?country=SDN&role=origin"))
    app.drawn(lambda data: data["crossings"] == "1")
    app.map.locator('[aria-label*="→"]').first.click()
    app.page.locator(".gn-card mark.gn-evidence").wait_for()
    assert "event=" in app.page.url


def test_a_map_that_had_nothing_to_show_turns_to_what_comes(server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{server.url}?q=nosuchword")
    app = App(page)
    assert app.data()["events"] == "0"
    assert "map=" not in page.url
    app.filters()
    page.get_by_role("button", name="Clear all filters").click()
    app.drawn(lambda data: data["events"] == "13")
    page.wait_for_url(re.compile(r"#map="))
    assert app.script("window.map.getZoom()") != 3  # where the map stands before it knows of any event
