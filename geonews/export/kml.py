"""KML 2.2 with time spans, for Google Earth: streamed; every text is escaped as XML and as the HTML it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.sax.saxutils import escape

from geonews.export.features import CREDIT, Export

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["write_kml"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
_TAIL: Final = "</Document>\n</kml>\n"
#: What XML 1.0 cannot hold, escaped or not.
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_kml(export: Export, out: BinaryIO) -> int:
    """Write a placemark for each row; return their number."""
    shapes: dict[int, tuple[BaseGeometry, str]] = {}
    out.write(f"{_HEAD}<name>{_text(export.layer)}</name>\n<description>{_text(CREDIT)}</description>\n".encode())
    count = 0
    for row, shape in export.rows():
        geometry = _geometry(shape, shapes)
        out.write(_placemark(export, row, geometry).encode("utf-8"))
        count += 1
    out.write(_TAIL.encode())
    return count


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_UNSPEAKABLE.sub("\ufffd", str(value)), {'"': "&quot;"})


def _shown(value: Any) -> str:
    """Escape a text that programs show as HTML, as Google Earth does with names and balloons: it shows as itself."""
    return _text(escape(str(value))) if isinstance(value, str) else _text(value)


def _placemark(export: Export, row: Mapping[str, Any], geometry: str) -> str:
    name = row.get("name") or row.get("title") or row.get("event_type") or row[export.id_column]
    parts = [f"<Placemark><name>{_shown(name)}</name>"]
    if row.get("evidence"):
        parts.append(f"<description>{_shown(row['evidence'])}</description>")
    parts.append(_time(row))
    data = "".join(
        f'<Data name="{key}"><value>{_shown(value)}</value></Data>' for key, value in row.items() if value is not None
    )
    parts.append(f"<ExtendedData>{data}</ExtendedData>{geometry}</Placemark>\n")
    return "".join(parts)


def _time(row: Mapping[str, Any]) -> str:
    begin, end = row.get("date_start"), row.get("date_end")
    if begin is None and end is None:
        return ""
    span = (f"<begin>{begin}</begin>" if begin else "") + (f"<end>{end}</end>" if end else "")
    return f"<TimeSpan>{span}</TimeSpan>"


def _geometry(shape: BaseGeometry | tuple[float, float] | None, shapes: dict[int, tuple[BaseGeometry, str]]) -> str:
    if shape is None:
        return ""
    if isinstance(shape, tuple):
        return f"<Point><coordinates>{shape[0]},{shape[1]}</coordinates></Point>"
    if id(shape) in shapes:
        return shapes[id(shape)][1]
    written = _shape(shape)
    if shape.geom_type.endswith("Polygon"):
        shapes[id(shape)] = (shape, written)  # outlines are shared; the shape is kept, so its id stays its own
    return written


def _shape(shape: BaseGeometry) -> str:
    import shapely

    if hasattr(shape, "geoms"):
        return f"<MultiGeometry>{''.join(map(_shape, shape.geoms))}</MultiGeometry>"
    if shape.geom_type == "LineString":
        return f"<LineString><tessellate>1</tessellate>{_coordinates(shape.coords)}</LineString>"
    if not isinstance(shape, shapely.Polygon):
        return ""
    holes = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors)
    outer = f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
    return f"<Polygon><tessellate>1</tessellate>{outer}{holes}</Polygon>"


def _ring(ring: Any) -> str:
    return f"<LinearRing>{_coordinates(ring.coords)}</LinearRing>"


def _coordinates(points: Any) -> str:
    return f"<coordinates>{' '.join(f'{round(lon, 4)},{round(lat, 4)}' for lon, lat in points)}</coordinates>"
