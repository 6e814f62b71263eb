"""Every format says the same, to programs that nobody here wrote, and a file is there whole or not at all."""

from __future__ import annotations

import csv
import html
import json
import os
import tracemalloc
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import pyarrow
import pyarrow.parquet
import pyogrio
import pytest
from geojson_pydantic import FeatureCollection
from store_samples import border_news, codes, strait_news

from geonews.errors import ExportError
from geonews.export import FORMATS, formats, formats_of, write
from geonews.export.features import CREDIT
from geonews.export.tables import ACLED_COLUMNS, GDELT_COLUMNS
from geonews.store import LAYERS, EventFilter, Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("export") / "news.gpkg", codes=codes) as made:
        made.add(border_news(title='=HYPERLINK("http://evil.example","<b>x</b> & ]]>")'))
        made.add(strait_news())
        yield made


def load(store: Store, path: Path, **choice: Any) -> dict[str, Any]:
    write(store, format="geojson", target=path, **choice)
    collection: dict[str, Any] = json.loads(path.read_bytes())
    return collection


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, list):
        for part in value:
            yield from numbers(part)
    else:
        yield value


@pytest.mark.parametrize("layer", ["events", "crossings", "places"])
@pytest.mark.parametrize("geometry", ["area", "label-point", "none"])
def test_geojson_follows_rfc_7946(store: Store, tmp_path: Path, layer: str, geometry: str) -> None:
    collection = load(store, tmp_path / "x.geojson", layer=layer, geometry=geometry)
    FeatureCollection.model_validate(collection)
    assert "crs" not in collection
    ids = [feature["id"] for feature in collection["features"]]
    assert len(ids) == len(set(ids)) > 0
    for feature in collection["features"]:
        assert not [key for key, value in feature["properties"].items() if isinstance(value, (list, dict))]
        assert {"geo_precision", "geometry_basis"} <= set(feature["properties"])
        shape = feature["geometry"]
        assert (shape is None) == (feature["properties"]["geometry_basis"] == "none")
        if shape is not None:
            for number in numbers(shape["coordinates"]):
                assert round(number, 7) == number
            flat = list(numbers(shape["coordinates"]))
            assert all(-180 <= lon <= 180 for lon in flat[::2])
            assert all(-90 <= lat <= 90 for lat in flat[1::2])


def test_outer_rings_run_counterclockwise(store: Store, tmp_path: Path) -> None:
    collection = load(store, tmp_path / "x.geojson", filter=EventFilter(ids=("a1-3", "a1-4")))
    for feature in collection["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for outer, *_ in polygons:
            area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(outer))
            assert area > 0
            assert outer[0] == outer[-1]


