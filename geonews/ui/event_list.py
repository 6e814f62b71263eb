"""The list of events in step with the map: a page of them in the order that the reader chose, and more on request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from geonews.layers.columns import UNDATED
from geonews.ui import data, in_view, stack, take_away
from geonews.ui.card import day_range
from geonews.webmap import country_names, family_of, place_on_map, plain_text, type_label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geonews.layers import EventColumns
    from geonews.ui.address import Choice
    from geonews.ui.data import Stamp
    from geonews.webmap.newsview import NewsView

__all__ = ["ORDERS", "ordered", "render", "row_data"]

Row = Mapping[str, Any]

#: Rows of a page: what is sent anew with every change of a filter. The numbers above the map always count all.
PAGE_ROWS = 30
#: Characters of a sentence that four lines hold.
EVIDENCE_CHARS = 160

#: In which order the rows come; of equals the latest first.
ORDERS = {
    "latest": "Latest first",
    "earliest": "Earliest first",
    "surest": "Surest first",
    "kind": "By kind",
    "country": "By country",
}
#: Session key of the component.
KEY = "event_rows"


def render(rows: NDArray[np.intp], view: NewsView, choice: Choice, stamp: Stamp) -> None:
    """Draw the list.

    Parameters
    ----------
    rows
        Row numbers of ``view.columns``, in their order.
    view, choice, stamp
        What the page shows, and which event is open.
    """
    state = st.session_state
    most = state.setdefault("list_rows", PAGE_ROWS)
    left, middle, right = st.columns([1.25, 1.15, 0.8], vertical_alignment="center")
    order = left.selectbox(
        "Order",
        list(ORDERS),
        format_func=ORDERS.__getitem__,
        key="list_order",
        label_visibility="collapsed",
        help="Of all events that the filters leave, not only of those that are listed so far.",
    )
    with middle:
        in_view.switch()
    right.download_button(
        "CSV",
        data=lambda: take_away.build(stamp[0], "events", "csv", choice.filter),
        file_name="geonews-events.csv",
        mime="text/csv",
        key="list_csv",
        width="stretch",
        on_click="ignore",
        icon=":material/download:",
        help="All events that the filters leave, with every column.",
    )
    ids = [str(key) for key in view.columns.event_id[ordered(view.columns, rows, order, most)]]
    shown = data.events(stamp, ids)
    state["listed"] = [row["event_id"] for row in shown]
    theme = "dark" if st.context.theme.type == "dark" else "light"
    component = st.components.v2.component(
        "geonews_event_list",
        html='<div class="gn-rows" role="group" aria-label="Events" tabindex="-1"></div>',
        js=_script(),
        isolate_styles=False,
    )
    component(
        key=KEY,
        data={
            "rows": [row_data(row, theme) for row in shown],
            "chosen": choice.event,
        },
        on_event_change=_picked,
    )
    if len(rows) > len(shown):
        said, more = st.columns([3, 2], vertical_alignment="center")
        said.caption(f"{len(shown):,} of {len(rows):,} events")
        more.button(
            "Show more", key="list_more", on_click=_more, width="stretch", help=f"{PAGE_ROWS} more in this order."
        )


def ordered(columns: EventColumns, rows: NDArray[np.intp], order: str, most: int) -> NDArray[np.intp]:
    """Return the first rows in an order of ``ORDERS``; undated events come last, equals the latest first."""
    start, end = columns.start[rows], columns.end[rows]
    day = np.where(start > 0, start, end).astype(np.int64)  # without a begin an event stands at its end
    latest = np.where(day == UNDATED, np.iinfo(np.int64).max, -day)
    if order == "latest":
        keys = latest
    elif order == "earliest":
        keys = np.where(day == UNDATED, np.iinfo(np.int64).max, day)
    elif order == "surest":
        keys = -np.nan_to_num(columns.confidence[rows], nan=-1.0)
    else:
        category = columns.categories["event_type" if order == "kind" else "country"]
        names = [type_label(name) if order == "kind" else country_names().get(name, name) for name in category.names]
        rank = np.empty(len(names) + 1, dtype=np.int64)
        rank[:-1][np.argsort(np.array(names, dtype=object), kind="stable")] = np.arange(len(names))
        rank[-1] = len(names)  # none is told
        keys = rank[category.codes[rows]]
    if most < len(rows):
        edge = np.partition(keys, most - 1)[most - 1]
        near = np.flatnonzero(keys <= edge)
    else:
        near = np.arange(len(rows))
    first: NDArray[np.intp] = rows[near[np.lexsort((latest[near], keys[near]))][:most]]
    return first


def row_data(row: Row, theme: str) -> dict[str, Any]:
    """Return what the list shows of an event, as plain text."""
    return {
        "id": row["event_id"],
        "colour": getattr(family_of(row["event_type"]), theme),
        "day": _short(row),
        "head": _headline(row),
        "times": int(row["n_reports"] or 1),
        "words": plain_text(row["evidence"], EVIDENCE_CHARS),
        "at": place_on_map(row),
    }


@cache
def _script() -> str:
    return Path(__file__).with_name("event_list.js").read_text(encoding="utf-8")


def _headline(row: Row) -> str:
    """Return kind and place in few words, ``Attack, Goma``."""
    where = row["place"] or country_names().get(row["country"])
    kind = plain_text(type_label(row["event_type"]), 60)
    return f"{kind}, {plain_text(where, 60)}" if where else kind


def _short(row: Row) -> str:
    """Return the first day in few letters, ``28 Jun 2021``, or ``by 4 Jul 2021``; day_range has the whole interval."""
    text = row["date_start"] or row["date_end"]
    if not text:
        return day_range(row)
    return f"{'' if row['date_start'] else 'by '}{date.fromisoformat(text[:10]):%d %b %Y}"


def _more() -> None:
    st.session_state["list_rows"] += PAGE_ROWS


def _picked() -> None:
    chosen = (st.session_state.get(KEY) or {}).get("event")
    if isinstance(chosen, str):
        stack.show_event(chosen[:200])
