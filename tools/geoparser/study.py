"""A study: corpora in folds, and every part of the geoparser trained without the documents that it then speaks about.

A part that learns from another part's opinions must learn from opinions about documents which that part has not seen.
Five sequence models, each trained without one fold, propose toponyms in their fold. Ranker and judge of a fold are
trained on the other folds, with what the parts below said of each of these by models without it. The final models
are trained in the same way on all folds, and a sixth sequence model on all documents.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.belief import SECOND_FEATURES
from geonews.geoparse.calibration import Calibration, fit_calibration
from geonews.geoparse.context import FIRST_FEATURES
from geonews.geoparse.judging import choose, judge_rows
from geonews.geoparse.matching import match_names
from geonews.geoparse.models import FILES, write_manifest
from geonews.geoparse.names import NameBook
from geonews.geoparse.profile import learn_profile
from geonews.geoparse.ranking import pooled, second_rows
from geonews.geoparse.recognition import Recognizer
from geonews.model import Place
from geoparser import fit
from geoparser.corpora import FOLDS, HARD_CASES, GoldDocument
from geoparser.fit import View
from geoparser.moving import ABROAD, NEARBY

Profile = Mapping[str, float]
#: A view with the judge's verdict on each mention and the ranker's score of each candidate (None: no candidate).
Case = tuple[View, NDArray[np.float64], NDArray[np.float64] | None]
#: Weight of each of two views of one document, with and without its outlet's profile.
HOME_WEIGHT = 0.6
#: Weight of a twin in the ranker's training beside a document.
TWIN_WEIGHT = 0.5


class Spans(Enum):
    """Whose spans a document is seen through."""

    GOLD = "gold"
    PROPOSED = "proposed"


@dataclass(slots=True, kw_only=True, eq=False)
class Fitted:
    """The models trained without some folds, and what they say of their own training documents by cross-fitting."""

    first: lightgbm.Booster
    second: lightgbm.Booster
    judge: lightgbm.Booster
    threshold: float
    span: Calibration
    place: Calibration
    home: Calibration


class Study:
    """Corpora in folds with all that is trained on them; sequence models are kept in ``folder``.

    ``twins`` are moved documents: where their originals do, all of them join the training of the ranker, and those
    abroad that of the sequence model.
    """

    def __init__(
        self,
        documents: Sequence[GoldDocument],
        folds: Sequence[int],
        book: NameBook,
        folder: Path,
        twins: Sequence[GoldDocument] = (),
    ) -> None:
        self.documents = documents
        self.fold = {document.doc_id: fold for document, fold in zip(documents, folds, strict=True)}
        self.book = book
        self.folder = folder
        self.twins: dict[str, list[GoldDocument]] = {}
        for twin in twins:
            self.twins.setdefault(twin.doc_id.removesuffix(ABROAD).removesuffix(NEARBY), []).append(twin)
        self._rows: dict[str, tuple[list[list[str]], list[str]]] = {}
        self._proposals: dict[str, list[tuple[int, int, float, bool]]] = {}
        self._plain: dict[tuple[str, Spans], View] = {}
        self._home: dict[tuple[str, Spans], View] = {}
        self._places: dict[str, list[Place]] = {}
        self._by_outlet: dict[str, list[GoldDocument]] = {}
        for document in documents:
            self._by_outlet.setdefault(document.outlet, []).append(document)
        self._recognizers: dict[int, Recognizer] = {}

    def sequence_path(self, without: int | None) -> Path:
        """Return the sequence model trained without a fold (None: on all), training it if it is not there."""
        path = self.folder / f"sequence-{'all' if without is None else without}.crfsuite"
        if not path.is_file():
            if not self._rows:
                every = [*self.documents, *(twin for d in self.documents for twin in self._abroad(d))]
                self._rows = {d.doc_id: fit.sequence_rows(d, self.book) for d in every}
            chosen = [d for d in self.documents if self.fold[d.doc_id] != without]
            chosen += [twin for document in chosen for twin in self._abroad(document)]
            fit.fit_sequence(chosen, self._rows, path)
        return path

    def _abroad(self, document: GoldDocument) -> list[GoldDocument]:
        return [twin for twin in self.twins.get(document.doc_id, ()) if twin.doc_id.endswith(ABROAD)]

    def proposals(self, document: GoldDocument) -> list[tuple[int, int, float, bool]]:
        """Return what the sequence model without a document's fold proposes in it."""
        if document.doc_id not in self._proposals:
            fold = self.fold[document.doc_id]
            if fold not in self._recognizers:
                self._recognizers[fold] = Recognizer(self.sequence_path(fold))
            found = self._recognizers[fold].propose(document.tokens, match_names(document.tokens, self.book))
            self._proposals[document.doc_id] = [(p.first, p.end, p.probability, p.chosen) for p in found]
        return self._proposals[document.doc_id]

    def view(
        self, document: GoldDocument, spans: Spans, *, sourced: bool = False, profile: Profile | None = None
    ) -> View:
        """See a document through its gold spans or those that are proposed.

        ``sourced`` tells whether its outlet's address is known, ``profile`` what else is known of the outlet.
        """
        key = (document.doc_id, spans)
        if not sourced and not profile and key in self._plain:
            return self._plain[key]
        given = [(first, end, 1.0, True) for first, end in document.spans]
        chosen = given if spans is Spans.GOLD else self.proposals(document)
        view = fit.view_of(document, chosen, self.book, sourced=sourced, profile=profile)
        if not sourced and not profile:
            self._plain[key] = view
        return view

    def home_view(self, document: GoldDocument, spans: Spans) -> View:
        """See a document with its outlet's address and the profile of the outlet's other gold documents."""
        key = (document.doc_id, spans)
        if key not in self._home:
            self._home[key] = self.view(document, spans, sourced=True, profile=self.gold_profile(document))
        return self._home[key]

    def gold_profile(self, document: GoldDocument) -> dict[str, float]:
        """Return the profile of the gold places in the other documents of an outlet."""
        others = [d for d in self._by_outlet.get(document.outlet, ()) if d is not document]
        return learn_profile(place for other in others for place in self._gold_places(other))

    def _gold_places(self, document: GoldDocument) -> list[Place]:
        if document.doc_id not in self._places:
            view = self.view(document, Spans.GOLD)
            meant = [
                fit.right_candidate(mention.card.candidates, truth)
                for mention, truth in zip(view.mentions, view.gold, strict=True)
                if mention.card is not None and truth is not None and truth.get("lat") is not None
            ]
            self._places[document.doc_id] = [candidate.place for candidate in meant if candidate is not None]
        return self._places[document.doc_id]

    def training_views(self, fold: int) -> tuple[list[View], list[View]]:
        """Return how the documents of a fold are seen in training: through proposals, and through gold spans.

        Where an outlet's profile is known, proposals are seen with and without it. Of the gold spans one half of
        the documents is seen each way. Twins are seen through their gold spans and weigh less than their originals.
        """
        proposed, gold = [], []
        for document in (d for d in self.documents if self.fold[d.doc_id] == fold):
            plain = self.view(document, Spans.PROPOSED)
            if self.gold_profile(document):
                proposed += [_weighed(v, HOME_WEIGHT) for v in (plain, self.home_view(document, Spans.PROPOSED))]
            else:
                proposed.append(plain)
            known = zlib.crc32(document.doc_id.encode()) % 2 == 0
            gold.append((self.home_view if known else self.view)(document, Spans.GOLD))
            twins = [self.view(twin, Spans.GOLD) for twin in self.twins.get(document.doc_id, ())]
            gold += [_weighed(view, TWIN_WEIGHT) for view in twins if view.row_weights.any()]
        return proposed, gold

    def fitted(self, without: int | None) -> Fitted:
        """Train ranker, judge and calibrations without a fold, on all for None."""
        return fit_all(cross_fit({k: self.training_views(k) for k in range(FOLDS) if k != without}))


