"""What used to be lost without a word: rows behind a stray quote, XML that expands, saved pages, local days."""

from __future__ import annotations

import csv
import io
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from ingest_builders import STORY, page, rss, rss_item

from geonews import ingest
from geonews.config import Config
from geonews.errors import ArticleParseError
from geonews.ingest import feed
from geonews.ingest.feed import read_feed
from geonews.model import Article, Failure

LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha ha">]>'


def read(path: Path, data: bytes | str) -> list[Article | Failure]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(ingest.read([str(path)], Config()))


def table(rows: list[tuple[str, str, str]]) -> list[str]:
    out = io.StringIO()
    csv.writer(out).writerows([("id", "date", "text"), *rows])
    return out.getvalue().splitlines(keepends=True)


@pytest.mark.parametrize("quoted", [False, True])
def test_a_quote_that_never_closes_costs_its_row_alone(tmp_path: Path, quoted: bool) -> None:
    text = 'The ferry ran "on time" again, the office said.' if quoted else "The ferry ran again the office said."
    lines = table([(str(n), "2022-03-01", f"{text} Day {n}.") for n in range(1, 2001)])
    lines[11] = '11,2022-03-01,"The ferry ran again, and nobody closed this.\r\n'
    found = read(tmp_path / "a.csv", "".join(lines))
    articles = [item for item in found if isinstance(item, Article)]
    (failure,) = (item for item in found if isinstance(item, Failure))
    assert [article.id for article in articles] == [str(n) for n in range(1, 2001) if n != 11]
    assert failure.article_id.endswith("a.csv:12") and "quote" in failure.error
    assert failure.origin is not None and failure.origin.row == 12


def test_a_table_that_breaks_off_within_a_cell_is_told(tmp_path: Path) -> None:
    lines = table([("1", "2022-03-01", "One, day."), ("2", "2022-03-01", "Two, days.")])
    whole = "".join(lines)
    found = read(tmp_path / "a.csv", whole[: whole.rindex("days")])
    assert [type(item).__name__ for item in found] == ["Article", "Failure"]


def test_cells_of_several_lines_stay_whole(tmp_path: Path) -> None:
    text = 'First, a line.\n2022-03-01,x,y\n\nHe said "no", and left.'
    found = read(tmp_path / "a.csv", "".join(table([("1", "2022-03-01", text), ("2", "2022-03-01", text)])))
    assert [item.text for item in found if isinstance(item, Article)] == [text, text]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("blanks", [0, 30_000])
def test_a_document_type_is_refused_however_it_is_written(tmp_path: Path, encoding: str, blanks: int) -> None:
    body = rss(rss_item("https://x.example/1", content=STORY)).decode().partition("?>")[2]
    written = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{" " * blanks}{LAUGHS}{body}'
    (failure,) = read(tmp_path / "a.xml", written.encode(encoding))
    assert isinstance(failure, Failure) and "document type" in failure.error


@pytest.mark.parametrize("hidden", ["<!-- {} -->", "<![CDATA[{}]]>"])
def test_what_only_speaks_of_a_document_type_is_read(hidden: str) -> None:
    item = f"<item><title>T {hidden.format('<!DOCTYPE html>')}</title><description>{STORY}</description></item>"
    (entry,) = read_feed(rss(item), "a.xml")
    assert not isinstance(entry, Failure)


def test_a_comment_that_never_closes_hides_no_document_type() -> None:
    with pytest.raises(ArticleParseError, match="document type"):
        list(read_feed(b"<!-- <rss>" + LAUGHS.encode() + b"<channel/></rss>", "a.xml"))


def test_a_feed_that_breaks_off_between_entries_is_told() -> None:
    whole = rss(*(rss_item(f"https://gazette.example/{n}", content=f"<p>{STORY}</p>") for n in range(3)))
    assert [type(item).__name__ for item in read_feed(whole + b"<!-- served in 3 ms -->", "a.xml")] == ["Entry"] * 3
    _, second, failure = read_feed(whole[: whole.rindex(b"<item>")], "a.xml")
    assert isinstance(failure, Failure) and "</rss>" in failure.error and not isinstance(second, Failure)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_lines_of_json_in_wide_characters_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    texts = [f"{STORY} It was the {n}th day in Łódź." for n in range(3)]
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\r\n" for text in texts)
    found = read(tmp_path / name, lines.encode(encoding))
    assert [item.text for item in found if isinstance(item, Article)] == texts


def test_a_feed_is_cut_and_what_is_cut_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_ENTRIES", 3)
    *entries, failure = read_feed(rss(*(rss_item(f"https://x.example/{n}", content=STORY) for n in range(9))), "a.xml")
    assert [entry.draft.url for entry in entries if not isinstance(entry, Failure)] == [
        f"https://x.example/{n}" for n in range(3)
    ]
    assert isinstance(failure, Failure) and "6 more" in failure.error


def saved(body: str, *, subtype: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["Date"] = "Ferry runs again", "Tue, 01 Mar 2022 01:00:00 +0900"
    message["From"] = "Harbour Gazette <news@gazette.example>"
    message.set_content(body, subtype=subtype, cte="quoted-printable")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="x.png")
    return message.as_bytes()


def test_a_page_that_a_browser_saved_whole_is_read(tmp_path: Path) -> None:
    (article,) = read(tmp_path / "a.mhtml", saved(page(), subtype="html"))
    assert isinstance(article, Article) and article.url == "https://gazette.example/ferry"
    assert "About 400 people" in article.text


def test_a_mail_is_read_with_its_head(tmp_path: Path) -> None:
    (article,) = read(tmp_path / "a.eml", saved(STORY, subtype="plain"))
    assert isinstance(article, Article) and article.published is not None
    assert (article.title, article.source) == ("Ferry runs again", "Harbour Gazette")
    assert article.published.date().isoformat() == "2022-03-01"


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.xml"])
def test_the_day_of_publication_is_the_sources_own(tmp_path: Path, name: str) -> None:
    when = "2022-03-01T01:00:00+09:00"
    if name.endswith("csv"):
        data = "".join(table([("1", when, STORY)])).encode()
    elif name.endswith("xml"):
        data = rss(rss_item("https://x.example/1", content=STORY * 2)).replace(
            b"Tue, 01 Mar 2022 08:30:00 GMT", b"Tue, 01 Mar 2022 01:00:00 +0900"
        )
    else:
        data = json.dumps({"text": STORY, "published": when}).encode()
    (article,) = read(tmp_path / name, data)
    assert isinstance(article, Article) and article.published is not None
    assert article.published.isoformat() == when


def test_pictures_inside_a_page_do_not_count(tmp_path: Path) -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 12_000_000}">'
    (article,) = read(tmp_path / "a.html", page().replace("<main>", f"<main>{picture}"))
    assert isinstance(article, Article) and "About 400 people" in article.text
