"""Where: the spans of a role as one place, or a country, and the basis of it."""

from __future__ import annotations

from typing import Any

import pytest
from events.handmade import story

from geonews.events.grounding.sites import Site
from geonews.model import Precision, precision_of

SEVASTOPOL, CRIMEA = 694423, 703883
TORETSK, DONETSK = 709354, 709716
TRIPOLI_LIBYA, TRIPOLI_LEBANON, BEIRUT = 2210247, 266826, 276781
CABO_DELGADO, GOMA, BUNIA = 1051823, 216281, 217695
PANJ_TOWN, PANJ_STREAM = 1220750, -533815510301
RIO_GRANDE_BRAZIL, RIO_GRANDE_CITY = 3451138, 4722837


def site(text: str, places: dict[str, int | None], *spans: str, geography: Any, gazetteer: Any) -> Site | None:
    page = story(text)
    resolutions = [page.resolved(q, None if i is None else gazetteer.place(i)) for q, i in places.items()]
    found = page.gazette(geography, resolutions).site([page.span(s) for s in spans])
    assert found is None or isinstance(found, Site)
    return found


@pytest.mark.parametrize(
    ("text", "places", "spans", "finest"),
    [
        (
            "A missile hit Sevastopol in Crimea on Friday.",
            {"Sevastopol": SEVASTOPOL, "Crimea": CRIMEA},
            ("Crimea", "Sevastopol"),
            SEVASTOPOL,
        ),
        (
            "A drone struck Toretsk in Ukraine's Donetsk region.",
            {"Toretsk": TORETSK, "Donetsk": DONETSK},
            ("Toretsk", "Ukraine", "Donetsk region"),
            TORETSK,
        ),
        (
            "Clashes went on in Tripoli, Lebanon, and in Beirut.",
            {"Tripoli": TRIPOLI_LEBANON, "Beirut": BEIRUT},
            ("Tripoli", "Lebanon"),
            TRIPOLI_LEBANON,
        ),
        (
            "In Beirut, Goma and Tripoli bombs went off.",
            {"Goma": GOMA, "Tripoli": TRIPOLI_LEBANON, "Beirut": BEIRUT},
            ("Goma", "Tripoli", "Beirut"),
            TRIPOLI_LEBANON,
        ),
    ],
)
def test_the_finest_place_wins(
    geography: Any, gazetteer: Any, text: str, places: dict[str, int | None], spans: tuple[str, ...], finest: int
) -> None:
    found = site(text, places, *spans, geography=geography, gazetteer=gazetteer)
    assert found is not None and found.locus.place is not None
    # Of places of one size in the country of most names the first of the spans.
    assert (found.locus.place.place_id, found.basis) == (finest, "text")


def test_a_place_outside_of_the_stated_country_yields_to_it(geography: Any, gazetteer: Any) -> None:
    text, places = "Gunmen clashed in Tripoli, Lebanon, on Friday.", {"Tripoli": TRIPOLI_LIBYA}
    found = site(text, places, "Tripoli", "Lebanon", geography=geography, gazetteer=gazetteer)
    assert found is not None
    assert (found.locus.country, found.locus.place, found.locus.text) == ("LBN", None, "Lebanon")


def test_a_province_is_an_area_and_keeps_its_code(geography: Any, gazetteer: Any) -> None:
    text, places = "At least 300 people were displaced in Cabo Delgado.", {"Cabo Delgado": CABO_DELGADO}
    found = site(text, places, "Cabo Delgado", geography=geography, gazetteer=gazetteer)
    assert found is not None and found.locus.place is not None
    assert (found.locus.country, found.locus.place.admin1) == ("MOZ", "01")
    assert precision_of(found.locus.place) is Precision.AREA


def test_a_country_is_no_point(geography: Any, gazetteer: Any) -> None:
    found = site("Clashes broke out in Mali on Friday.", {}, "Mali", geography=geography, gazetteer=gazetteer)
    assert found is not None
    assert (found.locus.country, found.locus.place, found.locus.text) == ("MLI", None, "Mali")


