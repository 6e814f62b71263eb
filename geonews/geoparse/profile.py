"""What an outlet usually writes about: a profile of countries and divisions that pulls doubtful names home.

Local papers name their own Springfield without saying which. A profile is learnt from the places of the same
outlet's other articles; it is off unless one is given, because world news has no home.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.context import Table
from geonews.geoparse.names import area_key, key_number
from geonews.model import Place

__all__ = ["learn_profile", "pull"]

#: Strength of a profile, in logits for a division that all articles are about.
AREA_PULL = 4.0
COUNTRY_PULL = 2.0
#: An outlet is local when this share of its places lies in one division; other profiles pull nothing.
LOCAL_SHARE = 0.25
#: Places that an outlet must have been read for.
LEAST_PLACES = 10


def learn_profile(places: Iterable[Place]) -> dict[str, float]:
    """Return the share of each country ("US") and division ("US.KS") among the places of an outlet's articles.

    An outlet that was hardly read, or that is at home in no division, has an empty profile.
    """
    counts: Counter[str] = Counter()
    total = 0
    for place in places:
        if place.country is None:
            continue
        total += 1
        counts[place.country] += 1
        area = area_key(place.country, place.admin1)
        if area is not None and place.feature_class != "A":
            counts[area] += 1
    most = max((count for key, count in counts.items() if "." in key), default=0)
    if total < LEAST_PLACES or most < LOCAL_SHARE * total:
        return {}
    return {key: count / total for key, count in counts.items()}


def pull(table: Table, scores: NDArray[np.float64], profile: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the ranker's scores, drawn towards the countries and divisions of a profile."""
    if not profile:
        return scores
    shift = np.zeros(len(table))
    for key, share in profile.items():
        if "." in key:
            shift += AREA_PULL * share * (table.areas == key_number(key))
        else:
            shift += COUNTRY_PULL * share * (table.countries == key_number(key))
    clipped = np.clip(scores, 1e-4, 1 - 1e-4)
    return np.asarray(1 / (1 + np.exp(-(np.log(clipped / (1 - clipped)) + shift))))
