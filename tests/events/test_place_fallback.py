"""The dateline places an event only where nothing says that it was elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

HEAD = "LUANDA, Angola — The ministers met in Luanda on Monday. "


def of_type(events: list[Any], kind: str) -> Any:
    (event,) = [e for e in events if e.type == kind]
    return event


def test_the_sentence_before_is_set_elsewhere(code: Callable[..., Any]) -> None:
    event = of_type(code(HEAD + "Rebels hold half of eastern Congo. Soldiers clashed with rebels on Friday."), "CLASH")
    assert event.where is None or event.where.country != "AGO"
    assert event.location_basis != "dateline"


def test_the_dateline_still_serves_at_home(code: Callable[..., Any]) -> None:
    event = of_type(code(HEAD + "Police arrested 90 people on Friday."), "ARREST")
    assert (event.where.country, event.location_basis, event.geo_precision) == ("AGO", "dateline", 3)


def test_what_fighting_forces_people_to_do_is_not_where_it_was(code: Callable[..., Any]) -> None:
    event = of_type(code("Fierce fighting forced Sudanese farmers to take refuge in Chad."), "CLASH")
    assert event.where is None or event.where.country != "TCD"
