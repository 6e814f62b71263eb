"""Styles of QGIS (QML): types by colour, crossings as arrows, areas below; names of columns, tips and time."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Final

from geonews.looks import Look, label_of, looks, other

__all__ = ["VERSION", "style"]

#: The oldest QGIS that these are tried with; newer ones read them.
VERSION: Final = "3.22.0"
_TIP: Final = (
    "<b>[% {title} %]</b><br/>[% coalesce(\"date_start\", '') %] – [% coalesce(\"date_end\", '') %]"
    "<p>[% replace(replace(coalesce(\"evidence\", ''), '&', '&amp;'), '<', '&lt;') %]</p>"
)
_PLACE_TIP: Final = '<b>[% "name" %]</b> [% "country" %]'
#: A column that the table lacks would leave the whole title empty: those that it has are put in.
_TITLE: Final = "coalesce({columns}, '') || ' ' || lower(replace(\"event_type\", '_', ' '))"
_TITLE_COLUMNS: Final = ("place", "admin1_name", "country")
_CROSSING_TITLE: Final = (
    "coalesce(\"origin_place\", \"origin_country\", '?') || ' → ' || "
    'coalesce("destination_place", "destination_country", \'?\')'
)
_MODE_START_AND_END: Final = "2"


def style(table: str, geometry: str, schema: Mapping[str, str]) -> str:
    """Return the style of a table.

    Parameters
    ----------
    table
        ``events``, ``event_areas``, ``crossings``, ``crossing_borders``, ``crossing_areas`` or ``places``.
    geometry
        ``Point``, ``MultiLineString`` or ``MultiPolygon``.
    schema
        Its columns with their types.
    """
    root = ET.Element("qgis", version=VERSION, styleCategories="AllStyleCategories", hasScaleBasedVisibilityFlag="0")
    if {"date_start", "date_end"} <= schema.keys():
        root.append(_temporal())
    if "event_type" in schema:
        root.append(_by_type(geometry))
    elif table == "crossings" and "geometry_basis" in schema:
        root.append(_by_basis())
    else:
        root.append(_single(table, geometry))
    ET.SubElement(root, "layerOpacity").text = "1"
    aliases = ET.SubElement(root, "aliases")
    for index, name in enumerate(schema, start=1):  # the table's own id is the first
        ET.SubElement(aliases, "alias", field=name, index=str(index), name=label_of(name))
    columns = ", ".join(f'"{name}"' for name in _TITLE_COLUMNS if name in schema)
    titles = {"crossing": _CROSSING_TITLE, "places": '"name"'}
    title = next((titles[start] for start in titles if table.startswith(start)), _TITLE.format(columns=columns))
    ET.SubElement(root, "previewExpression").text = title
    ET.SubElement(root, "mapTip").text = _PLACE_TIP if table == "places" else _TIP.replace("{title}", title)
    ET.SubElement(root, "layerGeometryType").text = {"Point": "0", "MultiLineString": "1"}.get(geometry, "2")
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")


def _temporal() -> ET.Element:
    return ET.Element(
        "temporal", enabled="1", mode=_MODE_START_AND_END, startField="date_start", endField="date_end",
        startExpression="", endExpression="", durationField="", durationUnit="min", fixedDuration="0", accumulate="0",
        limitMode="1",
    )  # fmt: skip


def _by_type(geometry: str) -> ET.Element:
    renderer = ET.Element(
        "renderer-v2", type="categorizedSymbol", attr="event_type", symbollevels="0", enableorderby="0", forceraster="0"
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, look in enumerate((*looks(), other())):
        ET.SubElement(
            categories, "category", symbol=str(number), value=look.type, label=look.label, render="true", type="string"
        )
        symbols.append(_symbol(look, geometry, str(number)))
    return renderer


def _by_basis() -> ET.Element:
    """Return arrows for crossings through towns, and plain lines along borders: a border leads nowhere."""
    renderer = ET.Element(
        "renderer-v2", type="categorizedSymbol", attr="geometry_basis", symbollevels="0", enableorderby="0",
        forceraster="0",
    )  # fmt: skip
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, (basis, label) in enumerate((("places", "Through towns"), ("", "Along the border"))):
        ET.SubElement(
            categories, "category", symbol=str(number), value=basis, label=label, render="true", type="string"
        )
        symbols.append(_arrow(_crossing(), str(number)) if basis else _line(_crossing(), str(number)))
    return renderer


def _crossing() -> Look:
    return next(look for look in looks() if look.type == "BORDER_CROSSING")


def _single(table: str, geometry: str) -> ET.Element:
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0", enableorderby="0", forceraster="0")
    look = other() if table == "places" else _crossing()
    symbol = _line(look, "0") if table == "crossing_borders" else _symbol(look, geometry, "0")
    ET.SubElement(renderer, "symbols").append(symbol)
    return renderer


def _symbol(look: Look, geometry: str, name: str) -> ET.Element:
    colour = _colour(look)
    if geometry == "Point":
        symbol = _named("marker", name)
        _layer(symbol, "SimpleMarker", color=f"{colour},220", name="circle", outline_color="255,255,255,255",
               outline_width="0.2", outline_width_unit="MM", size="2.6", size_unit="MM")  # fmt: skip
    elif geometry == "MultiPolygon":
        symbol = _named("fill", name)
        _layer(symbol, "SimpleFill", color=f"{colour},26", style="solid", outline_color=f"{colour},160",
               outline_style="solid", outline_width="0.26", outline_width_unit="MM")  # fmt: skip
    else:
        symbol = _arrow(look, name)
    return symbol


def _arrow(look: Look, name: str) -> ET.Element:
    symbol = _named("line", name)
    arrow = _layer(symbol, "ArrowLine", arrow_width="0.6", arrow_start_width="0.6", arrow_width_unit="MM",
                   arrow_start_width_unit="MM", head_length="2", head_thickness="1.4", head_length_unit="MM",
                   head_thickness_unit="MM", head_type="0", arrow_type="0", is_curved="0", is_repeated="0",
                   offset="0", offset_unit="MM", ring_filter="0")  # fmt: skip
    inner = _named("fill", f"@{name}@0")
    _layer(inner, "SimpleFill", color=f"{_colour(look)},200", style="solid", outline_style="no")
    arrow.append(inner)
    return symbol


def _line(look: Look, name: str) -> ET.Element:
    symbol = _named("line", name)
    _layer(symbol, "SimpleLine", line_color=f"{_colour(look)},200", line_style="solid", line_width="0.8",
           line_width_unit="MM", capstyle="round", joinstyle="round")  # fmt: skip
    return symbol


def _colour(look: Look) -> str:
    return ",".join(map(str, look.rgb))


def _named(kind: str, name: str) -> ET.Element:
    return ET.Element("symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")


def _layer(symbol: ET.Element, kind: str, **properties: str) -> ET.Element:
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    for key, value in properties.items():
        ET.SubElement(layer, "prop", k=key, v=value)
    options = ET.SubElement(layer, "Option", type="Map")  # newer versions read these
    for key, value in properties.items():
        ET.SubElement(options, "Option", type="QString", name=key, value=value)
    return layer
