"""The store: records in, rows out, one GeoPackage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from geonews.errors import StoreError
from geonews.model import Failure, ParsedArticle
from geonews.store import bulk, corrections, marks, seals, writes
from geonews.store.connection import readable_errors
from geonews.store.geopackage import create_file
from geonews.store.links import Links, link_all
from geonews.store.reading import Reader
from geonews.store.rows import Codes, clean_text, timestamp

__all__ = ["Store"]

_IDENTITY = "INSERT OR IGNORE INTO identities (key, doc_id) VALUES (?, ?)"


@dataclass(slots=True, kw_only=True)
class _Run:
    """A run under way; it has a number once it has changed something."""

    code_version: str
    model: str
    gazetteer: str
    inputs: str | None
    again: bool = False
    started: str = field(default_factory=timestamp)
    number: int | None = None


class Store(Reader):
    """One GeoPackage of articles, mentions, places, events and crossings; a context manager.

    One process writes while any number read. An iterator reads from a snapshot of its own: what is written while it
    runs does not disturb it. Methods may be called from several threads.

    Examples
    --------
    ::

        with Store.open("news.gpkg", read_only=True) as store:
            for event in store.events(EventFilter(countries=("TJK",)), limit=10):
                ...
    """

    @classmethod
    def create(cls, path: str | Path, *, timeout_seconds: float = 10.0, codes: Codes | None = None) -> Self:
        """Make an empty store and open it; a file that exists is never replaced.

        Raises
        ------
        StoreError
            If there is a file already, or the folder does not exist or cannot be written.
        """
        create_file(Path(path))
        return cls.open(path, timeout_seconds=timeout_seconds, codes=codes)

    @classmethod
    def open_or_create(cls, path: str | Path, *, timeout_seconds: float = 10.0, codes: Codes | None = None) -> Self:
        """Open a store for writing; where there is no file, make an empty one first.

        Raises
        ------
        StoreError
            If the file is no store, or the folder does not exist or cannot be written.
        """
        if not Path(path).exists():
            try:
                create_file(Path(path))
            except StoreError:
                if not Path(path).exists():  # somebody else has made it meanwhile
                    raise
        return cls.open(path, timeout_seconds=timeout_seconds, codes=codes)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one write transaction: all of it happens, or nothing."""
        self._check_writable()
        with self._at_hand():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                marks.leave_mark(self._connection)
                self._connection.execute("COMMIT")
                self.check_there()  # what was written into a file without a name is lost
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _check_writable(self) -> None:
        if self.read_only:
            raise StoreError(
                f"expected a store open for writing, got {str(self.path)!r} read-only; open it for writing"
            )

    def add(self, parsed: ParsedArticle, *, identities: Sequence[str] = (), is_new: bool = False) -> bool:
        """Write an article with its mentions and events, in one transaction.

        What an article of this id said before is kept among its revisions.

        Parameters
        ----------
        parsed
            The article, and what was read from it.
        identities
            What it is met by again; see ``store.identity``.
        is_new
            The article was new when it was looked up: it must not take the place of one of its id.

        Returns
        -------
        bool
            False where the store already said exactly this.

        Raises
        ------
        NameTakenError
            If a new article has the id of one with another text, which another ingest stored meanwhile.
        """
        with self._writing() as connection:
            links, doc_id = Links(connection), str(clean_text(parsed.article.id))
            targets = corrections.merged_into(connection, doc_id)
            run: _Run | None = getattr(self._runs, "current", None)
            changed = writes.write_article(
                connection,
                parsed,
                self._codes,
                self._run_number,
                links,
                again=run is not None and run.again,
                is_new=is_new,
            )
            connection.executemany(_IDENTITY, [(key, doc_id) for key in identities])
            if changed:
                followers = corrections.reapply(connection, doc_id, self._codes, targets)
                stored = connection.execute("SELECT event_id FROM events WHERE doc_id = ?", (doc_id,)).fetchall()
                links.settle({event_id for (event_id,) in stored} | followers)
        return changed

    def load_events(self, source: str | Path, *, link: bool = False) -> int:
        """Load coded events from a Parquet file at once; the indexes are built afterwards.

        Parameters
        ----------
        source
            Parquet or GeoParquet with columns of the event schema; ``event_id``, ``doc_id`` and ``event_type`` are
            needed. An article that is not stored yet becomes one without text.
        link
            Link the reports of one event afterwards, as it is done with articles that are added; with a million
            events this takes longer than loading them. Without it each counts as an event of its own.

        Returns
        -------
        int
            Events that were new; those whose id is known are left alone.

        Raises
        ------
        StoreError
            If the file cannot be read or a column is missing; nothing is loaded then.
        """
        self._check_writable()
        here = self._connection
        with (
            self._lock,
            readable_errors(self.path),
            bulk.attached(here, self.path, Path(source)) as columns,
            bulk.unhindered(here),
            self._writing() as connection,
        ):
            count = bulk.load(connection, columns)
            if link:
                link_all(connection)
        return count

    def fail(self, failure: Failure) -> None:
        """Note what could not be handled; it is forgotten once the article succeeds."""
        with self._writing() as connection:
            writes.record_failure(connection, failure, self._run_number)

    @contextmanager
    def run(
        self, *, code_version: str, model: str, gazetteer: str, inputs: str | None = None, again: bool = False
    ) -> Iterator[None]:
        """Log a run, and mark what this thread writes meanwhile as its own; a run that changes nothing is not logged.

        Parameters
        ----------
        code_version, model, gazetteer
            What reads the articles, so that runs can be compared.
        inputs
            What is read, in a few words.
        again
            Whether articles are read again that are stored already; the run is logged and notes each of them then, even
            where nothing changes, so that ``readings`` can compare.
        """
        self._runs.current = _Run(
            code_version=code_version, model=model, gazetteer=gazetteer, inputs=inputs, again=again
        )
        try:
            yield
        finally:
            number = self._runs.current.number
            self._runs.current = None
            if number is not None:
                with self._writing() as connection:
                    connection.execute("UPDATE runs SET finished = ? WHERE fid = ?", (timestamp(), number))

    def _run_number(self) -> int | None:
        """Return the number of this thread's run, logging it with the first change that it makes."""
        run: _Run | None = getattr(self._runs, "current", None)
        if run is None:
            return None
        if run.number is None:
            row = {"started": run.started, "code_version": run.code_version, "model": run.model,
                   "gazetteer": run.gazetteer, "inputs": run.inputs}  # fmt: skip
            writes.insert(self._connection, "runs", [row])
            (run.number,) = self._connection.execute("SELECT last_insert_rowid()").fetchone()
        return run.number

    def run_number(self) -> int | None:
        """Return the number of this thread's run, None as long as it has changed nothing."""
        run: _Run | None = getattr(self._runs, "current", None)
        return None if run is None else run.number

    def note_identities(self, doc_id: str, keys: Sequence[str], *, is_fetched: bool = False) -> None:
        """Note what an article is met by, and that it was fetched from its address; see ``store.identity``.

        What is noted already is not written again.
        """
        name = clean_text(doc_id)
        known = {key for (key,) in self._ask("SELECT key FROM identities WHERE doc_id = ?", name)}
        new = [(key, name) for key in keys if key not in known]
        claims = is_fetched and self._ask("SELECT 1 FROM articles WHERE doc_id = ? AND url_basis = 'claimed'", name)
        if not new and not claims:
            return
        with self._writing() as connection:
            connection.executemany(_IDENTITY, new)
            if claims:
                connection.execute("UPDATE articles SET url_basis = 'fetched' WHERE doc_id = ?", (name,))
                seals.renew_reading(connection, str(name))

    def correct(
        self, event_id: str, field: str, values: Mapping[str, Any], *, who: str, reason: str | None = None
    ) -> int:
        """Correct an event; see ``CORRECTABLE`` for what can be.

        Parameters
        ----------
        event_id
            The event.
        field
            ``place``, ``date``, ``type``, ``status``, ``count``, ``not_an_event``, ``same_as`` (another event's id),
            ``split`` (true: an event of its own), …
        values
            New values by column, such as ``{"date_start": "2021-07-05", "date_end": "2021-07-05"}``.
        who, reason
            Who says so, and why.

        Returns
        -------
        int
            The correction's number, for ``undo``.

        Raises
        ------
        StoreError
            If the event, the field or a column is unknown.
        """
        with self._writing() as connection:
            return corrections.correct(connection, event_id, field, values, who=who, reason=reason, codes=self._codes)

    def undo(self, correction: int, *, who: str) -> None:
        """Take a correction back; it stays in the record.

        Raises
        ------
        StoreError
            If there is no such correction in force.
        """
        with self._writing() as connection:
            corrections.undo(connection, correction, who=who, codes=self._codes)
