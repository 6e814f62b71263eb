"""The project file of QGIS: which layers, in which order, under which names, and how they look."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from typing import Any, Final

from geonews.looks.qml import VERSION

__all__ = ["project"]

_KINDS: Final = {"Point": "Point", "MultiLineString": "Line", "MultiPolygon": "Polygon"}
_HEAD: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def project(geopackage: str, layers: Iterable[Any], styles: Mapping[str, str], credit: str) -> str:
    """Return the project of a GeoPackage that lies beside it.

    Parameters
    ----------
    geopackage
        Its name, without folder.
    layers
        From top to bottom; see ``qgis.QgisLayer``.
    styles
        The style of each table.
    credit
        Who made the positions.
    """
    layers = list(layers)
    root = ET.Element("qgis", projectname="geonews", version=VERSION)
    ET.SubElement(root, "title").text = "geonews"
    _crs(ET.SubElement(root, "projectCrs"))
    tree = ET.SubElement(root, "layer-tree-group")
    order = ET.SubElement(tree, "custom-order", enabled="0")
    for layer in layers:
        ET.SubElement(
            tree, "layer-tree-layer", id=_id(layer.table), name=layer.title, providerKey="ogr", expanded="0",
            source=_source(geopackage, layer.table), checked="Qt::Checked" if layer.is_shown else "Qt::Unchecked",
        )  # fmt: skip
        ET.SubElement(order, "item").text = _id(layer.table)
    found = ET.SubElement(root, "projectlayers")
    for layer in layers:
        found.append(_layer(geopackage, layer, styles[layer.table], credit))
    paths = ET.SubElement(ET.SubElement(root, "properties"), "Paths")
    ET.SubElement(paths, "Absolute", type="bool").text = "false"
    return _HEAD + ET.tostring(root, encoding="unicode")


def _layer(geopackage: str, layer: Any, style: str, credit: str) -> ET.Element:
    element = ET.Element(
        "maplayer",
        type="vector",
        geometry=_KINDS[layer.geometry],
        wkbType=layer.geometry,
        hasScaleBasedVisibilityFlag="0",
    )
    ET.SubElement(element, "id").text = _id(layer.table)
    ET.SubElement(element, "datasource").text = _source(geopackage, layer.table)
    ET.SubElement(element, "layername").text = layer.title
    ET.SubElement(element, "attribution").text = credit
    ET.SubElement(element, "provider", encoding="UTF-8").text = "ogr"
    _crs(ET.SubElement(element, "srs"))
    element.extend(list(ET.fromstring(style.partition("\n")[2])))  # noqa: S314 - our own style, made a moment ago
    return element


def _id(table: str) -> str:
    """Return the id of a layer; QGIS takes none without an underscore."""
    return f"geonews_{table}"


def _source(geopackage: str, table: str) -> str:
    return f"./{geopackage}|layername={table}"


def _crs(parent: ET.Element) -> None:
    system = ET.SubElement(parent, "spatialrefsys")
    ET.SubElement(system, "authid").text = "EPSG:4326"
    ET.SubElement(system, "srid").text = "4326"
    ET.SubElement(system, "srsid").text = "3452"
    ET.SubElement(system, "description").text = "WGS 84"
    ET.SubElement(system, "geographicflag").text = "true"
