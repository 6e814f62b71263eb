"""Markdown: what its paragraphs say, with title and day from its front matter (YAML, as Jekyll, Hugo and Obsidian)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from geonews.ingest.columns import guess_columns
from geonews.ingest.drafts import Draft
from geonews.ingest.streams import decode

__all__ = ["markdown_text", "read_markdown"]

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
#: Tokens that stand for a space or a line's end in a paragraph.
_BREAKS: Final = {"softbreak": " ", "hardbreak": "\n"}
_MAX_NESTING: Final = 20


def read_markdown(data: bytes, origin: str, declared: str | None = None) -> Draft:
    """Read one article.

    The title is that of the front matter, else the first heading of the first level, which is then no part of the
    text.

    Raises
    ------
    ArticleParseError
        If the bytes are not text.
    """
    text = decode(data, origin, declared)
    head, body = _front_matter(text)
    known = {field: head[name] for field, name in guess_columns(head).items() if field != "text"}
    blocks = list(_blocks(body))
    title = _line(known.get("title"))
    if blocks and blocks[0][0] == "h1" and title in (None, blocks[0][1]):
        title = blocks.pop(0)[1]
    return Draft(
        origin=origin,
        text="\n\n".join(block for _, block in blocks),
        id=_line(known.get("doc_id")),
        title=title,
        url=_line(known.get("url")),
        published=known.get("published"),
        source=_line(known.get("source")),
    )


def markdown_text(markup: str) -> str:
    r"""Return the text of Markdown, its paragraphs parted by blank lines.

    Examples
    --------
    >>> markdown_text("# Head\n\nThe *ferry* runs\nto [the other side](https://x.example).\n\n* one\n* two")
    'Head\n\nThe ferry runs to the other side.\n\none\n\ntwo'
    """
    return "\n\n".join(block for _, block in _blocks(markup))


def _blocks(markup: str) -> Iterator[tuple[str, str]]:
    """Yield the tag and the text of each block that has running text; code and raw HTML are left out."""
    from markdown_it import MarkdownIt

    tag = "p"
    for token in MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table").parse(markup):
        if token.type.endswith("_open"):
            tag = token.tag
        elif token.type == "inline":
            text = "".join(_inline(token.children or [])).strip()
            if text:
                yield tag, text


def _inline(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        else:
            yield _BREAKS.get(token.type, "")


def _front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Split the front matter off; what is no mapping of YAML is text."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    import yaml

    try:
        values = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, text
    return (values, text[found.end() :]) if isinstance(values, dict) else ({}, text)


def _line(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int | date) and str(value).strip() else None
