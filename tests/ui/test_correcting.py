"""A reader corrects an event: by clicking the map, and sees it there at once; and takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App

from geonews.model import Candidate, MatchType, Place
from geonews.store import Store
from geonews.ui.correction_inputs import ends
from geonews.ui.corrections import said
from geonews.ui.merging import nearest_first
from geonews.ui.placing import nearness, other_places, place_values, spot_values
from geonews.ui.spot import read_position


@pytest.mark.browser
def test_a_click_on_the_map_moves_an_event(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?event=event-013"))
    app.script("window.map.setView([-4.04, 39.66], 9, {animate: false})")
    app.page.get_by_role("button", name="Correct", exact=True).click()
    app.page.get_by_role("button", name="Or click the map").click()
    app.page.get_by_text("Click the map where it happened").wait_for()
    app.map.locator(".gn-picking").wait_for()
    frame = app.page.locator('iframe[title="streamlit_folium.st_folium"]')
    box = frame.bounding_box()
    frame.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    app.page.get_by_role("button", name="Pick another spot").wait_for()
    assert app.map.locator(".gn-picked").count() == 1
    app.page.get_by_role("textbox", name="Your name").fill("Ada")
    app.page.get_by_role("textbox", name="Your name").press("Tab")
    app.settled()  # it can be saved once the page knows who signs
    app.page.get_by_role("button", name="Save the correction").click()
    app.page.locator(".gn-facts", has_text="Mombasa, Kenya").wait_for()
    app.mark("Aid was flown from Nairobi").wait_for()
    assert app.script("window.map.getZoom()") == 9
    with Store.open(server.store, read_only=True) as store:
        event = store.event("event-013")
    assert (event["place"], event["country"], event["geo_precision"]) == ("Mombasa", "KEN", 1)
    app.page.get_by_text("Corrections · 1").click()
    assert "Nairobi → Mombasa · Ada" in app.page.locator(".st-key-gn_card").inner_text().replace("\n", " ")
    app.page.get_by_role("button", name="Undo").click()
    app.page.locator(".gn-facts", has_text="Nairobi, Kenya").wait_for()
    app.drawn(lambda data: data["events"] == "0")


@pytest.mark.browser
def test_a_position_written_by_key_moves_an_event(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?event=event-012"))
    app.page.get_by_role("button", name="Correct", exact=True).press("Enter")
    box = app.page.get_by_role("textbox", name="Or write its position")
    box.fill("190, 37")
    box.press("Enter")
    app.page.get_by_text("expected a latitude from -90 to 90").wait_for()
    box.fill("![x](http://evil.example/x.png)")
    box.press("Enter")
    app.page.get_by_text("expected latitude, longitude like 37.24, 69.10").wait_for()
    assert app.page.locator(".st-key-gn_card img").count() == 0
    box.fill("16.42 N, 120.6 E")
    box.press("Enter")
    app.page.get_by_role("button", name="Pick another spot").wait_for()
    assert app.map.locator(".gn-picked").count() == 1
    app.page.get_by_role("textbox", name="Your name").fill("Ada")
    app.page.get_by_role("textbox", name="Your name").press("Tab")
    app.settled()  # it can be saved once the page knows who signs
    app.page.get_by_role("button", name="Save the correction").press("Enter")
    app.page.locator(".gn-facts", has_text="Baguio City, Philippines").wait_for()
    app.page.get_by_text("Corrections · 1").click()
    app.page.get_by_role("button", name="Undo").press("Enter")
    app.page.locator(".gn-facts", has_text="Manila, Philippines").wait_for()


@pytest.mark.browser
def test_the_same_event_is_found_by_its_words_or_on_the_map(server: Any, open_page: Callable[..., Any]) -> None:
    app = App(open_page(f"{server.url}/?event=event-010&family=all"))
    app.page.get_by_role("button", name="Correct", exact=True).click()
    choose(app, "What is wrong?", "It is the same as another event")
    words = app.page.get_by_role("textbox", name="Search its words")
    words.fill("nobody wrote this")
    words.press("Enter")
    app.page.get_by_text("No event has these words.").wait_for()
    words.fill("banker Paris")
    words.press("Enter")
    choose(app, "The one to keep", "arrested a banker")
    app.page.locator("button:enabled", has_text="Save the correction").first.wait_for()
    app.page.get_by_role("button", name="Or pick it on the map").click()
    app.mark("Talks").focus()
    app.page.keyboard.press("Enter")
    app.page.get_by_text("Is it the same event as this one?").wait_for()
    assert "Manila" in app.page.locator(".gn-card h3").inner_text()
    assert "an accord in Paris" in app.page.locator(".st-key-gn_merging").inner_text()
    app.page.get_by_role("button", name="Yes, the same").click()
    app.page.locator(".gn-picked-event", has_text="Talks were held in Manila.").wait_for()
    assert "accord" in app.page.locator(".gn-card h3").inner_text()
    app.page.get_by_role("textbox", name="Your name").fill("Ada")
    app.page.get_by_role("textbox", name="Your name").press("Tab")
    app.settled()  # it can be saved once the page knows who signs
    app.page.get_by_role("button", name="Save the correction").click()
    app.page.get_by_text("1 other article reports it").wait_for()
    assert "Manila" in app.page.locator(".gn-card h3").inner_text()
    with Store.open(server.store, read_only=True) as store:
        assert [row["event_id"] for row in store.reports("event-012")] == ["event-010"]
    app.page.get_by_text(re.compile(r"^Corrections · \d$")).click()  # another test has corrected it, too
    app.page.get_by_role("button", name="Undo").click()
    app.page.get_by_text("1 other article reports it").wait_for(state="detached")


def choose(app: App, label: str, option: str) -> None:
    box = app.page.get_by_label(label, exact=True)
    box.click()
    app.page.get_by_role("option", name=re.compile(option)).first.click()
    app.settled()


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("37.24, 69.1", 69.1, 37.24),
        ("37.24 69.1", 69.1, 37.24),
        ("-1.3;36.9", 36.9, -1.3),
        ("37.24N69.1E", 69.1, 37.24),
        ("s 1.3 e 36.9", 36.9, -1.3),
        ("69.1° E, 37.24° N", 69.1, 37.24),
        ("37° 14' 24″ N, 69° 6′ E", 69.1, 37.24),
        ("0 / −180", -180.0, 0.0),
    ],
)
def test_positions_as_people_write_them(text: str, lon: float, lat: float) -> None:
    assert read_position(text) == pytest.approx((lon, lat))


@pytest.mark.parametrize(
    "text",
    ["", "Kabul", "37.24", "37.24, 69.1, 5", "37 N, 69 N", "N 37 S, 69 E", "-37 S, 69 E", "37°70'N 69 E", "91, 0",
     "0, 181", "nan, 1", "1e5, 1"],
)  # fmt: skip
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a? ?latitude"):
        read_position(text)


def test_a_spot_takes_the_country_of_the_ground() -> None:
    values = spot_values(36.9, -1.3, None)
    assert (values["country"], values["place"], values["geo_precision"]) == ("KEN", "1.30° S, 36.90° E", 1)
    assert spot_values(-140.0, 0.0, "the wreck")["country"] is None


def test_a_province_keeps_its_precision() -> None:
    row = {"place_id": 1147745, "name": "Badakhshan", "lon": 71.5, "lat": 37.0, "country": "AF", "admin1": "01"}
    assert place_values({**row, "feature_code": "ADM1"})["geo_precision"] == 2
    assert place_values({**row, "feature_code": "PCLI"})["geo_precision"] == 3
    assert place_values({**row, "feature_code": "PPL", "place_id": -4})["geonameid"] is None


def test_the_places_of_the_sentence_come_first_and_its_own_is_none_of_them() -> None:
    def mention(number: int, name: str, at: int) -> dict[str, Any]:
        return {"place_id": number, "geonameid": number, "name": name, "char_start": at, "lon": 1.0, "lat": 2.0}

    event = {"geonameid": 1, "char_start": 100, "char_end": 200}
    mentions = [mention(4, "Lyon", 5), mention(1, "Adré", 110), mention(3, "Tiné", 120), mention(4, "Lyon", 300)]
    found = other_places(event, mentions)
    assert [(row["name"], row["note"]) for row in found] == [("Tiné", "in the sentence"), ("Lyon", "in the article")]


def test_a_name_that_is_exact_and_near_is_found_before_one_that_is_alike() -> None:
    def found(name: str, lon: float, lat: float, match: MatchType) -> Candidate:
        place = Place(place_id=1, geonameid=1, name=name, lon=lon, lat=lat, feature_class="P", feature_code="PPL",
                      country="TD", admin1=None)  # fmt: skip
        return Candidate(place=place, match=match, matched=name)

    all_found = [
        found("Adriers", 0.8, 46.3, MatchType.FUZZY),
        found("Adré", 100.0, 0.0, MatchType.FOLDED),
        found("Adré", 22.2, 13.5, MatchType.FOLDED),
    ]
    ordered = sorted(all_found, key=lambda one: nearness(one, [(25.0, 13.0)]))
    assert [(one.place.name, one.place.lon) for one in ordered] == [("Adré", 22.2), ("Adré", 100.0), ("Adriers", 0.8)]


PARTS = ("country", "place", "lat", "lon", "precision")


def test_an_end_that_changes_its_country_loses_its_town() -> None:
    event = {f"{side}_{part}": None for side in ("origin", "destination") for part in PARTS}
    event |= {"origin_country": "AFG", "origin_place": "Islam Qala", "destination_country": "IRN"}
    assert ends(event, "AFG", "IRN") is None
    ((side, values),) = ends(event, "PAK", "IRN") or []
    assert (side, values["origin_country"], values["origin_place"], values["origin_precision"]) == (
        "origin", "PAK", None, 3,
    )  # fmt: skip
    ((side, values),) = ends(event, None, "IRN") or []
    assert values["origin_country"] is values["origin_precision"] is None


def test_the_likeliest_same_event_comes_first() -> None:
    def row(name: str, place: str, country: str, day: str) -> dict[str, Any]:
        return {"event_id": name, "place": place, "country": country, "date_start": day, "date_end": day}

    event = row("e", "Goma", "COD", "2021-06-10")
    others = [
        row("far", "Lyon", "FRA", "2021-06-10"),
        row("land", "Bukavu", "COD", "2021-06-12"),
        row("later", "Goma", "COD", "2021-06-20"),
        row("near", "Goma", "COD", "2021-06-11"),
    ]
    assert [one["event_id"] for one in nearest_first(event, others)] == ["near", "later", "land", "far"]


def test_a_correction_says_who_and_when() -> None:
    row = {"field": "date", "old": {"date_start": "2021-06-10", "date_end": None},
           "new": {"date_start": "2021-06-11", "date_end": None, "time_precision": 1}, "reason": "the dateline",
           "who": "Ada", "made": "2021-07-01T10:20:30Z", "undone": None, "undone_by": None}  # fmt: skip
    assert said(row) == "The date: 2021-06-10 → 2021-06-11 · Ada, 2021-07-01 10:20 UTC · “the dateline”"
    assert said({**row, "undone": "2021-07-02T00:00:00Z", "undone_by": "Eve"}).endswith("undone by Eve")
