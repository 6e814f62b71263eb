"""A plain Folium map of a few thousand events, for notebooks: libraries and land inside, so that no network is needed.

It is a map like any other of Folium: layers of your own can be added to it, and ``save`` writes it as a page.
"""

from __future__ import annotations

import base64
import re
import warnings
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final

import folium
from branca.element import MacroElement
from folium.template import Template

from geonews import layers
from geonews.webmap import assets
from geonews.webmap.basemap import country_names, province_name, round_coordinates
from geonews.webmap.escaping import html_text, script_json
from geonews.webmap.features import area_key, days
from geonews.webmap.folium_map import ATTRIBUTION, MAX_ZOOM
from geonews.webmap.palette import families, family_index, type_label

__all__ = ["MOST_EVENTS", "plain_map"]

Row = Mapping[str, Any]
Feature = dict[str, Any]

#: More would take a browser long to draw; the app and ``geonews map`` show as many as there are.
MOST_EVENTS: Final = 5000
#: Events that an area's popup names.
_NAMED: Final = 8
_LAND: Final = {"fillColor": "#f4f1ea", "color": "#b9b2a5", "weight": 0.7, "fillOpacity": 1.0}


class _Credit(MacroElement):
    """Who made the data; their licences ask for it."""

    _template = Template(
        "{% macro script(this, kwargs) %}{{ this._parent.get_name() }}.attributionControl"
        ".addAttribution({{ this.credit }});{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Credit"
        self.credit = script_json(ATTRIBUTION)


def plain_map(rows: Iterable[Row], *, most: int = MOST_EVENTS) -> folium.Map:
    """Draw events.

    A town is a point in the colour of its family; a province or a country that events are known to is an area with
    their number; what has no place is not drawn.

    Parameters
    ----------
    rows
        Rows of ``Store.events``, or of ``layers.parsed.event_rows``.
    most
        Events that are drawn; a warning counts those beyond.

    Returns
    -------
    folium.Map
        A map whose libraries and ground lie inside it.
    """
    iterator = iter(rows)
    shown = list(islice(iterator, most))
    beyond = sum(1 for _ in iterator)
    if beyond:
        warnings.warn(
            f"{beyond:,} events are not drawn beyond the first {most:,}; choose fewer, or use geonews map", stacklevel=3
        )
    made = folium.Map(location=[20, 15], zoom_start=2, min_zoom=2, max_zoom=MAX_ZOOM, tiles=None, prefer_canvas=True)
    made.default_js = [("leaflet", _inside("leaflet.js", "text/javascript"))]
    made.default_css = [("leaflet_css", _inside("leaflet.css", "text/css"))]
    made.get_root().header.add_child(  # type: ignore[attr-defined]
        folium.Element("<style>.leaflet-container{background:#dbe7ee}.geonews-popup{max-width:22em}</style>")
    )
    _Credit().add_to(made)
    folium.GeoJson(_land(), name="Land", style_function=lambda _: _LAND, control=False).add_to(made)
    areas, points = _features(shown)
    if areas:
        _layer("Areas", areas, made, {"weight": 1.2, "fillOpacity": 0.25})
    for number, family in enumerate(families()):
        if number in points:
            marker = folium.CircleMarker(radius=6)
            style = {"color": "#ffffff", "fillColor": family.light, "weight": 1.2, "fillOpacity": 0.9}
            _layer(family.label, points[number], made, style, marker)
    if areas or points:
        folium.LayerControl(collapsed=True).add_to(made)
        made.fit_bounds(_bounds([*areas, *(f for found in points.values() for f in found)]), max_zoom=7)
    return made


def _layer(name: str, features: list[Feature], onto: folium.Map, style: Mapping[str, Any], marker: Any = None) -> None:
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=html_text(name),
        marker=marker,
        style_function=lambda feature: {"color": "#7c2d12", "fillColor": "#c2410c", **style},
        tooltip=folium.GeoJsonTooltip(["what"], labels=False, sticky=False),
        popup=folium.GeoJsonPopup(["told"], labels=False, class_name="geonews-popup", localize=False),
    ).add_to(onto)


