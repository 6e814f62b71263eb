"""The list of events in step with the map: a page of the latest, and more of them on request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import streamlit as st

from geonews.ui import data
from geonews.ui.card import day_range
from geonews.webmap import country_names, family_of, plain_text, type_label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geonews.ui.address import Choice
    from geonews.ui.data import Stamp
    from geonews.webmap.newsview import NewsView

__all__ = ["render"]

Row = Mapping[str, Any]

#: Rows of a page: what is sent anew with every change of a filter. The numbers above the map always count all.
PAGE_ROWS = 30
#: Height of a row: four lines, so that the sentence is read without scrolling sideways.
ROW_PIXELS = 84
#: Characters of a sentence that four lines hold.
EVIDENCE_CHARS = 110


def render(rows: NDArray[np.intp], view: NewsView, choice: Choice, stamp: Stamp) -> None:
    """Draw the list, the latest events first.

    Parameters
    ----------
    rows
        Row numbers of ``view.columns``, in their order.
    view, choice, stamp
        What the page shows, and which event is open.
    """
    import pyarrow

    most = st.session_state.setdefault("list_rows", PAGE_ROWS)
    ids = [str(key) for key in view.columns.event_id[rows[::-1][:most]]]
    shown = data.events(stamp, ids)
    theme = "dark" if st.context.theme.type == "dark" else "light"
    # Arrow, not pandas: half the bytes, since each colour is sent once.
    table = pyarrow.table(
        {
            "mark": pyarrow.array(
                [_swatch(getattr(family_of(row["event_type"]), theme)) for row in shown], type=pyarrow.string()
            ).dictionary_encode(),
            "Date": [_short(row) for row in shown],
            "Event": [_headline(row) for row in shown],
            "What the article says": [plain_text(row["evidence"], EVIDENCE_CHARS) for row in shown],
        }
    )
    position = ids.index(choice.event) if choice.event in ids else None
    key = f"list {hash((tuple(ids), choice.event))}"
    st.session_state["listed"] = ids
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=min(340 if choice.event else 640, 37 + ROW_PIXELS * max(1, len(shown))),
        row_height=ROW_PIXELS,
        on_select=lambda: _picked(key),
        selection_mode="single-row",
        selection_default={"selection": {"rows": [] if position is None else [position], "columns": [], "cells": []}},
        key=key,
        column_config={
            "mark": st.column_config.ImageColumn("", width=26, help="The colour of the event on the map."),
            "Date": {"width": 92},
            "Event": {"width": 116},
            "What the article says": {"width": 206},
        },
    )
    if len(rows) > len(shown):
        said, more = st.columns([3, 1], vertical_alignment="center")
        said.caption(f"The latest {len(shown):,} of {len(rows):,} events; narrow the filters, or take all away below.")
        more.button(
            "Show more", key="list_more", on_click=_more, width="stretch", help=f"{PAGE_ROWS} events further back."
        )


def _swatch(colour: str) -> str:
    """Return a strip of colour as a picture inside its own address."""
    return (
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='45'>"
        f"<path fill='{quote(colour)}' d='M0 0h9v45H0'/></svg>"
    )


def _headline(row: Row) -> str:
    """Return kind and place in few words, ``Attack, Goma``."""
    where = row["place"] or country_names().get(row["country"])
    kind = type_label(row["event_type"])
    return f"{kind}, {plain_text(where, 60)}" if where else kind


def _short(row: Row) -> str:
    """Return the first day in few letters, ``28 Jun 2021``, or ``by 4 Jul 2021``; day_range has the whole interval."""
    text = row["date_start"] or row["date_end"]
    if not text:
        return day_range(row)
    return f"{'' if row['date_start'] else 'by '}{date.fromisoformat(text[:10]):%d %b %Y}"


def _more() -> None:
    st.session_state["list_rows"] += PAGE_ROWS


def _picked(key: str) -> None:
    selected = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    listed = st.session_state.get("listed", [])
    st.session_state["event"] = listed[selected[0]] if selected and selected[0] < len(listed) else None
