"""How QGIS draws the layers of a store: styles in its own table, made from the looks that the exports have."""

from __future__ import annotations

import sqlite3
from typing import Final

from geonews.looks.qml import style

__all__ = ["STYLED", "write_styles"]

#: Layers of a store that a GIS draws, with their kind of geometry.
STYLED: Final = {
    "events": "Point",
    "crossings": "MultiLineString",
    "places": "Point",
    "event_areas": "MultiPolygon",
    "crossing_borders": "MultiLineString",
    "crossing_areas": "MultiPolygon",
}


def write_styles(connection: sqlite3.Connection) -> None:
    """Write the styles of all layers, in place of those that geonews wrote before."""
    connection.execute("DELETE FROM layer_styles WHERE owner = 'geonews'")
    for table, geometry in STYLED.items():
        columns = {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({table})")}
        schema = {name: kind for name, kind in columns.items() if name not in ("fid", "OGC_FID", "geom")}
        connection.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', 'geonews', ?, '', 1, "
            "'geonews', 'geonews')",
            (table, style(table, geometry, schema)),
        )