def test_a_name_that_nobody_knows_keeps_its_words(geography: Any, gazetteer: Any) -> None:
    text, places = "Gunmen attacked Qwertzuland on Friday.", {"Qwertzuland": None}
    found = site(text, places, "Qwertzuland", geography=geography, gazetteer=gazetteer)
    assert found is not None
    assert (found.locus.country, found.locus.place, found.locus.text, found.score) == (None, None, "Qwertzuland", 0.0)


def test_a_name_that_nobody_knows_lies_in_the_country_beside_it(geography: Any, gazetteer: Any) -> None:
    text, places = "Gunmen attacked Qwertzuland, a village in Mali, on Friday.", {"Qwertzuland": None}
    found = site(text, places, "Qwertzuland", "Mali", geography=geography, gazetteer=gazetteer)
    assert found is not None
    assert (found.locus.country, found.locus.place, found.locus.text) == ("MLI", None, "Qwertzuland")


def test_an_uncertain_place_still_has_its_country(geography: Any, gazetteer: Any) -> None:
    page = story("Gunmen attacked Palma on Friday. Troops left Pemba, a port of Mozambique.")
    rivals = [p for p in gazetteer.places("Palma") if p.country == "MZ"]
    assert rivals
    country = gazetteer.country("MOZ").place
    resolutions = [page.resolved("Palma", None, rivals=rivals), page.resolved("Mozambique", country)]
    found = page.gazette(geography, resolutions).site([page.span("Palma")])
    assert found is not None and (found.locus.country, found.locus.text) == ("MOZ", "Palma")
    unlikely = [page.resolved("Palma", None, rivals=rivals, name_score=0.3), resolutions[1]]
    found = page.gazette(geography, unlikely).site([page.span("Palma")])
    assert found is not None and found.locus.country is None


def test_no_name_no_site(geography: Any, gazetteer: Any) -> None:
    assert site("Gunmen attacked a market.", {}, "market", geography=geography, gazetteer=gazetteer) is None
    assert site("Gunmen attacked a market.", {}, geography=geography, gazetteer=gazetteer) is None


@pytest.mark.parametrize(("place", "expected"), [(None, None), (PANJ_TOWN, PANJ_TOWN), (PANJ_STREAM, PANJ_STREAM)])
def test_a_border_river_and_the_town_that_is_called_after_it(
    geography: Any, gazetteer: Any, place: int | None, expected: int | None
) -> None:
    places = {} if place is None else {"Panj": place}
    text = "Soldiers came to Panj on Friday."
    found = site(text, places, "Panj", geography=geography, gazetteer=gazetteer)
    assert (found and found.locus.place and found.locus.place.place_id) == expected


@pytest.mark.parametrize(
    ("quoted", "place", "kind", "known"),
    [
        ("Rio Grande", RIO_GRANDE_BRAZIL, "border", None),
        ("Rio Grande City", RIO_GRANDE_CITY, "place", RIO_GRANDE_CITY),
    ],
)
def test_a_namesake_far_away_is_no_part_of_a_border(
    geography: Any, gazetteer: Any, quoted: str, place: int, kind: str, known: int | None
) -> None:
    page = story("They waded over at Rio Grande City on Friday.")
    (spot,) = geography.spots(page.words, [page.resolved(quoted, gazetteer.place(place))])
    assert (spot.kind, spot.sides, spot.place and spot.place.place_id) == (kind, ("MEX", "USA"), known)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("They came over the Channel on Friday.", ("FRA", "GBR")),
        ("They walked over the demarcation line on Friday.", ("KOR", "PRK")),
        ("They walked over the 38th parallel on Friday.", ("KOR", "PRK")),
        ("They waded over the Río Bravo on Friday.", ("MEX", "USA")),
        ("They swam in a channel on Friday.", None),
        ("They found a bug on Friday.", None),
    ],
)
def test_names_of_borders(geography: Any, text: str, sides: tuple[str, str] | None) -> None:
    assert [s.sides for s in geography.spots(story(text).words, [])] == ([sides] if sides else [])


