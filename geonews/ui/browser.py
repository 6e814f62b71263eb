"""Which browser a session belongs to: a cookie that says nothing, by which a reloaded page finds what its reader began.

It is set when a reader first starts something, goes back to this server only, and lasts a week.
"""

from __future__ import annotations

import re
import secrets

import streamlit as st

__all__ = ["keep_token", "token"]

COOKIE = "geonews_reader"
KEPT_SECONDS = 7 * 24 * 3600

#: Session key: the token of a browser that has none yet.
KEY = "reader_token"

_SCRIPT = """
export default function ({ data }) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${data.name}=${data.token}; Path=${data.path}; Max-Age=${data.seconds}; SameSite=Strict${secure}`;
}
"""


def token() -> str:
    """Return 128 bits that only this browser knows, as hexadecimal digits; before it has any, those of the session."""
    known = str(st.context.cookies.get(COOKIE, ""))
    if re.fullmatch("[0-9a-f]{32}", known):
        return known
    return str(st.session_state.setdefault(KEY, secrets.token_hex(16)))


def keep_token() -> None:
    """Let the browser keep the session's token, if it has none of its own."""
    if KEY not in st.session_state:
        return
    base = st.get_option("server.baseUrlPath").strip("/")
    component = st.components.v2.component("geonews_reader_token", js=_SCRIPT)
    component(
        key="keep_reader_token",
        data={
            "name": COOKIE,
            "token": st.session_state[KEY],
            "path": f"/{base}/" if base else "/",
            "seconds": KEPT_SECONDS,
        },
    )
