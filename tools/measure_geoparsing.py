"""Cross-validate the geoparser on gold corpora: the table of docs/accuracy.md."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geoparser.corpora import HARD_CASES, GoldDocument, all_folds, read_corpora, read_hard_cases
from geoparser.crossval import cross_validate
from geoparser.fit import LIMIT_KM, right_candidate
from geoparser.moving import moved
from geoparser.study import Study

from geonews.config import Config, data_dir
from geonews.evaluation import evaluate_geoparsing
from geonews.evaluation.geoparsing import GeoparsingScores, distance_km, pair_spans
from geonews.gazetteer import Gazetteer
from geonews.geoparse.names import NameBook

#: What end-to-end F1 must reach with a profile of the outlet.
PROFILE_AIM = (0.88, 0.88)
#: Row, what it must reach on (first, second corpus), whether high is good.
ROWS = (
    ("recognition, overlap F1", (0.90, 0.90), True),
    ("recognition, exact F1", (0.87, 0.86), True),
    ("gold spans, within 161 km (unresolved = wrong)", (0.89, 0.89), True),
    ("end-to-end F1", (0.88, 0.83), True),
    ("same GeoNames id, of those resolved", (0.90, 0.86), True),
    ("expected calibration error of the score", (0.05, 0.05), False),
)
RIGHT = "right"
KINDS = {
    "plain": "text alone",
    "outlet": "text and the outlet's web address",
    "profile": "… and a profile of the outlet's other articles",
}


def measure(dev: Path, config: Config, work: Path | None = None) -> str:
    """Cross-validate on the corpora of a folder and return the section as Markdown."""
    paths = [dev / "geoparsing" / f"{name}.jsonl" for name in ("geowebnews", "lgl-dev")]
    documents = [*read_corpora(paths), *read_hard_cases()]
    with tempfile.TemporaryDirectory(prefix="geonews-crossval-") as folder:
        book = NameBook(Gazetteer.open(config))
        twins = moved([d for d in documents if d.corpus != HARD_CASES], book, data_dir() / "gazetteer.parquet")
        study = Study(documents, all_folds(documents), book, work or Path(folder), twins)
        results = cross_validate(study, min_score=config.min_score)
    scores: dict[str, dict[str, tuple[GeoparsingScores, GeoparsingScores]]] = {}
    for name, predictions in results.items():
        for path in paths:
            gold = [document.record for document in documents if document.corpus == path.stem]
            scores.setdefault(name, {})[path.stem] = (
                evaluate_geoparsing(gold, predictions.end_to_end[path.stem]),
                evaluate_geoparsing(gold, predictions.gold_spans[path.stem]),
            )
    names = [path.stem for path in paths]
    lost = {
        name: losses([d for d in documents if d.corpus == name], results["plain"].end_to_end[name], book)
        for name in names
    }
    return f"{_page(names, scores)}\n\n{_losses_table(names, lost)}"


def losses(documents: Sequence[GoldDocument], predicted: Sequence[dict[str, Any]], book: NameBook) -> Counter[str]:
    """Count what became of each gold toponym that has a position."""
    found = {prediction["doc_id"]: prediction["toponyms"] for prediction in predicted}
    counts: Counter[str] = Counter()
    for document in documents:
        gold = document.record["toponyms"]
        pairs = dict(pair_spans(gold, found[document.doc_id]))
        for number, truth in enumerate(gold):
            if truth.get("lat") is None:
                continue
            answer = found[document.doc_id][pairs[number]] if number in pairs else None
            card = book.card(document.record["text"][truth["start"] : truth["end"]])
            known = card is not None and right_candidate(card.candidates, truth) is not None
            counts[_fate(truth, answer, known=known)] += 1
    return counts


def _fate(truth: dict[str, Any], answer: dict[str, Any] | None, *, known: bool) -> str:
    if answer is None:
        return "not found, the right candidate is known" if known else "not found, and no candidate is right"
    if answer.get("lat") is None:
        unresolved = "found, left unresolved, "
        return unresolved + ("the right candidate is known" if known else "no candidate is right")
    same = truth.get("geonameid") is not None and str(truth["geonameid"]) == str(answer.get("geonameid"))
    if same or (distance_km(truth, answer) or 0.0) <= LIMIT_KM:
        return RIGHT
    return "found, put elsewhere, " + ("the right candidate is known" if known else "no candidate is right")


def _losses_table(corpora: list[str], lost: dict[str, Counter[str]]) -> str:
    lines = ["### What becomes of the gold toponyms that have a position (text alone)", ""]
    lines += [f"| | {' | '.join(corpora)} |", "| --- |" + " --- |" * len(corpora)]
    fates = sorted({fate for counts in lost.values() for fate in counts}, key=lambda fate: (fate != RIGHT, fate))
    for fate in fates:
        cells = [f"{100 * lost[corpus][fate] / lost[corpus].total():.1f} %" for corpus in corpora]
        lines.append(f"| {fate} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _page(corpora: list[str], scores: dict[str, dict[str, tuple[GeoparsingScores, GeoparsingScores]]]) -> str:
    lines = [
        "Five-fold cross-validation by outlet (by document where none is given), both corpora pooled for training,",
        "offline gazetteer only. In brackets what was aimed at; **bold** where it was not reached. No model that reads",
        "a document has seen its outlet; the sequence models whose proposals taught the others have.",
    ]
    for name, title in KINDS.items():
        lines += ["", f"### {title[0].upper()}{title[1:]}" if title[0].isalpha() else f"### {title}", ""]
        lines += [f"| | {' | '.join(corpora)} |", "| --- |" + " --- |" * len(corpora)]
        for number, (row, targets, high) in enumerate(ROWS):
            cells = []
            aims = PROFILE_AIM if name == "profile" and row == "end-to-end F1" else targets
            for corpus, target in zip(corpora, aims, strict=True):
                value = _values(*scores[name][corpus])[number]
                reached = value >= target - 5e-4 if high else value <= target + 5e-4
                text = f"{value:.3f}" if reached else f"**{value:.3f}**"
                cells.append(f"{text} ({'≥' if high else '≤'} {target:.2f})")
            lines.append(f"| {row} | {' | '.join(cells)} |")
        cells = [_precision_recall(scores[name][corpus][0]) for corpus in corpora]
        lines.append(f"| end to end, precision and recall | {' | '.join(cells)} |")
    return "\n".join(lines)


def _values(found: GeoparsingScores, resolved: GeoparsingScores) -> tuple[float, ...]:
    resolution: Any = found.resolution
    accuracy: Any = resolved.resolution
    return (
        found.overlap.f1,
        found.exact.f1,
        accuracy.accuracy,
        found.end_to_end.f1,
        resolution.same_geonameid,
        found.calibration_error or 0.0,
    )


def _precision_recall(found: GeoparsingScores) -> str:
    return f"P {found.end_to_end.precision:.3f} R {found.end_to_end.recall:.3f}"