def _features(rows: list[Row]) -> tuple[list[Feature], dict[int, list[Feature]]]:
    """Return areas with what is known to lie in them, and points by the number of their family; all text escaped."""
    points: dict[int, list[Feature]] = {}
    inside: dict[str, list[Row]] = {}
    for row in rows:
        if row["geo_precision"] == 1 and row["lon"] is not None and row["lat"] is not None:
            shape = {"type": "Point", "coordinates": [round(float(row["lon"]), 5), round(float(row["lat"]), 5)]}
            told = {"what": _line(row), "told": f"<b>{_line(row)}</b><br>{html_text(row['evidence'], 400)}"}
            points.setdefault(family_index(row["event_type"]), []).append(_feature(shape, told))
        elif key := area_key(row):
            inside.setdefault(key, []).append(row)
    areas = []
    for key, found in inside.items():
        drawn = _area(key)
        if drawn is not None:
            shape, name = drawn
            what = f"{html_text(name, 60)}: {len(found)} event{'' if len(found) == 1 else 's'}"
            named = "".join(f"<li>{_line(row)}</li>" for row in found[:_NAMED])
            more = f"<div>… and {len(found) - _NAMED} more</div>" if len(found) > _NAMED else ""
            areas.append(_feature(shape, {"what": what, "told": f"<b>{what}</b><ul>{named}</ul>{more}"}))
    # Great areas first, so that those inside them can be pointed at.
    areas.sort(key=lambda area: -_extent(area))
    return areas, points


def _feature(shape: Mapping[str, Any], told: Mapping[str, str]) -> Feature:
    return {"type": "Feature", "geometry": shape, "properties": dict(told)}


def _line(row: Row) -> str:
    """Return what an event is in one line of HTML."""
    country = country_names().get(row["country"], row["country"])
    where = ", ".join(dict.fromkeys(str(part) for part in (row["place"], country) if part))
    parts = (type_label(row["event_type"]), where, days(row["date_start"], row["date_end"]), row["status"])
    return " · ".join(html_text(part, 80) for part in parts if part)


def _area(key: str) -> tuple[dict[str, Any], str] | None:
    country, _, admin1 = key.partition(".")
    outlines = layers.Outlines.load()
    shape = outlines.provinces.get((country, admin1)) if admin1 else outlines.countries.get(country)
    if shape is None:
        return None
    name = (province_name(country, admin1) if admin1 else None) or country_names().get(country, country)
    return _geometry(shape.simplify(0.01)), name


def _geometry(shape: Any) -> dict[str, Any]:
    mapped = shape.__geo_interface__
    return {"type": mapped["type"], "coordinates": round_coordinates(mapped["coordinates"])}


@cache
def _land() -> dict[str, Any]:
    features = [_feature(_geometry(shape), {}) for shape in layers.countries("110m").geometry]
    return {"type": "FeatureCollection", "features": features}


@cache
def _inside(name: str, kind: str) -> str:
    """Return a library as an address that holds it; pictures of controls come with it, nothing is fetched."""
    text = assets.inline_script(name) if name.endswith(".js") else _with_pictures(assets.browser_text(name))
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


def _with_pictures(styles: str) -> str:
    def picture(found: re.Match[str]) -> str:
        known = assets.browser_file(found[1].strip("'\""))
        if known is None:
            return "none"
        return f'url("data:image/png;base64,{base64.b64encode(known[0].read_bytes()).decode()}")'

    return re.sub(r"url\(([^)]*)\)", picture, styles)


def _positions(coordinates: Any) -> Iterable[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _positions(part)


def _box(feature: Feature) -> tuple[float, float, float, float]:
    lons, lats = zip(*_positions(feature["geometry"]["coordinates"]), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _extent(feature: Feature) -> float:
    west, south, east, north = _box(feature)
    return (east - west) * (north - south)


def _bounds(features: list[Feature]) -> list[list[float]]:
    """Return south-west and north-east as Leaflet has them, latitude first."""
    wests, souths, easts, norths = zip(*map(_box, features), strict=True)
    return [[min(souths), min(wests)], [max(norths), max(easts)]]
