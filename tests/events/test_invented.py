"""What looks like an event and is none: no event of the kind may be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews.model import Status

NONE = [
    ("PROTEST", "In March the two railways of Kenya and Uganda resumed their work."),
    ("PROTEST", "More farmers will take to the boats when the rains end in Kenya."),
    ("AGREEMENT", "Some 4,000 people had reached Kenya by Monday, according to aid workers."),
    ("ATTACK", "Nurses in Nairobi treated several wounded."),
    ("ATTACK", "The queen visited the injured in Nairobi on Monday."),
    ("ATTACK", "A strong tremor struck Nairobi on Monday, killing nine people."),
    ("ATTACK", "An explosion at a gas station in Nairobi killed nine people on Monday."),
    ("ATTACK", "Nine people were killed on Monday when a fire tore through a market in Nairobi."),
    ("ATTACK", "Two decades after the attacks on the embassy, the ambassador came back to Nairobi."),
    ("ATTACK", "They set out from camps near Nairobi on Monday."),
    ("ATTACK", "Guards in Nairobi took the passengers back to the quay."),
    ("TALKS", "Kenya hosts 500,000 Somalis."),
    ("TALKS", "Kenya has welcomed 500,000 refugees."),
    ("REJECT", "Kenya has not ruled out sending frigates to Mogadishu."),
    ("REJECT", "Kenya has not signed the treaty on mines."),
    ("CLASH", "The fresh battalions have not yet seen combat in Mandera."),
    ("ACCUSE", "Two bombs exploded in Nairobi on Monday and killed nine people, the president said."),
    ("THREATEN", "Bread could run out in Nairobi, aid groups warned."),
    ("REQUEST", "Kenya is seeking to house the teachers by Friday."),
    ("PROTEST", "The unions of Nairobi cancelled a protest."),
]


@pytest.mark.parametrize(("kind", "sentence"), NONE)
def test_no_event_is_invented(code: Callable[..., Any], kind: str, sentence: str) -> None:
    assert not [e for e in code(sentence) if e.type == kind and e.status is Status.HAPPENED]


SOME = [
    ("PROTEST", "Teachers held a protest march in Nairobi on Monday."),
    ("PROTEST", "Thousands of teachers took to the streets of Nairobi on Monday."),
    ("ATTACK", "A bomb exploded at a fuel depot in Nairobi on Monday."),
    ("ATTACK", "Gunmen killed nine people in a village near Mandera on Monday."),
    ("ATTACK", "Gunmen set a church on fire near Mandera on Monday."),
    ("ATTACK", "Three soldiers were wounded in Mandera on Monday."),
    ("TALKS", "Kenya hosted talks with Somali ministers in Nairobi on Monday."),
    ("CLASH", "Soldiers clashed with rebels near Mandera on Monday."),
    ("ACCUSE", "Kenya said Somalia had attacked its soldiers."),
    ("THREATEN", "Kenya warned Somalia on Monday against any attack."),
]


@pytest.mark.parametrize(("kind", "sentence"), SOME)
def test_the_real_ones_stay(code: Callable[..., Any], kind: str, sentence: str) -> None:
    assert [e for e in code(sentence) if e.type == kind and e.status is Status.HAPPENED]


def test_what_is_not_ruled_out_or_scheduled_has_not_happened(code: Callable[..., Any]) -> None:
    (sent,) = [e for e in code("Kenya has not ruled out sending frigates to Mogadishu.") if e.type == "DEPLOYMENT"]
    assert sent.status is Status.HYPOTHETICAL
    for event in code("Nine more flights from Kenya to Somalia are scheduled for Friday."):
        assert event.status is Status.PLANNED
