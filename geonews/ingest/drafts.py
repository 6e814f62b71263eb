"""From what a reader found to an article: one place for cleaning, limits, dates, language and identity.

Every reader yields drafts; ``finish`` turns each into an ``Article`` or says why not. Characters that no store or
page can hold (NUL, lone surrogates) are replaced one for one, so offsets into the text that was given stay true.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from geonews.config import Config
from geonews.gazetteer.tongue import load_tongues, tongue_of
from geonews.ingest.dates import doubt, find_date, parse_date
from geonews.ingest.language import ENGLISH, detect_language, language_name
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.model import DOUBT, Article, Failure, Origin

__all__ = ["Draft", "assemble", "canonical_url", "failure_at", "finish", "plain", "same_page"]

logger = logging.getLogger(__name__)

MAX_HEAD_CHARS = 500
MAX_ID_CHARS = 500
MAX_URL_CHARS = 2000
MAX_HEADLINE_CHARS = 200
REPLACEMENT = "\ufffd"
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: Parameters that say where a reader came from, not what is read.
TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|cmpid|ns_\w+|at_(?:medium|campaign|custom\d)|ref_?src|smid",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reader found, still as it was found.

    ``origin`` names the input and the place in it ("news.jsonl:3"), ``row`` is the number at its end, None where the
    input is one article. ``published`` is anything that ``parse_date`` reads; ``is_dated`` says that the input has a
    place for it, so that an empty one is told; ``is_link`` that the input has nothing but the address. ``item`` is how
    a feed tells the article from its others, ``fetched`` the address that it was fetched from.
    """

    origin: str
    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    published: Any = None
    source: str | None = None
    row: int | None = None
    item: str | None = None
    is_dated: bool = False
    fetched: str | None = None
    is_link: bool = False

    @property
    def file(self) -> str:
        """The input without the place in it."""
        return self.origin if self.row is None else self.origin.removesuffix(f":{self.row}")


def failure_at(file: str, row: int | None, stage: str, error: str, *, name: str | None = None) -> Failure:
    """Return a failure that names its file and row; ``name`` is what it is called where the input has a name for it."""
    told = file if row is None else f"{file}:{row}"
    return Failure(article_id=name or told, stage=stage, error=error, origin=Origin(file=file, row=row))


def finish(found: Draft | Failure, config: Config) -> Iterator[Article | Failure]:
    """Turn what a reader found into an article; whatever breaks in one draft costs no other.

    Yields
    ------
    Article or Failure
        See ``assemble``; failures of the reader pass through.
    """
    if isinstance(found, Failure):
        yield found
        return
    try:
        yield from assemble(found, config)
    except FOREIGN_ERRORS as error:
        logger.warning("%s could not be finished", found.origin, exc_info=True)
        said = f"{type(error).__name__}: {in_one_line(error)}"
        yield failure_at(found.file, found.row, "text", f"expected an article, got {said}", name=found.id)


def assemble(draft: Draft, config: Config, *, now: datetime | None = None) -> Iterator[Article | Failure]:
    """Turn a draft into an article.

    Yields
    ------
    Article or Failure
        One article; or one failure (``text``: there is none, or too much of it; ``language``: it is neither
        English nor one of the languages whose toponyms are read).
        A publication date that cannot be read or cannot be true is left out of the article, and a failure of stage
        ``date`` with the article's id comes after it.
    """
    url = _web_address(draft.url)
    text = UNSTORABLE.sub(REPLACEMENT, draft.text)
    given = _given_id(draft.id)
    if not any(c.isalnum() for c in text):
        yield failure_at(
            draft.file, draft.row, "text", "expected the text of an article, got none; skipped", name=given
        )
        return
    if len(text) > config.max_chars:
        said = f"expected at most {config.max_chars:,} characters, got {len(text):,}; split it or raise max_chars"
        yield failure_at(draft.file, draft.row, "text", said, name=given)
        return
    language = detect_language(text)
    if language != ENGLISH and tongue_of(language) is None:
        readable = ", ".join(sorted(load_tongues()))
        said = (
            f"expected English, or a language whose places are read ({readable}), got {language_name(language)} "
            f"({language}); skipped"
        )
        yield failure_at(draft.file, draft.row, "language", said, name=given)
        return
    published, reason = _published(draft.published, text, now)
    if published is None and reason is None and draft.is_dated:
        reason = "expected a publication date in the row, got an empty one"
    name = given or _stable_id(url, text)
    yield Article(
        id=name,
        text=text,
        title=plain(draft.title, MAX_HEAD_CHARS) or _headline(text),
        url=url,
        published=published,
        language=language,
        source=plain(draft.source, MAX_HEAD_CHARS),
        origin=_origin(draft, url, given),
    )
    if reason is not None:  # after the article: a store forgets what failed before it came
        where = "" if name == given else f" in {draft.origin!r}"
        yield failure_at(draft.file, draft.row, DOUBT, f"{reason}{where}; kept without a date", name=name)


