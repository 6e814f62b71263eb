"""From where to where: ends that the text names, or that a border, a demonym or a sender tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from events.handmade import story

from geonews.events import ontology
from geonews.events.grounding.ways import Way, way_of

GOMA, BUNIA, KAMPALA = 216281, 217695, 232422


def way(
    geography: Any,
    text: str,
    *,
    mode: str = "cross",
    resolutions: Sequence[tuple[str, Any]] = (),
    entities: dict[str, str] | None = None,
    **roles: str | Sequence[str],
) -> Way:
    page = story(text, entities)
    known = [page.resolved(quoted, place) for quoted, place in resolutions]
    return way_of(
        page.words,
        page.gazette(geography, known),
        geography.spots(page.words, known),
        page.roles(**roles),
        ontology.flag("BORDER_CROSSING", mode, "homeward"),
        ontology.flag("BORDER_CROSSING", mode, "sent"),
    )


def ends(found: Way) -> tuple[str | None, str | None]:
    one, other = found.origin, found.destination
    return (one.country if one else None), (other.country if other else None)


@pytest.mark.parametrize(
    ("origin", "destination", "expected"),
    [
        ("Chile", "Bolivia", ("CHL", "BOL")),
        ("Syria", "Germany", ("SYR", "DEU")),
        ("Haiti", "Chile", ("HTI", "CHL")),
        ("Afghanistan", "Australia", ("AFG", "AUS")),
    ],
)
def test_named_ends_need_not_touch(geography: Any, origin: str, destination: str, expected: tuple[str, str]) -> None:
    text = f"About 700 people went from {origin} to {destination} on Friday."
    found = way(geography, text, mover="700 people", origin=origin, destination=destination)
    assert (ends(found), found.basis, found.line) == (expected, "explicit", True)
    assert found.origin is not None and found.origin.text == origin


@pytest.mark.parametrize(
    ("text", "mode", "roles", "expected", "bases"),
    [
        (
            "Hundreds of Burundians fled to Tanzania.", "flee",
            {"mover": "Hundreds of Burundians", "destination": "Tanzania"},
            ("BDI", "TZA"), ("demonym", "explicit"),
        ),
        (
            "Hundreds of refugees from Burundi reached Tanzania.", "flee",
            {"mover": "Hundreds of refugees from Burundi", "destination": "Tanzania"},
            ("BDI", "TZA"), ("demonym", "explicit"),
        ),
        (
            "Hundreds of Burundians came back from Tanzania.", "return",
            {"mover": "Hundreds of Burundians", "origin": "Tanzania"},
            ("TZA", "BDI"), ("explicit", "demonym"),
        ),
        (
            "Chile deported 90 Venezuelans on Tuesday.", "deport",
            {"mover": "90 Venezuelans", "actor": "Chile"},
            ("CHL", "VEN"), ("agent", "demonym"),
        ),
        (
            "Chilean police deported 90 people to Bolivia.", "deport",
            {"mover": "90 people", "actor": "Chilean police", "destination": "Bolivia"},
            ("CHL", "BOL"), ("agent", "explicit"),
        ),
        (
            "Kenya sent 300 soldiers to Somalia.", "deploy",
            {"mover": "300 soldiers", "actor": "Kenya", "destination": "Somalia"},
            ("KEN", "SOM"), ("agent", "explicit"),
        ),
        (
            "Soldiers crossed the Panj into Tajikistan.", "cross",
            {"mover": "Soldiers", "place": "Panj", "destination": "Tajikistan"},
            ("AFG", "TJK"), ("border", "explicit"),
        ),
        (
            "Soldiers crossed the Panj out of Tajikistan.", "cross",
            {"mover": "Soldiers", "place": "Panj", "origin": "Tajikistan"},
            ("TJK", "AFG"), ("explicit", "border"),
        ),
        (
            "Ninety Afghan soldiers waded over the Panj.", "retreat",
            {"mover": "Ninety Afghan soldiers", "place": "Panj"},
            ("AFG", "TJK"), ("demonym", "border"),
        ),
        (
            "Some 300 Afghans went home by Chaman.", "return",
            {"mover": "300 Afghans", "place": "Chaman"},
            ("PAK", "AFG"), ("border", "demonym"),
        ),
        (
            "Pakistan deported 300 Afghans at Chaman.", "deport",
            {"mover": "300 Afghans", "place": "Chaman", "actor": "Pakistan"},
            ("PAK", "AFG"), ("agent", "demonym"),
        ),
    ],
)  # fmt: skip
def test_what_tells_an_end_that_is_not_named(
    geography: Any,
    text: str,
    mode: str,
    roles: dict[str, str],
    expected: tuple[str, str],
    bases: tuple[str, str],
) -> None:
    found = way(geography, text, mode=mode, **roles)
    assert ends(found) == expected
    assert (found.origin_basis, found.destination_basis) == bases
    assert (found.basis, found.line) == ("demonym", True)


@pytest.mark.parametrize(
    ("text", "mode", "roles", "expected"),
    [
        (
            "Afghans crossed into Afghanistan.", "cross", {"mover": "Afghans", "destination": "Afghanistan"},
            (None, "AFG"),
        ),
        (
            "Kenya met 300 people from Uganda.", "cross", {"mover": "300 people", "actor": "Kenya", "origin": "Uganda"},
            ("UGA", None),
        ),
        (
            "After riots in France 200 soldiers were sent to Mali.", "deploy",
            {"mover": "200 soldiers", "destination": "Mali"}, (None, "MLI"),
        ),
        (
            "Soldiers crossed the Panj into Kenya.", "cross", {"place": "Panj", "destination": "Kenya"}, (None, "KEN"),
        ),
        (
            "Soldiers crossed the Panj.", "cross", {"mover": "Soldiers", "place": "Panj"}, (None, None),
        ),
    ],
)  # fmt: skip
def test_an_end_that_nothing_tells_stays_open(
    geography: Any, text: str, mode: str, roles: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    assert ends(way(geography, text, mode=mode, **roles)) == expected


def test_a_persons_name_gives_no_country(geography: Any) -> None:
    named = {"Jordan Smith": "PERSON", "Chad Johnson": "PERSON"}
    text = "Jordan Smith was deported by Chad Johnson to Mali."
    roles = {"mover": "Jordan Smith", "actor": "Chad Johnson", "destination": "Mali"}
    assert ends(way(geography, text, mode="deport", entities=named, **roles)) == (None, "MLI")


@pytest.mark.parametrize(
    ("text", "roles", "line"),
    [
        ("Some 300 people fled to Goma.", {"mover": "300 people", "destination": "Goma"}, False),
        ("Some 300 people fled from Bunia to Goma.", {"origin": "Bunia", "destination": "Goma"}, False),
        ("Some 300 refugees reached Goma.", {"mover": "300 refugees", "destination": "Goma"}, True),
        ("Some people fled over the border to Goma.", {"place": "border", "destination": "Goma"}, True),
        ("Some 300 Ugandans came to Goma.", {"mover": "300 Ugandans", "destination": "Goma"}, True),
    ],
)
def test_a_line_has_to_be_told(geography: Any, gazetteer: Any, text: str, roles: dict[str, str], line: bool) -> None:
    known = [(name, gazetteer.place(i)) for name, i in (("Goma", GOMA), ("Bunia", BUNIA)) if name in text]
    assert way(geography, text, resolutions=known, **roles).line is line


def test_where_the_line_was_passed(geography: Any, gazetteer: Any) -> None:
    text = "Soldiers from Tajikistan crossed at Panj-e Poyon into Afghanistan."
    found = way(geography, text, place="Panj-e Poyon", origin="Tajikistan", destination="Afghanistan")
    assert found.crossing is not None and found.crossing.text == "Panj-e Poyon"


def test_neither_an_end_nor_a_third_country_is_where_the_line_was_passed(geography: Any, gazetteer: Any) -> None:
    text = "They went from Rwanda to Goma. In Kampala it was heard that Goma took them in."
    goma, kampala = gazetteer.place(GOMA), gazetteer.place(KAMPALA)
    page = story(text)
    known = [page.resolved("Goma", goma), page.resolved("Goma", goma, nth=2), page.resolved("Kampala", kampala)]
    roles = page.roles(origin="Rwanda", destination="Goma", place="Kampala")
    roles["place"] = (*roles["place"], page.span("Goma", 2))
    found = way_of(page.words, page.gazette(geography, known), geography.spots(page.words, known), roles, False, False)
    assert (ends(found), found.crossing) == (("RWA", "COD"), None)


def test_where_the_movers_are_from_is_not_where_they_passed(geography: Any, gazetteer: Any) -> None:
    text = "Some 300 people from Goma reached Rwanda."
    known = [("Goma", gazetteer.place(GOMA))]
    found = way(geography, text, resolutions=known, mover="300 people from Goma", destination="Rwanda")
    assert (ends(found), found.crossing) == (("COD", "RWA"), None)
