"""Everything hostile in one run: good articles are stored, each bad input is a recorded failure, the store is sound."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hostile import billion_laughs, packed_bomb
from ingest_builders import STORY, Site, page, pdf, site, warc, warc_record

from geonews import ingest
from geonews.config import Config
from geonews.pipeline import Pipeline
from geonews.store import Store

CONFIG = Config(max_bytes=2_000_000, max_chars=200_000, fetch_timeout_seconds=1.0)
EVIL = "'); DROP TABLE articles;--<script>alert(1)</script><img src=x onerror=alert(1)>"
GOOD = "About 400 people fled from Sudan into Chad near Adre on Friday, aid workers said."


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as made:
        yield made


def endless(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>more and more</p>" * 5000)


def slow(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"a")
        time.sleep(0.2)


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"A" * 600_000_000)
    return target.getvalue()


def sound(path: Path) -> bool:
    with sqlite3.connect(path) as connection:
        questions = ("PRAGMA integrity_check", "SELECT rtreecheck('rtree_events_geom')")
        found = [connection.execute(question).fetchone()[0] for question in questions]
        found += connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return found == ["ok", "ok"]


@pytest.mark.slow
def test_hostile_inputs_are_recorded_and_cost_no_good_article(
    tmp_path: Path, pipeline: Pipeline, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    served.answers["/endless"], served.answers["/slow"] = endless, slow
    bad: dict[str, bytes] = {
        "bomb.txt.gz": packed_bomb(50),
        "bomb.zip": zip_bomb(),
        "bomb.warc.gz": warc(warc_record("https://x.example/1", b"<html>" + b"a" * 5_000_000)),
        "line.jsonl": b'{"text": "' + b"a" * 5_000_000 + b'"}',
        "nul.html": b"\x00" * 5000,
        "cut.pdf": pdf(STORY)[:300],
        "deep.json": b"[" * 100_000,
        "laughs.xml": billion_laughs(),
        "evil.csv": f'id,title\n"{EVIL}","{EVIL}"\n'.encode(),
    }
    good: dict[str, bytes] = {
        "a.txt": GOOD.encode(),
        "evil.jsonl": json.dumps(
            {
                "doc_id": EVIL,
                "title": EVIL,
                "source": EVIL,
                "url": f"https://x.example/{EVIL}",
                "text": f"{GOOD} {EVIL}",
            }
        ).encode(),
        "surrogate.jsonl": b'{"doc_id": "\\ud800\\u0000", "text": "Storms hit \\udfff Odesa on Monday."}',
        "absurd.jsonl": json.dumps({"text": "Rain fell in Kabul on Monday.", "published": "9999-12-31"}).encode(),
        "page.html.gz": gzip.compress(page().encode()),
    }
    for name, content in (bad | good).items():
        Path(name).write_bytes(content)
    private = ["http://localhost:1/", "http://[::1]/", "http://10.0.0.1/", "http://2130706433/", "http://169.254.1.1/"]
    loopback = [served.url + path for path in ("/endless", "/slow", "/none")]
    inputs = [name for pair in zip([*bad, *private], [*good, *good, *good], strict=False) for name in pair]
    with Store.create(tmp_path / "news.gpkg") as store:
        summary = pipeline.ingest_articles(ingest.read(inputs, CONFIG), store)
        opened = pipeline.ingest_articles(ingest.read(loopback, replace(CONFIG, allow_private=True)), store)
        failures = store.failures()
        stored = [(row["doc_id"], row["title"]) for row in store.articles()]
        assert (summary.stored, opened.stored) == (len(good), 0), stored
        assert store.counts()["articles"] == len(good)
        for name in [*bad, *private, *loopback]:
            told = [failure for failure in failures if failure.article_id.startswith(name) or name in failure.error]
            assert told or name == "bomb.warc.gz", name  # its record has the address of a page
            assert all("expected" in failure.error and "\n" not in failure.error for failure in told)
        assert [f.stage for f in failures if "9999" in f.error] == ["date"]
        assert any("https://x.example/1" in f.article_id and "at most" in f.error for f in failures)
        evil = next(row for row in store.articles() if row["doc_id"] == EVIL)
        assert (evil["title"], evil["source"]) == (EVIL, EVIL)
    assert sound(tmp_path / "news.gpkg")
