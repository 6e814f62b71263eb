"""The annotators' short form of an annotated document, checked and turned into offsets.

A span is written ``N:words`` (the words as they stand in sentence N), ``N:words#2`` for the second time in it.
``python tools/events/annotations.py FILE... [--real REAL.json]`` names every line that does not hold; documents of
one's own carry their ``sentences``, real ones are looked up in REAL.json (``doc_id`` to text and sentence offsets).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROLES = ("place", "origin", "destination", "when", "actor", "target", "mover", "killed", "injured", "count")
STATUSES = ("happened", "planned", "hypothetical", "denied")


def modes() -> dict[str, set[str]]:
    """Return the modes of each type, from the table beside this file."""
    found: dict[str, set[str]] = {}
    with (Path(__file__).parent / "types.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            found.setdefault(row["type"], set()).update(filter(None, row["modes"].split()))
    return found


def locate(span: str, text: str, sentences: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the offsets of a span in the short form.

    Raises
    ------
    ValueError
        If the words do not stand in the sentence.
    """
    number, _, words = span.partition(":")
    if not number.strip().isdigit() or not words:
        raise ValueError(f"expected N:words, got {span!r}")
    occurrence = 1
    head, mark, tail = words.rpartition("#")
    if mark and tail.isdigit() and head:
        words, occurrence = head, int(tail)
    if int(number) >= len(sentences):
        raise ValueError(f"expected a sentence below {len(sentences)}, got {span!r}")
    start, end = sentences[int(number)]
    sentence = text[start:end].replace("\n", " ")
    position = -1
    for _ in range(occurrence):
        position = sentence.find(words, position + 1)
        if position < 0:
            raise ValueError(f"expected words of sentence {number}, got {span!r}")
    return start + position, start + position + len(words)


def joined(sentences: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join a document's sentences and return the text with their offsets: a headline is a paragraph of its own."""
    text, spans = "", []
    for number, sentence in enumerate(sentences):
        if number:
            text += " " if number > 1 or ended(sentences[0]) else "\n\n"
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence
    return text, spans


def ended(sentence: str) -> bool:
    """Tell whether a sentence has its stop; a headline has none."""
    return sentence.rstrip().rstrip("\"'”’)]").endswith((".", "!", "?", "…", ":", ";"))


def problems(line: dict[str, Any], text: str, sentences: list[tuple[int, int]]) -> Iterator[str]:
    """Yield what is wrong with one annotated document."""
    known = modes()
    for i, event in enumerate(line["events"]):
        where = f"event {i} ({event.get('type')})"
        if event.get("type") not in known:
            yield f"{where}: unknown type"
            continue
        mode = event.get("mode") or ""
        if mode and mode not in known[event["type"]]:
            yield f"{where}: mode {mode!r} is none of {sorted(known[event['type']])}"
        if event.get("status") not in STATUSES:
            yield f"{where}: status {event.get('status')!r} is none of {STATUSES}"
        if not event.get("triggers"):
            yield f"{where}: no trigger"
        for role in event.get("roles", {}):
            if role not in ROLES:
                yield f"{where}: unknown role {role!r}"
        values = [event.get("triggers", []), *event.get("roles", {}).values()]
        for span in (s for v in values for s in (v if isinstance(v, list) else [v])):
            try:
                locate(span, text, sentences)
            except ValueError as error:
                yield f"{where}: {error}"


def main() -> int:
    """Check the files that are named and print what does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--real", type=Path)
    options = parser.parse_args()
    real = json.loads(options.real.read_text(encoding="utf-8")) if options.real else {}
    bad, documents, types = 0, 0, Counter()
    for path in options.files:
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not raw.strip():
                continue
            try:
                line = json.loads(raw)
                if "sentences" in line:
                    text, sentences = joined(line["sentences"])
                else:
                    text, sentences = real[line["id"]]["text"], real[line["id"]]["sentences"]
                found = list(problems(line, text, sentences))
            except (ValueError, KeyError, TypeError) as error:
                found = [f"{type(error).__name__}: {error}"]
                line = {"events": []}
            documents += 1
            types.update(e.get("type") for e in line["events"])
            bad += len(found)
            for problem in found:
                sys.stdout.write(f"{path.name}:{number}: {line.get('id')}: {problem}\n")
    sys.stdout.write(
        f"{documents} documents, {sum(types.values())} events, {bad} problems; {dict(types.most_common())}\n"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
