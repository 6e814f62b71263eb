"""The Folium map of the app: a base map that never changes, and the small group that says what it shows.

streamlit-folium mounts a map anew, and loses the reader's view, whenever the base map's script changes. So the base
map is the same for every filter, and everything that changes goes through ``state_group``, which carries a key of
the server's view, a theme and a selection, and never a word of an article.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import folium
from branca.element import MacroElement
from folium.template import Template

from geonews.webmap import assets
from geonews.webmap.basemap import land_version
from geonews.webmap.borderlines import viewpoints
from geonews.webmap.escaping import html_text, plain_text, script_json
from geonews.webmap.palette import families, scale

__all__ = ["ATTRIBUTION", "OwnMap", "Tiles", "base_map", "map_options", "state_group"]

#: Who made the data on the map; their licences ask for it.
ATTRIBUTION = (
    'Places <a href="https://www.geonames.org" target="_blank" rel="noopener">GeoNames</a> CC BY 4.0 · '
    'borders <a href="https://www.naturalearthdata.com" target="_blank" rel="noopener">Natural Earth</a>'
)

MAX_ZOOM = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Map tiles: address with ``{z}``, ``{x}``, ``{y}``, who made them, and where that is told ("" for nowhere)."""

    url: str
    attribution: str
    attribution_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMap:
    """A map of the reader's own, whose tiles the server gives.

    Attributes
    ----------
    version
        The word by which its tiles are asked for.
    name, attribution
        What it is called and who made it, as plain text.
    zooms
        The least and the greatest zoom that it has tiles of.
    bounds
        West, south, east, north, WGS84 degrees.
    shapes
        Names of its layers where its tiles hold shapes, None where they are pictures.
    """

    version: str
    name: str
    attribution: str
    zooms: tuple[int, int]
    bounds: tuple[float, float, float, float]
    shapes: Sequence[str] | None = None


class NewsLayers(MacroElement):
    """The layers of the news map, drawn by ``geonews-map.js`` from what the server sends."""

    _template = Template(
        "{% macro script(this, kwargs) %}geonews.attach({{ this._parent.get_name() }}, {{ this.options_json }});"
        "{% endmacro %}"
    )

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NewsLayers"
        self.options_json = script_json(options)


class NewsState(MacroElement):
    """What the news map shows: a key of the server's view, theme, selection."""

    _template = Template(
        "{% macro script(this, kwargs) %}geonews.show({{ this.map_name }}, {{ this.state_json }});{% endmacro %}"
    )

    def __init__(self, state: Mapping[str, Any], map_name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NewsState"
        self.map_name = map_name
        self.state_json = script_json(state)


def map_options() -> dict[str, Any]:
    """Return what the layers must know before any data: families with labels and colours, classes, viewpoints."""
    return {
        "families": [
            {"label": f.label, "short": f.short or f.label, "colours": [f.light, f.dark], "switchable": bool(f.types)}
            for f in families()
        ],
        "scale": scale(),
        "viewpoints": viewpoints(),
    }


def base_map(
    *,
    root: str = "../../geonews/",
    attribution: str = ATTRIBUTION,
    tiles: Tiles | None = None,
    own: OwnMap | None = None,
) -> folium.Map:
    """Make the base map; two calls give the same script.

    Parameters
    ----------
    root
        Address of the server's routes, relative to the component's frame.
    attribution
        HTML of our own, shown in the corner.
    tiles
        Map tiles on the internet: offered behind a switch that is off, and asked for only while a reader has it on.
        None offers nothing.
    own
        A map of the reader's own, offered beside these; None offers none.
    """
    news_map = folium.Map(
        location=[25, 20],
        zoom_start=3,
        tiles=None,
        min_zoom=2,
        max_zoom=MAX_ZOOM,
        prefer_canvas=False,
        world_copy_jump=True,
        zoom_snap=0.5,
        zoom_delta=1,
        control_scale=False,
        attribution_control=False,
    )
    news_map.options["maxZoom"] = MAX_ZOOM
    news_map.options["minZoom"] = 2
    query = f"?v={assets.version()}"
    news_map.default_js = [("bundle.js", f"{root}assets/bundle.js{query}")]
    news_map.default_css = [("bundle.css", f"{root}assets/bundle.css{query}")]
    options = {**map_options(), "base": root, "attribution": attribution, "landVersion": land_version()}
    options["picture"] = f"{root}assets/html-to-image.js{query}"
    if tiles:
        credit = html_text(tiles.attribution)
        if tiles.attribution_url:
            address = html.escape(tiles.attribution_url)
            credit = f'<a href="{address}" target="_blank" rel="noopener">{credit}</a>'
        options["tiles"] = {"url": tiles.url, "attribution": credit, "host": urlsplit(tiles.url).hostname or ""}
    if own:
        options["own"] = {
            "url": f"{root}tiles/{own.version}/{{z}}/{{x}}/{{y}}",
            "name": plain_text(own.name, 60),
            "attribution": html_text(own.attribution),
            "zooms": own.zooms,
            "bounds": own.bounds,
            "shapes": None if own.shapes is None else [plain_text(name, 60) for name in own.shapes],
            "script": f"{root}assets/protomaps-leaflet.js{query}",
        }
    NewsLayers(options).add_to(news_map)
    return news_map


def state_group(state: Mapping[str, Any]) -> folium.FeatureGroup:
    """Wrap what the map shows for ``feature_group_to_add``.

    Parameters
    ----------
    state
        ``key`` of the server's view, ``session`` (by which the map's requests name its session), ``theme`` (light or
        dark), ``bounds`` (west, south, east, north of what is drawn, for a map that has no view yet) or None,
        ``off`` (numbers of the families that are left out), ``follow`` (whether the map is to tell when its view
        changes), ``chosen`` (``id``, ``x``, ``y``) or None, ``scope`` (a word that changes with what
        the view is to be fitted to), ``taken`` (whether the map is to tell its view and layers, see ``About.start``),
        ``about`` (what is shown, in words), ``pair`` (``AFG-TJK``, origin first) or None, ``picking``
        (whether the next click names a spot), ``picked`` (its lon, lat) or None.
    """
    group = folium.FeatureGroup(name="news", control=False)
    NewsState(state, "map_div").add_to(group)
    return group
