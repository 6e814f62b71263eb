"""A spot that a reader picks by clicking the map, for the event whose card is open."""

from __future__ import annotations

import math

import streamlit as st

__all__ = ["ask", "forget", "is_asked", "picked", "take"]

#: Session key: the event that a spot is picked for, and the spot once it is known.
KEY = "spot"


def ask(event_id: str) -> None:
    """Let the next click on the map name a spot for an event."""
    st.session_state[KEY] = (event_id, None)


def take(event_id: str | None, at: str) -> None:
    """Take over a click, ``lon,lat``; what is no position on the globe is dropped."""
    try:
        lon, lat = map(float, at.split(","))
    except ValueError:
        return
    if event_id and is_asked(event_id) and math.isfinite(lon) and abs(lon) <= 180 and abs(lat) <= 90:
        st.session_state[KEY] = (event_id, (lon, lat))


def is_asked(event_id: str | None) -> bool:
    """Return whether the next click names a spot for this event."""
    asked_for, spot = st.session_state.get(KEY, (None, None))
    return event_id is not None and asked_for == event_id and spot is None


def picked(event_id: str | None) -> tuple[float, float] | None:
    """Return the spot that was picked for this event (lon, lat, WGS84 degrees), None if there is none."""
    asked_for, spot = st.session_state.get(KEY, (None, None))
    return spot if event_id is not None and asked_for == event_id else None


def forget() -> None:
    """Drop the spot, and the wish for one."""
    st.session_state.pop(KEY, None)
