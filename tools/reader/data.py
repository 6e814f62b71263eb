"""From annotated documents to the windows that the network is trained on."""

from __future__ import annotations

import bisect
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from geonews import nlp
from geonews.config import load_config
from geonews.events.reader.labels import MODES, ROLES, STATUSES, TYPES, bucket
from geonews.events.reader.windows import windows
from geonews.events.reader.words import Words, read_words
from geonews.gazetteer import Gazetteer
from geonews.geoparse import Geoparser
from geonews.model import Article, Resolution
from tools.events.corpus import Document

MODE = {pair: i for i, pair in enumerate(MODES)}
TYPE = {name: i + 1 for i, name in enumerate(TYPES)}
IGNORE = -100
#: Writers whose documents no reader that is shipped has learnt from.
WRITERS = frozenset({"joy", "eli"})


def held_out(document: Document, writers: frozenset[str]) -> bool:
    """Tell whether a document is kept from training: every eighth real one, and whole writers."""
    if document.real:
        return zlib.crc32(document.id.encode()) % 8 == 0
    return document.writer in writers


@dataclass(slots=True)
class Read:
    """A document with its words and, for each incident, the words of its triggers and roles."""

    document: Document
    words: Words
    resolutions: tuple[Resolution, ...] = ()
    triggers: dict[int, int] = field(default_factory=dict)  # word -> incident
    ignored: set[int] = field(default_factory=set)
    roles: list[dict[str, list[tuple[int, int]]]] = field(default_factory=list)


def read_documents(documents: Iterable[Document]) -> Iterator[Read]:
    """Parse and geoparse documents and find the words of their annotations."""
    config = load_config()
    with Gazetteer.open(config) as gazetteer:
        geoparser = Geoparser.open(config, gazetteer)
        for document in documents:
            doc = next(nlp.parse([document.text]))
            resolutions = tuple(geoparser.parse(article_of(document), doc))
            yield mark(Read(document, read_words(doc, resolutions), resolutions))


def article_of(document: Document) -> Article:
    """Return a document as an article."""
    day = (document.published or "")[:10]
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return Article(id=document.id, text=document.text, title=document.title, published=published)


def mark(read: Read) -> Read:
    """Find the words of a document's triggers and roles."""
    words = read.words

    def span(offsets: tuple[int, int]) -> tuple[int, int] | None:
        first = bisect.bisect_right(words.ends, offsets[0])
        last = bisect.bisect_left(words.starts, offsets[1]) - 1
        return (first, last) if 0 <= first <= last < len(words) else None

    for number, incident in enumerate(read.document.incidents):
        for offsets in incident.triggers:
            found = span(offsets)
            if found is None:
                continue
            first, last = found
            read.triggers.setdefault(first, number)
            read.ignored.update(range(first + 1, last + 1))
        spans: dict[str, list[tuple[int, int]]] = {}
        for role, many in incident.roles.items():
            spans[role] = [s for s in map(span, many) if s is not None]
        read.roles.append(spans)
    return read


@dataclass(slots=True)
class Example:
    """One window: features of its pieces, positions of its words, and the targets."""

    pieces: np.ndarray
    shapes: np.ndarray
    entities: np.ndarray
    known: np.ndarray
    first: np.ndarray
    last: np.ndarray
    trigger: np.ndarray  # type of each word, 0 none, IGNORE
    at: np.ndarray  # indices of trigger words in the window
    kind: np.ndarray
    mode: np.ndarray
    status: np.ndarray
    incident: np.ndarray
    words: np.ndarray  # bucketed distances (triggers, words)
    sentences: np.ndarray
    roles: np.ndarray  # (triggers, words, 2 x roles): 0, 1, -1 ignored
    same_sentences: np.ndarray
    group: str = ""
    indices: tuple[int, ...] = ()
    own: int = 0


def encode(words: Words, indices: Sequence[int], tokenizer: object) -> tuple[np.ndarray, ...]:
    """Return the pieces and features of a window."""
    from geonews.events.reader.encoder import pieces_of

    return pieces_of(words, indices, tokenizer)  # type: ignore[arg-type]


def examples(read: Read, tokenizer: object) -> Iterator[Example]:
    """Yield the windows of a document with their targets."""
    words = read.words
    incidents = read.document.incidents
    waiting = list(windows(words))[::-1]
    while waiting:
        window = waiting.pop()
        pieces, shapes, entities, known, first, last = encode(words, window.words, tokenizer)
        count = len(first)
        indices = window.words[:count]
        rest = window.rest(count)
        if rest is not None:
            waiting.append(rest)
        trigger = np.zeros(count, np.int64)
        at = []
        for place, i in enumerate(indices):
            if i in read.triggers:
                trigger[place] = TYPE[incidents[read.triggers[i]].type]
                at.append(place)
            elif i in read.ignored:
                trigger[place] = IGNORE
            if place < window.own:
                trigger[place] = IGNORE
        numbers = np.array([read.triggers[indices[p]] for p in at], np.int64)
        sentence = np.array([words.sentence[i] for i in indices])
        roles = np.zeros((len(at), count, 2 * len(ROLES)), np.int8)
        for row, place in enumerate(at):
            own_sentence = sentence[place]
            for role, spans in read.roles[numbers[row]].items():
                column = ROLES.index(role)
                nearest = min((abs(words.sentence[f] - own_sentence) for f, _ in spans), default=0)
                for begin, end in spans:
                    inside = [p for p, i in enumerate(indices) if begin <= i <= end]
                    if not inside:
                        continue
                    far = abs(sentence[inside[0]] - own_sentence)
                    value = 1 if far <= max(2, nearest) else -1
                    roles[row, inside, column] = value
                    if indices[inside[0]] == begin:
                        roles[row, inside[0], len(ROLES) + column] = value
        yield Example(
            pieces, shapes, entities, known, first, last, trigger, np.array(at, np.int64),
            np.array([TYPE[incidents[n].type] for n in numbers], np.int64),
            np.array([MODE.get((incidents[n].type, incidents[n].mode or ""), IGNORE) for n in numbers], np.int64),
            np.array([STATUSES.index(incidents[n].status) for n in numbers], np.int64),
            numbers,
            np.array([[bucket(q - p) for q in range(count)] for p in at], np.int64).reshape(len(at), count),
            np.array([[bucket(int(s - sentence[p])) for s in sentence] for p in at], np.int64).reshape(len(at), count),
            roles,
            np.array([[bucket(int(abs(sentence[p] - sentence[q]))) for q in at] for p in at], np.int64).reshape(
                len(at), len(at)
            ),
            read.document.group, tuple(indices), window.own,
        )  # fmt: skip
