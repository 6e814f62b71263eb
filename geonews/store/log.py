"""The log of a store: failures, corrections, runs, and what runs have read of the same articles."""

from __future__ import annotations

import json
from collections.abc import Iterator

from geonews.errors import StoreError
from geonews.model import Failure, Origin
from geonews.store import readings
from geonews.store.opened import OpenStore
from geonews.store.readings import Reading
from geonews.store.rows import Row

__all__ = ["Log"]


class Log(OpenStore):
    """What was done to a store, and by whom."""

    def failures(self) -> list[Failure]:
        """Return the failures in the order they were met."""
        rows = self._ask("SELECT article_id, stage, error, file, row FROM failures ORDER BY fid")
        return [
            Failure(
                article_id=name, stage=stage, error=error, origin=None if file is None else Origin(file=file, row=row)
            )
            for name, stage, error, file, row in rows
        ]

    def corrections(self, event_id: str | None = None) -> list[Row]:
        """Return corrections, undone ones too, in the order they were made; ``old`` and ``new`` are mappings.

        Parameters
        ----------
        event_id
            Only those of this event, and those that merge another into it.
        """
        names = ("id", "event_id", "doc_id", "field", "old", "new", "reason", "who", "made", "undone", "undone_by")
        rows = self._ask(
            "SELECT fid, event_id, doc_id, field, old, new, reason, who, made, undone, undone_by FROM corrections "
            "WHERE ?1 IS NULL OR event_id = ?1 OR json_extract(new, '$.same_as') = ?1 ORDER BY fid",
            event_id,
        )
        found = [dict(zip(names, row, strict=True)) for row in rows]
        for row in found:
            row["old"], row["new"] = json.loads(row["old"]), json.loads(row["new"])
        return found

    def runs(self) -> list[Row]:
        """Return the logged runs, the first one first."""
        names = ("id", "started", "finished", "code_version", "model", "gazetteer", "inputs")
        rows = self._ask("SELECT fid, started, finished, code_version, model, gazetteer, inputs FROM runs ORDER BY fid")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def readings(self, first: int, second: int) -> Iterator[tuple[str, Reading, Reading]]:
        """Yield the articles that were stored by one run and read again up to another, as they were read then and then.

        Parameters
        ----------
        first, second
            Numbers of logged runs, the earlier first.

        Yields
        ------
        tuple
            The article's id; what the coder read of it after the first run and after the second, without corrections:
            ``events`` and ``toponyms``, each a list of mappings.

        Raises
        ------
        StoreError
            If there is no such run, or the second is not the later one.
        """
        known = {row["id"] for row in self.runs()}
        for number in (first, second):
            if number not in known:
                raise StoreError(f"expected a run among {sorted(known)}, got {number!r}; see geonews runs")
        if first >= second:
            raise StoreError(f"expected the earlier run first, got {first!r}, {second!r}; swap them")
        with self._snapshot() as connection:
            yield from readings.read_again(connection, first, second)

    def coded(self, event_id: str) -> Row | None:
        """Return what the coder says of an event, whatever people have corrected; None where it reports none."""
        with self._at_hand():
            return readings.coded(self._connection, event_id)
