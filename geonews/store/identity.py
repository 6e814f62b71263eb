"""Which article is which: the same only if its text is; another text in the same place is a revision.

An article is met again by the guid of its entry in a feed, by its address, by its row in its file, or by its id and
its very words. The id alone says nothing across files: two tables may both count from 1. Who names an address without
having been fetched from it never takes the place of the article that was.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from geonews.ingest.drafts import canonical_url
from geonews.model import Article, Origin
from geonews.store.keys import digest, entry_prefix, keys_of, row_prefix
from geonews.store.rows import clean_text, content_hash, local_time, words_hash
from geonews.store.store import Store

__all__ = ["Identities", "Judgement", "Verdict"]

#: Share of the longer words of the shorter text that a later text of one row must have in common with it.
MIN_ALIKE: Final = 0.3
_LONG_WORD: Final = re.compile(r"\w{5,}")
_SAID: Final = "words_hash, content_hash, title, published, published_offset, file"


class Judgement(StrEnum):
    """What an article is to a store."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A judgement, with the article as it is to be stored.

    ``of`` is the id of the stored article that it is, ``keys`` what it is met by, to be stored with it.
    """

    judgement: Judgement
    article: Article
    of: str | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What an article says, or once said, and the file that it was met in."""

    words: str | None
    content: str | None
    title: str | None
    day: str | None
    file: str | None

    def is_said_by(self, article: Article, words: str, content: str) -> bool:
        """Say whether an article says no more than this.

        The title and the day of another file count for nothing: it is the words that make an article.
        """
        if self.content == content:
            return True
        if self.words != words:
            return False
        if article.origin is None or self.file != clean_text(article.origin.file):
            return True
        title, day = clean_text(article.title), _day(article)
        return (title is None or title == self.title) and (day is None or day == self.day)


@dataclass(slots=True, kw_only=True)
class _Known:
    """What is known of a stored article, or of one that is on its way to the store.

    ``said`` is what it says, and behind it what it said before as far as that is on its way, too.
    """

    doc_id: str
    said: tuple[_Said, ...]
    url: str | None
    is_bare: bool
    is_fetched: bool
    is_of_this_run: bool
    text: str | None = None


