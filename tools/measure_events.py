"""The event table of docs/accuracy.md: crossings, dates, types, places, cost."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geonews import nlp
from geonews.config import Config
from geonews.evaluation import CrossingScores, evaluate_crossings, parse_gold, read_crossings
from geonews.evaluation.actions import score_places, score_types
from geonews.evaluation.dates import DateScores, score_dates
from geonews.evaluation.event_types import evaluate_types, read_types
from geonews.events import Coder
from geonews.gazetteer import Gazetteer
from geonews.geoparse import Geoparser
from geonews.model import Article

OWN = Path(__file__).parent.parent / "tests" / "events"


def measure(dev: Path, config: Config) -> str:
    """Return the section's Markdown; data that is not there is left out and named."""
    rows: list[tuple[str, str, str]] = []
    folder = dev / "events"
    for name, file in [
        ("dev, 21 documents", folder / "border_dev.jsonl"),
        *((f"our own {p.stem}", p) for p in sorted(OWN.glob("crossings_own*.jsonl"))),
    ]:
        if file.exists():
            rows += _crossings(name, evaluate_crossings(read_crossings(file), parse_gold(file, config, events=True)))
    left_out: DateScores | None = None
    if (folder / "dates_recognizers.jsonl").exists():
        left_out = score_dates(_read(folder / "dates_recognizers.jsonl"))
        rows.append(
            (
                "date expressions (dates_recognizers)",
                f"{left_out.accuracy:.3f}",
                f"{left_out.right}/{left_out.measured}",
            )
        )
    if (folder / "petrarch_validation.jsonl").exists():
        types = score_types(_read(folder / "petrarch_validation.jsonl"), config)
        rows.append(
            ("types, coded sentences with real actors", f"{types.accuracy:.3f}", f"{types.right}/{types.coded}")
        )
        rows.append(
            (
                "… sentences coded as no event, left silent",
                f"{types.silent / max(1, types.empty):.3f}",
                f"{types.silent}/{types.empty}",
            )
        )
    rows += _own_types(config)
    if (folder / "event_location_other.jsonl").exists():
        for name, stated in (
            ("places of events, all sentences: word F1", False),
            ("… sentences with a marked place", True),
        ):
            places = score_places(_read(folder / "event_location_other.jsonl"), config, stated_only=stated)
            rows.append((name, f"{places.f1:.3f}", f"P {places.precision:.3f} R {places.recall:.3f}"))
    if (folder / "border_dev.jsonl").exists():
        parse, geoparse, code = _cost(folder / "border_dev.jsonl", config)
        rows.append(
            ("cost of the events beside spaCy alone", f"+{code / parse:.1%}", f"{code / 21 * 1000:.1f} ms an article")
        )
        rows.append(("… beside spaCy and the geoparser", f"+{code / (parse + geoparse):.1%}", ""))
    lines = ["| what | figure | of |", "| --- | --- | --- |", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    if left_out is not None:
        lines += [
            "",
            "Date expressions left out, by kind (`geonews/evaluation/dates_left_out.toml` has the patterns):",
            "",
        ]
        lines += [f"- {kind}: {count}" for kind, count in left_out.left_out.most_common()]
    return "\n".join(lines)


def _crossings(name: str, scores: CrossingScores) -> list[tuple[str, str, str]]:
    happened, everything = scores.detection("happened"), scores.detection("all")
    rows = [
        (
            f"crossings happened, {name}: F1",
            f"{happened.f1:.3f}",
            f"P {happened.precision:.3f} R {happened.recall:.3f}",
        ),
        ("… of any status: F1", f"{everything.f1:.3f}", f"P {everything.precision:.3f} R {everything.recall:.3f}"),
    ]
    for label, right, of in (
        ("… dates overlap", "date_overlap", "date_measured"),
        ("… dates exact", "date_exact", "date_measured"),
        ("… counts exact", "count_right", "count_measured"),
        ("… status right", "status_right", "matched"),
        ("… trap sentences fallen into", "trap_fallen", "trap_sentences"),
    ):
        share = scores.share(right, of)
        if share is not None:
            rows.append((label, f"{share:.3f}", f"{scores.counts[right]}/{scores.counts[of]}"))
    return rows


def _own_types(config: Config) -> list[tuple[str, str, str]]:
    """Score our own coded sentences of all types."""
    rows = []
    for path in sorted(OWN.glob("types_own*.jsonl")):
        scores = evaluate_types(read_types(path), parse_gold(path, config, events=True, explain=True))
        rows.append(
            (f"types, our own {path.stem}: F1", f"{scores.f1:.3f}", f"P {scores.precision:.3f} R {scores.recall:.3f}")
        )
        for name in ("silent", "mode", "status", "place", "fatalities", "injured"):
            if scores.counts[name]:
                rows.append(
                    (
                        f"… {name}",
                        f"{scores.share(name):.3f}",
                        f"{scores.counts[f'{name} right']}/{scores.counts[name]}",
                    )
                )
    return rows


def _cost(path: Path, config: Config) -> tuple[float, float, float]:
    """Return the processor seconds of spaCy, the geoparser and the events on the same articles, best of five."""
    gazetteer = Gazetteer.open(config)
    geoparser, coder = Geoparser.open(config, gazetteer), Coder.open(config, gazetteer)
    articles = [
        Article(id=d["doc_id"], text=d["text"], published=datetime.fromisoformat(d["published"]).replace(tzinfo=UTC))
        for d in _read(path)
    ]
    best = (float("inf"),) * 3
    for _ in range(5):
        began = time.process_time()
        docs = list(nlp.parse([a.text for a in articles], model=config.model))
        parsed = time.process_time()
        resolved = [geoparser.parse(a, d) for a, d in zip(articles, docs, strict=True)]
        found = time.process_time()
        for article, doc, resolutions in zip(articles, docs, resolved, strict=True):
            coder.code(article, doc, resolutions)
        coded = time.process_time()
        best = tuple(min(a, b) for a, b in zip(best, (parsed - began, found - parsed, coded - found), strict=True))
    return best[0], best[1], best[2]


def _read(path: Path) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
