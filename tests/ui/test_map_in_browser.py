"""The map's own controls in Chromium: days that play, layers, viewpoints, lists at a click, online tiles."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driver import App, comes

from geonews.store import Store
from geonews.webmap import standalone

pytestmark = pytest.mark.browser

VIEW = "window.map.getZoom() + ' ' + window.map.getCenter().toString()"


@pytest.fixture
def app(server: Any, open_page: Callable[..., Any]) -> App:
    return App(open_page(f"{server.url}/?family=all"))


def test_the_days_play_and_the_map_stays_the_same_one(app: App) -> None:
    app.look_at(30, 40, 3)
    app.settled()
    app.still()
    before, events = app.script(VIEW), app.data()["events"]
    app.container.evaluate(
        "map => { window.kept = document.querySelector('.leaflet-gn-land-pane canvas'); window.seen = [];"
        "new MutationObserver(() => window.seen.push(map.dataset.window)).observe(map, {attributes: true}); }"
    )
    app.map.get_by_label("Length of a step").select_option("month")
    app.map.get_by_role("button", name="Play").click()
    app.drawn(lambda data: data.get("window") == "2021-08-01/2021-08-31")
    app.map.get_by_role("button", name="Pause").click()
    steps = list(dict.fromkeys(window for window in app.script("window.seen") if window))
    assert steps[:3] == ["2021-06-01/2021-06-30", "2021-07-01/2021-07-31", "2021-08-01/2021-08-31"]
    shown = app.data()
    output = app.map.locator(".gn-days output").inner_text()
    assert re.fullmatch(r"1 \w+ 2021 – 3[01] \w+ 2021 · \d+ events?", output), output
    assert shown["places"] == "0"
    app.map.get_by_role("button", name="All days").click()
    assert app.drawn(lambda data: data["window"] == "")["events"] == events
    assert app.script(VIEW) == before
    assert (
        app.script("document.querySelector('.leaflet-gn-land-pane canvas') === window.kept && 'the same'") == "the same"
    )
    app.settled()


def test_a_step_is_made_by_key_and_can_hold_all_before_it(app: App) -> None:
    app.map.get_by_label("What a step shows").select_option("growing")
    app.map.get_by_label("Length of a step").select_option("week")
    slider = app.map.get_by_label("Step in time")
    slider.focus()
    slider.press("ArrowRight")
    app.drawn(lambda data: data.get("window", "") == "/2021-06-20")
    slider.press("End")
    growing = int(app.drawn(lambda data: data.get("window", "").startswith("/2022-0"))["events"])
    assert growing == 14
    app.map.get_by_label("What a step shows").select_option("window")
    data = app.drawn(lambda data: re.match(r"\d", data.get("window", "")) is not None)
    assert int(data["events"]) < growing


def test_a_step_is_in_the_address_and_its_places_keep_their_names(
    server: Any, app: App, open_page: Callable[..., Any]
) -> None:
    app.script("window.map.setView([37, 69], 6, {animate: false})")
    names = int(app.drawn(lambda data: int(data["names"]) > 1)["names"])
    app.map.get_by_label("Length of a step").select_option("month")
    app.map.get_by_label("What a step shows").select_option("growing")
    app.map.get_by_label("Step in time").press("ArrowRight")
    data = app.drawn(lambda data: data.get("window") == "/2021-07-31")
    assert (data["places"], int(data["names"])) == ("0", names)
    comes(app.page, "location.hash.includes('step=month/2021-07-01/growing')")
    again = App(open_page(app.page.url))
    again.drawn(lambda data: data.get("window") == "/2021-07-31")
    assert again.map.get_by_label("Step in time").input_value() == "1"
    assert again.map.get_by_label("What a step shows").input_value() == "growing"
    again.map.get_by_role("button", name="All days").click()
    comes(again.page, "!location.hash.includes('step=')")
    again.page.goto(f"{server.url}/?family=all&country=PHL#map=3/14/120&step=month/1066-10-14")
    assert App(again.page).drawn(lambda data: data["events"] == "1").get("window", "") == ""


def test_rings_and_badges_keep_apart_on_a_map_of_the_world(app: App) -> None:
    short = "[5, 999, 1049, 19800, 994000, 996000, 2e6].map(geonews.symbols.short).join(' ')"
    assert app.script(short) == "5 999 1k 20k 990k 1M 2M"
    app.look_at(25, 20, 2)
    boxes = [
        (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
        for mark in app.map.locator(".gn-badge").all()
        if (box := mark.bounding_box())
    ]
    assert len(boxes) == 2
    rings = [mark.bounding_box() for mark in app.map.locator(".gn-stack, .gn-dot, .gn-head").all()]
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in rings if box]
    assert not [at for at in middles for w, n, e, s in boxes if w <= at[0] <= e and n <= at[1] <= s]


def test_a_stretch_of_the_days_becomes_the_dates(app: App) -> None:
    box = app.map.locator(".gn-bars").bounding_box()
    view = app.script(VIEW)
    app.page.mouse.move(box["x"] + box["width"] * 0.02, box["y"] + 30)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 30, steps=4)
    app.page.mouse.up()
    comes(app.page, "location.search.includes('from=2021-06') && location.search.includes('to=2021-0')")
    app.drawn(lambda data: 0 < int(data["events"]) < 14)
    assert app.script(VIEW) == view
    assert app.map.locator('.gn-bar[opacity="1"]').count() < app.map.locator(".gn-bar").count()
    app.map.get_by_role("button", name="All days").click()
    app.drawn(lambda data: data["events"] == "14")


def test_one_day_is_one_thin_bar(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all&country=PHL"))
    app.drawn(lambda data: data["events"] == "1")
    bar = app.map.locator(".gn-bar rect")
    bar.first.wait_for()
    assert bar.count() == 1
    assert float(bar.get_attribute("width")) <= 26


def test_layers_have_switches_legends_and_an_address(app: App, open_page: Callable[..., Any]) -> None:
    panel = app.map.locator(".gn-panel")
    panel.locator("summary").click()
    for layer, said in (
        ("Borders by crossings", "crossings, both ways"),
        ("Countries by number", "events"),
        ("Heat", "one to 2 events in one spot"),
    ):
        key = app.map.locator("li", has_text=layer).locator(".gn-key")
        assert not key.is_visible()
        app.map.get_by_label(layer).check()
        key.get_by_text(said).wait_for()
    data = app.drawn(lambda data: {"borders", "shaded", "heat"} <= data.keys())
    assert data["borders"] == "4"
    assert int(data["shaded"]) > 10
    assert data["densest"] == "2"
    app.map.get_by_label("What countries are shaded by").select_option("people-in")
    app.drawn(lambda data: data["shaded"] == "3")
    app.map.locator("path.gn-border").first.dispatch_event("mouseover")
    assert "→" in app.map.locator(".leaflet-tooltip").inner_text()
    app.map.get_by_role("checkbox", name="Events").uncheck()
    assert app.map.locator(".gn-dot").count() == 0
    again = App(open_page(app.page.url))
    data = again.drawn(lambda data: data.get("shaded") == "3" and "heat" in data)
    assert again.map.locator(".gn-dot").count() == 0


def test_borders_are_seen_from_a_viewpoint(app: App, open_page: Callable[..., Any]) -> None:
    contested = int(app.data()["contested"])
    app.map.locator(".gn-panel summary").click()
    select = app.map.get_by_label("Borders as seen by")
    select.select_option("RU")
    assert int(app.drawn(lambda data: data["viewpoint"] == "RU")["contested"]) < contested
    comes(app.page, "location.hash.includes('lines=RU')")
    assert App(open_page(app.page.url)).drawn(lambda data: "contested" in data)["viewpoint"] == "RU"
    select.select_option("hidden")
    app.drawn(lambda data: data["contested"] == "0")


def test_several_events_are_listed_at_the_first_click(app: App) -> None:
    app.map.locator('.leaflet-marker-icon[aria-label^="Ukraine: 2"] .gn-badge').click()
    items = app.map.locator("button.gn-item")
    items.nth(1).wait_for()
    assert "Air alarms sounded across Ukraine." in app.map.locator(".gn-list").inner_text()
    app.page.get_by_text("2 events here", exact=True).wait_for()
    items.filter(has_text="Power failed").click()
    app.page.locator(".gn-card mark.gn-evidence").wait_for()
    assert app.page.locator(".gn-card mark.gn-evidence").inner_text() == "Power failed."


def test_a_pair_of_countries_has_its_arcs_its_days_and_its_reports(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?pair=AFG-TJK"))
    matrix = app.page.locator(".gn-matrix table")
    matrix.wait_for()
    assert "134" in matrix.inner_text()
    chosen = matrix.locator('button[aria-pressed="true"]')
    chosen.click()
    comes(app.page, "!location.search.includes('pair=')")
    app.settled()
    matrix.get_by_role("button", name="Afghanistan to Tajikistan").click()
    comes(app.page, "location.search.includes('pair=AFG-TJK')")
    app.page.locator('[data-testid="stVegaLiteChart"]').nth(1).wait_for()
    app.settled()
    assert app.map.locator('path.gn-flow[stroke-opacity="0.15"]').count() == 3  # the other three are pale
    assert app.map.locator(".gn-head").count() == 1


def test_the_online_map_is_a_choice_that_may_fail(app: App, tiles: Any) -> None:
    app.still()
    assert tiles.asked == []
    app.map.locator(".gn-panel summary").click()
    switch = app.map.get_by_label("Online map")
    assert not switch.is_checked()
    switch.check()
    app.drawn(lambda data: data.get("ground") == "online")
    assert re.fullmatch(r"/\d+/\d+/\d+\.png", tiles.asked[0])
    assert "© Made" in app.map.locator(".leaflet-control-attribution").inner_text()
    assert "GeoNames" in app.map.locator(".leaflet-control-attribution").inner_text()
    assert "tiles" not in app.page.url
    tiles.die()
    app.allow("ERR_CONNECTION_REFUSED")
    app.script("window.map.setView([-20, -60], 6, {animate: false})")
    app.drawn(lambda data: data["ground"] == "offline")
    app.map.get_by_text("The online map cannot be reached").wait_for()
    assert not switch.is_checked()
    assert "© Made" not in app.map.locator(".leaflet-control-attribution").inner_text()
    assert app.map.locator(".leaflet-gn-land-pane").evaluate("pane => pane.style.opacity") == "1"


def test_a_page_of_its_own_has_layers_lists_and_days(
    server: Any, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    target = tmp_path / "map.html"
    with Store.open(server.store, read_only=True) as store:
        standalone(store, target)
    page = open_page(target.as_uri())
    container = page.locator(".gn[data-key]")
    container.wait_for()

    def drawn(**wanted: str) -> None:
        for name, value in wanted.items():
            page.locator(f'.gn[data-{name}="{value}"]').wait_for()

    drawn(events="15", outlines="3", crossings="4")
    reports = "[{i: '1', g: 'x', l: 400, u: 400}, {i: '2', g: 'x', l: 350, u: 420}, {i: '3', l: 7, u: 9}]"
    told = f"{{events: [], areas: {{}}, crossings: [{{id: 'AFG-TJK', o: 'AFG', d: 'TJK', m: {reports}}}]}}"
    close = (
        "{areas: {}, crossings: [], events: [...Array(40).keys()].flatMap((n) => "
        "Array(n % 7 + 1).fill({x: n * .9 % 11, y: n * .7 % 9, f: n % 3, a: 18000 + n * 46}))}"
    )
    view = page.evaluate(f"new geonews.LocalSource({close}).view(5, [-20, -20, 40, 40])")
    assert sum(cell[2] for cell in view["cells"]) + len(view["events"]) == view["inView"] > 100
    gaps = page.evaluate(
        "([cells]) => cells.flatMap(([x, y, n], i) => cells.slice(i + 1).map(([a, b, m]) => {"
        "const at = (lon, lat) => L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lon), 5);"
        "return at(x, y).distanceTo(at(a, b)) - geonews.symbols.pileRadius(n) - geonews.symbols.pileRadius(m); }))",
        [view["cells"]],
    )
    assert len(gaps) > 2 and min(gaps) >= 0
    for room, step in ((300, 7), (60, 30), (40, 91)):  # five years, in as many bars as there is room for
        days = page.evaluate(f"new geonews.LocalSource({close}, () => {room}).days()")
        assert {last - first + 1 for first, last, _ in days["bars"]} == {step}
        assert sum(n for _, _, shares in days["bars"] for _, n in shares) == view["inView"]
    held = (
        "open => { const source = new geonews.LocalSource({events: [], open});"
        "const stretches = [[1, 5], [5, 9], [9, null], [null, 8]];"
        "return [[null, 9], [9, null], [3, 9], [null, null]]"
        ".map(([a, z]) => stretches.map((stretch) => source.inTime({a, z}, stretch))); }"
    )
    assert page.evaluate(held, False) == [
        [False, True, True, False],  # without a begin it stands at its end
        [False, True, True, False],
        [True, True, True, True],
        [False, False, False, False],
    ]
    assert page.evaluate(held, True)[:2] == [[True, True, True, True], [False, True, True, False]]
    shaded = page.evaluate(f"new geonews.LocalSource({told}).shading('people-in')")
    assert shaded["values"] == {"TJK": [357, 429]}  # two reports of one event count once
    overlay = page.evaluate(f"new geonews.LocalSource({told}).overlay()")
    assert overlay["borders"]["pairs"] == {"AFG-TJK": [3, 0, 357, 429]}
    page.get_by_role("button", name="Play").click()
    page.locator('.gn[data-window^="2021"]').wait_for()
    page.get_by_role("button", name="All days").click()
    drawn(events="15", window="")
    if page.locator(".gn-panel details").get_attribute("open") is None:
        page.locator(".gn-panel summary").click()
    for layer in ("Borders by crossings", "Countries by number", "Heat"):
        page.get_by_label(layer).check()
    page.get_by_label("What countries are shaded by").select_option("people-in")
    drawn(borders="4", shaded="3", densest="3")  # Panj and twice Kunduz, near enough on a map of the world
    page.get_by_label("Borders as seen by").select_option("IN")
    drawn(viewpoint="IN")
    assert page.get_by_label("Online map").count() == 0
    page.locator('.leaflet-marker-icon[aria-label^="Ukraine: 2"] .gn-badge').click()
    page.locator(".gn-item").nth(1).wait_for()
    assert "Power failed." in page.locator(".gn-list").inner_text()
