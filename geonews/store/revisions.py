"""Earlier texts of an article: kept with what was read from them when a newer text takes their place."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from geonews.store import readings, seals
from geonews.store.rows import timestamp

__all__ = ["keep"]

_KEPT: Final = (
    "doc_id, title, published, published_offset, url, source, text, content_hash, words_hash, file, row, url_basis, "
    "run_id"
)


def keep(connection: sqlite3.Connection, doc_id: str) -> None:
    """Put what an article says now among its revisions, inside the caller's transaction, before it is written anew."""
    reading = json.dumps(readings.present(connection, doc_id), ensure_ascii=False, separators=(",", ":"))
    kept = connection.execute(
        f"INSERT INTO revisions ({_KEPT}, replaced, reading) SELECT {_KEPT}, ?2, ?3 FROM articles WHERE doc_id = ?1",
        (doc_id, timestamp(), reading),
    )
    seals.seal_revision(connection, int(kept.lastrowid or 0))
