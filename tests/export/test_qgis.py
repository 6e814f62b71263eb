"""For QGIS: layers of one kind of geometry each, all that is drawn in one of them; QGIS itself opens the project."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import programs
import pyogrio
import pytest
from store_samples import border_news, codes, strait_news

from geonews.errors import ExportError
from geonews.export import write, write_qgis
from geonews.export.features import checked_export
from geonews.export.qgis import QGIS_LAYERS
from geonews.looks import looks
from geonews.looks.qml import style
from geonews.store import EventFilter, Store
from geonews.webmap.palette import families

ASK_QGIS = Path(__file__).parent / "ask_qgis.py"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("qgis") / "store.gpkg", codes=codes) as made:
        made.add(border_news(title="<b>\"x\"</b> & ]]>, 'y'"))
        made.add(strait_news())
        yield made


def drawn(store: Store, folder: Path, layer: str, choice: EventFilter | None = None) -> int:
    write(store, layer=layer, format="geojson", target=folder / "x.geojson", filter=choice)
    features = json.loads((folder / "x.geojson").read_bytes())["features"]
    return sum(feature["geometry"] is not None for feature in features)


@pytest.mark.parametrize("choice", [None, EventFilter(countries=("TJK",)), EventFilter(ids=("nobody",))])
def test_what_is_drawn_is_in_a_layer(store: Store, tmp_path: Path, choice: EventFilter | None) -> None:
    counts = write_qgis(store, tmp_path / "news.gpkg", filter=choice)
    assert counts["events"] + counts["event_areas"] == drawn(store, tmp_path, "events", choice)
    assert counts["crossings"] + counts["crossing_areas"] == drawn(store, tmp_path, "crossings", choice)
    kinds = dict(pyogrio.list_layers(tmp_path / "news.gpkg").tolist())
    assert kinds == {
        "events": "Point", "event_areas": "MultiPolygon", "crossings": "MultiLineString", "places": "Point",
        "crossing_areas": "MultiPolygon", "outlines": "MultiPolygon", "event_areas_rows": None,
        "crossing_areas_rows": None, "layer_styles": None,
    }  # fmt: skip
    assert {name: pyogrio.read_info(tmp_path / "news.gpkg", layer=name)["features"] for name in counts} == counts
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.gpkg", "news.qgz", "x.geojson"]
    with zipfile.ZipFile(tmp_path / "news.qgz") as archive:
        assert archive.namelist() == ["news.qgs"]


@pytest.mark.parametrize("n_events", [1, 40])
def test_an_outline_stands_in_it_once(tmp_path: Path, n_events: int) -> None:
    with Store.create(tmp_path / "store.gpkg", codes=codes) as made:
        for number in range(n_events):
            made.add(border_news(f"s{number}"))
        counts = write_qgis(made, tmp_path / "news.gpkg")
    assert pyogrio.read_info(tmp_path / "news.gpkg", layer="outlines")["features"] == 2  # a province and a country
    assert counts["event_areas"] == 2 * n_events
    drawn_areas = pyogrio.read_dataframe(tmp_path / "news.gpkg", layer="event_areas")
    assert len(drawn_areas) == counts["event_areas"] and not drawn_areas.geometry.is_empty.any()
    assert {"event_id", "date_start", "admin1_name"} <= set(drawn_areas.columns) and "shape_id" not in drawn_areas
    if shutil.which("ogrinfo"):
        programs.validate_geopackage(tmp_path / "news.gpkg")


def test_titles_name_only_columns_that_are_there(store: Store) -> None:
    for layer in QGIS_LAYERS:
        schema = checked_export(store, layer.layer, None, "area").schema()
        title = re.search(r"<previewExpression>(.*?)</previewExpression>", style(layer.table, layer.geometry, schema))
        assert title is not None and set(re.findall(r'"(\w+)"', title[1])) <= schema.keys(), layer.table
    with sqlite3.connect(store.path) as connection:
        styles = dict(connection.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        for table, look in styles.items():
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            title = re.search(r"<previewExpression>(.*?)</previewExpression>", look)
            assert title is not None and set(re.findall(r'"(\w+)"', title[1])) <= columns, table


def test_the_colours_are_those_of_the_map() -> None:
    table = tomllib.loads((Path(programs.ROOT) / "geonews/looks/looks.toml").read_text())
    assert [(f["label"], f["colour"], tuple(f["types"])) for f in table["family"]] == [
        (f.label, f.light, tuple(f.types)) for f in families()
    ]
    assert len({look.type for look in looks()}) == len(looks())


@pytest.mark.parametrize("name", ["news.qgz", "news", "."])
def test_a_target_that_is_no_geopackage_says_so(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"news\.gpkg"):
        write_qgis(store, tmp_path / name)
    with pytest.raises(ExportError, match="other than the store"):
        write_qgis(store, store.path)


@pytest.mark.programs("qgis")
def test_qgis_opens_the_project_styled_and_timed(store: Store, tmp_path: Path) -> None:
    counts = write_qgis(store, tmp_path / "news.gpkg")
    told = subprocess.run(
        [programs.SYSTEM_PYTHON, ASK_QGIS, tmp_path / "news.qgz", tmp_path / "x.png"],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    layers = {layer["table"]: layer for layer in json.loads(told.stdout.splitlines()[-1])}
    assert {name: layer["features"] for name, layer in layers.items()} == counts
    assert list(layers) == ["events", "crossings", "places", "crossing_areas", "event_areas"]  # areas below points
    for name, layer in layers.items():
        assert layer["valid"] and layer["crs"] == "EPSG:4326", name
        assert layer["is_timed"] == (name != "places"), name
        assert layer["tip"] and layer["alias"] and layer["untitled"] == 0, name
        assert layer["saved_renderer"] == layer["renderer"], name
    assert layers["events"]["renderer"] == layers["event_areas"]["renderer"] == "categorizedSymbol"
    assert layers["events"]["categories"] == len(looks()) + 1
    assert layers["crossings"]["symbols"] == ["ArrowLine", "SimpleLine"]  # through towns, along a border
    assert layers["events"]["colours"] > 3  # of the picture, without the ground
