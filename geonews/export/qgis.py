"""For QGIS: a GeoPackage of styled layers, and beside it a project that opens them in order, named and timed.

Each layer has one kind of geometry, as QGIS wants it: towns and spots are points, what is known to an area only has its
outline and lies below them, crossings are arrows. The styles lie in the GeoPackage, too (``layer_styles``), so that a
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
from geonews.store import EventFilter, Store

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
        counts = {layer.table: _write_layer(exports[layer.layer], layer, scratch) for layer in QGIS_LAYERS}
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


def _write_layer(export: Export, layer: QgisLayer, target: Path) -> int:
    """Write the rows whose geometry is the layer's; return their number."""
    import pyarrow
    import pyogrio

    schema, batches = typed_batches(replace(export))
    count = 0

    def drawn() -> Iterator[pyarrow.RecordBatch]:
        nonlocal count
        for batch in batches:
            written = _of_kind(batch.drop_columns(["bbox"]), layer.geometry)
            count += written.num_rows
            yield written

    options: dict[str, Any] = {} if target.exists() else {"dataset_options": {"VERSION": "1.3"}}
    bare = schema.remove(schema.get_field_index("bbox")).remove_metadata()
    pyogrio.write_arrow(
        pyarrow.RecordBatchReader.from_batches(bare, drawn()), target, driver="GPKG", layer=layer.table,
        geometry_name="geometry", geometry_type=layer.geometry, crs="EPSG:4326", append=target.exists(),
        layer_options={"DESCRIPTION": CREDIT, "IDENTIFIER": layer.title, "GEOMETRY_NAME": _GEOMETRY}, **options,
    )  # fmt: skip
    return count


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
