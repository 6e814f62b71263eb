"""How typed events are scored against gold sentences."""

from __future__ import annotations

from geonews.evaluation.event_types import evaluate_types


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
