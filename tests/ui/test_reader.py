"""The reader: names in the text and marks on its small map answer to one another; a sentence opens its card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App, comes

from geonews.ui.reader import places_of


@pytest.mark.browser
def test_names_and_marks_answer_to_one_another(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?article=made-001"))
    page = app.page
    page.get_by_role("radio", name="Articles").click()
    small = page.locator(".gn-minimap")
    comes(page, "document.querySelector('.gn-minimap')?.dataset.places === '1'")
    name = page.locator(".gn-reader .gn-toponym[data-place]").first
    name.hover()
    comes(page, "document.querySelector('.gn-minimap').dataset.picked === '1135690'")
    assert small.locator(".leaflet-tooltip").inner_text() == "Kunduz"
    page.locator(".gn-reader h3").hover()
    comes(page, "document.querySelector('.gn-minimap').dataset.picked === ''")
    small.locator(".gn-mini-mark").hover()
    page.locator(".gn-reader .gn-toponym.gn-on", has_text="Kunduz").wait_for()
    name.focus()
    page.keyboard.press("Enter")
    comes(page, "document.querySelector('.gn-minimap').dataset.picked === '1135690'")
    sentence = page.locator(".gn-reader mark[data-event]")
    x, y = sentence.evaluate(  # its first line may begin in the middle of the column
        "one => { const [line] = one.getClientRects(), box = one.getBoundingClientRect();"
        " return [line.left - box.left + 5, line.top - box.top + 5]; }"
    )
    sentence.click(position={"x": x, "y": y})
    page.locator(".gn-card").wait_for()
    page.wait_for_url("**event=event-001**")


def test_places_come_once_and_areas_are_told_from_points() -> None:
    row = {"place_id": 1, "lon": 68.8, "lat": 36.7, "name": "Kunduz", "feature_code": "PPLA"}
    rows = [
        row,
        row,
        {**row, "place_id": 2, "name": "\u202eKunduz\nProvince", "feature_code": "ADM1"},
        {**row, "place_id": None},
        {**row, "place_id": 3, "lat": None},
    ]
    assert [(place["id"], place["name"], place["exact"]) for place in places_of(rows)] == [
        ("1", "Kunduz", True),
        ("2", "Kunduz Province", False),
    ]
