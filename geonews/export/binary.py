"""Typed binary formats: GeoParquet 1.1, GeoPackage and FlatGeobuf, all from one stream of Arrow batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geonews.export.features import CREDIT, Export, with_areas
from geonews.store import arrow_type

if TYPE_CHECKING:
    import pyarrow

__all__ = [
    "BBOX",
    "row_groups",
    "typed_batches",
    "write_flatgeobuf",
    "write_geopackage",
    "write_geopackage_once",
    "write_parquet",
]

#: Rows that are Python objects at a time; as many columns as events have make ten kilobytes of each.
_CHUNK: Final = 1_000
#: Bytes in Arrow that make a row group of a Parquet file.
_GROUP_BYTES: Final = 16 << 20
_GEOMETRY: Final = "geometry"
#: Fields of the bounding-box column of GeoParquet 1.1.
BBOX: Final = ("xmin", "ymin", "xmax", "ymax")


def write_parquet(export: Export, target: Path) -> int:
    """Write GeoParquet 1.1 with a bounding-box covering, so that readers can skip what lies elsewhere."""
    import pyarrow.parquet

    schema, batches = typed_batches(export)
    count = 0
    with pyarrow.parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for group in row_groups(batches):
            writer.write_table(group)
            count += group.num_rows
    return count


def row_groups(batches: Iterable[pyarrow.RecordBatch], *, most_rows: int | None = None) -> Iterator[pyarrow.Table]:
    """Gather batches into the row groups of a Parquet file: of some megabytes, or of as many rows as may be."""
    import pyarrow

    gathered: list[pyarrow.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        full = size >= _GROUP_BYTES if most_rows is None else rows + batch.num_rows > most_rows
        if gathered and full:
            yield pyarrow.Table.from_batches(gathered)
            gathered, rows, size = [], 0, 0
        gathered.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
    if gathered:
        yield pyarrow.Table.from_batches(gathered)


def typed_batches(export: Export) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
    """Return the schema of GeoParquet 1.1 and the rows: geometry as WKB, ``bbox`` as a struct of its bounds."""
    import pyarrow

    schema = _schema(export)
    if export.has_geometry:
        box = pyarrow.struct([(name, pyarrow.float64()) for name in BBOX])
        schema = schema.append(pyarrow.field("bbox", box)).with_metadata(
            {"geo": json.dumps(_geo_metadata()), "attribution": CREDIT}
        )
    return schema, _batches(export, schema, with_bbox=export.has_geometry)


def write_geopackage(export: Export, target: Path) -> int:
    """Write a GeoPackage with one layer, R-tree included."""
    return _write_gdal(
        export, target, "GPKG", dataset_options={"VERSION": "1.3"}, layer_options={"DESCRIPTION": CREDIT}
    )


def write_geopackage_once(export: Export, target: Path) -> int:
    """Write a GeoPackage of two layers: events, and ``areas`` with each outline once; return the number of events."""
    events, areas = with_areas(export)
    count = write_geopackage(events, target)
    _write_gdal(areas, target, "GPKG", append=True, layer_options={"DESCRIPTION": CREDIT})
    return count


def write_flatgeobuf(export: Export, target: Path) -> int:
    """Write FlatGeobuf with its packed index, which has no room for rows without geometry: they are left out."""
    return _write_gdal(
        export, target, "FlatGeobuf", drawn_only=True, layer_options={"SPATIAL_INDEX": "YES", "DESCRIPTION": CREDIT}
    )


def _write_gdal(
    export: Export,
    target: Path,
    driver: str,
    *,
    drawn_only: bool = False,
    append: bool = False,
    **options: dict[str, str],
) -> int:
    import pyarrow
    import pyogrio

    schema = _schema(export)
    count = 0

    def counted() -> Iterator[pyarrow.RecordBatch]:
        nonlocal count
        for batch in _batches(export, schema, with_bbox=False):
            written = batch.filter(batch.column(_GEOMETRY).is_valid()) if drawn_only else batch
            count += written.num_rows
            yield written

    stream = pyarrow.RecordBatchReader.from_batches(schema, counted())
    drawn = {"geometry_name": _GEOMETRY, "geometry_type": "Unknown", "crs": "EPSG:4326"} if export.has_geometry else {}
    pyogrio.write_arrow(stream, target, driver=driver, layer=export.layer, append=append, **drawn, **options)
    return count


def _schema(export: Export) -> pyarrow.Schema:
    import pyarrow

    fields = [(name, arrow_type(kind)) for name, kind in export.schema().items()]
    if export.has_geometry:
        fields.append((_GEOMETRY, pyarrow.binary()))
    return pyarrow.schema(fields)


def _batches(export: Export, schema: pyarrow.Schema, *, with_bbox: bool) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow
    import shapely

    dates = {name for name, kind in export.schema().items() if kind == "DATE"}
    times = {name for name, kind in export.schema().items() if kind == "DATETIME"}
    rows = export.rows()
    while chunk := list(islice(rows, _CHUNK)):
        shapes = [shapely.Point(shape) if isinstance(shape, tuple) else shape for _, shape in chunk]
        columns: dict[str, list[Any]] = {}
        for name in schema.names:
            if name == _GEOMETRY:
                columns[name] = list(shapely.to_wkb(shapes))
            elif name == "bbox" and with_bbox:
                columns[name] = [None if s is None else dict(zip(BBOX, s.bounds, strict=True)) for s in shapes]
            elif name in dates:
                columns[name] = [row[name] and date.fromisoformat(row[name]) for row, _ in chunk]
            elif name in times:
                columns[name] = [row[name] and datetime.fromisoformat(row[name]) for row, _ in chunk]
            else:
                columns[name] = [row[name] for row, _ in chunk]
        yield pyarrow.RecordBatch.from_pydict(columns, schema=schema)


def _geo_metadata() -> dict[str, Any]:
    """Return the file metadata of GeoParquet 1.1; coordinates are longitude first, whatever the CRS says."""
    import pyproj

    crs = pyproj.CRS.from_epsg(4326).to_json_dict()
    covering = {"bbox": {name: ["bbox", name] for name in BBOX}}
    column = {"encoding": "WKB", "geometry_types": [], "crs": crs, "covering": covering}
    return {"version": "1.1.0", "primary_column": _GEOMETRY, "columns": {_GEOMETRY: column}}
