"""Gold corpora: documents with their marked toponyms, parsed, and split into folds by outlet."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from geonews import nlp
from geonews.geoparse.tokens import Tokens, read_tokens

FOLDS = 5
#: The corpus of texts written for this project, which joins training but is never measured.
HARD_CASES = "hard-cases"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GoldDocument:
    """A document with its gold toponyms (records as in the corpus) and their tokens (first, end exclusive)."""

    doc_id: str
    corpus: str
    outlet: str
    record: dict[str, Any]
    tokens: Tokens
    toponyms: tuple[dict[str, Any], ...]
    spans: tuple[tuple[int, int], ...]


def outlet_of(record: dict[str, Any]) -> str:
    """Return the outlet's host, the document's own id where no source is given."""
    source = record.get("source") or record["doc_id"]
    host = urlsplit(source).hostname or source
    return str(host).removeprefix("www.")


def read_corpora(paths: Sequence[Path]) -> list[GoldDocument]:
    """Read and parse JSONL corpora."""
    documents = []
    for path in paths:
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for record, doc in zip(records, nlp.parse(record["text"] for record in records), strict=True):
            documents.append(gold_document(path.stem, record, read_tokens(doc)))
    return documents


def read_hard_cases() -> list[GoldDocument]:
    """Read and parse the hard cases beside this module, one text a line, toponyms in double brackets."""
    lines = (Path(__file__).parent / "hard_cases.txt").read_text(encoding="utf-8").splitlines()
    records = []
    for number, line in enumerate(line for line in lines if line and not line.startswith("#")):
        text, toponyms = "", []
        for k, part in enumerate(re.split(r"\[\[|\]\]", line)):
            if k % 2:
                toponyms.append(
                    {"start": len(text), "end": len(text) + len(part), "text": part, "lat": None, "lon": None}
                )
            text += part
        records.append({"doc_id": f"{HARD_CASES}-{number}", "text": text, "toponyms": toponyms})
    docs = nlp.parse(record["text"] for record in records)
    return [gold_document(HARD_CASES, r, read_tokens(doc)) for r, doc in zip(records, docs, strict=True)]


def gold_document(corpus: str, record: dict[str, Any], tokens: Tokens) -> GoldDocument:
    """Align a record's toponyms with tokens; an overlapping one is left out, the longer stays."""
    starts, ends = np.array(tokens.starts), np.array(tokens.ends)
    toponyms, spans, taken = [], [], set()
    for toponym in sorted(record["toponyms"], key=lambda t: (t["start"] - t["end"], t["start"])):
        first = int(np.searchsorted(ends, toponym["start"], side="right"))
        end = int(max(first + 1, np.searchsorted(starts, toponym["end"], side="left")))
        if taken.isdisjoint(range(first, end)):
            taken.update(range(first, end))
            toponyms.append(toponym)
            spans.append((first, end))
    order = sorted(range(len(spans)), key=spans.__getitem__)
    return GoldDocument(
        doc_id=record["doc_id"],
        corpus=corpus,
        outlet=outlet_of(record),
        record=record,
        tokens=tokens,
        toponyms=tuple(toponyms[i] for i in order),
        spans=tuple(spans[i] for i in order),
    )


def fold_numbers(documents: Sequence[GoldDocument], *, folds: int = FOLDS, seed: int = 0) -> list[int]:
    """Return each document's fold: all of an outlet in one, corpora and toponyms spread evenly."""
    sizes: dict[tuple[str, str], int] = {}
    for document in documents:
        key = (document.corpus, document.outlet)
        sizes[key] = sizes.get(key, 0) + 1 + len(document.toponyms)
    outlets = sorted(sizes)
    random.Random(seed).shuffle(outlets)
    outlets.sort(key=lambda key: -sizes[key])
    load: dict[tuple[str, int], int] = {}
    place: dict[tuple[str, str], int] = {}
    home: dict[str, int] = {}
    for corpus, outlet in outlets:
        fold = home.get(outlet)
        if fold is None:
            fold = min(range(folds), key=lambda k: (load.get((corpus, k), 0), k))
        home[outlet] = place[corpus, outlet] = fold
        load[corpus, fold] = load.get((corpus, fold), 0) + sizes[corpus, outlet]
    return [place[document.corpus, document.outlet] for document in documents]


def all_folds(documents: Sequence[GoldDocument]) -> list[int]:
    """Return each document's fold, the hard cases dealt out in turn."""
    real = [document for document in documents if document.corpus != HARD_CASES]
    numbers = iter(fold_numbers(real))
    return [next(numbers) if d.corpus != HARD_CASES else i % FOLDS for i, d in enumerate(documents)]
