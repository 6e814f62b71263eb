"""Areas that events are known to stand once in an export of their own; days are moments, too, for what plays time."""

from __future__ import annotations

import csv
import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import geopandas
import programs
import pyarrow
import pyarrow.parquet
import pytest
from store_samples import border_news, codes, strait_news

from geonews.errors import ExportError
from geonews.export import FORMATS, formats_of, write
from geonews.store import EventFilter, Store

KML = {"k": "http://www.opengis.net/kml/2.2"}
#: Five events of Kenya as a whole, one of a province of Afghanistan, one of a town, and one of nowhere.
ROWS = {
    "event_id": [f"e{n}" for n in range(8)],
    "doc_id": ["d0", "d0", "d1", "d1", "d2", "d3", "d3", "d3"],
    "event_type": ["CLASH"] * 8,
    "country": ["KEN"] * 5 + ["AFG", "AFG", None],
    "admin1": [None] * 5 + ["24", "24", None],
    "geo_precision": [3] * 5 + [2, 1, None],
    "lon": [None] * 6 + [68.857, None],
    "lat": [None] * 6 + [36.729, None],
    "date_start": ["2023-05-08", None, "2023-05-01", "2023-05-08", None, "2023-05-08", "2023-05-08", None],
    "date_end": ["2023-05-08", "2023-05-20", "2023-05-31", None, None, "2023-05-08", "2023-05-08", None],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("areas")
    pyarrow.parquet.write_table(pyarrow.table(ROWS), folder / "events.parquet")
    with Store.create(folder / "news.gpkg", codes=codes) as made:
        made.load_events(folder / "events.parquet")
        yield made


def test_an_outline_stands_once_however_many_events_it_has(store: Store, tmp_path: Path) -> None:
    assert write(store, layer="areas", target=tmp_path / "x.geojson") == 2
    afghan, kenya = json.loads((tmp_path / "x.geojson").read_bytes())["features"]
    assert (afghan["id"], kenya["id"]) == ("AFG/24", "KEN")
    assert afghan["geometry"]["type"].endswith("Polygon") and kenya["geometry"]["type"].endswith("Polygon")
    told = kenya["properties"]
    assert (told["name"], told["n_events"], told["n_articles"], told["geo_precision"]) == ("Kenya", 5, 3, 3)
    assert (told["date_start"], told["date_end"]) == ("2023-05-01", "2023-05-31")
    assert (afghan["properties"]["n_events"], afghan["properties"]["geometry_basis"]) == (1, "admin1")
    assert afghan["properties"]["name"] == "Kunduz"


def test_every_event_names_its_area(store: Store, tmp_path: Path) -> None:
    write(store, format="csv", target=tmp_path / "x.csv")
    rows = list(csv.DictReader((tmp_path / "x.csv").open(encoding="utf-8")))
    assert {row["event_id"]: row["area_id"] for row in rows} == {
        **{f"e{n}": "KEN" for n in range(5)}, "e5": "AFG/24", "e6": "", "e7": "",
    }  # fmt: skip


@pytest.mark.parametrize("format", formats_of("areas"))
def test_areas_are_written_in_every_format(store: Store, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"x{FORMATS[format]}"
    assert write(store, layer="areas", format=format, target=path, filter=EventFilter(countries=("KEN",))) == 1
    if format in ("geojson", "gpkg", "flatgeobuf"):
        assert len(geopandas.read_file(path)) == 1


def test_geoparquet_holds_a_repeated_outline_once(tmp_path: Path) -> None:
    sizes = {}
    for many in (1, 2_000):
        rows = {"event_id": [f"e{n}" for n in range(many)], "country": ["KEN"] * many, "geo_precision": [3] * many}
        pyarrow.parquet.write_table(
            pyarrow.table(rows | {"doc_id": ["d"] * many, "event_type": ["CLASH"] * many}), tmp_path / "events.parquet"
        )
        with Store.create(tmp_path / f"{many}.gpkg", codes=codes) as made:
            made.load_events(tmp_path / "events.parquet")
            write(made, format="parquet", target=tmp_path / "x.parquet")
        group = pyarrow.parquet.read_metadata(tmp_path / "x.parquet").row_group(0)
        chunks = [group.column(number) for number in range(group.num_columns)]
        (sizes[many],) = (chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema == "geometry")
    assert sizes[2_000] < sizes[1] + 1_000


def test_a_geopackage_has_each_outline_once_if_asked(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    assert write(store, format="gpkg", target=path, outlines_once=True) == 8
    events, areas = (geopandas.read_file(path, layer=layer) for layer in ("events", "areas"))
    assert geopandas.list_layers(path)["name"].tolist() == ["events", "areas"]
    assert events.geometry.notna().sum() == 1 and areas.geometry.notna().all()
    joined = events.merge(areas, on="area_id", suffixes=("", "_of_area"))
    assert sorted(joined["event_id"]) == [f"e{n}" for n in range(6)]
    assert areas.set_index("area_id")["n_events"].to_dict() == {"AFG/24": 1, "KEN": 5}


def test_a_kml_has_each_outline_once_if_asked(store: Store, tmp_path: Path) -> None:
    path, usual = tmp_path / "x.kml", tmp_path / "y.kml"
    assert write(store, format="kml", target=path, outlines_once=True) == 8
    write(store, format="kml", target=usual)
    areas, clashes = ET.parse(path).findall("k:Document/k:Folder", KML)
    assert len(areas.findall(".//k:MultiGeometry", KML) + areas.findall("k:Placemark/k:Polygon", KML)) == 2
    assert not clashes.findall(".//k:Polygon", KML)
    looks = {}
    for mark in clashes.findall("k:Placemark", KML):
        looks[mark.findtext("k:ExtendedData/k:Data[@name='event_id']/k:value", "", KML)] = mark.find("k:LookAt", KML)
    # a town is a point, and what is nowhere is seen from nowhere
    assert sorted(name for name, look in looks.items() if look is None) == ["e6", "e7"] and len(looks) == 8
    look = looks["e0"]
    assert look is not None
    lon, lat, metres = (float(look.findtext(f"k:{name}", "", KML)) for name in ("longitude", "latitude", "range"))
    assert 34 < lon < 42 and -5 < lat < 5 and 800_000 < metres < 1_500_000
    assert path.stat().st_size < usual.stat().st_size


@pytest.mark.parametrize(
    "choice",
    [{"format": "geojson"}, {"format": "gpkg", "layer": "places"}, {"format": "kml", "geometry": "label-point"}],
)
def test_where_outlines_are_not_shared_that_is_told(store: Store, tmp_path: Path, choice: dict[str, str]) -> None:
    with pytest.raises(ExportError, match="gpkg or kml"):
        write(store, target=tmp_path / "x", outlines_once=True, **choice)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format", ["csv", "geojson"])
@pytest.mark.parametrize("layer", ["events", "crossings", "areas"])
@pytest.mark.programs("type-analyzer")
def test_kepler_plays_the_days(tmp_path: Path, layer: str, format: str) -> None:
    """Its own analyser of types takes the moments for times; it takes bare days for dates, which it does not play."""
    path = tmp_path / f"x.{format}"
    with Store.create(tmp_path / "news.gpkg", codes=codes) as made:
        made.add(border_news())
        made.add(strait_news())
        write(made, layer=layer, format=format, target=path)
    text = path.read_text(encoding="utf-8")
    read = list(csv.DictReader(text.splitlines())) if format == "csv" else None
    rows = read or [feature["properties"] for feature in json.loads(text)["features"]]
    script = (
        "const {Analyzer} = require(process.argv[1]);"
        "const rows = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(Analyzer.computeColMeta(rows, [], {})))"
    )
    told = subprocess.run(
        ["node", "-e", script, str(programs.TYPE_ANALYZER)],
        input=json.dumps(rows), capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    kinds = {column["key"]: column["type"] for column in json.loads(told.stdout)}
    assert kinds["date_start"] == "DATE"
    assert (kinds["start_datetime"], kinds["end_datetime"]) == ("DATETIME", "DATETIME")
