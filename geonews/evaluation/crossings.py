"""Border crossings against a gold file: detection with direction, counts, dates, status, and what is no crossing.

A predicted crossing matches a gold one if it points at a sentence that mentions it and names the country entered and
the country left (a gold origin of null matches any). Pairs are made one to one, the most alike first. A further mention
of an event that was found is not counted; a crossing that happened in a trap sentence is a false one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from geonews.evaluation.geoparsing import PrecisionRecall
from geonews.evaluation.gold import read_gold

__all__ = ["CrossingScores", "evaluate_crossings", "read_crossings"]

Record = Mapping[str, Any]
_NEEDED = frozenset(("doc_id", "published", "sentences", "events", "negatives"))
#: An event this long before the publication is history, and may be told of in a trap sentence with its own date.
HISTORY_DAYS = 300


@dataclass(slots=True)
class CrossingScores:
    """The tally; ``counts`` holds the numbers behind every ratio."""

    counts: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)

    def detection(self, kind: str) -> PrecisionRecall:
        """Return precision and recall of ``happened`` or ``all`` crossings."""
        right = self.counts[f"tp_{kind}"]
        return PrecisionRecall(
            right=right, predicted=right + self.counts[f"fp_{kind}"], gold=right + self.counts[f"fn_{kind}"]
        )

    def share(self, right: str, of: str) -> float | None:
        """Return the ratio of two counts, None where there is nothing to divide by."""
        return self.counts[right] / self.counts[of] if self.counts[of] else None

    def record(self) -> dict[str, Any]:
        """Return the scores as JSON-ready columns."""

        def detection(kind: str) -> dict[str, float | int]:
            scores = self.detection(kind)
            return {
                "precision": round(scores.precision, 4),
                "recall": round(scores.recall, 4),
                "f1": round(scores.f1, 4),
                "right": scores.right,
                "predicted": scores.predicted,
                "gold": scores.gold,
            }

        def ratio(right: str, of: str) -> float | None:
            value = self.share(right, of)
            return None if value is None else round(value, 4)

        return {
            "happened": detection("happened"),
            "any_status": detection("all"),
            "counts_exact": ratio("count_right", "count_measured"),
            "dates_exact": ratio("date_exact", "date_measured"),
            "dates_overlap": ratio("date_overlap", "date_measured"),
            "status_right": ratio("status_right", "matched"),
            "traps_fallen_into": ratio("trap_fallen", "trap_sentences"),
            "traps_by_reason": dict(self.traps.most_common()),
        }


def read_crossings(path: Path) -> list[dict[str, Any]]:
    """Read a gold file: one document a line with its sentences, events and trap sentences.

    Raises
    ------
    ArticleParseError
        If the file cannot be read, or a line lacks one of these.
    """
    return read_gold(path, _NEEDED)


def evaluate_crossings(gold: Iterable[Record], predicted: Iterable[Record]) -> CrossingScores:
    """Score parsed articles (records with ``doc_id`` and ``events``) against a gold file's documents."""
    by_id: dict[str, list[Record]] = {}
    for parsed in predicted:
        by_id.setdefault(parsed["doc_id"], []).extend(parsed.get("events") or [])
    scores = CrossingScores()
    for document in gold:
        found = [e for e in by_id.get(document["doc_id"], []) if e["type"] == "BORDER_CROSSING"]
        _score(document, found, scores)
    return scores


def _score(document: Record, found: Sequence[Record], scores: CrossingScores) -> None:
    counts = scores.counts
    traps = {row["sentence"]: row["reason"] for row in document["negatives"]}
    counts["trap_sentences"] += len(traps)
    old = (date.fromisoformat(document["published"]) - timedelta(days=HISTORY_DAYS)).isoformat()
    live: list[Record] = []
    for event in found:
        sentence = event["sentence"]
        if sentence in document.get("ignore_sentences", ()):
            continue
        if sentence not in traps:
            live.append(event)
            continue
        history = traps[sentence] == "historical" and "0" < (event["date_end"] or "") < old
        if event["status"] == "happened" and not history:
            counts.update(("fp_happened", "fp_all", "trap_fallen"))
            scores.traps[traps[sentence]] += 1
    matched = _pairs(document["events"], live)
    for i, event in enumerate(live):
        partner = next((g for g, p in matched.items() if p == i), None)
        if partner is not None:
            if event["status"] == "happened" and not _status_right(document["events"][partner], event):
                counts["fp_happened"] += 1
        elif any(_matches(g, event) for g in document["events"]):
            counts["further_mentions"] += 1
        else:
            counts["fp_all"] += 1
            counts["fp_happened"] += event["status"] == "happened"
    for i, wanted in enumerate(document["events"]):
        _judge(wanted, live[matched[i]] if i in matched else None, counts)


def _judge(wanted: Record, event: Record | None, counts: Counter[str]) -> None:
    if not wanted.get("optional"):
        counts["tp_all" if event else "fn_all"] += 1
        if wanted["status"] == "happened":
            counts["tp_happened" if event and event["status"] == "happened" else "fn_happened"] += 1
    if event is None:
        return
    counts["matched"] += 1
    counts["status_right"] += _status_right(wanted, event)
    if wanted["count_text"]:
        counts["count_measured"] += 1
        counts["count_right"] += _count_right(wanted, event)
    if wanted["date_start"] or wanted["date_end"]:
        counts["date_measured"] += 1
        same_start = wanted["date_start"] is None or wanted["date_start"] == event["date_start"]
        counts["date_exact"] += same_start and wanted["date_end"] == event["date_end"]
        counts["date_overlap"] += _dates_overlap(wanted, event)


def _pairs(gold: Sequence[Record], live: Sequence[Record]) -> dict[int, int]:
    """Pair gold and found events one to one, the most alike first."""
    ranked = sorted(
        ((_likeness(g, p), -i, -j) for i, g in enumerate(gold) for j, p in enumerate(live) if _matches(g, p)),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs


def _matches(wanted: Record, event: Record) -> bool:
    return (
        event["sentence"] in wanted["mentions"]
        and event["destination_country"] == wanted["destination_country"]
        and (wanted["origin_country"] is None or event["origin_country"] == wanted["origin_country"])
    )


def _likeness(wanted: Record, event: Record) -> int:
    return (
        12 * bool(event["sentence"] == wanted["sentence"])
        + 3 * _status_right(wanted, event)
        + 2 * _dates_overlap(wanted, event)
        + _count_right(wanted, event)
    )


def _status_right(wanted: Record, event: Record) -> bool:
    contested = bool(wanted.get("disputed")) and event["status"] in ("happened", "denied")
    return bool(event["status"] == wanted["status"]) or contested


def _count_right(wanted: Record, event: Record) -> bool:
    mine, theirs = (wanted["count_min"], wanted["count_max"]), (event["count_min"], event["count_max"])
    if mine == theirs:
        return True
    if not wanted.get("count_vague") or theirs == (None, None):
        return False
    return _meet(mine, theirs, 0, 10**12)


def _dates_overlap(wanted: Record, event: Record) -> bool:
    theirs = (event["date_start"], event["date_end"])
    return theirs != (None, None) and _meet((wanted["date_start"], wanted["date_end"]), theirs, "0000", "9999")


def _meet(one: tuple[Any, Any], other: tuple[Any, Any], low: Any, high: Any) -> bool:
    """Tell whether two closed ranges meet; None is an open end."""
    start = max(low if one[0] is None else one[0], low if other[0] is None else other[0])
    end = min(high if one[1] is None else one[1], high if other[1] is None else other[1])
    return bool(start <= end)
