"""The corpus as training takes it: documents with the offsets of triggers and roles.

Documents of one's own (``data/training/events/own-*.jsonl``) carry their sentences and are annotated in the short form
of `annotations`; real articles (``real-*.jsonl``) are offsets into texts that lie in ``../shared/dev`` or come with the
package gensim (``tools/requirements-train.txt``), named by file, document and SHA-256, never the text.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.events.annotations import joined, locate

CORPUS = Path(__file__).parents[2] / "data" / "training" / "events"
Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening of a document; spans are (start, end) offsets of its text."""

    type: str
    mode: str | None
    status: str
    triggers: tuple[Offsets, ...]
    roles: dict[str, tuple[Offsets, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """An annotated text; ``group`` is what is left out whole in cross-validation: a writer, or a real document."""

    id: str
    writer: str
    group: str
    real: bool
    published: str | None
    text: str
    incidents: tuple[Incident, ...]
    title: str | None = None


def read_corpus(folder: Path = CORPUS, dev: Path | None = None) -> list[Document]:
    """Read every document; real ones only where ``dev`` or the package gensim holds their texts unchanged."""
    found = [document for path in sorted(folder.glob("own-*.jsonl")) for document in _own(path)]
    if dev is not None and dev.is_dir():
        roots = (dev, *packaged())
        found += [document for path in sorted(folder.glob("real-*.jsonl")) for document in _real(path, roots)]
    return found


def packaged() -> list[Path]:
    """Return the folder that gensim is installed in, where it is; its tests bring 350 agency items of 2001."""
    spec = importlib.util.find_spec("gensim")
    return [] if spec is None or spec.origin is None else [Path(spec.origin).parents[1]]


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON lines of a file."""
    for raw in path.read_text(encoding="utf-8").splitlines():
        if raw.strip():
            yield json.loads(raw)


def _own(path: Path) -> Iterator[Document]:
    for line in lines(path):
        text, sentences = joined(line["sentences"])
        place = functools.partial(locate, text=text, sentences=sentences)
        incidents = tuple(incident(e, place) for e in line["events"])
        writer = line.get("writer") or line["id"].rpartition("-")[0]
        yield Document(line["id"], writer, writer, False, line.get("published"), text, incidents)


def _real(path: Path, roots: Iterable[Path]) -> Iterator[Document]:
    texts: dict[str, dict[str, dict[str, Any]]] = {}
    for line in lines(path):
        source = line["file"]
        if source not in texts:
            there = next((root / source for root in roots if (root / source).is_file()), None)
            texts[source] = {} if there is None else _texts(there)
        document = texts[source].get(line["sha256"])
        if document is None:
            continue
        incidents = tuple(incident(e, tuple) for e in line["events"])
        yield Document(
            line["id"], line["writer"], line["id"], True, line.get("published"), document["text"], incidents,
            document.get("title"),
        )  # fmt: skip


def _texts(path: Path) -> dict[str, dict[str, Any]]:
    """Return the documents of a file by the hash of their text: JSON lines, or one text a line in Latin-1."""
    if path.suffix == ".jsonl":
        rows: Iterable[dict[str, Any]] = lines(path)
    else:
        rows = ({"text": line.strip()} for line in path.read_text(encoding="latin-1").splitlines())
    return {digest(row["text"]): row for row in rows}


def incident(event: dict[str, Any], place: Any) -> Incident:
    """Return an annotated event with spans that ``place`` turns into offsets."""
    roles = {
        role: tuple(place(s) for s in (spans if isinstance(spans, list) else [spans]))
        for role, spans in event.get("roles", {}).items()
    }
    return Incident(
        event["type"], event.get("mode") or None, event["status"], tuple(place(s) for s in event["triggers"]), roles
    )


def digest(text: str) -> str:
    """Return the first sixteen figures of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def as_offsets(line: dict[str, Any], text: str, sentences: Iterable[Offsets]) -> list[dict[str, Any]]:
    """Return the events of a line in the short form with offsets instead of words."""
    spans = list(sentences)
    return [
        {
            "type": e["type"],
            **({"mode": e["mode"]} if e.get("mode") else {}),
            "status": e["status"],
            "triggers": [locate(s, text, spans) for s in e["triggers"]],
            "roles": {
                role: [locate(s, text, spans) for s in (v if isinstance(v, list) else [v])]
                for role, v in e.get("roles", {}).items()
            },
        }
        for e in line["events"]
    ]
