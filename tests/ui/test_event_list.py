"""The list beside the map: its order is that of all rows, a row opens its event, and it stays where it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from app_driver import App, comes
from made_news import HOSTILE, fill

from geonews.layers import EventColumns
from geonews.store import EventFilter, Store
from geonews.ui.event_list import ORDERS, ordered, row_data


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(fill(tmp_path_factory.mktemp("list") / "made.gpkg"), read_only=True) as opened:
        yield opened


@pytest.mark.parametrize("order", list(ORDERS))
@pytest.mark.parametrize("most", [1, 5, 20, 21, 100])
def test_the_first_rows_are_the_first_of_all(store: Store, order: str, most: int) -> None:
    columns = EventColumns.load(store)
    rows = columns.select(EventFilter())
    whole = ordered(columns, rows, order, len(rows))
    assert sorted(whole) == sorted(rows)
    assert ordered(columns, rows, order, most).tolist() == whole.tolist()[:most]


def test_each_order_is_what_it_says(store: Store) -> None:
    columns = EventColumns.load(store)
    rows = columns.select(EventFilter())

    def of(order: str, values: np.ndarray[Any, Any]) -> list[Any]:
        return list(values[ordered(columns, rows, order, len(rows))])

    assert of("latest", columns.start) == sorted(columns.start, reverse=True)
    assert of("earliest", columns.start) == sorted(columns.start)
    assert of("surest", columns.confidence) == sorted(columns.confidence, reverse=True)
    kinds = columns.categories["event_type"]
    seen = [kinds.names[code] for code in of("kind", kinds.codes)]
    assert len({kind for at, kind in enumerate(seen) if at == 0 or seen[at - 1] != kind}) == len(set(seen))
    assert len([at for at in range(1, len(seen)) if seen[at - 1] != seen[at]]) == len(set(seen)) - 1


def test_what_has_no_begin_stands_at_its_end_and_undated_rows_come_last(store: Store) -> None:
    from dataclasses import replace

    from geonews.layers.columns import OPEN_END, UNDATED

    columns = EventColumns.load(store)
    start, end = columns.start.copy(), columns.end.copy()
    start[0], end[0] = UNDATED, UNDATED
    start[1], end[1] = 0, int(columns.end.max()) + 5
    start[2], end[2] = columns.start[2], OPEN_END
    changed = replace(columns, start=start, end=end)
    rows = np.arange(len(columns))
    assert ordered(changed, rows, "latest", 21)[0] == 1
    assert ordered(changed, rows, "latest", 21)[-1] == 0
    assert ordered(changed, rows, "earliest", 21)[-2:].tolist() == [1, 0]


def test_a_row_is_plain_text(store: Store) -> None:
    event = store.event("event-020")
    assert event is not None
    shown = row_data(event | {"n_reports": 3, "event_type": HOSTILE}, "light")
    assert shown["times"] == 3
    assert "\u202e" not in str(shown)
    assert len(shown["words"]) <= 160


@pytest.mark.browser
@pytest.mark.parametrize("touch", [False, True])
def test_a_rows_text_opens_it_and_the_list_keeps_its_place(
    server: Any, open_page: Callable[..., Any], touch: bool
) -> None:
    app = App(open_page(f"{server.url}/?family=all", touch=touch))
    rows = app.page.locator(".gn-row")
    rows.nth(18).wait_for()
    rows.nth(15).scroll_into_view_if_needed()
    place = "document.querySelector('.gn-rows').scrollTop"
    press = rows.nth(15).locator("q")
    words = press.inner_text()
    press.tap() if touch else press.click()
    app.page.locator(".gn-card mark.gn-evidence").wait_for()
    assert app.page.locator(".gn-card mark.gn-evidence").inner_text().startswith(words.rstrip("…"))
    app.page.locator('.gn-row[aria-current="true"]').wait_for(state="attached")  # beneath the card
    assert app.page.evaluate(place) > 0
    app.page.get_by_role("button", name="Close", exact=True).click()
    app.page.locator(".gn-card").wait_for(state="detached")
    assert app.page.evaluate(place) > 0
    rows.nth(15).focus()
    app.page.keyboard.press("Enter")  # the same row again
    app.page.locator(".gn-card").wait_for()


@pytest.mark.browser
def test_the_order_is_the_servers_and_the_table_is_the_exports(
    server: Any, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    app = App(open_page(f"{server.url}/?type=PROTEST"))
    app.page.locator(".gn-row").nth(1).wait_for()
    first = app.page.locator(".gn-row time").first.inner_text()
    app.page.get_by_role("combobox", name="Order").click()
    app.page.get_by_role("option", name="Earliest first").click()
    comes(app.page, "day => document.querySelector('.gn-row time').textContent !== day", arg=first)
    with app.page.expect_download() as event:
        app.page.get_by_role("button", name="CSV").click()
    event.value.save_as(tmp_path / "events.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "events.csv").read_text())))
    with Store.open(server.store, read_only=True) as opened:
        wanted = EventFilter(types=("PROTEST",), statuses=("happened",))
        assert [row["event_id"] for row in rows] == [row["event_id"] for row in opened.events(wanted)]
    assert "svg" not in (tmp_path / "events.csv").read_text()
