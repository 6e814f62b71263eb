"""Figures of the corpus as Markdown tables: how much, by whom, of what, and how far two annotators agree.

``python tools/events/statistics.py [--dev FOLDER]``; FOLDER holds the texts of the real articles, without which those
are left out.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geonews.events import ontology  # noqa: E402
from geonews.nlp.segmentation import segment  # noqa: E402
from tools.events.annotations import STATUSES, joined, locate  # noqa: E402
from tools.events.corpus import CORPUS, Incident, Offsets, incident, lines, read_corpus  # noqa: E402

CROSSING = "BORDER_CROSSING"


@dataclass(frozen=True, slots=True)
class Sample:
    """A document of the corpus: who wrote or annotated it, the offsets of its sentences, its incidents."""

    id: str
    writer: str
    real: bool
    text: str
    sentences: tuple[Offsets, ...]
    incidents: tuple[Incident, ...]

    def told(self, one: Incident) -> set[int]:
        """Return the numbers of the sentences that hold a trigger of an incident."""
        return {i for i, (start, end) in enumerate(self.sentences) for t in one.triggers if start <= t[0] < end}


def read_samples(folder: Path = CORPUS, dev: Path | None = None) -> tuple[list[Sample], int]:
    """Read the corpus with its sentences.

    Parameters
    ----------
    folder
        The files ``own-*.jsonl`` and ``real-*.jsonl``.
    dev
        Folder of the texts of real articles, None for those of our own alone.

    Returns
    -------
    samples, left_out
        The documents, and how many real ones are left out because their text is not there or was changed.
    """
    marks: dict[str, tuple[Offsets, ...]] = {}
    names: dict[str, str] = {}
    for path in sorted(folder.glob("own-*.jsonl")):
        marks |= {line["id"]: tuple(joined(line["sentences"])[1]) for line in lines(path)}
    for path in sorted(folder.glob("real-*.jsonl")):
        names |= {line["id"]: f"{path.stem} ({line['writer']})" for line in lines(path)}
    found = []
    for d in read_corpus(folder, dev):
        sentences = tuple((s.start, s.end) for s in segment(d.text)) if d.real else marks[d.id]
        found.append(Sample(d.id, names[d.id] if d.real else d.writer, d.real, d.text, sentences, d.incidents))
    return found, len(names) - sum(s.real for s in found)


def second_annotations(folder: Path, samples: Iterable[Sample]) -> Iterator[tuple[Sample, Sample]]:
    """Yield the documents of ``second-*.jsonl``, each as it was annotated first and second."""
    known = {s.id: s for s in samples}
    for path in sorted(folder.glob("second-*.jsonl")):
        for line in lines(path):
            first = known.get(line["id"])
            if first is not None:
                yield first, _again(first, line)


def _again(first: Sample, line: dict[str, Any]) -> Sample:
    def place(span: Any) -> Offsets:
        return locate(span, first.text, list(first.sentences)) if isinstance(span, str) else (span[0], span[1])

    incidents = tuple(incident(event, place) for event in line["events"])
    return Sample(first.id, line.get("writer", "second"), first.real, first.text, first.sentences, incidents)


def matches(one: Sample, other: Sample) -> list[tuple[Incident, Incident]]:
    """Pair incidents of one type that share a sentence of a trigger, those with most triggers in common first."""
    options = []
    for i, a in enumerate(one.incidents):
        for j, b in enumerate(other.incidents):
            shared = one.told(a) & other.told(b)
            if a.type == b.type and shared:
                options.append((-len({t[0] for t in a.triggers} & {t[0] for t in b.triggers}), -len(shared), i, j))
    pairs: dict[int, int] = {}
    for _, _, i, j in sorted(options):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(one.incidents[i], other.incidents[j]) for i, j in pairs.items()]


def agreement(pairs: Sequence[tuple[Sample, Sample]]) -> list[tuple[str, str]]:
    """Return how far two annotations of the same documents agree, as rows of a table.

    Incidents agree in F1 (same type, a trigger in the same sentence), modes and statuses in the share of matched
    incidents, and whether a sentence tells of an event in Cohen's kappa (Cohen 1960).
    """
    first = sum(len(a.incidents) for a, _ in pairs)
    second = sum(len(b.incidents) for _, b in pairs)
    matched = [m for a, b in pairs for m in matches(a, b)]
    both = Counter((i in _telling(a), i in _telling(b)) for a, b in pairs for i in range(len(a.sentences)))
    return [
        ("documents", f"{len(pairs)}"),
        ("incidents of the first and the second", f"{first}, {second}"),
        ("incidents, F1", _ratio(2 * len(matched), first + second)),
        ("mode, of matched incidents", _ratio(sum((a.mode or "") == (b.mode or "") for a, b in matched), len(matched))),
        ("status, of matched incidents", _ratio(sum(a.status == b.status for a, b in matched), len(matched))),
        ("sentence with an event or without, kappa", f"{_kappa(both):.2f}" if both else "–"),
    ]


def _telling(sample: Sample) -> set[int]:
    return {i for one in sample.incidents for i in sample.told(one)}


def _kappa(both: Counter[tuple[bool, bool]]) -> float:
    total = both.total() or 1
    seen = (both[True, True] + both[False, False]) / total
    one, other = (sum(n for key, n in both.items() if key[k]) / total for k in (0, 1))
    chance = one * other + (1 - one) * (1 - other)
    return (seen - chance) / (1 - chance) if chance < 1 else 1.0


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def by_writer(samples: Sequence[Sample]) -> list[tuple[str, ...]]:
    """Return documents, sentences, incidents, crossings and the share of sentences without an event by writer."""
    writers = dict.fromkeys(s.writer for s in samples)
    rows = [_amounts(name, [s for s in samples if s.writer == name]) for name in writers]
    for name, real in (("**own**", False), ("**real**", True)):
        rows.append(_amounts(name, [s for s in samples if s.real is real]))
    return [*rows, _amounts("**all**", samples)]


def _amounts(name: str, samples: Sequence[Sample]) -> tuple[str, ...]:
    sentences = sum(len(s.sentences) for s in samples)
    incidents = [one for s in samples for one in s.incidents]
    bare = sentences - sum(len(_telling(s)) for s in samples)
    crossings = sum(one.type == CROSSING for one in incidents)
    numbers = (len(samples), sentences, len(incidents), crossings)
    return (name, *(f"{n:,}" for n in numbers), f"{100 * bare / sentences:.0f} %" if sentences else "–")


def by_type(samples: Sequence[Sample]) -> list[tuple[str, ...]]:
    """Return incidents, those of real articles, statuses and modes by type."""
    found = [(s.real, one) for s in samples for one in s.incidents]
    rows = []
    for kind in ontology.types():
        mine = [(real, one) for real, one in found if one.type == kind]
        statuses = Counter(one.status for _, one in mine)
        modes = Counter(one.mode for _, one in mine if one.mode)
        told = ", ".join(f"{mode} {n}" for mode, n in modes.most_common()) or "–"
        rows.append(
            (f"`{kind}`", f"{len(mine)}", f"{sum(r for r, _ in mine)}", *(f"{statuses[s]}" for s in STATUSES), told)
        )
    statuses = Counter(one.status for _, one in found)
    real = sum(r for r, _ in found)
    return [*rows, ("**all**", f"{len(found):,}", f"{real:,}", *(f"{statuses[s]:,}" for s in STATUSES), "")]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first and the modes are set to the right."""
    marks = ["---" if name in (head[0], "modes") else "---:" for name in head]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows)) + "\n"


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=CORPUS)
    parser.add_argument("--dev", type=Path, default=ROOT.parent / "shared" / "dev")
    options = parser.parse_args()
    samples, left_out = read_samples(options.folder, options.dev)
    head = ("writer or source", "documents", "sentences", "incidents", "crossings", "sentences without an event")
    parts = [table(head, by_writer(samples))]
    if left_out:
        parts.append(f"{left_out} real articles are left out: their texts are not in {str(options.dev)!r}.\n")
    parts.append(table(("type", "incidents", "in real articles", *STATUSES, "modes"), by_type(samples)))
    pairs = list(second_annotations(options.folder, samples))
    if pairs:
        own, real = (agreement([p for p in pairs if p[0].real is kind]) for kind in (False, True))
        rows = [(name, mine, theirs) for (name, mine), (_, theirs) in zip(own, real, strict=True)]
        parts.append(table(("second annotation", "own", "real"), rows))
    sys.stdout.write("\n".join(parts))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
