"""Taking away: what the filter leaves, in every format, built only when its button is pressed."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import streamlit as st

from geonews.store import EventFilter, Store
from geonews.ui.address import Choice
from geonews.ui.settings import AppSettings

__all__ = ["build", "build_page", "render"]

#: Format, its name for people, suffix, media type.
FORMATS = {
    "geojson": ("GeoJSON", "geojson", "application/geo+json"),
    "gpkg": ("GeoPackage", "gpkg", "application/geopackage+sqlite3"),
    "parquet": ("GeoParquet", "parquet", "application/vnd.apache.parquet"),
    "csv": ("CSV", "csv", "text/csv"),
    "kml": ("KML", "kml", "application/vnd.google-earth.kml+xml"),
    "acled": ("ACLED-like CSV", "acled.csv", "text/csv"),
    "plover": ("PLOVER JSON lines", "plover.jsonl", "application/jsonl"),
}
LAYERS = {"events": "Events", "crossings": "Border crossings", "places": "Places"}
#: Formats that only the events have.
EVENTS_ONLY = {"acled", "plover"}


def render(chosen: AppSettings, choice: Choice) -> None:
    """Draw the buttons; what they give is what the filters leave at the moment of the click."""
    path, filter = chosen.store, choice.filter
    first, second, third = st.columns(3)
    first.download_button(
        "Events as GeoJSON",
        data=lambda: build(path, "events", "geojson", filter),
        file_name="geonews-events.geojson",
        mime="application/geo+json",
        type="primary",
        width="stretch",
        on_click="ignore",
        icon=":material/download:",
    )
    second.download_button(
        "Crossings as GeoJSON",
        data=lambda: build(path, "crossings", "geojson", filter),
        file_name="geonews-crossings.geojson",
        mime="application/geo+json",
        type="primary",
        width="stretch",
        on_click="ignore",
        icon=":material/download:",
    )
    third.download_button(
        "This map as one HTML page",
        data=lambda: build_page(path, filter),
        file_name="geonews-map.html",
        mime="text/html",
        width="stretch",
        on_click="ignore",
        icon=":material/map:",
        help="Opens without a network, from a USB stick: layers, evidence, and a slider over the days.",
    )
    with st.expander("Other layers and formats"):
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        layer = left.selectbox("Layer", list(LAYERS), format_func=LAYERS.__getitem__)
        offered = [name for name in FORMATS if layer == "events" or name not in EVENTS_ONLY]
        kind = middle.selectbox("Format", offered, format_func=lambda name: FORMATS[name][0])
        right.download_button(
            f"{LAYERS[layer]} as {FORMATS[kind][0]}",
            data=lambda: build(path, layer, kind, filter),
            file_name=f"geonews-{layer}.{FORMATS[kind][1]}",
            mime=FORMATS[kind][2],
            width="stretch",
            on_click="ignore",
        )
    st.caption(
        "The address of this page holds filters, chosen event and map view: opening it elsewhere shows the same."
    )


def build(path: Path, layer: str, format: str, filter: EventFilter) -> bytes:
    """Return the filtered layer in a format.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    from geonews import export

    with tempfile.TemporaryDirectory() as folder, Store.open(path, read_only=True) as store:
        target = Path(folder) / f"geonews-{layer}.{FORMATS[format][1]}"
        export.write(store, layer=layer, format=format, target=target, filter=filter)
        return target.read_bytes()


def build_page(path: Path, filter: EventFilter) -> bytes:
    """Return the map of a filter as one HTML page."""
    from geonews.webmap.standalone import standalone

    out = io.StringIO()
    with Store.open(path, read_only=True) as store:
        standalone(store, out, filter)
    return out.getvalue().encode()
