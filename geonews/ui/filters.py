"""The filters: what the reader narrows the map by. Every filter shows how many events each choice would leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from geonews.model import Status
from geonews.store import EventFilter, Family, Role
from geonews.ui import stack
from geonews.ui.address import BOTH, DEFAULT_FAMILY, DEFAULT_STATUSES

__all__ = [
    "Facets",
    "chosen_filter",
    "clear",
    "day",
    "hold",
    "kinds",
    "panel",
    "seed",
    "show_run",
    "switch_family",
    "take_off",
    "words",
]

ROLE_LABELS = {
    Role.ANY: "anywhere in the event",
    Role.WHERE: "where it happened",
    Role.ORIGIN: "crossings out of",
    Role.DESTINATION: "crossings into",
    Role.ACTOR: "as an actor",
}
STATUS_LABELS = {
    Status.HAPPENED: "Happened",
    Status.PLANNED: "Planned",
    Status.DENIED: "Denied",
    Status.HYPOTHETICAL: "Hypothetical",
}
FAMILY_LABELS = {Family.DEEDS.value: "Deeds", Family.WORDS.value: "Words", BOTH: "Both"}
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

#: Session keys of the widgets, and what each holds when the filter is open.
OPEN: Mapping[str, Any] = {
    "f_text": "",
    "f_from": None,
    "f_to": None,
    "f_country": [],
    "f_role": Role.ANY,
    "f_family": DEFAULT_FAMILY.value,
    "f_type": [],
    "f_without": [],
    "f_mode": [],
    "f_status": list(DEFAULT_STATUSES),
    "f_source": [],
    "f_confidence": 0.0,
    "f_open": False,
    "f_once": True,
    "f_no_copies": False,
    "f_run": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Choices with the number of events that each leaves, given all the other filters; most frequent first."""

    countries: Mapping[str, int] = field(default_factory=dict)
    types: Mapping[str, int] = field(default_factory=dict)
    modes: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    families: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)


def seed(chosen: EventFilter) -> None:
    """Set the widgets to a filter, before they are drawn."""
    state = st.session_state
    state["f_text"] = chosen.text or ""
    state["f_from"], state["f_to"] = (_bounded(day) for day in (chosen.date_from, chosen.date_to))
    state["f_country"], state["f_role"] = list(chosen.countries), chosen.role
    state["f_family"] = BOTH if chosen.family is None else chosen.family.value
    state["f_type"], state["f_mode"] = list(chosen.types), list(chosen.modes)
    state["f_without"] = list(chosen.without_types)
    state["f_status"], state["f_source"] = list(chosen.statuses), list(chosen.sources)
    state["f_confidence"] = chosen.min_confidence or 0.0
    state["f_open"] = chosen.open_intervals
    state["f_once"], state["f_no_copies"] = chosen.once, chosen.no_copies
    state["f_run"] = chosen.run


def chosen_filter() -> EventFilter:
    """Return the filter that the widgets hold; dates in the wrong order are swapped."""
    value = {key: st.session_state.get(key, default) for key, default in OPEN.items()}
    begin, end = value["f_from"], value["f_to"]
    if begin and end and begin > end:
        begin, end = end, begin
    return EventFilter(
        date_from=begin,
        date_to=end,
        countries=tuple(value["f_country"]),
        role=value["f_role"] or Role.ANY,
        family=None if value["f_family"] == BOTH else Family(value["f_family"] or DEFAULT_FAMILY),
        types=tuple(value["f_type"]),
        without_types=tuple(value["f_without"]),
        modes=tuple(value["f_mode"]),
        statuses=tuple(value["f_status"]) or DEFAULT_STATUSES,
        text=value["f_text"].strip()[:200] or None,
        sources=tuple(value["f_source"]),
        min_confidence=value["f_confidence"] or None,
        open_intervals=bool(value["f_open"]),
        once=bool(value["f_once"]),
        no_copies=bool(value["f_no_copies"]),
        run=value["f_run"],
    )


def hold() -> None:
    """Keep what the widgets hold through new labels: the numbers in them change with every filter.

    To be called before any of them is drawn.
    """
    for key, default in OPEN.items():
        st.session_state[key] = st.session_state.get(key, default)
    st.session_state["f_family"] = st.session_state["f_family"] or DEFAULT_FAMILY.value  # one of them is always on


