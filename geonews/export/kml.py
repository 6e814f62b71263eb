"""KML 2.2 for Google Earth: a folder and a style for each type, time spans, a balloon that people can read.

Streamed, which no library for KML does: simplekml and GDAL's driver hold all placemarks at once. Every text is escaped
as XML and as the HTML it becomes.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final
from xml.sax.saxutils import escape

from geonews.export.features import CREDIT, Export, with_areas
from geonews.layers import GeometryChoice, Outlines
from geonews.looks import Look, label_of, looks, other

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["write_kml", "write_kml_once"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
_TAIL: Final = "</Document>\n</kml>\n"
#: What XML 1.0 cannot hold, escaped or not.
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


#: A degree of latitude.
_DEGREE_METRES: Final = 111_000
#: What a folder holds before it goes to disk.
_IN_MEMORY_BYTES: Final = 1 << 20
#: What a balloon shows, as far as a row has it; Google Earth puts the values in.
_BALLOON: Final = (
    ("When", "$[date_start] – $[date_end]"), ("Where", "$[place] $[admin1_name] $[country]"), ("Status", "$[status]"),
    ("People", "$[count_text]"), ("Killed", "$[fatalities_min]"), ("Confidence", "$[confidence]"),
    ("Source", "$[publisher] $[source_url]"),
)  # fmt: skip


def write_kml(export: Export, out: BinaryIO) -> int:
    """Write a placemark for each row, events in folders by type; return their number."""
    _write_head(export, out)
    count = _write_rows(export, out, lambda row: "")
    out.write(_TAIL.encode())
    return count


def write_kml_once(export: Export, out: BinaryIO) -> int:
    """Write events, and each outline once in a folder of areas; return the number of events.

    An event that is known to an area only is a placemark without a shape of its own, from which one flies to the area.
    """
    events, areas = with_areas(export)
    outlines = Outlines.load()
    _write_head(events, out)
    _write_rows(areas, out, lambda row: "")
    count = _write_rows(events, out, lambda row: _view(outlines.event(row, GeometryChoice.AREA).geometry))
    out.write(_TAIL.encode())
    return count


def _write_head(export: Export, out: BinaryIO) -> None:
    out.write(f"{_HEAD}<name>{_text(export.layer)}</name>\n<description>{_text(CREDIT)}</description>\n".encode())
    columns = export.schema()
    for look in (*looks(), other()):
        out.write(_style(look, columns).encode())


def _write_rows(export: Export, out: BinaryIO, view: Callable[[Mapping[str, Any]], str]) -> int:
    """Write the folders of a layer; ``view`` says from where one looks at a row."""
    shapes: dict[int, tuple[BaseGeometry, str]] = {}
    count = 0
    with ExitStack() as stack:
        folders: dict[str, IO[bytes]] = {}  # on disk, as soon as they are large
        for row, shape in export.rows():
            kind = _kind(export, row)
            if kind not in folders:
                folders[kind] = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))
            mark = _placemark(export, row, kind, _geometry(shape, shapes), view(row) if shape is None else "")
            folders[kind].write(mark.encode("utf-8"))
            count += 1
        for look in (*looks(), other()):
            if look.type in folders:
                is_whole = export.layer != "events"
                name = label_of(export.layer) if is_whole else look.label
                out.write(f"<Folder><name>{_text(name)}</name>\n".encode())
                folders[look.type].seek(0)
                shutil.copyfileobj(folders[look.type], out)
                out.write(b"</Folder>\n")
    return count


def _view(area: BaseGeometry | tuple[float, float] | None) -> str:
    """Return from where one sees all of an area: from above its middle, as high as it is wide."""
    if area is None or isinstance(area, tuple):
        return ""
    west, south, east, north = area.bounds
    metres = round(max(east - west, north - south) * _DEGREE_METRES)
    middle = f"<longitude>{(west + east) / 2:.4f}</longitude><latitude>{(south + north) / 2:.4f}</latitude>"
    return f"<LookAt>{middle}<range>{metres}</range></LookAt>"


def _kind(export: Export, row: Mapping[str, Any]) -> str:
    """Return the type whose folder and style a row has, "" for every other."""
    kind = "BORDER_CROSSING" if export.layer == "crossings" else row.get("event_type")
    return kind if kind in {look.type for look in looks()} else ""


def _style(look: Look, columns: Mapping[str, str]) -> str:
    """Return the style of a type: colours are opacity, blue, green, red."""
    red, green, blue = look.rgb
    ink = f"{blue:02x}{green:02x}{red:02x}"
    rows = "".join(
        f"<tr><th>{name}</th><td>{shown}</td></tr>"
        for name, shown in ((name, _known(said, columns)) for name, said in _BALLOON)
        if shown
    )
    balloon = _text(f"<h3>$[name]</h3><p>$[description]</p><table>{rows}</table>")
    return (
        f'<Style id="{_style_id(look.type)}"><IconStyle><color>ff{ink}</color><scale>0.8</scale></IconStyle>'
        f"<LabelStyle><scale>0.7</scale></LabelStyle><LineStyle><color>ff{ink}</color><width>2</width></LineStyle>"
        f"<PolyStyle><color>33{ink}</color></PolyStyle><BalloonStyle><text>{balloon}</text></BalloonStyle></Style>\n"
    )


def _known(said: str, columns: Mapping[str, str]) -> str:
    return " ".join(part for part in said.split() if not part.startswith("$[") or part[2:-1] in columns).strip("– ")


def _style_id(kind: str) -> str:
    return f"type-{kind or 'other'}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_UNSPEAKABLE.sub("\ufffd", str(value)), {'"': "&quot;"})


def _shown(value: Any) -> str:
    """Escape a text that programs show as HTML, as Google Earth does with names and balloons: it shows as itself."""
    return _text(escape(str(value))) if isinstance(value, str) else _text(value)


def _placemark(export: Export, row: Mapping[str, Any], kind: str, geometry: str, view: str) -> str:
    name = row.get("name") or row.get("title") or row.get("event_type") or row[export.id_column]
    parts = [f"<Placemark><name>{_shown(name)}</name>"]
    if row.get("evidence"):
        parts.append(f"<description>{_shown(row['evidence'])}</description>")
    parts.append(view + _time(row))
    parts.append(f"<styleUrl>#{_style_id(kind)}</styleUrl>")
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
