"""Layers as a Folium map: offline assets, ground, marks, and a page that stands alone."""

from geonews.webmap.basemap import country_names, province_name
from geonews.webmap.escaping import html_text, markdown_text, plain_text, script_json
from geonews.webmap.features import place_on_map
from geonews.webmap.folium_map import ATTRIBUTION, OwnMap, Tiles, base_map, state_group
from geonews.webmap.palette import Family, families, family_index, family_of, type_label
from geonews.webmap.standalone import standalone

__all__ = [
    "ATTRIBUTION",
    "Family",
    "OwnMap",
    "Tiles",
    "base_map",
    "country_names",
    "families",
    "family_index",
    "family_of",
    "html_text",
    "markdown_text",
    "place_on_map",
    "plain_text",
    "province_name",
    "script_json",
    "standalone",
    "state_group",
    "type_label",
]
