"""The word lists of events other than crossings, read from ``actions.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

__all__ = ["action_words", "prepositions"]

_FILE = Path(__file__).parent / "actions.toml"


@lru_cache(maxsize=1)
def action_words() -> dict[str, frozenset[str]]:
    """Return the words by list."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items() if isinstance(words, list)}


def prepositions() -> dict[str, float]:
    """Return how well each preposition places an event."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {word: float(weight) for word, weight in data["prepositions"].items()}
