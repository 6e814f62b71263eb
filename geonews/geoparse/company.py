"""Company: how near the namesakes of a document's names lie to each other, before any of them is resolved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.cards import STATIC_FEATURES
from geonews.geoparse.groups import GROUPS

__all__ = ["COMPANY_FEATURES", "company_columns"]

COMPANY_FEATURES = ("company_20_km", "company_100_km")

EARTH_RADIUS_KM = 6371.0
#: Groups of places too wide to be near anything.
WIDE_GROUPS = tuple(GROUPS.index(name) for name in ("country", "continent", "region", "admin1"))
#: Names that bear witness for the others, the rarest; bounds the work on very long documents.
WITNESSES = 120


def company_columns(
    points: NDArray[np.float32],
    static: NDArray[np.float32],
    owner: NDArray[np.int64],
    offsets: NDArray[np.int64],
    weights: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Sum over the other names how near their nearest namesake lies, at two scales; rare names count more.

    Two names that both occur in one small area are each other's evidence, however many larger namesakes they have.
    """
    kinds = static[:, STATIC_FEATURES.index("group")]
    local = ~np.isin(kinds, WIDE_GROUPS)
    rarity = np.minimum(1.0, weights) / np.log2(1.0 + np.diff(offsets))
    witnesses = np.argsort(-rarity, kind="stable")[:WITNESSES]
    sums = np.zeros((2, len(owner)), dtype=np.float32)
    for g in witnesses:
        theirs = np.arange(offsets[g], offsets[g + 1])
        theirs = theirs[local[theirs]]
        if not len(theirs):
            continue
        cosine = np.clip((points @ points[theirs].T).max(axis=1), -1.0, 1.0)
        distance = EARTH_RADIUS_KM * np.arccos(cosine)
        others = (owner != g) & local
        for k, scale in enumerate((20.0, 100.0)):
            sums[k] += np.where(others, rarity[g] * np.exp(-distance / scale), 0.0)
    return sums[0], sums[1]
