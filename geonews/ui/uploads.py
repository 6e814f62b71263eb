"""Files on their way into the server: taken from whoever may add news, up to a size, and let go with the session.

Streamlit keeps what is uploaded in memory, whoever sends it, until it forgets the session. So nothing is taken from a
session whose page has not offered to take files, which it does for those who are logged in and may add; a session
keeps so many bytes, and all together so many. A session that holds files ends a while after its page has gone.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from geonews.errors import ConfigError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["MOST_A_SESSION", "MOST_IN_ALL", "Ledger", "Uploads", "ledger", "offer", "taken_over"]

#: Bytes that one session may hold, and all sessions together.
MOST_A_SESSION = 100_000_000
MOST_IN_ALL = 300_000_000
#: Seconds after which a page that has gone is not expected back.
GRACE_S = 30.0

ADDRESS = re.compile(r".*/_stcore/upload_file/([^/]+)/([^/]+)")


class Refusal(NamedTuple):
    """Why a file is not taken: status of the answer and words for people."""

    status: int
    words: str


NOT_OFFERED = Refusal(403, "This page takes no files: log in, or ask who runs the server whether news may be added.")
NO_LENGTH = Refusal(411, "Expected the length of the file beforehand; send it with Content-Length.")
TOO_MUCH = Refusal(413, f"Expected up to {MOST_A_SESSION // 10**6} MB at once; upload the files in parts.")
FULL = Refusal(503, "Others are uploading much at the moment; try again in a minute.")


class Ledger:
    """Who may upload, and how many bytes each holds; threads may share it.

    Parameters
    ----------
    most_a_session, most_in_all
        Bytes.
    """

    def __init__(self, most_a_session: int = MOST_A_SESSION, most_in_all: int = MOST_IN_ALL) -> None:
        if not 0 < most_a_session <= most_in_all:
            raise ConfigError(
                f"expected bytes of a session up to those of all, got {most_a_session!r}, {most_in_all!r}; swap them"
            )
        self._most_a_session = most_a_session
        self._most_in_all = most_in_all
        self._held: dict[str, dict[str, int]] = {}
        self._lock = threading.Lock()

    def offer(self, session: str) -> None:
        """Let a session upload."""
        with self._lock:
            self._held.setdefault(session, {})

    def withdraw(self, session: str) -> None:
        """Forget a session and what it holds."""
        with self._lock:
            self._held.pop(session, None)

    def reserve(self, session: str, file: str, size: int) -> Refusal | None:
        """Set bytes of a file aside before it is read; return why not, or None."""
        with self._lock:
            if session not in self._held:
                return NOT_OFFERED
            others = {name: held for name, held in self._held[session].items() if name != file}
            if size + sum(others.values()) > self._most_a_session:
                return TOO_MUCH
            before = self._held[session].get(file, 0)
            if size - before + self._all() > self._most_in_all:
                return FULL
            self._held[session][file] = size
            return None

    def release(self, session: str, file: str) -> None:
        """Give back what a file took."""
        with self._lock:
            self._held.get(session, {}).pop(file, None)

    def sessions(self) -> list[str]:
        """Return the sessions that may upload."""
        with self._lock:
            return list(self._held)

    def total(self) -> int:
        """Return the bytes that all sessions hold."""
        with self._lock:
            return self._all()

    def _all(self) -> int:
        return sum(sum(files.values()) for files in self._held.values())


#: The ledger of this server.
ledger = Ledger()


def offer() -> None:
    """Let the session whose page is being drawn upload files."""
    session = _present_session()
    if session is not None:
        ledger.offer(session)


def taken_over(files: Iterable[str]) -> None:
    """Let go of uploads of the present session, by their file ids: they have been copied."""
    session = _present_session()
    if session is None:
        return
    for file in files:
        _drop(session, file)
        ledger.release(session, file)


class Uploads:
    """ASGI middleware that keeps the ledger.

    Parameters
    ----------
    app
        What is behind it.
    book
        The ledger, that of the server if None.
    grace_s
        Seconds after which a page that has gone is not expected back.
    """

    def __init__(self, app: ASGIApp, book: Ledger | None = None, grace_s: float = GRACE_S) -> None:
        self._app = app
        self._book = book or ledger
        self._grace_s = grace_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; refuse a file, or take note of it."""
        if scope["type"] == "websocket":
            try:
                await self._app(scope, receive, send)
            finally:
                asyncio.get_running_loop().call_later(self._grace_s, self._sweep)
            return
        found = ADDRESS.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] not in ("PUT", "DELETE"):
            await self._app(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._put(found[1], found[2], scope, receive, send)
        else:
            await self._app(scope, receive, send)
            self._book.release(found[1], found[2])

    async def _put(self, session: str, file: str, scope: Scope, receive: Receive, send: Send) -> None:
        size = _declared_size(Headers(scope=scope))
        refusal = NO_LENGTH if size is None else self._book.reserve(session, file, size)
        if refusal is not None:
            answer = PlainTextResponse(refusal.words, status_code=refusal.status, headers={"Connection": "close"})
            await answer(scope, receive, send)
            return
        kept = False

        async def watched(message: Message) -> None:
            nonlocal kept
            if message["type"] == "http.response.start":
                kept = 200 <= message["status"] < 300
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            if not kept:
                self._book.release(session, file)

    def _sweep(self) -> None:
        """End the sessions that may upload and whose page has gone for good, with the files that they hold."""
        from streamlit.runtime import Runtime

        if not Runtime.exists():
            return
        runtime = Runtime.instance()
        for session in self._book.sessions():
            if not runtime.is_active_session(session):
                runtime.close_session(session)
                runtime.uploaded_file_mgr.remove_session_files(session)
                self._book.withdraw(session)


def _drop(session: str, file: str) -> None:
    from streamlit.runtime import Runtime
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    keeper = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    if isinstance(keeper, MemoryUploadedFileManager):
        keeper.remove_file(session_id=session, file_id=file)


def _declared_size(headers: Headers) -> int | None:
    """Return the length that a request says its body has, None where it says none, or two things."""
    lengths = headers.getlist("content-length")
    if len(lengths) != 1 or "transfer-encoding" in headers or not re.fullmatch(r"[0-9]{1,15}", lengths[0]):
        return None
    return int(lengths[0])


def _present_session() -> str | None:
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else context.session_id
