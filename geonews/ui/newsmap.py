"""The map: a constant Folium base map, the key of what it shows, and what a click on it means."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

import streamlit as st

from geonews.ui import data, filters, in_view, spot, stack, step, take_away, turns, views
from geonews.ui.saying import said

if TYPE_CHECKING:
    from geonews.ui.address import Choice
    from geonews.ui.data import Stamp
    from geonews.ui.settings import AppSettings
    from geonews.webmap import OwnMap, Tiles
    from geonews.webmap.newsview import NewsView

__all__ = ["render"]

KEY = "newsmap"
HEIGHT = 700
#: Streamlit sends what it has every ten milliseconds at most, if nothing else keeps Python busy.
UNTIL_SENT_S = 0.004


def render(chosen: AppSettings, choice: Choice, stamp: Stamp) -> None:
    """Draw the map of a view and the days under it; panning, zooming and playing run nothing here.

    Returns when the map has drawn a changed view, so that what comes after does not keep it waiting (see ``turns``).
    """
    from streamlit_folium import st_folium

    from geonews.webmap import base_map, families, state_group

    shown = turns.of_session(st.session_state)
    key = views.register(choice.filter, stamp).key
    changed = shown.show(key)
    first = st.session_state.setdefault("first_view", key) == key
    state = {
        "key": key,
        "session": shown.token,
        "bounds": data.news_view(stamp, choice.filter).bounds if first else None,
        "theme": "dark" if st.context.theme.type == "dark" else "light",
        "chosen": _chosen(stamp, choice.event),
        "follow": bool(st.session_state.get(in_view.ONLY)),
        "off": [number for number, one in enumerate(families()) if set(one.types) & set(choice.filter.without_types)],
        "scope": _scope(choice),
        "pair": choice.pair if st.session_state.get(stack.PANEL) == "crossings" else None,
        "taken": stack.top() == "export",
        "about": said(choice.filter).replace("_", " "),  # of what follows an underscore nothing is compared
        "picking": spot.is_asked(choice.event),
        "picked": spot.picked(choice.event),
    }
    st_folium(
        base_map(tiles=_tiles(chosen), own=_own(chosen)),
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=state_group(state),
        on_change=lambda: _clicked(choice, stamp),
    )
    if changed:
        _make_ready(shown, data.news_view(stamp, choice.filter))
        shown.wait()


def _make_ready(shown: turns.SessionMap, view: NewsView) -> None:
    """Work out what the map is about to ask for, while the browser takes in that it should; the view keeps it."""
    time.sleep(UNTIL_SENT_S)
    view.overlay_json  # noqa: B018
    if shown.asked is not None:
        view.view_json(*shown.asked)


def _tiles(chosen: AppSettings) -> Tiles | None:
    from geonews.webmap import Tiles

    config = chosen.config
    if not config.tiles_url:
        return None
    return Tiles(
        url=config.tiles_url, attribution=config.tiles_attribution, attribution_url=config.tiles_attribution_url
    )


def _own(chosen: AppSettings) -> OwnMap | None:
    from geonews.store.tilefile import SHAPES
    from geonews.ui import own_map
    from geonews.webmap import OwnMap

    file = own_map.of(chosen.config)
    if file is None:
        return None
    return OwnMap(
        version=file.version,
        name=file.name,
        attribution=file.attribution,
        zooms=(file.min_zoom, file.max_zoom),
        bounds=file.bounds,
        shapes=file.layers if file.kind == SHAPES else None,
    )


def _scope(choice: Choice) -> str:
    """Return a short word for the countries and words that are chosen: with another one the map fits its view."""
    chosen = choice.filter
    said = repr((sorted(chosen.countries), chosen.role.value if chosen.countries else "", chosen.text))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _chosen(stamp: Stamp, event_id: str | None) -> dict[str, Any] | None:
    """Return where the chosen event stands, so that its mark, or the pile or area that holds it, is picked out."""
    from geonews.webmap import place_on_map

    found = data.events(stamp, [event_id]) if event_id else []
    return {"id": event_id, **place_on_map(found[0])} if found else None


def _clicked(choice: Choice, stamp: Stamp) -> None:
    """Take over what was clicked: an event, the events of a spot, an area or a crossing (a lone one opens), days."""
    state = st.session_state
    drawing = (state.get(KEY) or {}).get("last_active_drawing") or {}
    what = dict(drawing.get("properties") or {})
    click = what.pop("click", None)
    if not what or click == state.get("last_click"):
        return
    state["last_click"] = click
    if "at" in what:
        spot.take(choice.event, str(what["at"]))
        return
    if "from" in what:
        state["f_from"], state["f_to"] = (filters.day(what.get(end)) for end in ("from", "to"))
        return
    if "view" in what:
        in_view.take(str(what["view"]))
        return
    key = views.register(choice.filter, stamp).key
    if "hash" in what:
        state[take_away.HASH] = str(what["hash"])[:300]
        return
    if "step" in what:
        step.take(str(what["step"]), key)
        return
    if "family" in what:
        from geonews.webmap import families

        number = str(what["family"])
        if number.isdecimal() and int(number) < len(families()):
            filters.switch_family(families()[int(number)].types)
        return
    from geonews.webmap.clicked import rows_of

    view = step.shown(stamp, choice.filter, key)
    if "event" in what:
        event_id, listed = str(what["event"]), state.get("narrowed")
        if listed and event_id not in view.columns.event_id[rows_of(view, listed)]:
            state["narrowed"] = None  # the list of a ring stays while one of its events is looked at
        stack.show_event(event_id)
        return
    narrowed = {key: str(value)[:200] for key, value in what.items()}
    rows = rows_of(view, narrowed)
    if len(rows) == 1:
        state["narrowed"] = None
        stack.show_event(str(view.columns.event_id[rows[0]]))
    else:
        stack.show_list(narrowed)
