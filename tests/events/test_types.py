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


@pytest.fixture(scope="module")
def scores(code: Callable[..., Any]) -> TypedScores:
    """Return the scores of the coded sentences."""
    documents, parsed = read_types(HERE / "types_own.jsonl"), []
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
    assert scores.f1 >= 0.74, (scores.missed, scores.spurious)


def test_sentences_without_an_event_stay_silent(scores: TypedScores) -> None:
    assert scores.share("silent") >= 0.84, scores.spurious


@pytest.mark.parametrize(
    ("field", "floor"),
    [("mode", 0.95), ("status", 0.95), ("place", 0.8), ("fatalities", 0.9), ("injured", 0.6)],
)
def test_fields(scores: TypedScores, field: str, floor: float) -> None:
    assert scores.share(field) >= floor, scores.wrong


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
