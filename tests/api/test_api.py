"""The API over HTTP: pages that follow one another, the filters of the app, and a sentence for what cannot be."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import geojson_pydantic
import programs
import pytest
import shapely
import uvicorn
from made_news import fill
from starlette.testclient import TestClient

from geonews.api.routes import application
from geonews.config import Config
from geonews.layers import Outlines
from geonews.notebook import parsing
from geonews.store import EventFilter, Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("api") / "made.gpkg")


@pytest.fixture(scope="module")
def client(store: Path, config: Config) -> TestClient:
    return TestClient(application(store, replace(config, api=True)))


def followed(client: TestClient, address: str) -> list[dict[str, Any]]:
    """Return all pages from an address on."""
    pages = []
    while address:
        page = client.get(address).json()
        pages.append(page)
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    return pages


@pytest.mark.parametrize("layer", ["events", "crossings", "places"])
def test_pages_follow_one_another_to_the_last_row(client: TestClient, store: Path, layer: str) -> None:
    with Store.open(store, read_only=True) as opened:
        key = "place_id" if layer == "places" else "event_id"
        wanted = [row[key] for row in getattr(opened, layer)()]
    pages = followed(client, f"/collections/{layer}/items?limit=4")
    assert [feature["id"] for page in pages for feature in page["features"]] == wanted
    assert all(page["numberReturned"] == len(page["features"]) <= 4 for page in pages)
    assert len(pages) == -(-len(wanted) // 4)
    for page in pages:
        geojson_pydantic.FeatureCollection(**page)


def test_events_are_those_of_the_store_under_every_filter(client: TestClient, store: Path) -> None:
    with Store.open(store, read_only=True) as opened:
        for query, wanted in (
            ("country=TJK&role=destination", EventFilter(countries=("TJK",), role="destination")),  # type: ignore[arg-type]
            ("type=CLASH&type=PROTEST", EventFilter(types=("CLASH", "PROTEST"))),
            ("status=planned", EventFilter(statuses=("planned",))),
            ("text=Kunduz", EventFilter(text="Kunduz")),
            ("bbox=60,30,75,40", EventFilter(bbox=(60, 30, 75, 40), areas=Outlines.load().touching((60, 30, 75, 40)))),
            ("min_confidence=0.9", EventFilter(min_confidence=0.9)),
            ("source=Made%20Wire&once=true&no_copies=true",
             EventFilter(sources=("Made Wire",), once=True, no_copies=True)),
        ):  # fmt: skip
            found = client.get(f"/events?{query}").json()
            rows = list(opened.events(wanted))
            assert found["events"] == rows
            assert found["numberMatched"] == len(rows)
            assert 0 < len(rows) < 21 or "once" in query


def test_a_datetime_is_a_window_of_days(client: TestClient) -> None:
    def ids(query: str) -> list[str]:
        return [row["event_id"] for row in client.get(f"/events?{query}").json()["events"]]

    window = ids("from=2021-06-12&to=2021-07-05")
    assert 0 < len(window) < 21
    assert ids("datetime=2021-06-12/2021-07-05") == window
    assert ids("datetime=2021-06-12T00:00:00Z/2021-07-05T23:59:59%2B02:00") == window
    assert ids("datetime=2021-06-12/..") == ids("from=2021-06-12")
    assert ids("datetime=/2021-07-05") == ids("to=2021-07-05")
    assert ids("datetime=2021-06-13") == ids("from=2021-06-13&to=2021-06-13")


def test_areas_are_drawn_as_one_asks(client: TestClient) -> None:
    def kinds(geometry: str) -> set[str]:
        page = client.get(f"/collections/events/items?geometry={geometry}").json()
        return {feature["geometry"]["type"] for feature in page["features"] if feature["geometry"]}

    assert kinds("area") & {"Polygon", "MultiPolygon"}
    assert kinds("label-point") == kinds("none") == {"Point"}


@pytest.mark.parametrize("geometry", ["area", "label-point", "none"])
@pytest.mark.parametrize(
    "box",
    [(60, 30, 75, 40), (68.8, 36.7, 68.9, 36.8), (66, 33, 66.1, 33.1), (170, -60, -170, 70), (-180, -90, 180, 90)],
)
def test_a_box_passes_what_is_drawn_in_it(
    client: TestClient, box: tuple[float, float, float, float], geometry: str
) -> None:
    west, south, east, north = box
    spans = [(west, east)] if west <= east else [(west, 180), (-180, east)]
    area = shapely.union_all([shapely.box(low, south, high, north) for low, high in spans])

    def asked(more: str) -> list[dict[str, Any]]:
        features: list[dict[str, Any]] = client.get(
            f"/collections/events/items?limit=1000&geometry={geometry}{more}"
        ).json()["features"]
        return features

    drawn = [one for one in asked("") if one["geometry"] and shapely.geometry.shape(one["geometry"]).intersects(area)]
    found = asked(f"&bbox={','.join(map(str, box))}")
    assert [one["id"] for one in found] == [one["id"] for one in drawn]


def test_an_article_points_into_its_text(client: TestClient) -> None:
    found = client.get("/articles/made-000").json()
    event = found["events"][0]
    assert found["text"][event["char_start"] : event["char_end"]] == event["evidence"]
    for toponym in found["toponyms"]:
        assert found["text"][toponym["char_start"] : toponym["char_end"]] == toponym["text"]
    assert client.get("/articles?country=TJK").json()["articles"][0]["doc_id"] == "made-000"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/events?bbox=-1e9,-90,1e9,90", "in degrees"),
        ("/events?bbox=10,50,20,40", "south first"),
        ("/events?bbox=1,2,3", "west,south,east,north"),
        ("/events?bbox=nan,0,1,1", "as a number"),
        ("/events?offset=100001", "expected offset up to 100,000"),
        ("/events?offset=-1", "whole number"),
        ("/events?limit=0", "from 1 on"),
        ("/events?limit=1e3", "whole number"),
        ("/events?country=TJ", "alpha-3"),
        ("/events?country=' OR 1=1 --", "alpha-3"),
        ("/events?type=NONSENSE", "expected type among"),
        ("/events?from=2021-02-30", "expected from as a day"),
        ("/events?from=2021-07-05&to=2021-07-01", "dates in order"),
        ("/events?datetime=2021-07-05/2021-07-01", "dates in order"),
        ("/events?datetime=../..", "expected datetime"),
        ("/events?datetime=2021-07-05&to=2021-07-05", "got both"),
        ("/events?role=any&role=where", "expected role once"),
        ("/events?min_confidence=2", "between 0 and 1"),
        ("/events?once=1", "true, false"),
        ("/events?text=" + "x" * 301, "shorten it"),
        ("/events?" + "source=a&" * 51, "up to 50 times"),
        ("/events?geometry=area", "expected parameters among"),
        ("/events?sql=1", "expected parameters among"),
        ("/collections?limit=1", "expected no parameters here"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(client: TestClient, address: str, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in answer.json()["description"]


@pytest.mark.parametrize(
    "address",
    ["/nothing", "/collections/articles", "/collections/nix/items", "/events/nobody", "/articles/none/at/all",
     "/collections/events/items/x", "/collections/places/items/x", "/collections/places/items/" + "9" * 40],
)  # fmt: skip
def test_what_is_not_there_is_told(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json()["code"] == "NotFound"


def test_hostile_words_find_nothing_and_break_nothing(client: TestClient) -> None:
    for words in ('"', "* OR *", "NEAR(a b)", "'; DROP TABLE events; --", "\x00", "(" * 200, "a" * 300, "\udcff"):
        assert client.get("/events", params={"text": words.encode("utf-8", "replace").decode()}).status_code == 200
    assert client.get("/events").json()["numberMatched"] == 21


def test_nothing_is_written_and_no_other_method_answered(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/events")
        assert answer.status_code == 405
        assert answer.headers["allow"]
        assert "read-only" in answer.json()["description"]


def test_a_store_that_cannot_be_read_is_not_told_by_its_path(tmp_path: Path, config: Config) -> None:
    answer = TestClient(application(tmp_path / "secret-name.gpkg", config)).get("/events")
    assert answer.status_code == 503
    assert "secret-name" not in answer.text


def test_the_document_says_only_what_it_means(client: TestClient) -> None:
    def nulls(value: Any, at: str = "") -> list[str]:
        if value is None:
            return [at]
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return [found for name, part in parts for found in nulls(part, f"{at}/{name}")]

    found = client.get("/openapi.json").json()
    assert nulls(found) == []
    assert "/geoparse" not in found["paths"]  # it is not allowed here
    assert found["components"]["parameters"]["collection"]["schema"]["enum"] == ["events", "crossings", "places"]


def test_texts_are_read_only_where_the_settings_allow_it(
    client: TestClient, store: Path, config: Config, pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "_opened", lambda config: pipeline)
    asked = {"text": "Some 300 people fled from Sudan into Chad on Friday.", "published": "2023-05-08"}
    assert client.post("/geoparse", json=asked).status_code == 403
    allowed = TestClient(application(store, replace(config, api=True, api_geoparse=True)))
    found = allowed.post("/geoparse", json=asked).json()
    assert [event["event_type"] for event in found["events"]] == ["BORDER_CROSSING"]
    assert [toponym["country"] for toponym in found["toponyms"]] == ["SD", "TD"]
    for body, status in (
        ({"text": ""}, 400),
        ({"text": "x", "sql": 1}, 400),
        ({"text": 5}, 400),
        ({"text": "Gunmen fled.", "published": "2023-02-30"}, 400),
        ({"text": "y" * 10_001}, 400),
        ({"text": "-- !"}, 400),
        ({"text": "z" * 200_000}, 413),
        ([], 400),
    ):
        answer = allowed.post("/geoparse", json=body)
        assert answer.status_code == status, body
        assert answer.json()["description"]
    assert allowed.post("/geoparse", content="{", headers={"content-type": "application/json"}).status_code == 400
    assert allowed.post("/geoparse", content='{"text":"a"}', headers={"content-type": "text/plain"}).status_code == 415


@pytest.mark.programs("gdal")
def test_gdal_reads_it_as_ogc_api_features(store: Path, config: Config, tmp_path: Path) -> None:
    with serving(application(store, replace(config, api=True))) as port:
        programs.run("ogr2ogr", "-f", "GeoJSON", tmp_path / "got.geojson", f"OAPIF:http://127.0.0.1:{port}", "events",
                     "--config", "OAPIF_PAGE_SIZE", "5")  # fmt: skip
    found = json.loads((tmp_path / "got.geojson").read_text(encoding="utf-8"))["features"]
    assert len(found) == 21
    assert {feature["geometry"]["type"] for feature in found if feature["geometry"]} >= {"Point", "Polygon"}


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """Serve an application on a free port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)
