"""How well toponyms are found and put in their place, against a gold corpus.

A gold or predicted document is a mapping ``{"doc_id", "toponyms": [{"start", "end", "lat", "lon", "geonameid"?,
"country"?, "kind"?, "score"?}]}``, as ``geonews parse`` writes it. The measures are those of Gritta et al., "A
pragmatic guide to geoparsing evaluation" (2020): recognition by exact and by overlapping spans, accuracy within
161 km (100 miles), median error and the area under the curve of log errors. End to end counts a toponym as right
when its span overlaps and its place lies within the limit.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from geonews.evaluation.gold import read_gold

__all__ = [
    "GeoparsingScores",
    "PrecisionRecall",
    "ResolutionScores",
    "calibration_error",
    "distance_km",
    "evaluate_geoparsing",
    "pair_spans",
    "read_documents",
]

Document = Mapping[str, Any]
Record = Mapping[str, Any]

EARTH_RADIUS_KM = 6371.0088
#: Half the Earth's circumference: the error of an answer that was not given.
FARTHEST_KM = 20039.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisionRecall:
    """Counts of right answers, of answers and of what was to be found, with the ratios between them."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the answers that are right, 0.0 where there are none."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found, 0.0 where there is none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionScores:
    """Where the recognised toponyms were put.

    ``accuracy`` is the share within the limit (an unresolved one is wrong), ``area_under_curve`` that of log errors
    (0 is perfect, 1 the worst), ``same_geonameid`` the share of equal ids where both sides have one (None: no pair).
    """

    count: int
    unresolved: int
    accuracy: float
    mean_km: float
    median_km: float
    area_under_curve: float
    same_geonameid: float | None
    with_geonameid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoparsingScores:
    """All measures of one run; ``resolution`` and ``country_accuracy`` are None where nothing could be compared."""

    documents: int
    limit_km: float
    exact: PrecisionRecall
    overlap: PrecisionRecall
    end_to_end: PrecisionRecall
    resolution: ResolutionScores | None
    country_accuracy: float | None
    calibration_error: float | None

    def record(self) -> dict[str, Any]:
        """Flatten into JSON-ready values."""
        record: dict[str, Any] = {"documents": self.documents, "limit_km": self.limit_km}
        for name in ("exact", "overlap", "end_to_end"):
            score: PrecisionRecall = getattr(self, name)
            record[name] = asdict(score) | {
                "precision": round(score.precision, 4),
                "recall": round(score.recall, 4),
                "f1": round(score.f1, 4),
            }
        record["resolution"] = self.resolution and asdict(self.resolution)
        record["country_accuracy"] = self.country_accuracy
        record["calibration_error"] = self.calibration_error
        return record


@dataclass(slots=True)
class _Tally:
    """Running sums over documents."""

    gold: int = 0
    predicted: int = 0
    exact: int = 0
    overlap: int = 0
    located_gold: int = 0
    located_predicted: int = 0
    unresolved: int = 0
    errors_km: list[float] = field(default_factory=list)
    same_ids: list[bool] = field(default_factory=list)
    same_countries: list[bool] = field(default_factory=list)
    any_country: bool = False
    judged: list[tuple[float, bool]] = field(default_factory=list)


def read_documents(path: Path) -> list[dict[str, Any]]:
    """Read a JSONL file of documents.

    Raises
    ------
    ArticleParseError
        If the file cannot be read, or a line is not a JSON object with ``doc_id`` and ``toponyms``.
    """
    return read_gold(path, {"doc_id", "toponyms"})


def distance_km(one: Record, other: Record) -> float | None:
    """Measure the great-circle distance between two toponyms, None where one of them has no position.

    >>> round(distance_km({"lat": 0, "lon": 0}, {"lat": 0, "lon": 1}), 2)
    111.2
    """
    if not (_located(one) and _located(other)):
        return None
    lat_1, lon_1, lat_2, lon_2 = (
        math.radians(float(value)) for value in (one["lat"], one["lon"], other["lat"], other["lon"])
    )
    chord = math.sin((lat_2 - lat_1) / 2) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))


def pair_spans(gold: Sequence[Record], predicted: Sequence[Record]) -> list[tuple[int, int]]:
    """Pair overlapping spans one to one, the largest overlap first, equal borders before others.

    Returns
    -------
    list of (index in gold, index in predicted)

    >>> pair_spans([{"start": 0, "end": 9}], [{"start": 0, "end": 4}, {"start": 2, "end": 9}])
    [(0, 1)]
    """
    overlaps = []
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            shared = min(g["end"], p["end"]) - max(g["start"], p["start"])
            if shared > 0:
                overlaps.append((-shared, abs(g["start"] - p["start"]) + abs(g["end"] - p["end"]), i, j))
    free_gold, free_predicted = set(range(len(gold))), set(range(len(predicted)))
    pairs = []
    for _, _, i, j in sorted(overlaps):
        if i in free_gold and j in free_predicted:
            free_gold.remove(i)
            free_predicted.remove(j)
            pairs.append((i, j))
    return pairs


