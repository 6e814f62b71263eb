"""For QGIS: a GeoPackage of styled layers, and beside it a project that opens them in order, named and timed.

Each layer has one kind of geometry, as QGIS wants it: towns and spots are points, what is known to an area only has its
outline and lies below them, crossings are arrows. Outlines stand in the file once, however many rows have them. The
styles lie in the GeoPackage, too (``layer_styles``), so that a
layer that is dragged into another project looks the same.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geonews.errors import ExportError
from geonews.export.binary import typed_batches
from geonews.export.features import CREDIT, Export, checked_export
from geonews.export.qgisproject import project
from geonews.layers import GeometryChoice
from geonews.looks.qml import style
from geonews.store import EventFilter, SharedLayer, Store, add_shared_layers

if TYPE_CHECKING:
    import pyarrow

__all__ = ["QGIS_LAYERS", "QgisLayer", "write_qgis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QgisLayer:
    """A layer of the project: its table, what is exported into it, its kind of geometry and its name for people."""

    table: str
    layer: str
    geometry: str
    title: str
    is_shown: bool = True


#: From top to bottom.
QGIS_LAYERS: Final = (
    QgisLayer(table="events", layer="events", geometry="Point", title="Events"),
    QgisLayer(table="crossings", layer="crossings", geometry="MultiLineString", title="Border crossings"),
    QgisLayer(table="places", layer="places", geometry="Point", title="Places", is_shown=False),
    QgisLayer(table="crossing_areas", layer="crossings", geometry="MultiPolygon", title="Crossings known to a country"),
    QgisLayer(table="event_areas", layer="events", geometry="MultiPolygon", title="Events known to an area"),
)
_GEOMETRY: Final = "geom"
#: The layer of outlines that rows share, and what the name of a table of such rows ends with.
_OUTLINES: Final = "outlines"
_ROWS: Final = "_rows"
#: Tables by the beginning of the kind of geometry.
_MULTI: Final = {"Poin": "Point", "Line": "MultiLineString", "Poly": "MultiPolygon"}


def write_qgis(
    store: Store,
    target: Path,
    *,
    filter: EventFilter | None = None,
    geometry: str | GeometryChoice = GeometryChoice.AREA,
) -> dict[str, int]:
    """Write a GeoPackage of a store for QGIS, and a project (``.qgz``) of the same name beside it.

    Parameters
    ----------
    store
        An open store.
    target
        The GeoPackage; both files appear complete or not at all.
    filter
        Which events; None is all.
    geometry
        How to draw what is known to an area only.

    Returns
    -------
    dict
        Rows by table; what has no place at all is in none of them.

    Raises
    ------
    ExportError
        If the target is no ``.gpkg`` file, is the store, or cannot be written.
    """
    if target.suffix.lower() != ".gpkg" or target.is_dir():
        raise ExportError(f"expected a file such as news.gpkg, got {str(target)!r}; the project goes beside it")
    if target.exists() and target.samefile(store.path):
        raise ExportError(f"expected a file other than the store, got {str(target)!r}; choose another name")
    beside = target.with_suffix(".qgz")
    scratch = target.with_name(f".{uuid.uuid4().hex}.gpkg")
    scratch_project = scratch.with_suffix(".qgz")
    import pyogrio.errors

    try:
        exports = {layer.layer: checked_export(store, layer.layer, filter, geometry) for layer in QGIS_LAYERS}
        outlines: dict[bytes, int] = {}
        counts = {layer.table: _write_layer(exports[layer.layer], layer, scratch, outlines) for layer in QGIS_LAYERS}
        _write_outlines(outlines, exports, scratch)
        styles = {
            layer.table: style(layer.table, layer.geometry, exports[layer.layer].schema()) for layer in QGIS_LAYERS
        }
        _write_styles(styles, scratch)
        with zipfile.ZipFile(scratch_project, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{target.stem}.qgs", project(target.name, QGIS_LAYERS, styles, CREDIT))
        scratch.replace(target)
        scratch_project.replace(beside)
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError) as error:
        raise ExportError(
            f"expected to write {str(target)!r}, got {error}; check folder, permissions, space"
        ) from error
    finally:
        scratch.unlink(missing_ok=True)
        scratch_project.unlink(missing_ok=True)
    return counts


def _write_layer(export: Export, layer: QgisLayer, target: Path, outlines: dict[bytes, int]) -> int:
    """Write the rows whose geometry is the layer's; return their number.

    Rows of areas are written without: ``shape_id`` is the number that their outline has in ``outlines``.
    """
    import pyarrow
    import pyogrio

    schema, batches = typed_batches(replace(export))
    count = 0

    def drawn() -> Iterator[pyarrow.RecordBatch]:
        nonlocal count
        for batch in batches:
            written = _of_kind(batch.drop_columns(["bbox"]), layer.geometry)
            count += written.num_rows
            yield _numbered(written, outlines) if _is_shared(layer) else written

    options: dict[str, Any] = {} if target.exists() else {"dataset_options": {"VERSION": "1.3"}}
    bare = schema.remove(schema.get_field_index("bbox")).remove_metadata()
    if _is_shared(layer):
        rows = bare.remove(bare.get_field_index("geometry")).append(pyarrow.field("shape_id", pyarrow.int64()))
        pyogrio.write_arrow(
            pyarrow.RecordBatchReader.from_batches(rows, drawn()), target, driver="GPKG", layer=layer.table + _ROWS,
            append=target.exists(), layer_options={"DESCRIPTION": f"Rows of {layer.table}"}, **options,
        )  # fmt: skip
    else:
        pyogrio.write_arrow(
            pyarrow.RecordBatchReader.from_batches(bare, drawn()), target, driver="GPKG", layer=layer.table,
            geometry_name="geometry", geometry_type=layer.geometry, crs="EPSG:4326", append=target.exists(),
            layer_options={"DESCRIPTION": CREDIT, "IDENTIFIER": layer.title, "GEOMETRY_NAME": _GEOMETRY}, **options,
        )  # fmt: skip
    return count


def _is_shared(layer: QgisLayer) -> bool:
    return layer.geometry == "MultiPolygon"


def _numbered(batch: pyarrow.RecordBatch, outlines: dict[bytes, int]) -> pyarrow.RecordBatch:
    """Return rows with the numbers of their outlines instead of these; new outlines are added."""
    import pyarrow

    place = batch.schema.get_field_index("geometry")
    numbers = [outlines.setdefault(shape, len(outlines) + 1) for shape in batch.column(place).to_pylist()]
    found = batch.drop_columns(["geometry"])
    return pyarrow.RecordBatch.from_arrays(
        [*found.columns, pyarrow.array(numbers, pyarrow.int64())], names=[*found.schema.names, "shape_id"]
    )


def _write_outlines(outlines: dict[bytes, int], exports: dict[str, Export], target: Path) -> None:
    """Write each outline once, and the layers of areas as views of it and their rows."""
    import pyarrow
    import pyogrio

    shapes = pyarrow.array(list(outlines), pyarrow.binary())
    pyogrio.write_arrow(
        pyarrow.table({"geometry": shapes}), target,
        driver="GPKG", layer=_OUTLINES, geometry_name="geometry", geometry_type="MultiPolygon", crs="EPSG:4326",
        append=True, layer_options={"DESCRIPTION": CREDIT, "GEOMETRY_NAME": _GEOMETRY},
    )  # fmt: skip
    add_shared_layers(
        target,
        [
            SharedLayer(
                name=layer.table, rows=layer.table + _ROWS, shapes=_OUTLINES,
                columns=list(exports[layer.layer].schema()), geometry=layer.geometry, title=layer.title,
                description=CREDIT,
            )
            for layer in QGIS_LAYERS
            if _is_shared(layer)
        ],
    )  # fmt: skip


def _of_kind(batch: pyarrow.RecordBatch, geometry: str) -> pyarrow.RecordBatch:
    """Return the rows of one kind of geometry, single lines and polygons as multiple ones."""
    import pyarrow
    import shapely

    shapes = shapely.from_wkb(batch.column("geometry").to_pylist())
    kinds = [None if shape is None else _MULTI.get(shape.geom_type.removeprefix("Multi")[:4]) for shape in shapes]
    kept = [kind == geometry for kind in kinds]
    makers: dict[str, Callable[..., Any]] = {
        "MultiLineString": shapely.multilinestrings,
        "MultiPolygon": shapely.multipolygons,
    }
    multi = makers.get(geometry)
    made = [
        shape if multi is None or hasattr(shape, "geoms") else multi([shape])
        for shape, is_kept in zip(shapes, kept, strict=True)
        if is_kept
    ]
    found = batch.filter(pyarrow.array(kept, pyarrow.bool_()))
    column = pyarrow.array(list(shapely.to_wkb(made)), pyarrow.binary())
    return found.set_column(found.schema.get_field_index("geometry"), found.schema.field("geometry"), column)


def _write_styles(styles: dict[str, str], target: Path) -> None:
    """Write QGIS's own table of styles, as its "Save style in datasource" does."""
    import pyarrow
    import pyogrio

    rows: dict[str, list[Any]] = {
        "f_table_catalog": [""] * len(styles),
        "f_table_schema": [""] * len(styles),
        "f_table_name": list(styles),
        "f_geometry_column": [_GEOMETRY] * len(styles),
        "styleName": ["geonews"] * len(styles),
        "styleQML": list(styles.values()),
        "styleSLD": [""] * len(styles),
        "useAsDefault": [True] * len(styles),
        "description": ["geonews"] * len(styles),
        "owner": [""] * len(styles),
        "update_time": [datetime.now(UTC)] * len(styles),
    }
    pyogrio.write_arrow(
        pyarrow.table(rows), target, driver="GPKG", layer="layer_styles", append=True, layer_options={"FID": "id"}
    )
