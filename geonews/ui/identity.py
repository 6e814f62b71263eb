"""Who is at the page: the person that Streamlit's log-in vouches for, or the name that a reader gives."""

from __future__ import annotations

import streamlit as st

__all__ = ["ask_name", "person"]


def person() -> str | None:
    """Return the name and address of who is logged in, None where nobody is or the server asks for no log-in."""
    if not st.user.get("is_logged_in"):
        return None
    name, email = str(st.user.get("name") or "").strip(), str(st.user.get("email") or "").strip()
    parts = [name, f"<{email}>" if email and name else email]
    return " ".join(part for part in parts if part)[:120] or str(st.user.get("sub") or "")[:120] or None


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
