"""XML as text: decoded once, refused with a document type, cut at a number of entries.

Whatever reads XML here is given text that has been looked at as text: in which encoding an attacker wrote a document
type, or behind how much white space, makes no difference, because the parser gets the very characters that were
searched. A feed needs none, and entities that expand a thousandfold are made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from geonews.errors import ArticleParseError
from geonews.ingest.streams import codec_of

__all__ = ["cut_after", "decoded", "tags_of"]

#: What XML may begin with, in which its own word on the encoding stands.
DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>", re.IGNORECASE)
ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
TYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b", re.IGNORECASE)
SAMPLE_BYTES = 1_000_000
#: Parts whose content is text, whatever it looks like.
QUOTED = (("<![CDATA[", "]]>"), ("<!--", "-->"))


def decoded(data: bytes, origin: str, *, charset: str | None = None) -> str:
    """Return the text of an XML document, without its declaration.

    Parameters
    ----------
    data
        The document, in any encoding.
    origin
        How messages name it.
    charset
        What the sender said of the encoding.

    Raises
    ------
    ArticleParseError
        If it has a document type, or parts of one.
    """
    said = ENCODING.search(data[:1000])
    declared = charset or (said[1].decode("ascii") if said is not None else None)
    text = data.decode(codec_of(data[:SAMPLE_BYTES], declared), "replace").removeprefix("\ufeff")
    if "<!" in text:
        for piece in _markup(text):
            if TYPE.search(piece):
                raise ArticleParseError(
                    f"expected XML without a document type in {origin!r}, got one; take the DOCTYPE away, "
                    "no feed needs it"
                )
    found = DECLARATION.match(text)
    return text if found is None else text[found.end() :]


def tags_of(text: str) -> int:
    """Return how many tags a document has, what stands quoted in it apart.

    Examples
    --------
    >>> tags_of("<a><b/><![CDATA[<p>quoted</p>]]></a>")
    3
    """
    return sum(text.count("<", *piece) for piece in _spans(text))


def cut_after(text: str, tags: tuple[str, ...], most: int) -> tuple[str, int]:
    """Cut a document before the element that is one too many.

    Parameters
    ----------
    text
        What ``decoded`` returned.
    tags
        Names of the elements that count, without a prefix.
    most
        How many may stay.

    Returns
    -------
    str, int
        The text, with the elements that were open closed again where it was cut, and how many elements were left out.
    """
    opening = re.compile(r"<(?:\w+:)?(?:" + "|".join(tags) + r")[\s>/]", re.IGNORECASE)
    starts = [found.start() for piece in _spans(text) for found in opening.finditer(text, *piece)]
    if len(starts) <= most:
        return text, 0
    kept = text[: starts[most]]
    root = re.search(r"<((?:\w+:)?(?:rss|feed|RDF))[\s>]", kept, re.IGNORECASE)
    channel = re.search(r"<((?:\w+:)?channel)[\s>]", kept, re.IGNORECASE)
    open_still = channel is not None and f"</{channel[1]}>" not in kept
    closed = (f"</{channel[1]}>" if channel and open_still else "") + (f"</{root[1]}>" if root else "")
    return kept + closed, len(starts) - most


def _markup(text: str) -> Iterator[str]:
    """Yield what is not within CDATA or comments."""
    for start, end in _spans(text):
        yield text[start:end]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that are not within CDATA or comments; one that is never closed hides nothing."""
    position = 0
    ends = {closer: 0 for _, closer in QUOTED}
    opener = re.compile("|".join(re.escape(start) for start, _ in QUOTED))
    closers = dict(QUOTED)
    while (found := opener.search(text, position)) is not None:
        closer = closers[found.group()]
        end = text.find(closer, found.end()) if ends[closer] >= 0 else -1
        ends[closer] = end
        yield position, found.start()
        if end < 0:
            position = found.end()
            continue
        position = end + len(closer)
    yield position, len(text)
