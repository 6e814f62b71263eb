"""What is not a sound store of ours is refused with a sentence, and never touched."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
from store_samples import border_news, codes

from geonews.errors import StoreError
from geonews.store import Store
from geonews.store.geopackage import SCHEMA_VERSION, create_file


def make(path: Path) -> Path:
    with Store.create(path, codes=codes) as store:
        store.add(border_news())
    return path


def test_open_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="expected a store at .*found nothing"):
        Store.open(tmp_path / "none.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_open_or_create_makes_a_store_once_and_then_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "news.gpkg"
    for is_new in (True, False):
        with Store.open_or_create(path, codes=codes) as store:
            assert store.add(border_news()) is is_new


def test_create_replaces_nothing_and_leaves_no_scratch(tmp_path: Path) -> None:
    path = tmp_path / "news.gpkg"
    path.write_bytes(b"precious")
    with pytest.raises(StoreError, match="found one"):
        Store.create(path)
    assert path.read_bytes() == b"precious"
    assert os.listdir(tmp_path) == ["news.gpkg"]
    with pytest.raises(StoreError, match="got no folder .*nowhere.*folder that exists"):
        Store.create(tmp_path / "nowhere" / "news.gpkg")


def test_the_log_of_a_store_that_is_gone_is_not_written_into_a_new_one(tmp_path: Path) -> None:
    path, log = tmp_path / "news.gpkg", tmp_path / "news.gpkg-wal"
    with Store.create(path, codes=codes) as store:
        store.add(border_news())
        left = log.read_bytes()
        assert left
    path.unlink()
    log.write_bytes(left)
    with pytest.raises(StoreError, match="no log of another store at .*news.gpkg-wal"):
        Store.open_or_create(path)
    assert (path.exists(), log.read_bytes()) == (False, left)
    log.unlink()
    with Store.open_or_create(path, codes=codes) as store:
        assert store.counts()["articles"] == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"SQLite format 3\0" + bytes(84), b"<html></html>"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "news.gpkg"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="expected a GeoPackage"):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="expected a readable store"):
        Store.open(tmp_path)


def test_somebody_elses_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parcels.gpkg"
    nothing = np.array([], dtype=object)
    pyogrio.raw.write(
        path, geometry=nothing, field_data=[], fields=[], driver="GPKG", geometry_type="Point", crs="EPSG:4326"
    )
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another GeoPackage"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_store_of_a_newer_geonews_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "news.gpkg")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE geonews_meta SET value = '999'")
    connection.close()
    with pytest.raises(StoreError, match="got 999; install a newer geonews"):
        Store.open(path)


def test_a_damaged_store_is_refused_and_kept(tmp_path: Path) -> None:
    path = make(tmp_path / "news.gpkg")
    damaged = path.read_bytes()[:100] + b"\xff" * 8000
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="expected the store .* to be sound"):
        Store.open(path)
    assert path.read_bytes() == damaged


def test_a_locked_store_says_so(tmp_path: Path) -> None:
    path = make(tmp_path / "news.gpkg")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with (
            Store.open(path, timeout_seconds=0.05, codes=codes) as store,
            pytest.raises(StoreError, match="to be free"),
        ):
            store.add(border_news("a2"))
    finally:
        other.close()


def test_closing_does_not_wait_for_another_writer(tmp_path: Path) -> None:
    path = make(tmp_path / "news.gpkg")
    store = Store.open(path, codes=codes)
    list(store.events())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        store.close()
        store.close()
    finally:
        other.close()


def test_a_read_only_store_refuses_writes(tmp_path: Path) -> None:
    path = make(tmp_path / "news.gpkg")
    with Store.open(path, read_only=True) as store:
        with pytest.raises(StoreError, match="open it for writing"):
            store.add(border_news("a2"))
        assert len(list(store.events())) == 5


def test_every_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    for version in range(1, SCHEMA_VERSION + 1):
        path = tmp_path / f"v{version}.gpkg"
        create_file(path, version=version)
        with Store.open(path, codes=codes) as store:
            assert store.add(border_news())
            assert len(list(store.events())) == 5


def test_a_store_is_opened_without_the_coder_and_its_word_lists() -> None:
    told = "import sys, geonews.store; print([n for n in ('spacy', 'geonews.events.coder') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
