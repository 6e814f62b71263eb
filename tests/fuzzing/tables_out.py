"""What every writer has to do with rows of any texts, numbers, days and shapes: it reads back in another program."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pyogrio
import shapely
from hypothesis import strategies as st

from geonews.export import binary, geojson, kml, plover, tables
from geonews.store import Store

__all__ = ["NUMBERS", "TEXTS", "WRITERS", "columns", "exports"]

KML = "{http://www.opengis.net/kml/2.2}"
#: Texts as the store has them: no NUL and no lone surrogates, everything else.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00")
    | st.sampled_from("=+-@\t\r\n'\"<>&,;\\]\x0b\x1b\ufffe\uffff\u202e\u2028\U0001f4a5"),
    max_size=40,
)
DAYS = st.dates().map(str)
#: Never so absurd that no program could hold them: what the store takes is 64 bits wide.
NUMBERS = {
    "TEXT": TEXTS,
    "INTEGER": st.integers(-(2**63), 2**63 - 1),
    "DOUBLE": st.floats(allow_nan=False, allow_infinity=False),
    "BOOLEAN": st.booleans(),
    "DATE": DAYS,
}
#: As places have them: to a metre; what is written is rounded to a tenth of one.
LON = st.floats(-180, 180).map(lambda degrees: round(degrees, 5))
LAT = st.floats(-90, 90).map(lambda degrees: round(degrees, 5))
POINTS = st.tuples(LON, LAT)
BOXES = st.tuples(st.floats(-179, 170), st.floats(-89, 80), st.floats(0.01, 9), st.floats(0.01, 9)).map(
    lambda box: shapely.box(box[0], box[1], box[0] + box[2], box[1] + box[3])
)
LINES = st.lists(POINTS, min_size=2, max_size=5, unique=True).map(lambda points: shapely.MultiLineString([points]))
SHAPES = st.none() | POINTS | BOXES | LINES


@dataclass
class Rows:
    """What the writers take, without a store behind it."""

    columns: dict[str, str]
    found: list[tuple[dict[str, Any], Any]]
    layer: str = "events"
    id_column: str = "event_id"
    has_geometry: bool = True
    is_for_excel: bool = False

    def schema(self) -> dict[str, str]:
        return self.columns

    def rows(self) -> Iterator[tuple[dict[str, Any], Any]]:
        yield from ((dict(row), shape) for row, shape in self.found)


@functools.lru_cache(maxsize=1)
def columns() -> dict[str, str]:
    """Return the columns of an export of events with their types."""
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "x.gpkg") as store:
        return store.schema("events") | {"geometry_basis": "TEXT"}


@functools.lru_cache(maxsize=1)
def exports() -> st.SearchStrategy[Rows]:
    """Return tables of up to four rows, each with its own id, a few columns filled."""
    kinds = columns()
    some = {name: st.none() | NUMBERS.get(kind, TEXTS) for name, kind in kinds.items() if name != "event_id"}
    picked = st.lists(st.sampled_from(sorted(some)), max_size=8, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: some[name] for name in names})
    )
    row = st.tuples(TEXTS.filter(bool), picked, SHAPES)
    return st.lists(row, max_size=4, unique_by=lambda made: made[0]).map(
        lambda made: Rows(
            kinds, [({**dict.fromkeys(kinds), "event_id": key, **values}, shape) for key, values, shape in made]
        )
    )


def _written(write: Any, export: Rows) -> bytes:
    out = io.BytesIO()
    write(export, out)
    return out.getvalue()


def _geojson(export: Rows) -> None:
    for write in (geojson.write_geojson, geojson.write_jsonfg):
        features = json.loads(_written(write, export))["features"]
        assert [feature["id"] for feature in features] == [row["event_id"] for row, _ in export.found]
        for feature, (row, shape) in zip(features, export.found, strict=True):
            assert feature["properties"] == row
            assert (feature["geometry"] is None) == (shape is None)
            assert shape is None or shapely.from_geojson(json.dumps(feature["geometry"])).is_valid


def _lines(export: Rows) -> None:
    for write in (geojson.write_geojsonl, plover.write_plover):
        lines = _written(write, export).split(b"\n")
        assert lines.pop() == b""
        assert [json.loads(line)["id"] for line in lines] == [row["event_id"] for row, _ in export.found]


def _kml(export: Rows) -> None:
    tree = ET.fromstring(_written(kml.write_kml, export))
    marks = list(tree.iter(f"{KML}Placemark"))
    assert len(marks) == len(export.found)
    for mark, (row, shape) in zip(marks, export.found, strict=True):
        named = {data.get("name"): data.findtext(f"{KML}value") for data in mark.iter(f"{KML}Data")}
        assert set(named) == {key for key, value in row.items() if value is not None}
        drawn = [child.tag for child in mark if child.tag.removeprefix(KML) in ("Point", "Polygon", "MultiGeometry")]
        assert len(drawn) == (shape is not None)


def _csv(export: Rows) -> None:
    text = _written(tables.write_csv, export).decode("utf-8")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(found) == len(export.found)
    for cells, (row, _) in zip(found, export.found, strict=True):
        for name, value in row.items():
            if isinstance(value, str):
                plain = re.sub("\r\n?", "\n", value)
                assert cells[name] in (plain, f"'{plain}")
                assert not cells[name].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def _acled_and_gdelt(export: Rows) -> None:
    for write, dialect, width in ((tables.write_acled, "excel", 31), (tables.write_gdelt, "excel-tab", 61)):
        text = _written(write, export).decode("utf-8")
        assert {len(row) for row in csv.reader(io.StringIO(text, newline=""), dialect=dialect)} <= {width}


def _parquet(export: Rows) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        assert binary.write_parquet(export, path) == len(export.found)  # type: ignore[arg-type]
        rows = pyarrow.parquet.read_table(path).to_pylist()
    for found, (row, shape) in zip(rows, export.found, strict=True):
        assert {k: str(v) if k.startswith(("date_", "published")) and v else v for k, v in found.items()
                if k in row} == dict(row)  # fmt: skip
        assert (found["bbox"] is None) == (found["geometry"] is None) == (shape is None)


def _by_gdal(export: Rows, format: str) -> None:
    write = binary.write_geopackage if format == "gpkg" else binary.write_flatgeobuf
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{format}"
        count = write(export, path)  # type: ignore[arg-type]
        expected = [row["event_id"] for row, shape in export.found if format == "gpkg" or shape is not None]
        assert count == len(expected)
        assert sorted(pyogrio.read_dataframe(path)["event_id"]) == sorted(expected)


WRITERS: dict[str, Callable[[Rows], None]] = {
    "geojson": _geojson,
    "lines": _lines,
    "kml": _kml,
    "csv": _csv,
    "acled-gdelt": _acled_and_gdelt,
    "parquet": _parquet,
    "gpkg": functools.partial(_by_gdal, format="gpkg"),
    "flatgeobuf": functools.partial(_by_gdal, format="fgb"),
}
