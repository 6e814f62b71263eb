"""What is taken away is this map: its view, its layers, what is open, its title and what it is made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driver import App, comes

pytestmark = pytest.mark.browser


def test_the_page_is_this_map(server: Any, open_page: Callable[..., Any], tmp_path: Path) -> None:
    app = App(open_page(f"{server.url}/?family=all&event=event-007#map=3/10/90"))
    app.page.get_by_role("radio", name="Take away").click()
    app.page.get_by_role("button", name="A report to print").wait_for()
    app.map.locator(".gn-panel summary").click()
    app.map.get_by_label("Heat").check()
    comes(app.page, "location.hash.includes('heat')")
    app.look_at(16, 95, 5)
    told = "geonews.of(window.map).linking.toldAddress || ''"
    app.until(lambda: "map=5/16.000/95.000" in app.script(told), "the map to tell its view")
    app.settled()
    said = app.script("geonews.of(window.map).picture.caption().textContent")
    assert said.startswith("Deeds and words")
    with app.page.expect_download() as saved:
        app.page.get_by_role("button", name="This map as one HTML page").click()
    target = tmp_path / "map.html"
    saved.value.save_as(target)
    page = open_page(target.as_uri())
    page.locator(".gn[data-heat]").wait_for()
    page.locator(".gn-list", has_text="Crowds marched through Yangon").wait_for()
    assert page.evaluate("[map.getZoom(), Math.round(map.getCenter().lng)]") == [5, 95]
    about = page.locator(".gn-about").inner_text()
    assert "geonews: Deeds and words" in about
    assert "19 events" in about
    assert "Sources: Made Wire" in about
