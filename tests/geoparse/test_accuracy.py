"""Measured accuracy with floors: on the sample dispatches, which no model was trained on, and on the gold corpora."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from geonews import nlp
from geonews.config import data_dir
from geonews.evaluation.geoparsing import evaluate_geoparsing
from geonews.geoparse import Geoparser
from geonews.model import Article
from geonews.records import toponym_record

SHARED = Path(__file__).resolve().parents[3] / "shared" / "dev" / "geoparsing"
SAMPLE = 30


def test_samples_are_read_right(geoparser: Geoparser) -> None:
    wanted = found = right = 0
    missed = []
    for path in sorted((data_dir() / "samples").glob("*.expected.toml")):
        text = path.with_name(path.name.replace(".expected.toml", ".txt")).read_text(encoding="utf-8")
        (doc,) = nlp.parse([text])
        places = {r.toponym.text: r.place for r in geoparser.parse(Article(id=path.stem, text=text), doc)}
        for expected in tomllib.loads(path.read_text(encoding="utf-8")).get("toponyms", []):
            wanted += 1
            found += expected["text"] in places
            place = places.get(expected["text"])
            same_id = "geonameid" not in expected or (place and place.geonameid == expected["geonameid"])
            if place and same_id and place.country == expected.get("country", place.country):
                right += 1
            else:
                missed.append((path.stem.partition(".")[0], expected["text"], place and (place.name, place.country)))
    assert wanted > 200
    assert found / wanted >= 0.95, missed
    assert right / wanted >= 0.92, missed


if SHARED.is_dir():  # third-party texts, kept outside the repository; the models have seen these very documents

    @pytest.mark.parametrize(("corpus", "overlap", "end_to_end"), [("geowebnews", 0.97, 0.88), ("lgl-dev", 0.96, 0.87)])
    def test_gold_corpora(geoparser: Geoparser, corpus: str, overlap: float, end_to_end: float) -> None:
        lines = (SHARED / f"{corpus}.jsonl").read_text(encoding="utf-8").splitlines()
        gold = [json.loads(line) for line in lines[:: max(1, len(lines) // SAMPLE)]]
        predicted = []
        for record, doc in zip(gold, nlp.parse(record["text"] for record in gold), strict=True):
            article = Article(id=record["doc_id"], text=record["text"], source=record.get("source"))
            toponyms = [toponym_record(r) for r in geoparser.parse(article, doc)]
            predicted.append({"doc_id": record["doc_id"], "toponyms": toponyms})
        scores = evaluate_geoparsing(gold, predicted)
        assert scores.overlap.f1 >= overlap
        assert scores.end_to_end.f1 >= end_to_end
        assert scores.calibration_error is not None and scores.calibration_error <= 0.08
