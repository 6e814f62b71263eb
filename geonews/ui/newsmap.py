"""The map: a constant Folium base map, the key of what it shows, and what a click on it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geonews.ui import views

if TYPE_CHECKING:
    from geonews.ui.address import Choice
    from geonews.webmap.newsview import NewsView

__all__ = ["render"]

KEY = "newsmap"
HEIGHT = 620


def render(view: NewsView, choice: Choice, stamp: str) -> None:
    """Draw the map of a view; panning and zooming run nothing here."""
    from streamlit_folium import st_folium

    from geonews.webmap import base_map, state_group

    state = {
        "key": views.register(choice.filter, stamp).key,
        "theme": "dark" if st.context.theme.type == "dark" else "light",
        "chosen": _chosen(view, choice.event),
    }
    st_folium(
        base_map(),
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=state_group(state),
        on_change=_clicked,
    )


def _chosen(view: NewsView, event_id: str | None) -> dict[str, Any] | None:
    """Return where the chosen event stands, so that its mark, or the pile or area that holds it, is picked out."""
    from geonews.webmap.features import area_key

    row = next((row for row in view.rows if row["event_id"] == event_id), None) if event_id else None
    if row is None:
        return None
    where = {"x": row["lon"], "y": row["lat"]} if row["geo_precision"] == 1 else {}
    return {"id": event_id, "area": area_key(row), **where}


def _clicked() -> None:
    """Take over what was clicked: an event, or the events of a spot, an area or a crossing."""
    state = st.session_state
    drawing = (state.get(KEY) or {}).get("last_active_drawing") or {}
    what = dict(drawing.get("properties") or {})
    click = what.pop("click", None)
    if not what or click == state.get("last_click"):
        return
    state["last_click"] = click
    if "event" in what:
        state["event"], state["narrowed"] = str(what["event"]), None
    else:
        state["event"], state["narrowed"] = None, {key: str(value)[:200] for key, value in what.items()}
