"""What an outlet usually writes about: a profile of countries and divisions that pulls doubtful names home.

Local papers name their own Springfield without saying which. A profile is learnt from the places of the same
outlet's other articles; it is off unless one is given, because world news has no home.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.cards import area_key, key_number
from geonews.model import Place

__all__ = ["PROFILE_FEATURES", "learn_profile", "profile_columns"]

PROFILE_FEATURES = ("profile_country", "profile_area", "profile_county")

#: An outlet is local when this share of its places lies in one division; other profiles pull nothing.
LOCAL_SHARE = 0.25
#: Places that an outlet must have been read for.
LEAST_PLACES = 10


def learn_profile(places: Iterable[Place]) -> dict[str, float]:
    """Return the share of each country ("US"), division ("US.KS") and county ("US.KS.161") among an outlet's places.

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
            county = area_key(place.country, place.admin1, place.admin2)
            if county is not None:
                counts[county] += 1
    most = max((count for key, count in counts.items() if key.count(".") == 1), default=0)
    if total < LEAST_PLACES or most < LOCAL_SHARE * total:
        return {}
    return {key: count / total for key, count in counts.items()}


def profile_columns(
    profile: Mapping[str, float] | None,
    countries: NDArray[np.int32],
    areas: NDArray[np.int32],
    counties: NDArray[np.int32],
) -> tuple[NDArray[np.float32], ...]:
    """Return the share of each row's country, division and county in a profile; -1 without a profile."""
    if not profile:
        return tuple(np.full(len(countries), -1.0, dtype=np.float32) for _ in PROFILE_FEATURES)
    shares = {key_number(key): share for key, share in profile.items()}
    return tuple(
        np.array([shares.get(key, 0.0) for key in keys.tolist()], dtype=np.float32)
        for keys in (countries, areas, counties)
    )
