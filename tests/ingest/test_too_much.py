"""More than anybody needs: endless lines, bombs, and a million articles in little memory."""

from __future__ import annotations

import gzip
import io
import json
import resource
import zipfile
import zlib
from pathlib import Path

import pytest
from hostile import CONFIG, failure_of, packed_bomb, write
from ingest_builders import STORY, pdf, rss, rss_item

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

pytestmark = pytest.mark.usefixtures("in_a_folder_of_its_own")


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


@pytest.mark.parametrize("place", [36, 44, 60])
def test_a_member_packed_with_lzma_and_damaged_costs_no_other(place: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", STORY)
        archive.writestr("b.txt", STORY + " More.", zipfile.ZIP_DEFLATED)
    data = bytearray(target.getvalue())
    data[place : place + 8] = b"\xff" * 8
    failure, article = ingest.read([write("a.zip", bytes(data))], CONFIG)
    assert isinstance(failure, Failure) and failure.article_id == "a.zip/a.txt" and "expected" in failure.error
    assert isinstance(article, Article)


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


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
def test_what_is_whole_of_a_packed_file_cut_short_is_read(name: str) -> None:
    stories = [f"{STORY} It was the {n}th day." for n in range(300)]
    rows = [json.dumps({"text": story}) if "json" in name else '"' + story + '"' for story in stories]
    packed = gzip.compress("\n".join([*([] if "json" in name else ["text"]), *rows]).encode())
    *articles, failure = ingest.read([write(name, packed[: len(packed) * 3 // 4])], CONFIG)
    assert [item.text for item in articles if isinstance(item, Article)] == stories[: len(articles)]
    assert len(articles) > 100 and isinstance(failure, Failure) and "end-of-stream" in failure.error


def test_memory_stays_flat_over_many_articles(modest: None) -> None:
    line = json.dumps({"text": STORY * 20}).encode() + b"\n"
    with Path("a.jsonl").open("wb") as file:
        for _ in range(30_000):
            file.write(line)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in zip(range(2000), ingest.read(["a.jsonl"], CONFIG), strict=False))
    assert count == 2000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_feed_of_a_million_items(modest: None) -> None:
    item = rss_item("https://gazette.example/1", content="", title="x").encode()
    with Path("a.xml").open("wb") as file:
        head, tail = rss(title="Endless").split(b"</channel>")
        file.write(head)
        for number in range(1000):
            file.write(item.replace(b"/1<", b"/%d<" % number) * 250)
        file.write(b"</channel>" + tail)
    assert 40_000_000 < Path("a.xml").stat().st_size < 60_000_000
    found = list(ingest.read(["a.xml"], Config(max_bytes=60_000_000)))
    assert isinstance(found[-1], Failure) and "more, which were not read" in found[-1].error


def test_a_feed_whose_entries_are_made_of_elements_without_end(modest: None) -> None:
    with Path("a.xml").open("wb") as file:
        head, tail = rss(title="Labels").split(b"</channel>")
        file.write(head + b"<item><title>x</title>" + b"<category>abc</category>" * 1_900_000)
        file.write(b"</item></channel>" + tail)
    (failure,) = ingest.read(["a.xml"], Config(max_bytes=60_000_000))
    assert isinstance(failure, Failure) and "400,000 tags" in failure.error


def forms_in_forms(levels: int, times: int, shown: bytes = b"BT /F1 9 Tf (Rain fell in Kabul.) Tj ET") -> bytes:
    """A page that draws a form so many times that draws another one so many times, and so on."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /X 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (5 * times, b"/X Do" * times),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for level in range(levels):
        drawn, next_one = (b"/X Do\n" * times, b"/XObject << /X %d 0 R >>" % (7 + level))
        if level == levels - 1:
            drawn, next_one = shown, b""
        packed = zlib.compress(drawn)
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> %s >> "
            b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (next_one, len(packed), packed)
        )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(out),
    )  # fmt: skip


def test_a_pdf_whose_page_has_operators_without_end(modest: None) -> None:
    shown = "\n".join(["Rain fell in Kabul"] * 700_000)
    failure = failure_of("a.pdf", pdf(shown, compress=zlib.compress), Config(max_bytes=60_000_000))
    assert failure.stage == "read" and "PDF" in failure.error


def test_a_pdf_whose_page_inflates_without_end(modest: None) -> None:
    packed = zlib.compress(b"BT /F1 11 Tf (x) Tj ET" + b" " * 60_000_000)
    failure = failure_of("a.pdf", pdf("x", compress=lambda _: packed), CONFIG)
    assert failure.stage == "read"


def test_a_pdf_whose_forms_draw_forms_ends(modest: None) -> None:
    Path("a.pdf").write_bytes(forms_in_forms(8, 10))
    (article,) = ingest.read(["a.pdf"], CONFIG)
    assert isinstance(article, Article) and article.text.count("Rain fell") <= 500


def test_a_pdf_whose_page_takes_too_long_is_given_up_in_its_midst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonews.ingest.pdf.MAX_SECONDS", -1.0)
    Path("a.pdf").write_bytes(forms_in_forms(2, 10))
    (failure,) = ingest.read(["a.pdf"], CONFIG)
    assert isinstance(failure, Failure) and "got to page 1" in failure.error
