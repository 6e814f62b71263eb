"""Where an article is at home, and what an outlet's profile does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from geonews import nlp
from geonews.geoparse import Geoparser
from geonews.geoparse.cards import key_number
from geonews.geoparse.home import home_countries, outlet_country
from geonews.geoparse.names import NameBook
from geonews.geoparse.profile import learn_profile, profile_columns
from geonews.geoparse.tokens import read_tokens
from geonews.model import Article

KEYS = {"countries": "US", "areas": "US.TX", "counties": "US.TX.201"}


@pytest.mark.parametrize(
    ("addresses", "country"),
    [
        (("https://www.example.co.uk/news",), "GB"),
        (("example.ie",), "IE"),
        ((None, "http://news.example.com.au/a?b=c"), "AU"),
        (("example.com", "example.de"), "DE"),
        (("example.tv",), None),
        (("The Daily Example",), None),
        (("http://[::1",), None),
        (("", None), None),
    ],
)
def test_outlet_country(addresses: tuple[str | None, ...], country: str | None) -> None:
    assert outlet_country(*addresses) == country


def test_words_of_public_life_name_the_country() -> None:
    (doc,) = nlp.parse(["The sheriff's deputies met the school district, and the GOP wanted an inquiry in euros."])
    shares = home_countries(read_tokens(doc))
    assert shares == {"US": 1.0}
    (doc,) = nlp.parse(["Gardaí said the TD and the Taoiseach would meet the NHS."])
    shares = home_countries(read_tokens(doc))
    assert shares["IE"] > shares["GB"] > 0


def test_a_profile_needs_places_and_a_home(gazetteer: Any) -> None:
    texas = [c.place for c in gazetteer.candidates("Houston") if c.place.admin1 == "TX"][:1]
    world = [gazetteer.candidates(name)[0].place for name in ("Kabul", "Lima", "Oslo", "Cairo", "Hanoi")]
    assert learn_profile(texas * 3) == {}
    assert learn_profile(world * 4) == {}
    profile = learn_profile(texas * 8 + world)
    assert profile["US.TX"] > 0.5 and profile["US"] >= profile["US.TX"]
    county = f"US.TX.{texas[0].admin2}"
    assert profile[county] == profile["US.TX"]


def test_profile_columns_are_shares_and_minus_one_without_a_profile() -> None:
    rows = {level: np.array([key_number(key), key_number(None)], dtype=np.int32) for level, key in KEYS.items()}
    known = profile_columns({"US": 0.9, "US.TX": 0.6, "US.TX.201": 0.5}, **rows)
    assert [column.tolist() for column in known] == [pytest.approx([share, 0.0]) for share in (0.9, 0.6, 0.5)]
    for profile in (None, {}):
        assert all((column == -1.0).all() for column in profile_columns(profile, **rows))


def test_a_profile_pulls_a_bare_name_home(geoparser: Geoparser) -> None:
    text = "The mayor of Paris opened the new fire station on Monday."
    (doc,) = nlp.parse([text])
    article = Article(id="t", text=text)

    def place(profile: dict[str, float] | None) -> tuple[str | None, str | None]:
        (found,) = (r for r in geoparser.parse(article, doc, profile=profile) if r.toponym.text == "Paris")
        best = found.candidates[0].place
        return best.country, best.admin1

    assert place(None)[0] == "FR"
    assert place({"US": 1.0, "US.TX": 1.0}) == ("US", "TX")


def test_a_place_inside_an_unknown_name_is_a_candidate(gazetteer: Any) -> None:
    card = NameBook(gazetteer).card("Herat Burns Hospital")
    assert card is not None and card.candidates[0].place.country == "AF"
    assert NameBook(gazetteer).card("Reception Center") is None
