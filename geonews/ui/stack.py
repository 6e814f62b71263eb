"""What lies on top in the drawer beside the map: the list, an event's card on it, a panel; and the way back down.

Every panel that opens something says so here, so that what a click opens is what is seen.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

__all__ = [
    "LIST",
    "PANELS",
    "close_event",
    "go_back",
    "is_corrected",
    "show_event",
    "show_list",
    "show_panel",
    "top",
    "turned",
]

#: The drawer's lowest sheet, and the others that the row of tabs opens, with their labels.
LIST = "events"
PANELS: Mapping[str, str] = {
    LIST: "Events",
    "crossings": "Crossings",
    "reader": "Articles",
    "add": "Add news",
    "export": "Take away",
}
CARD = "card"

#: Session keys: the tab that is chosen, whether card or panel lies on top, the event whose card was last laid there.
PANEL, FRONT, LAID = "panel", "front", "laid"
#: Session key: the event whose correction is being written.
CORRECTED = "correcting"


def top() -> str:
    """Return what lies on top: ``card`` or a name of ``PANELS``; an event that was opened anywhere is on top."""
    state = st.session_state
    state.setdefault(PANEL, LIST)
    event = state.get("event")
    if event != state.get(LAID):
        state[LAID] = event
        state[FRONT] = CARD
    panel = state.get(PANEL) or LIST
    return CARD if event and (panel == LIST or state.get(FRONT) != PANEL) else panel


def is_corrected(event_id: str | None) -> bool:
    """Return whether a correction of this event is being written."""
    return event_id is not None and st.session_state.get(CORRECTED) == event_id


def show_event(event_id: str) -> None:
    """Lay an event's card on top."""
    st.session_state["event"] = st.session_state[LAID] = event_id
    st.session_state[FRONT] = CARD


def show_panel(name: str) -> None:
    """Lay a panel on top; an event's card stays beneath it."""
    st.session_state[PANEL], st.session_state[FRONT] = name, PANEL


def show_list(narrowed: Mapping[str, str] | None) -> None:
    """Lay the list on top: of the events of what was clicked, or of all that pass the filters."""
    st.session_state["narrowed"] = None if narrowed is None else dict(narrowed)
    st.session_state[PANEL] = LIST
    close_event()


def close_event() -> None:
    """Take the card away."""
    st.session_state["event"] = None


def go_back() -> None:
    """Take away what lies on top: a panel from the card that it was opened from, else down to the list."""
    state = st.session_state
    if top() == CARD:
        close_event()
    elif state.get("event"):
        state[FRONT] = CARD
    else:
        state[PANEL] = LIST


def turned() -> None:
    """Follow the row of tabs: its sheet on top, and under the first tab the list."""
    state = st.session_state
    state[FRONT] = PANEL
    if (state.get(PANEL) or LIST) == LIST:
        state[PANEL] = LIST
        close_event()
