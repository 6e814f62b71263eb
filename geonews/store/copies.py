"""Near-copies of articles: syndicated and updated news is linked to the first, and counted once.

A near-copy is stored whole with its place names, so that what it says can be read; of its events only those are kept
that the first article and its other near-copies do not report already in the same words and for the same days. What
is remembered of an article (see ``ingest.duplicates``) is written before the article, so that a run that is killed
in between does both again.
"""

from __future__ import annotations

from dataclasses import replace

from geonews.ingest.duplicates import Deduplicator, Duplicate
from geonews.model import Article, Event, ParsedArticle
from geonews.store.rows import clean_text
from geonews.store.store import Store

__all__ = ["Copies", "settle_again"]

#: How many of the latest articles a new one is compared with; one costs about 13 kB of memory.
WINDOW_ARTICLES = 20_000

#: Type, mode, status, days and words of an event: what makes two events the same claim.
Claim = tuple[str | None, ...]


class Copies:
    """Finds near-copies among the articles of a run and those that a store has.

    Parameters
    ----------
    store
        An open store, of which the latest articles are remembered again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = Deduplicator(max_articles=WINDOW_ARTICLES)
        self._found: dict[str, Duplicate] = {}
        rows = store._ask(
            "SELECT doc_id, copy_of, memory FROM (SELECT * FROM near_copies ORDER BY fid DESC LIMIT ?) ORDER BY fid",
            WINDOW_ARTICLES,
        )
        for doc_id, copy_of, memory in rows:
            self._known.restore(doc_id, copy_of or doc_id, bytes(memory))

    def check(self, article: Article) -> Duplicate | None:
        """Say whether an article that is about to be parsed repeats an earlier one's text, wholly or nearly.

        Whether it is an earlier one is for ``identity`` to say: addresses are left out here.
        """
        found = self._known.check(replace(article, url=None))
        if found is not None and (found.kind in ("near", "text") or (found.kind == "id" and found.of != article.id)):
            self._found[article.id] = found
        return found

    def settle(self, parsed: ParsedArticle) -> ParsedArticle:
        """Note what is remembered of a parsed article, and leave out the events that are reported already.

        Call it in the order of the input, just before the article is stored.
        """
        doc_id = parsed.article.id
        found = self._found.pop(doc_id, None)
        memory = self._known.memory(doc_id)
        if memory is not None or found is not None:
            with self._store._writing() as connection:
                connection.execute(
                    "INSERT INTO near_copies (doc_id, copy_of, similarity, memory) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (doc_id) DO UPDATE SET copy_of = excluded.copy_of, "
                    "similarity = iif(copy_of = excluded.copy_of, similarity, excluded.similarity), "
                    "memory = excluded.memory",
                    (clean_text(doc_id), found and clean_text(found.of), found and found.similarity, memory or b""),
                )
        return parsed if found is None else _without_repeats(self._store, parsed, found.of)


def settle_again(store: Store, parsed: ParsedArticle) -> ParsedArticle:
    """Leave out the events that are reported already, of an article that is stored and read again."""
    found = store._ask("SELECT copy_of FROM near_copies WHERE doc_id = ?", clean_text(parsed.article.id))
    return _without_repeats(store, parsed, found[0][0]) if found and found[0][0] is not None else parsed


def _without_repeats(store: Store, parsed: ParsedArticle, original: str) -> ParsedArticle:
    """Leave out the events that another article and its near-copies report in the same words."""
    rows = store._ask(
        "SELECT event_type, mode, status, date_start, date_end, evidence FROM events WHERE doc_id <> ?2 AND "
        "(doc_id = ?1 OR doc_id IN (SELECT doc_id FROM near_copies WHERE copy_of = ?1))",
        clean_text(original),
        clean_text(parsed.article.id),
    )
    reported = {(*head, _words(evidence)) for *head, evidence in rows}
    return replace(parsed, events=tuple(event for event in parsed.events if _claim(event) not in reported))


def _claim(event: Event) -> Claim:
    days = (event.when.start, event.when.end)
    return (
        event.type,
        event.mode,
        event.status.value,
        *(None if day is None else day.isoformat() for day in days),
        _words(event.evidence.text),
    )


def _words(evidence: str) -> str:
    return " ".join((clean_text(evidence) or "").casefold().split())
