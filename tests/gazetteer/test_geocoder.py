"""The geocoder over real HTTP, against a server on loopback that speaks Nominatim's JSON."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from geonews.config import Config
from geonews.errors import ConfigError, FetchError, RateLimitedError
from geonews.gazetteer.geocoder import CachedGeocoder
from geonews.gazetteer.geocoder_cache import GeocoderCache
from geonews.model import MatchType


def nominatim_place(name: str, lat: float, lon: float, osm_id: int = 1, **more: Any) -> dict[str, Any]:
    """One place as Nominatim writes it."""
    return {
        "place_id": 1000 + osm_id,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "osm_type": "node",
        "osm_id": osm_id,
        "lat": str(lat),
        "lon": str(lon),
        "class": "place",
        "type": "village",
        "addresstype": "village",
        "importance": 0.3,
        "name": name,
        "display_name": f"{name}, Somewhere",
        "address": {"village": name, "country": "Tajikistan", "country_code": "tj"},
    } | more


Reply = tuple[int, dict[str, str], bytes]


class FakeNominatim:
    """Answers ``/search`` with what ``reply`` makes of the query; remembers every request and its time."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.reply: Callable[[str], Reply] = lambda query: self.places()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = urlsplit(self.path)
                query = {key: values[0] for key, values in parse_qs(url.query).items()}
                outer.requests.append(
                    {"at": time.monotonic(), "path": url.path, "agent": self.headers["User-Agent"], **query}
                )
                status, headers, body = outer.reply(query.get("q", ""))
                try:
                    self.send_response(status)
                    for key, value in headers.items():
                        self.send_header(key, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client has gone, as it should when it is tired of waiting

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.domain = f"127.0.0.1:{self.server.server_port}"

    @staticmethod
    def places(*found: dict[str, Any]) -> Reply:
        return 200, {"Content-Type": "application/json; charset=utf-8"}, json.dumps(found).encode()

    def queries(self) -> list[str]:
        return [request["q"] for request in self.requests]


@pytest.fixture
def nominatim() -> Iterator[FakeNominatim]:
    server = FakeNominatim()
    yield server
    server.server.shutdown()
    server.server.server_close()


@pytest.fixture
def online(nominatim: FakeNominatim, tmp_path: Path) -> Config:
    return Config(
        cache_dir=tmp_path / "cache",
        online=True,
        geocoder_domain=nominatim.domain,
        geocoder_scheme="http",
        geocoder_delay_seconds=0.0,
        geocoder_timeout_seconds=10.0,
    )


@pytest.fixture(autouse=True)
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonews.gazetteer.geocoder.FIRST_PAUSE_SECONDS", 0.05)


def changed(config: Config, **settings: Any) -> Config:
    from dataclasses import replace

    return replace(config, **settings)


def test_finds_a_village_that_the_offline_gazetteer_lacks(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: nominatim.places(nominatim_place("Nizhny Pyanj", 37.2, 68.6, osm_id=77))
    (found,) = CachedGeocoder(online).candidates("Nizhny Pyanj")
    assert found.match is MatchType.ONLINE
    assert found.matched == found.place.name == "Nizhny Pyanj"
    assert (found.place.lat, found.place.lon) == (37.2, 68.6)
    assert (found.place.feature_class, found.place.feature_code, found.place.country) == ("P", "PPL", "TJ")
    assert found.place.geonameid is None
    assert found.place.place_id < -(2**32)
    assert found.score == 1.0
    (request,) = nominatim.requests
    assert request["path"] == "/search"
    assert request["agent"] == online.user_agent
    assert "geonews" in request["agent"]


def test_a_hit_costs_no_request_and_no_delay(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2))
    first = CachedGeocoder(online).candidates("Bala Murghab")
    slow = CachedGeocoder(changed(online, geocoder_delay_seconds=60.0))
    started = time.monotonic()
    again = [slow.candidates(name) for name in ("Bala Murghab", "bala  murghab", " BALA MURGHAB")]
    assert time.monotonic() - started < 5
    assert again == [first] * 3
    assert nominatim.queries() == ["Bala Murghab"]


def test_the_id_follows_the_provider_and_not_its_server(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2, osm_id=5, place_id=len(query)))
    geocoder = CachedGeocoder(online)
    short, long, other = (geocoder.candidates(name)[0].place.place_id for name in ("A b", "Another name", "Third"))
    assert short == long == other
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2, osm_id=6))
    assert geocoder.candidates("Fourth")[0].place.place_id != short


