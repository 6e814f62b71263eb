"""Plain text, with or without a header of its own.

A file of the project's own form begins with header lines and a blank line; in every other file the whole is text::

    Title: Ferry service resumes across the strait
    Published: 2022-03-01
    Source: Harbour Gazette
    URL: https://example.org/ferry

    The first ferry left at dawn ...
"""

from __future__ import annotations

import re

from geonews.ingest.drafts import Draft
from geonews.ingest.streams import decode

__all__ = ["read_text"]

HEADER_LINE = re.compile(r"(title|published|source|url|id)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
MAX_HEADER_LINES = 5


def read_text(data: bytes, origin: str, declared: str | None = None) -> Draft:
    """Read one plain-text article.

    Raises
    ------
    ArticleParseError
        If the bytes are not text.
    """
    head, body = split_header(decode(data, origin, declared))
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
