"""Uploads: who may, how much, and that it is let go; over a real server what they take of its memory."""

from __future__ import annotations

import asyncio
import http.client
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import loops
import pytest
from made_news import fill
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from websockets.sync.client import ClientConnection, connect

from geonews.ui import settings, uploads
from geonews.ui.uploads import FULL, NOT_OFFERED, TOO_MUCH, Ledger, Uploads


def test_a_session_uploads_only_what_it_was_offered_and_only_so_much() -> None:
    book = Ledger(100, 150)
    assert book.reserve("a", "1", 1) is NOT_OFFERED
    book.offer("a")
    book.offer("b")
    assert book.reserve("a", "1", 60) is None
    assert book.reserve("a", "2", 41) is TOO_MUCH
    assert book.reserve("a", "1", 100) is None  # the same file again takes the place of the first
    assert book.reserve("b", "1", 51) is FULL
    assert book.reserve("b", "1", 50) is None
    assert book.total() == 150
    book.release("a", "1")
    assert book.reserve("b", "2", 50) is None
    book.withdraw("b")
    assert (book.total(), book.sessions()) == (0, ["a"])
    assert book.reserve("b", "1", 1) is NOT_OFFERED


def put(
    book: Ledger, size: int, *, answer: int = 204, headers: list[tuple[bytes, bytes]] | None = None, session: str = "a"
) -> tuple[int, int]:
    """Send a file through the middleware; return the status, and how many bytes were read from the wire."""
    read = 0
    statuses: list[int] = []

    async def receive() -> Any:
        nonlocal read
        read += size
        return {"type": "http.request", "body": b"x" * size, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": answer, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    lengths = [(b"content-length", str(size).encode())] if headers is None else headers
    scope = {
        "type": "http", "method": "PUT", "path": f"/base/_stcore/upload_file/{session}/f1", "headers": lengths,
        "http_version": "1.1", "query_string": b"", "scheme": "http",
    }  # fmt: skip
    loops.run(Uploads(behind, book)(scope, receive, send))
    return statuses[0], read


def test_nothing_is_read_of_what_is_refused() -> None:
    book = Ledger(100, 100)
    assert put(book, 10) == (403, 0)
    book.offer("a")
    assert put(book, 101) == (413, 0)
    assert put(book, 10, headers=[]) == (411, 0)
    assert put(book, 10, headers=[(b"content-length", b"1"), (b"content-length", b"10")]) == (411, 0)
    assert put(book, 10, headers=[(b"content-length", b"-1")]) == (411, 0)
    assert put(book, 10, headers=[(b"content-length", b"1"), (b"transfer-encoding", b"chunked")]) == (411, 0)
    assert book.total() == 0
    assert put(book, 100) == (204, 100)
    assert book.total() == 100


def test_what_the_server_did_not_keep_is_given_back() -> None:
    book = Ledger(100, 100)
    book.offer("a")
    for status in (400, 403, 413, 500):
        assert put(book, 60, answer=status)[0] == status
        assert book.total() == 0


def test_a_session_ends_with_its_files_once_its_page_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    active, closed, dropped = {"stays"}, [], []
    kept = SimpleNamespace(remove_session_files=dropped.append)
    runtime = SimpleNamespace(
        is_active_session=active.__contains__, close_session=closed.append, uploaded_file_mgr=kept
    )
    monkeypatch.setattr("streamlit.runtime.Runtime", SimpleNamespace(exists=lambda: True, instance=lambda: runtime))
    book = Ledger(100, 150)
    for session in ("stays", "gone"):
        book.offer(session)
        assert book.reserve(session, "f", 75) is None

    async def page_goes() -> None:
        async def behind(scope: Any, receive: Any, send: Any) -> None:
            raise ConnectionResetError  # however it ends

        with pytest.raises(ConnectionResetError):
            await Uploads(behind, book, grace_s=0)({"type": "websocket"}, None, None)  # type: ignore[arg-type]
        assert book.total() == 150  # it may still come back
        while book.total() == 150:
            await asyncio.sleep(0)

    loops.run(page_goes())
    assert (closed, dropped) == (["gone"], ["gone"])
    assert (book.total(), book.sessions()) == (75, ["stays"])


def test_a_session_cannot_name_another() -> None:
    book = Ledger(100, 100)
    book.offer("a")
    assert put(book, 10, session="b")[0] == 403


def test_limits_in_the_wrong_order_are_said() -> None:
    with pytest.raises(ValueError, match="swap them"):
        Ledger(200, 100)


def test_only_a_page_that_may_add_offers_to_take_files(
    tmp_path: Path, config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geonews.ui.turns.LONGEST_S", 0)
    store = fill(tmp_path / "made.gpkg")
    offered = []
    for read_only in (True, False):
        monkeypatch.setattr(uploads, "ledger", Ledger())
        settings.configure(settings.AppSettings(store=store, samples=False, config=config, read_only=read_only))
        test = AppTest.from_file(str(settings.PAGE), default_timeout=60).run()
        assert uploads.ledger.sessions() == []  # the panel is closed
        test.session_state["panel"] = "add"
        test.run()
        assert not test.exception
        offered.append(len(uploads.ledger.sessions()))
    assert offered == [0, 1]


SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "a secret of this test alone"
client_id = "geonews"
client_secret = "known to this test"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""
SESSIONS, BYTES = 20, 40_000_000


def join(server: Any) -> tuple[ClientConnection, str]:
    """Open a page without a browser: a WebSocket whose script has run; return it with the id of its session."""
    own = server.url.removeprefix("http://")
    socket = connect(f"ws://{own}/_stcore/stream", origin=server.url, subprotocols=["streamlit"], max_size=None)
    hello = BackMsg()
    hello.rerun_script.query_string = ""
    socket.send(hello.SerializeToString())
    session = ""
    while True:
        told = ForwardMsg()
        told.ParseFromString(socket.recv(timeout=240))
        if told.WhichOneof("type") == "new_session":
            session = told.new_session.initialize.session_id
        if told.WhichOneof("type") == "script_finished":
            return socket, session


def send_file(server: Any, session: str, size: int) -> int | None:
    """Send a file as a browser does; return the status, None where the server hung up while it was sent."""
    port = int(server.url.rsplit(":", 1)[1])
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=240)
    try:
        wire.request("PUT", f"/_stcore/upload_file/{session}/some-file", body=b"x" * size)
        return wire.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return None
    finally:
        wire.close()


def resident(pid: int) -> int:
    """Return the bytes of memory that a process has."""
    return 1024 * int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])


def at_rest(pid: int) -> int:
    """Wait until a process needs no more and no less memory than a moment ago, and return how much that is."""
    seen: list[int] = []
    while len(seen) < 4 or max(seen[-4:]) - min(seen[-4:]) > 200_000:
        assert len(seen) < 400
        time.sleep(1)
        seen.append(resident(pid))
    return seen[-1]


def test_sessions_that_have_not_logged_in_take_no_memory(
    serve_app: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = fill(tmp_path_factory.mktemp("closed") / "made.gpkg")
    server = serve_app(store, secrets=SECRETS)
    pages = [join(server) for _ in range(SESSIONS)]
    assert len({session for _, session in pages}) == SESSIONS
    before = at_rest(server.pid)  # it reads ahead for its first reader
    for _, session in pages:
        assert send_file(server, session, BYTES) in (403, None)
    assert at_rest(server.pid) - before <= 10_000_000
    for socket, _ in pages:
        socket.close()
