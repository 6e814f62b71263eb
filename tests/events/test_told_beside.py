"""Crossings told beside others, by their border, or by where people had been; times taken from another event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from geonews.model import Status

Coded = Callable[..., Any]
#: A Wednesday.
PUBLISHED = "2022-03-09"
MONDAY = date(2022, 3, 7)
HAPPENED, DENIED, PLANNED = Status.HAPPENED, Status.DENIED, Status.PLANNED


def crossings(code: Coded, text: str) -> list[Any]:
    return [e for e in code("Brief news\n\n" + text, PUBLISHED) if e.type == "BORDER_CROSSING"]


def way(event: Any) -> tuple[Any, Any, Status]:
    return (event.origin and event.origin.country, event.destination and event.destination.country, event.status)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KISORO, Uganda - About 2,000 people streamed over from Bunagana on Monday.", ("COD", "UGA", HAPPENED)),
        (
            "Hundreds of Zambian traders who had been stranded in Lubumbashi walked home on Monday.",
            ("COD", "ZMB", HAPPENED),
        ),
        ("Kenyan officials said 90 Somalis had left for home through Liboi on Monday.", ("KEN", "SOM", HAPPENED)),
        (
            "A Togolese couple were stopped by a Beninese patrol just short of Nigeria on Monday.",
            ("BEN", "NGA", DENIED),
        ),
        ("Algerian guards shoved 57 people through the fence into Niger on Monday.", ("DZA", "NER", HAPPENED)),
        ("Kenyan soldiers came over the line near Dhobley in Somalia on Monday.", ("KEN", "SOM", HAPPENED)),
        ("The toppled president of Mali fled over the river to Mauritania on Monday.", ("MLI", "MRT", HAPPENED)),
        ("Bamako scoffed at a report that Nigerien soldiers had slipped into Mali.", ("NER", "MLI", DENIED)),
        ("Guinean launches took 12 men off a raft before they could reach Senegal.", ("GIN", "SEN", DENIED)),
        (
            "KAMPALA, Uganda - The crossing of 310 people from Sudan into Uganda on Monday was the first since June.",
            ("SDN", "UGA", HAPPENED),
        ),
    ],
)
def test_one_sentence(code: Coded, text: str, expected: tuple[str, str, Status]) -> None:
    (event,) = crossings(code, text)
    assert way(event) == expected
    assert event.when.basis != "text" or (event.when.start, event.when.end) == (MONDAY, MONDAY)


@pytest.mark.parametrize(
    ("text", "count", "expected", "day"),
    [
        ("With them came 60 Congolese policemen.", 60, ("COD", "UGA", HAPPENED), MONDAY),
        (
            "Nurses, some 30 in all, had come out by the same gate on Sunday.",
            30,
            ("COD", "UGA", HAPPENED),
            date(2022, 3, 6),
        ),
        ("Forty will go on to Rwanda on Friday.", 40, ("UGA", "RWA", PLANNED), date(2022, 3, 11)),
        ("Two of them were flown on to Rwanda the next morning.", 2, ("UGA", "RWA", HAPPENED), date(2022, 3, 8)),
    ],
)
def test_the_next_sentence(code: Coded, text: str, count: int, expected: tuple[str, str, Status], day: date) -> None:
    told = "KISORO, Uganda - About 2,000 people streamed into Uganda from Congo on Monday. "
    event = crossings(code, told + text)[-1]
    assert way(event) == expected
    assert event.count is not None and event.count.min == count
    assert (event.when.start, event.when.end) == (day, day)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LUSAKA, Zambia - Zambia sent 85 Malawian traders packing on Monday.", ("ZMB", "MWI", HAPPENED)),
        ("KABUL, Afghanistan - Daily returns from Iran topped 30,000 on Monday.", ("IRN", "AFG", HAPPENED)),
        (
            "NIAMEY, Niger - Nigerien troops chased bandits as far as Gao in Mali on Monday.",
            ("NER", "MLI", HAPPENED),
        ),
        ("PORT-AU-PRINCE, Haiti - The Dominicans deported 1,100 on Monday.", ("DOM", "HTI", HAPPENED)),
        ("SIRET, Romania - Trains have set down 11,000 from Chernivtsi since Monday.", ("UKR", "ROU", HAPPENED)),
        ("PASO CANOAS, Costa Rica - Panama bused 3,100 on to us on Monday.", ("PAN", "CRI", HAPPENED)),
        ("TAPACHULA, Mexico - Out of Guatemala came 410 people on Monday.", ("GTM", "MEX", HAPPENED)),
        ("BEIRUT, Lebanon - Lebanon let 300 Syrians out at Masnaa on Monday.", ("LBN", "SYR", HAPPENED)),
        ("BEIRUT, Lebanon - Lebanon let 300 Syrians in at Masnaa on Monday.", ("SYR", "LBN", HAPPENED)),
        ("ISLAM QALA, Afghanistan - Some 3,000 Afghans came through Islam Qala on Monday.", ("IRN", "AFG", HAPPENED)),
        ("QUETTA, Pakistan - The 2,100 Afghans who left by Chaman on Monday were sick.", ("PAK", "AFG", HAPPENED)),
        ("KISORO, Uganda - Some 300 people walked from Bunagana into Uganda on Monday.", ("COD", "UGA", HAPPENED)),
        ("BAMAKO, Mali - Niger's army says no Malian hunter has entered its territory.", ("MLI", "NER", DENIED)),
        ("Some 200 people from Burkina Faso were refused entry by Ghana on Monday.", ("BFA", "GHA", DENIED)),
        ("Spontaneous returns to Burundi from Tanzania: 412 persons since Monday.", ("TZA", "BDI", HAPPENED)),
        ("PEMBINA, North Dakota - Seven others had walked over from Manitoba on Monday.", ("CAN", "USA", HAPPENED)),
        ("CHISINAU, Moldova - Moldova put 700 people on coaches for Iasi on Monday.", ("MDA", "ROU", HAPPENED)),
        ("BATKEN, Kyrgyzstan - Forty beekeepers crossed into Tajikistan on Monday.", ("KGZ", "TJK", HAPPENED)),
    ],
)
def test_how_dispatches_put_it(code: Coded, text: str, expected: tuple[str, str, Status]) -> None:
    assert expected in [way(e) for e in crossings(code, text)]


def test_those_told_of_before_come_back(code: Coded) -> None:
    text = "GOMA, Congo - Some 300 people ran to Gisenyi in Rwanda on Sunday. By Monday all but 40 had come back."
    assert [way(e)[:2] for e in crossings(code, text)] == [("COD", "RWA"), ("RWA", "COD")]


def test_what_stands_under_the_title_tells_where_the_article_is_written(code: Coded) -> None:
    text = "TORIT, South Sudan\n\nSome 300 Ugandans walked here from Uganda on Monday."
    assert [way(e)[:2] for e in crossings(code, text)] == [("UGA", "SSD")]


def test_days_before_another_event(code: Coded) -> None:
    text = "A ferry took 90 Eritrean soldiers home on Monday, three days after they had strayed into Ethiopia."
    home, there = crossings(code, text)
    assert (way(home), way(there)) == (("ETH", "ERI", HAPPENED), ("ERI", "ETH", HAPPENED))
    assert (home.when.start, there.when.start) == (MONDAY, date(2022, 3, 4))


def test_a_force_that_sets_people_down_at_home_moved_them_nowhere(code: Coded) -> None:
    text = "Sixty men came ashore in Italy from Libya. Libyan guards picked up 90 and set them down at Zawiya."
    assert {way(e)[:2] for e in crossings(code, text)} == {("LBY", "ITA")}