@dataclass(slots=True, kw_only=True, eq=False)
class CrossFit:
    """What models trained on the other folds say of each fold's views.

    ``ranked`` are the views with candidates, with the rows of the second pass and its scores; ``judged`` those
    through proposals, with the judge's rows and verdicts.
    """

    ranked: dict[int, list[tuple[View, NDArray[np.float32]]]]
    judged: dict[int, list[tuple[View, NDArray[np.float32]]]]
    cases: dict[int, list[Case]]


def cross_fit(views: Mapping[int, tuple[list[View], list[View]]]) -> CrossFit:
    """Train every pass for each fold on the other folds; ``views`` are each fold's, proposed and gold."""
    folds = list(views)
    both = {k: [v for v in (*views[k][0], *views[k][1]) if v.table is not None] for k in folds}
    ranked, scores = {}, {}
    for k in folds:
        first = _fit_first([v for j in folds if j != k for v in both[j]])
        ranked[k] = [(v, second_rows(v.table, first.predict(v.table.first))) for v in both[k] if v.table is not None]
    for k in folds:
        second = _fit_second([pair for j in folds if j != k for pair in ranked[j]])
        scores[k] = {id(view): (second.predict(rows), rows) for view, rows in ranked[k]}
    judged = {k: [(v, judge_features(v, *scores[k].get(id(v), (None, None)))) for v in views[k][0]] for k in folds}
    cases: dict[int, list[Case]] = {}
    for k in folds:
        judge = _fit_judge([pair for j in folds if j != k for pair in judged[j]])
        cases[k] = [
            (view, judge.predict(rows) if len(rows) else np.zeros(0), scores[k].get(id(view), (None, None))[0])
            for view, rows in judged[k]
            if view.document.corpus != HARD_CASES
        ]
    return CrossFit(ranked=ranked, judged=judged, cases=cases)