def test_rivals_keep_the_order_and_share_the_probability(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: nominatim.places(
        nominatim_place("Springfield", 39.8, -89.6, 1, importance=0.6),
        nominatim_place("Springfield", 37.2, -93.3, 2, importance=0.2),
        nominatim_place("Springfield", 37.2, -93.3, 2, importance=0.2),
    )
    best, second = CachedGeocoder(online).candidates("Springfield")
    assert best.score == pytest.approx(0.75)
    assert second.score == pytest.approx(0.25)


def test_the_country_limits_the_question_and_the_answer(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: nominatim.places(
        nominatim_place("Khorog", 37.5, 71.5, 1), nominatim_place("Khorog", 1, 1, 2, address={"country_code": "af"})
    )
    geocoder = CachedGeocoder(online)
    for code in ("TJ", "tjk"):
        assert [c.place.country for c in geocoder.candidates("Khorog", country=code)] == ["TJ"]
    assert nominatim.requests[0]["countrycodes"] == "tj"
    assert len(geocoder.candidates("Khorog")) == 2
    assert len(nominatim.requests) == 2  # another question, so another entry


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ({"class": "boundary", "type": "administrative", "addresstype": "state"}, ("A", "ADM1")),
        ({"class": "boundary", "type": "administrative", "addresstype": "country"}, ("A", "PCLI")),
        ({"class": "boundary", "type": "administrative", "addresstype": "unheard"}, ("A", "ADMD")),
        ({"class": "waterway", "type": "river"}, ("H", "STM")),
        ({"class": "natural", "type": "something"}, ("T", "")),
        ({"class": "barrier", "type": "border_control"}, ("S", "PSTB")),
        ({"class": "shop", "type": "bakery"}, ("S", "")),
    ],
)
def test_features_are_named_as_geonames_does(
    nominatim: FakeNominatim, online: Config, kind: dict[str, str], expected: tuple[str, str]
) -> None:
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2, **kind))
    place = CachedGeocoder(online).candidates("Somewhere")[0].place
    assert (place.feature_class, place.feature_code) == expected


def test_a_miss_is_believed_until_it_expires(nominatim: FakeNominatim, online: Config) -> None:
    geocoder = CachedGeocoder(online)
    assert geocoder.candidates("Xyzzy") == []
    assert geocoder.candidates("Xyzzy") == []
    assert len(nominatim.requests) == 1
    forgetful = CachedGeocoder(changed(online, geocoder_miss_days=0))
    assert forgetful.candidates("Xyzzy") == []
    assert len(nominatim.requests) == 2


