"""One small file for each kind of input that people were seen to have, and what it must come to: title, day, text."""

from __future__ import annotations

import base64
import csv
import gzip
import io
from pathlib import Path

import pytest

from geonews.config import Config
from geonews.ingest import read
from geonews.model import Article, Failure

FIRST = "Rebels shelled the town of Goma on Monday, killing nine people, an official said."
SECOND = "Hundreds of families fled towards the border, and the shops of the town stayed shut for a second day."


def articles(path: Path, **settings: str) -> list[Article]:
    found = list(read([str(path)], Config(**settings)))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def days(found: list[Article]) -> list[str | None]:
    return [one.published and one.published.date().isoformat() for one in found]


def table(path: Path, rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


ACLED = [
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude",
    "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
]  # fmt: skip


def acled(day: str, number: int, stamp: str = "1710806400") -> list[str]:
    return [
        f"DRC{number}", day, "2024", "1", "Political violence", "Battles", "Armed clash", "M23", "", "2",
        "Democratic Republic of Congo", "Nord-Kivu", "Goma", "", "Goma", "-1.6741", "29.2384", "1", "Actualite.cd",
        "National", f"On 12 March 2024, {FIRST} {SECOND} Report {number}.", "9", "", stamp,
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("day", ["12 March 2024", "2024-03-12", "12-Mar-24", "12 Mar 2024"])
def test_acled(tmp_path: Path, day: str, encoding: str) -> None:
    path = table(tmp_path / "acled.csv", [ACLED, acled(day, 1), acled(day, 2)], encoding)
    found = articles(path)
    assert days(found) == ["2024-03-12", "2024-03-12"]
    assert [one.source for one in found] == ["Actualite.cd"] * 2
    assert found[0].text.startswith("On 12 March 2024, Rebels") and found[0].text.endswith("Report 1.")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_byte_order_mark_hides_no_column(tmp_path: Path, delimiter: str) -> None:
    path = table(tmp_path / "x.csv", [["text", "date"], [FIRST, "2024-03-12"]], "utf-8-sig", delimiter)
    (found,) = articles(path)
    assert (found.text, days([found])) == (FIRST, ["2024-03-12"])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["45363", "45362"], ["2024-03-12", "2024-03-11"]),
        (["45363.5", "45362,25"], ["2024-03-12", "2024-03-11"]),
        (["25/03/2024", "11/03/2024"], ["2024-03-25", "2024-03-11"]),
        (["3/25/2024", "3/11/2024"], ["2024-03-25", "2024-03-11"]),
        (["12-Mar-24", "11-Mar-24"], ["2024-03-12", "2024-03-11"]),
        (["25.3.2024 14:05", "11.3.2024 09:00"], ["2024-03-25", "2024-03-11"]),
        (["Tue, 12 Mar 2024 23:30:00 -0500", "Mon, 11 Mar 2024 10:30:00 +1100"], ["2024-03-12", "2024-03-11"]),
        (["2024-03-11T06:30:00+09:00", "2024-03-11 06:30"], ["2024-03-11", "2024-03-11"]),
    ],
)
def test_days_of_a_column(tmp_path: Path, cells: list[str], expected: list[str | None]) -> None:
    rows = [["id", "text", "date"], *([str(n), f"{FIRST} {n} {SECOND}", cell] for n, cell in enumerate(cells))]
    assert days(articles(table(tmp_path / "x.csv", rows))) == expected


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", "The protest in Bouaké, Côte d’Ivoire, was peaceful – “calm”, said the café’s owner. €5 was paid."),
        (
            "cp1250",
            "Policja w Łodzi zatrzymała trzy osoby. Strażacy gasili pożar w Żywcu, a dźwięk było słychać wszędzie.",
        ),
        ("cp866", "Полиция задержала троих человек в Душанбе. Пожар в городе потушили утром, сообщили власти."),
        ("cp1251", "Полиция задержала троих человек в Душанбе. Пожар в городе потушили утром, сообщили власти."),
    ],
)
def test_tables_in_old_encodings(tmp_path: Path, codec: str, text: str) -> None:
    path = table(tmp_path / "x.csv", [["text", "date"], [text, "2024-03-12"]], codec, ";")
    found = list(read([str(path)], Config()))
    assert [one.text for one in found if isinstance(one, Article)] == [text] or (
        isinstance(found[0], Failure) and found[0].stage == "language" and codec != "cp1252"
    )


def test_a_line_for_excel_before_the_header(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"sep=;\ntext;date\n{FIRST};12/03/2024\n{SECOND};25/03/2024\n", encoding="utf-8-sig")
    assert days(articles(path)) == ["2024-03-12", "2024-03-25"]


