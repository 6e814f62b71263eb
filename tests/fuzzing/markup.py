"""Pages and feeds: markup whose tags do not match, heads that say anything, dates in every dress."""

from __future__ import annotations

import json

from hypothesis import strategies as st
from ingest_builders import STORY, page, rss, rss_item

__all__ = ["feeds", "json_values", "pages", "words"]

#: Texts of any characters, and of those that parsers stumble over.
words = st.text(st.characters(), max_size=60) | st.sampled_from(
    [
        *STORY.split("\n\n"),
        "",
        " ",
        "\x00",
        "\ud800",
        "\u202e",
        "&amp;",
        "&#0;",
        "&#x110000;",
        "&nbsp",
        "&a;",
        "]]>",
        "-->",
        "2022-03-01",
        "1 March 2022",
        "Published: 31/12/9999",
        "March 1, 2022 at 25:61 p.m.",
        "3 hours ago",
        "Tue, 01 Mar 22",
        "99999999999999999999",
        "-1",
        "NaN",
        "http://x.example/2022/03/01/a",
        "//x.example",
        "javascript:alert(1)",
        "http://[",
        "data:text/html,<b>",
        "x" * 3000,
        "a " * 1000,
        "\n" * 200,
    ]
)
TAGS = [
    "p",
    "div",
    "article",
    "main",
    "section",
    "h1",
    "h2",
    "span",
    "a",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "form",
    "input",
    "br",
    "img",
    "time",
    "blockquote",
    "template",
    "noscript",
    "select",
    "option",
    "html",
    "head",
    "body",
    "meta",
    "title",
    "base",
    "frameset",
    "pre",
    "code",
    "quote",
    "figure",
    "o:p",
    "A",
    "x-y",
    "textarea",
    "plaintext",
    "object",
    "embed",
    "main/",
]
ATTRIBUTES = [
    "class",
    "id",
    "href",
    "src",
    "datetime",
    "content",
    "property",
    "name",
    "itemprop",
    "lang",
    "style",
    "xmlns",
    "charset",
    "http-equiv",
    "title",
    "rel",
    "type",
    "data-date",
    "onclick",
    "'",
    "=",
]
CLASSES = st.sampled_from(
    ["article-body", "entry-content", "post__date", "byline", "comment", "menu", "meta", "pubdate"]
)
attributes = st.lists(
    st.tuples(st.sampled_from(ATTRIBUTES), words | CLASSES, st.sampled_from(["'", '"', ""])), max_size=3
)
META = [
    "article:published_time",
    "og:title",
    "og:url",
    "og:site_name",
    "date",
    "dc.date",
    "last-modified",
    "author",
    "og:updated_time",
    "datePublished",
    "pubdate",
    "description",
    "og:locale",
]

json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | words,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "datePublished", "headline", "author", "name", "url", "x", ""]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


def _tag(tag: str, given: list[tuple[str, str, str]]) -> str:
    return f"<{tag}{''.join(f' {name}={quote}{value}{quote}' for name, value, quote in given)}>"


_open = st.builds(_tag, st.sampled_from(TAGS), attributes)
_close = st.sampled_from(TAGS).map(lambda tag: f"</{tag}>")
_paragraph = words.map(lambda text: f"<p>{text}</p>")
_deep = st.tuples(st.sampled_from(TAGS), st.integers(1, 300)).map(lambda found: f"<{found[0]}>" * found[1])
_other = (
    st.builds("<!--{}".format, words)
    | st.builds("<![CDATA[{}]]>".format, words)
    | st.builds("<?xml {}?>".format, words)
)
soup = st.lists(_open | _close | words | _paragraph | _deep | _other, max_size=25).map("".join)
_meta = st.builds('<meta property="{}" content="{}">'.format, st.sampled_from(META), words)
_linked = json_values.map(lambda value: f'<script type="application/ld+json">{json.dumps(value)}</script>')
_canonical = st.builds('<link rel="canonical" href="{}">'.format, words)
head = st.lists(_meta | _linked | _canonical | words.map("<title>{}</title>".format), max_size=6).map("".join)
_encodings = st.sampled_from(["utf-8", "utf-8", "utf-16", "utf-32", "cp1252", "utf-7", "shift_jis"])


def _encode(text: str, codec: str) -> bytes:
    return text.encode(codec, "surrogatepass" if codec.startswith("utf-") and codec != "utf-7" else "replace")


def _page(head: str, before: str, story: str, after: str, codec: str) -> bytes:
    whole = f"<html><head><meta charset='{codec}'>{head}</head><body>{before}{story}{after}</body></html>"
    return _encode(whole, codec)


_story = st.just("".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))) | soup
pages: st.SearchStrategy[bytes] = st.builds(_page, head, soup, _story, soup, _encodings) | st.just(page().encode())

_XML = [
    "title",
    "link",
    "description",
    "content:encoded",
    "pubDate",
    "dc:date",
    "guid",
    "author",
    "category",
    "entry",
    "item",
    "channel",
    "feed",
    "id",
    "updated",
    "published",
    "summary",
    "content",
    "source",
    "media:content",
    "itunes:summary",
    "georss:point",
    "gml:posList",
    "xhtml:div",
    "image",
    "textInput",
    "cloud",
    "enclosure",
]
_KINDS = [
    "type='html'",
    "type='xhtml'",
    "type='text'",
    "mode='base64'",
    "mode='escaped'",
    "src='http://x.example'",
    "href='/a'",
    "href='http://['",
    "xml:base='http://x.example/'",
    "rel='enclosure'",
    "xml:lang='\x00'",
    "isPermaLink='true'",
    "",
]


def _element(name: str, kind: str, inside: str, closed: bool) -> str:
    return f"<{name} {kind}>{inside}" + (f"</{name}>" if closed else "")


_leaf = words | words.map("<![CDATA[{}]]>".format) | soup | soup.map("<![CDATA[{}]]>".format)
_elements = st.recursive(
    _leaf,
    lambda inner: st.builds(
        _element,
        st.sampled_from(_XML),
        st.sampled_from(_KINDS),
        st.lists(inner, max_size=4).map("".join),
        st.sampled_from([True, True, True, False]),
    ),
    max_leaves=12,
)
_ROOTS = [
    "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    "<channel>{}</channel></rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>{}</feed>",
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>{}</rdf:RDF>",
    "<rss version='0.91'>{}",
    "<feed version='0.3' xmlns='http://purl.org/atom/ns#'>{}</feed>",
    "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><item><title>&a;</title></item>{}</channel></rss>",
]


def _feed(root: str, parts: list[str], story: str, codec: str, declared: str) -> bytes:
    entry = (
        f"<item><title>T</title><link>https://x.example/1</link><description><![CDATA[{story}]]></description></item>"
    )
    return _encode(f"<?xml version='1.0' encoding='{declared}'?>" + root.format("".join(parts) + entry), codec)


feeds: st.SearchStrategy[bytes] = st.builds(
    _feed, st.sampled_from(_ROOTS), st.lists(_elements, max_size=5), _story, _encodings, _encodings | st.just("bogus")
) | st.just(rss(rss_item("https://x.example/1", content=page()), rss_item("https://x.example/2", summary="Short.")))
