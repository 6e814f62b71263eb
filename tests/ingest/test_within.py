"""What lies within a mail, a workbook or a pile of tables is read, or named as left out."""

from __future__ import annotations

import io
import json
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from ingest_builders import STORY

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

BOATS = [f"{STORY}\n\nBoat number {number} waits for its crew." for number in range(6)]


def taken(path: Path, data: bytes | str) -> tuple[list[Article], list[Failure]]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    found = list(ingest.read([str(path)], Config()))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Failure)]


def mail(subject: str, text: str | None) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "Harbour Gazette <news@gazette.example>"
    message["Date"] = "Tue, 12 Mar 2024 06:30:00 +0900"
    if text is not None:
        message.set_content(text)
    return message


def forwarding(text: str | None, *inner: EmailMessage) -> EmailMessage:
    message = mail("Review", text)
    if text is None:
        message.make_mixed()
    for part in inner:
        message.add_attachment(part)
    return message


def ends_of(articles: list[Article]) -> list[str]:
    return [article.text.rpartition("\n")[2].strip() for article in articles]


@pytest.mark.parametrize("own", [BOATS[0], None])
def test_mails_within_a_mail_are_articles(tmp_path: Path, own: str | None) -> None:
    inner = forwarding(BOATS[2], mail("Three", BOATS[3]))
    articles, failures = taken(tmp_path / "a.eml", forwarding(own, mail("One", BOATS[1]), inner).as_bytes())
    expected = [BOATS[n] for n in ((0,) if own else ()) + (1, 2, 3)]
    assert ends_of(articles) == [text.rpartition("\n")[2] for text in expected] and not failures
    assert [article.title for article in articles][-3:] == ["One", "Review", "Three"]
    assert len({article.origin for article in articles}) == len(articles)


def test_a_digest(tmp_path: Path) -> None:
    digest = mail("Digest", None)
    digest.make_mixed()
    for number in (1, 2):
        digest.attach(mail(f"N{number}", BOATS[number]))
    data = digest.as_bytes().replace(b"multipart/mixed", b"multipart/digest").replace(b"Subject: N", b"\nSubject: N", 2)
    articles, failures = taken(tmp_path / "a.eml", data)
    assert [article.title for article in articles] == ["N1", "N2"] and not failures


def test_a_mail_that_ends_within_a_forwarded_one(tmp_path: Path) -> None:
    data = forwarding(BOATS[0], mail("One", BOATS[1]), mail("Two", BOATS[2])).as_bytes()
    articles, (failure,) = taken(tmp_path / "a.eml", data[: data.rindex(b"Boat number")])
    assert ends_of(articles) == [text.rpartition("\n")[2] for text in BOATS[:2]]
    assert failure.stage == "read" and "cut off" in failure.error


@pytest.mark.parametrize(("name", "is_told"), [("story.docx", True), ("rows.csv", True), ("logo.png", False)])
def test_documents_that_are_attached_are_named(tmp_path: Path, name: str, is_told: bool) -> None:
    message = mail("One", BOATS[0])
    message.add_attachment(b"x" * 99, maintype="application", subtype="octet-stream", filename=name)
    articles, failures = taken(tmp_path / "a.eml", message.as_bytes())
    assert len(articles) == 1
    assert [failure.article_id.rpartition("/")[2] for failure in failures if failure.is_left_out] == [name] * is_told


def test_mails_within_mails_of_a_mailbox(tmp_path: Path) -> None:
    mails = [forwarding(BOATS[0], mail("One", BOATS[1])), mail("Two", BOATS[2])]
    box = b"".join(b"From a@b.example Tue Mar 12 06:30:00 2024\n" + found.as_bytes() + b"\n" for found in mails)
    articles, failures = taken(tmp_path / "a.mbox", box)
    assert ends_of(articles) == [text.rpartition("\n")[2] for text in BOATS[:3]] and not failures
    assert [article.origin and article.origin.row for article in articles] == [1, None, 2]


@pytest.mark.parametrize(
    "paragraph",
    [
        "From his home in Lindholm in 2021\nthe mayor wrote that the ferry was lost.",
        "From Lindholm\nhe went on by boat.",
        "From all that we know in 2022\n\nnobody was hurt.",
    ],
)
def test_a_paragraph_that_begins_with_from_is_no_mail(tmp_path: Path, paragraph: str) -> None:
    body = f"{BOATS[0]}\n\n{paragraph}\n\nHe came back in May."
    texts = (body, BOATS[1])
    box = "".join(f"From a@b.example Tue Mar 12 06:30:00 2024\nSubject: A\n\n{text}\n\n" for text in texts)
    articles, failures = taken(tmp_path / "a.mbox", box)
    assert [article.text for article in articles] == [body, BOATS[1]] and not failures


def workbook(**sheets: list[list[str]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def test_a_sheet_without_a_header_is_named(tmp_path: Path) -> None:
    head = ["title", "text"]
    data = workbook(
        old=[head, ["A", BOATS[0]]], new=[["B", BOATS[1]], ["C", BOATS[2]]], notes=[["made by us"]], blank=[]
    )
    articles, (failure,) = taken(tmp_path / "a.xlsx", data)
    assert len(articles) == 1
    assert failure.is_left_out and failure.article_id.endswith("a.xlsx/new")


@pytest.mark.parametrize("second", ["id,title,text", "text,title,id", "Body,Headline,Published"])
def test_tables_that_were_put_one_behind_the_other(tmp_path: Path, second: str) -> None:
    row = {"id": "7", "title": "Later", "text": f'"{BOATS[1]}"', "Body": f'"{BOATS[1]}"', "Headline": "Later"}
    cells = ",".join(row.get(name, "2022-03-04") for name in second.split(","))
    data = f'id,title,text\n6,First,"{BOATS[0]}"\n{second}\n{cells}\n'
    articles, failures = taken(tmp_path / "a.csv", data)
    assert [article.text for article in articles] == BOATS[:2] and not failures
    assert [article.title for article in articles] == ["First", "Later"]


@pytest.mark.parametrize("keys", [("articles", "results"), ("data", "items"), ("results", "articles")])
@pytest.mark.parametrize("first", [[], [{"text": BOATS[0]}], [1, 2]])
def test_an_object_with_two_lists(tmp_path: Path, keys: tuple[str, str], first: list[object]) -> None:
    data = json.dumps({keys[0]: first, "total": 2, keys[1]: [{"text": BOATS[1]}, {"text": BOATS[2]}]})
    articles, failures = taken(tmp_path / "a.json", data)
    expected = [BOATS[0]] * (first != [] and first != [1, 2]) + BOATS[1:3]
    assert sorted(article.text for article in articles) == expected and not failures
    assert [article.origin and article.origin.row for article in articles] == list(range(1, len(expected) + 1))


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_prose_that_nobody_quoted_keeps_its_commas(tmp_path: Path, delimiter: str) -> None:
    prose = f"The ferry ran{delimiter} the mayor said{delimiter} and about 400 people crossed the river on that day."
    head = delimiter.join(("id", "title", "text"))
    articles, failures = taken(tmp_path / "a.csv", f"{head}\n1{delimiter}A{delimiter}{prose}\n")
    assert [(article.id, article.title, article.text) for article in articles] == [("1", "A", prose)] and not failures
