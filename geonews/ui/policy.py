"""What a browser may do with the pages of this server: headers that say so.

The page itself runs its own scripts and reads from its own server, and nobody may put it into a frame. The map stands
in a frame of the page, made by streamlit-folium, which runs the script that it is sent (``eval``): it has a policy of
its own that may do that, and load map tiles where a reader may switch them on.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import streamlit

__all__ = ["frame_policy", "headers", "page_policy"]

#: Headers of every answer.
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
#: The part of Streamlit's addresses under which components' frames lie.
FRAMES = "/component/"
#: The part of the addresses under which the map asks for numbers and shapes: no pages, so they need no long policy.
ANSWERS = "/geonews/"
BARE_POLICY = "default-src 'none'; frame-ancestors 'none'"


def headers(path: str, tiles_url: str = "") -> dict[str, str]:
    """Return the headers of an answer.

    Parameters
    ----------
    path
        What was asked for.
    tiles_url
        Where readers may get map tiles; empty for nowhere.
    """
    if FRAMES in path:
        frame = {"X-Frame-Options": "SAMEORIGIN", "Referrer-Policy": "strict-origin"}  # makers of tiles ask who asks
        return COMMON | frame | {"Content-Security-Policy": frame_policy(tiles_url)}
    if ANSWERS in path:
        return {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Content-Security-Policy": BARE_POLICY,
        }
    page = {"X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}
    return COMMON | page | {"Content-Security-Policy": page_policy()}


@cache
def page_policy() -> str:
    """Return the policy of the page: scripts of this server, and the one that stands in Streamlit's page, by hash.

    Streamlit makes its styles as it goes, and hands the scripts of small components over as ``blob:`` modules.
    """
    inside = " ".join(f"'sha256-{digest}'" for digest in _inline_scripts())
    return _written(
        {
            "default-src": "'none'",
            "script-src": f"'self' blob: 'wasm-unsafe-eval' {inside}",
            "worker-src": "'self' blob:",
            "style-src": "'self' 'unsafe-inline'",
            "img-src": "'self' data: blob:",
            "font-src": "'self' data:",
            "connect-src": "'self'",
            "media-src": "'self'",
            "manifest-src": "'self'",
            "frame-src": "'self'",
            "frame-ancestors": "'none'",
            "form-action": "'self'",
            "base-uri": "'self'",
            "object-src": "'none'",
        }
    )


@cache
def frame_policy(tiles_url: str = "") -> str:
    """Return the policy of a component's frame, which only the page may hold.

    >>> "img-src 'self' data: blob: https://*.tiles.example" in frame_policy("https://{s}.tiles.example/{z}/{x}/{y}.png")
    True
    """
    return _written(
        {
            "default-src": "'none'",
            "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src": "'self' 'unsafe-inline'",
            "img-src": f"'self' data: blob: {_origin(tiles_url)}",
            "font-src": "'self' data:",
            "connect-src": f"'self' data: blob: {_origin(tiles_url)}",
            "frame-ancestors": "'self'",
            "form-action": "'none'",
            "base-uri": "'self'",  # a picture of the map names its style sheets against their own addresses
            "object-src": "'none'",
        }
    )


def _written(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in directives.items())


def _origin(url: str) -> str:
    """Return scheme and host of tiles; a part of the host that is filled in becomes a ``*``."""
    parts = urlsplit(url)
    if not parts.netloc:
        return ""
    host = re.sub(r"^\{[^}]*\}[^.]*\.", "*.", parts.netloc)
    return "" if re.search(r"[{};,'\s]", host) else f"{parts.scheme}://{host}"


def _inline_scripts() -> list[str]:
    """Return the hashes of the scripts that stand in Streamlit's page."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in found]
