"""Layers of a GeoPackage whose rows share shapes: rows in one table, each shape once in another, a view of both."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SharedLayer", "add_shared_layers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLayer:
    """A view to be made.

    Attributes
    ----------
    name
        What it is called.
    rows
        The table of its rows, whose ``shape_id`` is a row of ``shapes``.
    shapes
        The layer of its shapes, with a geometry ``geom``.
    columns
        Columns of ``rows`` that it has.
    geometry
        Its kind of geometry, as ``MultiPolygon``.
    title, description
        For people.
    """

    name: str
    rows: str
    shapes: str
    columns: Sequence[str]
    geometry: str
    title: str
    description: str


def add_shared_layers(path: Path, layers: Sequence[SharedLayer]) -> None:
    """Add views to a GeoPackage whose tables are written; GIS programs take them for layers.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            for layer in layers:
                _add(connection, layer)
    except sqlite3.Error as error:
        raise OSError(f"the views of {path.name!r} could not be written ({error})") from error


def _add(connection: sqlite3.Connection, layer: SharedLayer) -> None:
    columns = ", ".join(f'r."{name}"' for name in layer.columns)
    connection.execute(
        f'CREATE VIEW "{layer.name}" AS SELECT r.fid AS OGC_FID, s.geom AS geom, {columns} '
        f'FROM "{layer.rows}" AS r JOIN "{layer.shapes}" AS s ON s.fid = r.shape_id'
    )
    bounds = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?"
    connection.execute(
        "INSERT INTO gpkg_contents "
        "(table_name, data_type, identifier, description, srs_id, min_x, min_y, max_x, max_y) "
        "VALUES (?, 'features', ?, ?, 4326, ?, ?, ?, ?)",
        (layer.name, layer.title, layer.description, *connection.execute(bounds, (layer.shapes,)).fetchone()),
    )
    connection.execute(
        "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) "
        "VALUES (?, 'geom', ?, 4326, 0, 0)",
        (layer.name, layer.geometry.upper()),
    )
