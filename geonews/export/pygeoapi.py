"""For pygeoapi: a folder with a configuration and GeoParquet, from which a stock pygeoapi serves OGC API Features.

pygeoapi's Parquet provider takes what it needs from the columns of the file:

- Feature ids are the index that the file's pandas metadata names, so there is a column ``id`` that is one.
- It keeps rows of which the column named first lies above the box's lower bound, and the one named second below the
  upper one. With a shape's upper bound first that is what the standard asks for: shapes that touch the box.
- ``datetime`` is compared with one column of times: ``time``, the first day of an event at midnight UTC, or the last
  one where the first is open.
- It knows no days, so days are ISO texts.
- It reads batch by batch, and a page on the border of two holds more rows than were asked for, the first of the next
  page among them. A batch is a row group, up to 131,072 rows: up to so many rows a layer is one batch.
- A page's ``numberMatched`` is not the number of features that match but tells whether there is a further page; what
  ``resulttype=hits`` counts is right. No configuration changes that.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

from geonews.errors import ExportError
from geonews.export.binary import BBOX, row_groups, typed_batches
from geonews.export.features import Export, checked_export
from geonews.layers import GeometryChoice
from geonews.store import LAYERS, EventFilter, Store

if TYPE_CHECKING:
    import pyarrow

__all__ = ["write_pygeoapi"]

CONFIG_NAME: Final = "pygeoapi.yml"
_TEMPLATE: Final = Path(__file__).with_name("pygeoapi.yml")
_DRAWN: Final = tuple(layer for layer in LAYERS if layer != "articles")
_DESCRIPTIONS: Final = {
    "events": "Events as articles report them, with the sentence that says so.",
    "crossings": "Border crossings: from where, over which point, to where, how many.",
    "places": "Places that articles name, with the number of mentions.",
}
#: The most rows that Arrow reads as one batch.
_BATCH_ROWS: Final = 131_072
_WORLD: Final = (-180.0, -90.0, 180.0, 90.0)


@dataclass(slots=True, kw_only=True)
class _Extent:
    """What the rows of a layer cover, in degrees and in UTC; None where there is nothing yet."""

    box: tuple[float, float, float, float] | None = None
    begin: datetime | None = None
    end: datetime | None = None
    rows: int = 0


def write_pygeoapi(
    store: Store,
    folder: Path | str,
    *,
    layers: Sequence[str] = _DRAWN,
    filter: EventFilter | None = None,
    geometry: str | GeometryChoice = GeometryChoice.AREA,
) -> dict[str, int]:
    """Write ``pygeoapi.yml`` and a GeoParquet file for each layer into a folder.

    The files hold what the store says now; write again to bring them up to date. Paths in the configuration are
    absolute.

    Parameters
    ----------
    store
        An open store.
    folder
        A new or empty folder, or one that an earlier export wrote.
    layers
        ``events``, ``crossings``, ``places``.
    filter, geometry
        As in ``write``.

    Returns
    -------
    dict of str to int
        Rows written by layer.

    Raises
    ------
    ExportError
        If a layer has no geometry, the folder holds other files, or it cannot be written.
    """
    exports = [checked_export(store, layer, filter, geometry) for layer in layers]
    for export in exports:
        if export.layer not in _DRAWN:
            raise ExportError(f"expected layers among {', '.join(_DRAWN)}; got {export.layer!r}; leave it out")
    target = Path(folder).absolute()
    _check_folder(target)
    scratch = target.with_name(f".{uuid.uuid4().hex}")
    try:
        scratch.mkdir()
        extents = {export.layer: _write_data(export, scratch / f"{export.layer}.parquet") for export in exports}
        resources = "\n".join(_resource(export, extents[export.layer], target) for export in exports)
        config = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(resources=resources)
        (scratch / CONFIG_NAME).write_text(config, encoding="utf-8")
        _publish(scratch, target)
    except OSError as error:
        raise ExportError(
            f"expected to write into {str(target)!r}, got {error.strerror or error}; check permissions and space"
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return {layer: extent.rows for layer, extent in extents.items()}


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"expected a folder to write into, got the file {str(folder)!r}; choose another name")
    ours = {CONFIG_NAME, "openapi.yml", *(f"{layer}.parquet" for layer in _DRAWN)}
    others = sorted(path.name for path in folder.iterdir() if path.name not in ours) if folder.is_dir() else []
    if others:
        raise ExportError(
            f"expected an empty folder, or one that geonews wrote, got {str(folder)!r} with {others[0]!r}; "
            "choose another"
        )


def _publish(scratch: Path, folder: Path) -> None:
    """Put the finished files in their place, the configuration last; layers of an earlier export go."""
    folder.mkdir(exist_ok=True)
    written = sorted(scratch.iterdir(), key=lambda path: path.name == CONFIG_NAME)
    for path in written:
        path.replace(folder / path.name)
    for layer in _DRAWN:
        if all(path.name != f"{layer}.parquet" for path in written):
            (folder / f"{layer}.parquet").unlink(missing_ok=True)


def _write_data(export: Export, path: Path) -> _Extent:
    import pyarrow.parquet

    typed, batches = typed_batches(export)
    schema = _schema(typed)
    extent = _Extent()
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        served = (_served(batch, export.id_column, schema) for batch in batches)
        for group in row_groups(served, most_rows=_BATCH_ROWS):
            _extend(extent, group)
            writer.write_table(group)
    return extent


def _schema(typed: pyarrow.Schema) -> pyarrow.Schema:
    """Return the schema that is served: an index, days as text, bounds as plain columns."""
    import pyarrow

    fields = [pyarrow.field("id", pyarrow.string())]
    for field in typed:
        if field.name != "bbox":
            is_day = pyarrow.types.is_date(field.type)
            fields.append(pyarrow.field(field.name, pyarrow.string()) if is_day else field)
    fields += [pyarrow.field(name, pyarrow.float64()) for name in BBOX]
    if "date_start" in typed.names:
        fields.append(pyarrow.field("time", pyarrow.timestamp("ms", tz="UTC")))
    geo = json.loads(typed.metadata[b"geo"])
    geo["columns"][geo["primary_column"]].pop("covering")  # GeoParquet wants it in a struct
    index = {"index_columns": ["id"], "column_indexes": [], "columns": [_pandas_column(field) for field in fields]}
    return pyarrow.schema(fields, metadata={"geo": json.dumps(geo), "pandas": json.dumps(index)})


def _pandas_column(field: pyarrow.Field) -> dict[str, Any]:
    kind = "unicode" if str(field.type) == "string" else str(field.type)
    return {"name": field.name, "field_name": field.name, "pandas_type": kind, "numpy_type": "object", "metadata": None}


def _served(batch: pyarrow.RecordBatch, id_column: str, schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    import pyarrow
    import pyarrow.compute

    columns = []
    for field in schema:
        if field.name == "id":
            column = batch.column(id_column).cast(field.type)
        elif field.name in BBOX:
            column = pyarrow.compute.struct_field(batch.column("bbox"), field.name)
        elif field.name == "time":
            first = pyarrow.compute.coalesce(batch.column("date_start"), batch.column("date_end"))
            column = first.cast(pyarrow.timestamp("ms")).cast(field.type)
        else:
            column = batch.column(field.name).cast(field.type)
        columns.append(column)
    return pyarrow.RecordBatch.from_arrays(columns, schema=schema)


def _extend(extent: _Extent, batch: pyarrow.Table) -> None:
    import pyarrow.compute

    extent.rows += batch.num_rows
    bounds = [pyarrow.compute.min_max(batch.column(name)).as_py() for name in BBOX]
    if bounds[0]["min"] is not None:
        box = (bounds[0]["min"], bounds[1]["min"], bounds[2]["max"], bounds[3]["max"])
        known = extent.box or box
        extent.box = (min(known[0], box[0]), min(known[1], box[1]), max(known[2], box[2]), max(known[3], box[3]))
    if "time" in batch.schema.names:
        times = pyarrow.compute.min_max(batch.column("time")).as_py()
        extent.begin = min(filter(None, (extent.begin, times["min"])), default=None)
        extent.end = max(filter(None, (extent.end, times["max"])), default=None)


def _resource(export: Export, extent: _Extent, folder: Path) -> str:
    """Return a layer's part of the configuration; texts are quoted as JSON, which YAML reads."""
    return "\n".join(_resource_lines(export.layer, extent, folder / f"{export.layer}.parquet"))


def _resource_lines(layer: str, extent: _Extent, data: Path) -> Iterator[str]:
    yield f"  {layer}:"
    yield "    type: collection"
    yield f"    title: {layer.capitalize()}"
    yield f"    description: {json.dumps(_DESCRIPTIONS[layer])}"
    yield "    keywords: [news, geoparsing]"
    yield "    links: []"
    yield "    extents:"
    yield "      spatial:"
    yield f"        bbox: {json.dumps(list(extent.box or _WORLD))}"
    yield "        crs: http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    if extent.begin and extent.end:
        yield "      temporal:"
        yield f"        begin: {extent.begin.isoformat()}"
        yield f"        end: {extent.end.isoformat()}"
    yield "    providers:"
    yield "      - type: feature"
    yield "        name: Parquet"
    yield "        data:"
    yield f"          source: {json.dumps(str(data))}"
    yield "        id_field: id"
    if layer != "places":
        yield "        time_field: time"
    yield "        x_field: [xmax, xmin]"
    yield "        y_field: [ymax, ymin]"
