"""One screen: how much of it the map has, that nothing lies below the fold, and that map and list move together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App, comes

pytestmark = pytest.mark.browser

#: Part of the window that the map has, its legend and days not counted.
SHARE = "map => map.clientWidth * map.clientHeight / (top.innerWidth * top.innerHeight)"
#: Panes and controls that reach over an edge of the window; what scrolls in a pane of its own is not asked.
OUTSIDE = """() => ['.st-key-gn_bar', '.st-key-gn_map iframe', '.st-key-gn_drawer', '.st-key-gn_panels', '.gn-rows',
    '.st-key-gn_actions', '.st-key-back'].filter((name) => [...document.querySelectorAll(name)].some((one) => {
        const box = one.getBoundingClientRect();
        return box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.left < -1 || box.top < -1;
    }))"""
#: What has the keyboard's focus.
STOP = """() => { const one = document.activeElement;
    return one.matches('.gn-row') ? 'list' : one.closest('.st-key-f_text') ? 'search'
        : one.dataset.testid === 'stSkipToContent' ? 'skip' : one.getAttribute('aria-label') || one.textContent; }"""
SCROLLS = (
    "[document.documentElement, document.querySelector('.stMain')].some((one) => one.scrollHeight > one.clientHeight)"
)


@pytest.mark.parametrize(("width", "height"), [(1440, 780), (1280, 720), (2560, 1300), (1100, 720)])
def test_the_map_has_the_screen_and_nothing_lies_below_the_fold(
    server: Any, open_page: Callable[..., Any], width: int, height: int
) -> None:
    app = App(open_page(f"{server.url}/?family=all", width=width, height=height))
    app.page.locator(".gn-row").first.wait_for()
    app.settled()
    assert app.container.evaluate(SHARE) >= (0.6 if width >= 1440 else 0.5)
    assert app.page.evaluate(OUTSIDE) == []
    assert not app.page.evaluate(SCROLLS)
    app.page.locator(".gn-row").first.click()
    app.page.get_by_role("button", name="Correct", exact=True).wait_for()
    app.settled()
    assert app.page.evaluate(OUTSIDE) == []  # what can be done with the card stays at its foot
    assert not app.page.evaluate(SCROLLS)
    app.page.get_by_role("button", name="Correct", exact=True).click()
    app.page.get_by_role("combobox", name="What is wrong?").wait_for()
    app.settled()
    form = app.page.get_by_role("combobox", name="What is wrong?").bounding_box()
    assert form["y"] + form["height"] < height
    assert not app.page.evaluate(SCROLLS)


def test_on_a_phone_the_drawer_is_a_sheet_with_three_stops(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all", width=390, height=844, touch=True))
    app.settled()
    assert app.container.evaluate(SHARE) >= 0.7
    stop = "document.documentElement.dataset.gnSheet"
    tall = "document.querySelector('.st-key-gn_drawer').getBoundingClientRect().height"
    assert app.page.evaluate(stop) == "counts"
    app.page.get_by_role("button", name="17 on the map").tap()
    comes(app.page, f"{stop} === 'list' && {tall} > 400")
    row = app.page.locator(".gn-row").first
    row.tap()
    app.page.locator(".gn-card mark.gn-evidence").wait_for()
    comes(app.page, f"{stop} === 'card' && {tall} > 600")
    app.page.get_by_role("button", name="Close", exact=True).tap()
    comes(app.page, f"{stop} === 'list' && {tall} < 500")
    app.page.get_by_role("button", name="Size of the sheet").press("ArrowDown")
    comes(app.page, f"{stop} === 'counts' && {tall} < 70")
    assert app.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_opened_flies_into_view(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all#map=5/-20/-60"))
    row = app.page.locator(".gn-row", has_text="Crowds marched through Yangon")
    row.click()
    landed = "window.map.getCenter().distanceTo([16.8053, 96.1561]) < 2000 && 'there'"
    app.until(lambda: app.script(landed) == "there", "the end of the flight to Yangon")
    app.still()
    middle = app.script("window.map.getCenter().toString()")
    app.page.get_by_role("button", name="Close", exact=True).click()
    row.click()
    app.page.locator(".gn-card").wait_for()
    app.settled()
    assert app.script("window.map.getCenter().toString()") == middle  # it is there


def test_rows_and_marks_light_one_another(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all#map=5/16/96"))
    row = app.page.locator(".gn-row", has_text="Crowds marched through Yangon")
    row.hover()
    app.drawn(lambda data: data.get("lit") == "event-007")
    assert app.map.locator("path.gn-lit").count() == 1
    app.page.locator(".gn-masthead h1").hover()
    app.drawn(lambda data: data.get("lit") == "")
    app.mark("Crowds marched").hover()
    app.page.locator(".gn-row.gn-lit", has_text="Crowds marched").wait_for()
    assert app.page.locator(".gn-row.gn-lit").count() == 1


def test_the_list_follows_the_map_on_request(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all#map=6/16/96"))
    rows = app.page.locator(".gn-row")
    app.until(lambda: rows.count() == 19, "all events")
    app.page.get_by_text("Only in view", exact=True).click()
    app.until(lambda: rows.count() == 1, "what is in view")
    assert "Yangon" in rows.first.inner_text()
    app.look_at(48.6, 31, 5)
    app.until(lambda: rows.count() >= 2 and "Ukraine" in rows.first.inner_text() + rows.nth(1).inner_text(), "Ukraine")
    app.page.get_by_text("Only in view", exact=True).click()
    app.until(lambda: rows.count() == 19, "all events")


def test_what_nobody_asked_for_is_taken_off_by_its_chip(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all&country=FRA&to=2021-12-31"))
    app.page.get_by_role("button", name="to 2021-12-31").click()
    app.page.get_by_role("button", name="to 2021-12-31").wait_for(state="detached")
    assert "to=" not in app.page.url
    app.page.locator(".st-key-gn_chips").get_by_role("button", name="France").click()
    app.says("events 19")


@pytest.mark.parametrize("width", [1440, 390])
def test_search_and_list_are_near_by_keyboard(server: Any, open_page: Callable[..., Any], width: int) -> None:
    app = App(open_page(f"{server.url}/?family=all", width=width))
    app.page.locator(".gn-row").first.wait_for()
    app.settled()
    stops: list[str] = []
    while "list" not in stops and len(stops) < 30:
        app.page.keyboard.press("Tab")
        stops.append(app.page.evaluate(STOP))
    assert stops.index("search") <= 3
    assert stops.index("list") <= (12 if width > 1000 else 13)  # there a handle moves the sheet
    assert stops[0] == "skip"


#: What stands on the map and under it, each with its edges.
STANDING = """() => [...document.querySelectorAll(`.leaflet-bar, .gn-panel, .leaflet-control-scale, .gn-legend,
    .leaflet-control-attribution, .gn-days output, .gn-more, .gn-bars .gn-most, .gn-player > *`)].map((one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return [one.className.baseVal ?? one.className, left, top, right, bottom];
}).filter(([, left, top, right, bottom]) => right > left && bottom > top)"""


@pytest.mark.parametrize(
    ("width", "height", "zoom"),
    [(2560, 1300, 1), (1440, 780, 1), (1280, 720, 1), (390, 844, 1), (320, 640, 1), (1440, 780, 2)],
)
def test_nothing_on_the_map_covers_another(
    server: Any, open_page: Callable[..., Any], width: int, height: int, zoom: float
) -> None:
    address = f"{server.url}/?family=all&from=2021-01-01&to=2022-12-31"
    app = App(open_page(address, width=width, height=height, zoom=zoom))
    app.map.get_by_role("button", name="Compare").wait_for()
    app.script("(geonews.of(window.map).days.data.earlier = 12, geonews.of(window.map).days.tellMore(), true)")
    app.settled()
    standing = app.container.evaluate(STANDING)
    frame = app.page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    choice = app.page.locator(".st-key-f_family").bounding_box()
    if choice["y"] > frame["y"]:
        left, top = choice["x"] - frame["x"], choice["y"] - frame["y"]
        standing.append(["deeds and words", left, top, left + choice["width"], top + choice["height"]])
    for number, (name, *box) in enumerate(standing):
        assert box[0] >= -1, name
        assert box[2] <= frame["width"] + 1, name
        for other, *its in standing[number + 1 :]:
            apart = box[2] <= its[0] + 1 or its[2] <= box[0] + 1 or box[3] <= its[1] + 1 or its[3] <= box[1] + 1
            assert apart, f"{name} lies on {other}"


@pytest.mark.parametrize("width", [1440, 1280])
def test_the_legend_shows_every_kind(server: Any, open_page: Callable[..., Any], width: int) -> None:
    app = App(open_page(f"{server.url}/?family=all", width=width, height=780))
    app.settled()
    app.script(
        "(geonews.of(window.map).overlay.totals.families = geonews.of(window.map).options.families.slice(0, 10)"
        ".map((one, number) => [number, 20 + number]), geonews.of(window.map).panel.fill(), true)"
    )
    wide, room = app.map.locator(".gn-legend").evaluate("row => [row.scrollWidth, row.clientWidth]")
    assert wide <= room
    assert app.map.locator(".gn-legend li").count() == 10
    whole = app.map.locator(".gn-legend button").nth(2).get_attribute("title")
    assert whole == "Leave out forces and territory"
