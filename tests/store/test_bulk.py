"""A bulk load leaves the store as if its events had been added one by one."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from store_samples import border_news, codes, strait_news

from geonews.errors import StoreError
from geonews.export import write
from geonews.store import EventFilter, Store
from geonews.store.geopackage import POINT_BYTES, point_blob, point_blobs
from geonews.store.rtree import pack_points


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "first.gpkg", codes=codes) as first:
        first.add(border_news())
        first.add(strait_news())
        write(first, format="parquet", target=tmp_path / "events.parquet", geometry="none")
    with Store.create(tmp_path / "second.gpkg", codes=codes) as second:
        second.add(border_news("a9"))
        assert second.load_events(tmp_path / "events.parquet") == 6
        yield second


def test_loaded_events_are_found_by_every_index(loaded: Store) -> None:
    def found(**choice: object) -> set[str]:
        return {row["event_id"] for row in loaded.events(EventFilter(**choice))}  # type: ignore[arg-type]

    assert len(found()) == 11
    assert found(text="hunters boat") == {"b1-1"}
    assert found(bbox=(170.0, 60.0, -160.0, 70.0)) == {"b1-1"}
    assert found(countries=("USA",)) == {"b1-1"}
    window = {"date_from": date(2021, 7, 1), "date_to": date(2021, 7, 2)}
    assert found(**window) == {"a1-2", "a9-2"}
    assert found(**window, open_intervals=True) == {"a1-2", "a9-2", "a1-3", "a9-3"}
    assert {row["event_id"] for row in loaded.crossings()} == {"a1-1", "a1-3", "a9-1", "a9-3", "b1-1"}
    assert loaded.counts()["articles"] == 3


def test_the_store_is_sound_and_goes_on_taking_articles(loaded: Store, tmp_path: Path) -> None:
    assert loaded.load_events(tmp_path / "events.parquet") == 0
    loaded.add(border_news("c1"))
    loaded.add(border_news("a1"))  # the article whose events were loaded arrives with its text
    assert loaded.count_events() == 16
    assert loaded.article("a1") == border_news("a1").article
    with sqlite3.connect(loaded.path) as connection:
        for query in ("PRAGMA integrity_check", "SELECT rtreecheck('rtree_events_geom')"):
            assert connection.execute(query).fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO event_words (event_words, rank) VALUES ('integrity-check', 1)")
        connection.execute("INSERT INTO article_words (article_words, rank) VALUES ('integrity-check', 1)")
    connection.close()
    assert pyogrio.read_info(loaded.path, layer="events")["features"] == 16
    assert pyogrio.read_info(loaded.path, layer="crossings")["features"] == 7
    lines = pyogrio.read_dataframe(loaded.path, layer="crossings", bbox=(179.0, 60.0, 180.0, 70.0))
    assert list(lines["event_id"]) == ["b1-1"]


def test_a_load_leaves_the_indexes_and_the_settings_as_they_were(loaded: Store, tmp_path: Path) -> None:
    names = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    with Store.create(tmp_path / "fresh.gpkg", codes=codes) as fresh:
        before = fresh._ask(names)
        assert fresh.load_events(tmp_path / "events.parquet") == 6
        assert fresh._ask(names) == before
        assert fresh._ask("PRAGMA journal_mode") == [("wal",)]
        assert fresh._ask("PRAGMA foreign_keys") == [(1,)]
        fresh.add(strait_news())
        assert {row["event_id"] for row in fresh.events(EventFilter(text="hunters boat"))} == {"b1-1"}


def test_a_first_load_while_somebody_has_the_store_open(loaded: Store, tmp_path: Path) -> None:
    with Store.create(tmp_path / "fresh.gpkg", codes=codes) as fresh, Store.open(fresh.path, read_only=True) as reader:
        reading = reader.events()
        assert list(reading) == []
        assert fresh.load_events(tmp_path / "events.parquet") == 6
        assert reader.count_events() == 6


def test_a_load_that_is_killed_leaves_an_empty_store(loaded: Store, tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from geonews.store import Store, bulk\n"
        "def die(connection, last):\n"
        "    connection.execute('PRAGMA cache_spill = 1'); connection.execute('PRAGMA cache_size = 1')\n"
        '    connection.execute("UPDATE events SET evidence = evidence || hex(randomblob(20000))")\n'
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "bulk._write_crossings = die\n"
        "Store.open(sys.argv[1]).load_events(sys.argv[2])\n"
    )
    path = tmp_path / "killed.gpkg"
    Store.create(path, codes=codes).close()
    before = path.stat().st_size
    killed = subprocess.run([sys.executable, "-c", script, path, tmp_path / "events.parquet"], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.stat().st_size > before  # pages were in the file already
    assert {found.name for found in tmp_path.glob(".*")} == set()
    with Store.open(path, codes=codes) as store:
        assert store.count_events() == 0
        assert store._ask("PRAGMA integrity_check") == [("ok",)]
        assert store.load_events(tmp_path / "events.parquet") == 6


def test_what_is_not_a_table_of_events_changes_nothing(loaded: Store, tmp_path: Path) -> None:
    (tmp_path / "no.parquet").write_bytes(b"nothing")
    pq.write_table(pa.table({"event_id": ["x"], "doc_id": ["y"]}), tmp_path / "short.parquet")
    bad = pa.table({"event_id": ["x", "y"], "doc_id": ["d", None], "event_type": ["CLASH", "CLASH"]})
    pq.write_table(bad, tmp_path / "bad.parquet")
    for name in ("no.parquet", "short.parquet", "bad.parquet", "missing.parquet"):
        with pytest.raises(StoreError, match="expected"):
            loaded.load_events(tmp_path / name)
    assert loaded.count_events() == 11
    assert len(list(loaded.events(EventFilter(text="militias")))) > 0
    with sqlite3.connect(loaded.path) as connection:
        indexes = connection.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'events_by_%'").fetchone()
    connection.close()
    assert indexes[0] > 10


def rows_of(path: Path, columns: dict[str, object], rows: int = 4) -> Path:
    """Write events of which some columns are given."""
    plain = {
        "event_id": [f"e{n}" for n in range(rows)],
        "doc_id": [f"d{n // 2}" for n in range(rows)],
        "event_type": ["CLASH"] * rows,
    }
    pq.write_table(pa.table({**plain, **columns}), path)
    return path


@pytest.mark.parametrize("known", [False, True])
def test_of_two_events_with_one_id_the_first_counts(tmp_path: Path, known: bool) -> None:
    source = rows_of(
        tmp_path / "twice.parquet",
        {"event_id": ["e0", "e1", "e0", "e2"], "place": list("abcd"), "lon": [1.0, 2.0, 3.0, 4.0], "lat": [5.0] * 4,
         "geo_precision": [1] * 4},
    )  # fmt: skip
    with Store.create(tmp_path / "news.gpkg", codes=codes) as store:
        if known:
            store.add(strait_news())
        assert store.load_events(source) == 3
        assert [row["place"] for row in store.events() if row["event_id"] != "b1-1"] == ["a", "b", "d"]
        assert {row["event_id"] for row in store.events(EventFilter(bbox=(0, 0, 9, 9)))} == {"e0", "e1", "e2"}
        assert store._ask("SELECT rtreecheck('rtree_events_geom')") == [("ok",)]


def test_columns_come_in_the_types_of_the_store(tmp_path: Path) -> None:
    noon = datetime(2022, 3, 4, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    source = rows_of(
        tmp_path / "odd.parquet",
        {
            "published": pa.array([noon, None, noon, noon], pa.timestamp("us", "-05:00")),
            "date_start": ["2022-03-05", None, "0999-12-31", "2022-03-05"],
            "place": pa.array(["Kar\0kh", "", None, "Karkh"]).dictionary_encode(),
            "count_min": pa.array([1, 2, None, 4], pa.uint8()),
            "disputed": pa.array([1, 0, None, 1], pa.int8()),
            "confidence": pa.array([1, 0, None, 1], pa.int32()),
            "geo_precision": pa.array([1, 1, 1, None], pa.int16()),
            "lon": pa.array([44.5, np.inf, np.nan, 1.0], pa.float32()),
            "lat": [33.25, 1.0, 1.0, 1.0],
            "geometry": [b"not ours"] * 4,
            "actor1": pa.nulls(4),
        },
    )
    with Store.create(tmp_path / "news.gpkg", codes=codes) as store:
        assert store.load_events(source) == 4
        found = {row["event_id"]: row for row in store.events()}
        columns = ("published", "date_start", "place", "count_min", "disputed", "confidence", "geo_precision")
        assert tuple(found["e0"][name] for name in columns) == (
            "2022-03-05", "2022-03-05", "Kar\ufffdkh", 1, True, 1.0, 1,
        )  # fmt: skip
        assert found["e1"]["place"] == ""
        assert found["e2"]["date_start"] == "0999-12-31"
        assert {name: found["e2"][name] for name in ("place", "count_min", "disputed", "lon")} == dict.fromkeys(
            ("place", "count_min", "disputed", "lon")
        )
        stored = store._ask("SELECT typeof(confidence), typeof(disputed), geom FROM events ORDER BY event_id")
        assert stored[0] == ("real", "integer", point_blob(44.5, 33.25))
        assert [row[2] for row in stored[1:]] == [None, None, None]
        assert [row["published"] for row in store.articles()] == ["2022-03-05T00:00:00.000Z"] * 2


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("date_start", ["2022-03-05", "soon", None, None]),
        ("count_min", ["many", None, None, None]),
        ("place", pa.array([["a"], None, None, None])),
        ("place", pa.array([b"\xff", None, None, None]).cast(pa.string(), safe=False)),
        ("sentence", pa.array([2**63, 0, 0, 0], pa.uint64())),
    ],
)
def test_what_a_column_cannot_hold_is_refused(loaded: Store, tmp_path: Path, column: str, values: object) -> None:
    source = rows_of(tmp_path / "wrong.parquet", {column: values})
    with pytest.raises(StoreError, match=f"expected .* in the column '{column}'"):
        loaded.load_events(source)
    assert loaded.count_events() == 11
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_load_without_room_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys\n"
        "from geonews.errors import StoreError\n"
        "from geonews.store import Store\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))\n"
        "    try:\n"
        "        store.load_events(sys.argv[2])\n"
        "    except StoreError as error:\n"
        "        sys.exit(str(error))\n"
    )
    source = rows_of(tmp_path / "many.parquet", {"evidence": [f"Clash {n} " * 40 for n in range(9000)]}, rows=9000)
    path = tmp_path / "news.gpkg"
    Store.create(path, codes=codes).close()
    for limit, said in ((2_000_000, "while loading"), (5_500_000, "room for the store")):
        full = subprocess.run(
            [sys.executable, "-c", script, path, source, str(limit)], check=False, capture_output=True, text=True
        )
        assert full.returncode == 1
        assert full.stderr.splitlines()[-1].startswith("expected"), full.stderr
        assert said in full.stderr.splitlines()[-1]
        assert {found.name for found in tmp_path.glob(".*")} == set()
        with Store.open(path, codes=codes) as store:
            assert store.count_events() == 0
            assert store._ask("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("size", [0, 1, 44, 45, 3000, 120_000])
def test_a_packed_tree_finds_what_a_search_finds(tmp_path: Path, size: int) -> None:
    rng = np.random.default_rng(size)
    points = np.empty(size, dtype=[("id", np.int64), ("x", np.float64), ("y", np.float64)])
    points["id"] = rng.permutation(size) + 1
    points["x"], points["y"] = rng.uniform(-180, 180, size), rng.uniform(-90, 90, size)
    connection = sqlite3.connect(tmp_path / "tree.sqlite")
    connection.execute("CREATE VIRTUAL TABLE tree USING rtree (id, minx, maxx, miny, maxy)")
    connection.execute("INSERT INTO tree VALUES (999999, 0, 0, 0, 0)")
    pack_points(connection, "tree", points)
    assert connection.execute("SELECT rtreecheck('tree')").fetchone() == ("ok",)
    query = "SELECT id FROM tree WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?"
    for west, south in ((-180, -90), (10, 10), (100, -60)):
        inside = (
            (points["x"] >= west) & (points["x"] <= west + 40) & (points["y"] >= south) & (points["y"] <= south + 40)
        )
        assert {row[0] for row in connection.execute(query, (west, west + 40, south, south + 40))} == set(
            points["id"][inside].tolist()
        )
    connection.execute("INSERT INTO tree VALUES (1000000, 1, 1, 1, 1)")
    assert connection.execute("SELECT rtreecheck('tree')").fetchone() == ("ok",)
    connection.close()


def test_a_point_is_twenty_nine_bytes() -> None:
    assert len(point_blob(1.0, 2.0)) == POINT_BYTES == 29


def test_many_points_are_written_as_one_is() -> None:
    chance = np.random.default_rng(3)
    lon, lat = chance.uniform(-180, 180, 100), chance.uniform(-90, 90, 100)
    assert point_blobs(lon, lat) == b"".join(map(point_blob, lon.tolist(), lat.tolist()))
    assert point_blobs(lon[:0], lat[:0]) == b""
