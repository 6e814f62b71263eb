"""Documents in which an archive of newspapers hands out many articles; all words are the project's own."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import docx
import odfdo
import pytest
from ingest_builders import STORY

from geonews import ingest
from geonews.config import Config
from geonews.ingest.bundles import looks_like_bundle, read_bundle
from geonews.model import Article, Failure

FIRST, SECOND, THIRD = STORY.split("\n\n")
PARAGRAPHS = [[FIRST, SECOND], [SECOND, THIRD, "Copyright of the photographs is with the harbour."], [THIRD, FIRST]]
TITLES = ["Ferry runs again", "A second boat, and a third", "Lindholm waits"]
SOURCES = ["Harbour Gazette", "The Post (Lindholm)", "Oriel Times"]


def nexis(number: int, *, day: str = "March 12, 2024 Tuesday") -> list[str]:
    """One article as Nexis writes it into a document."""
    return [
        f"Page 1 of {number}", TITLES[number], SOURCES[number], day, "Late Edition - Final",
        "Copyright 2024 Oriel Press All Rights Reserved", "Section: NEWS; Pg. 3", "Length: 110 words",
        "Byline: Jo Lund", "Highlight: A short one.", "Body", *PARAGRAPHS[number], "Graphic", "Photo, a boat",
        "Classification",
        "Language: ENGLISH", "Publication-Type: Newspaper", "Subject: FERRIES (90%)", "Load-Date: March 13, 2024",
        "End of Document",
    ]  # fmt: skip


def lexisnexis(number: int, *, day: str = "March 12, 2024 Tuesday") -> list[str]:
    """One as LexisNexis wrote it into a file of text."""
    return [
        f"{number + 1} of 3 DOCUMENTS", SOURCES[number], f"{day}\nEdition 1;\nScotland", TITLES[number],
        "BYLINE: Jo Lund", "SECTION: NEWS; Pg. 3", "LENGTH: 110 words", *PARAGRAPHS[number],
        "LOAD-DATE: March 13, 2024", "LANGUAGE: ENGLISH", "PUBLICATION-TYPE: Newspaper",
        "Copyright 2024 Oriel Press\nAll Rights Reserved",
    ]  # fmt: skip


def factiva(number: int, *, day: str = "12 March 2024") -> list[str]:
    """One as Factiva writes it."""
    return [
        "News", TITLES[number], "By Jo Lund", "1,110 words", day, "06:10", SOURCES[number], "HGZTTE", "3", "English",
        "© 2024 Oriel Press. All rights reserved.", *PARAGRAPHS[number], f"Document HGZTTE0020240312ek3c0000{number}",
    ]  # fmt: skip


BUNDLES = [nexis, lexisnexis, factiva]


def written(path: Path, lines: list[str]) -> Path:
    if path.suffix == ".docx":
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(str(path))
    elif path.suffix == ".odt":
        text = odfdo.Document("text")
        text.body.clear()
        for line in lines:
            text.body.append(odfdo.Paragraph(line, formatted=False))
        out = io.BytesIO()
        text.save(out)
        path.write_bytes(out.getvalue())
    elif path.suffix == ".rtf":
        coded = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in "\\par\n".join(lines))
        path.write_text("{\\rtf1\\ansi " + coded + "\\par}")
    else:
        path.write_text("\n\n".join(f"     {line}" if line[0].isdigit() else line for line in lines), encoding="utf-8")
    return path


def read(path: Path) -> tuple[list[Article], list[Failure]]:
    found = list(ingest.read([str(path)], Config()))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Failure)]


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "txt"])
@pytest.mark.parametrize("form", BUNDLES)
def test_each_article_of_an_archive(tmp_path: Path, form: Callable[[int], list[str]], kind: str) -> None:
    lines = [line for number in range(3) for line in form(number)]
    articles, failures = read(written(tmp_path / f"a.{kind}", lines))
    assert not failures
    assert [article.title for article in articles] == TITLES
    assert [article.source for article in articles] == SOURCES
    assert [article.text.split("\n\n") for article in articles] == PARAGRAPHS
    assert {str(article.published)[:10] for article in articles} == {"2024-03-12"}
    assert [article.origin.row for article in articles if article.origin] == [1, 2, 3]


@pytest.mark.parametrize("form", BUNDLES)
def test_a_document_of_one_article(tmp_path: Path, form: Callable[[int], list[str]]) -> None:
    (article,), failures = read(written(tmp_path / "a.docx", form(0)))
    assert (article.title, article.source, article.text) == (TITLES[0], SOURCES[0], f"{FIRST}\n\n{SECOND}")
    assert not failures


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("March 12, 2024 Tuesday", "2024-03-12 00:00"), ("Tuesday, March 12, 2024", "2024-03-12 00:00"),
        ("March 12, 2024 Tuesday 10:15 PM GMT", "2024-03-12 22:15"), ("12 March 2024 Tuesday", "2024-03-12 00:00"),
        ("March 12, 2024 Tuesday Late Edition", "2024-03-12 00:00"),
    ],
)  # fmt: skip
def test_days_as_archives_write_them(tmp_path: Path, day: str, told: str) -> None:
    (article,), _ = read(written(tmp_path / "a.docx", nexis(0, day=day)))
    assert str(article.published)[:16] == told and article.title == TITLES[0]


def test_the_list_before_the_first_article_is_no_title(tmp_path: Path) -> None:
    cover = ["User Name: = Jo Lund", "Date and Time: = Friday, March 15, 2024 10:00 AM GMT", "Job Number: = 7",
             "Documents (2)", f"1. {TITLES[0]}", "Client/Matter: = -None-", f"2. {TITLES[1]}"]  # fmt: skip
    articles, _ = read(written(tmp_path / "a.docx", [*cover, *nexis(0), *nexis(1)]))
    assert [article.title for article in articles] == TITLES[:2]


def test_what_is_no_article_in_it_is_told(tmp_path: Path) -> None:
    lines = [*nexis(0), "A list of links", "End of Document", *nexis(1), "Search: ferry"]
    articles, (missing, behind) = read(written(tmp_path / "a.docx", lines))
    assert [article.title for article in articles] == TITLES[:2]
    assert missing.stage == "text" and missing.article_id.endswith("a.docx:2") and "Nexis" in missing.error
    assert behind.is_left_out and "Search: ferry" in behind.error


@pytest.mark.parametrize("line", ["Document " + "A" * 200_000, "Document HGZTTE" + "20" * 100_000, " " * 200_000])
def test_lines_that_nearly_part_articles_take_no_longer(line: str) -> None:
    began = time.process_time()
    assert not looks_like_bundle(f"{line}.\n" * 3) and read_bundle([f"{line}."] * 3, "a.txt") is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize("kind", ["docx", "txt"])
@pytest.mark.parametrize(
    "lines",
    [
        [FIRST, "End of Document"], [FIRST, "Body", SECOND], [FIRST, "1 of 3 DOCUMENTS", SECOND],
        ["Body", FIRST, "End of Document"], [FIRST, "Document 3 de 4"],
    ],
)  # fmt: skip
def test_other_documents_stay_one_article(tmp_path: Path, kind: str, lines: list[str]) -> None:
    (article,), failures = read(written(tmp_path / f"a.{kind}", lines))
    assert FIRST in article.text and lines[-1] in article.text and not failures
