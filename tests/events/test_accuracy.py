"""Measured accuracy, with floors just under it: on gold that the reader never saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geonews.evaluation import CrossingScores, evaluate_crossings, read_crossings
from geonews.evaluation.dates import score_dates

HERE = Path(__file__).parent
SHARED = HERE.parent.parent.parent / "shared" / "dev" / "events"
#: F1 of happened crossings with their direction, on authors that the reader was not trained on.
FLOORS = {"own_g": 0.5, "own_h": 0.5}


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_crossings_of_unseen_authors(code: Any, name: str, floor: float) -> None:
    scores = scored(code, HERE / f"crossings_{name}.jsonl")
    assert scores.detection("happened").f1 >= floor, scores.record()
    assert (scores.share("trap_fallen", "trap_sentences") or 0) <= 0.1, scores.traps


def scored(code: Any, path: Path) -> CrossingScores:
    from geonews.events import ontology
    from geonews.model import Article
    from geonews.records import event_record

    documents = read_crossings(path)
    parsed = []
    for document in documents:
        article = Article(id=document["doc_id"], text=document["text"])
        events = code(document["text"], document["published"], id=document["doc_id"])
        records = [event_record(e, article, ontology.codes(e.type, e.mode)) for e in events]
        parsed.append({"doc_id": article.id, "events": records})
    return evaluate_crossings(documents, parsed)


@pytest.mark.shared
def test_dates_of_the_shared_cases() -> None:
    path = SHARED / "dates_recognizers.jsonl"
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert score_dates(cases).accuracy >= 0.9
