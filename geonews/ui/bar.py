"""The bar over the map: search, and a chip for every filter that is on, which a click takes off again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from geonews.store import EventFilter, Role
from geonews.ui import filters, identity, progress
from geonews.ui.address import DEFAULT_STATUSES
from geonews.ui.filters import Facets
from geonews.webmap import families, markdown_text

__all__ = ["chips", "render"]

#: Most chips that stand in the bar; the filters have them all.
MOST_CHIPS = 12
LABEL_CHARS = 28


def render(
    chosen: EventFilter, facets: Facets, *, country_name: Callable[[str], str], type_name: Callable[[str], str]
) -> None:
    """Draw search, deeds and words, and chips.

    Parameters
    ----------
    chosen
        The filter that is on.
    facets
        The numbers that its choices would leave.
    country_name, type_name
        Names for people of an ISO 3166-1 alpha-3 code, of a type or mode of the ontology.
    """
    filters.words()
    filters.kinds(facets)
    with st.container(key="gn_chips", horizontal=True):
        progress.show_brought(progress.latest(identity.owner()), "chip_brought")
        for number, (label, key, value) in enumerate(chips(chosen, country_name=country_name, type_name=type_name)):
            if number == MOST_CHIPS:
                break
            st.button(
                markdown_text(label, LABEL_CHARS),
                key=f"chip {key} {value}",
                icon=":material/close:",
                on_click=filters.take_off,
                args=(key, value),
                help="Takes this filter off.",
            )


def chips(
    chosen: EventFilter, *, country_name: Callable[[str], str], type_name: Callable[[str], str]
) -> Iterable[tuple[str, str, Any]]:
    """Yield label, widget and value of every filter that is on; the words are in the search box, and no chip."""
    if chosen.date_from:
        yield f"from {chosen.date_from:%Y-%m-%d}", "f_from", None
    if chosen.date_to:
        yield f"to {chosen.date_to:%Y-%m-%d}", "f_to", None
    role = "" if chosen.role is Role.ANY else f" {filters.ROLE_LABELS[chosen.role]}"
    for code in chosen.countries:
        yield country_name(code) + role, "f_country", code
    off = set(chosen.without_types)
    for family in families():
        if off & set(family.types):
            off -= set(family.types)
            yield f"no {family.label.lower()}", "f_without", family.types
    for code in sorted(off):
        yield f"no {type_name(code).lower()}", "f_without", (code,)
    for key, codes in (("f_type", chosen.types), ("f_mode", chosen.modes)):
        for code in codes:
            yield type_name(code), key, code
    if tuple(chosen.statuses) != DEFAULT_STATUSES:
        yield " + ".join(filters.STATUS_LABELS[status].lower() for status in filters.STATUS_LABELS
                         if status.value in chosen.statuses), "f_status", None  # fmt: skip
    for source in chosen.sources:
        yield source, "f_source", source
    if chosen.min_confidence:
        yield f"at least {chosen.min_confidence:.0%} certain", "f_confidence", None
    if not chosen.once:
        yield "every report", "f_once", None
    if chosen.no_copies:
        yield "no near-copies", "f_no_copies", None
    if chosen.run is not None:
        yield f"addition {chosen.run}", "f_run", None
    if chosen.open_intervals:
        yield "open dates match all", "f_open", None
