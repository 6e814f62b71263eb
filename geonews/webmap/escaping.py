"""The map's door for untrusted text: what comes from an article leaves here as plain, bounded, inert text."""

from __future__ import annotations

import html
import json
import math
import re
from typing import Any

__all__ = ["html_text", "markdown_text", "plain_text", "script_json"]

#: Controls, and the marks that turn the direction of the text around them (Unicode TR 9, TR 36).
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+")
#: More than four combining marks on one letter cover the neighbouring lines.
STACKED = re.compile("([\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{4})[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")

#: What Markdown, Streamlit's directives and its formulas read as more than a sign.
SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+.!|~:$&-])")


def plain_text(text: str | None, limit: int = 200) -> str:
    r"""Return text without control and direction marks, in one line, cut at ``limit`` characters.

    >>> plain_text("a\u202eb\n c", 10)
    'a b c'
    """
    if not text:
        return ""
    line = " ".join(STACKED.sub(r"\1", UNSEEN.sub(" ", text[: 8 * limit])).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def html_text(text: str | None, limit: int = 200) -> str:
    """Return text that shows as itself inside HTML, attributes, and JavaScript's template literals.

    >>> html_text("<b>${1}`")
    '&lt;b&gt;&#36;{1}&#96;'
    """
    escaped = html.escape(plain_text(text, limit))
    return escaped.replace("`", "&#96;").replace("$", "&#36;").replace("\\", "&#92;")


def markdown_text(text: str | None, limit: int = 200) -> str:
    r"""Return text that shows as itself inside Markdown: no link, no picture, no formula comes of it.

    >>> markdown_text("![a](b) $x$ :red[y]")
    '\\!\\[a\\]\\(b\\) \\$x\\$ \\:red\\[y\\]'
    """
    return SIGNS.sub(r"\\\1", plain_text(text, limit))


def script_json(value: Any) -> str:
    r"""Serialise for the inside of a ``<script>`` element or a template: no markup, no template literal survives.

    Raises
    ------
    ValueError
        If a number is not finite.

    >>> script_json({"t": "</script>${`"})
    '{"t":"\\u003c/script\\u003e\\u0024{\\u0060"}'
    """
    text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&$`\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.replace("{{", "{\\u007b")


def _finite(value: Any) -> Any:
    """Turn floats that JSON has no word for into None, throughout."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
