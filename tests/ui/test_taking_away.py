"""What is taken away is this map: its view, its layers, what is open, its title and what it is made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driver import App, comes
from made_news import fill

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


SLOW = """
import sys, time
from pathlib import Path
from geonews.config import load_config
from geonews.ui.building import Build
from geonews.ui.serve import serve
counted = Build.counted
def slowly(self, rows):
    for row in counted(self, rows):
        time.sleep(4 * self.file_name.endswith("map.html"))
        yield row
Build.counted = slowly
serve(Path(sys.argv[1]), int(sys.argv[2]), samples=False, config=load_config())
"""


def test_a_page_that_takes_long_can_be_cancelled(
    serve_app: Callable[..., Any], open_page: Callable[..., Any], tmp_path: Path
) -> None:
    served = serve_app(fill(tmp_path / "made.gpkg"), script=SLOW)
    app = App(open_page(f"{served.url}/?family=all"))
    app.page.get_by_role("radio", name="Take away").click()
    app.page.get_by_role("button", name="This map as one HTML page").click()
    app.page.get_by_text(re.compile(r"The page: \d+ of 19 events")).wait_for()
    app.page.get_by_role("button", name="Cancel").click()
    app.page.get_by_text("cancelled, and nothing was made").wait_for()
    assert app.page.get_by_role("button", name="Save geonews").count() == 0
    with app.page.expect_download() as saved:  # it can be asked for again
        app.page.get_by_role("button", name="A report to print").click()
    assert saved.value.suggested_filename == "geonews-report.html"
    app.page.get_by_role("button", name="Save geonews-report.html").wait_for()


def test_areas_are_taken_away_once_each(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all"))
    app.page.get_by_role("radio", name="Take away").click()
    app.page.get_by_text("Other layers and formats").click()
    app.page.get_by_role("combobox", name="Layer").click()
    app.page.get_by_role("option", name="Areas, once each").click()
    with app.page.expect_download() as saved:
        app.page.get_by_role("button", name="Areas, once each as GeoJSON").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert '"area_id"' in text
    assert text.count('"Feature"') >= 2
