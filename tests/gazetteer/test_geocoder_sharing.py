"""The geocoder's cache and pace, shared by threads and processes; caches and services that are broken."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from nominatim import FakeNominatim, changed, nominatim_place

from geonews.config import Config
from geonews.errors import ConfigError, FetchError
from geonews.gazetteer.geocoder import CachedGeocoder
from geonews.gazetteer.geocoder_cache import GeocoderCache


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
