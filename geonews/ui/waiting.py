"""Waiting: a sign from the moment that the page asks its server, also while the server does not answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

__all__ = ["watch"]


def watch() -> None:
    """Mark the page as waiting whenever it has asked and nothing has come back; the style sheet shows the mark."""
    component = st.components.v2.component(
        "geonews_waiting", html='<i class="gn-waiting"></i>', js=_script(), isolate_styles=False
    )
    component(key="gn_waiting")


@cache
def _script() -> str:
    return Path(__file__).with_name("waiting.js").read_text(encoding="utf-8")
