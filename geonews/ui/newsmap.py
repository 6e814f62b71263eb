"""The map: a constant Folium base map, the key of what it shows, and what a click on it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geonews.ui import data, spot, views
from geonews.ui.beside import narrowed

if TYPE_CHECKING:
    from geonews.ui.address import Choice
    from geonews.ui.data import Stamp

__all__ = ["render"]

KEY = "newsmap"
HEIGHT = 620


def render(choice: Choice, stamp: Stamp) -> None:
    """Draw the map of a view; panning and zooming run nothing here."""
    from streamlit_folium import st_folium

    from geonews.webmap import base_map, state_group

    state = {
        "key": views.register(choice.filter, stamp).key,
        "theme": "dark" if st.context.theme.type == "dark" else "light",
        "chosen": _chosen(stamp, choice.event),
        "picking": spot.is_asked(choice.event),
        "picked": spot.picked(choice.event),
    }
    st_folium(
        base_map(),
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=state_group(state),
        on_change=lambda: _clicked(choice, stamp),
    )


def _chosen(stamp: Stamp, event_id: str | None) -> dict[str, Any] | None:
    """Return where the chosen event stands, so that its mark, or the pile or area that holds it, is picked out."""
    from geonews.webmap.features import area_key

    found = data.events(stamp, [event_id]) if event_id else []
    if not found:
        return None
    row = found[0]
    where = {"x": row["lon"], "y": row["lat"]} if row["geo_precision"] == 1 else {}
    return {"id": event_id, "area": area_key(row), **where}


def _clicked(choice: Choice, stamp: Stamp) -> None:
    """Take over what was clicked: an event, or the events of a spot, an area or a crossing; a lone one is opened."""
    state = st.session_state
    drawing = (state.get(KEY) or {}).get("last_active_drawing") or {}
    what = dict(drawing.get("properties") or {})
    click = what.pop("click", None)
    if not what or click == state.get("last_click"):
        return
    state["last_click"] = click
    if "at" in what:
        spot.take(choice.event, str(what["at"]))
    elif "event" in what:
        state["event"], state["narrowed"] = str(what["event"]), None
    else:
        state["event"], state["narrowed"] = None, {key: str(value)[:200] for key, value in what.items()}
        view = data.news_view(stamp, choice.filter)
        rows = narrowed(view, state["narrowed"])
        if len(rows) == 1:
            state["event"], state["narrowed"] = str(view.columns.event_id[rows[0]]), None
