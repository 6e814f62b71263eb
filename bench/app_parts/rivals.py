"""What one would write without geonews: st_folium with a marker for each event, and pydeck in Streamlit.

st_folium is measured twice: with the markers on the map, as its own first example has it, and in a feature group, which
spares it building the map anew. Leaflet comes from this machine, not from the network. A change counts from the click
until the browser has painted the new number of events.
"""

from __future__ import annotations

import shutil
import statistics
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from app_parts import watching, wire
from app_parts.servers import Server, streamlit_script

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
group = folium.FeatureGroup("events") if {grouped} else base
for row in chosen.itertuples():
    folium.Marker((row.lat, row.lon), popup=row.event_id, tooltip=row.event_type).add_to(group)
st_folium(base, feature_group_to_add=group if {grouped} else None, key="map", returned_objects=[], width=1200, height=700)
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

#: Remembers how many instances WebGL last drew.
COUNT_INSTANCES = """
for (const kind of [window.WebGL2RenderingContext]) {
  for (const name of ["drawArraysInstanced", "drawElementsInstanced"]) {
    const real = kind.prototype[name];
    kind.prototype[name] = function (...given) { window.drawn = given[given.length - 1]; return real.apply(this, given); };
  }
}
"""
MARKERS = (
    "return Math.max(0, ...[...document.querySelectorAll('iframe')].map((frame) => "
    "frame.contentDocument ? frame.contentDocument.querySelectorAll('.leaflet-marker-icon').length : 0))"
)
INSTANCES = "return window.drawn"


def points(parquet: Path, folder: Path) -> Path:
    """Write the events of a town as a plain table of four columns, as many rows as the source has; return its path."""
    frame = pd.read_parquet(parquet, columns=["event_id", "event_type", "lon", "lat"])
    target = folder / f"points-{len(frame)}.parquet"
    frame.fillna({"lon": 20.0, "lat": 20.0}).to_parquet(target)
    return target


def stock_markers(browser: Any, parquet: Path, folder: Path, *, grouped: bool, repeat: int) -> dict[str, float]:
    """Change a filter under st_folium with 1,000 markers; medians in milliseconds and bytes."""
    static = folder / "static"
    static.mkdir(exist_ok=True)
    leaflet = Path(import_module("xstatic.pkg.leaflet").BASE_DIR)
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(leaflet / name, static)
    shutil.copytree(leaflet / "images", static / "images", dirs_exist_ok=True)
    (static / "jquery.js").write_text(DOLLAR)
    script = folder / f"stock-{grouped}.py"
    script.write_text(STOCK.format(parquet=str(parquet), rows=1000, grouped=grouped))
    with streamlit_script(script) as server:
        return _changes(browser, server, MARKERS, 1000, repeat)


def pydeck_points(browser: Any, parquet: Path, rows: int, folder: Path, repeat: int) -> dict[str, float]:
    """Change a filter under pydeck with ``rows`` points; medians in milliseconds and bytes."""
    script = folder / "deck.py"
    script.write_text(DECK.format(parquet=str(parquet), rows=rows))
    with streamlit_script(script) as server:
        return _changes(browser, server, INSTANCES, rows, repeat)


def _changes(browser: Any, server: Server, state: str, rows: int, repeat: int) -> dict[str, float]:
    """Take an event away, time after time; ``state`` tells how many are drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(COUNT_INSTANCES + watching.REMEMBER_CLICKS)
    took, weights = [], []
    with wire.counted(server.port) as counter:
        page = _open(context, server.url, state, rows)
        for turn in range(repeat):
            watching.begin(page, state, rows - 1 - turn)
            page.get_by_text("fewer").click()
            took.append(watching.seconds_since_click(page))
            page.wait_for_timeout(1500)
        page = _open(context, counter.url, state, rows)
        for turn in range(repeat):
            counter.reset()
            watching.begin(page, state, rows - 1 - turn)
            page.get_by_text("fewer").click()
            watching.seconds_since_click(page)
            page.wait_for_timeout(1500)
            weights.append(counter.received)
        context.close()
    return {
        "filter_ms": round(statistics.median(took) * 1000),
        "bytes_per_filter": round(statistics.median(weights)),
    }


def _open(context: Any, url: str, state: str, rows: int) -> Any:
    """Open the page and wait until all is drawn."""
    page = context.new_page()
    page.goto(url)
    page.get_by_text("fewer").click(trial=True, timeout=120_000)
    end = time.perf_counter() + 180
    while time.perf_counter() < end:
        if page.evaluate(f"() => {{ {state} }}") == rows:
            page.wait_for_timeout(2000)
            return page
        page.wait_for_timeout(50)
    raise SystemExit(f"expected {rows} drawn within three minutes; open the page by hand")
