"""One server on made-up news and one Chromium for the run; for each test a page that may reach nothing else."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from app_driver import PATIENCE_S
from made_news import fill

SERVE = """
import sys
from pathlib import Path
from geonews.config import load_config
from geonews.ui.serve import serve
serve(Path(sys.argv[1]), int(sys.argv[2]), samples=sys.argv[3] == "samples", config=load_config())
"""
#: How long Playwright waits for a state.
PATIENCE_MS = 1000 * PATIENCE_S
#: Streamlit and Vega say these of themselves; they are no fault of the page.
USUAL = ("Unrecognized feature", "allow-scripts and allow-same-origin", "WARN Infinite extent", "preloaded using link")


@dataclass
class Server:
    """A running app: its address, its store and what it logs."""

    url: str
    store: Path
    log: Path
    pid: int = 0


@pytest.fixture(scope="session")
def serve_app(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Return a function that starts the app on a store; every server is stopped at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(
        store: Path, samples: str = "none", *, secrets: str | None = None, script: str = SERVE, **settings: str
    ) -> Server:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        home = tmp_path_factory.mktemp("home")
        if secrets is not None:
            (home / ".streamlit").mkdir()
            (home / ".streamlit" / "secrets.toml").write_text(secrets)
        environment = os.environ | {"HOME": str(home), "GEONEWS_CACHE_DIR": str(cache_dir)} | settings
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
        command = [sys.executable, "-c", script, str(store), str(port), samples]
        log = (home / "server.log").open("wb")
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
        started.append(process)
        url = f"http://127.0.0.1:{port}"
        for _ in range(1200):
            if process.poll() is not None:
                pytest.fail(f"the server stopped: {(home / 'server.log').read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                    return Server(url, store, home / "server.log", process.pid)
            except OSError:
                time.sleep(0.25)
        pytest.fail("the server did not answer within five minutes")

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


@dataclass
class Tiles:
    """A server of map tiles, each of one colour, that counts what it is asked and can die."""

    url: str
    asked: list[str]
    die: Callable[[], None]


@pytest.fixture(scope="session")
def tiles() -> Iterator[Tiles]:
    """Return a server of map tiles on this machine, which the app under test takes for the internet."""
    asked: list[str] = []
    sea_green = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPhfDwADgwH/lMiKzwAAAABJRU5ErkJggg=="
    )

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(sea_green)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=served.serve_forever, daemon=True).start()

    def die() -> None:
        served.shutdown()
        served.server_close()

    yield Tiles(f"http://127.0.0.1:{served.server_port}", asked, die)


@pytest.fixture(scope="session")
def server(serve_app: Callable[..., Server], tiles: Tiles, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Return the app on made-up news."""
    store = fill(tmp_path_factory.mktemp("store") / "made.gpkg")
    return serve_app(store, GEONEWS_TILES_URL=f"{tiles.url}/{{z}}/{{x}}/{{y}}.png", GEONEWS_TILES_ATTRIBUTION="© Made")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return a Chromium: the one named by CHROMIUM, one on the PATH, or Playwright's own."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        # Names are not looked up: a page reaches this machine alone, and what it asks others for is seen and fails.
        nowhere = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", nowhere])
        yield browser
        browser.close()


@dataclass
class Watched:
    """What a page did that it must not do; hosts that the test itself stands in for are none of it."""

    foreign: list[str] = field(default_factory=list)
    stood_in_for: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


class Screens:
    """Browser contexts by how their screen looks, used again by one test after another.

    A context that is used again has the app's scripts at hand, which halves the time that a page takes; cookies and
    what the page stored are taken away in between, and within one test every page has a context of its own. Requests
    are watched, not routed: routing would take the browser's cache away.
    """

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._free: dict[tuple[Any, ...], list[Any]] = {}
        self.watched = Watched()

    def take(self, key: tuple[Any, ...], **options: Any) -> Any:
        free = self._free.setdefault(key, [])
        return free.pop() if free else self._make(**options)

    def _make(self, **options: Any) -> Any:
        context = self._browser.new_context(accept_downloads=True, **options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: self._asked(request.url))
        return context

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        known = ("127.0.0.1", *self.watched.stood_in_for)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in known:
            self.watched.foreign.append(url)

    def watch(self, page: Any) -> None:
        """Take down what a page does that it must not do."""
        watched = self.watched
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("pageerror", lambda error: watched.console.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (watched.console.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "console",
            lambda message: (
                watched.console.append(f"{message.type}: {message.text}")
                if message.type in ("error", "warning")
                and not any(usual in message.text for usual in (*USUAL, *getattr(page, "expected_words", ())))
                else None
            ),
        )

    def give_back(self, key: tuple[Any, ...], context: Any) -> None:
        for page in context.pages:
            if page.url.startswith("http"):
                page.evaluate("try { localStorage.clear(); } catch {}")
            page.close()
        if key[-1] is not None:
            context.close()
            return
        context.clear_cookies()
        self._free[key].append(context)


@pytest.fixture(scope="session")
def screens(chromium: Any) -> Screens:
    """Return the browser's contexts."""
    return Screens(chromium)


@pytest.fixture
def open_page(screens: Screens) -> Iterator[Callable[..., Any]]:
    """Return a function that opens an address; requests to other hosts and errors in the console fail the test."""
    watched = screens.watched = Watched()
    taken: list[tuple[tuple[Any, ...], Any]] = []

    def open_(
        url: str,
        *,
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        touch: bool = False,
        zoom: float = 1,
        cold: bool = False,
    ) -> Any:
        key = (width, height, scheme, touch, zoom, object() if cold else None)  # a cold one has nothing at hand
        context = screens.take(
            key,
            viewport={
                "width": round(width / zoom),
                "height": round(height / zoom),
            },  # as a browser zooms: larger pixels
            device_scale_factor=zoom,
            color_scheme=scheme,
            has_touch=touch,
            is_mobile=touch,
        )
        taken.append((key, context))
        page = context.new_page()
        screens.watch(page)
        page.goto(url)
        return page

    yield open_
    for key, context in taken:
        screens.give_back(key, context)
    assert not watched.foreign
    assert not watched.console
