#!/usr/bin/env python3
"""Measure how many persons, papers, teams, degrees and products with the names of places are read as places.

usage: tools/measure_bearers.py [--misses]

A name is read as a place if a toponym that overlaps it has one. The names that are places, in other brackets, are
counted beside them: what is gained on the ones must not be lost on the others.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geonews import nlp  # noqa: E402
from geonews.config import load_config  # noqa: E402
from geonews.gazetteer import Gazetteer  # noqa: E402
from geonews.geoparse import Geoparser  # noqa: E402
from geonews.model import Article  # noqa: E402

SENTENCES = ROOT / "tests" / "geoparse" / "bearers.txt"
_NAME = re.compile(r"\[([^]]+)\]|\{([^}]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A sentence with its names as (start, end, whether it is a place)."""

    kind: str
    text: str
    names: tuple[tuple[int, int, bool], ...]


def read_sentences(path: Path = SENTENCES) -> Iterator[Marked]:
    """Read the sentences: kind, bar, text in which [] are around what is no place and {} around what is one."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, _, marked = line.partition(" | ")
        text, names, last = "", [], 0
        for match in _NAME.finditer(marked):
            text += marked[last : match.start()]
            name = match[1] or match[2]
            names.append((len(text), len(text) + len(name), match[2] is not None))
            text, last = text + name, match.end()
        yield Marked(kind=kind, text=text + marked[last:], names=tuple(names))


def count(parser: Geoparser, sentences: list[Marked], misses: list[str] | None = None) -> Counter[tuple[str, str]]:
    """Count (kind, fate) of every name; the kind of a place is "place", fates are "placed" and "not"."""
    fates: Counter[tuple[str, str]] = Counter()
    for sentence, doc in zip(sentences, nlp.parse(s.text for s in sentences), strict=True):
        placed = [
            (r.toponym.start, r.toponym.end, r.toponym.text, r.place)
            for r in parser.parse(Article(id="bearers", text=sentence.text), doc)
            if r.place is not None
        ]
        for start, end, is_place in sentence.names:
            found = [(text, place) for first, stop, text, place in placed if first < end and start < stop]
            fates["place" if is_place else sentence.kind, "placed" if found else "not"] += 1
            if misses is not None and bool(found) != is_place:
                said = "; ".join(f"{text} = {place.name}, {place.country}" for text, place in found)
                misses.append(f"{sentence.kind}: {sentence.text[start:end]} ({said or 'no place'}) in: {sentence.text}")
    return fates


def main() -> None:
    """Print a table of kinds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="print every miss to standard error")
    options = parser.parse_args()
    config, misses = load_config(), []
    fates = count(Geoparser.open(config, Gazetteer.open(config)), list(read_sentences()), misses)
    if options.misses:
        print(*misses, sep="\n", file=sys.stderr)
    kinds = list(dict.fromkeys(kind for kind, _ in fates))
    print("| kind | names | read as places |", "| --- | --- | --- |", sep="\n")
    for kind in kinds:
        placed, total = fates[kind, "placed"], fates[kind, "placed"] + fates[kind, "not"]
        print(f"| {kind} | {total} | {placed} ({placed / total:.1%}) |")
    wrong = sum(n for (kind, fate), n in fates.items() if kind != "place" and fate == "placed")
    every = sum(n for (kind, _), n in fates.items() if kind != "place")
    print(f"| all but places | {every} | {wrong} ({wrong / every:.1%}) |")


if __name__ == "__main__":
    main()
