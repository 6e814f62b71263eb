"""Uploads: who may, how much, and that it is let go; over a real server what is kept in memory."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

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
    asyncio.run(Uploads(behind, book)(scope, receive, send))
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


def test_a_session_cannot_name_another() -> None:
    book = Ledger(100, 100)
    book.offer("a")
    assert put(book, 10, session="b")[0] == 403


def test_limits_in_the_wrong_order_are_said() -> None:
    with pytest.raises(ValueError, match="swap them"):
        Ledger(200, 100)
