"""Who is at the page: the person that Streamlit's log-in vouches for, or the name that a reader gives.

A server asks for a log-in when ``.streamlit/secrets.toml`` has an ``[auth]`` section. A ``[geonews]`` section beside it
may name the ``team`` (addresses, or ``@desk.example`` for all of a domain) and let others look on (``public = true``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from geonews.errors import ConfigError
from geonews.ui import browser
from geonews.ui.settings import AppSettings

__all__ = ["admitted", "ask_name", "belongs", "owner", "person", "rights", "switch"]


def admitted(chosen: AppSettings) -> AppSettings | None:
    """Return the settings that hold for who is at the page, None while the page shows no more than the log-in.

    Raises
    ------
    ConfigError
        If the team is written down wrongly.
    """
    secrets = _secrets()
    if "auth" not in secrets:
        return chosen
    section = secrets.get("geonews", {})
    found = rights(chosen, st.user.to_dict(), section)
    if found is None:
        _door(known=bool(st.user.get("is_logged_in")))
    return found


def rights(chosen: AppSettings, claims: Mapping[str, Any], section: Mapping[str, Any]) -> AppSettings | None:
    """Return what somebody with these claims of the provider may do: all, look on, or nothing (None).

    Parameters
    ----------
    chosen
        Settings of the server.
    claims
        ``is_logged_in``, ``email``, ``email_verified`` and so on, as in ``st.user``.
    section
        The ``[geonews]`` section of the secrets: ``team``, ``public``.
    """
    team, public = section.get("team", []), section.get("public", False)
    if isinstance(team, str) or not all(isinstance(one, str) and "@" in one for one in team):
        raise ConfigError(
            f"expected team in [geonews] of secrets.toml as a list of addresses or '@domain', got {team!r}; correct it"
        )
    if claims.get("is_logged_in") and belongs(claims, team):
        return chosen
    return replace(chosen, read_only=True) if public is True else None


def belongs(claims: Mapping[str, Any], team: Any) -> bool:
    """Return whether somebody is on the team; an empty list is everybody whom the provider vouches for.

    >>> belongs({"email": "Ada@desk.example"}, ["@desk.example"])
    True
    >>> belongs({"email": "ada@desk.example.org"}, ["@desk.example"])
    False
    """
    email = str(claims.get("email") or "").strip().casefold()
    if not list(team):
        return True
    if not email or claims.get("email_verified") in (False, "false"):
        return False
    return any(
        email == one.casefold() or (one.startswith("@") and email.rpartition("@")[2] == one[1:].casefold())
        for one in team
    )


def person() -> str | None:
    """Return the name and address of who is logged in, None where nobody is or the server asks for no log-in."""
    if "auth" not in _secrets() or not st.user.get("is_logged_in"):
        return None
    name, email = str(st.user.get("name") or "").strip(), str(st.user.get("email") or "").strip()
    parts = [name, f"<{email}>" if email and name else email]
    return " ".join(part for part in parts if part)[:120] or str(st.user.get("sub") or "")[:120] or None


def owner() -> str:
    """Return whose the things are that are started on this page: those of who is logged in, else of the browser."""
    known = person()
    return f"browser {browser.token()}" if known is None else f"person {known}"


def ask_name(key: str) -> str:
    """Return who signs: who is logged in, else what the reader writes into a box."""
    known = person()
    if known is not None:
        st.text(f"Signed by {known}")
        return known
    kept = str(st.session_state.get("who", ""))
    name: str = st.text_input(
        "Your name",
        value=kept,
        key=key,
        max_chars=60,
        placeholder="who says so",
        help="Others see it beside the correction.",
    )
    st.session_state["who"] = name
    return name.strip()


def switch() -> None:
    """Draw who is logged in with a way out, or a way in for those who only look on; nothing without a log-in."""
    if "auth" not in _secrets():
        return
    known = person()
    with st.container(key="gn_account"), st.popover("Account", icon=":material/account_circle:"):
        if known is None:
            st.button("Log in to correct and add", key="log_in", on_click=st.login, icon=":material/login:",
                      help="Opens your organisation’s log-in.", width="stretch")  # fmt: skip
            return
        st.text(f"Logged in as {known}")
        st.button("Log out", key="log_out", on_click=st.logout, width="stretch", icon=":material/logout:",
                  help="Ends your session on this server.")  # fmt: skip


def _door(*, known: bool) -> None:
    """Draw the log-in, or tell somebody that they are not on the team."""
    st.html('<header class="gn-masthead"><h1>geo<i>news</i></h1></header>')
    if known:
        st.error("You are not on the team of this server: ask who runs it to add your address, or log in with another.",
                 icon=":material/block:")  # fmt: skip
        st.text(f"Logged in as {person()}")
        st.button("Log out", on_click=st.logout, icon=":material/logout:", help="Then log in with another address.")
        return
    st.html('<p class="gn-welcome">This map belongs to a team.</p>')
    st.button("Log in", type="primary", on_click=st.login, icon=":material/login:",
              help="Opens your organisation’s log-in.")  # fmt: skip


def _secrets() -> Mapping[str, Any]:
    """Return the server's secrets, nothing where there is no file."""
    return st.secrets if st.secrets.load_if_toml_exists() else {}
