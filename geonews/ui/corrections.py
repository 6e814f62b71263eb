"""Corrections: a reader says what is wrong with an event; the store lays it over what the coder said, until undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from geonews.errors import GeonewsError
from geonews.store import Store
from geonews.ui import correction_inputs, identity, merging, spot, stack
from geonews.ui.settings import AppSettings
from geonews.webmap import markdown_text, plain_text

__all__ = ["form", "history", "said", "toggle"]

Row = Mapping[str, Any]


def toggle(event_id: str) -> None:
    """Open the form of an event, or close it."""
    st.session_state[stack.CORRECTED] = None if stack.is_corrected(event_id) else event_id
    spot.forget()
    merging.forget()


def form(chosen: AppSettings, event: Row, rivals: Sequence[Row]) -> None:
    """Draw the form for one event."""
    event_id = event["event_id"]
    field = st.selectbox(
        "What is wrong?",
        list(correction_inputs.LABELS),
        format_func=correction_inputs.LABELS.__getitem__,
        key=f"wrong {event_id}",
        help="A correction is laid over what was read and can be undone; what was read is kept.",
    )
    changes = correction_inputs.INPUTS[field](event, rivals)
    reason = st.text_input(
        "Why",
        key=f"why {event_id}",
        max_chars=200,
        placeholder="a few words, if you like",
        help="Others see it beside the correction.",
    )
    who = identity.ask_name(f"who {event_id}")
    pressed = st.button(
        "Save the correction",
        type="primary",
        key=f"save {event_id}",
        disabled=changes is None,
        help="Choose what is right first." if changes is None else "Everybody sees it at once.",
    )
    if not pressed:
        return
    if not who:
        st.warning("Expected your name, so that others know who says so; fill it in above.")
    elif changes:
        _save(chosen, event_id, changes, who, reason.strip() or None)


def history(chosen: AppSettings, made: Iterable[Row]) -> None:
    """Draw corrections with who made them and when, and, for those in force, a way back."""
    for row in reversed(list(made)):
        words, undoable = st.columns([3, 1], vertical_alignment="center")
        words.text(said(row))
        if row["undone"] is not None or chosen.read_only:
            continue
        if undoable.button("Undo", key=f"undo {row['id']} {row['event_id']}", help="Take this correction back."):
            try:
                with Store.open(chosen.store) as store:
                    store.undo(row["id"], who=identity.person() or st.session_state.get("who") or "a reader")
            except GeonewsError as error:
                st.error(markdown_text(str(error), 600), icon=":material/error:")
                return
            st.session_state["event"] = row["event_id"]
            st.rerun()


def said(row: Row) -> str:
    """Return a correction in words: what, by whom, when, from what to what, why, and whether it was taken back."""
    label = correction_inputs.LABELS.get(row["field"], row["field"].replace("_", " ").capitalize())
    shown = [
        f"{_value(row['old'].get(name))} → {_value(value)}"
        for name, value in row["new"].items()
        if name not in ("geonameid", "lat", "lon", "admin1", "admin2", "feature_code", "geo_precision",
                        "time_precision", "retracted", "same_as", "split")
        and not name.endswith(("_lat", "_lon", "_precision", "_unit"))
        and row["old"].get(name) != value
    ]  # fmt: skip
    parts = [
        f"{label}: {', '.join(shown)}" if shown else label,
        f"{row['who']}, {row['made'][:16].replace('T', ' ')} UTC",
        f"“{row['reason']}”" if row["reason"] else "",
        f"undone by {row['undone_by']}" if row["undone"] else "",
    ]
    return plain_text(" · ".join(part for part in parts if part), 320)


def _value(value: Any) -> str:
    return "unknown" if value is None else str(value)


def _save(
    chosen: AppSettings, event_id: str, changes: Sequence[tuple[str, dict[str, Any]]], who: str, reason: str | None
) -> None:
    try:
        with Store.open(chosen.store) as store:
            for field, values in changes:
                store.correct(event_id, field, values, who=who, reason=reason)
    except GeonewsError as error:
        st.error(markdown_text(str(error), 600), icon=":material/error:")
        return
    st.session_state[stack.CORRECTED] = None
    st.session_state["event"] = dict(changes)["same_as"]["same_as"] if "same_as" in dict(changes) else event_id
    spot.forget()
    merging.forget()
    st.toast("Saved; everybody sees it now.", icon=":material/task_alt:")
    st.rerun()
