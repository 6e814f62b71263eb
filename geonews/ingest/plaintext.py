"""Plain text, with or without a header of its own.

A file of the project's own form begins with header lines and a blank line; in every other file the whole is text::

    Title: Ferry service resumes across the strait
    Published: 2022-03-01
    Source: Harbour Gazette
    URL: https://example.org/ferry

    The first ferry left at dawn ...

One that an archive of newspapers handed out holds many articles, in lines of one width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from geonews.ingest.bundles import looks_like_bundle, read_bundle
from geonews.ingest.drafts import Draft
from geonews.ingest.streams import decode
from geonews.model import Failure

__all__ = ["read_text", "read_texts"]

HEADER_LINE = re.compile(r"(title|published|source|url|id)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
MAX_HEADER_LINES = 5
#: Lines without words part the paragraphs of an archive.
BLANK = re.compile(r"\n[ \t\f]*(?:\n[ \t\f]*)+")


def read_texts(data: bytes, origin: str, declared: str | None = None) -> Iterator[Draft | Failure]:
    """Read one plain-text article, or those that an archive put into one file.

    Raises
    ------
    ArticleParseError
        If the bytes are not text.
    """
    text = decode(data, origin, declared)
    bundle = read_bundle(_paragraphs(text), origin) if looks_like_bundle(text) else None
    if bundle is None:
        yield _article(text, origin)
    else:
        yield from bundle


def read_text(data: bytes, origin: str, declared: str | None = None) -> Draft:
    """Read one plain-text article.

    Raises
    ------
    ArticleParseError
        If the bytes are not text.
    """
    return _article(decode(data, origin, declared), origin)


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, the lines of each without the space around them."""
    found = BLANK.split(text.replace("\r\n", "\n"))
    return ["\n".join(map(str.strip, paragraph.strip().split("\n"))) for paragraph in found]


def _article(text: str, origin: str) -> Draft:
    head, body = split_header(text)
    return Draft(
        origin=origin,
        text=body,
        id=head.get("id"),
        title=head.get("title"),
        url=head.get("url"),
        published=head.get("published"),
        source=head.get("source"),
    )


def split_header(text: str) -> tuple[dict[str, str], str]:
    r"""Split a text into its header and its body; the header is {} unless every line of it is one we know.

    Examples
    --------
    >>> split_header("Title: A\nPublished: 2021-07-06\n\nBody.")
    ({'title': 'A', 'published': '2021-07-06'}, 'Body.')
    >>> split_header("Title: a word\nthat begins a sentence.")
    ({}, 'Title: a word\nthat begins a sentence.')
    """
    head: dict[str, str] = {}
    rest = text
    for _ in range(MAX_HEADER_LINES + 1):
        line, newline, rest = rest.partition("\n")
        if not line.strip():
            return (head, rest.lstrip("\n")) if head else ({}, text)
        found = HEADER_LINE.fullmatch(line.strip())
        if found is None or found[1].lower() in head or not newline:
            return {}, text
        head[found[1].lower()] = found[2].strip()
    return {}, text
