"""Write ``geonews/events/rules/persons.csv``: nouns whose first sense in WordNet is a person.

Run: ``python tools/build_persons.py /usr/share/wordnet`` (Debian's package ``wordnet-base``, WordNet 3.0).

A noun of several senses is listed only if the most frequent one is a person; where nobody counted, only if none is a
thing. Beasts, names of single persons and peoples are left out. The kind is read from the senses above: who holds an
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent.parent / "geonews" / "events" / "rules" / "persons.csv"
#: WordNet's files of persons, beasts and things: artefacts, food, plants, substances.
PERSONS, ANIMALS, THINGS = 18, 5, frozenset((6, 13, 20, 27))
#: Kind → the nouns that stand above its members, with the number of the sense; the first kind that fits is taken.
ABOVE = {
    "": [("spiritual_being", 0), ("imaginary_being", 0)],
    "MIL": [("serviceman", 0), ("military_officer", 0)],
    "COP": [("policeman", 0)],
    "SPORT": [("athlete", 0), ("contestant", 0)],
    "OFFICIAL": [
        ("politician", 0), ("politician", 1), ("head_of_state", 0), ("ruler", 0), ("legislator", 0), ("diplomat", 0),
        ("functionary", 0), ("spokesperson", 0), ("negotiator", 0), ("minister", 1), ("minister", 2),
    ],
}  # fmt: skip


def main(folder: Path) -> None:
    """Read WordNet's nouns and write the table."""
    synsets = dict(_synsets(folder / "data.noun"))
    senses = dict(_senses(folder / "index.noun"))
    above = {kind: {senses[noun][n] for noun, n in nouns if noun in senses} for kind, nouns in ABOVE.items()}
    rows = []
    counted = dict(_counted(folder / "index.noun"))
    for word, offsets in senses.items():
        file, written, _, named = synsets[offsets[0]]
        files = {synsets[offset][0] for offset in offsets}
        if ANIMALS in files or (files & THINGS and not counted[word]):
            continue
        if file != PERSONS or named or word not in written or not word.isalpha() or len(word) < 3:
            continue
        line = _line(offsets[0], synsets)
        kind = next((k for k, roots in above.items() if line & roots), "CVL")
        if kind:
            rows.append((word, kind))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("word", "kind"))
        writer.writerows(sorted(rows))
    print(f"{len(rows)} nouns")


def _synsets(path: Path) -> Iterator[tuple[str, tuple[int, frozenset[str], list[str], bool]]]:
    for line in path.read_text(encoding="latin-1").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        written = frozenset(fields[4 : 4 + 2 * count : 2])
        pointers = fields[5 + 2 * count :]
        kinds, targets = pointers[0::4], pointers[1::4]
        hypernyms = [t for k, t in zip(kinds, targets, strict=False) if k == "@"]
        yield fields[0], (int(fields[1]), written, hypernyms, "@i" in kinds)


def _senses(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in path.read_text(encoding="latin-1").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split()
        yield fields[0], fields[6 + int(fields[3]) :]


def _counted(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each noun with the number of its senses that were met in WordNet's corpora."""
    for line in path.read_text(encoding="latin-1").splitlines():
        if not line.startswith("  "):
            fields = line.split()
            yield fields[0], int(fields[5 + int(fields[3])])


def _line(offset: str, synsets: dict[str, tuple[int, frozenset[str], list[str], bool]]) -> set[str]:
    """Return a sense and all above it."""
    found, stack = set(), [offset]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += synsets[one][2]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
