"""What one would write without geonews: st_folium with a marker for each event, and pydeck in Streamlit.

Both get what makes them fast: stock st_folium its feature group, so that the map is not built anew; Leaflet from this
machine, not from the network. A change counts from the click until the browser has drawn the new number of events.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from app_parts.servers import streamlit_script

STOCK = """
import folium, pandas as pd, streamlit as st
from streamlit_folium import st_folium
folium.Map.default_js = [("leaflet", "/app/static/leaflet.js"), ("jquery", "/app/static/jquery.js")]
folium.Map.default_css = [("leaflet_css", "/app/static/leaflet.css")]

@st.cache_data
def table():
    return pd.read_parquet({parquet!r})

frame = table()
st.session_state.setdefault("less", 0)
st.session_state.less += st.button("fewer")
chosen = frame.iloc[: {rows} - st.session_state.less]
base = folium.Map((20, 20), zoom_start=2, tiles=None, max_zoom=18)
group = folium.FeatureGroup("events")
for row in chosen.itertuples():
    folium.Marker((row.lat, row.lon), popup=row.event_id, tooltip=row.event_type).add_to(group)
st_folium(base, feature_group_to_add=group, key="map", returned_objects=[], width=1200, height=700)
"""

DECK = """
import pandas as pd, pydeck, streamlit as st

@st.cache_data
def table():
    return pd.read_parquet({parquet!r})

frame = table()
st.session_state.setdefault("less", 0)
st.session_state.less += st.button("fewer")
chosen = frame.iloc[: {rows} - st.session_state.less]
layer = pydeck.Layer("ScatterplotLayer", chosen, get_position=["lon", "lat"], get_radius=40000,
                     get_fill_color=[200, 30, 0], pickable=True)
view = pydeck.ViewState(latitude=20, longitude=20, zoom=1)
st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view, map_provider=None, map_style=None), height=700)
"""

#: All that a popup asks of jQuery.
DOLLAR = (
    "window.$ = (text) => { const box = document.createElement('div'); box.innerHTML = text; return box.children; };"
)

#: Remembers how many instances WebGL last drew, and keeps the count of every frame.
COUNT_INSTANCES = """
for (const kind of [window.WebGL2RenderingContext]) {
  for (const name of ["drawArraysInstanced", "drawElementsInstanced"]) {
    const real = kind.prototype[name];
    kind.prototype[name] = function (...given) { window.drawn = given[given.length - 1]; return real.apply(this, given); };
  }
}
"""


def points(parquet: Path, folder: Path) -> Path:
    """Write the events of a town as a plain table of four columns, as many rows as the source has; return its path."""
    frame = pd.read_parquet(parquet, columns=["event_id", "event_type", "lon", "lat"])
    target = folder / f"points-{len(frame)}.parquet"
    frame.fillna({"lon": 20.0, "lat": 20.0}).to_parquet(target)
    return target


def stock_markers(browser: Any, parquet: Path, rows: int, folder: Path, repeat: int) -> dict[str, float]:
    """Change a filter under st_folium with ``rows`` markers; medians in milliseconds and bytes."""
    static = folder / "static"
    static.mkdir(exist_ok=True)
    leaflet = Path(import_module("xstatic.pkg.leaflet").BASE_DIR)
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(leaflet / name, static)
    shutil.copytree(leaflet / "images", static / "images", dirs_exist_ok=True)
    (static / "jquery.js").write_text(DOLLAR)
    script = folder / "stock.py"
    script.write_text(STOCK.format(parquet=str(parquet), rows=rows))
    with streamlit_script(script) as server:
        return _changes(browser, server.url, _markers, rows, repeat)


def pydeck_points(browser: Any, parquet: Path, rows: int, folder: Path, repeat: int) -> dict[str, float]:
    """Change a filter under pydeck with ``rows`` points; medians in milliseconds and bytes."""
    script = folder / "deck.py"
    script.write_text(DECK.format(parquet=str(parquet), rows=rows))
    with streamlit_script(script) as server:
        return _changes(browser, server.url, lambda page: page.evaluate("() => window.drawn"), rows, repeat)


def _markers(page: Any) -> int:
    """Count the markers on the map, none while there is no map."""
    frame = next((frame for frame in page.frames if "streamlit_folium" in frame.url), None)
    return 0 if frame is None else frame.evaluate("() => document.querySelectorAll('.leaflet-marker-icon').length")


def _changes(browser: Any, url: str, drawn: Callable[[Any], int], rows: int, repeat: int) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(COUNT_INSTANCES)
    page = context.new_page()
    received = [0]

    def count(payload: str | bytes) -> None:
        received[0] += len(payload)

    page.on("websocket", lambda socket: socket.on("framereceived", count))
    page.goto(url)
    page.get_by_text("fewer").wait_for(timeout=120_000)
    _wait(page, drawn, rows)
    page.wait_for_timeout(1000)
    took, weights = [], []
    for turn in range(repeat):
        received[0] = 0
        began = time.perf_counter()
        page.get_by_text("fewer").click()
        _wait(page, drawn, rows - 1 - turn)
        took.append(time.perf_counter() - began)
        page.wait_for_timeout(800)
        weights.append(received[0])
    context.close()
    return {
        "filter_ms": round(statistics.median(took) * 1000),
        "bytes_per_filter": round(statistics.median(weights)),
    }


def _wait(page: Any, drawn: Callable[[Any], int], wanted: int, limit_s: float = 180) -> None:
    end = time.perf_counter() + limit_s
    while time.perf_counter() < end:
        if drawn(page) == wanted:
            return
        page.wait_for_timeout(4)
    raise SystemExit(f"expected {wanted} drawn, got {drawn(page)!r}; open the page by hand")
