"""Map, days, numbers and list move together: filters fit the view, and a step of the days is that of the list, too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from app_driver import App, comes
from made_news import fill

from geonews.store import EventFilter, Store

pytestmark = pytest.mark.browser

VIEW = "window.map.getZoom() + ' ' + window.map.getCenter().toString()"


def test_countries_and_words_fit_the_view_unless_it_is_locked(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all#map=3/20/20"))
    search = app.page.get_by_role("textbox", name="Words")
    search.fill("Yangon")
    search.press("Enter")
    inside = "window.map.getBounds().contains([16.8, 96.16]) && window.map.getZoom() >= 6 && 'near'"
    app.until(lambda: app.script(inside) == "near", "a view of Yangon")
    app.settled()
    lock = app.map.get_by_role("button", name="Keep this view")
    lock.click()
    comes(app.page, "location.hash.includes('locked=1')")
    view = app.script(VIEW)
    search.fill("Paris")
    search.press("Enter")
    app.page.locator(".gn-row", has_text="Paris").first.wait_for()
    app.drawn(lambda data: int(data["events"]) > 0 or int(data["marks"]) == 0)
    app.settled()
    app.still()
    assert app.script(VIEW) == view
    again = App(open_page(app.page.url))
    assert again.map.get_by_role("button", name="Keep this view").get_attribute("aria-pressed") == "true"


def test_a_step_of_the_days_is_that_of_the_numbers_and_the_list(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all"))
    rows = app.page.locator(".gn-row")
    app.until(lambda: rows.count() == 19, "all events")
    app.map.get_by_label("Length of a step").select_option("month")
    app.map.get_by_label("Step in time").press("ArrowRight")
    app.drawn(lambda data: data.get("window") == "2021-07-01/2021-07-31")
    app.until(lambda: 0 < rows.count() < 6, "the events of July")
    days = rows.locator("time").all_inner_texts()
    assert all("Jul 2021" in day for day in days), days
    app.says(f"events {rows.count()}")
    app.map.get_by_role("button", name="All days").click()
    app.until(lambda: rows.count() == 19, "all events")


def test_playing_skips_what_is_empty_and_the_few_far_off_are_told(
    serve_app: Callable[..., Any], open_page: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = fill(tmp_path_factory.mktemp("old") / "made.gpkg")
    with Store.open(store) as opened:
        opened.correct("event-007", "date", {"date_start": "1990-05-01", "date_end": "1990-05-01", "time_precision": 1},
                       who="Ada")  # fmt: skip
    app = App(open_page(f"{serve_app(store).url}/?family=all"))
    earlier = app.map.get_by_role("button", name="1 earlier")
    earlier.wait_for()
    assert int(app.script("geonews.of(window.map).days.span[0]")) > 18_000  # days since 1970: 2019 and later
    earlier.click()
    app.map.get_by_role("button", name="most events").wait_for()
    app.map.get_by_label("Length of a step").select_option("month")
    app.map.get_by_label("Speed").select_option("4")
    app.container.evaluate(
        "map => { window.seen = [];"
        "new MutationObserver(() => window.seen.push(map.dataset.window)).observe(map, {attributes: true}); }"
    )
    app.map.get_by_role("button", name="Play").click()
    app.drawn(lambda data: data.get("window", "") >= "2021-07")
    app.map.get_by_role("button", name="Pause").click()
    steps = list(dict.fromkeys(window[:7] for window in app.script("window.seen") if window))
    assert steps[:3] == ["1990-05", "2021-06", "2021-07"]  # thirty-one years without news take no time


def test_the_ground_names_towns_that_give_way_to_marks(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all#map=6.5/36.9/69"))
    app.drawn(lambda data: int(data.get("towns", 0)) > 5)
    app.still()
    towns = app.map.locator(".gn-town")
    assert "Dushanbe" in towns.all_inner_texts()
    assert "Kunduz" not in towns.all_inner_texts()  # a place in the news has its own name
    marks = [mark.bounding_box() for mark in app.map.locator(".gn-dot, .gn-stack").all()]
    for name in (town.bounding_box() for town in towns.all()):
        for mark in marks:
            apart = name["x"] > mark["x"] + mark["width"] or name["x"] + name["width"] < mark["x"]
            assert apart or name["y"] > mark["y"] + mark["height"] or name["y"] + name["height"] < mark["y"]
    app.map.locator(".leaflet-container").or_(app.container).first.hover(position={"x": 400, "y": 300})
    assert "° N, " in app.map.locator(".gn-where").inner_text()
    assert app.map.locator(".leaflet-control-scale-line").inner_text().endswith("km")


def test_a_second_stretch_is_set_beside_the_first(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all&from=2021-07-01&to=2021-08-31"))
    app.map.get_by_role("button", name="Compare").click()
    app.map.locator(".gn-bars.gn-armed").wait_for()
    box = app.map.locator(".gn-bars").bounding_box()
    app.page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + 30)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + 30, steps=4)
    app.page.mouse.up()
    table = app.map.locator(".gn-compared table")
    table.wait_for()
    assert "1 Jul 2021 – 31 Aug 2021" in table.inner_text()
    first, second = (int(cell) for cell in table.locator("tbody tr").first.locator("td").all_inner_texts()[:2])
    with Store.open(server.store, read_only=True) as store:
        july = EventFilter(date_from=date(2021, 7, 1), date_to=date(2021, 8, 31), statuses=("happened",), once=True)
        assert first == store.count_events(july)
    assert 0 < second < 19
    assert "from=2021-07-01" in app.page.url  # the filter stays
    app.map.get_by_role("button", name="Close").click()
    table.wait_for(state="detached")
