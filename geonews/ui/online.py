"""The switch for looking up names on the internet: off unless asked for, with its attribution."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from geonews.config import Config
from geonews.ui.settings import AppSettings

__all__ = ["config", "hold", "switch"]


def hold() -> None:
    """Keep what the switch says while its panel is closed."""
    if "online" in st.session_state:
        st.session_state["online"] = bool(st.session_state["online"])


def switch(chosen: AppSettings) -> None:
    """Draw the switch; it holds for this session's own additions."""
    st.session_state.setdefault("online", chosen.config.online)
    st.toggle(
        "Look up unknown places online",
        key="online",
        help=f"Names that the gazetteer lacks are asked of {chosen.config.geocoder.capitalize()}, one a second. "
        "Only the name leaves this machine. Holds for the news that you add.",
    )
    if st.session_state.get("online"):
        from geonews.gazetteer.geocoder import CachedGeocoder

        st.caption(f"Places found online: {CachedGeocoder(chosen.config).attribution}")


def config(chosen: AppSettings) -> Config:
    """Return the settings of the pipeline with this session's switch."""
    return replace(chosen.config, online=bool(st.session_state.get("online", chosen.config.online)))