@pytest.mark.parametrize("name", ["Jordan Smith", "Chad Johnson", "Georgia Brown", "Karen Jones", "Lars Vilks"])
def test_a_part_of_a_persons_name_is_no_place(geography: Any, name: str) -> None:
    text = f"Police in Bangor arrested {name} on Friday."
    assert geography.spots(story(text, {name: "PERSON"}).words, []) == []
    assert geography.spots(story(text).words, []) != []


def test_a_country_that_is_taken_for_a_person_stays_one(geography: Any) -> None:
    (spot,) = geography.spots(story("Troops left Chad on Friday.", {"Chad": "PERSON"}).words, [])
    assert spot.country == "TCD"


def test_the_country_of_the_dateline(geography: Any) -> None:
    gazette = story("LAGOS, Nigeria - Gunmen killed nine people on Friday.").gazette(geography)
    found = gazette.dateline()
    assert found is not None and (found.locus.country, found.basis, found.locus.place) == ("NGA", "dateline", None)
    assert story("Gunmen killed nine people in Nigeria.").gazette(geography).dateline() is None


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Mali and Niger talked. Mali called. Mali agreed.", "MLI"),
        ("Mali and Niger talked. Niger agreed with Mali.", None),
        ("Troops left Mali.", None),
        ("It rained.", None),
    ],
)
def test_the_scene_is_the_country_of_most_names(geography: Any, text: str, country: str | None) -> None:
    found = story(text).gazette(geography).scene()
    assert (found and found.locus.country) == country
    assert found is None or found.basis == "context"


@pytest.mark.parametrize(
    ("text", "places", "country"),
    [
        ("Gunmen rode to Goma from Rwanda.", {"Goma": GOMA}, "COD"),
        ("Gunmen rode from Goma to Bunia.", {"Goma": GOMA, "Bunia": BUNIA}, "COD"),
        ("Gunmen rode from Mali to Niger.", {}, None),
        ("Gunmen rode off.", {}, None),
    ],
)
def test_what_a_sentence_names_beside(
    geography: Any, gazetteer: Any, text: str, places: dict[str, int], country: str | None
) -> None:
    page = story(text)
    gazette = page.gazette(geography, [page.resolved(q, gazetteer.place(i)) for q, i in places.items()])
    found = gazette.beside(0)
    locus = found.locus if found else None
    assert (locus and locus.country) == country
    assert locus is None or locus.place is None  # what stands beside is no point
    assert gazette.beside(1) is None


@pytest.mark.parametrize(
    ("text", "span", "places", "town"),
    [
        ("Rebels took Goma on Monday. They shelled the town from the hills.", "the town", {"Goma": GOMA}, GOMA),
        ("Rebels took Goma on Monday. They shelled the town from the hills.", "town", {"Goma": GOMA}, GOMA),
        ("Rebels took Goma on Monday. They shelled a town in the hills.", "a town", {"Goma": GOMA}, None),
        ("They shelled the town from the hills. Rebels took Goma.", "the town", {"Goma": GOMA}, None),
        ("Rebels took Goma. " + "It rained. " * 6 + "They shelled the town.", "the town", {"Goma": GOMA}, None),
    ],
)
def test_a_town_that_is_pointed_back_to(
    geography: Any, gazetteer: Any, text: str, span: str, places: dict[str, int], town: int | None
) -> None:
    page = story(text)
    gazette = page.gazette(geography, [page.resolved(q, gazetteer.place(i)) for q, i in places.items()])
    found = gazette.referred([page.span(span)])
    assert (found and found.locus.place and found.locus.place.place_id) == town
    assert found is None or (found.basis, found.locus.text) == ("context", "Goma")


