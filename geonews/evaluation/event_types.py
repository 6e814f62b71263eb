"""Event types, modes, status, places and casualties against single sentences that were coded by hand.

A document has a ``text`` of one sentence, ``events`` (``type``, and where they are stated ``mode``, ``status``,
``place``, ``country``, ``fatalities`` and ``injured`` as a closed range with null for an open end) and ``also``: types
that may be found beside them without being counted for or against. A document without events must stay silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geonews.evaluation.gold import read_gold

__all__ = ["TypedScores", "evaluate_types", "read_types"]

Record = Mapping[str, Any]


@dataclass(slots=True)
class TypedScores:
    """What was found and right, by name, and what was missed or too much, for reading."""

    counts: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    spurious: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Return the share of the coded events whose type was found."""
        return self.counts["found"] / max(1, self.counts["gold"])

    @property
    def precision(self) -> float:
        """Return the share of the events emitted that were coded, those of ``also`` left out."""
        return self.counts["found"] / max(1, self.counts["found"] + self.counts["spurious"])

    @property
    def f1(self) -> float:
        """Return the harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def share(self, name: str) -> float:
        """Return the share that was right of what was stated: mode, status, place, fatalities, injured, silent."""
        return self.counts[f"{name} right"] / max(1, self.counts[name])


def read_types(path: Path) -> list[dict[str, Any]]:
    """Read coded sentences.

    Raises
    ------
    ArticleParseError
        If the file cannot be read or a line lacks a field.
    """
    return read_gold(path, {"doc_id", "published", "text", "events"})


def evaluate_types(documents: Iterable[Record], parsed: Iterable[Record]) -> TypedScores:
    """Score the records of ``geonews parse`` against coded sentences.

    Parameters
    ----------
    documents
        As `read_types` returns them.
    parsed
        Records with ``doc_id`` and ``events`` in the columns of the event schema, with their ``cues``; a document
        without one is scored as one without events. A place is right if its words and its country are.
    """
    scores = TypedScores()
    found = {record["doc_id"]: list(record["events"]) for record in parsed}
    for document in documents:
        events = found.get(document["doc_id"], [])
        if document["events"]:
            _score(scores, document, events)
        else:
            loud = [e for e in events if e["event_type"] not in document.get("also", ())]
            scores.counts["silent"] += 1
            scores.counts["silent right"] += not loud
            scores.counts["spurious"] += len(loud)
            scores.spurious += [(document["doc_id"], e["event_type"], document["text"]) for e in loud]
    return scores


def _score(scores: TypedScores, document: Record, events: Sequence[Record]) -> None:
    left = list(events)
    for wanted in document["events"]:
        scores.counts["gold"] += 1
        same = [e for e in left if e["event_type"] == wanted["type"]]
        if not same:
            scores.missed.append((document["doc_id"], wanted["type"], document["text"]))
            continue
        best = max(same, key=lambda e: sum(right for _, right in _fields(wanted, e)))
        left.remove(best)
        scores.counts["found"] += 1
        for name, right in _fields(wanted, best):
            scores.counts[name] += 1
            scores.counts[f"{name} right"] += right
            if not right:
                scores.wrong.append((document["doc_id"], f"{wanted['type']} {name}", document["text"]))
    allowed = set(document.get("also", ()))
    for event in left:
        if event["event_type"] not in allowed:
            scores.counts["spurious"] += 1
            scores.spurious.append((document["doc_id"], event["event_type"], document["text"]))


def _fields(wanted: Record, event: Record) -> list[tuple[str, bool]]:
    """Return the fields that are stated of an event, and whether each is right."""
    found = [("status", event["status"] == wanted.get("status", "happened"))]
    if wanted.get("mode"):
        found.append(("mode", event["mode"] == wanted["mode"]))
    if wanted.get("place"):
        words = " ".join(c["text"] for c in event["cues"] if c["field"] == "place").casefold()
        near = bool(words) and (words in wanted["place"].casefold() or wanted["place"].casefold() in words)
        found.append(("place", near and wanted.get("country") in (None, event["country"])))
    for name in ("fatalities", "injured"):
        if wanted.get(name):
            found.append((name, [event[f"{name}_min"], event[f"{name}_max"]] == list(wanted[name])))
    return found
