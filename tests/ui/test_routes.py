"""The server's own addresses: files by name, views by key, and nothing for strangers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_news import fill
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geonews.store import EventFilter, Store
from geonews.ui import data, turns, views
from geonews.ui.routes import routes


@pytest.fixture(scope="module")
def client() -> Any:
    with TestClient(Starlette(routes=routes())) as opened:
        yield opened


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = fill(tmp_path_factory.mktemp("routes") / "made.gpkg")
    return views.register(EventFilter(), data.stamp(path)).key


def test_files_are_served_by_their_public_names(client: Any) -> None:
    answer = client.get("/geonews/assets/leaflet.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/geonews/assets/fonts/sans.ttf").status_code == 200
    for name in ("../palette.toml", "%2e%2e/palette.toml", "nothing.js", ""):
        assert client.get(f"/geonews/assets/{name}").status_code == 404


def test_a_view_needs_its_key(client: Any, key: str) -> None:
    box = "z=3&box=-180,-85,180,85"
    assert client.get(f"/geonews/view/{key}?{box}").json()["inView"] == 15
    assert client.get(f"/geonews/overlay/{key}").json()["totals"]["events"] == 15
    assert len(client.get(f"/geonews/places/{key}").json()) == 13
    assert client.get(f"/geonews/shading/{key}?by=PROTEST").json()["values"] == {"COL": [1, 1], "MMR": [1, 1]}
    assert len(client.get(f"/geonews/heat/{key}?{box}").json()["points"]) == 12  # Panj and Kunduz meet
    assert client.get(f"/geonews/members/{key}?area=UKR").json()["n"] == 2
    assert client.get(f"/geonews/days/{key}").json()["from"] is None
    for path in ("view", "overlay", "places", "days", "heat", "shading", "members"):
        assert client.get(f"/geonews/{path}/{'0' * 32}?{box}").status_code == 404


def test_two_periods_are_compared(client: Any, key: str) -> None:
    whole, july = client.get(f"/geonews/compare/{key}?from=2021-07-01&to=2021-07-31").json()
    assert whole["all"] == 21
    assert july["all"] == sum(number for _, number in july["families"]) > 0
    for days in ("", "from=2021-07-31&to=2021-07-01", "from=x&to=2021-07-01"):
        assert client.get(f"/geonews/compare/{key}?{days}").status_code == 400


def test_the_ground_has_waters_and_names(client: Any) -> None:
    waters = client.get("/geonews/waters/v").json()
    assert {kind for kind, _, _ in waters} == {"river", "lake"}
    assert client.get("/geonews/names/v?z=4&box=60,30,76,42").json() == {"towns": [], "provinces": []}
    near = client.get("/geonews/names/v?z=6&box=60,30,76,42").json()
    towns = [name for _, _, name in near["towns"]]
    assert towns.index("Kabul") < towns.index("Herat")
    assert all(60 <= lon <= 76 and 30 <= lat <= 42 for lon, lat, _ in near["towns"] + near["provinces"])
    assert "Khatlon" in [name for _, _, name in near["provinces"]]
    over_the_date_line = client.get("/geonews/names/v?z=5&box=170,-50,190,-30").json()["towns"]
    assert "Auckland" in [name for _, _, name in over_the_date_line]
    assert client.get("/geonews/names/v?z=6").status_code == 400


def test_a_map_says_what_it_looks_at_and_what_it_has_drawn(
    client: Any, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", 30)
    shown = turns.of_session({})
    shown.show("before")
    shown.show(key)
    assert client.get(f"/geonews/view/{key}?z=3&box=60,30,80,45&session={shown.token}").json()["inView"] > 0
    assert shown.asked == (3.0, (60.0, 30.0, 80.0, 45.0))
    assert client.post(f"/geonews/drawn/{shown.token}/{key}").status_code == 204
    shown.wait()  # else this test would take half a minute, and then fail below
    assert shown._drawn == key
    assert client.get(f"/geonews/drawn/{shown.token}/{key}").status_code == 405
    assert client.post(f"/geonews/drawn/{'0' * 16}/{key}").status_code == 204
    assert client.get(f"/geonews/view/{key}?z=3&box=1,2,3&session={shown.token}").status_code == 400
    assert shown.asked == (3.0, (60.0, 30.0, 80.0, 45.0))


@pytest.mark.parametrize(
    "query",
    ["", "z=3", "z=3&box=1,2,3", "z=x&box=-10,-10,10,10", "z=99&box=-10,-10,10,10", "z=nan&box=-10,-10,10,10",
     "z=3&box=10,-10,-10,10", "z=3&box=-inf,-10,10,10", "z=3&box=" + "1," * 500],
)  # fmt: skip
def test_wrong_parameters_are_refused(client: Any, key: str, query: str) -> None:
    assert client.get(f"/geonews/view/{key}?{query}").status_code == 400
    assert client.get(f"/geonews/heat/{key}?{query}").status_code == 400


def test_a_view_can_be_asked_for_some_days(client: Any, key: str) -> None:
    def shown(query: str) -> int:
        return int(client.get(f"/geonews/overlay/{key}?{query}").json()["totals"]["all"])

    assert shown("from=2021-06-12&to=2021-06-12") == 1
    assert shown("to=2021-06-30") + shown("from=2021-07-01") >= 21  # an event that spans both counts in both
    assert shown("from=2030-01-01") == 0
    for wrong in ("from=yesterday", "to=2021-13-01", "from=%00", "to=" + "9" * 400):
        assert client.get(f"/geonews/overlay/{key}?{wrong}").status_code == 400


def test_the_ground_is_for_everybody(client: Any) -> None:
    assert client.get("/geonews/land/x").json()["type"] == "FeatureCollection"
    assert client.get("/geonews/lines/x").json()["pairs"]["AFG-TJK"]
    assert "immutable" in client.get("/geonews/assets/bundle.js").headers["cache-control"]


@pytest.mark.parametrize("query", ["", "event=e1", "area=UKR&box=1,2,3,4"])
def test_members_of_nothing_in_particular_are_refused(client: Any, key: str, query: str) -> None:
    assert client.get(f"/geonews/members/{key}?{query}").status_code == 400


def test_equal_filters_share_a_key_and_the_oldest_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = data.stamp(fill(tmp_path / "made.gpkg"))
    first = views.register(EventFilter(types=("CLASH",)), stamp)
    assert views.register(EventFilter(types=("CLASH",)), stamp) == first
    assert views.register(EventFilter(types=("AID",)), stamp).key != first.key
    monkeypatch.setattr(views, "MOST_VIEWS", 2)
    views.register(EventFilter(types=("TALKS",)), stamp)
    views.register(EventFilter(types=("PROTEST",)), stamp)
    assert views.find(first.key) is None


def test_facets_follow_the_other_filters(tmp_path: Path) -> None:
    stamp = data.stamp(fill(tmp_path / "made.gpkg"))
    facets = data.facets(stamp, EventFilter(countries=("AFG",), statuses=("happened",)))
    assert facets.types == {"BORDER_CROSSING": 2, "CLASH": 1, "TERRITORY_CHANGE": 1}
    assert facets.statuses == {"happened": 4, "planned": 1}
    assert facets.countries["AFG"] == 4
    assert facets.countries["FRA"] == 2
    every = data.facets(stamp, EventFilter(statuses=("happened",), family="deeds"))
    assert every.families == {"deeds": 16, "words": 3}  # two talks and an accusation
    assert "TALKS" not in every.types
    words = data.selected(stamp, EventFilter(statuses=("happened",), family="words"))
    with Store.open(stamp[0], read_only=True) as store:
        asked = EventFilter(statuses=("happened",), family="words")
        assert sorted(data.columns(stamp).event_id[words]) == sorted(row["event_id"] for row in store.events(asked))


def test_a_change_of_the_store_is_a_new_stamp(tmp_path: Path) -> None:
    path = fill(tmp_path / "made.gpkg")
    before = data.stamp(path)
    assert data.stamp(path) == before
    with Store.open(path) as store:
        store.correct("event-001", "status", {"status": "denied"}, who="reader")
    after = data.stamp(path)
    assert after != before
    assert len(data.selected(after, EventFilter(statuses=("denied",)))) == 2
