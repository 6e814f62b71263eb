"""axe-core finds nothing serious or critical in any drawer, at a desk and on a phone, by day and by night."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App, comes
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = pytest.mark.browser


#: What fades in has not its colours yet; what moves for good, or stands still half-way, is not waited for.
AT_REST = """() => !document.getAnimations().some((one) => one.playState === 'running'
    && one.effect.getComputedTiming().endTime !== Infinity)"""


def serious(frame: Any) -> list[str]:
    comes(frame, AT_REST)
    frame.evaluate(AXE_SCRIPT)
    found = frame.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def seen(app: App, frame: Any, where: str) -> list[str]:
    app.settled()
    return [f"{where}: {fault}" for fault in serious(frame)]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way(server: Any, open_page: Callable[..., Any], scheme: str, width: int) -> None:
    """Every drawer, one after the other: the list, a card, its correction, the panels, and the filters."""
    height = {1440: 780, 390: 844}[width]
    app = App(open_page(f"{server.url}/?family=all&article=made-001", scheme=scheme, width=width, height=height))
    page, main = app.page, app.page.main_frame
    app.settled()
    app.still()
    faults = seen(app, next(frame for frame in page.frames if "streamlit_folium" in frame.url), "map")
    page.get_by_role("button", name="17 on the map").click()
    page.locator(".gn-row").first.wait_for()
    faults += seen(app, main, "list")
    page.locator(".gn-row").first.click()
    page.locator(".gn-card mark.gn-evidence").wait_for()
    faults += seen(app, main, "card")
    page.get_by_role("button", name="Correct", exact=True).click()
    page.get_by_role("button", name="Save the correction").wait_for()
    faults += seen(app, main, "correction")
    panels = {
        "Crossings": ".gn-matrix",
        "Articles": ".gn-minimap .gn-mini-mark",
        "Take away": ".st-key-gn_front details",
    }
    for name, sign in panels.items():
        page.get_by_role("radio", name=name).click()
        page.locator(sign).first.wait_for()
        faults += seen(app, main, name)
    page.locator(".st-key-gn_front details summary").click()
    page.get_by_label("Format", exact=True).wait_for()
    faults += seen(app, main, "other formats")
    page.get_by_role("radio", name="Add news").click()
    for tab in ("Paste an article", "Upload files", "From the web", "Follow feeds"):
        page.get_by_role("tab", name=tab).click()
        page.get_by_role("tab", name=tab, selected=True).wait_for()
        faults += seen(app, main, tab)
    page.get_by_role("button", name="Tour").click()
    page.get_by_text("1 of 5").wait_for()
    faults += seen(app, main, "tour")
    page.get_by_role("button", name="End", exact=True).click()
    app.filters()
    page.get_by_label("Countries", exact=True).wait_for()
    faults += seen(app, main, "filters")
    assert "\n".join(faults) == ""


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