class Identities:
    """Judges the articles of a run.

    Parameters
    ----------
    store
        An open store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._run = uuid.uuid4().hex
        self._under_way: dict[str, tuple[int, _Known, tuple[str, ...]]] = {}
        self._by_key: dict[str, dict[str, None]] = {}

    def judge(self, article: Article) -> Verdict:
        """Say what an article is to the store; one that is not there yet counts as under way until ``settle``."""
        keys = keys_of(article, self._run)
        verdict = self._verdict(article, keys)
        doc_id = verdict.of or verdict.article.id
        noted = tuple(key for kind, key in keys.items() if kind != "id" or doc_id != article.id)
        if verdict.judgement is Judgement.UNCHANGED:
            is_fetched = article.origin is not None and article.origin.is_fetched
            if doc_id not in self._under_way:
                self._store.note_identities(doc_id, noted, is_fetched=is_fetched)
        else:
            self._expect(verdict.article, noted)
        return replace(verdict, keys=noted)

    def renamed(self, article: Article) -> Article:
        """Give an article whose id was taken while it was read another one."""
        return self._named(article, words_hash(article.text))

    def settle(self, article: Article) -> None:
        """Say that an article that was under way has been stored, or could not be read."""
        doc_id = str(clean_text(article.id))
        count, known, keys = self._under_way.pop(doc_id)
        if count > 1:
            self._under_way[doc_id] = (count - 1, known, keys)
            return
        for key in keys:
            found = self._by_key.get(key, {})
            found.pop(doc_id, None)
            if not found:
                self._by_key.pop(key, None)

    def _verdict(self, article: Article, keys: dict[str, str]) -> Verdict:
        words, content, origin = words_hash(article.text), content_hash(article), article.origin
        met: dict[str, list[_Known]] = {}
        for kind, key in keys.items():  # what was said anywhere is no revision of anything
            candidates = [known for doc_id in self._docs(kind, key) if (known := self._known(doc_id)) is not None]
            if kind in ("row", "id"):  # an address of its own tells an article from another with its id
                candidates = [known for known in candidates if not _elsewhere(article, known)]
            for known in candidates:
                if known.is_bare or any(one.is_said_by(article, words, content) for one in self._said(known)):
                    return Verdict(judgement=Judgement.UNCHANGED, article=article, of=known.doc_id)
            met[kind] = candidates
        for kind, candidates in met.items():
            for known in candidates:
                if self._is_revision(kind, article, origin, known):
                    told = replace(article, id=known.doc_id)
                    if known.said[0].words == words:
                        told = self._with_head(told, known)
                    return Verdict(judgement=Judgement.REVISED, article=told, of=known.doc_id)
        return Verdict(judgement=Judgement.NEW, article=self._named(article, words))

    def _is_revision(self, kind: str, article: Article, origin: Origin | None, known: _Known) -> bool:
        """Say whether another text in the same place is a later one of the same article."""
        if kind == "entry":
            return True
        if kind == "id":
            return origin is None and (known.is_of_this_run or self._alike(article, known))
        if kind == "row":
            return known.is_of_this_run or self._alike(article, known)
        if known.is_fetched and not (origin is not None and origin.is_fetched):
            return False
        if origin is None or origin.item is None:
            return True
        if origin.is_feed:  # entries of one feed that share a link are articles of their own
            return not self._has(known.doc_id, entry_prefix(origin))
        return not self._has(known.doc_id, row_prefix(origin, self._run)) or self._alike(article, known)

    def _with_head(self, article: Article, known: _Known) -> Article:
        """Keep the title and the day that the revision does not give."""
        if article.title is not None and article.published is not None:
            return article
        stored = self._store.article(known.doc_id)
        if stored is None:
            return article
        return replace(article, title=article.title or stored.title, published=article.published or stored.published)

    def _alike(self, article: Article, known: _Known) -> bool:
        text = known.text
        if text is None:
            stored = self._store.article(known.doc_id)
            text = "" if stored is None else stored.text
        one, other = (set(_LONG_WORD.findall(words.casefold())) for words in (article.text, text))
        return len(one & other) >= MIN_ALIKE * max(1, min(len(one), len(other)))

    def _named(self, article: Article, words: str) -> Article:
        """Give a new article an id that no other has: its own, or with a mark of what it says behind it."""
        if not self._is_taken(article.id):
            return article
        place = "" if article.origin is None else f"{article.origin.file}\x1f{article.origin.item}"
        more, count = f"{words}\x1f{article.url}\x1f{place}", 0
        while self._is_taken(name := f"{article.id}~{digest(more)[:8]}"):
            count += 1
            more = f"{more}\x1f{count}"
        return replace(article, id=name)

    def _is_taken(self, doc_id: str) -> bool:
        return str(clean_text(doc_id)) in self._under_way or self._store.has_article(doc_id)

    # What is known

    def _docs(self, kind: str, key: str) -> list[str]:
        """Return the ids of the articles that are met by a key, the newest first."""
        coming = list(self._by_key.get(key, {}))[::-1]
        rows = self._store._ask("SELECT doc_id FROM identities WHERE key = ? ORDER BY fid DESC", key)
        found = dict.fromkeys([*coming, *(doc_id for (doc_id,) in rows)])
        if kind == "id":
            found.setdefault(key.removeprefix("id:"))
        return list(found)

    def _known(self, doc_id: str) -> _Known | None:
        if doc_id in self._under_way:
            return self._under_way[doc_id][1]
        rows = self._store._ask(
            f"SELECT {_SAID}, url, url_basis, run_id, text IS NULL FROM articles WHERE doc_id = ?", doc_id
        )
        if not rows:
            return None
        *said, url, basis, run, is_bare = rows[0]
        return _Known(
            doc_id=doc_id,
            said=(_said_in(said),),
            url=url,
            is_bare=bool(is_bare),
            is_fetched=basis == "fetched",
            is_of_this_run=run is not None and run == self._store.run_number(),
        )

    def _said(self, known: _Known) -> Iterator[_Said]:
        """Yield what an article says, and what it said before."""
        yield from known.said
        for row in self._store._ask(f"SELECT {_SAID} FROM revisions WHERE doc_id = ? ORDER BY fid DESC", known.doc_id):
            yield _said_in(row)

    def _has(self, doc_id: str, prefix: str) -> bool:
        """Say whether an article is met by a key that begins so."""
        if doc_id in self._under_way and any(key.startswith(prefix) for key in self._under_way[doc_id][2]):
            return True
        rows = self._store._ask("SELECT key FROM identities WHERE doc_id = ?", doc_id)
        return any(key.startswith(prefix) for (key,) in rows)

    def _expect(self, article: Article, keys: tuple[str, ...]) -> None:
        doc_id = str(clean_text(article.id))
        before = self._under_way.get(doc_id)
        said = _Said(
            words=words_hash(article.text),
            content=content_hash(article),
            title=clean_text(article.title),
            day=_day(article),
            file=None if article.origin is None else clean_text(article.origin.file),
        )
        known = _Known(
            doc_id=doc_id,
            said=(said, *(before[1].said if before else ())),
            url=article.url,
            is_bare=False,
            is_fetched=article.origin is not None and article.origin.is_fetched,
            is_of_this_run=True,
            text=article.text,
        )
        names = tuple(dict.fromkeys([*(before[2] if before else ()), *keys]))
        self._under_way[doc_id] = ((before[0] if before else 0) + 1, known, names)
        for key in names:
            self._by_key.setdefault(key, {})[doc_id] = None


def _elsewhere(article: Article, known: _Known) -> bool:
    """Say whether both have an address, and not the same."""
    if article.url is None or known.url is None:
        return False
    return canonical_url(article.url) != canonical_url(known.url)


def _day(article: Article) -> str | None:
    return None if article.published is None else article.published.date().isoformat()


def _said_in(row: Sequence[Any]) -> _Said:
    """Return what a row of the columns ``_SAID`` says."""
    words, content, title, published, offset, file = row
    when = local_time(published, offset)
    return _Said(
        words=words, content=content, title=title, day=None if when is None else when.date().isoformat(), file=file
    )
