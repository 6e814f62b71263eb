"""The geoparsing measures on cases that a person can check by hand, and against the reference scorer."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from geonews.errors import ArticleParseError
from geonews.evaluation import geoparsing

SHARED = Path(__file__).resolve().parents[3] / "shared" / "dev" / "geoparsing"


def toponym(start: int, end: int, lat: float | None = None, lon: float | None = None, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "lat": lat, "lon": lon, **more}


def document(*toponyms: dict[str, Any], doc_id: str = "d") -> dict[str, Any]:
    return {"doc_id": doc_id, "toponyms": list(toponyms)}


KABUL = {"lat": 34.52813, "lon": 69.17233}
HERAT = {"lat": 34.34817, "lon": 62.19967}


def test_perfect_answers_score_one() -> None:
    gold = [document(toponym(0, 5, **KABUL, geonameid=1138958), toponym(10, 15, **HERAT))]
    scores = geoparsing.evaluate_geoparsing(gold, gold)
    assert scores.exact.f1 == scores.overlap.f1 == scores.end_to_end.f1 == 1.0
    assert scores.resolution is not None
    assert scores.resolution.accuracy == 1.0
    assert scores.resolution.same_geonameid == 1.0
    assert scores.resolution.area_under_curve == 0.0


def test_counts_by_hand() -> None:
    gold = [
        document(
            toponym(0, 5, **KABUL),  # found with other borders, right place
            toponym(10, 15, **HERAT),  # found, wrong place
            toponym(20, 25, **HERAT),  # missed
            toponym(30, 35),  # nobody knows where
        )
    ]
    predicted = [
        document(
            toponym(0, 6, **KABUL),
            toponym(10, 15, **KABUL),
            toponym(30, 35, **KABUL),  # paired with the unlocatable: neither for nor against
            toponym(50, 55, **KABUL),  # invented
        )
    ]
    scores = geoparsing.evaluate_geoparsing(gold, predicted)
    assert (scores.exact.right, scores.exact.predicted, scores.exact.gold) == (2, 4, 4)
    assert (scores.overlap.right, scores.overlap.predicted, scores.overlap.gold) == (3, 4, 4)
    assert (scores.end_to_end.right, scores.end_to_end.predicted, scores.end_to_end.gold) == (1, 3, 3)
    assert scores.resolution is not None
    assert scores.resolution.accuracy == 0.5


def test_unresolved_is_the_farthest_error() -> None:
    scores = geoparsing.evaluate_geoparsing([document(toponym(0, 5, **KABUL))], [document(toponym(0, 5))])
    assert scores.resolution is not None
    assert scores.resolution.unresolved == 1
    assert scores.resolution.median_km == geoparsing.FARTHEST_KM
    assert scores.end_to_end.predicted == 0


def test_same_id_is_right_however_far() -> None:
    gold = [document(toponym(0, 6, 60.0, 100.0, geonameid=2017370))]
    predicted = [document(toponym(0, 6, 55.75, 37.6, geonameid="2017370"))]
    scores = geoparsing.evaluate_geoparsing(gold, predicted)
    assert scores.end_to_end.right == 1
    assert scores.resolution is not None and scores.resolution.mean_km == 0.0


def test_ignored_kinds_leave_with_their_predictions() -> None:
    gold = [document(toponym(0, 6, kind="Demonym"), toponym(10, 15, kind="Literal", **KABUL))]
    predicted = [document(toponym(0, 6, **KABUL), toponym(10, 15, **KABUL))]
    scores = geoparsing.evaluate_geoparsing(gold, predicted, ignore_kinds=["Demonym"])
    assert (scores.overlap.right, scores.overlap.predicted, scores.overlap.gold) == (1, 1, 1)


def test_document_without_answer_counts_as_empty() -> None:
    gold = [document(toponym(0, 5, **KABUL)), document(toponym(0, 5, **HERAT), doc_id="e")]
    scores = geoparsing.evaluate_geoparsing(gold, [document(toponym(0, 5, **KABUL)), document(doc_id="stranger")])
    assert (scores.documents, scores.overlap.gold, scores.overlap.right) == (2, 2, 1)
    assert scores.overlap.recall == 0.5


def test_pairs_prefer_the_larger_overlap_then_equal_borders() -> None:
    gold = [toponym(0, 10), toponym(8, 20)]
    assert geoparsing.pair_spans(gold, [toponym(6, 20), toponym(0, 9)]) == [(1, 0), (0, 1)]
    assert geoparsing.pair_spans([toponym(5, 9)], [toponym(0, 9), toponym(5, 9)]) == [(0, 1)]
    assert geoparsing.pair_spans([toponym(0, 4)], [toponym(4, 9)]) == []


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0.0, 0.0), (0.0, 180.0), 20015.1),
        ((0.0, 179.5), (0.0, -179.5), 111.2),
        ((90.0, 0.0), (-90.0, 77.0), 20015.1),
        ((48.8566, 2.3522), (51.5074, -0.1278), 343.6),
    ],
)
def test_distances(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    distance = geoparsing.distance_km(toponym(0, 1, *one), toponym(0, 1, *other))
    assert distance == pytest.approx(km, abs=0.1)


def test_calibration_error_by_hand() -> None:
    assert geoparsing.calibration_error([]) is None
    assert geoparsing.calibration_error([(1.0, True), (0.0, False)]) == 0.0
    assert geoparsing.calibration_error([(0.9, False)] * 3 + [(0.1, False)]) == pytest.approx(0.7)


@pytest.mark.parametrize("line", ["{", "[]", '{"doc_id": "d"}'])
def test_broken_gold_names_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"doc_id": "a", "toponyms": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(ArticleParseError, match="line 2"):
        geoparsing.read_documents(path)


def test_missing_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleParseError, match=r"nowhere\.jsonl"):
        geoparsing.read_documents(tmp_path / "nowhere.jsonl")


def spoil(documents: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Make predictions of every kind of mistake from gold: shifted, dropped, invented, moved, unresolved."""
    dice = random.Random(seed)
    spoiled = []
    for gold in documents:
        answers: list[dict[str, Any]] = []
        for record in gold["toponyms"]:
            answer = {key: record.get(key) for key in ("start", "end", "lat", "lon", "geonameid", "country")}
            fate = dice.random()
            if fate < 0.15:
                continue
            if fate < 0.3:
                answer["end"] += dice.randint(-1, 6)
            if fate < 0.45:
                answer |= {"lat": dice.uniform(-90, 90), "lon": dice.uniform(-180, 180), "geonameid": 1}
            elif fate < 0.55:
                answer |= {"lat": None, "lon": None, "geonameid": None}
            elif fate < 0.65:
                answer |= {"lat": 1.0, "lon": 1.0}
            answers.append(answer)
        answers += [toponym(9_000_000 + n, 9_000_005 + n, 1.0, 1.0, geonameid=3) for n in range(dice.randint(0, 3))]
        if dice.random() > 0.05:
            spoiled.append({"doc_id": gold["doc_id"], "toponyms": answers})
    return spoiled


