"""Bad input and what is asked of it: one failure that says what is wrong, between two articles that are read."""

from __future__ import annotations

import zlib
from pathlib import Path

from ingest_builders import STORY

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

CONFIG = Config(max_bytes=2_000_000, max_chars=200_000)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 50


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
