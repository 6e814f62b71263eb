"""What is remembered of feeds between two looks at them, and who keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Protocol

__all__ = ["EntryState", "FeedMemory", "FeedState", "Forgetful"]


@dataclass(slots=True, kw_only=True)
class FeedState:
    """What is known of a feed; times are seconds since 1970.

    ``etag`` and ``modified`` are what the server said last, ``moved_to`` where it said that the feed is for good,
    ``due_at`` when it may be asked again, ``failures`` how often in a row it did not answer.
    """

    etag: str | None = None
    modified: str | None = None
    moved_to: str | None = None
    due_at: float = 0.0
    failures: int = 0

    @classmethod
    def from_json(cls, text: str | None) -> FeedState:
        """Read what ``as_json`` wrote; what is damaged counts as nothing known."""
        return cls(**_plain_fields(text, cls))

    def as_json(self) -> str:
        """Return the state as JSON."""
        return json.dumps(asdict(self))


@dataclass(slots=True, kw_only=True)
class EntryState:
    """What is known of an entry.

    ``digest`` is of what it said when it was read, ``seen`` when it last stood in the feed, ``first`` when first.
    While its page is waited for, ``draft`` is what the feed said, ``tries`` how often the page was asked for,
    ``due_at`` when it is asked for again.
    """

    digest: str = ""
    seen: float = 0.0
    first: float = 0.0
    tries: int = 0
    due_at: float = 0.0
    draft: dict[str, Any] | None = field(default=None)

    @property
    def waits(self) -> bool:
        """Whether its page is still to come."""
        return self.draft is not None

    @classmethod
    def from_json(cls, text: str | None) -> EntryState:
        """Read what ``as_json`` wrote; what is damaged counts as nothing known."""
        return cls(**_plain_fields(text, cls))

    def as_json(self) -> str:
        """Return the state as JSON."""
        return json.dumps(asdict(self))


class FeedMemory(Protocol):
    """Keeps what is known of feeds, by their addresses, and of their entries, by their keys."""

    def feed(self, url: str) -> FeedState:
        """Return what is known of a feed."""

    def entries(self, url: str, keys: Iterable[str]) -> dict[str, EntryState]:
        """Return those of a feed's entries that are known."""

    def waiting(self, url: str) -> dict[str, EntryState]:
        """Return the entries whose pages are still to come."""

    def remember(self, url: str, state: FeedState, entries: Mapping[str, EntryState], *, forget_before: float) -> None:
        """Keep what is known of a feed and of some entries; forget those last seen before a time, unless they wait."""


class Forgetful:
    """Remembers as long as the program runs: for those who watch feeds without a store."""

    def __init__(self) -> None:
        self._feeds: dict[str, str] = {}
        self._entries: dict[str, dict[str, str]] = {}

    def feed(self, url: str) -> FeedState:
        """See ``FeedMemory``."""
        return FeedState.from_json(self._feeds.get(url))

    def entries(self, url: str, keys: Iterable[str]) -> dict[str, EntryState]:
        """See ``FeedMemory``."""
        known = self._entries.get(url, {})
        return {key: EntryState.from_json(known[key]) for key in keys if key in known}

    def waiting(self, url: str) -> dict[str, EntryState]:
        """See ``FeedMemory``."""
        return {key: state for key, state in self.entries(url, self._entries.get(url, {})).items() if state.waits}

    def remember(self, url: str, state: FeedState, entries: Mapping[str, EntryState], *, forget_before: float) -> None:
        """See ``FeedMemory``."""
        self._feeds[url] = state.as_json()
        known = self._entries.setdefault(url, {})
        known |= {key: entry.as_json() for key, entry in entries.items()}
        for key, entry in self.entries(url, list(known)).items():
            if not entry.waits and entry.seen < forget_before:
                del known[key]


def _plain_fields(text: str | None, kind: Any) -> dict[str, Any]:
    try:
        table = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(table, dict):
        return {}
    known = {}
    for one in fields(kind):
        value, usual = table.get(one.name), one.default
        is_time = isinstance(usual, int | float) and isinstance(value, int | float) and not isinstance(value, bool)
        is_word = (usual is None or isinstance(usual, str)) and isinstance(value, str)
        if is_time or is_word or (one.name == "draft" and isinstance(value, dict)):
            known[one.name] = value
    return known
