"""Taking away: what the filter leaves, in every format, built only when its button is pressed."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

import streamlit as st

from geonews import export
from geonews.store import EventFilter, Store
from geonews.ui.address import Choice
from geonews.ui.settings import AppSettings

__all__ = ["build", "build_page", "render"]

#: Names of the formats for people, and their media types.
NAMES = {
    "geojson": ("GeoJSON", "application/geo+json"),
    "geojsonl": ("GeoJSON, a line each", "application/geo+json-seq"),
    "jsonfg": ("JSON-FG", "application/geo+json"),
    "gpkg": ("GeoPackage", "application/geopackage+sqlite3"),
    "parquet": ("GeoParquet", "application/vnd.apache.parquet"),
    "flatgeobuf": ("FlatGeobuf", "application/octet-stream"),
    "csv": ("CSV", "text/csv"),
    "kml": ("KML", "application/vnd.google-earth.kml+xml"),
    "acled": ("ACLED-like CSV", "text/csv"),
    "plover": ("PLOVER JSON lines", "application/jsonl"),
    "gdelt": ("GDELT-like TSV", "text/tab-separated-values"),
}
LAYERS = {"events": "Events", "crossings": "Border crossings", "places": "Places", "articles": "Articles"}


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
        help="What the filters leave, one feature for each event, with its sentence.",
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
        help="Lines through the places of each crossing, or along the border that the countries share.",
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
        layer = left.selectbox("Layer", list(LAYERS), format_func=LAYERS.__getitem__, help="What a row is.")
        kind = middle.selectbox(
            "Format",
            export.formats_of(layer),
            format_func=lambda name: NAMES.get(name, (name,))[0],
            help="For a GIS: GeoPackage, GeoParquet, FlatGeobuf. For a spreadsheet: CSV.",
        )
        right.download_button(
            f"{LAYERS[layer]} as {NAMES.get(kind, (kind,))[0]}",
            data=lambda: build(path, layer, kind, filter),
            file_name=f"geonews-{layer}{export.suffix_of(kind)}",
            mime=NAMES.get(kind, ("", "application/octet-stream"))[1],
            width="stretch",
            on_click="ignore",
            help="What the filters leave.",
        )
    st.caption(
        "The camera on the map saves a picture of the view. The address of this page holds filters, chosen event and "
        "map view: opening it elsewhere shows the same."
    )


def build(path: Path, layer: str, format: str, filter: EventFilter) -> bytes:
    """Return the filtered layer in a format.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    if layer in ("places", "articles"):
        filter = replace(filter, once=False)  # those of all reports
    with tempfile.TemporaryDirectory() as folder, Store.open(path, read_only=True) as store:
        target = Path(folder) / f"geonews-{layer}{export.suffix_of(format)}"
        export.write(store, layer=layer, format=format, target=target, filter=filter)
        return target.read_bytes()


def build_page(path: Path, filter: EventFilter) -> bytes:
    """Return the map of a filter as one HTML page."""
    from geonews.webmap.standalone import standalone

    out = io.StringIO()
    with Store.open(path, read_only=True) as store:
        standalone(store, out, filter)
    return out.getvalue().encode()
