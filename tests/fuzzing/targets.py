"""The table of targets: by name, what is made and what must hold of it."""

from __future__ import annotations

import functools
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from ingest_builders import STORY, page, parquet, pdf, rss, rss_item, warc, warc_record

from fuzzing import containers, markup, reading, rows_of_text, settings_in, tables_out
from fuzzing.damage import damaged, perhaps_damaged

__all__ = ["SEEDS", "TARGETS", "Target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something to fuzz.

    Attributes
    ----------
    group
        What it counts for: a kind of document, ``export``, ``config``, ``address`` or ``bulk``.
    documents
        What is made.
    check
        What must hold of each; it raises where something does not.
    """

    group: str
    documents: st.SearchStrategy[Any]
    check: Callable[[Any], None]


HTML = "".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))
SEEDS: dict[str, bytes] = {
    "text": f"Title: T\nPublished: 2022-03-01\n\n{STORY}".encode(),
    "page": page().encode(),
    "feed": rss(rss_item("https://x.example/1", content=HTML), rss_item("https://x.example/2", summary="Short.")),
    "json": json.dumps({"articles": [{"text": STORY, "published": "2022-03-01", "url": "https://x.example"}]}).encode(),
    "jsonl": b"\n".join(json.dumps({"doc_id": n, "text": STORY, "title": "T"}).encode() for n in range(3)),
    "csv": f'id,title,text\n1,T,"{STORY}"\n2,"a ""b""","{STORY}"\n'.encode(),
    "tsv": b"id\ttext\n1\tThe ferry runs.\n",
    "pdf": pdf(STORY),
    "parquet": parquet([{"doc_id": n, "text": STORY, "published": None} for n in range(5)]),
    "warc": warc(*(warc_record(f"https://x.example/{n}", page().encode()) for n in range(2))),
}
with zipfile.ZipFile(_target := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as _archive:
    _archive.writestr("a.jsonl", SEEDS["jsonl"])
    _archive.writestr("b.html", SEEDS["page"])
SEEDS["zip"] = _target.getvalue()

#: Documents that are made from parts, by the reader that reads them.
MADE: dict[str, st.SearchStrategy[bytes]] = {
    "text": perhaps_damaged(rows_of_text.texts),
    "page": perhaps_damaged(markup.pages),
    "feed": perhaps_damaged(markup.feeds),
    "json": perhaps_damaged(rows_of_text.json_files),
    "jsonl": perhaps_damaged(rows_of_text.json_lines),
    "csv": perhaps_damaged(rows_of_text.tables),
    "tsv": perhaps_damaged(rows_of_text.tables),
    "pdf": containers.pdfs(),
    "parquet": containers.parquets(),
    "warc": containers.archives,
    "zip": containers.zips,
}


def _readers() -> dict[str, Target]:
    found = {}
    for kind, seed in SEEDS.items():
        check = functools.partial(reading.read, kind)
        for name, documents in (
            ("made", MADE[kind]),
            ("damaged", damaged(seed)),
            ("packed", damaged(gzip.compress(seed))),
            ("random", st.binary(max_size=2000)),
        ):
            found[f"{kind}-{name}"] = Target(group=kind, documents=documents, check=check)
    return found


TARGETS: dict[str, Target] = {
    **_readers(),
    "feed-fetched": Target(group="feed", documents=MADE["feed"], check=reading.read_fetched_feed),
    "feed-fetched-damaged": Target(group="feed", documents=damaged(SEEDS["feed"]), check=reading.read_fetched_feed),
    **{
        f"export-{name}": Target(group="export", documents=st.deferred(lambda: tables_out.exports()), check=check)
        for name, check in tables_out.WRITERS.items()
    },
    "config-file": Target(group="config", documents=settings_in.SETTINGS, check=settings_in.set_up),
    "config-feeds": Target(group="config", documents=settings_in.FEED_LISTS, check=settings_in.subscribe),
    "address": Target(group="address", documents=settings_in.ADDRESSES, check=settings_in.look),
    "bulk": Target(group="bulk", documents=settings_in.BULK, check=settings_in.load),
}