def calibration_error(judged: Iterable[tuple[float, bool]], *, bins: int = 10) -> float | None:
    """Measure the expected calibration error: the mean gap between score and share of right answers, by score bin.

    Parameters
    ----------
    judged
        Score from 0 to 1 of each answer and whether it was right.
    bins
        Number of bins of equal width.

    >>> calibration_error([(0.8, True), (0.8, True), (0.8, True), (0.8, False)])
    0.05
    """
    boxes: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for score, right in judged:
        boxes[min(bins - 1, max(0, int(score * bins)))].append((score, right))
    total = sum(len(box) for box in boxes)
    if not total:
        return None
    gaps = (abs(sum(score for score, _ in box) - sum(right for _, right in box)) for box in boxes)
    return round(sum(gaps) / total, 6)


def evaluate_geoparsing(
    gold: Iterable[Document],
    predicted: Iterable[Document],
    *,
    ignore_kinds: Iterable[str] = (),
    limit_km: float = 161.0,
) -> GeoparsingScores:
    """Score predicted toponyms against gold ones.

    A gold toponym of an ignored kind, and the prediction paired with it, count nowhere. A gold toponym without a
    position counts for recognition only, and so does the prediction paired with it. A prediction without a position
    is an error of 20,039 km. The same GeoNames id is no distance, however far apart two gazetteers put a country's
    point. A gold document that was not predicted counts as one without predictions.
    """
    ignored = frozenset(ignore_kinds)
    answers = {document["doc_id"]: document["toponyms"] for document in predicted}
    tally = _Tally()
    documents = {document["doc_id"]: document["toponyms"] for document in gold}
    for doc_id, toponyms in documents.items():
        _add_document(tally, toponyms, answers.get(doc_id, ()), ignored, limit_km)
    errors = tally.errors_km
    near = sum(error <= limit_km for error in errors)
    resolution = None
    if errors:
        resolution = ResolutionScores(
            count=len(errors),
            unresolved=tally.unresolved,
            accuracy=near / len(errors),
            mean_km=statistics.fmean(errors),
            median_km=statistics.median(errors),
            area_under_curve=_area_under_curve(errors),
            same_geonameid=sum(tally.same_ids) / len(tally.same_ids) if tally.same_ids else None,
            with_geonameid=len(tally.same_ids),
        )
    countries = tally.same_countries
    return GeoparsingScores(
        documents=len(documents),
        limit_km=limit_km,
        exact=PrecisionRecall(right=tally.exact, predicted=tally.predicted, gold=tally.gold),
        overlap=PrecisionRecall(right=tally.overlap, predicted=tally.predicted, gold=tally.gold),
        end_to_end=PrecisionRecall(right=near, predicted=tally.located_predicted, gold=tally.located_gold),
        resolution=resolution,
        country_accuracy=sum(countries) / len(countries) if countries and tally.any_country else None,
        calibration_error=calibration_error(tally.judged),
    )


def _located(record: Record) -> bool:
    return record.get("lat") is not None and record.get("lon") is not None


def _add_document(
    tally: _Tally, toponyms: Sequence[Record], answers: Iterable[Record], ignored: frozenset[str], limit_km: float
) -> None:
    spans = list({(answer["start"], answer["end"]): answer for answer in answers}.values())
    pairs = pair_spans(toponyms, spans)
    left_out = {j for i, j in pairs if toponyms[i].get("kind") in ignored}
    pairs = [(i, j) for i, j in pairs if j not in left_out]
    counted = [toponym for toponym in toponyms if toponym.get("kind") not in ignored]
    unlocatable = {j for i, j in pairs if toponyms[i].get("lat") is None}
    tally.gold += len(counted)
    tally.predicted += len(spans) - len(left_out)
    tally.overlap += len(pairs)
    tally.located_gold += sum(toponym.get("lat") is not None for toponym in counted)
    tally.located_predicted += sum(
        span.get("lat") is not None and j not in left_out and j not in unlocatable for j, span in enumerate(spans)
    )
    right_spans = set()
    for i, j in pairs:
        toponym, answer = toponyms[i], spans[j]
        tally.exact += (toponym["start"], toponym["end"]) == (answer["start"], answer["end"])
        if toponym.get("country"):
            tally.same_countries.append(toponym["country"] == answer.get("country"))
            tally.any_country |= bool(answer.get("country"))
        if toponym.get("lat") is None:
            continue
        if _add_resolution(tally, toponym, answer) <= limit_km:
            right_spans.add(j)
    tally.judged.extend(
        (float(span["score"]), j in right_spans)
        for j, span in enumerate(spans)
        if span.get("lat") is not None and span.get("score") is not None and j not in left_out | unlocatable
    )


def _add_resolution(tally: _Tally, toponym: Record, answer: Record) -> float:
    """Count one located gold toponym and its answer; return the error in km."""
    ids = [record.get("geonameid") for record in (toponym, answer)]
    same = all(ids) and str(ids[0]) == str(ids[1])
    if all(ids):
        tally.same_ids.append(same)
    distance = distance_km(toponym, answer)
    tally.unresolved += distance is None
    error = FARTHEST_KM if distance is None else 0.0 if same else distance
    tally.errors_km.append(error)
    return error


def _area_under_curve(errors_km: Sequence[float]) -> float:
    curve = sorted(math.log1p(error) / math.log(FARTHEST_KM) for error in errors_km)
    if len(curve) == 1:
        return curve[0]
    return sum((left + right) / 2 for left, right in itertools.pairwise(curve)) / (len(curve) - 1)
