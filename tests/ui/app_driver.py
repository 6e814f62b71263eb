"""The open app, with the questions that browser tests ask of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest


class App:
    """The open app, with the questions that tests ask of it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.map = page.frame_locator('iframe[title="streamlit_folium.st_folium"]')
        self.container = self.map.locator(".gn")
        self.drawn(lambda data: "events" in data and "places" in data)

    def data(self) -> dict[str, str]:
        return json.loads(self.container.evaluate("map => JSON.stringify(map.dataset)", timeout=60_000))

    def drawn(self, until: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """Wait until the map shows what is expected, and return what it says of itself."""
        data: dict[str, str] = {}
        for _ in range(150):
            data = self.data()
            if until(data):
                return data
            self.page.wait_for_timeout(100)
        pytest.fail(f"the map shows {data}")

    def mark(self, words: str) -> Any:
        return self.map.locator(f'.leaflet-marker-icon[aria-label*="{words}"]').first

    def script(self, text: str) -> Any:
        return self.container.evaluate(f"() => {{ const found = {text}; return found === window.map ? null : found; }}")

    def allow(self, *words: str) -> None:
        """Expect messages in the console that hold these words."""
        self.page.expected_words = words

    def header(self) -> str:
        return " ".join(self.page.locator(".gn-masthead").inner_text().split())

    def says(self, words: str) -> None:
        """Wait until the masthead says something."""
        for _ in range(150):
            if words in self.header():
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"expected {words!r} in the masthead, got {self.header()!r}")

    def settled(self) -> None:
        self.page.wait_for_timeout(300)
        self.page.locator('[data-testid="stStatusWidget"]').wait_for(state="detached", timeout=30_000)
        self.page.locator('[data-test-script-state="notRunning"]').wait_for(timeout=30_000)