def test_what_is_not_known_is_not_located(store: Store, tmp_path: Path) -> None:
    found = {f["id"]: f for f in load(store, tmp_path / "x.geojson")["features"]}
    assert found["a1-1"]["geometry"] == {"type": "Point", "coordinates": [71.6111, 36.7247]}
    assert found["a1-3"]["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert found["a1-5"]["geometry"] is None
    assert found["a1-3"]["properties"]["geo_precision"] == 3
    for key in ("a1-3", "a1-4", "a1-5"):
        assert found[key]["properties"]["lat"] is None
    assert found["a1-3"]["properties"]["origin_lat"] is None


def test_crossings_over_the_antimeridian_are_cut(store: Store, tmp_path: Path) -> None:
    collection = load(store, tmp_path / "x.geojson", layer="crossings", filter=EventFilter(ids=("b1-1",)))
    (feature,) = collection["features"]
    assert feature["geometry"]["type"] == "MultiLineString"
    west, east = feature["geometry"]["coordinates"]
    assert west[-1][0] == 180.0 and east[0][0] == -180.0


def test_the_filter_of_the_app_is_the_filter_of_the_export(store: Store, tmp_path: Path) -> None:
    choice = EventFilter(countries=("AFG",), date_to=date(2021, 7, 4))
    collection = load(store, tmp_path / "x.geojson", filter=choice)
    assert [f["id"] for f in collection["features"]] == [row["event_id"] for row in store.events(choice)]
    nothing = load(store, tmp_path / "y.geojson", filter=EventFilter(ids=("nobody",)))
    assert nothing == {"type": "FeatureCollection", "attribution": CREDIT, "features": []}


def test_lines_of_geojson_are_the_features_of_the_collection(store: Store, tmp_path: Path) -> None:
    count = write(store, format="geojsonl", target=tmp_path / "x.geojsonl")
    lines = [json.loads(line) for line in (tmp_path / "x.geojsonl").read_text().splitlines()]
    assert lines == load(store, tmp_path / "x.geojson")["features"]
    assert count == 6


def test_jsonfg_has_time(store: Store, tmp_path: Path) -> None:
    write(store, format="jsonfg", target=tmp_path / "x.json")
    collection = json.loads((tmp_path / "x.json").read_text())
    times = {f["id"]: f["time"] for f in collection["features"]}
    assert times["a1-1"] == {"date": "2021-07-05"}
    assert times["a1-2"] == {"interval": ["2021-06-28", "2021-07-04"]}
    assert times["a1-3"] == {"interval": ["..", "2021-07-06"]}
    assert times["a1-5"] is None
    assert "conformsTo" in collection


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("format", sorted(FORMATS))
def test_every_pair_is_written_or_refused(store: Store, tmp_path: Path, layer: str, format: str) -> None:
    path = tmp_path / f"x{FORMATS[format]}"
    if format not in formats_of(layer):
        with pytest.raises(ExportError, match="expected one of .* for the layer"):
            write(store, layer=layer, format=format, target=path)
        assert os.listdir(tmp_path) == []
        return
    assert write(store, layer=layer, format=format, target=path) > 0
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("format", ["geojson", "geojsonl", "jsonfg", "gpkg", "flatgeobuf", "kml", "parquet"])
@pytest.mark.parametrize("layer", ["events", "crossings", "places"])
def test_geopandas_reads_what_was_written(store: Store, tmp_path: Path, layer: str, format: str) -> None:
    path = tmp_path / f"x{FORMATS[format]}"
    count = write(store, layer=layer, format=format, target=path)
    if format == "kml":  # its folders are layers
        assert sum(len(pyogrio.read_dataframe(path, layer=name)) for name, _ in pyogrio.list_layers(path)) == count
        return
    frame = geopandas.read_parquet(path) if format == "parquet" else pyogrio.read_dataframe(path)
    assert len(frame) == count
    assert frame.crs.to_epsg() == 4326
    drawn = sum(f["geometry"] is not None for f in load(store, tmp_path / "y.geojson", layer=layer)["features"])
    assert frame.geometry.notna().sum() == drawn
    assert frame.geometry.dropna().is_valid.all()


def test_memory_stays_flat(tmp_path: Path) -> None:
    rows = 12_000
    table = pyarrow.table(
        {
            "event_id": [f"e{n:06d}" for n in range(rows)],
            "doc_id": [f"d{n // 10}" for n in range(rows)],
            "event_type": ["CLASH"] * rows,
            "evidence": [f"Rival militias fought outside town {n}. " * 8 for n in range(rows)],
            "country": ["AFG"] * rows,
            "geo_precision": [3] * rows,
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "events.parquet")
    peaks = {}
    with Store.create(tmp_path / "many.gpkg", codes=codes) as many:
        many.load_events(tmp_path / "events.parquet")
        for part in (2_000, rows):
            chosen = EventFilter(ids=tuple(f"e{n:06d}" for n in range(part)))
            write(many, target=tmp_path / "x.geojson", filter=chosen)
            tracemalloc.start()
            write(many, target=tmp_path / "x.geojson", filter=chosen)
            peaks[part] = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    assert peaks[rows] < peaks[2_000] + 8_000_000
    assert (tmp_path / "x.geojson").stat().st_size > 3 * peaks[rows]


def test_geoparquet_is_typed_and_covered(store: Store, tmp_path: Path) -> None:
    write(store, format="parquet", target=tmp_path / "x.parquet")
    schema = pyarrow.parquet.read_schema(tmp_path / "x.parquet")
    geo = json.loads(schema.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    frame = geopandas.read_parquet(tmp_path / "x.parquet", bbox=(68, 36, 69, 37)).set_index("event_id")
    assert "a1-2" in frame.index and "b1-1" not in frame.index
    assert frame.loc["a1-2", "date_start"] == date(2021, 6, 28)


@pytest.mark.parametrize("format", ["geojson", "jsonfg", "kml", "parquet", "gpkg", "flatgeobuf"])
def test_whoever_made_the_positions_is_named(store: Store, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"x{FORMATS[format]}"
    write(store, layer="places", format=format, target=target)
    assert CREDIT.encode() in target.read_bytes()


def test_csv_runs_no_formula(store: Store, tmp_path: Path) -> None:
    write(store, format="csv", target=tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["event_id"]: row for row in csv.DictReader(file)}
    assert rows["a1-1"]["title"].startswith("'=HYPERLINK")
    assert rows["b1-1"]["lon"] == "-165.4064"
    assert rows["a1-3"]["lat"] == ""
    assert rows["a1-1"]["count_approx"] == "true"


def test_a_carriage_return_ends_no_row(tmp_path: Path) -> None:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as odd:
        odd.add(border_news(title="one\rtwo\r\nthree", source="\r=1+1"))
        write(odd, format="csv", target=tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["title"] for row in rows} == {"one\ntwo\nthree"}
    assert b"\r" not in (tmp_path / "x.csv").read_bytes()


def test_kml_has_time_spans_and_no_markup(store: Store, tmp_path: Path) -> None:
    write(store, format="kml", target=tmp_path / "x.kml")
    tree = ET.parse(tmp_path / "x.kml")
    ns = {"k": "http://www.opengis.net/kml/2.2"}
    marks = {m.find("k:ExtendedData/k:Data[@name='event_id']/k:value", ns).text: m  # type: ignore[union-attr]
             for m in tree.iterfind(".//k:Placemark", ns)}  # fmt: skip
    assert marks["a1-2"].findtext("k:TimeSpan/k:begin", namespaces=ns) == "2021-06-28"
    assert marks["a1-3"].findtext("k:TimeSpan/k:begin", namespaces=ns) is None
    assert marks["a1-3"].findtext("k:TimeSpan/k:end", namespaces=ns) == "2021-07-06"
    name = marks["a1-1"].findtext("k:name", namespaces=ns)
    assert name is not None and "<" not in name  # Google Earth shows it as HTML
    assert html.unescape(name) == '=HYPERLINK("http://evil.example","<b>x</b> & ]]>")'


def test_no_text_of_kml_is_markup_once_it_is_shown(tmp_path: Path) -> None:
    words = "<img src=x onerror=alert(1)> <a href='javascript:alert(2)'>$[name] &lt;b&gt;</a>"
    with Store.create(tmp_path / "news.gpkg", codes=codes) as odd:
        odd.add(border_news(title=words, source=words))
        for layer in ("events", "crossings", "places"):
            write(odd, layer=layer, format="kml", target=tmp_path / f"{layer}.kml")
    for layer in ("events", "crossings", "places"):
        tree = ET.parse(tmp_path / f"{layer}.kml")
        texts = [
            node.text or "" for node in tree.iter() if node.tag.rsplit("}", 1)[-1] in ("name", "value", "description")
        ]
        assert texts
        assert not [text for text in texts if "<" in text]
        if layer == "events":
            assert words in [html.unescape(text) for text in texts]


def test_acled_has_its_columns_and_only_what_happened(store: Store, tmp_path: Path) -> None:
    write(store, format="acled", target=tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = {row["event_id_cnty"]: row for row in reader}
    assert tuple(reader.fieldnames or ()) == ACLED_COLUMNS
    assert len(ACLED_COLUMNS) == 31
    assert set(rows) == {"a1-1", "a1-2", "a1-4", "b1-1"}
    clash = rows["a1-2"]
    assert (clash["iso"], clash["country"], clash["fatalities"]) == ("4", "Afghanistan", "3")
    assert (clash["event_type"], clash["disorder_type"]) == ("Battles", "Political violence")
    assert {name: rows[name]["admin1"] for name in ("a1-1", "a1-2", "a1-4")} == {
        "a1-1": "Gorno-Badakhshan", "a1-2": "Kunduz", "a1-4": "Badakhshan",
    }  # fmt: skip


@pytest.mark.parametrize("format", ["csv", "geojson", "parquet"])
@pytest.mark.parametrize("layer", ["events", "places"])
def test_divisions_have_their_names_beside_their_codes(store: Store, tmp_path: Path, layer: str, format: str) -> None:
    path = tmp_path / f"x.{format}"
    write(store, layer=layer, format=format, target=path)
    if format == "csv":
        rows = list(csv.DictReader(path.open(encoding="utf-8")))
    elif format == "geojson":
        rows = [feature["properties"] for feature in json.loads(path.read_bytes())["features"]]
    else:
        rows = pyarrow.parquet.read_table(path).to_pylist()
    names = {(row["country"][:2], row["admin1"]): row["admin1_name"] for row in rows if row["admin1"]}
    assert names[("AF", "24")] == "Kunduz" and names[("AF", "01")] == "Badakhshan"
    assert all(not row["admin1_name"] for row in rows if not row["admin1"])


def test_gdelt_has_its_columns_and_fips_countries(store: Store, tmp_path: Path) -> None:
    write(store, format="gdelt", target=tmp_path / "x.tsv")
    with (tmp_path / "x.tsv").open(encoding="utf-8", newline="") as file:
        rows = [dict(zip(GDELT_COLUMNS, row, strict=True)) for row in csv.reader(file, dialect="excel-tab")]
    assert len(GDELT_COLUMNS) == 61
    crossing = next(row for row in rows if row["Actor1Geo_FullName"].startswith("Ishkashim"))
    assert crossing["Actor2Geo_CountryCode"] == "TI"
    assert crossing["SQLDATE"] == "20210705"
    assert crossing["EventCode"] == "0233"
    assert crossing["ActionGeo_Type"] == "4"


def test_plover_names_its_fields(store: Store, tmp_path: Path) -> None:
    write(store, format="plover", target=tmp_path / "x.jsonl")
    rows = {r["id"]: r for r in map(json.loads, (tmp_path / "x.jsonl").read_text().splitlines())}
    assert rows["a1-1"]["event"] == ["SANCTION"]
    assert rows["a1-3"]["mode"] == ["expel", "future"]
    assert rows["a1-1"]["actor"] == [{"code": "AFG", "sector": "CVL", "entity_text": "herders"}]
    assert rows["a1-1"]["x_geonews"]["destination_place"] == "Ishkoshim"


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"layer": "people"}, "expected a layer"),
        ({"format": "shp"}, "expected a format"),
        ({"geometry": "centroid"}, "expected a geometry"),
        ({"layer": "places", "format": "acled"}, "export events instead"),
        ({"layer": "articles", "format": "kml"}, "no place on a map"),
    ],
)
def test_a_choice_that_makes_no_sense_says_so(
    store: Store, tmp_path: Path, choice: dict[str, str], message: str
) -> None:
    with pytest.raises(ExportError, match=message):
        write(store, target=tmp_path / "x", **choice)


def test_a_target_that_cannot_be_written_says_so(store: Store, tmp_path: Path) -> None:
    for target in (tmp_path / "no" / "x.geojson", tmp_path, store.path):
        for format in ("geojson", "gpkg"):
            with pytest.raises(ExportError, match="expected"):
                write(store, format=format, target=target)
    assert store.count_events() == 6


def test_an_export_that_breaks_leaves_the_old_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.geojson"
    path.write_text("old")

    def full(export: object, out: Any) -> int:
        out.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(formats._STREAMS, "geojson", full)
    with pytest.raises(ExportError, match="No space left"):
        write(store, format="geojson", target=path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["x.geojson"]


def test_standard_output(store: Store, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert write(store, format="geojsonl", target="-") == 6
    assert len(capfdbinary.readouterr().out.splitlines()) == 6
    write(store, format="parquet", target="-")
    assert capfdbinary.readouterr().out.startswith(b"PAR1")


def test_equal_stores_give_equal_exports_whatever_the_order(tmp_path: Path) -> None:
    written = []
    for name, articles in (("a", (border_news(), strait_news())), ("b", (strait_news(), border_news()))):
        with Store.create(tmp_path / f"{name}.gpkg", codes=codes) as store:
            for parsed in articles:
                store.add(parsed)
            for format in ("geojson", "csv", "plover", "gdelt", "kml"):
                write(store, format=format, target=tmp_path / f"{name}.{format}")
            write(store, layer="places", format="csv", target=tmp_path / f"{name}.places")
        written.append([p.read_bytes() for p in sorted(tmp_path.glob(f"{name}.*")) if p.suffix != ".gpkg"])
    assert written[0] == written[1]
