"""Reports of one event in the papers' own words, through the whole pipeline: linked, and nothing else with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from geonews.model import Article
from geonews.pipeline import Pipeline
from geonews.store import Store

GOLD = Path(__file__).parent / "events" / "reports_own.jsonl"


def test_reports_of_one_event_are_linked_and_no_others(pipeline: Pipeline, tmp_path: Path) -> None:
    items = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    days = {item["doc_id"]: datetime.fromisoformat(item["published"]).replace(tzinfo=UTC) for item in items}
    articles = [
        Article(id=item["doc_id"], text=item["text"], published=days[item["doc_id"]], source=item["doc_id"])
        for item in items
    ]
    with Store.create(tmp_path / "store.gpkg") as store:
        pipeline.ingest_articles(articles, store)
        found = {
            frozenset((row["doc_id"], other["doc_id"]))
            for row in store.events()
            for other in store.reports(row["event_id"])
        }
    wanted = {frozenset((a["doc_id"], b["doc_id"])) for a, b in combinations(items, 2) if a["event"] == b["event"]}
    assert found - wanted == set()
    assert len(found & wanted) >= 0.85 * len(wanted)
