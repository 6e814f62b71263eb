"""The page: filters at the side; masthead, map with its days and list on one screen; further panels below."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geonews.errors import GeonewsError
from geonews.ui import address, data, filters, identity
from geonews.ui.settings import AppSettings, settings

__all__ = ["render"]

ICON = Path(__file__).with_name("icon.svg")

PANELS = {
    "crossings": "Crossings",
    "reader": "Articles",
    "add": "Add news",
    "export": "Take away",
}


def render() -> None:
    """Draw the page of one session."""
    st.set_page_config(page_title="geonews — a map of the news", page_icon=str(ICON), layout="wide")
    _style()
    try:
        chosen = identity.admitted(settings())
        if chosen is not None:
            _render(chosen)
    except GeonewsError as error:
        from geonews.webmap import markdown_text

        st.error(markdown_text(str(error), 1000), icon=":material/error:")
        st.stop()


def _style() -> None:
    st.html(f"<style>{Path(__file__).with_name('style.css').read_text(encoding='utf-8')}</style>")


def _render(chosen: AppSettings) -> None:
    from geonews.ui import opening

    with st.container():  # always there, so that the map keeps its place in the page when this is filled or emptied
        if not opening.ready(chosen):
            return
    opened = _sync_address()
    stamp = data.stamp(chosen.store)
    state = st.session_state
    choice = address.Choice(
        filter=filters.chosen_filter(),
        event=state.get("event"),
        article=state.get("article"),
        pair=state.get("pair"),
    )
    _publish(choice, opened)

    from geonews.ui import masthead, newsmap, turns

    # The numbers' room is there from the start, so that nothing moves when it fills. A changed map is painted before
    # the rest is begun; only on a session's first visit do the numbers come before it.
    filters.hold()
    head = st.container()
    first = turns.STATE_KEY not in st.session_state
    view = data.news_view(stamp, choice.filter)
    if first:
        with head:
            masthead.render(view, data.reports(stamp, choice.filter))
    left, right = st.columns([1.35, 1], gap="small")
    with left:
        newsmap.render(chosen, choice, stamp)
    if not first:
        with head:
            masthead.render(view, data.reports(stamp, choice.filter))
    st.sidebar.html('<h2 class="gn-side">Filters</h2>')
    with left:
        filters.dates()

    from geonews.ui import beside

    with right:
        beside.render(chosen, view, choice, stamp)

    from geonews.ui import online
    from geonews.webmap.palette import type_label

    with st.sidebar:
        filters.panel(data.facets(stamp, choice.filter), country_name=_country_name, type_name=type_label)
        online.switch(chosen)
        identity.switch()
    _panels(chosen, choice, stamp)


def _panels(chosen: AppSettings, choice: address.Choice, stamp: data.Stamp) -> None:
    """Draw the one panel below that is open; the others cost nothing. The tour lies over the page."""
    from geonews.ui import tour

    tour.render()
    with st.container(key="gn_panels"):
        opened = st.segmented_control(
            "More", list(PANELS), format_func=PANELS.__getitem__, key="panel", label_visibility="collapsed"
        )
    if opened == "crossings":
        from geonews.ui import crossings

        crossings.render(choice, stamp)
    elif opened == "reader":
        from geonews.ui import reader

        reader.render(choice, stamp)
    elif opened == "add":
        from geonews.ui import add_news

        add_news.render(chosen)
    elif opened == "export":
        from geonews.ui import take_away

        take_away.render(chosen, choice)


def _country_name(code: str) -> str:
    from geonews.webmap.basemap import country_names

    return country_names().get(code, code)


def _sync_address() -> dict[str, list[str]]:
    """Bring the widgets into step with an address that was opened, edited or gone back to; return its parameters."""
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    state = st.session_state
    if state.get("seen_address") != params:
        choice = address.read(params)
        filters.seed(choice.filter)
        state["event"], state["article"], state["pair"] = choice.event, choice.article, choice.pair
        if choice.pair:
            state["panel"] = "crossings"
        state["seen_address"] = params
        state["narrowed"] = None
    return params


def _publish(choice: address.Choice, opened: dict[str, list[str]]) -> None:
    """Write what is shown into the address."""
    params = address.write(choice)
    if params != opened:
        st.query_params.from_dict(params)
    st.session_state["seen_address"] = params