def test_a_miss_expires_by_the_clock_and_a_hit_does_not(tmp_path: Path) -> None:
    now = [1_000_000.0]
    cache = GeocoderCache(tmp_path / "c.sqlite", miss_days=30, clock=lambda: now[0])
    cache.put("s", "nowhere", None, [])
    cache.put("s", "somewhere", None, [{"name": "Somewhere"}])
    now[0] += 29 * 86_400
    assert cache.get("s", "nowhere", None) == []
    now[0] += 2 * 86_400
    assert cache.get("s", "nowhere", None) is None
    assert cache.get("s", "somewhere", None) == [{"name": "Somewhere"}]
    now[0] = 5.0  # the clock was set back: the miss is from the future
    assert cache.get("s", "nowhere", None) is None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_tries_again_after_429_and_5xx(
    nominatim: FakeNominatim, online: Config, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    def pause(cache: GeocoderCache, service: str, seconds: float) -> None:
        pauses.append(seconds)
        real(cache, service, seconds)

    real = GeocoderCache.pause
    monkeypatch.setattr(GeocoderCache, "pause", pause)

    def reply(query: str) -> Reply:
        if len(nominatim.requests) < 3:
            return status, {}, b"overloaded"
        return nominatim.places(nominatim_place(query, 1, 2))

    nominatim.reply = reply
    assert len(CachedGeocoder(online).candidates("Farkhor")) == 1
    times = [request["at"] for request in nominatim.requests]
    waited = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(pauses) == 2 and pauses[1] > pauses[0] * 1.1  # the pauses grow
    assert all(wait >= pause * 0.9 for wait, pause in zip(waited, pauses, strict=True))


@pytest.mark.parametrize("status", [429, 500])
def test_gives_up_with_an_error_that_is_not_remembered(nominatim: FakeNominatim, online: Config, status: int) -> None:
    nominatim.reply = lambda query: (status, {}, b"no")
    geocoder = CachedGeocoder(changed(online, geocoder_retries=1))
    with pytest.raises(RateLimitedError if status == 429 else FetchError, match=str(status)):
        geocoder.candidates("Farkhor")
    assert len(nominatim.requests) == 2
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2))
    assert len(geocoder.candidates("Farkhor")) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_other_refusals_are_not_repeated(nominatim: FakeNominatim, online: Config, status: int) -> None:
    nominatim.reply = lambda query: (status, {}, b"no")
    with pytest.raises(FetchError):
        CachedGeocoder(online).candidates("Farkhor")
    assert len(nominatim.requests) == 1


def test_honours_retry_after(nominatim: FakeNominatim, online: Config) -> None:
    def reply(query: str) -> Reply:
        if len(nominatim.requests) == 1:
            return 503, {"Retry-After": "1"}, b"busy"
        return nominatim.places(nominatim_place(query, 1, 2))

    nominatim.reply = reply
    assert len(CachedGeocoder(online).candidates("Farkhor")) == 1
    first, second = (request["at"] for request in nominatim.requests)
    assert second - first >= 0.99


def test_a_long_retry_after_is_an_error_that_every_later_question_respects(
    nominatim: FakeNominatim, online: Config
) -> None:
    nominatim.reply = lambda query: (429, {"Retry-After": "3600"}, b"go away")
    started = time.monotonic()
    with pytest.raises(RateLimitedError) as caught:
        CachedGeocoder(online).candidates("Farkhor")
    assert caught.value.retry_after == 3600
    with pytest.raises(RateLimitedError) as caught:
        CachedGeocoder(online).candidates("Another name")
    assert caught.value.retry_after == pytest.approx(3600, abs=5)
    assert time.monotonic() - started < 5
    assert len(nominatim.requests) == 1


def test_times_out(nominatim: FakeNominatim, online: Config) -> None:
    def reply(query: str) -> Reply:
        time.sleep(2)
        return nominatim.places()

    nominatim.reply = reply
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"0\.5 s"):
        CachedGeocoder(changed(online, geocoder_timeout_seconds=0.5)).candidates("Farkhor")
    assert time.monotonic() - started < 1.9


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Moved</html>",
        b'{"lat": ',
        b"[1, 2]",
        b'"text"',
        b"[{}]",
        b'[{"lat": "north", "lon": "0", "display_name": "X"}]',
        b'[{"lat": "91", "lon": "0", "display_name": "X"}]',
        b'[{"lat": "NaN", "lon": "0", "display_name": "X"}]',
        b'[{"lat": "1", "lon": "2", "display_name": ""}]',
        b'[{"lat": "1", "lon": "2"}]',
        b'{"error": "no such thing"}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
    ids=lambda body: repr(body[:24]),
)
@pytest.mark.filterwarnings("ignore:Latitude normalization")
def test_malformed_answers_are_errors_and_never_remembered(
    nominatim: FakeNominatim, online: Config, body: bytes
) -> None:
    nominatim.reply = lambda query: (200, {"Content-Type": "application/json"}, body)
    geocoder = CachedGeocoder(online)
    with pytest.raises(FetchError):
        geocoder.candidates("Farkhor")
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2))
    assert len(geocoder.candidates("Farkhor")) == 1


