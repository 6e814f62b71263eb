"""The words around moving, read from ``motion.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

__all__ = ["motion_words"]


@lru_cache(maxsize=1)
def motion_words() -> dict[str, frozenset[str]]:
    """Return the words by list."""
    data = tomllib.loads((Path(__file__).parent / "motion.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}
