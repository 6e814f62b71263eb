#!/usr/bin/env python3
"""Train and measure the geoparser for languages other than English.

usage: tools/train_tongues.py [--measure] [--corpus FOLDER] [-o FOLDER]

Two models are trained, each on half of the writers of every language, and each reads the articles of the other half:
those are the figures, and what the scores are calibrated by. Without ``--measure`` a model of all articles is then
written into data/models.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from tongues import fit  # noqa: E402
from tongues.corpora import read_corpus  # noqa: E402

from geonews.config import data_dir, load_config  # noqa: E402
from geonews.evaluation.geoparsing import evaluate_geoparsing  # noqa: E402
from geonews.gazetteer import Gazetteer  # noqa: E402
from geonews.gazetteer.tongue import load_tongues  # noqa: E402
from geonews.geoparse.calibration import Calibration  # noqa: E402
from geonews.geoparse.models import read_models  # noqa: E402
from geonews.geoparse.tongues.parser import FILE, TongueGeoparser, TongueModels, write_tongue_manifest  # noqa: E402
from geonews.geoparse.tongues.recognition import TongueRecognizer  # noqa: E402
from geonews.model import Article  # noqa: E402

#: Least probability of a toponym.
THRESHOLD = 0.4
RAW = Calibration(raw=(0.0, 1.0), right=(0.0, 1.0))


def main() -> None:
    """Cross-validate by writer, print the figures, and write the models unless only measuring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", action="store_true", help="write no model")
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--corpus", type=Path, default=ROOT / "data" / "training" / "toponyms")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data" / "models")
    options = parser.parse_args()
    corpus = read_corpus(options.corpus)
    gazetteer = Gazetteer.open(load_config())
    names = fit.names_of(corpus, load_tongues(), gazetteer)
    prepared = {
        stem: [fit.prepare(record, names[stem.split("-", 1)[0]]) for record in records]
        for stem, records in corpus.items()
    }
    answers: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, fold in enumerate(fit.folds_of(corpus)):
            path = Path(folder) / f"fold{number}.crfsuite"
            fit.fit_sequence([d for stem, rows in prepared.items() if stem not in fold for d in rows], path)
            for stem in fold:
                answers[stem] = read_with(path, corpus[stem], stem.split("-", 1)[0], gazetteer, options.threshold)
    gold = {stem: [fit.gold_record(record, gazetteer) for record in records] for stem, records in corpus.items()}
    report(gold, answers)
    spans, places = fit.judged(
        [g for stem in sorted(gold) for g in gold[stem]], [a for stem in sorted(gold) for a in answers[stem]]
    )
    if not options.measure:
        fit.fit_sequence([d for rows in prepared.values() for d in rows], options.output / FILE)
        write_tongue_manifest(options.output, options.threshold, fit.calibrate(spans), fit.calibrate(places))


def read_with(
    path: Path, records: list[dict[str, Any]], code: str, gazetteer: Gazetteer, threshold: float
) -> list[dict[str, Any]]:
    """Read documents with a sequence model; scores are as the models say them, uncalibrated."""
    trained = TongueModels(recognizer=TongueRecognizer(path), threshold=threshold, span=RAW, place=RAW)
    models = read_models(data_dir() / "models")
    parser = TongueGeoparser(gazetteer, load_tongues()[code], models, trained, min_score=0.0)
    found = []
    for record in records:
        toponyms = []
        for resolution in parser.read(Article(id=record["id"], text=record["text"], language=code)):
            toponym, where = resolution.toponym, resolution.place
            toponyms.append(
                {
                    "start": toponym.start,
                    "end": toponym.end,
                    "lat": None if where is None else where.lat,
                    "lon": None if where is None else where.lon,
                    "geonameid": None if where is None else where.place_id,
                    "span_raw": toponym.score,
                    "place_raw": resolution.score,
                }
            )
        found.append({"doc_id": record["id"], "toponyms": toponyms})
    return found


def report(gold: dict[str, list[dict[str, Any]]], answers: dict[str, list[dict[str, Any]]]) -> None:
    """Print the figures of each language, over its writers, as JSON lines."""
    languages: dict[str, list[str]] = defaultdict(list)
    for stem in sorted(gold):
        languages[stem.split("-", 1)[0]].append(stem)
        languages["all"].append(stem)
    for language, stems in sorted(languages.items(), key=lambda item: (item[0] == "all", item[0])):
        truth = [document for stem in stems for document in gold[stem]]
        scores = evaluate_geoparsing(truth, [document for stem in stems for document in answers[stem]])
        toponyms = [t for document in truth for t in document["toponyms"]]
        whole = scores.end_to_end
        strict = 2 * whole.right / (scores.overlap.predicted + len(toponyms))
        figures = {
            "language": language,
            "writers": [stem.split("-", 1)[1] for stem in stems] if language != "all" else len(stems),
            "articles": len(truth),
            "toponyms": len(toponyms),
            "placed": round(sum(t["lat"] is not None for t in toponyms) / len(toponyms), 3),
            "overlap_precision": round(scores.overlap.precision, 3),
            "overlap_recall": round(scores.overlap.recall, 3),
            "overlap_f1": round(scores.overlap.f1, 3),
            "exact_f1": round(scores.exact.f1, 3),
            "end_to_end_f1": round(whole.f1, 3),
            "end_to_end_f1_unplaced_as_lost": round(strict, 3),
        }
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
