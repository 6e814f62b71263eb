"""In the drawer beside the map: the list of events in step with the map, and the evidence card of the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from geonews.ui import data, event_list, filters, in_view, others, stack
from geonews.ui.card import card_html
from geonews.webmap.clicked import rows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geonews.ui.address import Choice
    from geonews.ui.data import Stamp
    from geonews.ui.settings import AppSettings
    from geonews.webmap.newsview import NewsView

__all__ = ["card", "listed", "rivals_of"]

Row = Mapping[str, Any]


def listed(view: NewsView, choice: Choice, stamp: Stamp) -> NDArray[np.intp]:
    """Draw the list, the latest events first, and return its rows of ``view.columns``."""
    above, below = st.container(), st.container()  # always two parts, so that the list is the same one
    with above:
        rows = in_view.rows(view, _in_step(view))
    with below:
        if len(rows) or choice.event:
            event_list.render(rows, view, choice, stamp)
        else:
            st.html(
                '<div class="gn-empty"><b>No event passes these filters</b>Widen the dates or clear a filter.</div>'
            )
            st.button("Clear the filters", key="empty_clear", on_click=filters.clear, width="stretch",
                      help="Shows everything that has happened again.")  # fmt: skip
    return rows


def card(chosen: AppSettings, choice: Choice, stamp: Stamp) -> None:
    """Draw the card of the event that is open, and the form that corrects it."""
    from geonews.ui import corrections

    store = data.reader(stamp[0])
    event_id = choice.event or ""
    event, made = store.event(event_id), store.corrections(event_id)
    with st.container(key="gn_card"):
        if event is None:
            in_force = any(row["undone"] is None for row in made)
            said = "A reader took this event off the map." if in_force else "This event is no longer in the store."
            st.info(said, icon=":material/info:")
        else:
            rivals = rivals_of(event, store.mentions(event["doc_id"]))
            st.html(card_html(event, store.article(event["doc_id"]), rivals, words=choice.filter.text))
            others.render(event, store.reports(event_id), store.copies(event["doc_id"]))
        if event is not None and not chosen.read_only and stack.is_corrected(event_id):
            with st.container(key="gn_correcting"):
                corrections.form(chosen, event, rivals)
        if made:
            with st.expander(f"Corrections · {len(made)}", expanded=event is None):
                corrections.history(chosen, made)
        if event is not None:
            with st.container(horizontal=True, key="gn_actions"):
                st.button("Read article", on_click=_open_article, args=(event["doc_id"],), width="stretch",
                          help="The whole article, with its places and events marked.")  # fmt: skip
                if not chosen.read_only:
                    st.button("Correct", on_click=corrections.toggle, args=(event_id,), width="stretch",
                              help="Say what is wrong with this event.")  # fmt: skip


def rivals_of(event: Row, mentions: Sequence[Row]) -> list[Row]:
    """Return the candidates of the name that gave the event its place, the best first."""
    named = [m for m in mentions if m["place_id"] is not None and m["geonameid"] == event["geonameid"] and m["rivals"]]
    inside = [m for m in named if (event["char_start"] or 0) <= m["char_start"] < (event["char_end"] or 0)]
    return list((inside or named or [{"rivals": []}])[0]["rivals"]) if event["geonameid"] else []


def _in_step(view: NewsView) -> NDArray[np.intp]:
    what = st.session_state.get("narrowed")
    if not what:
        return view.rows
    rows = rows_of(view, what)
    left, right = st.columns([3, 1.2], vertical_alignment="center")
    left.markdown(f"**{len(rows):,} event{'' if len(rows) == 1 else 's'} here**")
    right.button("Show all", on_click=_show_all, width="stretch", help="Back to every event that passes the filters.")
    return rows


def _open_article(doc_id: str) -> None:
    st.session_state["article"] = doc_id
    stack.show_panel("reader")


def _show_all() -> None:
    st.session_state["narrowed"] = None
