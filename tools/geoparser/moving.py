"""Twins of documents, moved elsewhere: the same text with its towns renamed to others of the world.

Both corpora are mostly about the United States and Europe. A sequence model that has met the same sentences about
Jangebe, Sar-e Pul and Mocimboa da Praia relies less on names it knows and on what the parser makes of them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from geonews import nlp
from geonews.geoparse.names import NameBook
from geonews.geoparse.tokens import read_tokens
from geoparser.corpora import GoldDocument, gold_document

#: Groups of places that move, the share of them that does, and the share of new names that no gazetteer has.
MOVING = frozenset({"capital", "seat", "city", "town", "village", "quarter", "admin2", "admin3"})
MOVED_SHARE = 0.8
INVENTED_SHARE = 0.15
LONGEST_NAME = 28


def name_pool(gazetteer: Path) -> tuple[list[str], list[float]]:
    """Return names of populated places in Latin letters, and how often to draw each."""
    table = pq.read_table(gazetteer, columns=["name", "feature_class", "population"]).to_pydict()
    pool: dict[str, float] = {}
    for name, kind, population in zip(table["name"], table["feature_class"], table["population"], strict=True):
        plain = len(name) <= LONGEST_NAME and name[:1].isupper() and not any(c.isdigit() or c in "(),/" for c in name)
        if kind == "P" and plain and population > 0:
            pool[name] = pool.get(name, 0.0) + population**0.4
    return list(pool), list(pool.values())


def moved(documents: Sequence[GoldDocument], book: NameBook, gazetteer: Path, *, seed: int = 11) -> list[GoldDocument]:
    """Return the twins of documents, in their order."""
    names, weights = name_pool(gazetteer)
    dice = random.Random(seed)
    records = [_moved_record(document, book, names, weights, dice) for document in documents]
    docs = nlp.parse(record["text"] for record in records)
    return [
        gold_document(document.corpus, record, read_tokens(doc))
        for document, record, doc in zip(documents, records, docs, strict=True)
    ]


def _moved_record(
    document: GoldDocument, book: NameBook, names: list[str], weights: list[float], dice: random.Random
) -> dict[str, Any]:
    text, pieces, toponyms, position, length = document.record["text"], [], [], 0, 0
    renamed: dict[str, str] = {}
    for toponym in sorted(document.toponyms, key=lambda t: t["start"]):
        old = text[toponym["start"] : toponym["end"]]
        if old.casefold() not in renamed:
            renamed[old.casefold()] = _new_name(old, book, names, weights, dice)
        new = renamed[old.casefold()]
        new = new.upper() if old.isupper() and len(old) > 3 else new
        before = text[position : toponym["start"]]
        pieces += [before, new]
        start = length + len(before)
        length = start + len(new)
        toponyms.append({"start": start, "end": length, "lat": None, "lon": None})
        position = toponym["end"]
    pieces.append(text[position:])
    return {"doc_id": f"{document.doc_id}-moved", "text": "".join(pieces), "toponyms": toponyms}


def _new_name(old: str, book: NameBook, names: list[str], weights: list[float], dice: random.Random) -> str:
    card = book.card(old)
    fixed = card is not None and (card.demonym or card.group not in MOVING)
    if fixed or card is None or dice.random() > MOVED_SHARE:
        return old
    new: str = dice.choices(names, weights)[0]
    if dice.random() < INVENTED_SHARE:
        other: str = dice.choices(names, weights)[0]
        new = new[: max(2, len(new) // 2)] + other[len(other) // 2 :].lower().replace(" ", "")
    return new
