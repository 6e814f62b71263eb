"""Beside the map: the evidence card of the chosen event, and the list of events in step with the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from geonews.store import Store
from geonews.ui.card import card_html, day_range
from geonews.webmap import family_of, plain_text, type_label
from geonews.webmap.features import area_key
from geonews.webmap.flows import flow

if TYPE_CHECKING:
    from geonews.ui.address import Choice
    from geonews.ui.settings import AppSettings
    from geonews.webmap.newsview import NewsView

__all__ = ["narrowed", "render"]

Row = Mapping[str, Any]

#: Most rows of the list; the numbers above always count all.
MOST_ROWS = 1000


def render(chosen: AppSettings, view: NewsView, choice: Choice) -> None:
    """Draw the card, if an event is chosen, and the list."""
    rows = _in_step(chosen, view)
    if choice.event:
        _card(chosen, choice)
    elif not rows:
        st.html('<div class="gn-empty"><b>No event passes these filters</b>Widen the dates or clear a filter.</div>')
        return
    _list(rows, choice)


def _card(chosen: AppSettings, choice: Choice) -> None:
    with Store.open(chosen.store, read_only=True) as store:
        event = store.event(choice.event or "")
        article = store.article(event["doc_id"]) if event else None
        mentions = store.mentions(event["doc_id"]) if event else []
    if event is None:
        st.info("This event is no longer in the store.", icon=":material/info:")
        return
    with st.container(border=True):
        st.html(card_html(event, article, rivals_of(event, mentions), words=choice.filter.text))
        left, middle, right = st.columns(3)
        left.button("Read article", on_click=_open_article, args=(event["doc_id"],), width="stretch")
        if not chosen.read_only:
            with middle.popover("Correct", width="stretch"):
                from geonews.ui import corrections

                corrections.form(chosen, event, rivals_of(event, mentions))
        right.button("Close", on_click=_close, width="stretch", key="close_card")


def rivals_of(event: Row, mentions: Sequence[Row]) -> list[Row]:
    """Return the candidates of the name that gave the event its place, the best first."""
    named = [m for m in mentions if m["place_id"] is not None and m["geonameid"] == event["geonameid"] and m["rivals"]]
    inside = [m for m in named if (event["char_start"] or 0) <= m["char_start"] < (event["char_end"] or 0)]
    return list((inside or named or [{"rivals": []}])[0]["rivals"]) if event["geonameid"] else []


def narrowed(rows: Sequence[Row], crossings: Sequence[Row], what: Mapping[str, str] | None) -> Sequence[Row]:
    """Return the events of a clicked ``box``, ``area``, ``crossing`` or ``place``, or named ``events``; else all."""
    if not what:
        return rows
    if "box" in what:
        try:
            west, south, east, north = map(float, what["box"].split(","))
        except ValueError:
            return rows
        margin = 1e-4
        return [
            row
            for row in rows
            if row["geo_precision"] == 1
            and row["lon"] is not None
            and west - margin <= row["lon"] <= east + margin
            and south - margin <= row["lat"] <= north + margin
        ]
    if "area" in what:
        return [row for row in rows if area_key(row) == what["area"]]
    if "crossing" in what:
        ids = {row["event_id"] for row in crossings if (made := flow(row)) and made["id"] == what["crossing"]}
        return [row for row in rows if row["event_id"] in ids]
    if "events" in what:
        ids = set(what["events"].split())
        return [row for row in rows if row["event_id"] in ids]
    if "place" in what:
        return [row for row in rows if str(row["geonameid"]) == what["place"]]
    return rows


def _in_step(chosen: AppSettings, view: NewsView) -> Sequence[Row]:
    what = st.session_state.get("narrowed")
    if not what:
        return view.rows
    crossings: list[Row] = []
    if "crossing" in what:
        with Store.open(chosen.store, read_only=True) as store:
            crossings = list(store.crossings())
    rows = narrowed(view.rows, crossings, what)
    label = f"{len(rows):,} event{'' if len(rows) == 1 else 's'} here"
    left, right = st.columns([3, 1.2], vertical_alignment="center")
    left.markdown(f"**{label}**")
    right.button("Show all", on_click=_show_all, width="stretch")
    return rows


def _list(rows: Sequence[Row], choice: Choice) -> None:
    import pandas

    shown = rows[:MOST_ROWS]
    table = pandas.DataFrame(
        {
            "Date": [_short(row) for row in shown],
            "Event": [type_label(row["event_type"]) for row in shown],
            "Where": [plain_text(row["place"] or row["country"] or "—", 60) for row in shown],
            "What the article says": [plain_text(row["evidence"], 300) for row in shown],
        }
    )
    theme = "dark" if st.context.theme.type == "dark" else "light"
    marks = [getattr(family_of(row["event_type"]), theme) for row in shown]
    position = next((number for number, row in enumerate(shown) if row["event_id"] == choice.event), None)
    key = f"list {hash((tuple(row['event_id'] for row in shown), choice.event))}"
    st.session_state["listed"] = [row["event_id"] for row in shown]
    st.dataframe(
        table.style.apply(lambda column: [f"color: {mark}" for mark in marks], subset=["Event"])
        if len(shown) <= 300
        else table,
        hide_index=True,
        width="stretch",
        height=330 if choice.event else 560,
        row_height=34,
        on_select=lambda: _picked(key),
        selection_mode="single-row",
        selection_default={"selection": {"rows": [] if position is None else [position], "columns": [], "cells": []}},
        key=key,
        column_config={
            "Date": {"width": 88},
            "Event": {"width": 112},
            "Where": {"width": 96},
            "What the article says": {"width": 420},
        },
    )
    if len(rows) > MOST_ROWS:
        st.caption(
            f"The first {MOST_ROWS:,} of {len(rows):,} events; narrow the filters or take all of them away below."
        )


def _short(row: Row) -> str:
    """Return the first day in few letters, ``28 Jun 2021``; day_range has the whole interval."""
    text = row["date_start"] or row["date_end"]
    return f"{date.fromisoformat(text[:10]):%d %b %Y}" if text else day_range(row)


def _picked(key: str) -> None:
    selected = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    listed = st.session_state.get("listed", [])
    st.session_state["event"] = listed[selected[0]] if selected and selected[0] < len(listed) else None


def _open_article(doc_id: str) -> None:
    st.session_state["article"] = doc_id
    st.session_state["panel"] = "reader"


def _close() -> None:
    st.session_state["event"] = None


def _show_all() -> None:
    st.session_state["narrowed"] = None
