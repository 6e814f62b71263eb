"""Every kind of input becomes articles."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from ingest_builders import DUTCH, STORY, page, parquet, pdf, rss, rss_item, warc, warc_record

from geonews import ingest
from geonews.config import Config
from geonews.errors import FetchError
from geonews.ingest.drafts import canonical_url
from geonews.model import Article, Failure

CONFIG = Config()


def read(*inputs: str | Path, config: Config = CONFIG, **options: object) -> list[Article | Failure]:
    return list(ingest.read([str(item) for item in inputs], config, **options))


def read_one(path: Path, content: bytes | str) -> Article:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (article,) = read(path)
    assert isinstance(article, Article), article
    return article


def test_plain_text_with_headline_and_date(tmp_path: Path) -> None:
    text = f"Ferry runs again on the Oriel\n\n6 Jul, 2021 11:48\n\n{STORY}"
    article = read_one(tmp_path / "a.txt", text)
    assert article.title == "Ferry runs again on the Oriel"
    assert article.published == datetime(2021, 7, 6, 11, 48, tzinfo=UTC)
    assert article.text == text
    assert (article.language, article.url, article.source) == ("en", None, None)


def test_plain_text_without_headline_or_date(tmp_path: Path) -> None:
    article = read_one(tmp_path / "a.txt", STORY)
    assert article.title is None
    assert article.published is None


def test_header_of_the_projects_own_form(tmp_path: Path) -> None:
    head = "Title: Ferry runs\nPublished: 2022-03-01\nSource: Harbour Gazette\nURL: https://gazette.example/f\n\n"
    article = read_one(tmp_path / "a.txt", head + STORY)
    assert (article.title, article.source, article.url) == (
        "Ferry runs",
        "Harbour Gazette",
        "https://gazette.example/f",
    )
    assert article.published == datetime(2022, 3, 1, tzinfo=UTC)
    assert article.text == STORY


@pytest.mark.parametrize(
    "head",
    [
        "Title: Ferry runs\nFreight: none\n\n",  # a line that is no header
        "Title: Ferry runs\nand more\n\n",
        "Title: Ferry\nTitle: twice\n\n",
        "Notes: none\n\n",
    ],
)
def test_what_only_resembles_the_header_stays_text(tmp_path: Path, head: str) -> None:
    assert read_one(tmp_path / "a.txt", head + STORY).text == head + STORY


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    text = STORY + "\n\n“We waited,” said Zoë Müller of the café ‘Élan’ – “and here it is.”"
    assert read_one(tmp_path / "a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize("name", ["café", "São Tomé", "Zoë Müller", "naïve – “quoted”", "Curaçao’s", "Réunion £5"])
def test_a_few_accents_are_western(tmp_path: Path, name: str) -> None:
    assert read_one(tmp_path / "a.txt", f"{STORY} {name}.".encode("cp1252")).text.endswith(f" {name}.")


def test_a_text_of_many_foreign_letters_is_named_by_its_language(tmp_path: Path) -> None:
    russian = "Правительство сообщило во вторник, что переход откроется на следующей неделе. " * 5
    (tmp_path / "a.txt").write_bytes(russian.encode("cp1251"))
    (article,) = read(tmp_path / "a.txt")
    assert isinstance(article, Article) and article.language == "ru" and article.text == russian


def test_a_language_whose_places_are_read_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Le gouvernement a annoncé mardi que le poste frontière rouvrira la semaine prochaine, après que les deux pays "
        "ont signé un accord sur le commerce et la pêche dans le fleuve."
    )
    (article,) = read(tmp_path / "a.txt")
    assert isinstance(article, Article) and article.language == "fr"


def test_line_ends_become_newlines(tmp_path: Path) -> None:
    assert read_one(tmp_path / "a.txt", STORY.replace("\n", "\r\n")).text == STORY


def test_saved_page(tmp_path: Path) -> None:
    article = read_one(tmp_path / "a.html", page())
    assert article.title == "Ferry runs again on the Oriel"
    assert article.published == datetime(2022, 3, 1, tzinfo=UTC)
    assert article.url == "https://gazette.example/ferry"
    assert article.source == "Harbour Gazette"
    assert article.text == STORY
    assert "Subscribe" not in article.text
    assert "All rights reserved" not in article.text


def test_page_in_an_encoding_that_it_declares(tmp_path: Path) -> None:
    body = STORY + "\n\nZoë Müller, who keeps the café at the landing, said that she had sold out by noon."
    article = read_one(tmp_path / "a.htm", page(body, charset="iso-8859-1").encode("latin-1"))
    assert "Zoë Müller" in article.text


def test_jsonl_keeps_text_and_id_as_given(tmp_path: Path) -> None:
    text = "  Lindholm \r\n\tis  here.\x00 \ud800 " + STORY + "\n "
    record = {
        "doc_id": " a b ",
        "text": text,
        "title": "T",
        "published": "2022-03-01T10:00:00+02:00",
        "url": "https://x.example/1",
    }
    article = read_one(tmp_path / "a.jsonl", json.dumps(record) + "\n\n")
    assert article.id == " a b "
    assert article.text == text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert len(article.text) == len(text)
    assert article.published == datetime(2022, 3, 1, 8, tzinfo=UTC)


def test_standard_input_is_json_lines() -> None:
    line = json.dumps({"doc_id": "s", "text": STORY})
    for stdin in (io.BytesIO(line.encode()), io.StringIO(line), io.TextIOWrapper(io.BytesIO(line.encode()))):
        (article,) = read("-", stdin=stdin)
        assert isinstance(article, Article) and article.id == "s"


@pytest.mark.parametrize(
    "value",
    [
        {"headline": "T", "body": STORY, "link": "https://x.example/1", "date": "2022-03-01"},
        [{"headline": "T", "body": STORY, "link": "https://x.example/1", "date": "2022-03-01"}],
        {"status": "ok", "articles": [
            {"title": "T", "content": STORY, "description": "short", "source": {"name": "Gazette"},
             "url": "https://x.example/1", "publishedAt": "2022-03-01T00:00:00Z"},
        ]},
    ],
)  # fmt: skip
def test_json_of_several_shapes(tmp_path: Path, value: object) -> None:
    article = read_one(tmp_path / "a.json", json.dumps(value))
    assert (article.title, article.text, article.url) == ("T", STORY, "https://x.example/1")
    assert article.published == datetime(2022, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(("suffix", "delimiter"), [("csv", ","), ("csv", ";"), ("tsv", "\t"), ("csv", "|")])
def test_tables_by_the_names_of_their_columns(tmp_path: Path, suffix: str, delimiter: str) -> None:
    quoted = '"' + STORY.replace('"', '""') + '"'
    rows = [
        ["Article ID", "Headline", "Full Text", "Pub-Date", "Outlet", "extra"],
        ["7", "T", quoted, "2022-03-01", "Gazette", "x"],
    ]
    content = "\r\n".join(delimiter.join(row) for row in rows)
    article = read_one(tmp_path / f"a.{suffix}", "\ufeff" + content)
    assert (article.id, article.title, article.text, article.source) == ("7", "T", STORY, "Gazette")
    assert article.published == datetime(2022, 3, 1, tzinfo=UTC)


def test_parquet(tmp_path: Path) -> None:
    rows = [
        {
            "doc_id": i,
            "text": STORY,
            "published": datetime(2022, 3, i, tzinfo=UTC),
            "url": f"https://x.example/{i}",
            "vector": [1.0],
        }
        for i in range(1, 4)
    ]
    (tmp_path / "a.parquet").write_bytes(parquet(rows))
    articles = read(tmp_path / "a.parquet")
    assert [a.id for a in articles if isinstance(a, Article)] == ["1", "2", "3"]
    assert articles[1].published == datetime(2022, 3, 2, tzinfo=UTC)  # type: ignore[union-attr]


def test_pdf_lines_become_paragraphs(tmp_path: Path) -> None:
    lines = (
        "The ferry on the Oriel runs again after a pause of three weeks, the har-\n"
        "bour office said on Tuesday morning in a\nstatement."
    )
    article = read_one(tmp_path / "a.pdf", pdf(lines, title="Ferry runs again"))
    assert "the harbour office said on Tuesday morning in a statement." in article.text
    assert article.title == "Ferry runs again"


@pytest.mark.parametrize("packed", [True, False])
def test_web_archive(tmp_path: Path, packed: bool) -> None:
    archive = warc(
        warc_record("https://gazette.example/1", page(canonical=None).encode()),
        warc_record("https://gazette.example/logo.png", b"\x89PNG", content_type="image/png"),
        warc_record("https://gazette.example/old", b"", status="301 Moved"),
        warc_record("https://gazette.example/2", page(canonical=None, title="Second boat on the Oriel").encode()),
        packed=packed,
    )
    (tmp_path / ("a.warc.gz" if packed else "a.warc")).write_bytes(archive)
    found = read(tmp_path)
    assert [a.url for a in found if isinstance(a, Article)] == [
        "https://gazette.example/1",
        "https://gazette.example/2",
    ]
    assert len(found) == 2


def test_saved_feed_gives_what_it_carries(tmp_path: Path) -> None:
    html = "".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))
    data = rss(
        rss_item("https://gazette.example/1", content=html),
        rss_item("https://gazette.example/2", summary=f"<p>{STORY[:200]} …</p>", title="Short"),
        rss_item("https://gazette.example/3", title="Nothing but a title"),
    )
    (tmp_path / "feed.xml").write_bytes(data)
    whole, short, empty = read(tmp_path / "feed.xml")
    assert isinstance(whole, Article) and whole.text == STORY
    assert (whole.url, whole.source) == ("https://gazette.example/1", "Harbour Gazette")
    assert whole.published == datetime(2022, 3, 1, 8, 30, tzinfo=UTC)
    assert isinstance(short, Article) and short.title == "Short"
    assert isinstance(empty, Failure)


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.html.gz", "a.parquet.gz"])
def test_packed_files(tmp_path: Path, name: str) -> None:
    content = {
        "txt": STORY.encode(),
        "jsonl": json.dumps({"text": STORY}).encode(),
        "csv": f'text\n"{STORY}"\n'.encode(),
        "html": page().encode(),
        "parquet": parquet([{"text": STORY}]),
    }[name.split(".")[1]]
    assert "About 400 people" in read_one(tmp_path / name, gzip.compress(content)).text


def test_zip_file_like_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/two.html", page())
        archive.writestr("a/one.jsonl", json.dumps({"doc_id": 1, "text": STORY}))
        archive.writestr("c/three.parquet", parquet([{"doc_id": 3, "text": STORY}]))
        archive.writestr("d/four.csv", f'doc_id,text\n4,"{STORY}"\n')
        archive.writestr("__MACOSX/._two.html", page())
        archive.writestr("b/readme.txt", STORY)
        archive.writestr("b/inner.zip", b"PK")
        archive.writestr("../../escape.pptx", b"x")
    found = read(tmp_path)
    left = [item for item in found if isinstance(item, Failure)]
    assert all(item.is_left_out for item in left)
    assert {item.article_id.partition("a.zip/")[2] for item in left} == {
        "__MACOSX/._two.html", "b/readme.txt", "b/inner.zip", "../../escape.pptx",
    }  # fmt: skip
    first, second, third, fourth = (item for item in found if isinstance(item, Article))
    assert isinstance(first, Article) and first.id == "1"
    assert isinstance(second, Article) and second.url == "https://gazette.example/ferry"
    assert [a.id for a in (third, fourth) if isinstance(a, Article)] == ["3", "4"]


def test_folder_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt", "README.txt", "notes.odp", "x.pptx"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{name} says hello.\n\n{STORY}")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = read(tmp_path)
    assert [a.text.split()[0] for a in found if isinstance(a, Article)] == ["a.txt", "b.txt", "sub/c.txt"]
    left = {Path(f.article_id).name for f in found if isinstance(f, Failure) and f.is_left_out}
    assert left == {".hidden.txt", ".git", "README.txt", "notes.odp", "x.pptx", "loop"}


def test_the_same_article_has_the_same_id(tmp_path: Path) -> None:
    first = read_one(tmp_path / "a.txt", STORY)
    again = read_one(tmp_path / "b.txt", STORY.replace("\n\n", "\r\n\r\n"))
    other = read_one(tmp_path / "c.txt", STORY + " More.")
    assert first.id == again.id != other.id
    links = ["https://X.example/1?utm_source=a", "https://x.example/1#top", "https://x.example/2"]
    one, two, three = (
        read_one(tmp_path / "d.jsonl", json.dumps({"text": STORY + link, "url": link})).id for link in links
    )
    assert one == two != three


@pytest.mark.parametrize(
    "url", ["https://x.example/a b", "0\x0c#", "https://x.example:99999/a", "https://[::1", " HTTP://X.example "]
)
def test_a_canonical_address_stays_as_it_is(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


def test_reading_is_lazy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    articles = ingest.read([str(tmp_path / "a.txt"), "-"], CONFIG, stdin=None)
    assert isinstance(next(articles), Article)  # standard input is not touched yet


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no/such/folder", "no/such/folder"),
        ("no-such.txt", "no-such.txt"),
        ("file:///etc/passwd", "http"),
        ("ftp://example.org/x", "http"),
        ("http://", "http"),
        ("javascript:alert(1)", "http"),
        ("a\x00b", "path"),
    ],
)
def test_misuse_is_told_before_anything_is_read(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    with pytest.raises(FetchError, match=said):
        ingest.read([str(tmp_path / "a.txt"), name], CONFIG)


def test_a_file_of_no_known_kind_is_misuse(tmp_path: Path) -> None:
    (tmp_path / "a.pptx").write_text(STORY)
    with pytest.raises(FetchError, match=r"\.pptx"):
        ingest.read([str(tmp_path / "a.pptx")], CONFIG)


def test_languages_are_named_and_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DUTCH)
    (failure,) = read(tmp_path / "a.txt")
    assert isinstance(failure, Failure)
    assert failure.stage == "language"
    assert "Dutch (nl)" in failure.error


def test_a_pasted_text_tells_its_own_title_and_day() -> None:
    text = f"Ferry runs again on the Oriel\n\n6 Jul, 2021 11:48\n\n{STORY}"
    (article,) = ingest.read_pasted(text, CONFIG, id="pasted-1", source="pasted")
    assert isinstance(article, Article)
    assert (article.id, article.text, article.source) == ("pasted-1", text, "pasted")
    assert article.title == "Ferry runs again on the Oriel"
    assert article.published == datetime(2021, 7, 6, 11, 48, tzinfo=UTC)
    (dated,) = ingest.read_pasted(text, CONFIG, title="Mine", published=date(2022, 1, 2))
    assert isinstance(dated, Article)
    assert (dated.title, dated.published) == ("Mine", datetime(2022, 1, 2, tzinfo=UTC))
    (failure,) = ingest.read_pasted(DUTCH, CONFIG)
    assert isinstance(failure, Failure) and failure.stage == "language"


def test_samples_are_read_whole() -> None:
    found = read(Path(__file__).parents[2] / "data" / "samples")
    found = [item for item in found if not (isinstance(item, Failure) and item.is_left_out)]
    assert len(found) >= 24
    for article in found:
        assert isinstance(article, Article), article
        assert article.title and article.published and article.source
        assert not article.text.startswith("Title:")


def test_a_telephone_number_is_no_day(tmp_path: Path) -> None:
    said = "Gunmen killed nine people in the town on Friday, police said, and the story goes on about its people."
    paragraphs = "".join(f"<p>{said} {number}</p>" for number in ("One.", "Two.", "Call 2019-07-05-33 or 20 23 11 09."))
    article = read_one(tmp_path / "a.html", f"<html><title>Talks</title><body><article>{paragraphs}</article></html>")
    assert article.published is None
    assert "2019-07-05-33" in article.text
