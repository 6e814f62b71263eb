"""Documents and tables of office programs, mailboxes and Markdown: title, day and paragraphs as they were written."""

from __future__ import annotations

import io
import mailbox
import subprocess
import zipfile
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import odfdo
import openpyxl
import pytest
from ingest_builders import STORY, page

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

OFFICE = Path(__file__).parent / "office"
CONFIG = Config()
TITLE = "Ferry runs again on the Oriel"
HEADING = "What Zoë Müller – of the “Élan” – said"
FIRST, SECOND, THIRD = STORY.split("\n\n")
PARAGRAPHS = ["6 July 2021", FIRST, SECOND, HEADING, THIRD]


def read(path: Path, config: Config = CONFIG) -> list[Article | Failure]:
    return list(ingest.read([str(path)], config))


def articles(path: Path, config: Config = CONFIG) -> list[Article]:
    found = read(path, config)
    assert all(isinstance(item, Article) for item in found), found
    return [item for item in found if isinstance(item, Article)]


@pytest.mark.parametrize("name", ["story.docx", "story.odt", "story.rtf"])
def test_documents_that_libreoffice_saved(name: str) -> None:
    (article,) = articles(OFFICE / name)
    assert article.title == TITLE
    assert article.published == datetime(2021, 7, 6, tzinfo=UTC)
    assert article.text.split("\n\n") == PARAGRAPHS


def check_table(path: Path) -> None:
    """Check the two rows of the table of boats."""
    found = articles(path)
    assert [a.title for a in found] == ["Boat 1 on the Oriel", "Boat 2 on the Oriel"]
    assert [a.published for a in found] == [datetime(2024, 3, day, tzinfo=UTC) for day in (11, 25)]
    assert [a.text for a in found] == [f"Boat {n}. {STORY}" for n in (1, 2)]
    assert [a.url for a in found] == ["https://gazette.example/1", "https://gazette.example/2"]
    assert {a.source for a in found} == {"Harbour Gazette"}


@pytest.mark.parametrize("name", ["table.xlsx", "table.ods", "table.csv"])
def test_tables_that_libreoffice_saved(name: str) -> None:
    check_table(OFFICE / name)


