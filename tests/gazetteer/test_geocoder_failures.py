"""The geocoder where the service refuses, is slow, or answers nonsense."""

from __future__ import annotations

import itertools
import threading
import time

import pytest
from nominatim import FakeNominatim, Reply, changed, nominatim_place

from geonews.config import Config
from geonews.errors import FetchError, RateLimitedError
from geonews.gazetteer.geocoder import CachedGeocoder
from geonews.gazetteer.geocoder_cache import GeocoderCache


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
    assert caught.value.retry_after == pytest.approx(3600, abs=60)
    assert time.monotonic() - started < 60
    assert len(nominatim.requests) == 1


def test_times_out(nominatim: FakeNominatim, online: Config) -> None:
    enough = threading.Event()

    def reply(query: str) -> Reply:
        enough.wait(60)
        return nominatim.places()

    nominatim.reply = reply
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"0\.5 s"):
        CachedGeocoder(changed(online, geocoder_timeout_seconds=0.5)).candidates("Farkhor")
    enough.set()
    assert time.monotonic() - started < 30


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