if SHARED.is_dir():  # third-party texts, kept outside the repository

    @pytest.mark.parametrize("corpus", ["geowebnews", "lgl-dev"])
    @pytest.mark.parametrize("ignored", [(), ("Demonym", "Language", "PPL")])
    def test_agrees_with_the_reference_scorer(corpus: str, ignored: tuple[str, ...], monkeypatch: Any) -> None:
        spec = importlib.util.spec_from_file_location("reference_scorer", SHARED / "evaluate.py")
        assert spec is not None and spec.loader is not None
        reference = importlib.util.module_from_spec(spec)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        spec.loader.exec_module(reference)
        gold = [json.loads(line) for line in (SHARED / f"{corpus}.jsonl").read_text(encoding="utf-8").splitlines()]
        for seed in (1, 2):
            predicted = spoil(gold, seed)
            theirs = reference.evaluate(
                {d["doc_id"]: d for d in gold}, {d["doc_id"]: d for d in predicted}, frozenset(ignored), country=True
            )
            ours = geoparsing.evaluate_geoparsing(gold, predicted, ignore_kinds=ignored)
            for name, score in (("exact", ours.exact), ("overlap", ours.overlap)):
                expected = theirs[f"recognition_{name}"]
                assert (score.right, score.predicted, score.gold) == (
                    expected["tp"],
                    expected["pred"],
                    expected["gold"],
                )
                assert score.f1 == pytest.approx(expected["F1"], abs=5e-4)
            assert ours.end_to_end.f1 == pytest.approx(theirs["end_to_end"]["F1"], abs=5e-4)
            assert ours.resolution is not None
            expected = theirs["resolution"]
            assert ours.resolution.count == expected["n"]
            assert ours.resolution.unresolved == expected["unresolved"]
            assert ours.resolution.accuracy == pytest.approx(expected["acc@161km"], abs=5e-4)
            assert ours.resolution.mean_km == pytest.approx(expected["mean_km"], rel=1e-6)
            assert ours.resolution.median_km == pytest.approx(expected["median_km"], rel=1e-6)
            assert ours.resolution.area_under_curve == pytest.approx(expected["auc"], abs=5e-4)
            assert ours.resolution.same_geonameid == pytest.approx(expected["same_geonameid"], abs=5e-4)
            if corpus == "lgl-dev":
                assert ours.country_accuracy == pytest.approx(theirs["country"]["acc"], abs=5e-4)
