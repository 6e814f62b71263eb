"""Similar spellings: names within one or two edits, found through indexes and never by a scan.

A name with one edit keeps its first or its last half; so the names that share a half with the query, read from the
index forwards or backwards, are all that can be one edit away. Names of the same consonants (`folding.skeleton`)
catch romanisations that differ in several vowels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rapidfuzz.distance import OSA

from geonews.gazetteer.folding import skeleton

__all__ = ["similar"]

#: Shorter names are too near to too many others.
MIN_CHARS = 5
#: The most names that one index range may yield; a range beyond it is a stem like "san ".
MAX_RANGE = 20_000
#: The most spellings that are returned.
MAX_SPELLINGS = 12

Rows = Callable[[str, Iterable[Any]], list[tuple[Any, ...]]]


def similar(rows: Rows, key: str) -> list[tuple[str, float]]:
    """Return folded names like a folded name, nearest first, with their similarity (0 to 1).

    Parameters
    ----------
    rows
        Runs a query with parameters.
    key
        A folded name.
    """
    if not MIN_CHARS <= len(key) <= 40:
        return []
    edits = 1 if len(key) < 8 else 2
    half = len(key) // 2
    low, high = len(key) - edits, len(key) + edits
    head, tail = key[:half], key[::-1][: len(key) - half]
    forwards = rows(
        "SELECT folded FROM (SELECT folded, kind FROM name WHERE folded >= ? AND folded < ? LIMIT ?) "
        "WHERE kind < 2 AND length(folded) BETWEEN ? AND ?",
        (head, _after(head), MAX_RANGE, low, high),
    )
    backwards = rows(
        "SELECT tail FROM (SELECT tail FROM backward WHERE tail >= ? AND tail < ? LIMIT ?) "
        "WHERE length(tail) BETWEEN ? AND ?",
        (tail[:-1] or tail, _after(tail[:-1] or tail), MAX_RANGE, low, high),
    )
    alike = rows("SELECT folded FROM spelling WHERE skeleton = ? LIMIT ?", (skeleton(key), MAX_RANGE))
    found: dict[str, float] = {}
    for name in {*(n for (n,) in forwards), *(n[::-1] for (n,) in backwards)}:
        distance = OSA.distance(key, name, score_cutoff=edits)
        if distance <= edits and name[0] == key[0]:
            found[name] = 1 - distance / len(key)
    for (name,) in alike:
        distance = OSA.distance(key, name)
        if distance <= max(2, len(key) // 3):
            found[name] = max(found.get(name, 0.0), 1 - distance / (2 * len(key)))
    found.pop(key, None)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MAX_SPELLINGS]


def _after(text: str) -> str:
    """Return the least text that is greater than every text that begins with this one."""
    return text[:-1] + chr(ord(text[-1]) + 1)
