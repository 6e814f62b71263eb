"""Taking away: what the filter leaves, in every format, built only when its button is pressed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from geonews import export
from geonews.store import EventFilter, Store
from geonews.ui import building, data
from geonews.ui.address import Choice
from geonews.ui.building import Build
from geonews.ui.data import Stamp
from geonews.ui.settings import AppSettings

__all__ = ["HASH", "MOST_ON_PAGE", "build", "build_page", "build_report", "estimates", "render"]

#: Most events of a page or a report: a browser draws them at once, and the server keeps its memory.
MOST_ON_PAGE = 10_000
#: Session key: view and layers as the map tells them while this panel is open.
HASH = "map_hash"
#: Bytes of a page with no event, and for each event; of a report's map, for each event on it, for each row of its
#: table.
#: Taken from the samples and from events as ``tools/synthetic_events.py`` makes them.
PAGE_BYTES, PAGE_EVENT_BYTES = 1_050_000, 90
REPORT_BYTES, REPORT_EVENT_BYTES, REPORT_ROW_BYTES = 150_000, 60, 330

#: Names of the formats for people, and their media types.
NAMES = {
    "geojson": ("GeoJSON", "application/geo+json"),
    "geojsonl": ("GeoJSON, a line each", "application/geo+json-seq"),
    "jsonfg": ("JSON-FG", "application/geo+json"),
    "gpkg": ("GeoPackage", "application/geopackage+sqlite3"),
    "parquet": ("GeoParquet", "application/vnd.apache.parquet"),
    "flatgeobuf": ("FlatGeobuf", "application/octet-stream"),
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "kml": ("KML", "application/vnd.google-earth.kml+xml"),
    "acled": ("ACLED-like CSV", "text/csv"),
    "plover": ("PLOVER JSON lines", "application/jsonl"),
    "gdelt": ("GDELT-like TSV", "text/tab-separated-values"),
}
LAYERS = {
    "events": "Events",
    "crossings": "Border crossings",
    "areas": "Areas, once each",
    "places": "Places",
    "articles": "Articles",
}


def render(chosen: AppSettings, choice: Choice, stamp: Stamp) -> None:
    """Draw the buttons; what they give is what the filters leave at the moment of the click."""
    path, filter = chosen.store, choice.filter
    start = st.session_state.get(HASH, "")
    number = len(data.selected(stamp, filter))
    first, second = st.columns(2)
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
    held = min(number, MOST_ON_PAGE)
    left, right = st.columns(2)
    left.button(
        "This map as one HTML page",
        width="stretch",
        icon=":material/map:",
        on_click=_begin,
        args=("The page", "geonews-map.html", held, lambda build: build_page(stamp, choice, start, build)),
        help="Opens without a network, from a USB stick: this view with its layers, the evidence, and the days.",
    )
    right.button(
        "A report to print",
        width="stretch",
        icon=":material/print:",
        on_click=_begin,
        args=("The report", "geonews-report.html", held, lambda build: build_report(stamp, choice, build)),
        help="A page with title, map, table, sources and limits.",
    )
    page, report = map(building.size_in_words, estimates(held))
    sizes = f"About {page} (page) and {report} (report)."
    if number > MOST_ON_PAGE:
        sizes = (
            f"{number:,} events are more than a page can hold: page and report have the latest {MOST_ON_PAGE:,}, and "
            f"say so. Narrow the filters for others; the other formats hold all. {sizes}"
        )
    st.caption(sizes)
    building.show()
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


def estimates(number: int) -> tuple[int, int]:
    """Return about how many bytes a page and a report of so many events have."""
    from geonews.webmap.report import MOST_ROWS

    table = min(number, MOST_ROWS) * REPORT_ROW_BYTES
    return PAGE_BYTES + number * PAGE_EVENT_BYTES, REPORT_BYTES + number * REPORT_EVENT_BYTES + table


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


def build_page(stamp: Stamp, choice: Choice, start: str = "", build: Build | None = None) -> bytes:
    """Return this map as one HTML page: its view, its layers, what is open, and what it is.

    Parameters
    ----------
    stamp, choice
        What the page shows.
    start
        View and layers as they stand in the address behind #.
    build
        Is told how far it is, and may stop it.

    Raises
    ------
    Cancelled
        If the build is to go no further.
    """
    from geonews.webmap import place_on_map
    from geonews.webmap.about import METHOD, About
    from geonews.webmap.standalone import page

    build = build or _unwatched()
    held, lines = _held(stamp, choice.filter)
    found = data.events(stamp, [choice.event]) if choice.event else []
    opened = {"id": choice.event, **place_on_map(found[0])} if found else None
    about = About(title=_title(choice.filter), lines=[*lines, METHOD], start=start, opened=opened)
    with Store.open(Path(stamp[0]), read_only=True) as store:
        text = page(
            build.counted(store.events(held)),
            build.guarded(store.crossings(held)),
            build.guarded(store.places(held)),
            about=about,
            open_intervals=held.open_intervals,
        )
    return text.encode()


def build_report(stamp: Stamp, choice: Choice, build: Build | None = None) -> bytes:
    """Return a report of what the filters leave as an HTML page for print; see ``build_page``."""
    from geonews.webmap.report import report

    build = build or _unwatched()
    held, lines = _held(stamp, choice.filter)
    with Store.open(Path(stamp[0]), read_only=True) as store:
        rows = build.counted(store.events(held))
        return report(rows, title=_title(choice.filter), lines=lines).encode()


def _begin(what: str, file_name: str, total: int, make: Callable[[Build], bytes]) -> None:
    building.begin(Build(what=what, file_name=file_name, mime="text/html", total=total), make)


def _unwatched() -> Build:
    return Build(what="", file_name="", mime="", total=0)


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
