"""How soldiers cross, and that what has happened lies before the publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from geonews.model import Status


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("At least 90 Kenyan soldiers crossed into Uganda on Monday after coming under attack by rebels.", "retreat"),
        ("Some 90 Kenyan soldiers crossed into Uganda on Monday after losing a battle with rebels.", "retreat"),
        ("Some 90 Kenyan soldiers crossed into Uganda on Monday and seized a village.", "incursion"),
    ],
)
def test_beaten_soldiers_retreat(code: Callable[..., Any], sentence: str, mode: str) -> None:
    (event,) = [e for e in code(sentence) if e.type == "BORDER_CROSSING"]
    assert event.mode == mode


def test_one_retreat_tells_of_the_other(code: Callable[..., Any]) -> None:
    text = "Kenyan soldiers fled into Uganda on Monday. Another 90 Kenyan soldiers crossed into Uganda on Sunday."
    assert {e.mode for e in code(text) if e.type == "BORDER_CROSSING"} == {"retreat"}


def test_what_happened_lies_before_the_publication(code: Callable[..., Any]) -> None:
    text = "Kenya and Uganda signed an agreement in Nairobi on the conditions of next year's election."
    for event in code(text, "2022-03-09"):
        assert event.status is not Status.HAPPENED or event.when.start <= date(2022, 3, 9)


def test_what_is_planned_may_lie_after_it(code: Callable[..., Any]) -> None:
    (event,) = code("Kenya will close its border with Somalia on 20 March.", "2022-03-09")
    assert (event.status, event.when.start) == (Status.PLANNED, date(2022, 3, 20))
