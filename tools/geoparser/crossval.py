"""Cross-validated predictions: every document is parsed by models that never saw its outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.judging import choose, verdicts_of
from geonews.geoparse.profile import learn_profile
from geonews.geoparse.ranking import pooled, second_rows
from geonews.model import Place
from geoparser.corpora import FOLDS, HARD_CASES, GoldDocument
from geoparser.fit import View
from geoparser.study import Fitted, Profile, Spans, Study, judge_features


@dataclass(slots=True, kw_only=True, eq=False)
class Predictions:
    """Predicted documents by corpus: end to end, and resolved from the gold spans."""

    end_to_end: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    gold_spans: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, document: GoldDocument, found: list[dict[str, Any]], resolved: list[dict[str, Any]]) -> None:
        """Add one document's toponyms."""
        for target, toponyms in ((self.end_to_end, found), (self.gold_spans, resolved)):
            target.setdefault(document.corpus, []).append({"doc_id": document.doc_id, "toponyms": toponyms})


def cross_validate(study: Study, *, min_score: float) -> dict[str, Predictions]:
    """Predict every document by models without its fold.

    Returns
    -------
    dict
        ``plain`` (nothing known of the outlet), ``outlet`` (its web address known) and ``profile`` (its address and
        the places of its other articles, as the parser itself found them).
    """
    results = {"plain": Predictions(), "outlet": Predictions(), "profile": Predictions()}
    for k in range(FOLDS):
        fitted = study.fitted(k)
        mine = [d for d in study.documents if study.fold[d.doc_id] == k and d.corpus != HARD_CASES]
        places: dict[str, list[Place]] = {}
        for document in mine:
            for name, sourced in (("plain", False), ("outlet", True)):
                found = _add(study, results[name], fitted, document, min_score, sourced=sourced)
                if name == "outlet":
                    places[document.doc_id] = [place for _, place in found if place is not None]
        for document in mine:
            others = [d for d in mine if d.outlet == document.outlet and d is not document]
            profile = learn_profile(place for other in others for place in places[other.doc_id])
            _add(study, results["profile"], fitted, document, min_score, sourced=True, profile=profile)
    return results


def _add(
    study: Study,
    results: Predictions,
    fitted: Fitted,
    document: GoldDocument,
    min_score: float,
    *,
    sourced: bool,
    profile: Profile | None = None,
) -> list[tuple[dict[str, Any], Place | None]]:
    """Predict a document and add it; return what was found end to end."""
    proposed = study.view(document, Spans.PROPOSED, sourced=sourced, profile=profile)
    gold = study.view(document, Spans.GOLD, sourced=sourced, profile=profile)
    found, resolved = predict(fitted, proposed, min_score), predict(fitted, gold, min_score, gold_spans=True)
    results.add(document, [record for record, _ in found], [record for record, _ in resolved])
    return found


def predict(
    fitted: Fitted, view: View, min_score: float, *, gold_spans: bool = False
) -> list[tuple[dict[str, Any], Place | None]]:
    """Return the record of each toponym of a view and its place, None where it has none."""
    scores: NDArray[np.float64] | None = None
    rows: NDArray[np.float32] | None = None
    if view.table is not None:
        rows = second_rows(view.table, fitted.first.predict(view.table.first))
        scores = fitted.second.predict(rows)
    calibration = fitted.home if view.profiled else fitted.place
    chosen: Sequence[int] = range(len(view.mentions))
    verdicts = np.ones(len(view.mentions))
    if not gold_spans and len(view.mentions):
        verdicts = verdicts_of(fitted.judge, judge_features(view, scores, rows), view.mentions)
        chosen = choose(view.mentions, verdicts, fitted.threshold)
    if view.table is not None and scores is not None:
        scores = pooled(view.table, scores)
    tokens, toponyms = view.document.tokens, []
    for i in chosen:
        mention = view.mentions[i]
        record: dict[str, Any] = {"start": tokens.starts[mention.first], "end": tokens.ends[mention.end - 1]}
        place = None
        number = view.membership[i]
        if number >= 0 and scores is not None and view.table is not None:
            mine = scores[int(view.table.offsets[number]) : int(view.table.offsets[number + 1])]
            best = int(mine.argmax())
            score = calibration.probability(float(verdicts[i] * mine[best]))
            if score >= min_score:
                place = view.groups[number].card.candidates[best].place
                record |= {"lat": place.lat, "lon": place.lon, "geonameid": place.geonameid, "score": score}
                record["country"] = place.country
        toponyms.append((record, place))
    return toponyms
