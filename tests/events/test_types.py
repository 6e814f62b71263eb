"""Event types on sentences of our own, with floors just under what is measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geonews.evaluation.event_types import TypedScores, evaluate_types, read_types
from geonews.events import ontology
from geonews.model import Article
from geonews.records import event_record

HERE = Path(__file__).parent


@pytest.fixture(scope="module", params=["types_own", "types_own_b"])
def scores(code: Callable[..., Any], request: pytest.FixtureRequest) -> TypedScores:
    """Return the scores of a set of coded sentences."""
    documents, parsed = read_types(HERE / f"{request.param}.jsonl"), []
    for document in documents:
        article = Article(id=document["doc_id"], text=document["text"])
        events = code(document["text"], document["published"], id=document["doc_id"])
        records = [event_record(e, article, ontology.codes(e.type, e.mode), explain=True) for e in events]
        parsed.append({"doc_id": article.id, "events": records})
    return evaluate_types(documents, parsed)


def test_every_type_is_coded_six_times_or_more() -> None:
    coded = [e["type"] for d in read_types(HERE / "types_own.jsonl") for e in d["events"]]
    assert {kind for kind in ontology.types() if coded.count(kind) < 6} == set()


def test_types(scores: TypedScores) -> None:
    assert scores.f1 >= 0.87, (scores.missed, scores.spurious)


def test_sentences_without_an_event_stay_silent(scores: TypedScores) -> None:
    assert scores.share("silent") >= 0.95, scores.spurious


@pytest.mark.parametrize(
    ("field", "floor"),
    [("mode", 0.97), ("status", 0.97), ("place", 0.8), ("fatalities", 0.95), ("injured", 0.95)],
)
def test_fields(scores: TypedScores, field: str, floor: float) -> None:
    assert not scores.counts[field] or scores.share(field) >= floor, scores.wrong


@pytest.mark.parametrize(
    "text",
    [
        "Militants killed 12 people in Kabul on Monday and wounded five in Herat on Tuesday.",
        "Bombs exploded in Kabul on Monday and in Herat on Tuesday.",
    ],
)
def test_two_attacks_of_one_sentence_keep_apart(code: Callable[..., Any], text: str) -> None:
    kabul, herat = code(text, "2022-03-09")
    assert (kabul.where.text, herat.where.text) == ("Kabul", "Herat")
    assert (kabul.when.start.isoformat(), herat.when.start.isoformat()) == ("2022-03-07", "2022-03-08")


def test_what_is_joined_but_of_one_place_is_one_event(code: Callable[..., Any]) -> None:
    (event,) = code("Militants killed 12 people and wounded five in Kabul on Monday.", "2022-03-09")
    assert (event.fatalities.min, event.injured.min) == (12, 5)


def test_the_killed_of_two_sides_are_added_up(code: Callable[..., Any]) -> None:
    (event,) = code("Eight soldiers and at least 17 rebels were killed in clashes near Herat on Monday.", "2022-03-09")
    assert (event.type, event.fatalities.min, event.fatalities.max) == ("CLASH", 25, None)


@pytest.mark.parametrize(
    "text",
    [
        "Kenya accused Somalia of shelling the town of Mandera.",
        "A man suspected of killing nine people in Nairobi is on trial.",
        "Eritrea threatened to attack the port of Massawa.",
        "The striker fired a late shot over the bar in Nairobi.",
    ],
)
def test_a_charge_a_threat_or_a_match_is_no_attack(code: Callable[..., Any], text: str) -> None:
    assert [e for e in code(text) if e.type == "ATTACK"] == []


def test_a_place_that_no_gazetteer_has_keeps_its_name(code: Callable[..., Any]) -> None:
    (event,) = code("Gunmen shot dead nine farmers in the village of Qwertzuland on Monday.")
    assert (event.where.text, event.where.place, event.geo_precision) == ("Qwertzuland", None, None)


def test_scores_count_what_is_missed_and_what_is_too_much() -> None:
    documents = [
        {"doc_id": "a", "text": "", "events": [{"type": "CLASH", "place": "Gao", "country": "MLI"}, {"type": "AID"}]},
        {"doc_id": "b", "text": "", "events": [], "also": ["TALKS"]},
        {"doc_id": "c", "text": "", "events": []},
    ]
    event = {"status": "happened", "mode": None, "country": "MLI", "cues": [{"field": "place", "text": "Gao"}]}
    parsed = [
        {"doc_id": "a", "events": [{**event, "event_type": "CLASH"}, {**event, "event_type": "ARREST"}]},
        {"doc_id": "b", "events": [{**event, "event_type": "TALKS"}]},
        {"doc_id": "c", "events": [{**event, "event_type": "ATTACK"}]},
    ]
    scores = evaluate_types(documents, parsed)
    assert (scores.recall, scores.precision) == (0.5, 1 / 3)
    assert (scores.share("silent"), scores.share("place")) == (0.5, 1.0)
    assert [m[1] for m in scores.missed] == ["AID"]