def fit_all(crossed: CrossFit) -> Fitted:
    """Train every pass on all folds of a cross-fit; threshold and calibrations are those of its verdicts and scores."""
    cases = [case for fold in crossed.cases.values() for case in fold]
    ranked = [pair for fold in crossed.ranked.values() for pair in fold]
    return Fitted(
        first=_fit_first([view for view, _ in ranked]),
        second=_fit_second(ranked),
        judge=_fit_judge([pair for fold in crossed.judged.values() for pair in fold]),
        **decisions(cases),
    )


def decisions(cases: Sequence[Case]) -> dict[str, Any]:
    """Return threshold and calibrations as `Fitted` has them, from what models said that never saw them."""
    plain = [case for case in cases if not case[0].profiled]
    threshold = fit.fit_threshold([(view, verdicts) for view, verdicts, _ in plain])
    span, place = _calibrations(plain, threshold)
    _, home = _calibrations([case for case in cases if case[0].profiled], threshold)
    return {"threshold": threshold, "span": span, "place": place, "home": home}


def judge_features(
    view: View, scores: NDArray[np.float64] | None, rows: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """Return what the judge sees of a view's mentions; ``rows`` are those of the second pass."""
    if view.table is None or scores is None or rows is None:
        offsets, scores = np.zeros(1, dtype=np.int64), np.zeros(0)
        rows = np.zeros((0, len(SECOND_FEATURES)), dtype=np.float32)
    else:
        offsets = view.table.offsets
    return judge_rows(view.document.tokens, view.mentions, view.membership, offsets, scores, rows)


def _weighed(view: View, weight: float) -> View:
    return replace(view, row_weights=view.row_weights * weight, weight=weight)


def _fit_first(views: Sequence[View]) -> lightgbm.Booster:
    return fit.fit_pass([view.table.first for view in views if view.table is not None], views, FIRST_FEATURES)


def _fit_second(pairs: Sequence[tuple[View, NDArray[np.float32]]]) -> lightgbm.Booster:
    return fit.fit_pass([rows for _, rows in pairs], [view for view, _ in pairs], SECOND_FEATURES)


def _fit_judge(pairs: Sequence[tuple[View, NDArray[np.float32]]]) -> lightgbm.Booster:
    targets = [fit.judge_targets(view) for view, _ in pairs]
    return fit.fit_judge(
        np.concatenate([rows for _, rows in pairs]),
        np.concatenate([target for target, _ in targets]),
        np.concatenate([weight for _, weight in targets]),
    )


def _calibrations(cases: Sequence[Case], threshold: float) -> tuple[Calibration, Calibration]:
    spans: list[tuple[float, bool]] = []
    places: list[tuple[float, bool]] = []
    for view, verdicts, raw in cases:
        scores = None if view.table is None or raw is None else pooled(view.table, raw)
        for i in choose(view.mentions, verdicts, threshold):
            truth = view.gold[i]
            spans.append((float(verdicts[i]), truth is not None))
            number = view.membership[i]
            if number < 0 or scores is None or view.table is None or (truth is not None and truth.get("lat") is None):
                continue
            mine = scores[int(view.table.offsets[number]) : int(view.table.offsets[number + 1])]
            best = int(mine.argmax())
            places.append((float(verdicts[i] * mine[best]), bool(fit.right_rows(view, i)[best])))
    return tuple(  # type: ignore[return-value]
        fit_calibration([score for score, _ in pairs], [right for _, right in pairs]) for pairs in (spans, places)
    )


def save(fitted: Fitted, sequence: Path, folder: Path) -> None:
    """Write trained models and their manifest into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILES["sequence"]).write_bytes(sequence.read_bytes())
    for part, booster in (("first", fitted.first), ("second", fitted.second), ("judge", fitted.judge)):
        (folder / FILES[part]).write_text(booster.model_to_string(importance_type="gain"), encoding="utf-8")
    write_manifest(
        folder,
        {
            "threshold": fitted.threshold,
            "span": fitted.span.record(),
            "place": fitted.place.record(),
            "home": fitted.home.record(),
        },
    )
