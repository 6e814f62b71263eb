"""Checking a store on request: nothing is brought up to date for it, nor changed unless that is asked for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from geonews.errors import StoreError
from geonews.store import drawing, seals, soundness
from geonews.store.connection import connect_as_it_is, readable_errors
from geonews.store.geopackage import schema_version
from geonews.store.soundness import Finding

__all__ = ["Verdict", "accept_changes", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found in a store.

    Attributes
    ----------
    schema
        The store's own; it need not be the newest. 0 where the damage hides it.
    articles, unchecked
        How many it has, and of how many nothing says what was written: those that were loaded in bulk.
    are_words_checked
        Whether the full text was compared with the tables; it takes a store that may be written and is sound so far.
    findings
        What is not as it was written; none in a sound store.
    """

    schema: int
    articles: int
    unchecked: int
    are_words_checked: bool
    findings: tuple[Finding, ...]


def check(path: Path, *, timeout_seconds: float = 10.0) -> Verdict:
    """Compare a store of any schema with what was written into it; see docs/store.md for what that shows.

    Raises
    ------
    StoreError
        If it is missing, not a store, or of a newer geonews.
    """
    schema, articles, unchecked = 0, 0, 0
    try:
        with readable_errors(path), closing(connect_as_it_is(path, timeout_seconds=timeout_seconds)) as connection:
            schema = schema_version(connection)
            connection.execute("BEGIN")  # one state of the store, also while somebody writes
            found = list(soundness.pages(connection))
            if not found:
                found = list(soundness.content(connection))
            articles, unchecked = _counts(connection)
    except StoreError as error:
        if not _is_damage(error.__cause__):
            raise
        found = [Finding(kind="pages", name=None, said=str(error.__cause__))]
    are_words_checked = False
    if not found:
        try:
            found, are_words_checked = _words(path, timeout_seconds), True
        except (sqlite3.Error, StoreError):  # it may not be written, or somebody else is writing for long
            are_words_checked = False
    return Verdict(
        schema=schema,
        articles=articles,
        unchecked=unchecked,
        are_words_checked=are_words_checked,
        findings=tuple(found),
    )


def accept_changes(path: Path, *, timeout_seconds: float = 10.0) -> None:
    """Take the rows of a store as they are: for those that another program has changed on purpose.

    Points and crossings are drawn again from the columns of their events.

    Raises
    ------
    StoreError
        If the file itself is damaged: what cannot be trusted cannot be accepted.
    """
    with (
        readable_errors(path),
        closing(connect_as_it_is(path, timeout_seconds=timeout_seconds, read_only=False)) as connection,
    ):
        damage = next(soundness.pages(connection), None)
        if damage is not None:
            raise StoreError(
                f"expected a sound file at {str(path)!r} to accept, got {damage.said!r}; restore a copy, or ingest "
                "into a new store"
            )
        connection.execute("BEGIN IMMEDIATE")
        try:
            drawing.draw_again(connection)
            seals.renew(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _is_damage(cause: BaseException | None) -> bool:
    """Say whether a store could not be opened because its pages are damaged."""
    return isinstance(cause, UnicodeDecodeError) or str(getattr(cause, "sqlite_errorname", "")).startswith(
        "SQLITE_CORRUPT"
    )


def _words(path: Path, timeout_seconds: float) -> list[Finding]:
    with closing(connect_as_it_is(path, timeout_seconds=timeout_seconds, read_only=False)) as connection:
        return list(soundness.words(connection))


def _counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many articles there are, and how many of them have nothing to compare them with."""
    try:
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        columns = {row[1] for row in connection.execute("PRAGMA table_info(articles)")}
        if "checksum" not in columns:
            return int(articles), int(articles)
        (unchecked,) = connection.execute("SELECT count(*) FROM articles WHERE checksum IS NULL").fetchone()
    except sqlite3.DatabaseError:  # told among the findings
        return 0, 0
    return int(articles), int(unchecked)
