"""The table of the reader in docs/accuracy.md: the shipped files on documents that were kept from training."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from geonews import nlp
from geonews.config import Config
from geonews.evaluation import CrossingScores, evaluate_crossings, read_crossings
from geonews.events import Coder, ontology
from geonews.events.belief import confidence
from geonews.gazetteer import Gazetteer
from geonews.geoparse import Geoparser
from geonews.model import Article, Event, Status
from geonews.nlp import segment
from geonews.records import event_record
from tools.events.corpus import read_corpus
from tools.reader.calibrate import reliability
from tools.reader.data import WRITERS, Read, article_of, held_out, read_documents
from tools.reader.documents import Compared, above, belief_rows, run, scores
from tools.reader.memory import peak_bytes
from tools.reader.shipped import word_scores

OWN = Path(__file__).parents[1] / "tests" / "events"
#: Gold crossings of authors that the reader did not learn from.
CROSSINGS = {"D": "crossings_unseen_d", "G": "crossings_own_g", "H": "crossings_own_h"}
#: Roles with an aim of their own.
AIMED_ROLES = ("place", "when", "mover", "origin", "destination", "actor", "target", "killed")
#: Texts from which a worker's memory is measured.
MEMORY_TEXTS = 12
#: What a figure must reach: (least, most); None where only the other matters.
AIMS: dict[str, tuple[float | None, float | None]] = {
    "happened, F1": (0.72, None),
    "… precision": (0.75, None),
    "… country right": (0.93, None),
    "… place right": (0.82, None),
    "… date right": (0.85, None),
    "… killed exact": (0.90, None),
    "… injured exact": (0.90, None),
    "sentences without an event that yield one": (None, 0.03),
    "precision of happened crossings": (0.80, None),
    "crossings, happened, F1": (0.82, None),
    "traps that yield a happened crossing": (None, 0.02),
    "calibration error": (None, 0.05),
    "AUC": (0.80, None),
    "memory": (None, 200.0),
}
OWN_AIMS = {"trigger and type, F1": 0.82, "… macro over types": 0.75} | {f"… {role}": 0.80 for role in AIMED_ROLES}
Cell = tuple[float | None, str]
Row = tuple[str, Cell, Cell]
NONE: Cell = (None, "")


def measure(dev: Path, config: Config, documents: int | None = None) -> str:
    """Return the section's Markdown.

    Parameters
    ----------
    dev
        Folder of the texts of real articles; without them their column stays empty.
    config
        The settings.
    documents
        So many real and own documents, and of each set of crossings; None takes all.
    """
    unseen = [d for d in read_corpus(dev=dev) if held_out(d, WRITERS)]
    chosen = [d for real in (True, False) for d in [u for u in unseen if u.real is real][:documents]]
    reads = list(read_documents(chosen))
    with Gazetteer.open(config) as gazetteer:
        coder, geoparser = Coder.open(config, gazetteer), Geoparser.open(config, gazetteer)
        real, own = ([r for r in reads if r.document.real is kind] for kind in (True, False))
        compared = run(reads, coder)
        features, truth = belief_rows(compared)
        beliefs = np.array([confidence(row, coder.reader.record["confidence"]) for row in features])
        kept = above(compared, beliefs, coder.reader.cut)
        told = [(r, _code(article_of(r.document), coder, geoparser)) for r in real]
        rows = [
            *_documents(scores(kept, real=True), scores(kept, real=False)),
            ("… type, place and date all right", _share(*all_right(kept, True)), _share(*all_right(kept, False))),
            ("sentences without an event that yield one", _share(*surplus(told)), NONE),
            ("precision of happened crossings", _share(*crossing_precision(told)), NONE),
            *_words(word_scores(coder.reader, real), word_scores(coder.reader, own)),
            *_confidence(beliefs, np.array(truth), coder.reader.cut),
            *_crossings(coder, geoparser, documents),
        ]
    rows.append(
        (
            "memory that reader and rules of events take in a worker, MB",
            _memory([r.document.text for r in real or own]),
            NONE,
        )
    )
    head = (
        f"The shipped reader on what was kept from training: {len(real)} real articles (every eighth) and {len(own)} "
        f"documents of {len(WRITERS)} whole writers, at the cut "
        f"{coder.reader.cut:.2f}. **Bold**: an aim that is missed."
    )
    return "\n".join([head, "", *table(rows)])


def table(rows: Iterable[Row]) -> list[str]:
    """Return the lines of the table, what is aimed at beside each figure, bold where it is missed."""
    lines = ["| what | real articles | own documents, writers left out | aimed at |", "| --- | --- | --- | --- |"]
    for name, real, own in rows:
        least, most = next((aim for key, aim in AIMS.items() if name.startswith(key)), (None, None))
        own_least = OWN_AIMS.get(name)
        alone = real == NONE  # measured on sentences of our own alone
        cells = [_cell(real, least, most), _cell(own, *((least, most) if alone else (own_least, None)))]
        bounds = [(least, "≥", ""), (most, "≤", ""), (own_least, "≥", " (own)")]
        aim = ", ".join(f"{sign} {bound:g}{whose}" for bound, sign, whose in bounds if bound is not None)
        lines.append(f"| {name} | {' | '.join(cells)} | {aim} |")
    return lines


def _cell(cell: Cell, least: float | None, most: float | None) -> str:
    value, of = cell
    if value is None:
        return of
    text = f"{value:.0f}" if value > 2 else f"{value:.3f}"
    missed = (least is not None and value < least) or (most is not None and value > most)
    return f"**{text}** {of}".strip() if missed else f"{text} {of}".strip()


def _share(part: int, whole: int) -> Cell:
    return (part / whole, f"({part} of {whole})") if whole else (None, "none")


def _f1(found: dict[str, float]) -> Cell:
    return (found["f"], f"(P {found['p']:.3f} R {found['r']:.3f}, {found['n']})") if found["n"] else (None, "none")


def _documents(real: dict[str, Any], own: dict[str, Any]) -> list[Row]:
    def macro(found: dict[str, Any]) -> Cell:
        told = [v["f"] for v in found["types"].values() if v["n"]]
        return (float(np.mean(told)), f"({len(told)} types)") if told else (None, "none")

    def precision(found: dict[str, float]) -> Cell:
        return (found["p"], "") if found["n"] else (None, "none")

    def field(found: dict[str, Any], name: str) -> Cell:
        value, of = found[name]
        return (value, f"({of})") if of else (None, "none")

    fields = {"country": "country right", "place": "place right", "date": "date right", "fatalities": "killed exact",
              "injured": "injured exact", "way": "direction right"}  # fmt: skip
    return [
        ("happened, F1", _f1(real["happened"]), _f1(own["happened"])),
        ("… precision", precision(real["happened"]), precision(own["happened"])),
        ("… macro F1 over types", macro(real), macro(own)),
        *((f"… {title}", field(real, name), field(own, name)) for name, title in fields.items()),
    ]


def _words(real: dict[str, Any], own: dict[str, Any]) -> list[Row]:
    return [
        ("trigger and type, F1", _f1(real["trigger"]), _f1(own["trigger"])),
        ("… macro over types", (real["macro"], ""), (own["macro"], "")),
        *((f"… {role}", _f1(found), _f1(own["roles"][role])) for role, found in real["roles"].items()),
    ]


def _confidence(beliefs: Any, truth: Any, cut: float) -> list[Row]:
    rows: list[Row] = []
    for title, shown in (("of all that is seen", beliefs >= 0), ("of what is told", beliefs >= cut)):
        if shown.sum() < 20:
            continue
        found = reliability(beliefs[shown], truth[shown])
        rows.append((f"calibration error {title} (real and own)", (found["ece"], f"({found['n']})"), NONE))
        rows.append((f"AUC {title}", (found["auc"], ""), NONE))
    return rows


def all_right(compared: Iterable[Compared], real: bool) -> tuple[int, int]:
    """Return of how many matched happened events type, place (or country) and date are right, where they are told."""
    right = matched = 0
    for c in compared:
        for i, j in c.pairs if c.read.document.real is real else ():
            one, other = c.found[i].event, c.wanted[j].event
            if one.status is Status.HAPPENED and other.status is Status.HAPPENED:
                matched += 1
                right += _same_place(one, other) and _same_days(one, other)
    return right, matched


def _same_place(one: Event, other: Event) -> bool:
    if other.location_basis != "text" or other.where is None:
        return True
    if other.where.place is not None:
        return one.where is not None and one.where.place is not None and (
            one.where.place.place_id == other.where.place.place_id
        )  # fmt: skip
    return other.where.country is None or (one.where is not None and one.where.country == other.where.country)


def _same_days(one: Event, other: Event) -> bool:
    told = other.when.basis in ("text", "context")
    return not told or (one.when.start, one.when.end) == (other.when.start, other.when.end)


def surplus(told: Iterable[tuple[Read, Sequence[Event]]]) -> tuple[int, int]:
    """Return how many sentences without an annotated trigger are the evidence of an event, and how many there are."""
    yielding = bare = 0
    for read, events in told:
        evidence = {event.sentence for event in events}
        telling = {read.words.sentence[word] for word in read.triggers}
        for sentence in segment(read.document.text):
            if sentence.index not in telling and not sentence.boilerplate:
                bare += 1
                yielding += sentence.index in evidence
    return yielding, bare


def crossing_precision(told: Iterable[tuple[Read, Sequence[Event]]]) -> tuple[int, int]:
    """Return how many happened crossings share a sentence with an annotated one, and how many are told."""
    right = found = 0
    for read, events in told:
        gold: Counter[tuple[str, int]] = Counter()
        for word, number in read.triggers.items():
            gold[read.document.incidents[number].type, read.words.sentence[word]] += 1
        for event in events:
            if event.status is Status.HAPPENED and ontology.properties(event.type).crosses:
                found += 1
                right += any(gold[event.type, s] for s in (event.sentence, *event.sentences))
    return right, found


def _code(article: Article, coder: Coder, geoparser: Geoparser) -> list[Event]:
    doc = next(nlp.parse([article.text]))
    return coder.code(article, doc, geoparser.parse(article, doc))


def _crossings(coder: Coder, geoparser: Geoparser, documents: int | None) -> list[Row]:
    rows: list[Row] = []
    for name, file in CROSSINGS.items():
        gold = read_crossings(OWN / f"{file}.jsonl")[:documents]
        parsed = []
        for document in gold:
            day = document["published"]
            published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
            article = Article(id=document["doc_id"], text=document["text"], published=published)
            events = _code(article, coder, geoparser)
            records = [event_record(e, article, ontology.codes(e.type, e.mode)) for e in events]
            parsed.append({"doc_id": article.id, "events": records})
        found = evaluate_crossings(gold, parsed)
        rows.append((f"crossings, happened, F1, set {name}", NONE, _happened(found)))
        share = found.share("trap_fallen", "trap_sentences")
        counts = (found.counts["trap_fallen"], found.counts["trap_sentences"])
        rows.append(
            (f"traps that yield a happened crossing, set {name}", NONE, NONE if share is None else _share(*counts))
        )
    return rows


def _happened(found: CrossingScores) -> Cell:
    happened = found.detection("happened")
    return happened.f1, f"(P {happened.precision:.3f} R {happened.recall:.3f})"


def _memory(texts: Sequence[str]) -> Cell:
    with tempfile.TemporaryDirectory(prefix="geonews-memory-") as folder:
        path = Path(folder) / "texts.jsonl"
        lines = [json.dumps({"doc_id": str(i), "text": text}) for i, text in enumerate(texts[:MEMORY_TEXTS])]
        path.write_text("\n".join(lines), encoding="utf-8")
        without, having = (peak_bytes(kind, path) for kind in ("without", "with"))
    return (having - without) / 1e6, f"(peak {having / 1e6:.0f} with it, {without / 1e6:.0f} without)"
