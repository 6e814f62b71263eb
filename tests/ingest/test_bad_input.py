"""Bad and hostile input: each is one failure that says what is wrong, and the rest of the batch goes on."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ingest_builders import STORY, page, parquet, pdf, rss, rss_item, warc, warc_record

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

CONFIG = Config(max_bytes=2_000_000, max_chars=200_000)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 50


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def modest() -> Iterator[None]:
    """Fail a test whose memory grows by more than 400 MB or that takes more than a minute."""
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000
    assert time.monotonic() - started < 60


def write(name: str, content: bytes | str) -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def failure_of(name: str, content: bytes | str, config: Config = CONFIG) -> Failure:
    """Read a bad file between two good ones: the good ones are read, the bad one is one failure."""
    first, last = write("aa.txt", STORY), write("zz.txt", STORY + " And more.")
    before, failure, after = ingest.read([first, write(name, content), last], config)
    assert isinstance(before, Article) and isinstance(after, Article)
    assert isinstance(failure, Failure), failure
    assert failure.article_id.startswith(name)
    assert "\n" not in failure.error
    assert "expected" in failure.error
    return failure


def billion_laughs(levels: int = 10, padding: int = 0) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return (
        f'<?xml version="1.0"?><!--{"x" * padding}--><!DOCTYPE rss [<!ENTITY l0 "ha ha ha ha">{entities}]>'
        f'<rss version="2.0"><channel><title>x</title><item><title>&l{levels - 1};</title>'
        f"<description>&l{levels - 1};</description></item></channel></rss>"
    ).encode()


def packed_bomb(megabytes: int, *, start: bytes = b"", filler: bytes = b"A", gzipped: bool = True) -> bytes:
    """A few hundred kilobytes that unpack to hundreds of megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if gzipped else 15)
    pieces = [packer.compress(start), *(packer.compress(filler * 1_000_000) for _ in range(megabytes)), packer.flush()]
    return b"".join(pieces)


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
        ('{"doc_id": "x", "text": ["a"]}', "text"),
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
    assert failure.article_id in ("a.jsonl:2", "x")


def test_one_line_of_json_without_end(modest: None) -> None:
    with Path("a.jsonl").open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(500):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps({"doc_id": "good", "text": STORY}).encode())
    failure, good = ingest.read(["a.jsonl"], CONFIG)
    assert isinstance(failure, Failure) and failure.article_id == "a.jsonl:1"
    assert "max_bytes" in failure.error
    assert isinstance(good, Article)


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


def test_a_text_of_ten_megabytes(modest: None) -> None:
    failure = failure_of("a.txt", "The ferry ran again. " * 500_000, Config())
    assert failure.stage == "text"
    assert "1,000,000 characters" in failure.error and "10,500,000" in failure.error


def test_a_file_over_the_limit_is_not_read(modest: None) -> None:
    with Path("sparse.txt").open("wb") as file:
        file.truncate(20_000_000_000)
    (failure,) = ingest.read(["sparse.txt"], CONFIG)
    assert isinstance(failure, Failure) and "max_bytes" in failure.error


@pytest.mark.parametrize("name", ["a.txt.gz", "a.json.gz", "a.html.gz", "a.pdf.gz", "a.xml.gz", "a.parquet.gz"])
def test_gzip_bombs(name: str, modest: None) -> None:
    assert "max_bytes" in failure_of(name, packed_bomb(200)).error


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz"])
def test_gzip_bombs_in_what_is_streamed(name: str, modest: None) -> None:
    packed = packed_bomb(200, start=b'text\n"' if "csv" in name else b'{"text": "')
    found = list(ingest.read([write(name, packed)], CONFIG))
    assert found and all(isinstance(item, Failure) for item in found)


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return target.getvalue()


def test_a_zip_bomb(modest: None) -> None:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.txt", "w") as file,
    ):
        for _ in range(600):
            file.write(b"A" * 1_000_000)
    assert "100 times" in failure_of("a.zip", target.getvalue()).error


