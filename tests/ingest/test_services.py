"""JSON exports of services: title, day, address and paragraphs of each, and what to do where the text is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ingest_builders import STORY, page, site

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

FIRST, SECOND, THIRD = STORY.split("\n\n")


def read(tmp_path: Path, value: Any, config: Config | None = None) -> list[Article | Failure]:
    (tmp_path / "export.json").write_text(json.dumps(value))
    return list(ingest.read([str(tmp_path / "export.json")], config or Config()))


def reliefweb(**fields: Any) -> dict[str, Any]:
    """As https://api.reliefweb.int/v1/reports answers."""
    given = {
        "id": 4049371, "title": "Ferry runs again", "status": "published", "url": "https://reliefweb.int/node/4049371",
        "url_alias": "https://reliefweb.int/report/oriel/ferry-runs-again",
        "date": {"changed": "2024-03-13T08:00:00+00:00", "created": "2024-03-13T07:00:00+00:00",
                 "original": "2024-03-12T00:00:00+00:00"},
        "source": [{"name": "Harbour Gazette", "shortname": "HG", "id": 7}],
    }  # fmt: skip
    row = {
        "id": "4049371",
        "score": 1,
        "fields": given | fields,
        "href": "https://api.reliefweb.int/v1/reports/4049371",
    }
    return {"time": 5, "href": "https://api.reliefweb.int/v1/reports", "totalCount": 1, "count": 1, "data": [row]}


@pytest.mark.parametrize(
    "fields",
    [
        {"body": f"{FIRST}\n\n**{SECOND}**\n\n- {THIRD}", "body-html": ""},
        {"body-html": f"<p>{FIRST}</p>\n<p><strong>{SECOND}</strong></p>\n<ul><li>{THIRD}</li></ul>", "body": "short"},
    ],
)
def test_reliefweb(tmp_path: Path, fields: dict[str, Any]) -> None:
    (article,) = read(tmp_path, reliefweb(**fields))
    assert isinstance(article, Article), article
    assert (article.id, article.title, article.text) == ("4049371", "Ferry runs again", STORY)
    assert article.url == "https://reliefweb.int/report/oriel/ferry-runs-again"
    assert (article.source, str(article.published)[:10]) == ("Harbour Gazette", "2024-03-12")


def test_reliefweb_without_the_text_says_how_to_ask_for_it(tmp_path: Path) -> None:
    (failure,) = read(tmp_path, reliefweb())
    assert isinstance(failure, Failure)
    assert "ReliefWeb" in failure.error and "fields[include][]=body" in failure.error


def test_event_registry(tmp_path: Path) -> None:
    row = {
        "uri": "8012345678", "lang": "eng", "isDuplicate": False, "date": "2024-03-12", "time": "06:30:00",
        "dateTime": "2024-03-12T06:30:00Z", "dateTimePub": "2024-03-12T06:10:00Z", "dataType": "news", "sim": 0,
        "url": "https://gazette.example/1", "title": "Ferry runs again", "body": STORY,
        "source": {"uri": "gazette.example", "dataType": "news", "title": "Harbour Gazette"}, "sentiment": 0.1,
    }  # fmt: skip
    export = {"articles": {"results": [row], "totalResults": 1, "page": 1, "count": 100, "pages": 1}}
    (article,) = read(tmp_path, export)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.text) == ("8012345678", "Ferry runs again", STORY)
    assert (article.source, str(article.published)[:16]) == ("Harbour Gazette", "2024-03-12 06:10")
    del row["body"]
    (failure,) = read(tmp_path, export)
    assert isinstance(failure, Failure) and "includeArticleBody" in failure.error


def test_newsapi(tmp_path: Path) -> None:
    row = {
        "source": {"id": None, "name": "Harbour Gazette"}, "author": "A", "title": "Ferry runs again",
        "description": "Short.", "url": "https://gazette.example/1", "urlToImage": None,
        "publishedAt": "2024-03-12T06:10:00Z", "content": f"{FIRST}\r\n… [+1234 chars]",
    }  # fmt: skip
    (article,) = read(tmp_path, {"status": "ok", "totalResults": 1, "articles": [row]})
    assert isinstance(article, Article)
    assert (article.title, article.text, article.source) == ("Ferry runs again", FIRST, "Harbour Gazette")