def test_an_oversized_answer_is_refused(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: (200, {}, b"[" + b" " * 3_000_000 + b"]")
    with pytest.raises(FetchError, match="at most"):
        CachedGeocoder(online).candidates("Farkhor")


def test_markup_and_control_characters_in_names_are_plain_data(nominatim: FakeNominatim, online: Config) -> None:
    name = "<img src=x onerror=alert(1)>\x00\u202e\n&amp; '; DROP TABLE answers; --"
    nominatim.reply = lambda query: nominatim.places(nominatim_place(name, 1, 2))
    geocoder = CachedGeocoder(online)
    for _ in range(2):  # fresh and from the cache
        found = geocoder.candidates("Robert'); DROP TABLE answers; --")
        assert found[0].place.name == "<img src=x onerror=alert(1)> &amp; '; DROP TABLE answers; --"
    assert len(nominatim.requests) == 1


@pytest.mark.parametrize("name", ["", "  ", "\x00\n"])
def test_nothing_is_asked_about_no_name(nominatim: FakeNominatim, online: Config, name: str) -> None:
    assert CachedGeocoder(online).candidates(name) == []
    assert nominatim.requests == []


@pytest.mark.parametrize("name", ["\ud800 Kabul", "K" * 5000, "Kābul", "كابل"])
def test_odd_names_are_asked_as_text(nominatim: FakeNominatim, online: Config, name: str) -> None:
    assert CachedGeocoder(online).candidates(name) == []
    assert len(nominatim.queries()[0]) <= 200


def test_nothing_happens_before_a_question(online: Config) -> None:
    CachedGeocoder(changed(online, geocoder="no such service"))
    assert not online.cache_dir.exists()


def test_offline_means_offline(nominatim: FakeNominatim, online: Config) -> None:
    with pytest.raises(ConfigError, match="--online"):
        CachedGeocoder(changed(online, online=False)).candidates("Kabul")
    assert nominatim.requests == []


def test_an_unknown_service_is_named(online: Config) -> None:
    with pytest.raises(ConfigError, match="'nominatum'"):
        CachedGeocoder(changed(online, geocoder="nominatum")).candidates("Kabul")


def test_keys_come_from_the_environment(online: Config) -> None:
    settings = changed(online, geocoder="opencage")
    with pytest.raises(ConfigError, match="GEONEWS_GEOCODER_API_KEY"):
        CachedGeocoder(settings, env={}).candidates("Kabul")


def test_a_key_stays_out_of_errors(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: (200, {}, b"x" * 3_000_000)
    settings = changed(online, geocoder="pickpoint")
    with pytest.raises(FetchError) as caught:
        CachedGeocoder(settings, env={"GEONEWS_GEOCODER_API_KEY": "s3cr3t"}).candidates("Kabul")
    assert nominatim.requests[0]["key"] == "s3cr3t"
    error: BaseException | None = caught.value
    while error is not None:
        assert "s3cr3t" not in str(error)
        error = error.__cause__


def test_geonames_keeps_its_ids(nominatim: FakeNominatim, online: Config) -> None:
    kabul = {
        "geonameId": 1138958, "name": "Kabul", "toponymName": "Kabul", "lat": "34.52813", "lng": "69.17233",
        "countryCode": "AF", "countryName": "Afghanistan", "adminName1": "Kabul", "adminCode1": "13",
        "fcl": "P", "fcode": "PPLC", "population": 4434550,
    }  # fmt: skip
    nominatim.reply = lambda query: (200, {}, json.dumps({"geonames": [kabul]}).encode())
    settings = changed(online, geocoder="geonames")
    (found,) = CachedGeocoder(settings, env={"GEONEWS_GEOCODER_USERNAME": "me"}).candidates("Kabul")
    assert found.place.place_id == found.place.geonameid == 1138958
    assert (found.place.feature_code, found.place.country, found.place.admin1) == ("PPLC", "AF", "13")
    assert found.place.population == 4434550
    assert nominatim.requests[0]["username"] == "me"


def test_photon_speaks_geojson(nominatim: FakeNominatim, online: Config) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [71.55, 37.49]},
        "properties": {
            "osm_type": "N", "osm_id": 27565098, "osm_key": "place", "osm_value": "town", "type": "city",
            "countrycode": "TJ", "name": "Khorog", "country": "Tajikistan",
        },
    }  # fmt: skip
    nominatim.reply = lambda query: (200, {}, json.dumps({"features": [feature]}).encode())
    (found,) = CachedGeocoder(changed(online, geocoder="photon")).candidates("Khorog")
    assert (found.place.name, found.place.country, found.place.feature_code) == ("Khorog", "TJ", "PPL")
    assert (found.place.lon, found.place.lat) == (71.55, 37.49)


