"""GeoJSON (RFC 7946), newline-delimited GeoJSON, and JSON-FG: streamed, so that memory stays flat.

No ``crs`` member, longitude before latitude, outer rings counterclockwise, shapes cut at the antimeridian, an id on
every feature, at most seven decimals, no lists among the properties, ``geometry: null`` where nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import orjson

from geonews.export.features import CREDIT, Export

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["ShapeCache", "encoded_features", "write_geojson", "write_geojsonl", "write_jsonfg"]

#: Grid that outlines and lines are rounded to, in degrees: eleven metres, finer than their source.
_GRID_DEGREES: Final = 1e-4
_JSONFG_CONFORMANCE: Final = (
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
)


class ShapeCache:
    """Shapes as GeoJSON; an outline that a thousand events share is encoded once."""

    def __init__(self, limit: int = 5000) -> None:
        self._known: dict[int, tuple[BaseGeometry, orjson.Fragment]] = {}
        self._limit = limit

    def encode(self, shape: BaseGeometry | tuple[float, float] | None) -> Any:
        """Return what orjson writes as the geometry."""
        if shape is None:
            return None
        if isinstance(shape, tuple):
            return {"type": "Point", "coordinates": shape}
        known = self._known.get(id(shape))
        if known is None:
            known = (shape, orjson.Fragment(_encode(shape)))  # the shape is kept, so its id stays its own
            if len(self._known) < self._limit and shape.geom_type.endswith("Polygon"):
                self._known[id(shape)] = known
        return known[1]


def _encode(shape: BaseGeometry) -> bytes:
    import shapely

    if shape.geom_type.endswith("Polygon"):
        rounded = shapely.set_precision(shape, _GRID_DEGREES)
        shape = shapely.orient_polygons(shape if rounded.is_empty else rounded)
    return orjson.dumps(_rounded(shapely.geometry.mapping(shape)))


def _rounded(value: Any) -> Any:
    """Round every coordinate; the grid's values are not exact in binary."""
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(part) for part in value]
    return round(value, 6) if isinstance(value, float) else value


def encoded_features(export: Export) -> Iterator[bytes]:
    """Yield the rows of an export as Features, each as its bytes."""
    shapes, id_column = ShapeCache(), export.id_column
    for row, shape in export.rows():
        yield orjson.dumps(
            {"type": "Feature", "id": row[id_column], "geometry": shapes.encode(shape), "properties": row}
        )


def _write_collection(head: dict[str, Any], features: Iterator[bytes], out: BinaryIO) -> int:
    out.write(orjson.dumps(head)[:-1] + b',"features":[\n')
    count = 0
    for count, feature in enumerate(features, start=1):
        out.write(b",\n" + feature if count > 1 else feature)
    out.write(b"\n]}\n")
    return count


def write_geojson(export: Export, out: BinaryIO) -> int:
    """Write one FeatureCollection; return the number of features."""
    return _write_collection({"type": "FeatureCollection", "attribution": CREDIT}, encoded_features(export), out)


def write_geojsonl(export: Export, out: BinaryIO) -> int:
    """Write one Feature a line (newline-delimited GeoJSON); return their number."""
    count = 0
    for feature in encoded_features(export):
        out.write(feature + b"\n")
        count += 1
    return count


def write_jsonfg(export: Export, out: BinaryIO) -> int:
    """Write OGC Features and Geometries JSON: GeoJSON with ``time`` and ``featureType``."""

    def features() -> Iterator[bytes]:
        shapes, id_column = ShapeCache(), export.id_column
        for row, shape in export.rows():
            yield orjson.dumps(
                {
                    "type": "Feature",
                    "id": row[id_column],
                    "time": _time(row),
                    "place": None,
                    "geometry": shapes.encode(shape),
                    "properties": row,
                }
            )

    head = {
        "type": "FeatureCollection",
        "conformsTo": _JSONFG_CONFORMANCE,
        "featureType": export.layer,
        "attribution": CREDIT,
    }
    return _write_collection(head, features(), out)


def _time(row: dict[str, Any]) -> dict[str, Any] | None:
    start, end = row.get("date_start"), row.get("date_end")
    if start is None and end is None:
        return None
    return {"date": start} if start == end else {"interval": [start or "..", end or ".."]}