def test_a_column_of_excerpts(tmp_path: Path) -> None:
    head = ["excerpt_id", "excerpt", "Quantity", "Term", "Unit", "Location", "Country"]
    (found,) = articles(table(tmp_path / "x.csv", [head, ["17", FIRST, "9", "killed", "people", "Goma", "COD"]]))
    assert (found.text, found.title) == (FIRST, None)


def archive(path: Path, *pages: str) -> Path:
    out = io.BytesIO()
    for number, page in enumerate(pages):
        body = page.encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n"
            f"WARC-Date: 2024-03-12T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:0000000{number}-0000-0000-0000-000000000000>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        out.write(gzip.compress(head.encode() + http + b"\r\n\r\n"))
    path.write_bytes(out.getvalue())
    return path


def page(number: int) -> str:
    paragraphs = "".join(f"<p>{FIRST} {SECOND} It was report {number}, part {part}.</p>" for part in range(4))
    return f"<html><head><title>News {number}</title></head><body><article><h1>News {number}</h1>{paragraphs}</article>"


@pytest.mark.parametrize("cut", [1, 9, 60, 150])
def test_an_archive_cut_off(tmp_path: Path, cut: int) -> None:
    path = archive(tmp_path / "x.warc.gz", page(1), page(2))
    path.write_bytes(path.read_bytes()[:-cut])
    first, *rest = read([str(path)], Config())
    assert isinstance(first, Article) and first.title == "News 1"
    (failure,) = (one for one in rest if isinstance(one, Failure))
    assert "end" in failure.error and "fetch it again" in failure.error
    whole = [one for one in rest if isinstance(one, Article)]
    assert [one.text.count(FIRST) for one in whole] == ([4] if cut < 10 else [])  # only the checksum is gone


def test_a_page_with_its_pictures_inside(tmp_path: Path) -> None:
    picture = base64.b64encode(bytes(8_500_000)).decode()
    shown = f'<img src="data:image/png;base64,{picture}">'
    (tmp_path / "x.html").write_text(page(1).replace("<p>", f"{shown}<p>", 1), encoding="utf-8")
    (found,) = articles(tmp_path / "x.html")
    assert found.title == "News 1" and found.text.count(FIRST) == 4 and len(found.text) < 2_000


def test_a_folder_of_what_people_save(tmp_path: Path) -> None:
    boundary = "----MultipartBoundary--x----"
    (tmp_path / "a.mhtml").write_bytes(
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example/a\r\nSubject: News 1\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Location: https://news.example/a\r\n\r\n{page(1)}\r\n--{boundary}--\r\n".encode()
    )
    (tmp_path / "b.eml").write_text(
        f"From: Wire <wire@news.example>\nSubject: News 2\nDate: Tue, 12 Mar 2024 23:30:00 -0500\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{FIRST}\n\n{SECOND}\n",
        encoding="utf-8",
    )
    (tmp_path / "c.xyz").write_bytes(b"\0\1\2")
    found = list(read([str(tmp_path)], Config()))
    kept = {one.title: one for one in found if isinstance(one, Article)}
    assert set(kept) == {"News 1", "News 2"}
    assert kept["News 1"].url == "https://news.example/a"
    assert kept["News 2"].text.split("\n\n") == [FIRST, SECOND] and days([kept["News 2"]]) == ["2024-03-12"]


ICELANDIC = (
    "Héraðsdómur Reykjavíkur dæmdi í dag karlmann á fertugsaldri í tveggja ára fangelsi fyrir líkamsárás. Maðurinn var "
    "fundinn sekur um að hafa ráðist á annan mann fyrir utan skemmtistað í miðbænum. Hann þarf að greiða miskabætur."
)
ZULU = (
    "Amaphoyisa aseThekwini abophe abantu abathathu ngemuva kokubulawa kwendoda ngoLwesihlanu. Umkhulumeli wamaphoyisa "
    "uthe uphenyo luyaqhubeka futhi ucele umphakathi ukuba usize ngolwazi mayelana nalesi sigameko esibuhlungu."
)


@pytest.mark.parametrize(("text", "names"), [(ICELANDIC, ("Icelandic",)), (ZULU, ("Zulu", "Xhosa"))])
def test_a_language_that_is_not_read_is_refused_under_its_own_name(
    tmp_path: Path, text: str, names: tuple[str, ...]
) -> None:
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    (found,) = read([str(tmp_path / "x.txt")], Config())
    assert isinstance(found, Failure) and found.stage == "language"
    assert any(name in found.error for name in names), found.error