def test_zip_members_that_are_bad_leave_the_others() -> None:
    data = bytearray(zipped(a_txt=STORY.encode(), b_txt=b"x" * 3_000_000, c_txt=(STORY + " c").encode(), d_pdf=b"no"))
    found = list(ingest.read([write("a.zip", bytes(data))], CONFIG))
    assert [type(item) for item in found] == [Article, Failure, Article, Failure]
    assert "max_bytes" in found[1].error  # type: ignore[union-attr]
    place = data.index(b"a.txt") + 20
    data[place : place + 30] = b"\xff" * 30  # the packed data of the first member
    found = list(ingest.read([write("a.zip", bytes(data))], CONFIG))
    assert [type(item) for item in found] == [Failure, Failure, Article, Failure]


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\x00" * 18, b"PK\x03\x04" + b"\xff" * 500])
def test_zip_files_that_are_none(content: bytes) -> None:
    assert failure_of("a.zip", content).stage == "read"


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.98])
@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz"])
def test_gzip_cut_short(name: str, cut: float) -> None:
    lines = {"txt": STORY, "jsonl": json.dumps({"text": STORY}), "csv": f'text\n"{STORY}"'}[name.split(".")[1]]
    packed = gzip.compress(lines.encode())
    assert failure_of(name, packed[: int(len(packed) * cut)]).stage == "read"


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


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ((datetime.now(UTC) + timedelta(days=30)).date().isoformat(), "in the future"),
        ("9999-12-31", "in the future"),
        ("0001-01-01", "since 1605"),
        ("yesterday", "yesterday"),
        ("2021-02-31", "2021-02-31"),
        ("2021", "2021"),
        (10**30, "100000"),
        (-5, "-5"),
        (1e308, "1e+308"),
        ("9" * 5000, "999"),
        (True, "True"),
    ],
)
def test_dates_that_cannot_be_are_left_out_and_told(value: object, said: str) -> None:
    article, warning = ingest.read(
        [write("a.jsonl", json.dumps({"doc_id": "d", "text": STORY, "published": value}))], CONFIG
    )
    assert isinstance(warning, Failure) and (warning.stage, warning.article_id) == ("date", "d")
    assert said in warning.error
    assert isinstance(article, Article) and article.id == "d" and article.published is None


@pytest.mark.parametrize("value", [None, "", 0, "2022-03-01", {"$date": "2022-03-01"}])
def test_dates_that_are_missing_or_fine_are_not_told(value: object) -> None:
    (article,) = ingest.read([write("a.jsonl", json.dumps({"text": STORY, "published": value}))], CONFIG)
    assert isinstance(article, Article)


def test_a_wrong_clock_does_not_cost_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    from geonews.ingest.dates import doubt

    assert doubt(datetime(2023, 5, 1, tzinfo=UTC), now=datetime(1970, 1, 1, tzinfo=UTC)) is None
    assert doubt(datetime(2033, 5, 1, tzinfo=UTC), now=datetime(2030, 1, 1, tzinfo=UTC)) is not None


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


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n",
        "\n\n",
        "text\n",
        'text,title\n"never closed,' + "x" * 3_000_000,
    ],
    ids=["no text column", "blank", "no rows", "open quote"],
)
def test_tables_without_articles(content: str) -> None:
    found = list(ingest.read([write("a.csv", content)], CONFIG))
    assert all(isinstance(item, Failure) for item in found)
    if content.startswith("a,b"):
        assert "'a', 'b'" in found[0].error  # type: ignore[union-attr]


def test_rows_that_are_too_short_or_too_long() -> None:
    content = f'id,title,text\n1,T,"{STORY}"\n2,T\n3,T,"{STORY} x",more,and more\n'
    first, failure, last = ingest.read([write("a.csv", content)], CONFIG)
    assert isinstance(first, Article) and isinstance(last, Article)
    assert isinstance(failure, Failure) and failure.article_id == "2"


