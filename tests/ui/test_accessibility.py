"""axe-core finds nothing serious or critical in the page and in the map's frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = pytest.mark.browser


#: What fades in has not its colours yet; what moves for good, as the crossings do, is not waited for.
AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished))"""


def serious(frame: Any) -> list[str]:
    frame.evaluate(AT_REST)
    frame.evaluate(AXE_SCRIPT)
    found = frame.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way(server: Any, open_page: Callable[..., Any], scheme: str) -> None:
    app = App(open_page(f"{server.url}/?event=event-000", scheme=scheme))
    app.page.locator(".gn-card").wait_for()
    app.settled()
    app.still()
    frame = next(frame for frame in app.page.frames if "streamlit_folium" in frame.url)
    assert "\n".join(serious(frame)) == ""
    assert "\n".join(serious(app.page.main_frame)) == ""


def test_nor_do_the_layers_the_days_and_a_list_on_the_map(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(
        open_page(f"{server.url}/?pair=AFG-TJK#layers=borders,crossings,events,heat,outlines,shading&map=3/40/40")
    )
    app.map.locator(".gn-panel summary").click()
    app.map.locator("[data-heat][data-shaded]").wait_for()
    app.map.get_by_label("Step in time").press("End")
    app.drawn(lambda data: data["window"] != "")
    app.map.get_by_role("button", name="All days").click()
    app.map.locator('.leaflet-marker-icon[aria-label^="Ukraine: 2"] .gn-badge').click()
    app.map.locator(".gn-item").first.wait_for()
    app.page.locator(".gn-matrix").wait_for()
    app.settled()
    frame = next(frame for frame in reversed(app.page.frames) if "streamlit_folium" in frame.url)
    assert "\n".join(serious(frame)) == ""
    assert "\n".join(serious(app.page.main_frame)) == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way_of_those_who_correct_and_read(
    server: Any, open_page: Callable[..., Any], scheme: str
) -> None:
    app = App(open_page(f"{server.url}/?event=event-001&article=made-001", scheme=scheme))
    app.page.get_by_role("button", name="Correct", exact=True).click()
    app.page.get_by_role("button", name="Save the correction").wait_for()
    app.page.get_by_role("radio", name="Articles").click()
    app.page.locator(".gn-minimap .gn-mini-mark").first.wait_for()
    app.page.get_by_role("button", name="Tour").click()
    app.page.get_by_text("1 of 5").wait_for()
    app.settled()
    assert "\n".join(serious(app.page.main_frame)) == ""
    app.page.get_by_role("radio", name="Add news").click()
    app.page.get_by_role("textbox", name="Article text").wait_for()
    app.settled()
    assert "\n".join(serious(app.page.main_frame)) == ""
