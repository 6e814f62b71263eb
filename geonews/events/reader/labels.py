"""What the reader can say, in the order of its heads; a model made for other labels is refused."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geonews.events import ontology

__all__ = ["DISTANCES", "MODES", "ROLES", "STATUSES", "TYPES", "bucket", "buckets"]

TYPES: tuple[str, ...] = tuple(ontology.types())
MODES: tuple[tuple[str, str], ...] = tuple(
    (kind, mode) for kind in TYPES for mode in ontology.modes(kind) if mode is not None
)
STATUSES = ("happened", "planned", "hypothetical", "denied")
ROLES = ("place", "origin", "destination", "when", "actor", "target", "mover", "killed", "injured", "count")

_BOUNDS = (1, 2, 3, 4, 6, 9, 14, 22, 40)
#: How many signed distances the reader tells apart.
DISTANCES = 2 * len(_BOUNDS) + 1


def bucket(distance: int) -> int:
    """Return the class of a signed distance in words or sentences, 0 to DISTANCES - 1.

    >>> bucket(0), bucket(1) != bucket(-1), bucket(500) == DISTANCES - 1
    (9, True, True)
    """
    size = bisect_right(_BOUNDS, abs(distance))
    return len(_BOUNDS) + (size if distance >= 0 else -size)


def buckets(distances: NDArray[Any]) -> NDArray[np.int64]:
    """Return the class of each of many distances; see `bucket`.

    >>> buckets(np.array([0, -3, 500])).tolist() == [bucket(0), bucket(-3), bucket(500)]
    True
    """
    sizes = np.searchsorted(_BOUNDS, np.abs(distances), side="right")
    return np.asarray(len(_BOUNDS) + np.where(distances >= 0, sizes, -sizes), np.int64)
