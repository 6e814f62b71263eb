"""JSON as services answer it: JSON Feed, search servers, pages of results in lines; and keys that are given twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ingest_builders import STORY, page, site

from geonews import ingest
from geonews.config import Config
from geonews.ingest.feed import looks_like_feed, read_feed
from geonews.model import Article, Failure

FIRST, SECOND, THIRD = STORY.split("\n\n")
BOATS = [f"{STORY}\n\nBoat number {number} waits for its crew." for number in range(6)]


def read(path: Path, value: Any, config: Config | None = None) -> tuple[list[Article], list[Failure]]:
    if isinstance(value, bytes | str):
        path.write_bytes(value.encode() if isinstance(value, str) else value)
    else:
        path.write_text(json.dumps(value))
    found = list(ingest.read([str(path)], config or Config()))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Failure)]


def feed(*items: Any, version: str = "https://jsonfeed.org/version/1.1") -> dict[str, Any]:
    return {"version": version, "title": "Harbour Gazette", "home_page_url": "https://gazette.example/",
            "items": list(items)}  # fmt: skip


def item(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"g{number}", "url": f"https://gazette.example/{number}", "title": f"Boat &amp; crew {number}",
            "date_published": "2024-03-12T06:10:00+09:00", "authors": [{"name": "Jo Lund"}], **more}  # fmt: skip


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
@pytest.mark.parametrize("name", ["feed.json", "feed.xml"])
def test_json_feed(tmp_path: Path, name: str, version: str) -> None:
    html = "".join(f"<p>{part}</p>" for part in (FIRST, SECOND, THIRD))
    value = feed(
        item(1, content_html=html), item(2, content_text=BOATS[2], tags=["boats"]), item(3, summary=BOATS[3]),
        version=version,
    )  # fmt: skip
    articles, failures = read(tmp_path / name, value)
    assert [article.text for article in articles] == [STORY, BOATS[2], BOATS[3]] and not failures
    first = articles[0]
    assert (first.title, first.source, first.url) == ("Boat & crew 1", "Harbour Gazette", "https://gazette.example/1")
    assert first.published is not None and first.published.isoformat() == "2024-03-12T06:10:00+09:00"
    assert first.origin is not None and first.origin.item == "g1"


def test_an_item_that_only_announces_its_page_is_a_link(tmp_path: Path) -> None:
    _, (failure,) = read(tmp_path / "feed.json", feed(item(1)))
    assert "--online" in failure.error and failure.article_id == "https://gazette.example/1"
    with site() as served:
        url = served.serve("/1", page(canonical=None, date=None))
        (article,), failures = read(
            tmp_path / "feed.json", feed(item(1, url=url)), Config(online=True, allow_private=True)
        )
    assert article.text == STORY and not failures
    assert (article.title, str(article.published)[:10]) == ("Boat & crew 1", "2024-03-12")


@pytest.mark.parametrize("kind", ["application/feed+json", "application/json", "text/plain"])
def test_a_json_feed_from_the_web_is_followed(kind: str) -> None:
    with site() as served:
        story = served.serve("/1", page(canonical=None, date=None))
        address = served.serve("/feed", json.dumps(feed(item(1, url="/1"), item(2, content_text=BOATS[2] * 3))), kind)
        found = list(ingest.read([address], Config(allow_private=True)))
    first, second = found
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.text, first.url) == (STORY, story) and second.text == BOATS[2] * 3


def test_what_a_feeds_reader_gives_of_json() -> None:
    data = json.dumps(feed(item(1, content_text=BOATS[1] * 2, date_modified="2024-03-13"), item(2), 7)).encode()
    assert looks_like_feed(data) and not looks_like_feed(b'{"items": []}')
    first, second, third = read_feed(data, "feed.json", url="https://gazette.example/feed.json")
    assert not isinstance(first, Failure) and not isinstance(second, Failure) and not isinstance(third, Failure)
    assert (first.is_whole, first.updated, second.is_whole) == (True, "2024-03-13", False)
    assert third.draft.text == ""


def solr(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"responseHeader": {"status": 0, "QTime": 3, "params": {"q": "ferry"}},
            "response": {"numFound": len(rows), "start": 0, "docs": list(rows), **more}}  # fmt: skip


def elastic(*rows: Any) -> dict[str, Any]:
    hits = [{"_index": "news", "_id": str(n), "_score": 1.0, "_source": row} for n, row in enumerate(rows, start=1)]
    return {"took": 4, "timed_out": False, "hits": {"total": {"value": len(rows)}, "max_score": 1.0, "hits": hits}}


def guardian(*rows: Any) -> dict[str, Any]:
    found = [
        {"id": f"world/{n}", "type": "article", "webTitle": row["title"], "webPublicationDate": "2024-03-12T06:10:00Z",
         "webUrl": f"https://gazette.example/{n}", "fields": {"bodyText": row["text"]}}
        for n, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return {"response": {"status": "ok", "total": len(rows), "startIndex": 1, "results": found}}


def strapi(*rows: Any) -> dict[str, Any]:
    return {"data": [{"id": n, "attributes": row} for n, row in enumerate(rows, start=1)], "meta": {"pagination": {}}}


@pytest.mark.parametrize("answer", [solr, elastic, guardian, strapi])
def test_answers_of_search_servers(tmp_path: Path, answer: Callable[..., Any]) -> None:
    rows = [{"title": f"Boat {n}", "text": BOATS[n], "published": "2024-03-12"} for n in (1, 2)]
    articles, failures = read(tmp_path / "a.json", answer(*rows))
    assert [(a.title, a.text, str(a.published)[:10]) for a in articles] == [
        ("Boat 1", BOATS[1], "2024-03-12"), ("Boat 2", BOATS[2], "2024-03-12"),
    ]  # fmt: skip
    assert not failures
    assert all(article.id for article in articles)


def test_values_that_a_search_server_keeps_as_lists(tmp_path: Path) -> None:
    row = {"id": "7", "title": ["Ferry runs"], "content": [FIRST, SECOND, THIRD], "published": ["2024-03-12T06:10:00Z"],
           "source": ["Harbour Gazette", "The Post"]}  # fmt: skip
    (article,), _ = read(tmp_path / "a.json", solr(row))
    assert (article.id, article.title, article.text, article.source) == ("7", "Ferry runs", STORY, "Harbour Gazette")
    assert str(article.published)[:10] == "2024-03-12"


def newsapi(*texts: str) -> dict[str, Any]:
    rows = [
        {"source": {"id": None, "name": "Gazette"}, "title": f"Boat {n}", "publishedAt": "2024-03-12T06:10:00Z",
         "url": f"https://gazette.example/{n}", "urlToImage": None, "content": text}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    return {"status": "ok", "totalResults": len(rows), "articles": rows}


@pytest.mark.parametrize(
    "pages",
    [
        [newsapi(*BOATS[:2]), newsapi(BOATS[2])],
        [solr({"id": "1", "text": BOATS[0]}, {"id": "2", "text": BOATS[1]}), solr({"id": "3", "text": BOATS[2]})],
        [{"results": [{"text": text} for text in BOATS[:2]]}, {"text": BOATS[2]}],
        [[{"text": text} for text in BOATS[:2]], [{"text": BOATS[2]}]],
        [feed(item(1, content_text=BOATS[0]), item(2, content_text=BOATS[1])), feed(item(3, content_text=BOATS[2]))],
    ],
)
@pytest.mark.parametrize("name", ["pages.jsonl", "pages.json"])
def test_pages_of_results_in_lines(tmp_path: Path, name: str, pages: list[Any]) -> None:
    lines = "\n".join(map(json.dumps, pages)) + "\n{broken\n"
    articles, failures = read(tmp_path / name, lines)
    assert [article.text for article in articles] == BOATS[:3]
    (failure,) = failures
    assert failure.article_id.endswith(f"{name}:3")
    places = [article.origin.file.rpartition("/")[2] for article in articles if article.origin]
    assert places[:2] == [f"{name}:1", f"{name}:1"]


@pytest.mark.parametrize(
    ("text", "titles", "told"),
    [
        ('{"text": TEXT, "title": "One", "title": "Two"}', ["One"], True),
        ('{"text": TEXT, "title": "", "title": "Two"}', ["Two"], False),
        ('{"text": TEXT, "title": null, "title": "Two", "title": "Three"}', ["Two"], True),
        ('{"text": TEXT, "title": "One", "title": " One "}', ["One"], False),
        ('{"articles": [{"text": TEXT, "title": "One", "title": "Two"}]}', ["One"], True),
        ('{"text": TEXT, "title": "One", "headline": "Two"}', ["One"], True),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_key_that_is_given_twice(tmp_path: Path, name: str, text: str, titles: list[str], told: bool) -> None:
    articles, failures = read(tmp_path / name, text.replace("TEXT", json.dumps(STORY)))
    assert [article.title for article in articles] == titles
    assert [failure.is_left_out for failure in failures] == [True] * told
    assert all("'title'" in failure.error or "'headline'" in failure.error for failure in failures)


def test_texts_that_are_given_twice_are_told_once_with_their_lines(tmp_path: Path) -> None:
    lines = "\n".join(f'{{"text": {json.dumps(text)}, "text": "Other words {n}."}}' for n, text in enumerate(BOATS))
    articles, (told,) = read(tmp_path / "a.jsonl", lines)
    assert [article.text for article in articles] == BOATS
    assert "in rows 1, 2, 3, 4, 5 and 1 more" in told.error


@pytest.mark.parametrize(
    "value",
    [
        {"version": "https://jsonfeed.org/version/1.1"},
        {"version": "https://jsonfeed.org/version/1.1", "items": {"id": 1}},
        {"version": "https://jsonfeed.org/version/9", "items": [None, {"id": {}, "content_html": 5, "url": []}]},
        {"response": {"docs": {"text": STORY}}},
        {"response": {"response": {"response": {"docs": [1, None]}}}},
        {"hits": {"hits": [{"_source": None}, {"_source": {"text": 5}}, {"_source": [STORY]}]}},
        {"response": {"docs": [{"text": []}, {"text": [5, STORY]}, {"text": {}}]}},
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.xml"])
def test_answers_of_another_shape_are_failures(tmp_path: Path, name: str, value: Any) -> None:
    articles, failures = read(tmp_path / name, value)
    assert not articles and failures and all(failure.error for failure in failures)
