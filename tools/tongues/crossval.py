"""Cross-validation by writer: two models, each trained on half of the writers of every language, read the other half."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geonews.config import data_dir
from geonews.evaluation.geoparsing import evaluate_geoparsing
from geonews.gazetteer import Gazetteer
from geonews.gazetteer.tongue import load_tongues
from geonews.geoparse.calibration import Calibration
from geonews.geoparse.models import read_models
from geonews.geoparse.tongues.parser import TongueGeoparser, TongueModels
from geonews.geoparse.tongues.recognition import TongueRecognizer
from geonews.model import Article
from tongues import fit
from tongues.fit import Prepared

#: Least probability of a toponym.
THRESHOLD = 0.35
RAW = Calibration(raw=(0.0, 1.0), right=(0.0, 1.0))

Documents = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Gold and answers of every file, and every file's documents ready for training."""

    gold: Documents
    answers: Documents
    prepared: dict[str, list[Prepared]]

    def judged(self) -> tuple[list[tuple[float, bool]], list[tuple[float, bool]]]:
        """Return (raw score, right) of each answer, as a toponym and as a place."""
        stems = sorted(self.gold)
        return fit.judged([g for s in stems for g in self.gold[s]], [a for s in stems for a in self.answers[s]])


def cross_validate(corpus: Documents, gazetteer: Gazetteer, threshold: float = THRESHOLD) -> Validation:
    """Read every article with a model that has seen nothing of its writer."""
    prepared = fit.prepare_all(corpus, gazetteer)
    answers: Documents = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, fold in enumerate(fit.folds_of(corpus)):
            path = Path(folder) / f"fold{number}.crfsuite"
            fit.fit_sequence((d for stem, rows in prepared.items() if stem not in fold for d in rows), path)
            for stem in fold:
                answers[stem] = read_with(path, corpus[stem], stem.split("-", 1)[0], gazetteer, threshold)
    gold = {stem: [fit.gold_record(record, gazetteer) for record in records] for stem, records in corpus.items()}
    return Validation(gold=gold, answers=answers, prepared=prepared)


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


def figures(gold: Documents, answers: Documents) -> Iterable[Mapping[str, Any]]:
    """Yield the figures of each language over its writers, those of all languages last."""
    languages: dict[str, list[str]] = defaultdict(list)
    for stem in sorted(gold):
        languages[stem.split("-", 1)[0]].append(stem)
        languages["all"].append(stem)
    for language, stems in sorted(languages.items(), key=lambda item: (item[0] == "all", item[0])):
        truth = [document for stem in stems for document in gold[stem]]
        given = [document for stem in stems for document in answers[stem]]
        scores = evaluate_geoparsing(truth, given)
        toponyms = [t for document in truth for t in document["toponyms"]]
        whole = scores.end_to_end
        strict = 2 * whole.right / (scores.overlap.predicted + len(toponyms))
        yield {
            "language": language,
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
