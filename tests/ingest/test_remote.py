"""Web addresses as input: pages, feeds with the articles they link to, files of other kinds, refusals."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ingest_builders import STORY, Site, page, parquet, pdf, rss, rss_item, site, warc, warc_record

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

OPEN = Config(allow_private=True, fetch_timeout_seconds=20.0, max_bytes=1_000_000)
HTML = "".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))


@pytest.fixture
def gazette() -> Iterator[Site]:
    with site() as served:
        yield served


@pytest.fixture(autouse=True)
def no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonews.ingest.remote.HOST_DELAY_SECONDS", 0.0)


def test_a_page(gazette: Site) -> None:
    url = gazette.serve("/ferry?utm_source=mail", page(canonical=None))
    (article,) = ingest.read([url], OPEN)
    assert isinstance(article, Article)
    assert (article.url, article.source) == (url, "Harbour Gazette")
    assert article.title == "Ferry runs again on the Oriel"
    assert article.published == datetime(2022, 3, 1, tzinfo=UTC)


def test_a_page_that_names_no_address_of_its_own_keeps_the_one_it_came_from(gazette: Site) -> None:
    for canonical in (None, "/ferry", "javascript:alert(1)"):
        url = gazette.serve("/a/b", page(canonical=canonical))
        (article,) = ingest.read([url], OPEN)
        assert isinstance(article, Article) and article.url == url


def test_a_page_without_a_site_name_is_named_by_its_host(gazette: Site) -> None:
    (article,) = ingest.read([gazette.serve("/x", page(canonical=None, site=None))], OPEN)
    assert isinstance(article, Article) and "127.0.0.1" in (article.source or "")


def test_the_encoding_that_the_server_names(gazette: Site) -> None:
    body = page(STORY + "\n\nZoë Müller, who keeps the café at the landing, sold out by noon on the first day.")
    data = body.replace('<meta charset="utf-8">', "").encode("latin-1")
    (article,) = ingest.read([gazette.serve("/x", data, "text/html; charset=ISO-8859-1")], OPEN)
    assert isinstance(article, Article) and "Zoë Müller" in article.text


def test_a_feed_with_whole_and_announced_articles(gazette: Site) -> None:
    link = gazette.serve("/second", page(title="Second boat", canonical=None, date=None))
    feed = rss(
        rss_item("https://gazette.example/1", content=HTML),
        rss_item(link, summary="The second boat comes.", title="Second boat is announced"),
        rss_item(f"{gazette.url}/missing", summary=STORY[:300]),
        rss_item(f"{gazette.url}/also-missing", summary="Too short."),
    )
    url = gazette.serve("/feed", feed, "application/rss+xml")
    whole, fetched, announced, failure = ingest.read([url], OPEN)
    assert isinstance(whole, Article) and whole.text == STORY
    assert isinstance(fetched, Article) and fetched.url == link
    assert fetched.title == "Second boat is announced"
    assert "About 400 people" in fetched.text
    assert fetched.published == datetime(2022, 3, 1, 8, 30, tzinfo=UTC)
    assert isinstance(announced, Article) and announced.text == STORY[:300].strip()
    assert isinstance(failure, Failure) and failure.article_id == f"{gazette.url}/also-missing"
    assert "404" in failure.error


def test_a_feed_that_is_served_as_plain_xml_or_text(gazette: Site) -> None:
    atom = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>G</title><entry><title>T</title>'
        f'<link href="/rel"/><updated>2022-03-01T08:30:00Z</updated><content type="html"><![CDATA[{HTML}]]></content>'
        "</entry></feed>"
    )
    for content_type in ("text/xml", "text/plain", "application/octet-stream"):
        (article,) = ingest.read([gazette.serve("/atom", atom, content_type)], OPEN)
        assert isinstance(article, Article)
        assert (article.text, article.url) == (STORY, f"{gazette.url}/rel")


def test_a_feed_cannot_lead_to_private_addresses(gazette: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = gazette.serve("/secret", page(STORY.replace("ferry", "xyzzy")))
    feed = rss(rss_item(secret), rss_item("http://169.254.169.254/latest/"), rss_item("file:///etc/passwd"))
    closed = Config(fetch_timeout_seconds=2.0, online=True)
    path = Path(gazette.url.partition("//")[2].replace(":", "_"))
    monkeypatch.chdir(Path(__file__).parent)
    found = list(ingest.read([str(_file(feed, path))], closed))
    assert len(found) == 3 and all(isinstance(item, Failure) for item in found)
    assert gazette.requests == []


def _file(feed: bytes, name: Path) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp()) / f"{name}.xml"
    path.write_bytes(feed)
    return path


def test_a_saved_feed_is_followed_only_online(gazette: Site, tmp_path: Path) -> None:
    link = gazette.serve("/ferry", page())
    (tmp_path / "feed.xml").write_bytes(rss(rss_item(link, summary="The ferry on the Oriel runs again.")))
    (offline,) = ingest.read([str(tmp_path / "feed.xml")], OPEN)
    assert isinstance(offline, Article) and gazette.requests == []
    online = Config(allow_private=True, online=True)
    (article,) = ingest.read([str(tmp_path / "feed.xml")], online)
    assert isinstance(article, Article) and "About 400 people" in article.text


@pytest.mark.parametrize(
    ("path", "body", "content_type"),
    [
        ("/a", pdf(STORY.split("\n\n")[1]), "application/octet-stream"),
        ("/a", json.dumps({"text": STORY}), "application/json"),
        ("/a.jsonl", json.dumps({"text": STORY}), "application/octet-stream"),
        ("/a", f'text\n"{STORY}"', "text/csv"),
        ("/a.csv.gz", gzip.compress(f'text\n"{STORY}"'.encode()), "application/gzip"),
        ("/a.txt", STORY, "text/plain; charset=utf-8"),
        ("/a", parquet([{"text": STORY}]), "application/octet-stream"),
        ("/a.warc.gz", warc(warc_record("https://gazette.example/1", page().encode())), "application/octet-stream"),
        ("/a", warc(warc_record("https://gazette.example/1", page().encode()), packed=False), "application/warc"),
        ("/a", page(), "application/xhtml+xml"),
        ("/a", page(), ""),
    ],
)
def test_other_kinds_by_address(gazette: Site, path: str, body: bytes | str, content_type: str) -> None:
    (article,) = ingest.read([gazette.serve(path, body, content_type)], OPEN)
    assert isinstance(article, Article), article
    assert "About 400 people" in article.text


def test_a_text_has_the_address_it_came_from(gazette: Site) -> None:
    url = gazette.serve("/a.txt", STORY, "text/plain")
    (article,) = ingest.read([url], OPEN)
    assert isinstance(article, Article) and article.url == url


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500])
def test_refusals_are_failures_and_the_rest_goes_on(gazette: Site, tmp_path: Path, status: int) -> None:
    gazette.answers["/x"] = (status, {}, page().encode())
    (tmp_path / "a.txt").write_text(STORY)
    failure, article = ingest.read([f"{gazette.url}/x", str(tmp_path / "a.txt")], OPEN)
    assert isinstance(failure, Failure) and failure.stage == "fetch" and str(status) in failure.error
    assert isinstance(article, Article)


def test_private_addresses_are_failures_unless_allowed(gazette: Site) -> None:
    url = gazette.serve("/x", page())
    (failure,) = ingest.read([url], Config())
    assert isinstance(failure, Failure) and failure.stage == "fetch"
    assert "--allow-private" in failure.error
    assert gazette.requests == []


def test_an_answer_that_is_too_large(gazette: Site) -> None:
    (failure,) = ingest.read([gazette.serve("/x", b"x" * 2_000_000)], OPEN)
    assert isinstance(failure, Failure) and "at most" in failure.error


def test_one_host_is_not_hurried(gazette: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from geonews.ingest import remote

    monkeypatch.setattr(remote, "HOST_DELAY_SECONDS", 0.3)
    slept: list[float] = []
    monkeypatch.setattr(remote.time, "sleep", slept.append)
    visitor = remote.Visitor(OPEN)
    url = gazette.serve("/x", b"x")
    for _ in range(3):
        visitor.get(url)
    assert len(slept) == 2 and all(0.2 < pause <= 0.3 for pause in slept)
