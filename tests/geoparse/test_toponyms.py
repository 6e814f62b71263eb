"""What the shipped geoparser finds and where it puts it, on sentences of our own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from geonews import nlp
from geonews.geoparse.bearers import is_no_place
from geonews.geoparse.names import NameBook
from geonews.geoparse.tokens import read_tokens
from geonews.model import Kind, Resolution

Read = Callable[..., list[Resolution]]

AFGHANISTAN, TAJIKISTAN, UZBEKISTAN, KAZAKHSTAN = 1149361, 1220409, 1512440, 1522867
KABUL, PARIS, PARIS_TEXAS, LONDON, LONDON_ONTARIO = 1138958, 2988507, 4717560, 2643743, 6058560
RUSSIA, USA, UK, GEORGIA, GEORGIA_STATE = 2017370, 6252001, 2635167, 614540, 4197000


def ids(resolutions: list[Resolution]) -> dict[str, int | None]:
    return {r.toponym.text: r.place and r.place.geonameid for r in resolutions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "More than a hundred soldiers left Afghanistan for Tajikistan on Monday, officials in Kabul said.",
            {"Afghanistan": AFGHANISTAN, "Tajikistan": TAJIKISTAN, "Kabul": KABUL},
        ),
        (
            "Officials from Kazakhstan, Tajikistan and Uzbekistan met on Friday.",
            {"Kazakhstan": KAZAKHSTAN, "Tajikistan": TAJIKISTAN, "Uzbekistan": UZBEKISTAN},
        ),
        ("KABUL, Afghanistan (AP) — A bomb went off near a market on Sunday.", {"KABUL": KABUL}),
        ("The county fair in Paris, Texas, drew a record crowd on Saturday.", {"Paris": PARIS_TEXAS}),
        ("The mayor of Paris said on Tuesday that the French capital would host the talks.", {"Paris": PARIS}),
        ("A bus overturned near London, Ontario, on Monday morning, police said.", {"London": LONDON_ONTARIO}),
        ("The protesters marched through London to the British parliament.", {"London": LONDON, "British": UK}),
        ("Russia's troops were seen at the border, and Russian officials kept silent.", {"Russian": RUSSIA}),
        ("Voters in Atlanta, Georgia, queued for hours.", {"Georgia": GEORGIA_STATE}),
        ("Troops from Georgia and Armenia trained near Tbilisi last week.", {"Georgia": GEORGIA}),
        ("The U.S. and the U.K. signed the treaty in Geneva.", {"U.S.": USA, "U.K.": UK}),
    ],
)
def test_places(read: Read, text: str, expected: dict[str, int]) -> None:
    found = ids(read(text))
    assert expected.items() <= found.items(), found


def test_containment_cue_names_the_province(read: Read) -> None:
    found = read("Clashes broke out in Faizabad, Badakhshan province, on Friday, and in Kabul, Afghan police said.")
    places = {r.toponym.text: r.place for r in found}
    assert places["Faizabad"] is not None and places["Faizabad"].country == "AF"
    badakhshan = next(place for text, place in places.items() if text.startswith("Badakhshan"))
    assert badakhshan is not None and (badakhshan.country, badakhshan.feature_code) == ("AF", "ADM1")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Paris Hilton told reporters that she would not appear in court.", ["Paris", "Paris Hilton"]),
        ("She was reading in the garden when nice weather ended in March.", ["reading", "nice", "March"]),
        (
            "His mission was to march on until the border police turned him back.",
            ["mission", "march", "border", "police"],
        ),
        ("Jordan Smith scored twice and Chelsea Clinton watched.", ["Jordan", "Jordan Smith", "Chelsea"]),
        ("The Taliban said on Monday that the Police would get new cars.", ["Taliban", "Police"]),
    ],
)
def test_people_and_common_words_are_no_places(read: Read, text: str, names: list[str]) -> None:
    assert not {r.toponym.text for r in read(text)} & set(names)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Tajik border guards let the soldiers in, and Kabul thanked them.", "Tajik", Kind.DEMONYM),
        ("Hundreds of Afghans crossed the river by night.", "Afghans", Kind.DEMONYM),
        ("The Kremlin said that it would help its neighbour.", "Kremlin", Kind.METONYM),
        ("Moscow said that it would help its neighbour.", "Moscow", Kind.METONYM),
        ("He walked home through Moscow in the rain.", "Moscow", Kind.LITERAL),
        ("The Kabul Chamber of Commerce said trade had halved.", "Kabul", Kind.EMBEDDED),
    ],
)
def test_kinds(read: Read, text: str, name: str, kind: Kind) -> None:
    kinds = {r.toponym.text.removeprefix("The "): r.toponym.kind for r in read(text)}
    assert kinds.get(name) is kind, kinds


def test_spans_are_those_of_the_text(read: Read) -> None:
    text = "KABUL, Afghanistan — Kabul's mayor met envoys of Iran, Iraq and the U.S. in Herat.\n\nThen he left Herat."
    found = read(text)
    assert found
    for resolution in found:
        toponym = resolution.toponym
        assert text[toponym.start : toponym.end] == toponym.text
        assert 0.0 <= toponym.score <= 1.0 and 0.0 <= resolution.score <= 1.0
    for one, other in pairwise(found):
        assert one.toponym.end <= other.toponym.start


def test_rivals_are_kept_with_their_scores_winner_first(read: Read) -> None:
    (paris,) = (r for r in read("The mayor of Paris, Texas, resigned.") if r.toponym.text == "Paris")
    scores = [candidate.score for candidate in paris.candidates]
    assert len(scores) > 1 and scores == sorted(scores, reverse=True)
    assert paris.place is not None and paris.candidates[0].place.place_id == paris.place.place_id
    assert not paris.candidates[0].features


def test_explanations_say_what_the_ranker_saw(read: Read) -> None:
    (paris,) = (r for r in read("The mayor of Paris, Texas, resigned.", explain=True) if r.toponym.text == "Paris")
    winner, rival = paris.candidates[0], paris.candidates[1]
    assert winner.features["parent_area"] == 1.0
    assert winner.features["log_population"] > 0
    assert rival.score == 0.0 and rival.features == {"outside_stated_area": 1.0}
    (plain,) = (r for r in read("The mayor of Paris resigned.", explain=True) if r.toponym.text == "Paris")
    assert plain.candidates[0].features.keys() == plain.candidates[1].features.keys() == winner.features.keys()


def test_unknown_place_stays_unresolved(read: Read) -> None:
    found = read("Shelling hit the village of Zqorbanivka near Kharkiv, Ukraine, the governor said.")
    assert {r.toponym.text: r.place for r in found}.get("Zqorbanivka") is None
    assert any(r.place for r in found)


def test_same_text_gives_the_same_answer(read: Read) -> None:
    text = "Alexandria and Cairo were calm, but in Springfield, Ill., and Portland, Maine, it snowed."
    assert read(text) == read(text)


@pytest.mark.parametrize("name", ["Torkham Crossing Point", "Kerem Shalom Crossing Point"])
def test_a_border_post_counts_inside_a_longer_name_though_nobody_lives_there(gazetteer: Any, name: str) -> None:
    card = NameBook(gazetteer).card(name)
    assert card is not None
    assert any(candidate.place.feature_code == "PSTB" for candidate in card.candidates)


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("The army recaptured Mosul from the rebels on Monday.", "Mosul", 99072),
        ("Rebels shelled Bukavu on Monday, killing nine people.", "Bukavu", 217831),
        ("The shelling of Goma killed two people on Friday.", "Goma", 216281),
        ("The army retook Kidal on Friday.", "Kidal", 2455290),
        ("Rebels took Goma on Friday.", "Goma", 216281),
        ("Gunmen attacked Sana'a on Friday.", "Sana'a", 71137),
        ("Near Bangor, Maine, 75 vehicles got tangled up in a pileup.", "Bangor", 4957280),
    ],
)
def test_towns_are_seen_as_what_deeds_are_done_to(read: Read, text: str, name: str, place: int) -> None:
    assert ids(read(text)).get(name) == place


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Government troops retook Konotop on Sunday.", "Konotop", "UA"),
        ("Warplanes bombarded Kuhdasht at dawn.", "Kuhdasht", "IR"),
        ("The siege of Kabalo went on for weeks.", "Kabalo", "CD"),
        ("Thousands fled Kovel overnight.", "Kovel", "UA"),
        ("Insurgents attacked Asosa before sunrise.", "Asosa", "ET"),
        ("Bandits ambushed Salmas on Tuesday.", "Salmas", "IR"),
    ],
)
def test_towns_that_the_parser_does_not_know_are_placed_where_the_wording_asks_for_one(
    read: Read, text: str, name: str, country: str
) -> None:
    assert [r.place and r.place.country for r in read(text) if r.toponym.text == name] == [country]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Soldiers captured Santos on Friday after a chase.", ["Santos"]),
        ("Ali Hassan ran to his car. Gunmen attacked Hassan there.", ["Hassan"]),
        ("Police in Dublin arrested Cuba Gooding on Friday.", ["Cuba"]),
        ("Police in Leeds arrested Jordan Smith on Friday.", ["Jordan"]),
        ("Chad Johnson was arrested in Houston on Friday.", ["Chad"]),
        ("Valerie Berkowitz, M.S., R.D., said the diet helps.", ["M.S.", "R.D."]),
        ("Its offensive against the Hamas rulers went on.", ["Hamas"]),
    ],
)
def test_persons_and_degrees_are_no_places(read: Read, text: str, names: list[str]) -> None:
    assert not {r.toponym.text for r in read(text)} & set(names)


@pytest.mark.parametrize(
    "text",
    [
        "A layup lifted the Houston Rockets to a 96-94 win on Friday.",
        "Israel Police said that nine men were held.",
        "Alexandria Commonwealth's Attorney Randy Long declined to speak.",
    ],
)
def test_what_is_called_after_a_place_is_no_person(text: str) -> None:
    (doc,) = nlp.parse([text])
    tokens = read_tokens(doc)
    given = [word for word in ("Houston", "Israel", "Alexandria") if word in tokens.words]
    first = tokens.words.index(given[0])
    assert not is_no_place(tokens, first, first + 1, lambda name: False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The attacker, identified as Sudesh Amman, 20, was shot. Amman had been released a week ago.", "Amman"),
        ("The attacker was named as Karim Homs. Homs, who was 20, had scrawled his goals in a notepad.", "Homs"),
        ("Judge Ellen Lancaster heard the case. Lancaster asked for more evidence.", "Lancaster"),
        ("The minister, Peter Hull, resigned on Monday. Hull said that he was tired.", "Hull"),
    ],
)
def test_a_persons_surname_is_no_place(read: Read, text: str, name: str) -> None:
    assert name not in {r.toponym.text for r in read(text) if r.place is not None}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sudesh Amman flew home on Sunday. A bomb went off in Amman on Monday; Amman was quiet later.", "Amman"),
        ("Jack London was born in 1876. Shops in London closed early, and London slept.", "London"),
        ("President Ali Homs spoke. Fighting reached the outskirts of Homs, Syria, on Friday.", "Homs"),
    ],
)
def test_a_place_that_a_person_is_called_like_stays_one(read: Read, text: str, name: str) -> None:
    assert name in {r.toponym.text for r in read(text) if r.place is not None}
