"""What people corrected, as documents to train the reader on: the form of ``data/training/events``.

An article that somebody corrected is a document, with all events that its store tells of it. Where words stand is known
from the store (triggers, sentences, place names) and from the article, read again: the words behind the fields of an
event that the reader still tells of. A corrected value has the words that say it, if any do; a coded one that was
corrected has none. What is not known is left out.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from geonews.errors import StoreError
from geonews.evaluation.spans import Offsets, Page
from geonews.events import ontology
from geonews.model import Article, Cue, Failure, ParsedArticle
from geonews.store import CORRECTABLE, Store

__all__ = ["WRITER", "training_documents"]

logger = logging.getLogger(__name__)

Record = Mapping[str, Any]
Reading = Callable[[Iterable[Article]], Iterable[ParsedArticle | Failure]]
Roles = dict[str, list[Offsets]]

#: Who annotated: all readers of a store together, for their names are no matter of training.
WRITER: Final = "corrections"
#: Corrections that do not change what an event says.
_ABOUT: Final = frozenset({"not_an_event", "same_as", "split"})
#: The role whose words each field of an event has; who moves and what is counted depend on the type.
_ROLES: Final = {
    "place": "place", "crossing": "place", "date": "when", "actor1": "actor", "actor2": "target",
    "origin": "origin", "destination": "destination", "fatalities": "killed", "injured": "injured",
}  # fmt: skip


def training_documents(store: Store, read: Reading, *, with_text: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the corrected articles of a store as lines of the corpus of events, in the order of their first correction.

    Parameters
    ----------
    store
        An open store.
    read
        Reads articles again, such as ``Pipeline.parse``.
    with_text
        Carry the sentences, and spans as ``N:words``: the form of documents of one's own, for own use. Without, spans
        are offsets into a text that the line names by file and hash.

    Yields
    ------
    dict
        ``id``, ``file``, ``sha256``, ``writer``, ``published`` where it is known, and ``events``.

    Notes
    -----
    Articles without a text are left out, and so are corrections of events that the store has no longer.
    """
    changes: dict[str, dict[str, list[Record]]] = {}
    for row in store.corrections():
        if row["undone"] is None and store.coded(row["event_id"]) is not None:
            changes.setdefault(row["doc_id"], {}).setdefault(row["event_id"], []).append(row)
    articles = {name: found for name in changes if (found := store.article(name)) is not None and found.text}
    for name in changes.keys() - articles.keys():
        logger.warning("%s has corrections and no text; it is left out", name)
    for result in read(articles.values()):
        cues: dict[str, tuple[Cue, ...]] = {}
        if isinstance(result, Failure):
            name = result.article_id
            logger.warning("%s could not be read again; it has the words that the store knows", name)
        else:
            name = result.article.id
            cues = {event.id: event.cues for event in result.events}
        if name not in articles:
            continue
        yield _document(store, articles[name], changes[name], cues, with_text=with_text)


def _document(
    store: Store,
    article: Article,
    changes: Mapping[str, list[Record]],
    cues: Mapping[str, tuple[Cue, ...]],
    *,
    with_text: bool,
) -> dict[str, Any]:
    page = Page(article, store.mentions(article.id))
    rows: dict[str, dict[str, Any]] = {row["event_id"]: row for row in store.events_of(article.id)}
    for event_id, made in changes.items():  # the store shows no event that is retracted or merged into another
        coded = store.coded(event_id)
        if coded is None:
            raise StoreError(f"expected the event {event_id!r} to stay while it is exported, got none; try again")
        rows[event_id] = dict(coded)
        for change in made:
            rows[event_id].update(change["new"])
    told: dict[str, tuple[dict[str, Any], list[Offsets], Roles]] = {}
    for event_id, row in rows.items():
        if row.get("retracted") or row["event_type"] not in ontology.types():
            continue
        triggers = page.triggers(row, cues.get(event_id, ()))
        if triggers:
            changed = _changed(store.coded(event_id), row, changes.get(event_id, ()))
            told[event_id] = (row, triggers, _roles(page, row, cues.get(event_id, ()), changed))
    for event_id, (row, triggers, roles) in list(told.items()):
        into = told.get(row.get("same_as") or "")
        if into is not None:
            into[1].extend(triggers)
            for role, spans in roles.items():
                into[2].setdefault(role, []).extend(spans)
            del told[event_id]
    place: Callable[[Offsets], Any] = page.quoted if with_text else list
    events = [
        event
        for row, triggers, roles in sorted(told.values(), key=lambda t: min(t[1]))
        if (event := _event(row, triggers, roles, place))["triggers"]
    ]
    line = {
        "id": article.id,
        "file": article.origin.file if article.origin is not None else store.path.name,
        "sha256": hashlib.sha256(article.text.encode()).hexdigest()[:16],
        "writer": WRITER,
        "published": None if article.published is None else article.published.date().isoformat(),
        "sentences": page.sentences if with_text else None,
        "events": events,
    }
    return {name: value for name, value in line.items() if value is not None}


def _changed(coded: Record | None, row: Record, made: Iterable[Record]) -> set[str]:
    """Return the fields that people gave another value than the coder."""
    fields = {change["field"] for change in made} - _ABOUT
    return {f for f in fields if coded is None or any(coded.get(c) != row.get(c) for c in CORRECTABLE[f])}


def _roles(page: Page, row: Record, cues: Sequence[Cue], changed: set[str]) -> Roles:
    """Return the words of each role: those behind what was coded, and of what was corrected those that say it."""
    asked = ontology.properties(row["event_type"])
    fields = {name: page.of_cues(cues, name) or page.of_store(row, name) for name in (*_ROLES, "count")}
    fields |= {name: page.of_value(row, name) for name in changed if name in fields}
    roles: Roles = {}
    for name, spans in fields.items():
        role = _ROLES.get(name) or asked.counted
        if name == "actor1" and asked.moves:
            role = "mover"
        if role is None or (role in ("killed", "injured") and not asked.casualties):
            continue
        if role in ("origin", "destination") and not asked.moves:
            role = "place"
        roles.setdefault(role, []).extend(spans)
    return {role: spans for role, spans in roles.items() if spans}


def _event(row: Record, triggers: list[Offsets], roles: Roles, place: Callable[[Offsets], Any]) -> dict[str, Any]:
    def written(spans: Iterable[Offsets]) -> list[Any]:
        return [found for span in sorted(set(spans)) if (found := place(span)) is not None]

    head = {"type": row["event_type"], "mode": row["mode"], "status": row["status"]}
    spans = {role: found for role, s in roles.items() if (found := written(s))}
    return {**{k: v for k, v in head.items() if v}, "triggers": written(triggers), "roles": spans}
