"""Pages and feeds that try the patience of parsers, and what they may not bring along."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import CONFIG, billion_laughs, failure_of, write
from ingest_builders import STORY, page, rss, rss_item

from geonews import ingest
from geonews.model import Article

pytestmark = pytest.mark.usefixtures("in_a_folder_of_its_own")


def test_a_page_without_an_article() -> None:
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(200))
    failure = failure_of("a.html", f"<html><body><h1>Home</h1><ul>{menu}</ul><p>Sign in.</p></body></html>")
    assert failure.stage == "extract"
    assert "article" in failure.error


@pytest.mark.parametrize("depth", [3_000, 200_000])
def test_a_page_nested_too_deep(depth: int, modest: None) -> None:
    config = replace(CONFIG, max_bytes=50_000_000)
    assert "nested" in failure_of("a.html", "<div>" * depth + STORY + "</div>" * depth, config).error


@pytest.mark.parametrize(
    "content",
    [
        "<a" * 500_000,
        "<" + "a" * 1_000_000,
        '<p "' * 200_000,
        "<!--" * 300_000,
        "<![CDATA[" * 200_000,
        "&#x0;&amp;" * 150_000,
        "<table>" * 1000 + "<tr><td>" * 10_000,
    ],
    ids=lambda content: content[:12],
)
def test_pages_that_try_the_patience_of_parsers(content: str, modest: None) -> None:
    assert failure_of("a.html", content).stage == "extract"


def test_a_page_that_is_too_large(modest: None) -> None:
    failure = failure_of("a.html", "<p>x</p>" * 2_000_000, replace(CONFIG, max_bytes=50_000_000))
    assert "10,000,000" in failure.error


@pytest.mark.parametrize(("levels", "padding"), [(10, 0), (30, 0), (10, 100_000)])
def test_billion_laughs(levels: int, padding: int, modest: None) -> None:
    found = list(ingest.read([write("a.xml", billion_laughs(levels, padding))], CONFIG))
    assert all(len(item.text) < 10_000 for item in found if isinstance(item, Article))


def test_entities_do_not_read_files(modest: None) -> None:
    write("secret.txt", "the secret word is xyzzy " * 10)
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{Path("secret.txt").resolve()}">]>'
        '<rss version="2.0"><channel><item><title>t</title>'
        f"<description>&x; {STORY}</description></item></channel></rss>"
    )
    html = page(STORY + "\n\n&x; is what it said.").replace("<!DOCTYPE html>", feed.split("<rss")[0].split("?>")[1])
    for item in ingest.read([write("a.xml", feed), write("b.html", html)], CONFIG):
        assert "xyzzy" not in (item.text if isinstance(item, Article) else item.error)


@pytest.mark.parametrize("name", ["a.xml", "a.html"])
def test_control_characters_in_markup_cost_no_article(name: str) -> None:
    text = STORY.replace("ferry", "fe\x01rry\x0b\x7f").replace("month", "mon\ufffeth")
    content = rss(rss_item("https://x.example/1", content=f"<p>{text}</p>")) if name == "a.xml" else page(text).encode()
    (article,) = ingest.read([write(name, content)], CONFIG)
    assert isinstance(article, Article) and "About 400 people" in article.text


def test_xml_that_is_no_feed() -> None:
    assert "RSS or Atom" in failure_of("a.xml", "<?xml version='1.0'?><orders><order id='1'/></orders>").error


def test_a_feed_with_markup_in_every_field() -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;<![CDATA[<img src=x onerror=alert(2)>]]>"
    item = rss_item("javascript:alert(3)", content=f"<p>{STORY}</p><script>alert(4)</script>", title=evil)
    (article,) = ingest.read([write("a.xml", rss(item, title=evil))], CONFIG)
    assert isinstance(article, Article)
    assert article.url is None
    assert "alert(4)" not in article.text
    for value in (article.title, article.source):
        assert "<script" not in (value or "") and "<img" not in (value or "")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//x", "x" * 5000, "http://"]
)
def test_addresses_that_no_page_may_link_to_are_dropped(url: str) -> None:
    (article,) = ingest.read([write("a.jsonl", json.dumps({"text": STORY, "url": url}))], CONFIG)
    assert isinstance(article, Article) and article.url is None
