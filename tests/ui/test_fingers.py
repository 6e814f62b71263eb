"""On a phone one finger taps and leaves the map where it is, and is told so; two fingers move and scale it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App

pytestmark = pytest.mark.browser

VIEW = "[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]"
Spots = list[tuple[float, float]]


class Hand:
    """Fingers on a page, as a touch screen tells them."""

    def __init__(self, page: Any) -> None:
        self._session = page.context.new_cdp_session(page)

    def _tell(self, kind: str, spots: Spots) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(spots)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def move(self, starts: Spots, ends: Spots, steps: int = 6) -> None:
        """Lay fingers down, pull them to where they end, and lift them."""
        self._tell("touchStart", starts)
        for step in range(1, steps + 1):
            part = step / steps
            pairs = zip(starts, ends, strict=True)
            self._tell("touchMove", [(x + (u - x) * part, y + (v - y) * part) for (x, y), (u, v) in pairs])
        self._tell("touchEnd", [])


def test_two_fingers_move_the_map_and_one_does_not(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all#map=4/20/-150", width=390, height=844, touch=True))
    app.settled()
    app.still()
    hand, said = Hand(app.page), app.map.locator(".gn-fingers")
    before = app.script(VIEW)
    hand.move([(200, 500)], [(200, 380)])
    app.until(lambda: said.inner_text() == "Move the map with two fingers", "words on how to move the map")
    assert app.script(VIEW) == before
    hand.move([(150, 500), (250, 500)], [(150, 380), (250, 380)])
    app.until(lambda: app.script(VIEW)[0] < before[0] - 2, "the map to move")
    assert said.inner_text() == ""
    zoom = app.script(VIEW)[2]
    assert zoom == before[2]
    app.map.locator(".leaflet-map-pane:not(.leaflet-zoom-anim)").wait_for(state="attached")  # it has come to rest
    hand.move([(190, 450), (210, 450)], [(110, 450), (290, 450)])
    app.until(lambda: app.script(VIEW)[2] > zoom, "a closer view")


def test_a_mouse_drags_the_map_as_ever(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all#map=4/20/-150"))
    app.still()
    before, mouse = app.script(VIEW), app.page.mouse
    mouse.move(500, 400)
    mouse.down()
    mouse.move(500, 300, steps=4)
    mouse.up()
    app.until(lambda: app.script(VIEW)[0] < before[0] - 2, "the map to move")
