"""One self-contained page: Leaflet, ground, layers, evidence and a slider over the days, opening without a network."""

from __future__ import annotations

import base64
import gzip
import html
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import IO, Any

from geonews.errors import ExportError
from geonews.store import EventFilter, Store
from geonews.webmap import assets
from geonews.webmap.about import METHOD, About, sources_of
from geonews.webmap.basemap import land_json
from geonews.webmap.borderlines import lines_json
from geonews.webmap.escaping import plain_text, script_json
from geonews.webmap.features import area_key, event_feature, outline
from geonews.webmap.flows import flow
from geonews.webmap.folium_map import ATTRIBUTION, MAX_ZOOM, map_options

__all__ = ["page", "standalone"]

#: Characters of evidence that a page carries for each event.
EVIDENCE_CHARS = 400
MOST_PLACES = 2000

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data:">
<style>{styles}
html, body, #map {{ height: 100%; margin: 0; }}</style></head>
<body><div id="map"></div>
<noscript>This map is drawn by scripts; allow them for this page.</noscript>
<script type="application/gzip" id="news">{data}</script>
{scripts}
<script>
const packed = Uint8Array.from(atob(document.getElementById("news").textContent), (letter) => letter.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const map = L.map("map", {{ minZoom: 2, maxZoom: {max_zoom}, zoomSnap: 0.5, worldCopyJump: true,
  attributionControl: false }});
map.setView([25, 20], 3);
window.map = map;
new Response(unpacked).json().then((news) => geonews.page(map, news.options, news.data));
</script></body></html>
"""


def standalone(
    store: Store,
    target: str | Path | IO[str],
    filter: EventFilter | None = None,
    *,
    title: str = "geonews",
    about: About | None = None,
) -> int:
    """Write the filtered events as one HTML page.

    Parameters
    ----------
    store
        An open store.
    target
        A path, replaced if it exists, or an open text file.
    filter
        Which events; None is all.
    title
        Of the page.
    about
        What the page says of itself; None says its title, how many events there are, its sources and the method.

    Returns
    -------
    int
        Events on the page, those that are only listed as well.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    events = list(store.events(filter))
    taken_open = filter is not None and filter.open_intervals
    told = about or About(
        title=title,
        lines=[
            f"{len(events):,} event{'' if len(events) == 1 else 's'}",
            f"Sources: {sources_of(row['publisher'] for row in events)}",
            METHOD,
        ],
    )
    text = page(events, store.crossings(filter), store.places(filter), about=told, open_intervals=taken_open)
    if not isinstance(target, str | Path):
        target.write(text)
        return len(events)
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExportError(
            f"expected to write a page to {str(target)!r}, got {error.strerror}; choose another file"
        ) from error
    return len(events)


def page(
    events: Iterable[Mapping[str, Any]],
    crossings: Iterable[Mapping[str, Any]],
    places: Iterable[Mapping[str, Any]],
    *,
    about: About | None = None,
    open_intervals: bool = False,
) -> str:
    """Return the page of rows of the store's events, crossings and places; see ``EventFilter`` for open intervals."""
    data = _data(events, crossings, places) | {"open": open_intervals}
    about = about or About()
    options = {**map_options(), "attribution": ATTRIBUTION, "about": about.as_options()}
    ground = {"land": land_json(), "lines": lines_json()}
    parts = "".join(f',"{name}":{text.decode()}' for name, text in ground.items())
    body = script_json({"options": options, "data": data})
    body = f"{body[:-2]}{parts}}}}}"
    names = (*assets.SCRIPTS, "geonews-local.js")
    scripts = "\n".join(f"<script>{assets.inline_script(name)}</script>" for name in names)
    styles = "\n".join(map(assets.browser_text, assets.STYLES))
    return PAGE.format(
        title=html.escape(plain_text(about.title, 200)),
        styles=_without_urls(styles),
        data=base64.b64encode(gzip.compress(body.encode(), 6, mtime=0)).decode(),
        scripts=scripts,
        max_zoom=MAX_ZOOM,
    )


def _data(
    events: Iterable[Mapping[str, Any]], crossings: Iterable[Mapping[str, Any]], places: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    features, areas = [], {}
    for row in events:
        feature = event_feature(row) | _interval(row)
        feature |= {"e": plain_text(row["evidence"], EVIDENCE_CHARS), "q": row["event_type"]}
        key = area_key(row)
        if key is not None:
            if key not in areas:
                areas[key] = outline(key, {})
            if areas[key] is not None:
                feature["k"] = key
        if row["country"]:
            feature["c"] = row["country"]
        features.append(feature)
    flows: dict[str, dict[str, Any]] = {}
    for row in crossings:
        made = flow(row)
        if made is None:
            continue
        member = {"i": row["event_id"]} | _interval(row)
        if row["count_unit"] in (None, "people"):
            member |= {"l": row["count_min"], "u": row["count_max"] or row["count_min"]}
        if row["n_reports"] > 1:
            member["g"] = row["group_id"]
        flows.setdefault(made["id"], {**made, "m": []})["m"].append(member)
    spots = [
        [round(p["lon"], 4), round(p["lat"], 4), plain_text(p["name"], 60), p["n_mentions"], p["place_id"]]
        for p in places
        if p["geo_precision"] == 1
    ][:MOST_PLACES]
    kept = {key: area for key, area in areas.items() if area is not None}
    return {"events": features, "areas": kept, "crossings": list(flows.values()), "places": spots}


def _interval(row: Mapping[str, Any]) -> dict[str, int]:
    """Return first and last day as days since 1970, as far as they are known."""
    found = {}
    for name, column in (("a", "date_start"), ("z", "date_end")):
        if row[column]:
            found[name] = date.fromisoformat(row[column][:10]).toordinal() - date(1970, 1, 1).toordinal()
    return found


def _without_urls(styles: str) -> str:
    """Drop the pictures of controls that the page does not have; it may fetch nothing."""
    without_fonts = re.sub(r"@font-face \{[^}]*\}", "", styles)
    return re.sub(r"url\([^)]*\)", "none", without_fonts)