def saved(source: Path, suffix: str, folder: Path) -> Path:
    """Let LibreOffice save a file as another kind."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", suffix,
         "--outdir", str(folder / "out"), str(source)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / "out" / f"{source.stem}.{suffix}"


@pytest.mark.slow
@pytest.mark.programs("libreoffice")
@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf"])
def test_documents_that_libreoffice_saves_today(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / "source.docx"
    source.write_bytes(word(TITLE, *PARAGRAPHS))
    (article,) = articles(saved(source, suffix, tmp_path))
    assert (article.title, article.text.split("\n\n")) == (TITLE, PARAGRAPHS)
    assert article.published == datetime(2021, 7, 6, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.programs("libreoffice")
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_tables_that_libreoffice_saves_today(tmp_path: Path, suffix: str) -> None:
    check_table(saved(OFFICE / "table.csv", suffix, tmp_path))


def word(title: str | None, *paragraphs: str) -> bytes:
    document = docx.Document()
    document.core_properties.title = title or ""
    if title is not None:
        document.add_paragraph(title, style="Title")
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook(*rows: list[object], title: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_word_document_of_the_library(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("About 400 people ")
    paragraph.add_run("crossed").bold = True
    paragraph.add_run(" from the\tnorthern bank of the river on the first morning.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "In the first cell", "and in the second of the table"
    document.sections[0].header.paragraphs[0].text = "Page header"
    document.core_properties.title = "Microsoft Word - draft.docx"
    document.save(str(tmp_path / "a.docx"))
    (article,) = articles(tmp_path / "a.docx")
    assert article.text.split("\n\n") == [
        "About 400 people crossed from the\tnorthern bank of the river on the first morning.",
        "In the first cell",
        "and in the second of the table",
    ]
    assert article.title != "Microsoft Word - draft.docx"


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    data = word(None, "About 400 people KEPT crossed from the northern bank on the first morning.")
    inserted = (
        '<w:ins w:id="1" w:author="x"><w:r><w:t>KEPT</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    )
    changed = rewritten(data, "word/document.xml", lambda xml: xml.replace("KEPT", f"</w:t></w:r>{inserted}<w:r><w:t>"))
    (tmp_path / "a.docx").write_bytes(changed)
    (article,) = articles(tmp_path / "a.docx")
    assert "people KEPT crossed" in article.text and "gone" not in article.text


def rewritten(data: bytes, part: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content.decode()).encode() if info.filename == part else content)
    return out.getvalue()


def test_rich_text_under_a_name_of_words(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes((OFFICE / "story.rtf").read_bytes())
    assert articles(tmp_path / "a.doc")[0].title == TITLE


def test_dates_numbers_and_later_sheets_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Only a word"])
    news = book.create_sheet("News")
    news.append(["Exported on 1 April"])
    news.append(["ID", "Story", "Day"])
    for number, day in ((1, date(2024, 3, 11)), (2, 45375), (3, "26-Mar-24"), (4, datetime(2024, 3, 27, 6, 30))):
        news.append([number, f"{number} {STORY}", day])
    book.save(tmp_path / "a.xlsx")
    found = articles(tmp_path / "a.xlsx")
    assert [a.id for a in found] == ["1", "2", "3", "4"]
    assert [a.published and a.published.date().isoformat() for a in found] == [
        "2024-03-11", "2024-03-24", "2024-03-26", "2024-03-27",
    ]  # fmt: skip
    assert found[0].origin is not None and found[0].origin.row == 3


def test_repeated_rows_and_cells_of_an_ods_are_counted_and_not_made(tmp_path: Path) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("News")
    table.append_row(odfdo.Row())
    table.set_values([["text", "date"], [STORY, "2024-03-11"]])
    document.body.append(table)
    document.save(str(tmp_path / "a.ods"))
    data = (tmp_path / "a.ods").read_bytes()
    vast = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="99999999"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="99999999"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    changed = rewritten(data, "content.xml", lambda xml: xml.replace("</table:table>", vast + "</table:table>"))
    (tmp_path / "a.ods").write_bytes(changed)
    first, *rest = read(tmp_path / "a.ods")
    assert isinstance(first, Article) and first.text == STORY
    assert len(rest) <= 200


def test_columns_and_the_order_of_dates_can_be_stated(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(
        workbook(["Remark", "Text", "Seen", "Date"], [STORY, "short", "03/04/2024", "2020-01-01"])
    )
    (guessed,) = read(tmp_path / "a.xlsx")
    assert isinstance(guessed, Failure) or guessed.text == "short"
    stated = Config(columns="text=Remark, published=Seen", date_order="day-first")
    (article,) = articles(tmp_path / "a.xlsx", stated)
    assert article.text == STORY
    assert article.published == datetime(2024, 4, 3, tzinfo=UTC)
    (failure,) = read(tmp_path / "a.xlsx", Config(columns="text=Body"))
    assert isinstance(failure, Failure) and "'Body'" in failure.error


def mails(path: Path, *messages: EmailMessage) -> bytes:
    box = mailbox.mbox(path, create=True)
    for message in messages:
        box.add(message)
    box.close()
    return path.read_bytes()


def mail(subject: str, text: str, html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "Harbour Gazette <news@gazette.example>"
    message["Date"] = "Tue, 12 Mar 2024 06:30:00 +0900"
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
        message.add_attachment(b"x" * 3000, maintype="application", subtype="octet-stream", filename="a.bin")
    return message


def test_a_mailbox_that_the_standard_library_wrote(tmp_path: Path) -> None:
    first = f"From the harbour we hear this.\n\nFrom now on boats run.\n\n{STORY}"
    mails(tmp_path / "a.mbox", mail("One", first), mail("Two", "plain", page()))
    one, two = articles(tmp_path / "a.mbox")
    assert (one.title, one.text.strip(), one.source) == ("One", first, "Harbour Gazette")
    assert one.published is not None and one.published.date() == date(2024, 3, 12)  # the sender's own day
    assert two.text == STORY


def test_a_mailbox_that_is_cut_off(tmp_path: Path) -> None:
    data = mails(tmp_path / "a.mbox", mail("One", STORY), mail("Two", "plain", page()))
    cut = data[: data.index(b"<article>") + 200]
    (tmp_path / "a.mbox").write_bytes(cut)
    first, second = read(tmp_path / "a.mbox")
    assert isinstance(first, Article)
    assert isinstance(second, Failure) and "cut off" in second.error and second.article_id.endswith("a.mbox:2")


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        f"---\ntitle: {TITLE}\ndate: 2024-03-12\nsource: Harbour Gazette\ntags: [a, b]\n---\n\n# {TITLE}\n\n"
        + FIRST.replace(" ferry ", " *ferry*\n")
        + f"\n\n## What next\n\n> {SECOND}\n\n```\ncode()\n```\n\n- [{THIRD}](https://x.example)\n\n<script>x</script>\n"
    )
    (article,) = articles(tmp_path / "a.md")
    assert (article.title, article.source) == (TITLE, "Harbour Gazette")
    assert article.published == datetime(2024, 3, 12, tzinfo=UTC)
    assert article.text.split("\n\n") == [FIRST, "What next", SECOND, THIRD]


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.markdown").write_text(f"{TITLE}\n===\n\n12 March 2024\n\n{STORY}")
    (article,) = articles(tmp_path / "a.markdown")
    assert (article.title, article.text) == (TITLE, f"12 March 2024\n\n{STORY}")
    assert article.published == datetime(2024, 3, 12, tzinfo=UTC)


def test_a_zip_of_office_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("story.docx", "story.odt", "story.rtf", "table.xlsx", "table.ods"):
            archive.write(OFFICE / name, name)
    assert len(articles(tmp_path / "a.zip")) == 7
