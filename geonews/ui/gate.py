"""The gate: every request passes it before Streamlit sees it, and every answer on its way out.

A request that does not name this server, or that comes from a page of another site, is answered 403 without asking
anybody anything; Streamlit would otherwise ask an outside service for its own address to compare. Answers carry what
a browser may do with them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse

from geonews.ui import hosts, policy
from geonews.ui.settings import settings
from geonews.ui.uploads import Uploads

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Gate", "gates", "named_hosts"]

logger = logging.getLogger(__name__)

#: Addresses that stand for all of a machine's; they name no host.
WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - nothing is bound here
REFUSED = "This server does not answer under that name, or to that page. Its settings name the hosts that it serves."
#: Code of a closed WebSocket that says "against the rules".
AGAINST_RULES = 1008


class Gate:
    """ASGI middleware that lets in who names this server.

    Parameters
    ----------
    app
        What is behind the gate.
    names
        Gives the hosts that the settings name; asked once, with the first request.
    """

    def __init__(self, app: ASGIApp, names: Callable[[], frozenset[str]] | None = None) -> None:
        self._app = app
        self._read = names or named_hosts
        self._names: frozenset[str] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if self._names is None:
            self._names = self._read()
        if not _may_pass(scope, self._names):
            logger.warning("refused a request under a foreign name or from a foreign page")
            await _refuse(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(_with_own_host(scope), receive, send)
            return
        added = policy.headers(scope["path"], settings().config.tiles_url)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(added)
            await send(message)

        await self._app(scope, receive, answer)


def gates() -> list[Middleware]:
    """Return what every request passes, in order."""
    return [Middleware(Gate), Middleware(Uploads)]


def named_hosts() -> frozenset[str]:
    """Return the hosts that the settings name, beside the loopback names.

    They are ``hosts`` of geonews' own settings, Streamlit's ``server.address``, ``browser.serverAddress``,
    ``server.allowedHosts`` and ``server.corsAllowedOrigins``, and the host of the log-in's ``redirect_uri``.
    """
    found = [st.get_option("server.address"), st.get_option("browser.serverAddress")]
    found += st.get_option("server.allowedHosts") or []
    found += [urlsplit(origin).hostname for origin in st.get_option("server.corsAllowedOrigins") or []]
    if st.secrets.load_if_toml_exists():
        found.append(urlsplit(str(st.secrets.get("auth", {}).get("redirect_uri", ""))).hostname)
    written = (str(name).strip("[]").lower() for name in found if name)
    return hosts.checked_names(settings().config.hosts) | {name for name in written if name not in WILDCARDS}


def _may_pass(scope: Scope, names: frozenset[str]) -> bool:
    headers = Headers(scope=scope)
    named, pages = headers.getlist("host"), headers.getlist("origin")
    if len(named) != 1 or len(pages) > 1 or not hosts.is_known(named[0], names, _own_address(scope)):
        return False
    return all(hosts.is_own_page(page, named[0], names) for page in pages)


def _own_address(scope: Scope) -> str | None:
    """Return the address at which a request arrived, where the server listens at all addresses of the machine."""
    if st.get_option("server.address") not in WILDCARDS:
        return None
    server: Iterable[object] | None = scope.get("server")
    return None if not server else str(next(iter(server))).lower()


def _with_own_host(scope: Scope) -> Scope:
    """Name the page's host as the one that is asked, behind a proxy that asks under another name.

    Streamlit lets a page of the same host pass at once; for any other it asks outside services before its settings.
    """
    origin = Headers(scope=scope).get("origin")
    if origin is None:
        return scope
    kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "headers": [*kept, (b"host", urlsplit(origin).netloc.encode("latin-1"))]}


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": AGAINST_RULES})
        return
    await PlainTextResponse(REFUSED, status_code=403, headers=policy.COMMON)(scope, receive, send)
