"""Programs that nobody here wrote take every format: GDAL's own, its GeoPackage validator, DuckDB."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import programs
import pyogrio
import pytest
from store_samples import border_news, codes, strait_news

from geonews.export import FORMATS, formats_of, write
from geonews.store import LAYERS, EventFilter, Store

gdal = pytest.mark.programs("gdal")
#: Debian's GDAL has no driver for Parquet; PLOVER lines are records, GDELT has no header, JSON-FG is read as GeoJSON.
READ_BY_GDAL = ("geojson", "geojsonl", "jsonfg", "gpkg", "flatgeobuf", "kml", "csv", "acled")
#: GDAL takes the suffixes of these for something else.
PREFIXES = {"acled": "CSV:", "csv": "CSV:", "jsonfg": "GeoJSON:"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("programs") / "news.gpkg", codes=codes) as made:
        made.add(border_news(title="<b>\"x\"</b> & ]]>, 'y'; DROP TABLE events;\n--"))
        made.add(strait_news())
        yield made


def pairs() -> Iterator[tuple[str, str]]:
    for layer in LAYERS:
        for format in formats_of(layer):
            if format in READ_BY_GDAL:
                yield layer, format


@gdal
@pytest.mark.parametrize(("layer", "format"), sorted(pairs()))
def test_gdal_takes_every_format(store: Store, tmp_path: Path, layer: str, format: str) -> None:
    path, copy = tmp_path / f"x{FORMATS[format]}", tmp_path / "copy.gpkg"
    count = write(store, layer=layer, format=format, target=path)
    assert count > 0
    source = f"{PREFIXES.get(format, '')}{path}"
    told = re.findall(r"Feature Count: (\d+)", programs.run("ogrinfo", "-ro", "-al", "-so", source))
    assert sum(map(int, told)) == count
    programs.run("ogr2ogr", "-f", "GPKG", copy, source)
    assert sum(pyogrio.read_info(copy, layer=name)["features"] for name, _ in pyogrio.list_layers(copy)) == count


@gdal
def test_flatgeobuf_has_an_index_that_finds_what_is_there(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.fgb"
    drawn = [row for row in read_geojson(store, tmp_path) if row["geometry"] is not None]
    assert write(store, format="flatgeobuf", target=path) == len(drawn)
    told = programs.run("ogrinfo", "-ro", "-al", "-q", path, "-spat", 71.6, 36.7, 71.62, 36.73)
    assert "a1-1" in told and "b1-1" not in told
    assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"]


def read_geojson(store: Store, folder: Path) -> list[dict[str, object]]:
    write(store, format="geojson", target=folder / "all.geojson")
    features: list[dict[str, object]] = json.loads((folder / "all.geojson").read_bytes())["features"]
    return features


@gdal
def test_gdal_finds_the_store_itself_sound(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "store.gpkg"
    with sqlite3.connect(store.path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    programs.validate_geopackage(copy)
    for layer in ("events", "crossings", "places"):
        assert "Feature Count" in programs.run("ogrinfo", "-ro", "-so", copy, layer)


@gdal
@pytest.mark.parametrize("layer", LAYERS)
def test_gdal_finds_an_exported_geopackage_sound(store: Store, tmp_path: Path, layer: str) -> None:
    write(store, layer=layer, format="gpkg", target=tmp_path / "x.gpkg")
    programs.validate_geopackage(tmp_path / "x.gpkg")


@gdal
def test_the_validator_finds_what_is_wrong(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "broken.gpkg"
    write(store, format="gpkg", target=copy)
    with sqlite3.connect(copy) as broken:
        broken.execute("UPDATE gpkg_geometry_columns SET srs_id = 77")
    with pytest.raises(AssertionError):
        programs.validate_geopackage(copy)


def test_duckdb_reads_the_geoparquet_and_skips_by_its_boxes(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    count = write(store, format="parquet", target=path)
    with duckdb.connect() as database:
        database.execute(f"CREATE VIEW events AS SELECT * FROM '{path}'")
        assert database.execute("SELECT count(*) FROM events").fetchone() == (count,)
        near = database.execute(
            "SELECT event_id FROM events WHERE bbox.xmin >= 71.6 AND bbox.xmax <= 71.62 "
            "AND bbox.ymin >= 36.7 AND bbox.ymax <= 36.73 ORDER BY event_id"
        ).fetchall()
        assert near == [("a1-1",)]
        kinds = dict(row[:2] for row in database.execute("DESCRIBE events").fetchall())
        assert kinds["date_start"] == "DATE" and kinds["disputed"] == "BOOLEAN" and kinds["count_min"] == "BIGINT"
        assert kinds["geometry"].startswith("GEOMETRY")
        point = "SELECT ST_AsText(geometry) FROM events WHERE event_id = 'a1-1'"
        assert database.execute(point).fetchone() == ("POINT (71.6111 36.7247)",)
        boxes = database.execute(
            "SELECT count(*) FROM parquet_metadata(?) WHERE path_in_schema = 'bbox, xmin' AND stats_min IS NOT NULL",
            [str(path)],
        ).fetchone()
        assert boxes is not None and boxes[0] > 0  # what lets a reader skip row groups


def test_duckdb_reads_the_tables(store: Store, tmp_path: Path) -> None:
    ids = [row["event_id"] for row in store.events(EventFilter())]
    write(store, format="csv", target=tmp_path / "x.csv")
    write(store, format="geojsonl", target=tmp_path / "x.geojsonl")
    with duckdb.connect() as database:
        assert database.execute("SELECT event_id FROM read_csv(?)", [str(tmp_path / "x.csv")]).fetchall() == [
            (event_id,) for event_id in ids
        ]
        lines = database.execute("SELECT id FROM read_json(?)", [str(tmp_path / "x.geojsonl")]).fetchall()
        assert lines == [(event_id,) for event_id in ids]
