"""PDF and web archives that are damaged, locked, or point at themselves."""

from __future__ import annotations

import pytest
from hostile import CONFIG, failure_of, packed_bomb, write
from ingest_builders import STORY, page, pdf, warc, warc_record

from geonews import ingest
from geonews.model import Article, Failure

pytestmark = pytest.mark.usefixtures("in_a_folder_of_its_own")


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
    article, failure = ingest.read([write("a.warc", data[:-200])], CONFIG)
    assert isinstance(article, Article)
    assert isinstance(failure, Failure) and "fetch it again" in failure.error


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_breaks_off_anywhere_says_so(packed: bool) -> None:
    records = [warc_record(f"https://gazette.example/{n}", page(canonical=None).encode()) for n in (1, 2)]
    first, whole = len(warc(records[0], packed=packed)), warc(*records, packed=packed)
    assert len(list(ingest.read([write("whole.warc", whole)], CONFIG))) == 2
    end = len(whole) - (0 if packed else 4)  # a last record without its empty lines is whole
    for cut in [*range(first + 2, first + 400, 7), *range(first + 400, end, 97), end - 1]:
        article, *failures = ingest.read([write(f"{cut}.warc", whole[:cut])], CONFIG)
        assert isinstance(article, Article), cut
        assert any(isinstance(item, Failure) for item in failures), cut
        articles = [item for item in failures if isinstance(item, Article)]
        assert all(item.text.endswith("the end of the month.") for item in articles), cut
    for cut in (1, 2, 9, 30):
        assert [type(item) for item in ingest.read([write(f"{cut}.warc", whole[:cut])], CONFIG)] == [Failure]


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
