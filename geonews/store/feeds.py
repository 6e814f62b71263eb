"""What ``geonews watch`` has read, kept in the store that it was read into: another store begins anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from geonews.ingest.feedmemory import EntryState, FeedState
from geonews.store.store import Store

__all__ = ["StoredFeeds"]


class StoredFeeds:
    """The memory of feeds in a store; see ``ingest.feedmemory.FeedMemory``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def feed(self, url: str) -> FeedState:
        """Return what is known of a feed."""
        rows = self._store._ask("SELECT state FROM feeds WHERE url = ?", url)
        return FeedState.from_json(rows[0][0] if rows else None)

    def entries(self, url: str, keys: Iterable[str]) -> dict[str, EntryState]:
        """Return those of a feed's entries that are known."""
        rows = self._store._ask(
            "SELECT entry, state FROM feed_entries WHERE feed = ? AND entry IN (SELECT value FROM json_each(?))",
            url,
            json.dumps(list(keys)),
        )
        return {key: EntryState.from_json(state) for key, state in rows}

    def waiting(self, url: str) -> dict[str, EntryState]:
        """Return the entries whose pages are still to come, the first of them first."""
        rows = self._store._ask("SELECT entry, state FROM feed_entries WHERE feed = ? AND waits ORDER BY fid", url)
        return {key: EntryState.from_json(state) for key, state in rows}

    def remember(self, url: str, state: FeedState, entries: Mapping[str, EntryState], *, forget_before: float) -> None:
        """Keep what is known of a feed and of some entries, in one transaction."""
        with self._store._writing() as connection:
            connection.execute(
                "INSERT INTO feeds (url, state) VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET state = excluded.state",
                (url, state.as_json()),
            )
            connection.executemany(
                "INSERT INTO feed_entries (feed, entry, seen, waits, state) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (feed, entry) DO UPDATE SET seen = excluded.seen, waits = excluded.waits, "
                "state = excluded.state",
                [(url, key, entry.seen, entry.waits, entry.as_json()) for key, entry in entries.items()],
            )
            connection.execute(
                "DELETE FROM feed_entries WHERE feed = ? AND NOT waits AND seen < ?", (url, forget_before)
            )
