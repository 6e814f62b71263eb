"""What a reader trips over first: filters on a phone, the size of the map, the address, the tour's frame."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App, comes

pytestmark = pytest.mark.browser

SIZES = "[window.map.getSize().x - {0}.clientWidth, window.map.getSize().y - {0}.clientHeight]".format(
    "window.map.getContainer()"
)


@pytest.mark.parametrize(
    ("width", "height", "touch", "zoom"),
    [(390, 844, True, 1), (768, 1024, True, 1), (390, 844, False, 1), (1280, 900, False, 2), (1440, 900, False, 1)],
)
def test_the_filters_open_and_close(
    server: Any, open_page: Callable[..., Any], width: int, height: int, touch: bool, zoom: float
) -> None:
    app = App(open_page(server.url, width=width, height=height, touch=touch, zoom=zoom))
    app.settled()
    countries = app.page.get_by_label("Countries", exact=True)
    way_in = app.page.get_by_test_id("stExpandSidebarButton")
    reach = "document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right"

    def press(button: Any) -> None:
        button.tap() if touch else button.click()

    if not way_in.count():  # it is open at first where there is room
        app.page.get_by_test_id("stSidebarHeader").hover()
        press(app.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button"))
    press(way_in)
    comes(app.page, f"{reach} > 200")
    countries.wait_for()
    press(countries)
    countries.fill("France")
    press(app.page.get_by_role("option", name=re.compile("France")).first)
    app.page.wait_for_url(re.compile("country=FRA"))


@pytest.mark.parametrize(("width", "height", "loads"), [(1440, 900, 3), (390, 844, 2)])
def test_the_map_knows_its_size_when_it_is_first_drawn(
    server: Any, open_page: Callable[..., Any], width: int, height: int, loads: int
) -> None:
    for _ in range(loads):
        app = App(open_page(f"{server.url}/#map=5/36/66", width=width, height=height, cold=True))
        app.map.locator(".gn-bar").first.wait_for(state="attached")
        app.container.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
        assert app.script(SIZES) == [0, 0]
        middle = app.script("[window.map.getCenter().lat, window.map.getCenter().lng]")
        assert middle == pytest.approx([36, 66], abs=0.02)


def test_the_address_keeps_the_map_when_an_event_opens_and_closes(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/#map=4/20/60"))
    app.page.locator(".gn-row").first.click()
    comes(app.page, "location.search.includes('event=') && location.hash.startsWith('#map=4/')")
    app.page.get_by_role("button", name="Close", exact=True).click()
    comes(app.page, "!location.search.includes('event=') && location.hash.startsWith('#map=4/')")
    again = App(open_page(app.page.url))
    assert again.script("window.map.getZoom()") == 4


def test_the_tours_frame_goes_with_the_tour(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(server.url))
    framed = "getComputedStyle(document.querySelector('.gn-masthead')).outlineStyle"
    app.page.get_by_role("button", name="Tour").click()
    app.page.get_by_text("1 of 5").wait_for()
    comes(app.page, f"{framed} === 'solid'")
    app.page.get_by_role("button", name="Next", exact=True).click()
    comes(app.page, f"{framed} === 'none'")
    app.page.get_by_role("button", name="End", exact=True).click()
    app.page.locator(".st-key-gn_tour").wait_for(state="detached")
    framed = "((look) => look.outlineStyle === 'solid' && look.outlineWidth === '3px')(getComputedStyle(one))"
    left = f"[...document.querySelectorAll('*')].filter((one) => {framed}).length"
    comes(app.page, f"{left} === 0")


@pytest.mark.parametrize("event", ["", "&event=event-000"])
def test_a_page_that_nobody_touches_is_at_rest(server: Any, open_page: Callable[..., Any], event: str) -> None:
    app = App(open_page(f"{server.url}/?family=all{event}"))
    app.settled()
    app.still()
    frames = [app.page.main_frame, next(one for one in reversed(app.page.frames) if "streamlit_folium" in one.url)]
    app.until(lambda: not any(frame.evaluate("document.getAnimations().length") for frame in frames), "the last pulse")
    session = app.page.context.new_cdp_session(app.page)
    session.send("Performance.enable")

    def worked() -> dict[str, float]:
        return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}

    before = worked()
    app.page.wait_for_timeout(1500)
    after = worked()
    assert after["LayoutCount"] - before["LayoutCount"] <= 2
    assert after["RecalcStyleCount"] - before["RecalcStyleCount"] <= 2
    assert after["TaskDuration"] - before["TaskDuration"] < 0.3
    assert [frame.evaluate("document.getAnimations().length") for frame in frames] == [0, 0]
