"""Fitting the parts of the geoparser: sequence model, the ranker's two passes, judge, threshold, calibrations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from geonews.evaluation.geoparsing import distance_km
from geonews.geoparse.binding import bind
from geonews.geoparse.context import Table, build_table
from geonews.geoparse.cues import load_cues
from geonews.geoparse.home import outlet_country
from geonews.geoparse.judging import JUDGE_FEATURES, choose
from geonews.geoparse.matching import match_names
from geonews.geoparse.mentions import Group, Mention, find_mentions, gather
from geonews.geoparse.names import NameBook
from geonews.geoparse.recognition import labels_of
from geonews.geoparse.sequence_features import sequence_features
from geonews.model import Candidate
from geoparser.corpora import GoldDocument

LIMIT_KM = 161.0
THREADS = 1
SEQUENCE_OPTIONS = {"c1": 0.08, "c2": 0.02, "max_iterations": 120, "feature.possible_transitions": True}
RANKER_OPTIONS = {
    "objective": "cross_entropy", "learning_rate": 0.05, "num_leaves": 12, "min_data_in_leaf": 20, "lambda_l2": 5.0,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "verbosity": -1, "num_threads": THREADS,
    "seed": 7, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
RANKER_ROUNDS = 250
JUDGE_OPTIONS = {
    "objective": "binary", "learning_rate": 0.04, "num_leaves": 6, "min_data_in_leaf": 40, "lambda_l2": 5.0,
    "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1, "verbosity": -1, "num_threads": THREADS,
    "seed": 7, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
JUDGE_ROUNDS = 300
#: Target of a candidate within the limit that is not the gold place itself.
NEAR_TARGET = 0.3
#: Target of the nearest candidate where the gold place itself is not among them.
NEAREST_TARGET = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """One way of seeing a document: mentions, groups and candidate table, with the truth about each.

    ``gold`` is the gold toponym that each mention is paired with (None: none); ``targets`` and ``row_weights`` are
    the ranker's, weight 0 where a row says nothing; ``profiled`` tells whether the outlet's profile is known,
    ``weight`` what the whole view weighs.
    """

    document: GoldDocument
    mentions: Sequence[Mention]
    groups: Sequence[Group]
    membership: Sequence[int]
    table: Table | None
    gold: Sequence[dict[str, Any] | None]
    exact: Sequence[bool]
    targets: NDArray[np.float32]
    row_weights: NDArray[np.float32]
    profiled: bool
    weight: float = 1.0


def sequence_rows(document: GoldDocument, book: NameBook) -> tuple[list[list[str]], list[str]]:
    """Return features and labels of every token."""
    features = sequence_features(document.tokens, match_names(document.tokens, book))
    return features, labels_of(len(document.tokens), document.spans)


def fit_sequence(
    documents: Iterable[GoldDocument], rows: dict[str, tuple[list[list[str]], list[str]]], path: Path
) -> None:
    """Train the sequence model and write it."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(SEQUENCE_OPTIONS)
    for document in documents:
        features, labels = rows[document.doc_id]
        for begin, end in document.tokens.segments():
            trainer.append(features[begin:end], labels[begin:end])
    trainer.train(str(path))


def view_of(
    document: GoldDocument,
    spans: Sequence[tuple[int, int, float, bool]],
    book: NameBook,
    *,
    sourced: bool = True,
    profile: Mapping[str, float] | None = None,
) -> View:
    """See a document through spans: the gold ones or proposed ones; with its outlet's address and profile, or not."""
    cues = load_cues()
    mentions = bind(document.tokens, find_mentions(document.tokens, spans, book, cues), book)
    groups, membership = gather(mentions)
    gold, exact = _pair(mentions, document)
    outlet = outlet_country(document.record.get("source")) if sourced else None
    table = build_table(document.tokens, mentions, groups, cues, outlet, profile) if groups else None
    size = 0 if table is None else len(table)
    targets, weights = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    if table is not None:
        for g, group in enumerate(groups):
            truths = [truth for i in group.mentions if (truth := gold[i]) is not None and truth.get("lat") is not None]
            if not truths:
                continue
            rows = slice(int(table.offsets[g]), int(table.offsets[g + 1]))
            targets[rows] = _targets(group, truths[0])
            weights[rows] = np.log2(1 + len(truths))
    return View(
        document=document, mentions=mentions, groups=groups, membership=membership, table=table, gold=gold,
        exact=exact, targets=targets, row_weights=weights, profiled=bool(profile),
    )  # fmt: skip


