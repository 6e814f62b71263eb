"""Annotated articles in other languages: reading the writers' markup, and placing what they name.

A writer's file is articles divided by lines ``=== NUMBER | YYYY-MM-DD | headline``; a toponym is marked
``{surface|name|ISO3|kind}``, the name that GeoNames or English gives it, the country ("-" for none) and the kind: P
town, A division or country, H water, T land, L region, S spot.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geonews.gazetteer import Gazetteer
from geonews.gazetteer.folding import fold
from geonews.gazetteer.tongue import Tongue
from geonews.gazetteer.tongue_lookup import TongueNames
from geonews.model import Candidate

HEAD = re.compile(r"=== *([\w.-]+) *\| *(\d{4}-\d\d-\d\d) *\| *(.*)")
MARK = re.compile(r"\{([^{}|]+)\|([^{}|]*)\|([^{}|]*)\|([^{}|]*)\}")
#: Feature classes that a kind of the markup may be in the gazetteer, the likeliest first.
CLASSES = {"P": "PA", "A": "AP", "H": "H", "T": "TLA", "L": "LAT", "S": "SRL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One article as it was written: its text without marks, and the marks with their offsets."""

    number: str
    published: str
    title: str
    text: str
    toponyms: list[dict[str, Any]]


def read_markup(path: Path) -> Iterator[Marked]:
    """Yield the articles of a writer's file.

    Raises
    ------
    ValueError
        If a brace belongs to no mark, or a line before the first head.
    """
    heads: list[tuple[str, str, str]] = []
    bodies: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if (found := HEAD.fullmatch(line.strip())) is not None:
            heads.append((found[1], found[2], found[3].strip()))
            bodies.append([])
        elif bodies:
            bodies[-1].append(line.rstrip())
        elif line.strip():
            raise ValueError(f"expected a line === NUMBER | DATE | headline first in {path.name!r}, got {line!r}")
    for (number, published, title), lines in zip(heads, bodies, strict=True):
        text, toponyms = _plain("\n".join(lines).strip())
        if "{" in text or "}" in text:
            raise ValueError(f"expected {{surface|name|ISO3|kind}} in article {number} of {path.name!r}, got {text!r}")
        yield Marked(number=number, published=published, title=MARK.sub(r"\1", title), text=text, toponyms=toponyms)


def _plain(marked: str) -> tuple[str, list[dict[str, Any]]]:
    text, toponyms, at = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[at : found.start()]
        surface, name, country, kind = (part.strip() for part in found.groups())
        start = len(text)
        text += surface
        at = found.end()
        toponyms.append(
            {"start": start, "end": len(text), "text": surface, "name": name, "country": country, "kind": kind}
        )
    return text + marked[at:], toponyms


def place(toponym: dict[str, Any], gazetteer: Gazetteer, names: TongueNames) -> Candidate | None:
    """Return the place that a mark names, None if the gazetteer has none of its name, country and kind."""
    country = None if toponym["country"] in ("", "-") else toponym["country"]
    wanted = CLASSES.get(toponym["kind"], "")
    named = [
        gazetteer.candidates(toponym["name"], country=country, limit=400),
        names.candidates(toponym["text"], country=country, limit=400),
    ]
    if country is not None and toponym["kind"] in "HTL":  # what lies in several countries has none in the gazetteer
        named.append([c for c in gazetteer.candidates(toponym["name"], limit=400) if c.place.country is None])
    for candidates in named:
        for letter in wanted:
            fitting = [c for c in candidates if c.place.feature_class == letter and _fits(toponym["kind"], c)]
            whole = [c for c in fitting if fold(c.matched) in (fold(toponym["name"]), fold(toponym["text"]))]
            if fitting := whole or fitting:
                return max(fitting, key=_prominence)
    return None


def _fits(kind: str, candidate: Candidate) -> bool:
    return kind not in "PA" or not candidate.features["is_demonym"]


def _prominence(candidate: Candidate) -> tuple[bool, bool, int, float]:
    place = candidate.place
    return (
        place.feature_code.startswith("PCL"),
        bool(candidate.features["primary_name"]) or place.feature_code == "ADM1",
        place.population,
        candidate.features["n_names"],
    )


def convert(path: Path, tongue: Tongue, gazetteer: Gazetteer) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the documents of a writer's file, and the marks that no place was found for."""
    names = gazetteer.in_language(tongue)
    language, writer = path.stem.split("-", 1)
    documents, lost = [], []
    for marked in read_markup(path):
        for toponym in marked.toponyms:
            found = place(toponym, gazetteer, names)
            where = None if found is None else found.place
            toponym["place_id"] = None if where is None else where.place_id
            if where is None:
                lost.append({"article": marked.number, **toponym})
        documents.append(
            {
                "id": f"{language}-{writer}-{int(marked.number):02d}",
                "language": language,
                "published": marked.published,
                "title": marked.title,
                "text": marked.text,
                "toponyms": marked.toponyms,
            }
        )
    return documents, lost


def read_corpus(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the documents of every file of the corpus by its name (``LANG-WRITER``)."""
    return {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(folder.glob("??-*.jsonl"))
    }
