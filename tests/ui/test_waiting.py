"""What a reader sees while the server is slow, and once it has stopped: a sign at once, and words of our own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App, comes

pytestmark = pytest.mark.browser

#: Whether the sign is seen, and after which delays.
SIGN = """() => {
    const sign = getComputedStyle(document.querySelector(".stApp"), "::after");
    return sign.height === "3px" && sign.opacity === "1" ? sign.animationDelay : null;
}"""


def test_a_slow_answer_gives_a_sign(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?family=all"))
    app.settled()
    os.kill(server.pid, signal.SIGSTOP)
    try:
        app.page.get_by_role("radio", name="Crossings").click()
        comes(app.page, SIGN)
        delay = app.page.evaluate(SIGN)
    finally:
        os.kill(server.pid, signal.SIGCONT)
    assert float(delay.split("s")[0]) < 0.3
    app.page.locator(".gn-matrix").wait_for()
    app.settled()
    assert app.page.evaluate(SIGN) is None


def test_a_server_that_stops_is_told_in_our_words(server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{server.url}/?family=all")
    lines: list[Any] = []

    def wire(socket: Any) -> None:
        socket.connect_to_server()
        lines.append(socket)

    page.route_web_socket("**/_stcore/stream", wire)
    page.reload()
    app = App(page)
    app.settled()
    app.allow("Failed to load resource", "WebSocket", "reaching server endpoint", "server is not responding")
    assert not page.locator(".gn-lost").is_visible()
    page.route("**/_stcore/**", lambda route: route.abort())
    lines[-1].close()
    said = page.locator(".gn-lost")
    said.wait_for()
    assert said.inner_text().startswith("geonews has stopped.")
    page.get_by_test_id("stDialog").wait_for(state="attached")  # what Streamlit says is not shown
    assert not page.get_by_test_id("stDialog").is_visible()
    page.unroute("**/_stcore/**")
    comes(page, "document.querySelector('.stApp').dataset.testConnectionState === 'CONNECTED'")
    said.wait_for(state="hidden")
