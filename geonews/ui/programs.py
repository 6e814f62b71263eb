"""Programs at the app's server: who may ask the API, if it is on; the gate has looked at host and origin before.

A server that asks for a log-in asks programs, too: they send a browser's log-in, or a key from ``api_keys`` in the
``[geonews]`` section of ``.streamlit/secrets.toml`` as ``Authorization: Bearer …``. Where others may look on
(``public = true``), programs may.
"""

from __future__ import annotations

import hmac
import json
import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.routing import Mount, Route

from geonews.api.routes import application, refusal
from geonews.errors import ConfigError
from geonews.ui.identity import rights
from geonews.ui.settings import settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Programs", "claims_of", "mounted", "opens"]

logger = logging.getLogger(__name__)

#: A key that can be guessed is none.
_LEAST_KEY: Final = 20
_OFF: Final = "This server answers no programs; start it with geonews app --api, or switch the setting api on."
_CLOSED: Final = "This server asks for a log-in; send it, or a key of its api_keys as Authorization: Bearer …"


def mounted(base: str = "") -> list[Route | Mount]:
    """Return the route of the API, under Streamlit's base path if it has one."""
    prefix = f"/{base.strip('/')}/api" if base.strip("/") else "/api"
    programs = Programs()
    return [Route(prefix, programs), Mount(prefix, app=programs)]


class Programs:
    """ASGI application that lets programs in who may look at the app."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self._making = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say why not."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        chosen = settings()
        if not chosen.config.api:
            await refusal(404, _OFF)(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            may = opens(_secrets(), headers.get("authorization"), headers.get("cookie"))
        except ConfigError as error:
            logger.error("nobody is let in: %s", error)
            may = False
        if not may:
            await refusal(401, _CLOSED, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
            return
        with self._making:
            if self._app is None:
                self._app = application(chosen.store, chosen.config)
        root, path = scope.get("root_path", ""), scope["path"]
        if not root.endswith("/api"):  # the landing page without its slash
            root, path = path, f"{path}/"
        await self._app({**scope, "app_root_path": root, "root_path": root, "path": path}, receive, send)


def opens(secrets: Mapping[str, Any], authorization: str | None, cookies: str | None) -> bool:
    """Return whether somebody may look, by the secrets of a server.

    Parameters
    ----------
    secrets
        Those of Streamlit: ``[auth]`` makes the server ask for a log-in, ``[geonews]`` says who is let in.
    authorization, cookies
        The headers of the request.

    Raises
    ------
    ConfigError
        If team or keys are written down wrongly.
    """
    if "auth" not in secrets:
        return True
    section = secrets.get("geonews", {})
    keys = section.get("api_keys", [])
    if isinstance(keys, str) or not all(isinstance(key, str) and len(key) >= _LEAST_KEY for key in keys):
        raise ConfigError(
            f"expected api_keys in [geonews] of secrets.toml as a list of texts of {_LEAST_KEY} characters or more; "
            "make them with python -c 'import secrets; print(secrets.token_urlsafe())'"
        )
    kind, _, key = (authorization or "").partition(" ")
    same = [hmac.compare_digest(key.strip().encode(), one.encode()) for one in keys]  # all, whichever fits
    if kind.lower() == "bearer" and any(same):
        return True
    return rights(settings(), claims_of(secrets, cookies), section) is not None


def claims_of(secrets: Mapping[str, Any], cookies: str | None) -> dict[str, Any]:
    """Return what a log-in of the app says of somebody, nothing where there is none or it was tampered with."""
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.server_util import get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    known = cookie_parser(cookies or "")

    def single(name: str) -> bytes | None:
        value = known.get(name)
        return None if value is None else decode_signed_value(get_cookie_secret(), name, value.encode("latin-1"))

    try:
        found = json.loads(get_cookie_with_chunks(single, USER_COOKIE_NAME) or b"{}")
    except (ValueError, UnicodeError):
        return {}
    home = urlsplit(str(secrets["auth"].get("redirect_uri", "")))
    if not isinstance(found, dict) or found.pop("origin", None) != f"{home.scheme}://{home.netloc}":
        return {}
    return found


def _secrets() -> Mapping[str, Any]:
    return st.secrets if st.secrets.load_if_toml_exists() else {}