def panel(facets: Facets, *, country_name: Callable[[str], str], type_name: Callable[[str], str]) -> None:
    """Draw the filters.

    Parameters
    ----------
    facets
        Choices and their numbers.
    country_name, type_name
        Names for people of an ISO 3166-1 alpha-3 code, of a type or mode of the ontology.
    """
    state = st.session_state
    _many(
        "Countries", "f_country", facets.countries, country_name, "Any country, choose what it is to the event below."
    )
    if state["f_country"]:
        st.selectbox(
            "Role of the country",
            list(Role),
            key="f_role",
            format_func=ROLE_LABELS.__getitem__,
            help="What the chosen countries must be to the event.",
        )
    _many("Event types", "f_type", facets.types, type_name, "Types of the event ontology.")
    if state["f_type"] or state["f_mode"]:
        _many("Modes", "f_mode", facets.modes, type_name, "How it happened, within the chosen types.")
    _dates()
    st.pills(
        "Status",
        [s.value for s in Status],
        key="f_status",
        selection_mode="multi",
        format_func=lambda s: f"{STATUS_LABELS[Status(s)]} {facets.statuses.get(s, 0):,}",
        help="Claims about the future, denials and what-ifs are hollow on the map; by default they are left out.",
    )
    narrowed = any(state[key] for key in ("f_source", "f_confidence", "f_no_copies", "f_open")) or not state["f_once"]
    with st.expander("Source and certainty", expanded=narrowed):
        _many("Sources", "f_source", facets.sources, str, "Who published the article.")
        st.slider(
            "At least this certain",
            0.0,
            1.0,
            key="f_confidence",
            step=0.05,
            help="How sure the coder is that the event stands in the text, with this type and status.",
        )
        st.toggle(
            "Each event once",
            key="f_once",
            help="Of several reports of one event the one that stands for it; its card lists the others. Off, each "
            "report counts for itself on the map, in the list and in every number.",
        )
        st.toggle(
            "Without near-copies",
            key="f_no_copies",
            help="Leaves out articles that repeat an earlier one nearly word for word.",
        )
        st.toggle(
            "Open dates match all they may cover",
            key="f_open",
            help="“By Saturday” has no begin: it counts at its end, or with this on the whole time before. What has no "
            "end counts at its begin.",
        )
    st.button("Clear all filters", on_click=clear, width="stretch", icon=":material/filter_alt_off:",
              help="Shows everything that has happened again.")  # fmt: skip


def kinds(facets: Facets) -> None:
    """Draw the first choice: what was done, what was said, or both."""
    st.segmented_control(
        "Deeds or words",
        list(FAMILY_LABELS),
        key="f_family",
        format_func=lambda name: f"{FAMILY_LABELS[name]} {facets.families.get(name, 0):,}" if name != BOTH else "Both",
        label_visibility="collapsed",
        help="Deeds: what was done, from crossings to elections. Words: talks, pledges, demands, refusals, accusations "
        "and threats.",
    )


def switch_family(types: Iterable[str]) -> None:
    """Leave out some types that are shown, or show them again: a press on the map's legend."""
    state, given = st.session_state, set(types)
    off = set(state.get("f_without") or [])
    state["f_without"] = sorted(off - given if given & off else off | given)


def words() -> None:
    """Draw the search box."""
    st.text_input(
        "Words",
        key="f_text",
        placeholder="Search words, “a phrase” …",
        max_chars=200,
        label_visibility="collapsed",
        icon=":material/search:",
        help="All words must occur in the sentence behind the event, or in its article. Put phrases in quotes.",
    )


def _dates() -> None:
    """Draw the fields of the first and the last day; the days under the map show what they narrow."""
    for label, key in (("From", "f_from"), ("To", "f_to")):
        st.date_input(
            label,
            value=None,
            key=key,
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            help="Events whose days overlap the range are shown; what has no begin (“by Saturday”) counts at its end. "
            "A stretch drawn on the bars sets it as well.",
        )


def _many(label: str, key: str, numbers: Mapping[str, int], name: Callable[[str], str], hint: str) -> None:
    options = [*numbers, *(v for v in st.session_state[key] if v not in numbers)]
    st.multiselect(
        label,
        options,
        key=key,
        format_func=lambda code: f"{name(code)} · {numbers.get(code, 0):,}",
        placeholder="All",
        help=hint,
    )


def clear() -> None:
    """Take every filter off."""
    for key, value in OPEN.items():
        st.session_state[key] = list(value) if isinstance(value, list) else value


def show_run(number: int) -> None:
    """Show what one addition brought, all of it: deeds and words, what happened and what is planned."""
    clear()
    stack.show_list(None)
    st.session_state["f_run"] = number
    st.session_state["f_family"], st.session_state["f_status"] = BOTH, [status.value for status in Status]


def take_off(key: str, value: Any) -> None:
    """Take one value off the filter that a widget holds, or with None all that it holds."""
    usual = OPEN[key]
    if value is not None:
        gone = value if isinstance(value, tuple) else (value,)
        st.session_state[key] = [one for one in st.session_state.get(key, []) if one not in gone]
    else:
        st.session_state[key] = list(usual) if isinstance(usual, list) else usual


def day(text: object) -> date | None:
    """Return an ISO day that the widgets can hold, None for anything else."""
    try:
        return _bounded(date.fromisoformat(str(text)))
    except ValueError:
        return None


def _bounded(day: date | None) -> date | None:
    return None if day is None else min(max(day, EARLIEST), LATEST)