def _pair(mentions: Sequence[Mention], document: GoldDocument) -> tuple[list[dict[str, Any] | None], list[bool]]:
    gold: list[dict[str, Any] | None] = []
    exact = []
    for mention in mentions:
        best, truth, same = 0, None, False
        for (first, end), toponym in zip(document.spans, document.toponyms, strict=True):
            overlap = min(mention.end, end) - max(mention.first, first)
            if overlap > best:
                best, truth, same = overlap, toponym, (mention.first, mention.end) == (first, end)
        gold.append(truth)
        exact.append(same)
    return gold, exact


def _targets(group: Group, truth: dict[str, Any]) -> NDArray[np.float32]:
    places = [candidate.place for candidate in group.card.candidates]
    wanted = truth.get("geonameid")
    same = np.array([wanted is not None and str(wanted) == str(place.geonameid) for place in places])
    far = np.array([distance_km({"lat": place.lat, "lon": place.lon}, truth) or 0.0 for place in places])
    targets = np.where(far <= LIMIT_KM, NEAR_TARGET, 0.0)
    if same.any():
        targets[same] = 1.0
    elif far.min() <= LIMIT_KM:
        targets[int(far.argmin())] = NEAREST_TARGET
    return targets.astype(np.float32)


def right_candidate(candidates: Sequence[Candidate], truth: dict[str, Any]) -> Candidate | None:
    """Return the candidate that is the gold place, or the nearest within the limit; None where there is none."""
    for candidate in candidates:
        if truth.get("geonameid") is not None and str(truth["geonameid"]) == str(candidate.place.geonameid):
            return candidate
    far = [distance_km({"lat": c.place.lat, "lon": c.place.lon}, truth) or 0.0 for c in candidates]
    nearest = int(np.argmin(far))
    return candidates[nearest] if far[nearest] <= LIMIT_KM else None


def right_rows(view: View, i: int) -> NDArray[np.bool_]:
    """Whether each candidate of a mention is right: the gold place itself, or within the limit of it."""
    truth = view.gold[i]
    group = view.groups[view.membership[i]]
    if truth is None or truth.get("lat") is None:
        return np.zeros(len(group.card.candidates), dtype=bool)
    return _targets(group, truth) > 0


def fit_pass(features: Sequence[NDArray[np.float32]], views: Sequence[View], names: Sequence[str]) -> lightgbm.Booster:
    """Fit one pass of the ranker; ``features`` are the rows of each view that has a table."""
    rows = np.concatenate(features)
    targets = np.concatenate([view.targets for view in views])
    weights = np.concatenate([view.row_weights for view in views])
    used = weights > 0
    data = lightgbm.Dataset(rows[used], label=targets[used], weight=weights[used], feature_name=list(names))
    return lightgbm.train(RANKER_OPTIONS, data, num_boost_round=RANKER_ROUNDS)


def fit_judge(rows: NDArray[np.float32], right: NDArray[np.float32], weights: NDArray[np.float32]) -> lightgbm.Booster:
    """Fit the judge of proposals."""
    data = lightgbm.Dataset(rows, label=right, weight=weights, feature_name=list(JUDGE_FEATURES))
    return lightgbm.train(JUDGE_OPTIONS, data, num_boost_round=JUDGE_ROUNDS)


def judge_targets(view: View) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the target and the weight of every mention: an exact span is right, one with other borders half."""
    targets = np.array([1.0 if same else 0.0 for same in view.exact], dtype=np.float32)
    weights = np.array(
        [0.35 if truth is not None and not same else 1.0 for truth, same in zip(view.gold, view.exact, strict=True)],
        dtype=np.float32,
    )
    return targets, weights * np.float32(view.weight)


def fit_threshold(cases: Sequence[tuple[View, NDArray[np.float64]]]) -> float:
    """Return the verdict below which spans are dropped: the middle of the range where overlap F1 is best."""
    scores = {}
    for threshold in np.arange(0.2, 0.61, 0.02):
        right = predicted = gold = 0
        for view, verdicts in cases:
            chosen = choose(view.mentions, verdicts, float(threshold))
            met = {id(view.gold[i]) for i in chosen if view.gold[i] is not None}
            right += len(met)
            predicted += len(chosen)
            gold += len(view.document.toponyms)
        scores[float(threshold)] = 2 * right / max(1, predicted + gold)
    best = max(scores.values())
    good = [threshold for threshold, score in scores.items() if score >= best - 0.002]
    return round((good[0] + good[-1]) / 2, 3)