@pytest.mark.parametrize(
    ("text", "span", "capital"),
    [
        ("A bomb went off in the Cuban capital on Monday.", "the Cuban capital", "Havana"),
        ("Kenya mourned. Kenyans fled. A bomb went off in the capital.", "the capital", "Nairobi"),
        ("Kenya mourned. Kenyans fled. A bomb went off in the state capital.", "the state capital", None),
        ("A bomb went off in the capital.", "the capital", None),
    ],
)
def test_a_capital_that_is_pointed_to(geography: Any, text: str, span: str, capital: str | None) -> None:
    page = story(text)
    found = page.gazette(geography, []).referred([page.span(span)])
    assert (found and found.locus.place and found.locus.place.name) == capital


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Kenya and Uganda spoke. Kenyans, with Mali and Chad, left. Kenya stayed.", "KEN"),
        ("Kenya votes\n\nUganda, Mali and Chad watched.", "KEN"),
        ("Kenya and Chad vote\n\nUganda and Mali watched.", None),
        ("Nobody voted.", None),
    ],
)
def test_what_a_text_is_about(geography: Any, text: str, country: str | None) -> None:
    found = story(text).gazette(geography, []).about()
    assert (found.locus.country if found else None) == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The town was bombed in an operation supported by Russia.", None),
        ("Jets of Russia bombed it.", None),
        ("It was bombed in northern Syria.", "SYR"),
        ("It was bombed across much of Syria.", "SYR"),
        ("Shells fell near the Syria border.", "SYR"),
    ],
)
def test_of_what_kills_only_a_country_where_something_is_said_to_be(
    geography: Any, text: str, country: str | None
) -> None:
    gazette = story(text).gazette(geography)
    found = gazette.beside(0, strictly=True)
    assert (found and found.locus.country) == country
    loose = gazette.beside(0)
    assert loose is not None and loose.locus.country in ("RUS", "SYR")


def test_what_is_named_far_below_is_not_what_a_text_is_about(geography: Any) -> None:
    top = "It rained. It snowed. It hailed. It blew."
    assert story(f"{top} Mali called. Mali agreed.").gazette(geography).scene() is None
    assert story(f"{top} Mali called. Mali agreed.").gazette(geography).about() is None
    assert story(f"Mali waits. {top} Mali called. Mali agreed.").gazette(geography).scene() is not None


def test_the_finer_of_two_divisions(geography: Any, gazetteer: Any) -> None:
    text = "Thieves broke in. England woke to the news from Oxfordshire."
    england, oxfordshire = 6269131, 2640726
    assert gazetteer.place(oxfordshire).feature_code.startswith("ADM2")
    found = site(
        text, {"England": england, "Oxfordshire": oxfordshire}, "England", "Oxfordshire",
        geography=geography, gazetteer=gazetteer,
    )  # fmt: skip
    assert found is not None and found.locus.place is not None and found.locus.place.name == "Oxfordshire"


@pytest.mark.parametrize(("text", "known"), [("Harvard data show cases.", False), ("Cases rose at Harvard.", True)])
def test_a_body_is_no_place_unless_something_is_there(geography: Any, gazetteer: Any, text: str, known: bool) -> None:
    (university,) = [p for p in gazetteer.places("Harvard University") if p.feature_code == "UNIV"][:1]
    page = story(text, {"Harvard": "ORG"})
    found = page.gazette(geography, [page.resolved("Harvard", university)]).site([page.span("Harvard")])
    place = found.locus.place if found is not None else None
    assert (place is not None and place.place_id == university.place_id) is known


CHITTAGONG, CALIFORNIA = 1205733, 5332921


@pytest.mark.parametrize(("score", "placed"), [(0.6, False), (0.95, True)])
def test_a_name_that_alone_and_unsurely_lies_abroad_is_not_placed(
    geography: Any, gazetteer: Any, score: float, placed: bool
) -> None:
    page = story("A fire broke out in Chittagong, Bangladesh. In Bhera Market it killed nine. Chittagong mourned.")
    resolutions = [
        page.resolved("Chittagong", gazetteer.place(CHITTAGONG)),
        page.resolved("Bangladesh", gazetteer.country("BD").place),
        page.resolved("Bhera", gazetteer.places("Bhera")[0], score=score),
        page.resolved("Chittagong", gazetteer.place(CHITTAGONG), nth=2),
    ]
    found = page.gazette(geography, resolutions).site([page.span("Bhera")])
    assert found is not None
    assert (found.locus.place is not None, found.locus.country) == (placed, "PAK" if placed else None)


