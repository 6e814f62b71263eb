"""Web pages: the paragraphs of the article and not the menu, with its title, date, address and site."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft
from geonews.ingest.streams import FOREIGN_ERRORS, codec_of, in_one_line

__all__ = ["fragment_text", "read_page"]

logger = logging.getLogger(__name__)

MAX_PAGE_BYTES = 10_000_000
#: Pictures and fonts that a page carries inside; nobody reads them.
INLINE = re.compile(rb"data:[\w/+.-]{0,80}(?:;[\w=+.-]{1,40}){0,3},[^\"'\s<>()]{100,}+", re.IGNORECASE)
MAX_NESTING = 2000
#: What is shorter, or has no sentence of this length, is a menu, a login or a list of headlines.
MIN_ARTICLE_CHARS = 120
MIN_SENTENCE_CHARS = 60
SENTENCE_END = re.compile(r"[.!?。؟।][\"'”’)\]]*(?:\s|$)")
#: Telephone numbers and the like that begin as a day does; in an address the rest is the headline.
LONG_NUMBER = re.compile(r"(?<![\w/-])\d{4}-\d{2}-\d{2}(?:-\d+)+(?![\w-])")
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
#: What XML cannot hold and lxml refuses.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})[^<>]*?(/?)>")
#: Elements that have no end tag, or whose end tag is often left out.
OPEN_ENDED = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"p", "li", "td", "tr", "th", "dt", "dd", "option"}
)


def read_page(data: bytes, origin: str, *, url: str | None = None, charset: str | None = None) -> Draft:
    """Read the article of a page.

    Parameters
    ----------
    data
        The page's HTML.
    origin
        How messages name it.
    url
        Where the page was found, None for a saved page.
    charset
        What the server said of its encoding.

    Raises
    ------
    ArticleParseError
        If the page has no article, or is too large or too deep to look for one.
    """
    data = INLINE.sub(b"data:,", data)
    if len(data) > MAX_PAGE_BYTES:
        raise ArticleParseError(
            f"expected a page of at most {MAX_PAGE_BYTES:,} bytes in {origin!r}, got {len(data):,}; cut it"
        )
    declared = charset or _meta_charset(data)
    html = NO_XML.sub("\ufffd", data.decode(codec_of(data[:1_000_000], declared), "replace"))
    if not html.strip():
        raise ArticleParseError(f"expected a page in {origin!r}, got an empty one; fetch it again")
    if _nesting(html) > MAX_NESTING:
        raise ArticleParseError(f"expected a page in {origin!r}, got tags nested over {MAX_NESTING} deep; skipped")
    found = _extract(html, url, origin)
    text = _paragraphs(found.text or "", found.title) if found is not None else ""
    if not _is_article(text):
        raise ArticleParseError(
            f"expected an article in {origin!r}, got a page with {len(text)} characters of running text; skipped"
        )
    address = urljoin(url or "", found.url) if found.url else url
    host = urlsplit(address or "").hostname
    return Draft(
        origin=origin,
        text=text,
        title=found.title,
        url=address,
        published=_date(html, url),
        source=found.sitename or (host and host.removeprefix("www.")),
    )


def fragment_text(markup: str) -> str:
    r"""Return the text of a piece of HTML, a paragraph a line; what a feed carries is such a piece.

    Examples
    --------
    >>> fragment_text("<p>One &amp; two.</p><script>alert(1)</script><p>Three.</p>")
    'One & two.\n\nThree.'
    """
    import lxml.etree
    import lxml.html

    if "<" not in markup and "&" not in markup:
        return markup.strip()
    if _nesting(markup) > MAX_NESTING:
        return ""
    try:
        root = lxml.html.fragment_fromstring(NO_XML.sub("", markup), create_parent="div")
    except (lxml.etree.LxmlError, *FOREIGN_ERRORS):
        return ""
    for node in root.xpath(".//script|.//style|.//noscript|.//template|.//iframe|.//figure|.//comment()"):
        node.drop_tree()
    for node in root.iter("p", "div", "li", "br", "h1", "h2", "h3", "h4", "blockquote", "tr"):
        node.tail = "\n" + (node.tail or "")
        if node.tag != "br":
            node.text = "\n" + (node.text or "")
    lines = (" ".join(line.split()) for line in root.text_content().splitlines())
    return "\n\n".join(line for line in lines if line)


def _extract(html: str, url: str | None, origin: str) -> Any:
    """Let trafilatura find the article; None where it finds none."""
    import lxml.etree
    import trafilatura

    try:
        return trafilatura.bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, include_tables=False, deduplicate=False
        )
    except (lxml.etree.LxmlError, *FOREIGN_ERRORS) as error:
        raise ArticleParseError(f"expected a page in {origin!r}, got {in_one_line(error)!r}; skipped") from error


def _paragraphs(text: str, title: str | None) -> str:
    """Part the paragraphs by blank lines, and leave out the headline, which the article has as its title."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if lines and title and lines[0].casefold() == " ".join(title.split()).casefold():
        del lines[0]
    return "\n\n".join(lines)


def _date(html: str, url: str | None) -> str | None:
    """Let htmldate find the day of publication; it is told not to take the present day for want of another."""
    import htmldate
    import lxml.etree

    try:
        found: str | None = htmldate.find_date(
            LONG_NUMBER.sub("", html), url=url, original_date=True, extensive_search=False
        )
    except (lxml.etree.LxmlError, *FOREIGN_ERRORS):
        logger.info("htmldate failed on a page", exc_info=True)
        return None
    return found


def _is_article(text: str) -> bool:
    if len(text) < MIN_ARTICLE_CHARS:
        return False
    return any(
        len(line) >= MIN_SENTENCE_CHARS and re.search(r"[.!?。؟।][\"'”’)\]]*(?:\s|$)", line)
        for line in text.split("\n")
    )


def _meta_charset(data: bytes) -> str | None:
    found = META_CHARSET.search(data[:8192])
    return found and found[1].decode("ascii")


def _nesting(html: str) -> int:
    """Return how deep the tags nest at most, roughly; parsers recurse over the tree."""
    depth = deepest = 0
    for closing, name, empty in TAG.findall(html):
        if empty or name.lower() in OPEN_ENDED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest
