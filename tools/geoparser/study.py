"""Cross-fitting: every model that scores a document was trained without it, at every level of the stack.

Folds are excluded from training by sets: ``{k}`` leaves fold k out, ``{k, j}`` both, the empty set none. To score
fold k, each part is trained on the other folds, with what the parts below said of each fold j by models without k
and j. The final models use the empty set and the single ones in the same way.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

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
from geonews.geoparse.ranking import second_rows
from geonews.geoparse.recognition import Recognizer
from geoparser import fit
from geoparser.corpora import FOLDS, HARD_CASES, GoldDocument
from geoparser.fit import View

Without = frozenset[int]


@dataclass(slots=True, kw_only=True, eq=False)
class Fitted:
    """The models trained without some folds, and what they say of their own training documents by cross-fitting."""

    first: lightgbm.Booster
    second: lightgbm.Booster
    judge: lightgbm.Booster
    threshold: float
    span: Calibration
    place: Calibration
    report: dict[str, float] = field(default_factory=dict)


class Study:
    """Corpora in folds with all that is trained on them; sequence models are kept in ``folder``.

    ``twins`` are moved documents: they join the sequence model's training wherever their originals do.
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
        self.folds = folds
        self.book = book
        self.folder = folder
        self.twins = {twin.doc_id.removesuffix("-moved"): twin for twin in twins}
        self._rows: dict[str, tuple[list[list[str]], list[str]]] = {}
        self._proposals: dict[tuple[str, Without], list[tuple[int, int, float, bool]]] = {}
        self._views: dict[tuple[str, Without | None, bool], View] = {}
        self._recognizers: dict[Without, Recognizer] = {}

    def sequence_path(self, without: Without) -> Path:
        """Return the sequence model trained without some folds, training it if it is not there."""
        path = self.folder / f"sequence-{'-'.join(map(str, sorted(without))) or 'all'}.crfsuite"
        if not path.is_file():
            if not self._rows:
                every = [*self.documents, *self.twins.values()]
                self._rows = {d.doc_id: fit.sequence_rows(d, self.book) for d in every}
            chosen = [d for d, fold in zip(self.documents, self.folds, strict=True) if fold not in without]
            chosen += [self.twins[d.doc_id] for d in chosen if d.doc_id in self.twins]
            fit.fit_sequence(chosen, self._rows, path)
        return path

    def proposals(self, document: GoldDocument, without: Without) -> list[tuple[int, int, float, bool]]:
        """Return what the sequence model without some folds proposes."""
        key = (document.doc_id, without)
        if key not in self._proposals:
            if without not in self._recognizers:
                self._recognizers[without] = Recognizer(self.sequence_path(without))
            found = self._recognizers[without].propose(document.tokens, match_names(document.tokens, self.book))
            self._proposals[key] = [(p.first, p.end, p.probability, p.chosen) for p in found]
        return self._proposals[key]

    def view(self, document: GoldDocument, without: Without | None, *, sourced: bool | None = None) -> View:
        """See a document through the proposals of a model without some folds, through its gold spans for None.

        ``sourced`` tells whether its outlet is known; None, for training, means so in half of the documents, the
        other half of which is seen through the gold spans.
        """
        if sourced is None:
            sourced = (zlib.crc32(document.doc_id.encode()) % 2 == 0) == (without is None)
        key = (document.doc_id, without, sourced)
        if key not in self._views:
            spans = (
                [(first, end, 1.0, True) for first, end in document.spans]
                if without is None
                else self.proposals(document, without)
            )
            self._views[key] = fit.view_of(document, spans, self.book, sourced=sourced)
        return self._views[key]

    def fitted(self, without: Without) -> Fitted:
        """Train ranker, judge and calibrations without some folds."""
        inner = [k for k in range(FOLDS) if k not in without]
        views: dict[int, list[View]] = {}
        golds: dict[int, list[View]] = {}
        for k in inner:
            mine = [d for d, fold in zip(self.documents, self.folds, strict=True) if fold == k]
            views[k] = [self.view(d, without | {k}) for d in mine]
            golds[k] = [self.view(d, None) for d in mine]
        both = {k: [v for v in (*views[k], *golds[k]) if v.table is not None] for k in inner}
        firsts = {k: _fit_first([v for j in inner if j != k for v in both[j]]) for k in inner}
        seconds_in = {k: [second_rows(v.table, firsts[k].predict(v.table.first)) for v in both[k]] for k in inner}
        seconds = {
            k: fit.fit_pass(
                [rows for j in inner if j != k for rows in seconds_in[j]],
                [v for j in inner if j != k for v in both[j]],
                SECOND_FEATURES,
            )
            for k in inner
        }
        scores = {
            k: {id(v): seconds[k].predict(rows) for v, rows in zip(both[k], seconds_in[k], strict=True)} for k in inner
        }
        judge_in = {k: [judge_features(v, scores[k].get(id(v))) for v in views[k]] for k in inner}
        judges = {
            k: _fit_judge([(v, r) for j in inner if j != k for v, r in _zip(views[j], judge_in[j])]) for k in inner
        }
        cases = [
            (v, judges[k].predict(r) if len(r) else np.zeros(0), scores[k].get(id(v)))
            for k in inner
            for v, r in _zip(views[k], judge_in[k])
            if v.document.corpus != HARD_CASES
        ]
        threshold = fit.fit_threshold([(v, verdicts) for v, verdicts, _ in cases])
        span, place = _calibrations(cases, threshold)
        everything = [v for k in inner for v in both[k]]
        return Fitted(
            first=_fit_first(everything),
            second=fit.fit_pass([r for k in inner for r in seconds_in[k]], everything, SECOND_FEATURES),
            judge=_fit_judge([pair for k in inner for pair in _zip(views[k], judge_in[k])]),
            threshold=threshold,
            span=span,
            place=place,
        )


def judge_features(view: View, scores: NDArray[np.float64] | None) -> NDArray[np.float32]:
    """Return what the judge sees of a view's mentions."""
    offsets = np.zeros(1, dtype=np.int64) if view.table is None else view.table.offsets
    return judge_rows(
        view.document.tokens, view.mentions, view.groups, view.membership, offsets,
        np.zeros(0) if scores is None else scores,
    )  # fmt: skip


def _zip(views: Sequence[View], rows: Sequence[NDArray[np.float32]]) -> list[tuple[View, NDArray[np.float32]]]:
    return list(zip(views, rows, strict=True))


def _fit_first(views: Sequence[View]) -> lightgbm.Booster:
    return fit.fit_pass([view.table.first for view in views if view.table is not None], views, FIRST_FEATURES)


def _fit_judge(pairs: Sequence[tuple[View, NDArray[np.float32]]]) -> lightgbm.Booster:
    targets = [fit.judge_targets(view) for view, _ in pairs]
    return fit.fit_judge(
        np.concatenate([rows for _, rows in pairs]),
        np.concatenate([target for target, _ in targets]),
        np.concatenate([weight for _, weight in targets]),
    )


def _calibrations(
    cases: Sequence[tuple[View, NDArray[np.float64], NDArray[np.float64] | None]], threshold: float
) -> tuple[Calibration, Calibration]:
    spans: list[tuple[float, bool]] = []
    places: list[tuple[float, bool]] = []
    for view, verdicts, scores in cases:
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
        {"threshold": fitted.threshold, "span": fitted.span.record(), "place": fitted.place.record()},
    )
