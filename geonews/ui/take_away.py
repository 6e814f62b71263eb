"""Taking away: what the filter leaves, in every format, built only when its button is pressed."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from geonews import export
from geonews.store import EventFilter, Store
from geonews.ui import data
from geonews.ui.address import Choice
from geonews.ui.data import Stamp
from geonews.ui.settings import AppSettings

__all__ = ["HASH", "MOST_ON_PAGE", "build", "build_page", "build_report", "render"]

#: Most events of a page or a report: a browser draws them at once, and the server keeps its memory.
MOST_ON_PAGE = 10_000
#: Session key: view and layers as the map tells them while this panel is open.
HASH = "map_hash"

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


def render(chosen: AppSettings, choice: Choice, stamp: Stamp) -> None:
    """Draw the buttons; what they give is what the filters leave at the moment of the click."""
    path, filter = chosen.store, choice.filter
    start = st.session_state.get(HASH, "")
    number = len(data.selected(stamp, filter))
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
        data=lambda: build_page(stamp, choice, start),
        file_name="geonews-map.html",
        mime="text/html",
        width="stretch",
        on_click="ignore",
        icon=":material/map:",
        help="Opens without a network, from a USB stick: this view with its layers, the evidence, and the days.",
    )
    st.download_button(
        "A report to print",
        data=lambda: build_report(stamp, choice),
        file_name="geonews-report.html",
        mime="text/html",
        width="stretch",
        on_click="ignore",
        icon=":material/print:",
        help="A page with title, map, table, sources and limits.",
    )
    if number > MOST_ON_PAGE:
        st.caption(
            f"{number:,} events are more than a page can hold: page and report have the latest {MOST_ON_PAGE:,}, and "
            "say so. Narrow the filters for others; the other formats hold all."
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


def build_page(stamp: Stamp, choice: Choice, start: str = "") -> bytes:
    """Return this map as one HTML page: its view, its layers, what is open, and what it is.

    Parameters
    ----------
    stamp, choice
        What the page shows.
    start
        View and layers as they stand in the address behind #.
    """
    from geonews.webmap import place_on_map
    from geonews.webmap.about import METHOD, About
    from geonews.webmap.standalone import standalone

    held, lines = _held(stamp, choice.filter)
    found = data.events(stamp, [choice.event]) if choice.event else []
    opened = {"id": choice.event, **place_on_map(found[0])} if found else None
    about = About(title=_title(choice.filter), lines=[*lines, METHOD], start=start, opened=opened)
    out = io.StringIO()
    with Store.open(Path(stamp[0]), read_only=True) as store:
        standalone(store, out, held, about=about)
    return out.getvalue().encode()


def build_report(stamp: Stamp, choice: Choice) -> bytes:
    """Return a report of what the filters leave as an HTML page for print."""
    from geonews.webmap.report import report

    held, lines = _held(stamp, choice.filter)
    with Store.open(Path(stamp[0]), read_only=True) as store:
        return report(store.events(held), title=_title(choice.filter), lines=lines).encode()


def _title(filter: EventFilter) -> str:
    from geonews.ui.saying import said

    return f"geonews: {said(filter)}"


def _held(stamp: Stamp, filter: EventFilter) -> tuple[EventFilter, list[str]]:
    """Return what a page can hold of a filter, and what it says of that: number, filter, day and sources."""
    from geonews.ui.saying import said
    from geonews.webmap.about import sources_of

    columns, rows = data.columns(stamp), data.selected(stamp, filter)
    held, kept = filter, rows
    if len(rows) > MOST_ON_PAGE:
        kept = rows[-MOST_ON_PAGE:]  # they are in the order of their days
        held = EventFilter(ids=tuple(str(key) for key in columns.event_id[kept]), open_intervals=filter.open_intervals)
    number = f"{len(kept):,} event{'' if len(kept) == 1 else 's'}"
    if len(kept) < len(rows):
        number = f"The latest {number} of {len(rows):,}: more than a page can hold"
    publishers = columns.categories["publisher"]
    names = [publishers.names[code] if code >= 0 else None for code in publishers.codes[kept]]
    return held, [
        number,
        f"Shown: {said(filter)}",
        f"Made on {datetime.now(UTC):%Y-%m-%d} (UTC)",
        f"Sources: {sources_of(names) or 'none is named'}",
    ]