def test_a_text_of_one_division_is_at_home_there(geography: Any, gazetteer: Any) -> None:
    text = "Inmate stabbed in California. It was in Corcoran, California. The judge waits."
    page = story(text)
    places = [
        page.resolved("California", gazetteer.place(CALIFORNIA)),
        page.resolved("California", gazetteer.place(CALIFORNIA), nth=2),
    ]
    found = page.gazette(geography, places).home_division("USA")
    assert found is not None and found.locus.place is not None
    assert (found.locus.place.place_id, found.basis) == (CALIFORNIA, "context")
    assert page.gazette(geography, places[:1]).home_division("USA") is None  # one name is no home
    assert page.gazette(geography, places).home_division("MEX") is None


def test_who_is_called_after_a_division_is_there(geography: Any, gazetteer: Any) -> None:
    page = story("The senate of California outlawed it. Nevada and California differ.")
    places = [page.resolved("California", gazetteer.place(CALIFORNIA), nth=n) for n in (1, 2)]
    places.append(page.resolved("Nevada", gazetteer.place(5509151)))
    gazette = page.gazette(geography, places)
    senate = page.span("The senate of California")
    found = gazette.division(senate.first, senate.last)
    assert found is not None and found.locus.place is not None and found.locus.place.place_id == CALIFORNIA
    both = page.span("Nevada and California")
    assert gazette.division(both.first, both.last) is None


TEXAS, NEVADA, KANSAS = 4736286, 5509151, 4273857


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("Voters went to the polls in Texas, Nevada and Kansas.", TEXAS),
        ("Voters went to the polls in Nevada, Texas, and the Kansas of old.", NEVADA),
        ("Storms struck Nevada/Kansas after they had left Texas.", NEVADA),
        # What is no list is told of two things: the surest is it.
        ("Voters went to the polls in Texas, and in Nevada a storm hit Kansas.", KANSAS),
        ("Texas voted in March. Nevada waits. Storms struck Kansas.", KANSAS),
    ],
)
def test_of_a_list_the_first(geography: Any, gazetteer: Any, text: str, chosen: int) -> None:
    page = story(text)
    names = {"Texas": TEXAS, "Nevada": NEVADA, "Kansas": KANSAS}
    scores = {"Texas": 0.8, "Nevada": 0.82, "Kansas": 0.85}
    gazette = page.gazette(geography, [page.resolved(q, gazetteer.place(i)) for q, i in names.items()])
    found = gazette.site([page.span(q, score=scores[q]) for q in names])
    assert found is not None and found.locus.place is not None and found.locus.place.place_id == chosen


def test_a_county_in_a_list_of_towns_is_no_item(geography: Any, gazetteer: Any) -> None:
    page = story("Shells fell on Cabo Delgado, Goma and Bunia.")
    places = {"Cabo Delgado": CABO_DELGADO, "Goma": GOMA, "Bunia": BUNIA}
    gazette = page.gazette(geography, [page.resolved(q, gazetteer.place(i)) for q, i in places.items()])
    found = gazette.site([page.span("Goma", score=0.6), page.span("Bunia"), page.span("Cabo Delgado")])
    assert found is not None and found.locus.place is not None and found.locus.place.place_id == GOMA


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell on Goma, north of Bunia.",
        "Shells fell in the Goma district of Bunia.",
        "Shells fell in Goma, a market, and Goma, just outside Bunia.",
        "Shells fell in Goma near Bunia.",
    ],
)
def test_a_town_that_only_tells_where_another_is_yields_to_it(geography: Any, gazetteer: Any, text: str) -> None:
    page = story(text)
    nth = text.count("Goma")
    gazette = page.gazette(
        geography,
        [page.resolved("Goma", gazetteer.place(GOMA), nth=nth), page.resolved("Bunia", gazetteer.place(BUNIA))],
    )
    found = gazette.site([page.span("Goma", nth, score=0.7), page.span("Bunia")])
    assert found is not None and found.locus.place is not None and found.locus.place.place_id == GOMA