def gdelt(url: str) -> dict[str, Any]:
    """As https://api.gdeltproject.org/api/v2/doc/doc?mode=artlist&format=json answers."""
    row = {"url": url, "url_mobile": "", "title": "Ferry runs again", "seendate": "20240312T101500Z", "socialimage": "",
           "domain": "gazette.example", "language": "English", "sourcecountry": "Ireland"}  # fmt: skip
    return {"articles": [row]}


def test_gdelt_doc_is_a_list_of_links(tmp_path: Path) -> None:
    (failure,) = read(tmp_path, gdelt("https://gazette.example/1"))
    assert isinstance(failure, Failure)
    assert failure.article_id == "https://gazette.example/1" and "--online" in failure.error
    with site() as served:
        url = served.serve("/1", page(canonical=None, date=None))
        (article,) = read(tmp_path, gdelt(url), Config(online=True, allow_private=True))
    assert isinstance(article, Article)
    assert (article.text, article.title, str(article.published)[:10]) == (STORY, "Ferry runs again", "2024-03-12")


def telegram() -> dict[str, Any]:
    """As Telegram Desktop exports a channel; its clock was nine hours ahead."""
    return {
        "name": "Harbour Gazette", "type": "public_channel", "id": 1234567890,
        "messages": [
            {"id": 1, "type": "service", "date": "2024-03-11T09:00:00", "date_unixtime": "1710115200",
             "actor": "Harbour Gazette", "action": "create_channel", "title": "Harbour Gazette", "text": "",
             "text_entities": []},
            {"id": 2, "type": "message", "date": "2024-03-12T06:30:00", "date_unixtime": "1710192600",
             "from": "Harbour Gazette", "from_id": "channel1234567890",
             "text": [FIRST[:50], {"type": "bold", "text": FIRST[50:80]}, FIRST[80:]], "text_entities": []},
            {"id": 3, "type": "message", "date": "2024-03-12T06:31:00", "date_unixtime": "1710192660",
             "photo": "(File not included)", "text": "", "text_entities": []},
            {"id": 4, "type": "message", "date": "2024-03-12T07:00:00", "date_unixtime": "1710194400", "text": STORY},
        ],
    }  # fmt: skip


@pytest.mark.parametrize("is_account", [False, True])
def test_telegram(tmp_path: Path, is_account: bool) -> None:
    export = {"about": "…", "chats": {"about": "…", "list": [telegram()]}} if is_account else telegram()
    first, second, rest = read(tmp_path, export)
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(rest, Failure)
    assert (first.id, first.text, first.source) == ("1234567890/2", FIRST, "Harbour Gazette")
    assert first.published is not None and first.published.isoformat() == "2024-03-12T06:30:00+09:00"
    assert second.text == STORY
    assert rest.is_left_out and rest.error.startswith("2 notices")


@pytest.mark.parametrize(
    "value",
    [
        {"data": [{"id": 1, "fields": None}]},
        {"data": [{"id": 1, "fields": {"body": 3, "title": [], "source": {}, "date": 7}}]},
        {"articles": {"results": [{"uri": {}, "dateTime": [], "lang": 1, "body": {}}]}},
        {"articles": [{"seendate": {}, "url": 5, "sourcecountry": None}, 7, None]},
        {"articles": [{"publishedAt": 1e300, "urlToImage": 1, "source": "x", "content": [1]}]},
        {"messages": [{"id": [], "type": 1, "date": {}, "text": [{"text": [[]]}, 4]}, "x"]},
        {"messages": [{"id": 1, "type": "message", "date": "soon", "date_unixtime": "9" * 400, "text": {}}]},
        {"chats": {"list": [None, 3, {"messages": "none"}]}},
        {"data": [], "totalCount": 0},
    ],
)
def test_exports_of_another_shape_are_failures(tmp_path: Path, value: Any) -> None:
    found = read(tmp_path, value)
    assert all(isinstance(item, Failure) and item.error for item in found)
    assert found or value.get("data") == []
