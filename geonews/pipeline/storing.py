"""From the parser to the store: what is not there yet, what was done with it, and by which versions."""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, TypedDict

from geonews import __version__, nlp
from geonews.config import data_dir
from geonews.errors import NameTakenError
from geonews.events.drafting import RULE, event_id
from geonews.gazetteer import Gazetteer
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline.ledger import Fate, Ledger, Ticket
from geonews.pipeline.progress import Progress
from geonews.records import CODER_VERSION
from geonews.store import Store
from geonews.store.copies import Copies
from geonews.store.identity import Identities, Judgement

__all__ = ["again", "keep", "unseen", "versions"]

#: Files that decide how an article is read.
_RULES: Final = frozenset({".py", ".toml", ".csv", ".json", ".txt", ".crfsuite"})


class Versions(TypedDict):
    """What reads the articles: two runs that differ in none of it read the same."""

    code_version: str
    model: str
    gazetteer: str


def versions(model: str, gazetteer: Gazetteer) -> Versions:
    """Return the versions of the code with its rules, of the spaCy pipeline and of the gazetteer."""
    return Versions(
        code_version=f"{__version__}, coder {CODER_VERSION}, rules {_rules()}",
        model=nlp.full_name(model),
        gazetteer=gazetteer.path.stem,
    )


@functools.lru_cache(maxsize=1)
def _rules() -> str:
    """Return a digest of the code, word lists and models that read articles."""
    digest, home = hashlib.sha256(), Path(__file__).parents[1]
    files = [path for room in ("nlp", "geoparse", "events") for path in (home / room).rglob("*")]
    for path in sorted(files) + sorted((data_dir() / "models").glob("*")):
        if path.suffix in _RULES:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]


def unseen(
    articles: Iterable[Article | Failure], copies: Copies, identities: Identities, ledger: Ledger
) -> Iterator[Article | Failure]:
    """Pass on what the store does not say yet, under the ids by which it is stored; the ledger is told of the rest."""
    given = told = None
    for item in articles:
        if isinstance(item, Failure):
            if item.is_doubt and item.article_id == given and told is not None:
                item = replace(item, article_id=told)
            ledger.summary.read += not item.is_doubt
            ledger.hand_on(Ticket())
            yield item
            continue
        ledger.summary.read += 1
        verdict = identities.judge(item)
        given, told = item.id, verdict.of or verdict.article.id
        if verdict.judgement is Judgement.UNCHANGED:
            ledger.close(Fate.UNCHANGED, verdict.article, of=verdict.of)
            continue
        if verdict.judgement is Judgement.REVISED:
            ticket = Ticket(article=verdict.article, fate=Fate.REVISED, of=verdict.of, keys=verdict.keys)
        else:
            repeated = copies.check(verdict.article)
            is_copy = repeated is not None and repeated.kind in ("near", "text")
            ticket = Ticket(
                article=verdict.article,
                fate=Fate.NEAR_COPY if is_copy else Fate.STORED,
                of=repeated.of if repeated is not None and is_copy else None,
                keys=verdict.keys,
            )
        ledger.hand_on(ticket)
        yield verdict.article


def again(articles: Iterable[Article], ledger: Ledger) -> Iterator[Article]:
    """Pass on articles of the store that are read again."""
    for article in articles:
        ledger.summary.read += 1
        ledger.hand_on(Ticket(article=article))
        yield article


def keep(
    results: Iterable[ParsedArticle | Failure],
    store: Store,
    settle: Callable[[ParsedArticle, Ticket], ParsedArticle],
    ledger: Ledger,
    progress: Callable[[Progress], None] | None,
    identities: Identities | None = None,
) -> None:
    """Store what comes out of the parser, and account for it.

    Parameters
    ----------
    results
        Parsed articles and failures, in the order of the input.
    store
        An open store.
    settle
        What leaves out the events of near-copies, just before each article is stored.
    ledger
        Has a ticket for each result, and is told what becomes of it.
    progress
        Called after each article.
    identities
        Who is told that an article is under way no more.
    """
    summary, started = ledger.summary, time.monotonic()
    for result in results:
        ticket = ledger.take_back()
        if isinstance(result, Failure):
            result = ledger.fail(result, ticket)
            if not result.is_left_out:
                store.fail(result)
            last = result.article_id
        else:
            result = settle(result, ticket)
            result, is_new = _stored(store, result, ticket, identities)
            ledger.close(ticket.fate if is_new else Fate.UNCHANGED, result.article, of=ticket.of)
            summary.events += len(result.events)
            summary.toponyms += len(result.resolutions)
            summary.toponyms_only += not result.events_coded
            last = result.article.title or result.article.id
        if identities is not None and ticket.article is not None:
            identities.settle(ticket.article)
        summary.seconds = time.monotonic() - started
        if progress is not None:
            progress(
                Progress(
                    articles=summary.stored + summary.revised + summary.near_copies + summary.unchanged,
                    events=summary.events,
                    failures=summary.failures + summary.doubts,
                    seconds=summary.seconds,
                    last=last,
                    failure=result if isinstance(result, Failure) else None,
                )
            )
    summary.seconds = time.monotonic() - started
    ledger.check()


def _stored(
    store: Store, parsed: ParsedArticle, ticket: Ticket, identities: Identities | None
) -> tuple[ParsedArticle, bool]:
    """Store an article; one whose id another ingest has given away meanwhile gets another, and its events with it."""
    new = identities is not None and ticket.fate in (Fate.STORED, Fate.NEAR_COPY)
    while True:
        try:
            return parsed, store.add(parsed, identities=ticket.keys, is_new=new)
        except NameTakenError:
            assert identities is not None
            parsed = _under(parsed, identities.renamed(parsed.article))


def _under(parsed: ParsedArticle, article: Article) -> ParsedArticle:
    """Return what was read under the article's new id."""
    events = tuple(
        replace(
            e,
            article_id=article.id,
            id=event_id(article.id, e.trigger.start, e.type if e.rule_id == RULE else e.rule_id),
        )
        for e in parsed.events
    )
    return replace(parsed, article=article, events=events)
