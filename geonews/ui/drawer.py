"""The drawer at the right of the map: a row of tabs, the list, and on top of it a card or a panel with a way back.

The list is always there, so that it is the same one, and where it was, when what lay on it is taken away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geonews.ui import beside, sheet, stack, waiting

if TYPE_CHECKING:
    from geonews.ui.address import Choice
    from geonews.ui.data import Stamp
    from geonews.ui.settings import AppSettings
    from geonews.webmap.newsview import NewsView

__all__ = ["render"]


def render(chosen: AppSettings, view: NewsView, choice: Choice, stamp: Stamp) -> None:
    """Draw the drawer of one session."""
    on_top = stack.top()
    sheet.handle(on_top, choice.event)
    waiting.watch()
    with st.container(key="gn_panels"):
        st.segmented_control(
            "More",
            list(stack.PANELS),
            format_func=stack.PANELS.__getitem__,
            key=stack.PANEL,
            on_change=stack.turned,
            label_visibility="collapsed",
        )
    with st.container(key="gn_beside"):
        rows = beside.listed(view, choice, stamp)
    with st.container(key="gn_front"):
        if on_top == stack.LIST:
            return
        st.html(f'<i class="gn-on-top gn-on-top-{on_top}"></i>')
        correcting = on_top == stack.CARD and not chosen.read_only and stack.is_corrected(choice.event)
        below = "the event" if choice.event and (correcting or on_top != stack.CARD) else _below(len(rows))
        with st.container(horizontal=True, horizontal_alignment="distribute", key="gn_way_back"):
            st.button(
                below[:1].upper() + below[1:],
                key="back",
                type="tertiary",
                icon=":material/arrow_back:",
                on_click=_stop_correcting if correcting else stack.go_back,
                args=(choice.event,) if correcting else (),
                help="Back to what lies beneath.",
            )
            if on_top == stack.CARD:
                st.button("Close", key="close_card", type="tertiary", icon=":material/close:",
                          on_click=stack.close_event, help="Back to the list.")  # fmt: skip
        if on_top == stack.CARD:
            beside.card(chosen, choice, stamp)
        else:
            _panel(on_top, chosen, choice, stamp)


def _stop_correcting(event_id: str) -> None:
    from geonews.ui import corrections

    corrections.toggle(event_id)


def _below(number: int) -> str:
    """Return what lies beneath: the panel that the card was opened from, or the list."""
    panel = st.session_state.get(stack.PANEL) or stack.LIST
    if stack.top() == stack.CARD and panel != stack.LIST:
        return stack.PANELS[panel]
    if st.session_state.get("narrowed"):
        return f"{number:,} event{'' if number == 1 else 's'} here"
    return "all events"


def _panel(name: str, chosen: AppSettings, choice: Choice, stamp: Stamp) -> None:
    if name == "crossings":
        from geonews.ui import crossings

        crossings.render(choice, stamp)
    elif name == "reader":
        from geonews.ui import reader

        reader.render(choice, stamp)
    elif name == "add":
        from geonews.ui import add_news

        add_news.render(chosen)
    elif name == "export":
        from geonews.ui import take_away

        take_away.render(chosen, choice, stamp)
