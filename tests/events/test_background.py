"""What tells of no single crossing, and what is called false."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geonews.model import Event, Status

Coded = Callable[..., list[Event]]


def crossings(events: list[Event]) -> list[Event]:
    return [e for e in events if e.type == "BORDER_CROSSING"]


@pytest.mark.parametrize(
    "text",
    [
        "For decades men from Malawi went to Zambia to work in the mines.",
        "Zambia accuses Malawi of sending smugglers over from Malawi.",
        "About 60,000 Burundians who fled to Rwanda are living in camps.",
        "The bridge has been rebuilt twice since Ugandan tanks rolled into Tanzania.",
        "Every week 300 Zambians cross into Malawi to buy sugar.",
    ],
)
def test_no_event(code: Coded, text: str) -> None:
    assert [e for e in crossings(code("Brief news\n\n" + text)) if e.status is Status.HAPPENED] == []


@pytest.mark.parametrize(
    "text",
    [
        "Rwanda rejected the charge that its soldiers had crossed into Burundi.",
        "Reports that rebels had entered Burundi from Rwanda are false, the governor said.",
        "It is untrue that Rwandan tanks rolled into Burundi on Friday, the ministry said.",
        "Rwanda called allegations that its troops had moved into Burundi a lie.",
    ],
)
def test_what_is_called_false(code: Coded, text: str) -> None:
    (event,) = crossings(code("Brief news\n\n" + text))
    assert event.status is Status.DENIED
    assert (event.origin and event.origin.country, event.destination and event.destination.country) == ("RWA", "BDI")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The number of Burundians crossing into Rwanda rose to 3,300 last week.", (3300, 3300)),
        ("Arrivals in Rwanda from Burundi passed 8,000 last week.", (8000, None)),
        ("The battalion, some 130 men, came over the bridge from Burundi into Rwanda on Monday.", (130, 130)),
        ("One hundred and fifteen Burundians crossed into Rwanda on Monday.", (115, 115)),
    ],
)
def test_figures(code: Coded, text: str, count: tuple[int, int | None]) -> None:
    (event,) = crossings(code("Brief news\n\n" + text))
    assert event.count is not None and (event.count.min, event.count.max) == count


def test_what_goes_on_now_was_not_all_along(code: Coded) -> None:
    text = "Ugandan forces, who have been in Kenya since they invaded it in 2001, are currently withdrawing to Uganda."
    assert all(str(e.when.start) != "2001-01-01" for e in code("Brief news\n\n" + text))
