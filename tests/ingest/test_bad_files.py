"""Files that are empty, something else, wrongly encoded, or gone: one failure each, and the rest goes on."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hostile import CONFIG, JPEG, failure_of, write
from ingest_builders import STORY, page, warc, warc_record

from geonews import ingest
from geonews.model import Article, Failure

pytestmark = pytest.mark.usefixtures("in_a_folder_of_its_own")


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.pdf", "a.json", "a.parquet", "a.xml", "a.csv"])
def test_empty_files(name: str) -> None:
    if name == "a.csv":
        assert list(ingest.read([write(name, b"")], CONFIG)) == []  # a table of no rows
        return
    assert failure_of(name, b"").stage in ("text", "read", "extract")


@pytest.mark.parametrize("name", ["a.jsonl", "a.warc", "a.txt.gz", "a.csv"])
def test_files_of_blanks_only(name: str) -> None:
    content = gzip.compress(b" \n ") if name.endswith("gz") else b"\n \r\n\n"
    found = list(ingest.read([write(name, content)], CONFIG))
    assert all(isinstance(item, Failure) for item in found)


@pytest.mark.parametrize(
    "name", ["a.txt", "a.html", "a.pdf", "a.json", "a.parquet", "a.xml", "a.csv", "a.warc", "a.jsonl"]
)
@pytest.mark.parametrize("content", [JPEG, os.urandom(3000), b"\x00" * 5000, b"<" * 5000, b"[" * 5000, b"\xff\xfe"])
def test_files_that_are_something_else(name: str, content: bytes) -> None:
    write("bad." + name, content)
    write("good.txt", STORY)
    *found, good = ingest.read(["bad." + name, "good.txt"], CONFIG)
    assert isinstance(good, Article)
    assert all(isinstance(item, Failure) for item in found), found


def test_wrong_encoding_in_a_text() -> None:
    # Windows-1252 that claims to be nothing: decoded, no failure
    (article,) = ingest.read([write("a.txt", STORY.replace("month", "month – “soon”").encode("cp1252"))], CONFIG)
    assert isinstance(article, Article) and "– “soon”" in article.text


def test_wrong_encoding_in_json_lines() -> None:
    lines = [json.dumps({"doc_id": n, "text": STORY}).encode() for n in (1, 2)]
    content = b"\n".join([lines[0], '{"doc_id": "x", "text": "Zoë"}'.encode("latin-1"), lines[1]])
    first, failure, last = ingest.read([write("a.jsonl", content)], CONFIG)
    assert isinstance(first, Article) and isinstance(last, Article)
    assert isinstance(failure, Failure) and failure.article_id == "a.jsonl:2"
    assert "UTF-8" in failure.error


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"doc_id": "x", "text": "cut of', "JSON"),
        ("null", "object"),
        ('["text"]', "object"),
        ('"text"', "object"),
        ('{"doc_id": "x"}', "text"),
        ('{"doc_id": "x", "text": null}', "text"),
        ('{"doc_id": "x", "text": ""}', "text"),
        ('{"doc_id": "x", "text": " \\n "}', "text"),
        ('{"doc_id": "x", "text": 5}', "text"),
        ('{"doc_id": "x", "text": {"a": "b"}}', "text"),
        ("[" * 100_000, "nested"),
        ('{"a":' * 100_000, "nested"),
        ('{"n": ' + "9" * 5000 + "}", "JSON"),
        ("\x00", "JSON"),
    ],
)
def test_a_broken_line_is_named_by_its_number(line: str, said: str) -> None:
    good = [json.dumps({"doc_id": f"good{n}", "text": STORY}) for n in (1, 2)]
    first, failure, last = ingest.read([write("a.jsonl", "\n".join([good[0], line, good[1]]))], CONFIG)
    assert isinstance(first, Article) and isinstance(last, Article)
    assert isinstance(failure, Failure) and said in failure.error
    assert failure.article_id in ("a.jsonl:2", "a.jsonl:2:1", "x")  # the second is the first of a list in the line


def test_nul_bytes_and_lone_surrogates_are_replaced_one_for_one() -> None:
    text = "\x00" + STORY + "\ud800 \udfff\x00"
    line = json.dumps({"doc_id": "a\x00\ud800", "text": text, "title": "a\x00b\ud834", "source": "\x00"})
    (article,) = ingest.read([write("a.jsonl", line)], CONFIG)
    assert isinstance(article, Article)
    assert len(article.text) == len(text)
    for value in (article.id, article.text, article.title or "", article.source or ""):
        value.encode("utf-8")
        assert "\x00" not in value


def test_a_text_file_with_a_few_nul_bytes() -> None:
    (article,) = ingest.read([write("a.txt", STORY.replace("month", "mo\x00nth"))], CONFIG)
    assert isinstance(article, Article) and "mo\ufffdnth" in article.text


def test_files_that_vanish_or_are_locked(tmp_path: Path) -> None:
    write("a.txt", STORY)
    write("b.txt", STORY + " b")
    articles = ingest.read(["a.txt", "b.txt"], CONFIG)
    Path("a.txt").unlink()
    failure, article = articles
    assert isinstance(failure, Failure) and failure.article_id == "a.txt"
    assert isinstance(article, Article)


def test_a_folder_that_changes_into_nothing_is_a_failure() -> None:
    Path("empty").mkdir()
    Path("empty/notes.odp").write_text(STORY)
    notes, failure = ingest.read(["empty"], CONFIG)
    assert isinstance(notes, Failure) and notes.is_left_out and notes.article_id == str(Path("empty/notes.odp"))
    assert isinstance(failure, Failure) and (failure.article_id, failure.stage) == ("empty", "read")


def test_a_bug_in_one_article_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    from geonews.ingest import drafts

    def detect(text: str) -> str:
        if "second" in text:
            raise RecursionError("too deep")
        return "en"

    monkeypatch.setattr(drafts, "detect_language", detect)
    lines = [json.dumps({"doc_id": name, "text": f"The {name} ferry."}) for name in ("first", "second", "third")]
    first, failure, third = ingest.read([write("a.jsonl", "\n".join(lines))], CONFIG)
    assert isinstance(first, Article) and isinstance(third, Article)
    assert isinstance(failure, Failure) and failure.article_id == "second"


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_that_ends_early(packed: bool) -> None:
    bodies = [page(STORY + f"\n\nThe {n}th boat stays where it is for now, she said.") for n in (1, 2)]
    records = [warc_record(f"https://gazette.example/{n}", body.encode()) for n, body in enumerate(bodies)]
    name = "w.warc.gz" if packed else "w.warc"
    first, failure = ingest.read([write(name, warc(*records, packed=packed)[: -120 if packed else -400])], CONFIG)
    assert isinstance(first, Article)
    assert isinstance(failure, Failure) and "fetch it again" in failure.error