def test_sql_and_markup_in_every_field_are_plain_data() -> None:
    evil = "'); DROP TABLE articles; --<script>alert(1)</script>"
    row = {"doc_id": evil, "text": STORY + evil, "title": evil, "source": evil, "url": "https://x.example/" + evil}
    (article,) = ingest.read([write("a.jsonl", json.dumps(row))], CONFIG)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.source, article.text) == (evil, evil, evil, STORY + evil)


def test_parquet_cut_short() -> None:
    data = parquet([{"text": STORY, "id": n} for n in range(100)])
    assert "Parquet" in failure_of("a.parquet", data[:-100]).error
    assert "Parquet" in failure_of("a.parquet", data[:200]).error


def test_parquet_whose_pages_are_damaged() -> None:
    data = bytearray(parquet([{"text": STORY + str(n), "id": n} for n in range(100)]))
    data[100:400] = b"\xff" * 300
    found = list(ingest.read([write("a.parquet", bytes(data))], CONFIG))
    assert any(isinstance(item, Failure) for item in found)


def test_parquet_bomb_of_one_text_a_million_times(modest: None) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["A" * 1_000_000]))
    pq.write_table(pa.table({"text": words}), "a.parquet")
    assert Path("a.parquet").stat().st_size < 1_000_000
    articles = ingest.read(["a.parquet"], CONFIG)
    first = next(articles)
    assert isinstance(first, Failure) and "max_chars" in first.error


def test_pdf_without_a_text_layer() -> None:
    assert "OCR" in failure_of("a.pdf", pdf("")).error


def test_pdf_bombs(modest: None) -> None:
    bomb = pdf(STORY, compress=lambda stream: packed_bomb(400, start=stream, filler=b" ", gzipped=False))
    assert len(bomb) < CONFIG.max_bytes
    assert failure_of("a.pdf", bomb).stage == "read"


@pytest.mark.parametrize("cut", [0.05, 0.4, 0.8])
def test_pdf_cut_short(cut: float) -> None:
    data = pdf(STORY)
    found = list(ingest.read([write("a.pdf", data[: int(len(data) * cut)])], CONFIG))
    assert len(found) == 1  # pypdf repairs what it can


def test_pdf_that_points_at_itself() -> None:
    data = pdf(STORY).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    assert failure_of("a.pdf", data).stage == "read"


def test_pdf_with_a_password() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(STORY))))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = BytesIO()
    writer.write(locked)
    assert "password" in failure_of("a.pdf", locked.getvalue()).error


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_cut_short_gives_what_is_whole(packed: bool) -> None:
    whole = [warc_record(f"https://gazette.example/{n}", page(canonical=None).encode()) for n in (1, 2)]
    data = warc(*whole, packed=packed)
    found = list(ingest.read([write("a.warc", data[:-200])], CONFIG))
    assert isinstance(found[0], Article)
    assert len(found) <= 2


def test_an_archive_with_a_bad_page_in_the_middle(modest: None) -> None:
    good = [page(STORY + f"\n\nThis is page number {n} of the whole series.", canonical=None).encode() for n in (1, 3)]
    bomb = packed_bomb(200)
    encoded = "text/html\r\nContent-Encoding: gzip"
    data = warc(
        warc_record("https://gazette.example/1", good[0]),
        warc_record("https://gazette.example/2", bomb, content_type=encoded),
        warc_record("https://gazette.example/3", good[1]),
    )
    first, failure, last = ingest.read([write("a.warc.gz", data)], CONFIG)
    assert isinstance(first, Article) and isinstance(last, Article)
    assert isinstance(failure, Failure) and failure.article_id == "https://gazette.example/2"


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
    Path("empty/notes.md").write_text(STORY)
    (failure,) = ingest.read(["empty"], CONFIG)
    assert isinstance(failure, Failure) and failure.article_id == "empty"


def test_memory_stays_flat_over_many_articles(modest: None) -> None:
    line = json.dumps({"text": STORY * 20}).encode() + b"\n"
    with Path("a.jsonl").open("wb") as file:
        for _ in range(30_000):
            file.write(line)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in zip(range(2000), ingest.read(["a.jsonl"], CONFIG), strict=False))
    assert count == 2000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


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
