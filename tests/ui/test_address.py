"""The address holds all that is shown, and nothing of a stranger's breaks it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geonews.store import EventFilter, Family, Role
from geonews.ui.address import Choice, read, write

FULL = Choice(
    filter=EventFilter(
        date_from=date(2021, 6, 1),
        date_to=date(2021, 7, 31),
        countries=("AFG", "TJK"),
        role=Role.DESTINATION,
        family=Family.WORDS,
        types=("BORDER_CROSSING",),
        without_types=("CLASH", "ATTACK"),
        modes=("flee", "cross"),
        statuses=("happened", "planned"),
        text='"Friendship Bridge" & ünïcode',
        sources=("Made Wire",),
        min_confidence=0.35,
        once=False,
        no_copies=True,
        run=7,
    ),
    event="event-1",
    article="doc/2",
    pair="AFG-TJK",
)


def test_what_is_written_is_read_again() -> None:
    assert read(write(FULL)) == FULL
    assert write(Choice()) == {}
    assert read({}) == Choice()


@pytest.mark.parametrize(
    ("params", "field", "expected"),
    [
        ({"from": ["2021-13-01"]}, "date_from", None),
        ({"from": ["2022-01-01"], "to": ["2021-01-01"]}, "date_from", date(2021, 1, 1)),
        ({"country": ["afg", "AFG", "<script>"]}, "countries", ("AFG",)),
        ({"role": ["boss"]}, "role", Role.ANY),
        ({"status": ["maybe"]}, "statuses", ("happened",)),
        ({"confidence": ["nan"]}, "min_confidence", None),
        ({"confidence": ["7"]}, "min_confidence", None),
        ({"once": ["yes"]}, "once", True),
        ({"copies": ["1"]}, "no_copies", False),
        ({"run": ["-1"]}, "run", None),
        ({"run": ["7; DROP TABLE runs"]}, "run", None),
        ({"type": ["A B", "CLASH"]}, "types", ("CLASH",)),
        ({"not": ["A B", "CLASH"]}, "without_types", ("CLASH",)),
        ({"family": ["songs"]}, "family", Family.DEEDS),
        ({"family": ["words"]}, "family", Family.WORDS),
        ({"family": ["all"]}, "family", None),
        ({"type": ["TALKS"]}, "family", None),
        ({"type": ["TALKS"], "family": ["deeds"]}, "family", Family.DEEDS),
    ],
)
def test_what_makes_no_sense_is_dropped(params: dict[str, list[str]], field: str, expected: object) -> None:
    assert getattr(read(params).filter, field) == expected


@given(st.dictionaries(st.sampled_from(["from", "to", "country", "role", "type", "mode", "status", "source", "q",
                                        "confidence", "once", "family", "not", "copies", "event", "article", "pair",
                                        "x"]),
                       st.lists(st.text(max_size=300), max_size=80)))  # fmt: skip
def test_any_parameters_are_read_without_harm(params: dict[str, list[str]]) -> None:
    choice = read(params)
    assert len(choice.filter.countries) <= 60
    assert read(write(choice)) == choice
