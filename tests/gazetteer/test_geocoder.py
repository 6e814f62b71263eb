"""The geocoder over real HTTP, against a server on loopback: what it asks, and what it makes of answers."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from nominatim import FakeNominatim, changed, nominatim_place

from geonews.config import Config
from geonews.errors import ConfigError, FetchError
from geonews.gazetteer.geocoder import CachedGeocoder
from geonews.gazetteer.geocoder_cache import GeocoderCache
from geonews.model import MatchType


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
    assert time.monotonic() - started < 50
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
