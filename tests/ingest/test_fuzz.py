"""Every parser against random and damaged documents: it yields articles and failures, and nothing else happens.

``GEONEWS_FUZZ_EXAMPLES`` sets the number of documents for each kind, for longer runs.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_builders import STORY, page, parquet, pdf, rss, rss_item, warc, warc_record

from geonews import ingest
from geonews.config import Config
from geonews.errors import GeonewsError
from geonews.ingest.archives import read_file
from geonews.ingest.columns import guess_columns
from geonews.ingest.dates import find_date, parse_date
from geonews.ingest.drafts import Draft, assemble, canonical_url
from geonews.ingest.feed import read_feed
from geonews.ingest.language import detect_language
from geonews.ingest.pdf import paragraphs
from geonews.ingest.plaintext import split_header
from geonews.ingest.streams import FOREIGN_ERRORS, decode
from geonews.ingest.webpage import fragment_text
from geonews.model import Article, Failure

CONFIG = Config(max_bytes=200_000, max_chars=50_000)
EXAMPLES = int(os.environ.get("GEONEWS_FUZZ_EXAMPLES", "40"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 40,
    suppress_health_check=list(HealthCheck),
    database=None,
)
HTML = "".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))
SEEDS: dict[str, bytes] = {
    "text": f"Title: T\nPublished: 2022-03-01\n\n{STORY}".encode(),
    "page": page().encode(),
    "feed": rss(rss_item("https://x.example/1", content=HTML), rss_item("https://x.example/2", summary="Short.")),
    "json": json.dumps({"articles": [{"text": STORY, "published": "2022-03-01", "url": "https://x.example"}]}).encode(),
    "jsonl": b"\n".join(json.dumps({"doc_id": n, "text": STORY, "title": "T"}).encode() for n in range(3)),
    "csv": f'id,title,text\n1,T,"{STORY}"\n2,"a ""b""","{STORY}"\n'.encode(),
    "tsv": b"id\ttext\n1\tThe ferry runs.\n",
    "pdf": pdf(STORY),
    "parquet": parquet([{"doc_id": n, "text": STORY, "published": None} for n in range(5)]),
    "warc": warc(*(warc_record(f"https://x.example/{n}", page().encode()) for n in range(2))),
}
with zipfile.ZipFile(_target := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as _archive:
    _archive.writestr("a.jsonl", SEEDS["jsonl"])
    _archive.writestr("b.html", SEEDS["page"])
SEEDS["zip"] = _target.getvalue()


@st.composite
def damaged(draw: st.DrawFn, seed: bytes) -> bytes:
    """A document with pieces cut out, doubled, moved and overwritten."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, 200))
        match draw(st.sampled_from(["cut", "double", "overwrite", "insert", "truncate"])):
            case "cut":
                del data[start : start + length]
            case "double":
                data[start:start] = data[start : start + length] * draw(st.integers(1, 20))
            case "overwrite":
                piece = draw(st.binary(max_size=30))
                data[start : start + len(piece)] = piece
            case "insert":
                data[start:start] = draw(st.sampled_from(TOKENS))
            case "truncate":
                del data[start:]
    return bytes(data)


TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b">", b"<!DOCTYPE x [<!ENTITY a '&a;&a;'>]>", b"&a;", b"]]>",
    b"<![CDATA[",
    b"\\ud800", b"\\u0000", b'"', b"{", b"[", b"9" * 400, b"1e999", b"NaN", b"\r", b"\n\n", b"%PDF-1.7", b"endstream",
    b"/Length 99999999999", b"/Filter /FlateDecode", b"obj", b"xref", b"Content-Length: 99999999\r\n", b"WARC/1.0\r\n",
    b"<div>" * 100, b"charset=utf-7", b"charset=hex", b"encoding='utf-32'", b"PAR1", b"\x1f\x8b",
    "\u202e".encode(), b"\xed\xa0\x80",
]  # fmt: skip


def check(items: Iterator[Any]) -> None:
    """Hold every item to what the rest of the program relies on."""
    for item in items:
        assert isinstance(item, Article | Failure)
        if isinstance(item, Failure):
            assert item.article_id and item.error and item.stage
            item.error.encode("utf-8", "surrogatepass")
            continue
        assert item.id and item.text.strip() and len(item.text) <= CONFIG.max_chars
        for value in (item.id, item.text, item.title, item.source, item.url):
            (value or "").encode("utf-8")
            assert "\x00" not in (value or "")
        assert item.url is None or item.url.lower().startswith(("http://", "https://"))
        assert item.published is None or (item.published.tzinfo is UTC and 1605 <= item.published.year < 2100)


def read(kind: str, data: bytes) -> None:
    def articles() -> Iterator[Article | Failure]:
        try:
            for draft in read_file(io.BytesIO(data), kind, "fuzz", CONFIG):
                if isinstance(draft, Failure):
                    yield draft
                else:
                    yield from assemble(draft, CONFIG)
        except (GeonewsError, *FOREIGN_ERRORS):  # what ``ingest.read`` turns into one failure
            pass

    check(articles())


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_documents(kind: str) -> None:
    @FUZZ
    @given(damaged(SEEDS[kind]))
    def attempt(data: bytes) -> None:
        read(kind, data)

    attempt()


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_packed_documents(kind: str) -> None:
    @FUZZ
    @given(damaged(gzip.compress(SEEDS[kind])))
    def attempt(data: bytes) -> None:
        read(kind, data)

    attempt()


@pytest.mark.parametrize("kind", SEEDS)
def test_random_bytes(kind: str) -> None:
    @FUZZ
    @given(st.binary(max_size=2000))
    def attempt(data: bytes) -> None:
        read(kind, data)

    attempt()


@FUZZ
@given(
    st.dictionaries(
        st.sampled_from(["doc_id", "text", "title", "published", "url", "source", "body", "date", "x", "\ud800", ""]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(), max_size=300),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=5,
        ),
    )
)
def test_json_of_any_values(row: dict[str, Any]) -> None:
    check(ingest.read(["-"], CONFIG, stdin=io.BytesIO(json.dumps(row).encode())))


@FUZZ
@given(st.text(st.characters(), max_size=3000))
def test_texts_of_any_characters(text: str) -> None:
    check(assemble(Draft(origin="fuzz", text=text), CONFIG))
    detect_language(text)
    find_date(text)
    fragment_text(text)
    paragraphs(text)
    head, body = split_header(text)
    assert body in text and (head or body == text)


@FUZZ
@given(
    st.text(max_size=120)
    | st.from_regex(r"[0-9]{1,4}[-/. ,][A-Za-z0-9]{1,9}[-/. ,]+[0-9]{1,5}( [0-9:]{1,8} ?[a-z+:0-9]{0,6})?")
)
def test_dates_of_any_form(value: str) -> None:
    found = parse_date(value)
    assert found is None or found.tzinfo is UTC


@FUZZ
@given(st.integers() | st.floats())
def test_dates_of_any_number(value: float) -> None:
    found = parse_date(value)
    assert found is None or found.tzinfo is UTC


@FUZZ
@given(st.text(max_size=300) | st.from_regex(r"https?://[^\n]{0,80}"))
def test_addresses_of_any_form(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@FUZZ
@given(st.lists(st.text(st.characters(), max_size=30), max_size=12))
def test_columns_of_any_name(names: list[str]) -> None:
    found = guess_columns(names)
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(names)


@FUZZ
@given(st.binary(max_size=3000))
def test_bytes_of_any_encoding(data: bytes) -> None:
    with contextlib.suppress(GeonewsError):
        decode(data, "fuzz").encode("utf-8", "surrogatepass")


@FUZZ
@given(damaged(SEEDS["feed"]))
def test_feeds_fetched_with_any_content_type(data: bytes) -> None:
    for content_type in ("text/xml; charset=utf-7", "application/rss+xml; charset=bogus", "x"):
        with contextlib.suppress(GeonewsError):
            list(read_feed(data, "fuzz", url="https://x.example/", content_type=content_type))
