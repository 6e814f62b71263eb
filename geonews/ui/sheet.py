"""The handle of the drawer where it is a sheet at the foot of the screen: how far it is pulled up."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

__all__ = ["handle"]


def handle(on_top: str, event: str | None) -> None:
    """Draw the handle; what is opened pulls the sheet up, if it is not there yet.

    Parameters
    ----------
    on_top
        What lies on top in the drawer, see ``stack.top``.
    event
        The event whose card is open.
    """
    narrowed = st.session_state.get("narrowed")
    component = st.components.v2.component(
        "geonews_sheet",
        html='<button type="button" class="gn-handle" aria-label="Size of the sheet"><i></i></button>',
        js=_script(),
        isolate_styles=False,
    )
    component(key="gn_handle", data={"top": on_top, "what": event or repr(narrowed) if event or narrowed else None})


@cache
def _script() -> str:
    return Path(__file__).with_name("sheet.js").read_text(encoding="utf-8")
