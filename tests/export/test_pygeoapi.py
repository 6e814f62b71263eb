"""A stock pygeoapi serves what was written, and GDAL's OAPIF driver pages through it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import programs
import pyarrow
import pyarrow.parquet
import pyogrio
import pytest
from store_samples import border_news, codes, strait_news

from geonews.errors import ExportError
from geonews.export import write_pygeoapi
from geonews.store import EventFilter, Store

PAGES = 3
MANY = 2500  # more than are turned into Arrow at once


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store of a few rich events and enough plain ones for several pages."""
    folder = tmp_path_factory.mktemp("served")
    table = pyarrow.table(
        {
            "event_id": [f"m{n:04d}" for n in range(MANY)],
            "doc_id": [f"d{n // 10}" for n in range(MANY)],
            "event_type": ["CLASH"] * MANY,
            "evidence": [f"<script>alert({n})</script>" for n in range(MANY)],
            "date_start": [f"2022-03-{1 + n % 28:02d}" for n in range(MANY)],
            "date_end": [f"2022-03-{1 + n % 28:02d}" for n in range(MANY)],
            "lon": [10 + n / 100 for n in range(MANY)],
            "lat": [45.0] * MANY,
            "country": ["ITA"] * MANY,
            "geo_precision": [1] * MANY,
        }
    )
    pyarrow.parquet.write_table(table, folder / "many.parquet")
    with Store.create(folder / "news.gpkg", codes=codes) as made:
        made.add(border_news())
        made.add(strait_news())
        made.load_events(folder / "many.parquet")
        yield made


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Write the folder, start pygeoapi on it, return its address."""
    folder = tmp_path_factory.mktemp("api") / "served: 'here' #1"
    assert write_pygeoapi(store, folder)["events"] == store.count_events()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYGEOAPI_CONFIG": "pygeoapi.yml",
        "PYGEOAPI_OPENAPI": "openapi.yml",
        "PYGEOAPI_PORT": str(port),
        "PYGEOAPI_URL": address,
    }
    for words in (("config", "validate", "-c", "pygeoapi.yml"),
                  ("openapi", "generate", "pygeoapi.yml", "--output-file", "openapi.yml")):  # fmt: skip
        subprocess.run([programs.PYGEOAPI, *words], cwd=folder, env=environment, check=True, capture_output=True)
    with (folder.parent / "log").open("w") as log:
        process = subprocess.Popen(
            [programs.PYGEOAPI, "serve"], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        until = time.monotonic() + 60
        while not answers(address):
            assert process.poll() is None and time.monotonic() < until, (folder.parent / "log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # the group that was started here: Flask's server has children
        process.wait(20)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/conformance?f=json", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def ask(server: str, layer: str, item: str = "", **question: str) -> dict[str, Any]:
    query = urllib.parse.urlencode({"f": "json", **question})
    with urllib.request.urlopen(f"{server}/collections/{layer}/items{item}?{query}", timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.mark.programs("pygeoapi", "gdal")
@pytest.mark.parametrize("layer", ["events", "crossings", "places"])
def test_gdal_pages_through_every_layer(store: Store, server: str, layer: str, tmp_path: Path) -> None:
    expected = {
        "events": [row["event_id"] for row in store.events()],
        "crossings": [row["event_id"] for row in store.crossings()],
        "places": [str(row["place_id"]) for row in store.places()],
    }[layer]
    size = max(1, len(expected) // PAGES)
    copy = tmp_path / "copy.gpkg"
    programs.run("ogr2ogr", "-f", "GPKG", copy, f"OAPIF:{server}", layer, "-oo", f"PAGE_SIZE={size}")
    frame = pyogrio.read_dataframe(copy)
    assert list(frame["id"]) == expected
    assert len(set(expected)) == len(expected)
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.notna().any()
    # GDAL takes the count from its first page, which the provider counts no further than to the row behind it.
    told = programs.run("ogrinfo", "-ro", "-so", f"OAPIF:{server}", layer, "-oo", f"PAGE_SIZE={len(expected) + 1}")
    assert "using driver `OAPIF' successful" in told
    assert f"Feature Count: {len(expected)}\n" in told


@pytest.mark.programs("pygeoapi")
def test_pages_follow_one_another_and_hits_are_counted(store: Store, server: str) -> None:
    question = {"datetime": "2022-03-05T00:00:00Z/..", "limit": "700"}
    whole = [row["event_id"] for row in store.events() if (row["date_start"] or "") >= "2022-03-05"]
    pages = [ask(server, "events", offset=str(offset), **question) for offset in range(0, len(whole), 700)]
    assert [feature["id"] for page in pages for feature in page["features"]] == whole
    assert ask(server, "events", resulttype="hits", **question)["numberMatched"] == len(whole)
    # The provider counts no further than to the row behind a page: a number that grows, and is right at the end.
    told = [page["numberMatched"] for page in pages]
    assert told == [*range(701, len(whole), 700), len(whole)]


@pytest.mark.programs("pygeoapi")
def test_box_days_and_columns_choose(store: Store, server: str) -> None:
    box = ask(server, "events", bbox="9.995,44,10.045,46", limit="1000")
    assert [feature["id"] for feature in box["features"]] == ["m0000", "m0001", "m0002", "m0003", "m0004"]
    # An outline is found by any part of it: this box lies inside of Tajikistan.
    inside = {feature["id"] for feature in ask(server, "events", bbox="71,38.6,71.1,38.7", limit="1000")["features"]}
    assert "a1-3" in inside
    days = ask(server, "events", datetime="2022-03-05T00:00:00Z/2022-03-06T00:00:00Z", limit="1000")["features"]
    assert {feature["properties"]["date_start"] for feature in days} == {"2022-03-05", "2022-03-06"}
    assert len(days) == len(list(store.events(EventFilter(types=("CLASH",), ids=tuple(f["id"] for f in days)))))
    chosen = ask(server, "events", country="AFG", limit="1000")["features"]
    assert {feature["properties"]["country"] for feature in chosen} == {"AFG"}
    assert ask(server, "events", resulttype="hits")["numberMatched"] == store.count_events()


@pytest.mark.programs("pygeoapi")
def test_an_event_has_an_address(store: Store, server: str) -> None:
    (link,) = [f["id"] for f in ask(server, "events", limit="1", offset="100")["features"]]
    feature = ask(server, "events", f"/{link}")
    assert feature["id"] == link == feature["properties"]["event_id"]
    undrawn = ask(server, "events", "/a1-5")
    assert undrawn["geometry"] is None
    assert undrawn["properties"]["evidence"] == next(store.events(EventFilter(ids=("a1-5",))))["evidence"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        ask(server, "events", "/nobody")


def test_geoparquet_beside_it_is_sound(store: Store, tmp_path: Path) -> None:
    counts = write_pygeoapi(store, tmp_path / "api", layers=("events",), filter=EventFilter(countries=("ITA",)))
    assert counts == {"events": MANY}
    import geopandas

    frame = geopandas.read_parquet(tmp_path / "api" / "events.parquet")
    assert len(frame) == MANY and frame.index.name == "id" and frame.crs.to_epsg() == 4326


def test_it_is_brought_up_to_date_and_spares_other_files(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "api"
    write_pygeoapi(store, folder)
    assert sorted(os.listdir(folder)) == ["crossings.parquet", "events.parquet", "places.parquet", "pygeoapi.yml"]
    write_pygeoapi(store, folder, layers=("places",))
    assert sorted(os.listdir(folder)) == ["places.parquet", "pygeoapi.yml"]
    assert "events" not in (folder / "pygeoapi.yml").read_text().partition("resources:")[2]
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match="notes.txt"):
        write_pygeoapi(store, folder)
    with pytest.raises(ExportError, match="got the file"):
        write_pygeoapi(store, folder / "notes.txt")
    with pytest.raises(ExportError, match="expected to write into"):
        write_pygeoapi(store, tmp_path / "no" / "api")
    with pytest.raises(ExportError, match="articles"):
        write_pygeoapi(store, tmp_path / "other", layers=("articles",))
    assert sorted(os.listdir(tmp_path)) == ["api"]


def test_nothing_is_served_of_an_empty_store(tmp_path: Path) -> None:
    with Store.create(tmp_path / "empty.gpkg") as empty:
        assert write_pygeoapi(empty, tmp_path / "api") == {"events": 0, "crossings": 0, "places": 0}
    assert "temporal" not in (tmp_path / "api" / "pygeoapi.yml").read_text()
