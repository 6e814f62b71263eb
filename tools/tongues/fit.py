"""Fitting the sequence model for other languages, and reading with one that has not seen a writer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite

from geonews.evaluation.geoparsing import distance_km, pair_spans
from geonews.gazetteer import Gazetteer
from geonews.gazetteer.tongue import load_tongues
from geonews.gazetteer.tongue_lookup import TongueNames
from geonews.geoparse.calibration import Calibration, fit_calibration
from geonews.geoparse.recognition import labels_of
from geonews.geoparse.tokens import Tokens
from geonews.geoparse.tongues.features import word_features
from geonews.geoparse.tongues.matching import find_matches
from geonews.geoparse.tongues.words import read_words

#: L1 and L2 weights and rounds of the sequence model.
OPTIONS = {"c1": 0.1, "c2": 0.05, "max_iterations": 80, "feature.possible_transitions": True}
LIMIT_KM = 161.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A document with its words, features and labels."""

    record: dict[str, Any]
    tokens: Tokens
    features: list[list[str]]
    labels: list[str]


def prepare(record: dict[str, Any], names: TongueNames) -> Prepared:
    """Cut a document into words and label them."""
    tokens = read_words(record["text"], names.tongue)
    spans = [cover(tokens, t["start"], t["end"]) for t in record["toponyms"]]
    return Prepared(
        record=record,
        tokens=tokens,
        features=word_features(tokens, find_matches(tokens, names), names.tongue),
        labels=labels_of(len(tokens), [span for span in spans if span[0] < span[1]]),
    )


def cover(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Return the tokens (first, end exclusive) that a stretch of characters touches."""
    first = int(np.searchsorted(tokens.ends, start, side="right"))
    stop = int(np.searchsorted(tokens.starts, end, side="left"))
    return first, stop


def fit_sequence(documents: Iterable[Prepared], path: Path) -> None:
    """Train the sequence model and write it."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(OPTIONS)
    for document in documents:
        for begin, end in document.tokens.segments():
            trainer.append(document.features[begin:end], document.labels[begin:end])
    trainer.train(str(path))


def gold_record(document: Mapping[str, Any], gazetteer: Gazetteer) -> dict[str, Any]:
    """Return a document as the scorer wants it: toponyms with the points of their places."""
    toponyms = []
    for toponym in document["toponyms"]:
        place = None if toponym["place_id"] is None else gazetteer.place(toponym["place_id"])
        point = {} if place is None else {"lat": place.lat, "lon": place.lon, "geonameid": place.place_id}
        toponyms.append({"start": toponym["start"], "end": toponym["end"], "lat": None, "lon": None, **point})
    return {"doc_id": document["id"], "toponyms": toponyms}


def judged(
    gold: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]
) -> tuple[list[tuple[float, bool]], list[tuple[float, bool]]]:
    """Return (raw score, right) of each answer: as a toponym, and as a place where the gold has one."""
    spans: list[tuple[float, bool]] = []
    places: list[tuple[float, bool]] = []
    for truth, answer in zip(gold, answers, strict=True):
        pairs = {j: i for i, j in pair_spans(truth["toponyms"], answer["toponyms"])}
        for j, toponym in enumerate(answer["toponyms"]):
            mine = truth["toponyms"][pairs[j]] if j in pairs else None
            spans.append((toponym["span_raw"], mine is not None))
            if toponym["lat"] is not None and (mine is None or mine["lat"] is not None):
                away = None if mine is None else distance_km(mine, toponym)
                same = mine is not None and mine.get("geonameid") == toponym["geonameid"]
                places.append((toponym["place_raw"], same or (away is not None and away <= LIMIT_KM)))
    return spans, places


def calibrate(rows: Sequence[tuple[float, bool]]) -> Calibration:
    """Fit a calibration to (raw score, right)."""
    return fit_calibration([score for score, _ in rows], [right for _, right in rows])


def folds_of(corpus: Mapping[str, Sequence[Any]]) -> list[set[str]]:
    """Divide the files into halves so that no writer is in both: each language's first writers, and its others."""
    seen: dict[str, int] = {}
    folds: list[set[str]] = [set(), set()]
    for stem in sorted(corpus):
        language = stem.split("-", 1)[0]
        folds[seen.setdefault(language, 0) % 2].add(stem)
        seen[language] += 1
    return folds


def prepare_all(corpus: Mapping[str, Sequence[dict[str, Any]]], gazetteer: Gazetteer) -> dict[str, list[Prepared]]:
    """Cut every document of every file into words and label them."""
    tongues = load_tongues()
    languages = {stem: stem.split("-", 1)[0] for stem in corpus}
    names = {code: gazetteer.in_language(tongues[code]) for code in sorted(set(languages.values()))}
    return {stem: [prepare(record, names[languages[stem]]) for record in records] for stem, records in corpus.items()}