def _origin(draft: Draft, url: str | None, given: str | None) -> Origin:
    """Return where an article was met; a page that names another address than its own was not fetched from there."""
    item, is_feed = (plain(draft.item, MAX_URL_CHARS), True) if draft.item else (given, False)
    is_fetched = draft.fetched is not None and url is not None and same_page(draft.fetched, url)
    return Origin(file=draft.file, row=draft.row, item=item, is_feed=is_feed, is_fetched=is_fetched)


def plain(text: Any, limit: int) -> str | None:
    """Return a value as one line of text without control characters, None where nothing is left."""
    if text is None or (isinstance(text, float) and text != text):
        return None
    line = UNSTORABLE.sub(REPLACEMENT, str(text)[: 4 * limit])
    line = " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in line).split())
    return line[:limit] or None


def canonical_url(url: str) -> str:
    """Return a URL without what does not change the page: fragment, tracking, default port, letter case of the host.

    Examples
    --------
    >>> canonical_url("HTTPS://Example.org:443/a?utm_source=x&id=7#top")
    'https://example.org/a?id=7'
    """
    line = re.sub(r"[\s\x00-\x1f]", "%20", url.strip())
    try:
        parts = urlsplit(line)
        port = parts.port
    except ValueError:
        return line
    host = (parts.hostname or "").lower()
    if port is not None and (parts.scheme, port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(k)]
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", urlencode(query), ""))


def same_page(fetched: str, url: str) -> bool:
    """Say whether a page may speak for an address: it was fetched from there, or from the same host.

    Examples
    --------
    >>> same_page("https://www.example.org/a?utm_source=x", "https://example.org/news/a")
    True
    >>> same_page("https://copy.example/a", "https://example.org/a")
    False
    """
    hosts = [re.sub(r"^www\.", "", urlsplit(canonical_url(address)).netloc) for address in (fetched, url)]
    return bool(hosts[0]) and hosts[0] == hosts[1]


def _web_address(url: str | None) -> str | None:
    """Return an address that a page may link to, None for everything that is not http(s)."""
    line = plain(url, MAX_URL_CHARS + 1)
    if line is None or len(line) > MAX_URL_CHARS or not re.match(r"https?://[^\s/]", line, re.IGNORECASE):
        return None
    return re.sub(r"^(https?://)[^/?#]*@", r"\1", line, flags=re.IGNORECASE)


def _given_id(given: str | None) -> str | None:
    """Return the id that the input gives, as it is; one of absurd length is cut and told apart by its hash."""
    if given is None or not given.strip():
        return None
    name = UNSTORABLE.sub(REPLACEMENT, given)
    return name if len(name) <= MAX_ID_CHARS else f"{name[:MAX_ID_CHARS]}#{_digest(name)}"


def _stable_id(url: str | None, text: str) -> str:
    """Return the id of an article that has none: the same address, or else the same words, are the same article."""
    key = f"url:{canonical_url(url)}" if url else "text:" + " ".join(text.split())
    return _digest(key)


def _digest(key: str) -> str:
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _published(value: Any, text: str, now: datetime | None) -> tuple[datetime | None, str | None]:
    """Return the publication date and, where the given one is no use, the reason."""
    given = plain(value, MAX_HEAD_CHARS) if isinstance(value, str) else value
    if given is None or given in ("", 0) or (isinstance(given, float) and given != given):
        found = find_date(text)
        return (None, None) if found is None or doubt(found, now=now) else (found, None)
    published = parse_date(given)
    if published is None:
        return None, f"expected a publication date such as 2021-07-06, got {str(given)[:60]!r}"
    reason = doubt(published, now=now)
    return (None, reason) if reason else (published, None)


def _headline(text: str) -> str | None:
    """Return the first line if it stands alone and reads like a headline."""
    first, _, rest = text.lstrip().partition("\n")
    line = first.strip()
    words = re.findall(r"[^\W\d_]+", line)
    if not rest.strip() or len(line) > MAX_HEADLINE_CHARS or len(words) < 2 or line.endswith((".", ":", ";", ",")):
        return None
    return None if find_date(line) else plain(line, MAX_HEAD_CHARS)
