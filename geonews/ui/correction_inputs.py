"""What a reader can say instead: for each kind of correction its inputs, and the columns they give the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from geonews.events import ontology
from geonews.model import Status
from geonews.ui import merging, placing
from geonews.webmap import country_names, type_label

__all__ = ["INPUTS", "LABELS", "Changes", "ends"]

Row = Mapping[str, Any]

#: Fields of the store with their new values by column; None while the inputs are incomplete or change nothing.
Changes = list[tuple[str, dict[str, Any]]] | None

LABELS = {
    "place": "The place",
    "date": "The date",
    "type": "The kind of event",
    "status": "Whether it happened",
    "count": "How many",
    "direction": "From where to where",
    "same_as": "It is the same as another event",
    "split": "It is another event than the other reports",
    "not_an_event": "It is not an event",
}
STATUSES = {
    Status.HAPPENED: "happened",
    Status.PLANNED: "was planned",
    Status.DENIED: "was denied",
    Status.HYPOTHETICAL: "was only supposed",
}
NUMBERS = (("count", "People or things"), ("fatalities", "Killed"), ("injured", "Injured"))


def _place(event: Row, rivals: Sequence[Row]) -> Changes:
    values = placing.inputs(event, rivals)
    return None if values is None else [("place", values)]


def _date(event: Row, _: Sequence[Row]) -> Changes:
    days = st.date_input(
        "First and last day",
        value=list(merging.days_of(event)),
        key=f"date {event['event_id']}",
        format="YYYY-MM-DD",
        help="One day: click it twice.",
    )
    if not isinstance(days, tuple) or len(days) != 2 or days == merging.days_of(event):
        return None
    first, last = days
    precision = 1 if first == last else 2 if (last - first).days < 8 else 3
    return [("date", {"date_start": first.isoformat(), "date_end": last.isoformat(), "time_precision": precision})]


def _type(event: Row, _: Sequence[Row]) -> Changes:
    kinds, key = ontology.types(), f"type {event['event_id']}"
    at = kinds.index(event["event_type"]) if event["event_type"] in kinds else 0
    kind = st.selectbox("It is", kinds, index=at, format_func=type_label, key=key, help="Types of the event ontology.")
    modes = ontology.modes(kind)
    mode = st.selectbox(
        "More exactly",
        modes,
        index=modes.index(event["mode"]) if event["mode"] in modes else 0,
        format_func=lambda mode: type_label(mode) if mode else "no more is said",
        key=f"mode {kind} {event['event_id']}",
        help="How it happened.",
    )
    same = (kind, mode) == (event["event_type"], event["mode"])
    return None if same else [("type", {"event_type": kind, "mode": mode})]


def _status(event: Row, _: Sequence[Row]) -> Changes:
    picked = st.selectbox(
        "It",
        [status.value for status in Status],
        index=list(Status).index(Status(event["status"])),
        key=f"status {event['event_id']}",
        format_func=lambda status: STATUSES[Status(status)],
        help="Whether the text says that it happened, will, did not, or might.",
    )
    return [("status", {"status": picked})] if picked != event["status"] else None


def _count(event: Row, _: Sequence[Row]) -> Changes:
    changes = []
    for field, label in NUMBERS:
        left, right = st.columns(2)
        before = (event[f"{field}_min"], event[f"{field}_max"])
        key = f"{field} {event['event_id']}"
        low, high = (
            column.number_input(f"{label}, at {end}", 0, 10**9, value=value, key=f"{name} {key}", placeholder="open",
                                help="Empty: the text leaves it open.")
            for column, end, name, value in zip((left, right), ("least", "most"), ("low", "high"), before, strict=True)
        )  # fmt: skip
        if low is not None and high is not None and low > high:
            st.warning(f"{label}: expected the least before the most; swap them.")
            return None
        if (low, high) != before:
            unit = {"count_unit": event["count_unit"] or "people"} if field == "count" else {}
            changes.append((field, {f"{field}_min": low, f"{field}_max": high, **unit}))
    return changes or None


def _direction(event: Row, _: Sequence[Row]) -> Changes:
    names = country_names()
    codes = [None, *sorted(names, key=names.__getitem__)]
    before = (event["origin_country"], event["destination_country"])
    swap = st.toggle("The other way round", key=f"swap {event['event_id']}", help="From and to change places.")
    chosen = [
        st.selectbox(
            label,
            codes,
            index=codes.index(code) if code in codes else 0,
            key=f"{label} {swap} {event['event_id']}",
            format_func=lambda code: names.get(code, code) if code else "unknown",
            help="A country that changes loses its town; both ends otherwise keep theirs.",
        )
        for label, code in zip(("From", "To"), reversed(before) if swap else before, strict=True)
    ]
    return ends(event, chosen[0], chosen[1])


def ends(event: Row, origin: str | None, destination: str | None) -> Changes:
    """Return what makes an event lead from one country to another (alpha-3, None for unknown).

    An end that had its country on either side keeps what is known of the place there; an end that changes its country
    is known to the country only. None means that nothing changes.
    """
    parts = ("country", "place", "lat", "lon", "precision")
    known = {
        event[f"{side}_country"]: {part: event[f"{side}_{part}"] for part in parts}
        for side in ("destination", "origin")
        if event[f"{side}_country"]
    }
    changes: list[tuple[str, dict[str, Any]]] = []
    for side, code in (("origin", origin), ("destination", destination)):
        if code == event[f"{side}_country"]:
            continue
        bare = {**dict.fromkeys(parts), "country": code, "precision": 3 if code else None}
        changes.append((side, {f"{side}_{part}": value for part, value in known.get(code, bare).items()}))
    return changes or None


def _same_as(event: Row, _: Sequence[Row]) -> Changes:
    other = merging.inputs(event)
    return None if other is None else [("same_as", {"same_as": other})]


def _split(event: Row, _: Sequence[Row]) -> Changes:
    if (event["n_reports"] or 1) < 2:
        st.text("No other report is taken for the same event.")
        return None
    st.text("It stands for itself then, on the map and in the counts.")
    return [("split", {"split": True})]


def _not_an_event(event: Row, _: Sequence[Row]) -> Changes:
    st.text("It leaves the map, the lists and the counts; its card keeps the way back.")
    return [("not_an_event", {"retracted": 1})]


INPUTS: Mapping[str, Callable[[Row, Sequence[Row]], Changes]] = {
    "place": _place,
    "date": _date,
    "type": _type,
    "status": _status,
    "count": _count,
    "direction": _direction,
    "same_as": _same_as,
    "split": _split,
    "not_an_event": _not_an_event,
}
