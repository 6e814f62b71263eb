"""Programs at the app's server: off unless asked for, and behind its log-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_news import fill
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from geonews.config import Config
from geonews.errors import ConfigError
from geonews.ui import programs
from geonews.ui import settings as chosen
from geonews.ui.programs import mounted, opens

KEY = "a key of twenty characters"
TEAM = {
    "auth": {"redirect_uri": "http://news.desk.example/oauth2callback"},
    "geonews": {"team": ["@desk.example"], "api_keys": [KEY]},
}


@pytest.fixture
def server(tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield a function that serves made-up news with some secrets."""
    store = fill(tmp_path / "made.gpkg")
    monkeypatch.setattr(chosen, "_chosen", [])

    def serve(secrets: dict[str, Any], *, api: bool = True) -> TestClient:
        settings = replace(config, api=api)
        chosen.configure(chosen.AppSettings(store=store, samples=False, config=settings))
        monkeypatch.setattr(programs, "_secrets", lambda: secrets)
        return TestClient(Starlette(routes=mounted()))

    yield serve


def cookie(monkeypatch: pytest.MonkeyPatch, origin: str, email: str) -> str:
    """Return the cookie of somebody who is logged in."""
    monkeypatch.setattr("streamlit.web.server.server_util.get_cookie_secret", lambda: "known to this test")
    said = json.dumps({"origin": origin, "is_logged_in": True, "email": email})
    return "_streamlit_user=" + create_signed_value("known to this test", "_streamlit_user", said).decode()


def test_it_is_off_unless_it_is_asked_for(server: Any) -> None:
    answer = server({}, api=False).get("/api/events")
    assert answer.status_code == 404
    assert "geonews app --api" in answer.json()["description"]


def test_addresses_lead_back_to_the_server(server: Any) -> None:
    client = server({})
    for landing in ("/api", "/api/"):
        links = {link["rel"]: link["href"] for link in client.get(landing).json()["links"]}
        assert links["data"] == "http://testserver/api/collections"
    page = client.get("/api/collections/events/items?limit=1").json()
    (following,) = [link["href"] for link in page["links"] if link["rel"] == "next"]
    assert following == "http://testserver/api/collections/events/items?limit=1&offset=1"
    assert client.get(following).json()["features"][0]["id"] != page["features"][0]["id"]
    assert client.get("/api/openapi.json").json()["servers"] == [{"url": "http://testserver/api"}]


def test_a_server_with_a_log_in_asks_programs_too(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = server(TEAM)
    ada = cookie(monkeypatch, "http://news.desk.example", "ada@desk.example")
    eve = cookie(monkeypatch, "http://news.desk.example", "eve@elsewhere.example")
    elsewhere = cookie(monkeypatch, "http://other.example", "ada@desk.example")
    for headers, status in (
        ({}, 401),
        ({"Authorization": f"Bearer {KEY}"}, 200),
        ({"Authorization": f"Bearer {KEY}x"}, 401),
        ({"Authorization": f"Basic {KEY}"}, 401),
        ({"Cookie": ada}, 200),
        ({"Cookie": eve}, 401),
        ({"Cookie": elsewhere}, 401),
        ({"Cookie": ada[:-3] + "xyz"}, 401),
        ({"Cookie": "_streamlit_user={}"}, 401),
    ):
        assert client.get("/api/events", headers=headers).status_code == status, headers


def test_where_others_may_look_on_programs_may(server: Any) -> None:
    public = {**TEAM, "geonews": {"public": True}}
    assert server(public).get("/api/events").status_code == 200


def test_a_short_key_opens_nothing(server: Any) -> None:
    wrong = {**TEAM, "geonews": {"api_keys": ["short"]}}
    assert server(wrong).get("/api/events", headers={"Authorization": "Bearer short"}).status_code == 401
    with pytest.raises(ConfigError, match="20 characters"):
        opens(wrong, "Bearer short", None)
