"""Cross-validation by writer: two models, each trained on half of every language's writers, read the other half."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from geonews.config import data_dir
from geonews.evaluation.geoparsing import calibration_error, evaluate_geoparsing, pair_spans
from geonews.gazetteer import Gazetteer
from geonews.gazetteer.tongue import load_tongues
from geonews.geoparse.calibration import Calibration
from geonews.geoparse.judging import choose
from geonews.geoparse.models import read_models
from geonews.geoparse.ranking import Trees
from geonews.geoparse.reading import Reading
from geonews.geoparse.tongues.judging import VERDICT_FEATURES, verdict_rows
from geonews.geoparse.tongues.parser import TongueGeoparser, TongueModels
from geonews.geoparse.tongues.recognition import TongueRecognizer
from geonews.model import Article
from tongues import fit
from tongues.fit import Prepared

#: Least probability of a toponym.
THRESHOLD = 0.45
JUDGE_OPTIONS = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 6, "min_data_in_leaf": 40, "lambda_l2": 5.0,
    "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1, "verbosity": -1, "num_threads": 1, "seed": 7,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip
JUDGE_ROUNDS = 150
RAW = Calibration(raw=(0.0, 1.0), right=(0.0, 1.0))

Documents = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Gold and answers of every file, its documents ready for training, and a judge taught by all of them."""

    gold: Documents
    answers: Documents
    prepared: dict[str, list[Prepared]]
    judge: Trees

    def judged(self, stems: Iterable[str] | None = None) -> tuple[list[tuple[float, bool]], list[tuple[float, bool]]]:
        """Return (raw score, right) of each answer in some files (None: all), as a toponym and as a place."""
        stems = sorted(self.gold if stems is None else stems)
        return fit.judged([g for s in stems for g in self.gold[s]], [a for s in stems for a in self.answers[s]])


def cross_validate(corpus: Documents, gazetteer: Gazetteer, threshold: float = THRESHOLD) -> Validation:
    """Read every article with models that have seen nothing of its writer.

    The judge of one half is taught by what a sequence model proposes for texts of the other half that it has not
    seen.
    """
    prepared = fit.prepare_all(corpus, gazetteer)
    folds = fit.folds_of(corpus)
    answers: Documents = {}
    views: dict[str, list[View]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, fold in enumerate(folds):
            path = Path(folder) / f"fold{number}.crfsuite"
            fit.fit_sequence((d for stem, rows in prepared.items() if stem not in fold for d in rows), path)
            parsers = _parsers(TongueRecognizer(path), gazetteer)
            for stem in fold:
                views[stem] = [view_of(record, parsers[stem.split("-", 1)[0]]) for record in corpus[stem]]
        for fold in folds:
            judge = fit_judge([view for stem in corpus if stem not in fold for view in views[stem]])
            for stem in fold:
                answers[stem] = [view.answer(judge, threshold) for view in views[stem]]
    gold = {stem: [fit.gold_record(record, gazetteer) for record in records] for stem, records in corpus.items()}
    judge = fit_judge([view for stem in sorted(views) for view in views[stem]])
    return Validation(gold=gold, answers=answers, prepared=prepared, judge=judge)


def calibration_errors(validation: Validation) -> tuple[float, float]:
    """Return the expected calibration error of the toponym's and the place's score, calibrated by the other half."""
    answers: tuple[list[tuple[float, bool]], ...] = ([], [])
    for fold in fit.folds_of(validation.gold):
        others = validation.judged(set(validation.gold) - fold)
        for rows, mine, theirs in zip(answers, validation.judged(fold), others, strict=True):
            by = fit.calibrate(theirs)
            rows.extend((by.probability(raw), right) for raw, right in mine)
    span, place = (calibration_error(rows) or 0.0 for rows in answers)
    return span, place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """What was proposed for an article by a model that has not seen it, and which of it is right."""

    article: Article
    parser: TongueGeoparser
    reading: Reading
    rows: NDArray[np.float32]
    right: NDArray[np.bool_]

    def answer(self, judge: Trees, threshold: float) -> dict[str, Any]:
        """Return the toponyms that a judge lets stand, with scores as the models say them."""
        verdicts = judge.predict(self.rows) if len(self.rows) else np.zeros(0)
        toponyms = []
        for i in choose(self.reading.mentions, verdicts, threshold):
            found = self.parser.resolution(self.article, self.reading, i, float(verdicts[i]), False)
            where = found.place
            toponyms.append(
                {
                    "start": found.toponym.start,
                    "end": found.toponym.end,
                    "lat": None if where is None else where.lat,
                    "lon": None if where is None else where.lon,
                    "geonameid": None if where is None else where.place_id,
                    "span_raw": found.toponym.score,
                    "place_raw": found.score,
                }
            )
        return {"doc_id": self.article.id, "toponyms": toponyms}


def view_of(record: dict[str, Any], parser: TongueGeoparser) -> View:
    """Propose toponyms for a document and pair them with the gold."""
    article = Article(id=record["id"], text=record["text"], language=parser.tongue.code)
    reading = parser.propose(article)
    spans = [{"start": reading.tokens.starts[m.first], "end": reading.tokens.ends[m.end - 1]} for m in reading.mentions]
    right = np.zeros(len(spans), dtype=np.bool_)
    right[[j for _, j in pair_spans(record["toponyms"], spans)]] = True
    rows = verdict_rows(reading, parser.tongue)
    return View(article=article, parser=parser, reading=reading, rows=rows, right=right)


def fit_judge(views: Iterable[View]) -> Trees:
    """Train the judge."""
    views = list(views)
    data = lightgbm.Dataset(
        np.concatenate([view.rows for view in views]),
        np.concatenate([view.right for view in views]).astype(np.float32),
        feature_name=list(VERDICT_FEATURES),
        free_raw_data=False,
    )
    booster = lightgbm.train(JUDGE_OPTIONS, data, num_boost_round=JUDGE_ROUNDS)
    return Trees(booster.model_to_string(), len(VERDICT_FEATURES))


def _parsers(recognizer: TongueRecognizer, gazetteer: Gazetteer) -> dict[str, TongueGeoparser]:
    models = read_models(data_dir() / "models")
    trained = TongueModels(recognizer=recognizer, judge=models.judge, threshold=0.0, span=RAW, place=RAW)
    return {
        code: TongueGeoparser(gazetteer, tongue, models, trained, min_score=0.0)
        for code, tongue in load_tongues().items()
    }


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
