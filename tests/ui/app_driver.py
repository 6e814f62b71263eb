"""The open app, with the questions that browser tests ask of it. They wait for states, never for a time."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any

import pytest

#: Seconds after which a state is given up: a machine may be busy with other things. Who mends a test may wait less.
PATIENCE_S = float(os.environ.get("GEONEWS_TEST_PATIENCE", "180"))
POLL_MS = 50

#: A page is at rest when nothing runs, and nothing has changed in it while the browser drew some frames and was idle.
AT_REST = """() => new Promise((done) => {
    const busy = () => document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"]')
        || !document.querySelector('[data-test-script-state="notRunning"]');
    let frames = 0;
    const changes = new MutationObserver(() => { frames = 0; });
    const all = {childList: true, subtree: true, attributes: true, characterData: true};
    changes.observe(document.querySelector('.stApp'), all);
    const look = () => {
        frames = busy() ? 0 : frames + 1;
        if (frames < 24) return void requestAnimationFrame(look);
        changes.disconnect();
        done(true);
    };
    look();
})"""


def comes(page: Any, expression: str, arg: Any = None) -> None:
    """Wait until an expression holds in a page.

    Playwright's ``wait_for_function`` evaluates its words in the page as often as it looks, and the policy of the
    page forbids that from the second time on; here each look is a call of its own.
    """
    begun = time.monotonic()
    while not page.evaluate(expression, arg):
        if time.monotonic() - begun > PATIENCE_S:
            pytest.fail(f"waited {PATIENCE_S:.0f} seconds for {expression}")
        page.wait_for_timeout(POLL_MS)


class App:
    """The open app, with the questions that tests ask of it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.map = page.frame_locator('iframe[title="streamlit_folium.st_folium"]')
        self.container = self.map.locator(".gn")
        self.drawn(lambda data: "events" in data and "places" in data)

    def data(self) -> dict[str, str]:
        return json.loads(self.container.evaluate("map => JSON.stringify(map.dataset)", timeout=1000 * PATIENCE_S))

    def until(self, check: Callable[[], Any], what: str) -> Any:
        """Wait until a check gives something true, and return it."""
        begun = time.monotonic()
        while not (found := check()):
            if time.monotonic() - begun > PATIENCE_S:
                pytest.fail(f"waited {PATIENCE_S:.0f} seconds for {what}")
            self.page.wait_for_timeout(POLL_MS)
        return found

    def drawn(self, until: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """Wait until the map shows what is expected, and return what it says of itself."""
        seen: dict[str, str] = {}

        def check() -> bool:
            nonlocal seen
            seen = self.data()
            return until(seen)

        begun = time.monotonic()
        while not check():
            if time.monotonic() - begun > PATIENCE_S:
                pytest.fail(f"the map shows {seen}")
            self.page.wait_for_timeout(POLL_MS)
        return seen

    def mark(self, words: str) -> Any:
        return self.map.locator(f'.leaflet-marker-icon[aria-label*="{words}"]').first

    def script(self, text: str) -> Any:
        return self.container.evaluate(f"() => {{ const found = {text}; return found === window.map ? null : found; }}")

    def look_at(self, lat: float, lon: float, zoom: float) -> None:
        """Turn the map to a place, and wait until it has drawn what is there."""
        self.script(f"window.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
        self.still()

    def still(self) -> None:
        """Wait until the map has asked for and drawn what it shows, and has painted it."""
        self.map.locator(".gn:not(.gn-busy)").wait_for()
        self.container.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
        )
        self.map.locator(".gn:not(.gn-busy)").wait_for()

    def allow(self, *words: str) -> None:
        """Expect messages in the console that hold these words."""
        self.page.expected_words = words

    def filters(self) -> None:
        """Open the filters, if they are not."""
        way_in = self.page.get_by_test_id("stExpandSidebarButton")
        if way_in.count():
            way_in.click()
        comes(self.page, "document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().left >= 0")

    def header(self) -> str:
        return " ".join(self.page.locator(".gn-masthead").inner_text().split())

    def says(self, words: str) -> None:
        """Wait until the masthead says something."""
        begun = time.monotonic()
        while words not in self.header():
            if time.monotonic() - begun > PATIENCE_S:
                pytest.fail(f"expected {words!r} in the masthead, got {self.header()!r}")
            self.page.wait_for_timeout(POLL_MS)

    def settled(self) -> None:
        """Wait until the page is at rest."""
        self.page.evaluate(AT_REST)
