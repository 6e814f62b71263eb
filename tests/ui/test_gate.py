"""The gate over real sockets: who is let in, what is looked up for it, and what answers tell the browser."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_news import fill

from geonews.ui import policy

#: The app in a process that writes down every look-up of an address, of its own or of anybody else.
SERVE = """
import socket, sys
from pathlib import Path
from streamlit import net_util
looked = Path(sys.argv[1]).with_name("looked-up.txt")
looked.touch()
def note(name, answer):
    with looked.open("a") as file:
        file.write(name + "\\n")
    return answer
net_util.get_external_ip = lambda: note("external", None)
net_util.get_internal_ip = lambda: note("internal", None)
known = socket.getaddrinfo
def getaddrinfo(host, *rest, **named):
    if str(host) not in ("127.0.0.1", "localhost", "None"):
        note(f"name {host}", None)
    return known(host, *rest, **named)
socket.getaddrinfo = getaddrinfo
from geonews.config import load_config
from geonews.ui.serve import serve
serve(Path(sys.argv[1]), int(sys.argv[2]), samples=False, config=load_config())
"""


@pytest.fixture(scope="module")
def watched(serve_app: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return an app that notes what it looks up, under the name news.desk.example as well."""
    store = fill(tmp_path_factory.mktemp("gate") / "made.gpkg")
    return serve_app(store, script=SERVE, GEONEWS_HOSTS="news.desk.example")


def ask(server: Any, path: str, *headers: str, method: str = "GET") -> str:
    """Return the first line that the server answers to a request with these very headers."""
    port = int(server.url.rsplit(":", 1)[1])
    lines = [f"{method} {path} HTTP/1.1", *headers, "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        return connection.makefile("rb").readline().decode("latin-1").strip()


def handshake(server: Any, host: str, origin: str | None) -> str:
    """Return the first line of the answer to a WebSocket handshake."""
    port = int(server.url.rsplit(":", 1)[1])
    lines = [
        "GET /_stcore/stream HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: streamlit", *([f"Origin: {origin}"] if origin else []), "", "",
    ]  # fmt: skip
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall("\r\n".join(lines).encode())
        return connection.makefile("rb").readline().decode("latin-1").strip()


def test_foreign_names_and_pages_are_refused_and_nothing_is_looked_up(watched: Any) -> None:
    own = watched.url.removeprefix("http://")
    port = own.rsplit(":", 1)[1]
    foreign = [
        (f"rebound.example:{port}", f"http://rebound.example:{port}"),  # a name that now leads to this machine
        (f"rebound.example:{port}", None),
        (own, "http://evil.example"),
        (own, "https://evil.example"),
        (own, "null"),
        (own, "http://localhost:3000"),
        (own, f"http://evil.example@{own}"),
        ("evil.example", f"http://{own}"),
    ]
    for host, origin in foreign * 3:
        assert " 403 " in f"{handshake(watched, host, origin)} ", (host, origin)
        headers = [f"Host: {host}", *([f"Origin: {origin}"] if origin else [])]
        for path in ("/", "/_stcore/health", "/_stcore/host-config", "/geonews/land/x", "/nowhere"):
            assert " 403 " in f"{ask(watched, path, *headers)} ", (path, host, origin)
    assert " 403 " in ask(watched, "/", f"Host: {own}", "Host: evil.example") or " 400 " in ask(
        watched, "/", f"Host: {own}", "Host: evil.example"
    )
    assert (watched.store.with_name("looked-up.txt")).read_text() == ""


def test_own_pages_are_let_in_and_nothing_is_looked_up(watched: Any) -> None:
    own = watched.url.removeprefix("http://")
    port = own.rsplit(":", 1)[1]
    for host, origin in [
        (own, f"http://{own}"),
        (f"localhost:{port}", f"http://localhost:{port}"),
        (own, None),
        ("news.desk.example", "https://news.desk.example"),
        (own, "https://news.desk.example"),  # a proxy that asks under our own name
    ]:
        assert " 101 " in handshake(watched, host, origin), (host, origin)
        assert " 200 " in ask(watched, "/_stcore/health", f"Host: {host}"), host
    assert (watched.store.with_name("looked-up.txt")).read_text() == ""


def test_every_answer_tells_the_browser_what_it_may_do(watched: Any) -> None:
    def headers(path: str) -> Any:
        try:
            with urllib.request.urlopen(watched.url + path, timeout=60) as answer:
                return answer.headers
        except urllib.error.HTTPError as error:  # the frame's files are there once a page has been drawn
            return error.headers

    for path in ("/", "/_stcore/health", "/geonews/assets/bundle.js", "/geonews/land/x"):
        found = headers(path)
        assert found["x-content-type-options"] == "nosniff"
        assert found["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in found["content-security-policy"]
        assert len(found.get_all("content-security-policy")) == 1
    frame = headers("/component/streamlit_folium.st_folium/index.html")
    assert frame["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in frame["content-security-policy"]
    assert "https://tile.openstreetmap.org" in frame["content-security-policy"]


def test_the_page_may_run_no_script_of_others() -> None:
    directives = dict(part.split(" ", 1) for part in policy.page_policy().split("; "))
    assert directives["default-src"] == "'none'"
    assert "'unsafe-inline'" not in directives["script-src"]
    assert "'unsafe-eval'" not in directives["script-src"]
    assert "sha256-" in directives["script-src"]
    assert not [value for value in directives.values() if "http" in value or "*" in value]
    assert "img-src 'self' data: blob: ;" not in policy.frame_policy("")
    assert "http" not in policy.frame_policy("")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://tile.example/{z}/{x}/{y}.png", "https://tile.example"),
        ("http://127.0.0.1:8080/{z}/{x}/{y}.png", "http://127.0.0.1:8080"),
        ("https://{s}.tile.example/{z}/{x}/{y}.png", "https://*.tile.example"),
        ("https://a.example;script-src *;/{z}/{x}/{y}", None),
    ],
)
def test_tiles_come_from_their_host_alone(url: str, origin: str | None) -> None:
    found = next(part for part in policy.frame_policy(url).split("; ") if part.startswith("img-src"))
    assert found == "img-src 'self' data: blob:" + (f" {origin}" if origin else "")
    assert "script-src *" not in policy.frame_policy(url)


def test_a_wrong_host_is_said_before_anything_is_served(tmp_path: Path, config: Any) -> None:
    from dataclasses import replace

    from geonews.errors import ConfigError
    from geonews.ui.serve import serve

    with pytest.raises(ConfigError, match="expected hosts as names"):
        serve(tmp_path / "x.gpkg", 0, samples=False, config=replace(config, hosts="https://news.desk.example/"))
    assert not (tmp_path / "x.gpkg").exists()
