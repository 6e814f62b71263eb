"""A filter in words, for what is taken away: a page, a report, a picture."""

from __future__ import annotations

from geonews.store import EventFilter
from geonews.ui import bar
from geonews.ui.filters import FAMILY_LABELS
from geonews.webmap.basemap import country_names
from geonews.webmap.palette import type_label

__all__ = ["said"]


def said(filter: EventFilter) -> str:
    """Return a filter in one line.

    >>> said(EventFilter(countries=("TJK",), statuses=("happened",), once=True))
    'Deeds and words · Tajikistan'
    """
    names = country_names()
    kind = FAMILY_LABELS[filter.family.value] if filter.family is not None else "Deeds and words"
    chips = bar.chips(filter, country_name=lambda code: names.get(code, code), type_name=type_label)
    return " · ".join([kind, *(label for label, *_ in chips), *([f"“{filter.text}”"] if filter.text else [])])
