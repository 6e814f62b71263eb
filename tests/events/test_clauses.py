"""What a clause around a crossing says of it: "where", "in case", "that was heading for", whose road and whose town."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews.model import Status

Coded = Callable[..., Any]


def crossings(events: list[Any]) -> list[tuple[Any, Any, Status]]:
    return [
        (e.origin and e.origin.country, e.destination and e.destination.country, e.status)
        for e in events
        if e.type == "BORDER_CROSSING"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Poland has doubled its patrols in case deserters from Belarus slip into the country.",
            ("BLR", "POL", Status.HYPOTHETICAL),
        ),
        (
            "Kenya closed the road out of fear that gunmen from Somalia enter Kenya.",
            ("SOM", "KEN", Status.HYPOTHETICAL),
        ),
        (
            "In Uganda, where 1,200 Congolese came in between Friday and Sunday, agencies ran out of tents.",
            ("COD", "UGA", Status.HAPPENED),
        ),
        ("In Chad, where 8,000 Sudanese arrived on Sunday, there is no water.", ("SDN", "TCD", Status.HAPPENED)),
        (
            "In Sudan, where 300 Chadians crossed back into Chad on Sunday, shops were shut.",
            ("SDN", "TCD", Status.HAPPENED),
        ),
        (
            "The navy turned back a dinghy with 30 migrants aboard which was sailing from Turkey to Lesbos on Sunday.",
            ("TUR", "GRC", Status.DENIED),
        ),
        (
            "The navy intercepted a boat with 41 Cubans that was making for Florida on Friday.",
            ("CUB", "USA", Status.DENIED),
        ),
        (
            "SALLUM, Egypt - Militants who swept in from Libya on Monday killed nine soldiers.",
            ("LBY", "EGY", Status.HAPPENED),
        ),
        (
            "On Saturday 200 fighters of a Chadian rebel group, who had spent years in Sudan, "
            "marched back in through the gate.",
            ("SDN", "TCD", Status.HAPPENED),
        ),
    ],
)
def test_clause_decides(code: Coded, text: str, expected: tuple[str, str, Status]) -> None:
    assert crossings(code(text, "2023-05-08")) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "In Kenya, where 4,000 fans arrived on Sunday, hotels were full.",
        "In Syria, where 4,000 Syrians fled on Sunday, shops were shut.",
        "Protesters barricaded the road into La Paz on Monday.",
        "Russian troops pulled back from the outskirts of Kyiv on Friday.",
        "Serbia sent troops to Raska on Monday.",
        "Rwandan troops withdrew from Congo on Friday.",
        "Police stormed into a market in Nairobi on Friday and arrested 40 Somalis.",
        "The United States delivered F-16 jets to Ukraine on Friday.",
    ],
)
def test_no_crossing(code: Coded, text: str) -> None:
    assert crossings(code(text, "2023-05-08")) == []


def test_such_a_number_goes_the_way_of_those_before(code: Coded) -> None:
    text = "Algeria drove 300 people into Niger on Monday. Another 200 such expulsions were recorded on Tuesday."
    assert crossings(code(text, "2023-05-10"))[1:] == [("DZA", "NER", Status.HAPPENED)]


def test_his_compatriots_are_none_of_the_speakers(code: Coded) -> None:
    text = (
        "OUANGOLO, Ivory Coast - Ali Diallo fled Burkina Faso in a cart. "
        "Some 900 of his compatriots have come across since Monday, the authorities in Abidjan say."
    )
    assert crossings(code(text, "2023-05-10"))[-1] == ("BFA", "CIV", Status.HAPPENED)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Indians stranded in Nepal could go home to India on 1 June.", 2020),
        ("Rebels from Sudan could have crossed into Chad on 1 June.", 2019),
    ],
)
def test_what_may_be_lies_ahead(code: Coded, text: str, year: int) -> None:
    (event,) = [e for e in code(text, "2020-05-28") if e.type == "BORDER_CROSSING"]
    assert (event.status, event.when.start and event.when.start.year) == (Status.HYPOTHETICAL, year)


def test_who_takes_a_boat_goes_with_it(code: Coded) -> None:
    (event,) = code("Some 170 people took a boat from Malawi back to Mozambique on Friday.", "2025-01-09")
    assert (event.count.min, event.count.max, event.subject) == (170, 170, "Some 170 people")


def test_they_are_not_the_camps_that_they_lost(code: Coded) -> None:
    text = "Some 40 soldiers fled into India on Monday after two of their camps fell; they will be flown to Myanmar."
    assert 2 not in {e.count and e.count.max for e in code(text, "2023-11-15") if e.type == "BORDER_CROSSING"}