def test_credits_the_source(online: Config) -> None:
    assert "OpenStreetMap" in CachedGeocoder(online).attribution
    assert CachedGeocoder(changed(online, geocoder="Woosmap")).attribution == "Geocoding by woosmap"


def claims_of(cache_dir: Path) -> list[float]:
    """When the latest turn was claimed."""
    with contextlib.closing(sqlite3.connect(cache_dir / "geocoder.sqlite")) as connection:
        return [row[0] for row in connection.execute("SELECT asked_at FROM turns")]


def test_one_request_a_second(nominatim: FakeNominatim, online: Config) -> None:
    geocoder = CachedGeocoder(changed(online, geocoder_delay_seconds=0.4))
    claims = []
    for name in ("One", "Two", "Three"):
        geocoder.candidates(name)
        claims += claims_of(online.cache_dir)
    assert all(later - earlier >= 0.4 - 1e-6 for earlier, later in itertools.pairwise(claims))
    assert len(nominatim.requests) == 3


def test_the_public_nominatim_is_never_asked_faster(online: Config) -> None:
    hasty = changed(online, geocoder_domain=None, geocoder_scheme="https", geocoder_delay_seconds=0.0)
    assert CachedGeocoder(hasty)._delay_seconds == 1.0
    assert CachedGeocoder(changed(hasty, geocoder_domain="Nominatim.OpenStreetMap.org"))._delay_seconds == 1.0
    assert CachedGeocoder(online)._delay_seconds == 0.0


ASK = """
import sqlite3, sys
from pathlib import Path
from geonews.config import Config
from geonews.gazetteer.geocoder import CachedGeocoder, GeocoderCache
domain, cache, *names = sys.argv[1:]

def take_turn(self, service, delay):
    wait = real(self, service, delay)
    if wait == 0:
        print(sqlite3.connect(self.path).execute("SELECT asked_at FROM turns").fetchone()[0])
    return wait

real, GeocoderCache.take_turn = GeocoderCache.take_turn, take_turn
geocoder = CachedGeocoder(Config(cache_dir=Path(cache), online=True, geocoder_domain=domain, geocoder_scheme="http",
                                 geocoder_delay_seconds=0.3))
for name in names:
    assert len(geocoder.candidates(name)) == 1, name
"""


def test_two_processes_share_the_cache_and_the_pace(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2))
    names = ["One", "Two", "Three", "Four"]
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, nominatim.domain, str(online.cache_dir), *order],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.PIPE,
            text=True,
        )
        for order in (names, names[::-1])
    ]
    claims = sorted({float(line) for process in asking for line in process.communicate(timeout=60)[0].split()})
    assert [process.returncode for process in asking] == [0, 0]
    assert all(later - earlier >= 0.3 - 1e-6 for earlier, later in itertools.pairwise(claims))
    assert set(nominatim.queries()) == set(names)
    assert len(nominatim.queries()) < 2 * len(names)  # twice only while the other's answer is on its way
    asked = len(nominatim.requests)
    assert all(CachedGeocoder(online).candidates(name) for name in names)
    assert len(nominatim.requests) == asked


