"""What an article is met by again: its entry in a feed, its address, its row in a file, its id."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from typing import Final

from geonews.ingest.drafts import canonical_url
from geonews.model import Article, Origin
from geonews.store.rows import CHECKED_COLUMNS, checksum, clean_text, words_hash

__all__ = ["digest", "entry_prefix", "fill_keys", "keys_of", "row_prefix"]

_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_BATCH: Final = 500


def keys_of(article: Article, run: str) -> dict[str, str]:
    """Return what an article is met by, the surest first, by kind: ``entry``, ``url``, ``row`` and ``id``.

    ``run`` stands for a file that is none: what comes through standard input has no name that comes again.
    """
    origin, found = article.origin, {}
    if origin is not None and origin.is_feed:
        found["entry"] = entry_prefix(origin) + digest(origin.item or "")
    if article.url is not None:
        found["url"] = "url:" + digest(canonical_url(article.url))
    if (
        origin is not None
        and not origin.is_feed
        and (origin.item is not None or (origin.row is None and _has_name(origin.file)))
    ):
        found["row"] = row_prefix(origin, run) + digest(origin.item or "")
    found["id"] = f"id:{clean_text(article.id)}"
    return found


def entry_prefix(origin: Origin) -> str:
    """Return how the keys of a feed's entries begin."""
    return f"entry:{digest(origin.file)}:"


def row_prefix(origin: Origin, run: str) -> str:
    """Return how the keys of a file's rows begin."""
    file = origin.file
    if not _ADDRESS.match(file):
        file = os.path.abspath(file) if _has_name(file) else f"{run}:{file}"  # noqa: PTH100 - links are not followed
    return f"row:{digest(file)}:"


def _has_name(file: str) -> bool:
    """Say whether a file can be met again under its name: what comes through standard input cannot."""
    return _ADDRESS.match(file) is not None or os.sep in file or os.path.exists(file)  # noqa: PTH110 - any text


def digest(text: str) -> str:
    """Return a short digest of a text."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def fill_keys(connection: sqlite3.Connection) -> None:
    """Work out what articles are met by that were stored before that was kept: their addresses and their words."""
    last = 0
    columns = ", ".join(CHECKED_COLUMNS)
    while rows := connection.execute(
        f"SELECT fid, {columns} FROM articles WHERE fid > ? ORDER BY fid LIMIT ?", (last, _BATCH)
    ).fetchall():
        found = [dict(zip(CHECKED_COLUMNS, row[1:], strict=True)) for row in rows]
        connection.executemany(
            "UPDATE articles SET words_hash = ?, checksum = ? WHERE fid = ?",
            [
                (None if row["text"] is None else words_hash(row["text"]), checksum(row), number)
                for (number, *_), row in zip(rows, found, strict=True)
            ],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO identities (key, doc_id) VALUES (?, ?)",
            [("url:" + digest(canonical_url(row["url"])), row["doc_id"]) for row in found if row["url"]],
        )
        last = rows[-1][0]
