"""Zip files that are cut off: what is whole is read, what is not is named, and nothing hostile goes on and on."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hostile import CONFIG, packed_bomb, write
from ingest_builders import STORY

from geonews import ingest
from geonews.ingest import archives
from geonews.model import Article, Failure

pytestmark = pytest.mark.usefixtures("in_a_folder_of_its_own")
NAMES = ("a.txt", "b.txt", "sub/c.txt", "d.txt")


class Pipe(io.BytesIO):
    """What cannot be wound back: the heads of members do not say how long they are, a note behind them does."""

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise OSError("a pipe")

    def tell(self) -> int:
        raise OSError("a pipe")


def archive(*, method: int = zipfile.ZIP_DEFLATED, is_piped: bool = False, **more: bytes) -> bytes:
    out = Pipe() if is_piped else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for number, name in enumerate(NAMES):
            made.writestr(name, f"{STORY}\n\nBoat number {number} waits for its crew.")
        for name, data in more.items():
            made.writestr(name.replace("_", "."), data)
    return out.getvalue()


def start_of(data: bytes, name: str) -> int:
    """Where the packed bytes of a member begin."""
    return data.index(name.encode()) + len(name)


def taken(data: bytes) -> tuple[list[Article], list[Failure]]:
    found = list(ingest.read([write("z.zip", data)], CONFIG))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Failure)]


@pytest.mark.parametrize("is_piped", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2])
def test_what_is_whole_before_a_cut_is_read(method: int, is_piped: bool) -> None:
    data = archive(method=method, is_piped=is_piped)
    articles, failures = taken(data[: start_of(data, "d.txt") + 60])
    assert [article.text.rpartition("\n")[2][:13] for article in articles] == [f"Boat number {n}" for n in range(3)]
    *members, whole = failures
    assert [failure.article_id for failure in members] == ["z.zip/d.txt"]
    assert whole.article_id == "z.zip" and "'d.txt'" in whole.error and "3 before" in whole.error


@pytest.mark.parametrize("is_piped", [False, True])
@pytest.mark.parametrize("lost", [1, 22, 60, 200])
def test_a_list_that_is_cut_costs_no_member(lost: int, is_piped: bool) -> None:
    articles, failures = taken(archive(is_piped=is_piped)[:-lost])
    assert len(articles) == len(NAMES)
    (failure,) = failures
    assert "fetch it again" in failure.error and failure.stage == "read"


def test_rows_before_a_cut_are_read() -> None:
    rows = [json.dumps({"doc_id": f"r{n}", "text": f"{STORY} {n * n} {n**3}"}) for n in range(400)]
    data = archive(dump_jsonl="\n".join(rows).encode())
    begins = start_of(data, "dump.jsonl")
    articles, failures = taken(data[: begins + (data.index(b"PK\x01\x02") - begins) // 2])
    assert 100 < len(articles) - len(NAMES) < 400
    assert [failure.article_id.partition(":")[0] for failure in failures] == ["z.zip/dump.jsonl", "z.zip"]


def test_a_zip_within_a_zip_does_not_stand_for_the_whole() -> None:
    """The list of the inner one, whole before the cut, is the last list that there is."""
    data = archive(method=zipfile.ZIP_STORED, inner_zip=archive(), last_txt=STORY.encode() * 9)
    articles, failures = taken(data[: start_of(data, "last.txt") + 300])
    assert len(articles) == len(NAMES)
    assert [failure.article_id for failure in failures] == ["z.zip/inner.zip", "z.zip/last.txt", "z.zip"]


@pytest.mark.parametrize("says", [0, 7, 1 << 20, 0xFFFFFFFE])
@pytest.mark.parametrize("field", [18, 22])
def test_sizes_that_lie_cost_their_member_at_most(field: int, says: int) -> None:
    data = bytearray(archive())
    head = start_of(data, "b.txt") - len("b.txt") - 30
    struct.pack_into("<L", data, head + field, says)
    articles, failures = taken(bytes(data[:-50]))
    assert len(articles) >= len(NAMES) - 1
    assert {failure.article_id for failure in failures} <= {"z.zip/b.txt", "z.zip"}
    assert len(articles) == len(NAMES) or len(failures) == 2


def test_sizes_beyond_any_file_cost_no_member() -> None:
    text = f"{STORY} And more.".encode()
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(text) + packer.flush()
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 45, 0, 8, 0, 33, zlib.crc32(text), *[0xFFFFFFFF] * 2, 5, 20)
    large = head + b"e.txt" + struct.pack("<2H2Q", 1, 16, 2**63, 2**64 - 1) + packed
    first = archive()
    articles, failures = taken(first[: first.index(b"PK\x01\x02")] + large)
    assert len(articles) == len(NAMES) + 1 and [failure.article_id for failure in failures] == ["z.zip"]


@pytest.mark.parametrize("is_noted", [False, True])
def test_a_bomb_without_a_list(modest: None, monkeypatch: pytest.MonkeyPatch, is_noted: bool) -> None:
    monkeypatch.setattr(archives, "MIN_BOMB_BYTES", 5_000_000)
    packed = packed_bomb(9, gzipped=False)[2:-4]
    flags, said = (8, (0, 0, 0)) if is_noted else (0, (1, 5, 5))
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, flags, 8, 0, 33, *said, 6, 0)
    first = archive()
    articles, failures = taken(first[: first.index(b"PK\x01\x02")] + head + b"e.html" + packed)
    assert not articles and len(failures) == 1 and "unpack to" in failures[0].error


def test_a_file_of_notes_only(modest: None) -> None:
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 8, 0, 0, 33, 0, 0, 0, 5, 0)
    _, failures = taken(head + b"a.txt" + b"PK\x07\x08" * 200_000)
    assert [failure.article_id for failure in failures] == ["z.zip/a.txt", "z.zip"]


def test_members_with_a_password_are_named() -> None:
    data = bytearray(archive())
    head = start_of(data, "b.txt") - len("b.txt") - 30
    data[head + 6] |= 1
    articles, failures = taken(bytes(data[:-50]))
    assert len(articles) == len(NAMES) - 1
    assert [failure.article_id for failure in failures] == ["z.zip/b.txt", "z.zip"]


def test_any_cut_is_told_and_names_no_member_twice() -> None:
    data = archive(is_piped=True)
    for length in range(40, len(data) - 1, 97):
        articles, failures = taken(data[:length])
        names = [failure.article_id for failure in failures]
        assert names[-1] == "z.zip" and len(set(names)) == len(names) <= 2
        assert len(articles) <= len(NAMES)
        assert Path("z.zip").stat().st_size == length
