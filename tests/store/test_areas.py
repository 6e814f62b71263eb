"""A store opened in a GIS: views draw what is known to an area only, with outlines that stand in it once."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path

import programs
import pyogrio
import pytest
import shapely
from made_news import fill

from geonews import layers
from geonews.store import Store
from geonews.store.areas import outlines
from geonews.store.connection import open_checked
from geonews.store.geopackage import create_file
from geonews.store.styling import STYLED

ASK_QGIS = Path(__file__).parent / "ask_qgis.py"
#: What draws what is known to an area beside the points and lines.
VIEWS = {"events": ("event_areas",), "crossings": ("crossing_borders", "crossing_areas")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return fill(tmp_path / "made.gpkg")


def drawn(path: Path, layer: str) -> dict[str, str]:
    """Return what the exports and the app draw: the ids with the kind of shape."""
    with Store.open(path, read_only=True) as store:
        frame = getattr(layers, layer)(store)
    return {
        row.event_id: row.geometry.geom_type.removeprefix("Multi")
        for row in frame.itertuples()
        if row.geometry is not None
    }


def in_gis(path: Path, layer: str) -> dict[str, str]:
    """Return what GDAL finds in the layer and the views beside it."""
    found: dict[str, str] = {}
    for name in (layer, *VIEWS[layer]):
        frame = pyogrio.read_dataframe(path, layer=name)
        for row in frame.itertuples():
            if row.geometry is not None:
                assert row.event_id not in found, f"{row.event_id} is drawn twice"
                found[row.event_id] = row.geometry.geom_type.removeprefix("Multi")
    return found


@pytest.mark.parametrize("layer", ["events", "crossings"])
def test_a_gis_draws_all_that_the_app_draws(path: Path, layer: str) -> None:
    wanted = drawn(path, layer)
    assert {"Point", "Polygon"} <= set(wanted.values()) or "LineString" in wanted.values()
    assert in_gis(path, layer) == wanted


def test_shapes_are_those_of_the_exports(path: Path) -> None:
    with Store.open(path, read_only=True) as store:
        wanted = layers.events(store).set_index("event_id").geometry
    for row in pyogrio.read_dataframe(path, layer="event_areas").itertuples():
        assert shapely.equals(row.geometry, wanted[row.event_id])


def test_an_outline_stands_once_and_only_if_it_is_needed(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM areas UNION ALL SELECT key FROM borders")]
    assert len(keys) == len(set(keys)) < 30
    assert len(outlines("areas")) > 3000


def test_what_is_corrected_is_drawn_as_corrected(path: Path) -> None:
    with Store.open(path) as store:
        store.correct("event-001", "not_an_event", {"retracted": True}, who="a test")
        area = next(iter(pyogrio.read_dataframe(path, layer="event_areas").event_id))
        store.correct(
            area, "place", {"place": "Nowhere", "country": "ISL", "geo_precision": 3, "lon": None, "lat": None},
            who="a test",
        )  # fmt: skip
    for layer in ("events", "crossings"):
        wanted = drawn(path, layer)
        assert {name: kind for name, kind in in_gis(path, layer).items() if name != "event-001"} == wanted
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM areas WHERE key = 'ISL'").fetchone() == (1,)


def test_a_store_of_an_older_schema_gets_areas_and_styles(tmp_path: Path) -> None:
    old, made = tmp_path / "old.gpkg", fill(tmp_path / "made.gpkg")
    create_file(old, version=8)
    with sqlite3.connect(old, isolation_level=None) as connection:
        connection.create_function("ST_IsEmpty", 1, lambda blob: blob is None)
        for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            connection.create_function(name, 1, lambda blob: 0.0)
        connection.execute("ATTACH ? AS made", (str(made),))
        for table in ("articles", "places", "mentions", "events", "crossings", "seals"):
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM made.{table}")
    open_checked(old, read_only=False, timeout_seconds=10).close()
    for layer in ("events", "crossings"):
        assert in_gis(old, layer) == in_gis(made, layer)
    with sqlite3.connect(old) as connection:
        assert {name for (name,) in connection.execute("SELECT f_table_name FROM layer_styles")} == set(STYLED)


@pytest.mark.programs("gdal")
def test_gdal_finds_the_store_sound(path: Path) -> None:
    programs.validate_geopackage(path)


@pytest.mark.programs("qgis")
def test_qgis_opens_the_store_styled_and_timed(path: Path, tmp_path: Path) -> None:
    names = [name for layer, views in VIEWS.items() for name in (layer, *views)]
    told = subprocess.run(
        [programs.SYSTEM_PYTHON, ASK_QGIS, path, tmp_path / "x.png", *names],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    found = json.loads(told.stdout.splitlines()[-1])
    assert found.pop("colours") > 5
    for layer, views in VIEWS.items():
        shown = [name for one in (layer, *views) for name in found[one]["ids"]]
        assert sorted(shown) == sorted(drawn(path, layer))
    for name, layer in found.items():
        assert layer["valid"] and layer["numbers"] and layer["is_timed"] and layer["tip"], name
        assert layer["untitled"] == 0, name
    assert found["events"]["renderer"] == found["event_areas"]["renderer"] == "categorizedSymbol"


#: How Datasette finds the full text of a table (datasette.utils.detect_fts_sql).
DETECT_FTS = """
select name from sqlite_master where rootpage = 0 and (
  sql like '%VIRTUAL TABLE%USING FTS%content="{table}"%' or sql like '%VIRTUAL TABLE%USING FTS%content=[{table}]%'
  or (tbl_name = "{table}" and sql like '%VIRTUAL TABLE%USING FTS%')
)"""


@pytest.mark.parametrize(("table", "words"), [("articles", "article_words"), ("events", "event_words")])
def test_datasette_finds_the_full_text(path: Path, table: str, words: str) -> None:
    with sqlite3.connect(path) as connection:
        assert connection.execute(DETECT_FTS.format(table=table)).fetchall() == [(words,)]
        found = connection.execute(
            f"SELECT count(*) FROM {table} WHERE fid IN (SELECT rowid FROM {words} WHERE {words} MATCH 'soldiers')"
        ).fetchone()
    assert found[0] >= 1