def test_threads_share_one_geocoder(nominatim: FakeNominatim, online: Config) -> None:
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2))
    geocoder = CachedGeocoder(online)
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda i=i: results.append(len(geocoder.candidates(f"Name {i % 4}"))))
        for i in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == [1] * 12


def test_a_damaged_cache_is_set_aside(nominatim: FakeNominatim, online: Config) -> None:
    online.cache_dir.mkdir()
    (online.cache_dir / "geocoder.sqlite").write_bytes(b"this is not a database" * 100)
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2))
    assert len(CachedGeocoder(online).candidates("Farkhor")) == 1
    assert (online.cache_dir / "geocoder.damaged").exists()


def test_a_cache_of_another_version_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript("CREATE TABLE answers (other TEXT); PRAGMA user_version = 99;")
    connection.close()
    cache = GeocoderCache(path, miss_days=1)
    cache.put("s", "n", None, [{"name": "N"}])
    assert cache.get("s", "n", None) == [{"name": "N"}]


def test_an_unusable_cache_folder_is_a_clear_error(nominatim: FakeNominatim, online: Config, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="cache_dir"):
        CachedGeocoder(changed(online, cache_dir=tmp_path / "file" / "cache")).candidates("Kabul")
    assert nominatim.requests == []


def test_turns_survive_a_clock_that_is_set_back(tmp_path: Path) -> None:
    now = [1_000_000.0]
    cache = GeocoderCache(tmp_path / "c.sqlite", miss_days=30, clock=lambda: now[0])
    assert cache.take_turn("s", 1.0) == 0.0
    assert cache.take_turn("s", 1.0) == pytest.approx(1.0)
    assert cache.take_turn("other", 1.0) == 0.0
    now[0] -= 500_000
    assert cache.take_turn("s", 1.0) == 0.0
    cache.pause("s", 100)
    assert cache.take_turn("s", 1.0) == pytest.approx(100)
    now[0] += 101
    assert cache.take_turn("s", 1.0) == 0.0


def test_an_unreachable_service_is_a_clear_error(online: Config) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="127.0.0.1"):
        CachedGeocoder(changed(online, geocoder_domain=f"127.0.0.1:{port}")).candidates("Kabul")


def test_a_service_that_is_down_costs_names_and_not_the_run(
    nominatim: FakeNominatim, online: Config, caplog: pytest.LogCaptureFixture
) -> None:
    nominatim.reply = lambda query: (404, {}, b"")
    geocoder = CachedGeocoder(online)
    assert [geocoder.look_up(name) for name in ("One", "Two", "Three", "Four", "Five")] == [[]] * 5
    assert nominatim.queries() == ["One", "Two", "Three"]  # then it is left alone
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    nominatim.reply = lambda query: nominatim.places(nominatim_place(query, 1, 2))
    geocoder._rest_until = 0.0
    assert len(geocoder.look_up("One")) == 1  # the error was not remembered


def test_a_cache_that_cannot_be_written_costs_names_and_not_the_run(
    nominatim: FakeNominatim, online: Config, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert CachedGeocoder(changed(online, cache_dir=tmp_path / "file" / "cache")).look_up("Kabul") == []
    assert nominatim.requests == []  # without a cache nobody is asked: the pace could not be kept


def test_settings_are_checked_without_asking(nominatim: FakeNominatim, online: Config) -> None:
    CachedGeocoder(online).check()
    with pytest.raises(ConfigError, match="GEONEWS_GEOCODER_APIKEY"):
        CachedGeocoder(changed(online, geocoder="herev7"), env={}).check()
    assert nominatim.requests == []
