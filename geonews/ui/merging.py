"""Which other event one is the same as: found by its words, in a list of those near it, or picked on the map.

While a reader picks, every card that opens asks whether it is this one; the answer leads back to the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

import streamlit as st

from geonews.store import EventFilter
from geonews.ui import data
from geonews.ui.card import day_range
from geonews.ui.naming import placed
from geonews.ui.settings import settings
from geonews.webmap import html_text, plain_text

__all__ = ["days_of", "forget", "inputs", "nearest_first", "question"]

Row = Mapping[str, Any]

#: Days around an event in which another may be the same, and how many of them are looked through and offered.
SAME_WITHIN = timedelta(days=14)
MOST_LOOKED_THROUGH = 2000
MOST_OFFERED = 30

#: Session keys: the event for which another is picked; an event with the one that was picked for it.
PICKING = "merging"
PICKED = "merged_into"


def inputs(event: Row) -> str | None:
    """Draw the ways to the other event; return its id, None until one is chosen."""
    event_id = event["event_id"]
    for_event, picked = st.session_state.get(PICKED, (None, None))
    if for_event == event_id:
        other = data.reader(settings().store).event(picked)
        if other is not None:
            st.html(f'<p class="gn-picked-event"><small>The one to keep</small><br>{html_text(_label(other), 300)}</p>')
            st.button("Choose another", key=f"other {event_id}", on_click=forget, help="Back to the list.")
            return str(picked)
    words = st.text_input(
        "Search its words",
        key=f"words {event_id}",
        max_chars=200,
        placeholder="words of its sentence or article",
        help="Left empty, the list below holds events of the same kind around these days.",
    ).strip()
    asked = st.session_state.get(PICKING) == event_id
    st.button(
        "Stop picking" if asked else "Or pick it on the map",
        key=f"pick {event_id}",
        icon=":material/my_location:",
        on_click=forget if asked else _pick,
        args=() if asked else (event_id,),
        help="Open the other event, on the map or in the list, and say there that it is this one.",
    )
    if asked:
        st.info("Open the other event, on the map or in the list; its card asks.", icon=":material/my_location:")
    found = _offered(event, words)
    if not found:
        st.text("No event has these words." if words else "No other event of this kind is near it in time.")
        return None
    number = st.selectbox(
        "The one to keep",
        range(len(found)),
        format_func=lambda number: plain_text(_label(found[number]), 130),
        index=None,
        key=f"same {event_id} {words}",
        placeholder="Choose an event",
        help="This one is then counted with it and no longer drawn by itself; its card keeps the way back.",
    )
    return None if number is None else str(found[number]["event_id"])


def question(event: Row) -> None:
    """Ask, on the card of an event, whether it is the one that a reader is looking for."""
    asking = st.session_state.get(PICKING)
    if asking is None or asking == event["event_id"]:
        return
    other = data.reader(settings().store).event(asking)
    if other is None:
        forget()
        return
    with st.container(border=True, key="gn_merging"):
        st.html(f"<b>Is it the same event as this one?</b><br>{html_text(_label(other), 300)}")
        with st.container(horizontal=True):
            st.button("Yes, the same", type="primary", on_click=_take, args=(asking, event["event_id"]),
                      help="Back to the correction; nothing is saved yet.", width="stretch")  # fmt: skip
            st.button("Back", key="merging_back", on_click=_return, args=(asking,), width="stretch",
                      help="Back to the correction, without an answer.")  # fmt: skip


def nearest_first(event: Row, others: Iterable[Row]) -> list[Row]:
    """Order events by how likely each is the same as another: place, then country, then days apart."""
    days = days_of(event)

    def away(row: Row) -> tuple[bool, bool, int, str]:
        theirs = days_of(row)
        apart = abs((theirs[0] - days[0]).days) if days and theirs else 10_000
        return row["place"] != event["place"], row["country"] != event["country"], apart, row["event_id"]

    return sorted(others, key=away)


def days_of(event: Row) -> tuple[date, ...]:
    """Return the first and the last day of an event, nothing if neither is known."""
    start, end = event["date_start"], event["date_end"]
    if not (start or end):
        return ()
    return date.fromisoformat((start or end)[:10]), date.fromisoformat((end or start)[:10])


def _offered(event: Row, words: str) -> list[Row]:
    """Return events with some words, or else those of the same kind around the same days."""
    days = days_of(event)
    first, last = (days[0] - SAME_WITHIN, days[1] + SAME_WITHIN) if days else (None, None)
    near = EventFilter(types=(event["event_type"],), date_from=first, date_to=last)
    others = data.reader(settings().store).events(EventFilter(text=words) if words else near)
    looked_through = (row for row in islice(others, MOST_LOOKED_THROUGH) if row["event_id"] != event["event_id"])
    return nearest_first(event, looked_through)[:MOST_OFFERED]


def _label(row: Row) -> str:
    return f"{day_range(row)} · {placed(row['place'], row['country']) or '—'} · {row['evidence']}"


def _pick(event_id: str) -> None:
    st.session_state[PICKING] = event_id


def _take(event_id: str, other: str) -> None:
    _return(event_id)
    st.session_state[PICKED] = (event_id, other)


def _return(event_id: str) -> None:
    """Go back to the form of the event that is corrected, as it was."""
    forget()
    state = st.session_state
    state["event"], state["correcting"], state[f"wrong {event_id}"] = event_id, event_id, "same_as"


def forget() -> None:
    """Drop what was picked, and the wish to pick."""
    for key in (PICKING, PICKED):
        st.session_state.pop(key, None)
