"""One event in many articles: linked by ids beside the events, which stay as they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geonews.events.merging import link
from geonews.model import Count, Event, Locus, Span, Status, When


def crossing(article: str, **changes: Any) -> Event:
    day = changes.pop("day", date(2022, 3, 4))
    text = changes.pop("text", f"Report of {article}")
    values: dict[str, Any] = {
        "id": f"{article}-1",
        "article_id": article,
        "type": "BORDER_CROSSING",
        "mode": "flee",
        "status": Status.HAPPENED,
        "evidence": Span(start=0, end=len(text), text=text),
        "sentence": 1,
        "trigger": Span(start=0, end=6, text="fled"),
        "when": When(start=day, end=day, precision=1, text="on Friday", basis="text"),
        "confidence": 0.8,
        "rule_id": "flee",
        "origin": Locus(country="UKR"),
        "destination": Locus(country="POL"),
        "count": Count(min=1000, max=1000, text="1,000"),
    }
    return Event(**(values | changes))


def test_reports_of_one_crossing_are_linked() -> None:
    one, two = crossing("a"), crossing("b", count=Count(min=1050, max=None, text="more than 1,050"), confidence=0.9)
    (group,) = link([one, two])
    assert group.events == (two.id, one.id)
    assert (group.low, group.best, group.high) == (1000, 1050, 1050)
    assert group.articles == ("a", "b")


@pytest.mark.parametrize(
    "changes",
    [
        {"destination": Locus(country="SVK")},
        {"day": date(2022, 3, 20)},
        {"count": Count(min=90_000, max=90_000, text="90,000")},
        {"status": Status.PLANNED},
        {"article_id": "a"},
        {"type": "PROTEST"},
    ],
)
def test_what_differs_stays_apart(changes: dict[str, Any]) -> None:
    assert len(link([crossing("a"), crossing("b", **changes)])) == 2


def test_copies_count_as_one_source() -> None:
    (group,) = link([crossing("a", text="The same words"), crossing("b", text="The  same words")])
    assert (group.articles, group.copies) == (("a",), ("b",))


def test_a_denial_is_a_conflict() -> None:
    (group,) = link([crossing("a"), crossing("b", status=Status.DENIED, confidence=0.3)])
    assert group.conflicting
    assert group.status is Status.HAPPENED


def test_linking_is_repeatable_and_leaves_the_events_alone() -> None:
    events = [crossing("a"), crossing("b")]
    assert link(events) == link(events)
    assert events == [crossing("a"), crossing("b")]
    assert link([]) == []
