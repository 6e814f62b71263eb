"""A team logs in with an OIDC provider; who corrects is who is logged in, and strangers stay outside or look on."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app_driver import App
from made_news import fill

from geonews.errors import ConfigError
from geonews.store import Store
from geonews.ui.identity import rights
from geonews.ui.settings import AppSettings

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a secret of this test alone"
client_id = "geonews"
client_secret = "known to this test"
server_metadata_url = "PROVIDER/.well-known/openid-configuration"

[geonews]
team = ["@desk.example"]
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Return the address of an OpenID Connect provider on this machine with two people."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    people = [
        {"sub": "ada", "email": "ada@desk.example", "name": "Ada Reader"},
        {"sub": "eve", "email": "eve@elsewhere.example", "name": "Eve"},
    ]
    claims = [part for person in people for part in ("--user-claims", json.dumps(person))]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{url}/.well-known/openid-configuration", timeout=1):
                break
        except OSError:
            time.sleep(0.2)
    yield url
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def closed(provider: str, serve_app: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the app on made-up news, for a team."""
    store = fill(tmp_path_factory.mktemp("team") / "made.gpkg")
    return serve_app(store, secrets=SECRETS.replace("PROVIDER", provider))


def log_in(page: Any, who: str, screens: Any) -> None:
    screens.watched.stood_in_for.append("cdn.jsdelivr.net")  # whence the provider's page wants its style
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.fulfill(content_type="text/css", body=""))
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name=who).click()


@pytest.mark.browser
def test_who_corrects_is_who_is_logged_in(closed: Any, open_page: Callable[..., Any], screens: Any) -> None:
    page = open_page(f"{closed.url}/?event=event-001")
    page.get_by_text("This map belongs to a team.").wait_for()
    assert page.locator("iframe").count() == 0
    log_in(page, "ada", screens)
    App(page)
    page.goto(f"{closed.url}/?event=event-001")
    page.get_by_role("button", name="Correct", exact=True).click()
    page.get_by_text("Signed by Ada Reader <ada@desk.example>").wait_for()
    assert page.get_by_role("textbox", name="Your name").count() == 0
    page.get_by_role("combobox", name="What is wrong?").click()
    page.get_by_role("option", name="It is not an event").click()
    page.get_by_role("button", name="Save the correction").click()
    page.get_by_text("A reader took this event off the map.").wait_for()
    with Store.open(closed.store, read_only=True) as store:
        (made,) = store.corrections("event-001")
    assert made["who"] == "Ada Reader <ada@desk.example>"
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="End Session").wait_for()  # the provider's own page
    page.goto(closed.url)
    page.get_by_text("This map belongs to a team.").wait_for()


@pytest.mark.browser
def test_somebody_from_elsewhere_stays_outside(closed: Any, open_page: Callable[..., Any], screens: Any) -> None:
    page = open_page(closed.url)
    log_in(page, "eve", screens)
    page.get_by_text("You are not on the team of this server").wait_for()
    page.get_by_text("Logged in as Eve <eve@elsewhere.example>").wait_for()
    assert page.locator("iframe").count() == 0


ADA = {"is_logged_in": True, "email": "ada@desk.example"}


@pytest.mark.parametrize(
    ("claims", "section", "may"),
    [
        (ADA, {}, "write"),
        (ADA, {"team": ["ADA@desk.example"]}, "write"),
        (ADA, {"team": ["eve@desk.example"]}, "nothing"),
        (ADA | {"email_verified": False}, {"team": ["@desk.example"]}, "nothing"),
        (ADA | {"email": "ada@notdesk.example"}, {"team": ["@desk.example"]}, "nothing"),
        ({"is_logged_in": True}, {"team": ["@desk.example"], "public": True}, "look"),
        ({"is_logged_in": False}, {}, "nothing"),
        ({"is_logged_in": False, "email": "ada@desk.example"}, {"public": True}, "look"),
        ({}, {"public": "no"}, "nothing"),
    ],
)
def test_rights_follow_the_team(config: Any, claims: dict[str, Any], section: dict[str, Any], may: str) -> None:
    found = rights(AppSettings(store=Path("news.gpkg"), samples=False, config=config), claims, section)
    assert (found is None) == (may == "nothing")
    if found is not None:
        assert found.read_only == (may == "look")


def test_a_team_that_is_no_list_is_refused(config: Any) -> None:
    chosen = AppSettings(store=Path("news.gpkg"), samples=False, config=config)
    for team in ("@desk.example", ["desk"], [7]):
        with pytest.raises(ConfigError, match="expected team"):
            rights(chosen, ADA, {"team": team})
