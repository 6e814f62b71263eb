"""The page: one screen of a bar, the map with its days, and a drawer; the filters at its side."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geonews.errors import GeonewsError
from geonews.ui import address, data, filters, identity, stack
from geonews.ui.settings import AppSettings, settings

__all__ = ["render"]

ICON = Path(__file__).with_name("icon.svg")
#: Stands in every page and is shown by the style sheet once the page has lost its server, who could not send it then.
LOST = (
    '<div class="gn-lost" role="alert"><b>geonews has stopped.</b> Its server runs on a computer of yours and not on '
    "the internet, so it is no outage: start it again, as you did before (<code>make run</code> or "
    "<code>geonews app</code>), and this page goes on by itself. What was stored is kept, and the address above holds "
    "filters and view.</div>"
)


def render() -> None:
    """Draw the page of one session."""
    st.set_page_config(page_title="geonews — a map of the news", page_icon=str(ICON), layout="wide",
                       initial_sidebar_state="collapsed")  # fmt: skip
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
    sheets = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("style.css", "screen.css"))
    st.html(f"<style>{''.join(sheets)}</style>{LOST}")


def _render(chosen: AppSettings) -> None:
    from geonews.ui import opening

    with st.container(key="gn_opening"):  # always there, so that the map keeps its place when this is filled or emptied
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

    from geonews.ui import masthead, newsmap, online, step, turns, views

    # Every pane is there from the start, so that nothing moves when it fills. A changed map is painted before the
    # rest is begun; only on a session's first visit do the numbers come before it.
    filters.hold()
    online.hold()
    with st.container(key="gn_screen"):
        with st.container(key="gn_bar", horizontal=True):
            # By keyboard search comes first; the style sheet shows the name and the counts before it.
            tools, head = st.container(key="gn_tools"), st.container(key="gn_head")
        # The drawer comes before the map, whose marks are many: by keyboard the list is near.
        side, middle = st.container(key="gn_drawer"), st.container(key="gn_map")
    first = turns.STATE_KEY not in st.session_state
    key = views.register(choice.filter, stamp).key
    view = step.shown(stamp, choice.filter, key)
    if first:
        with head:
            masthead.render(view, step.reports(stamp, choice.filter, key))
    with middle:
        newsmap.render(chosen, choice, stamp)
    if not first:
        with head:
            masthead.render(view, step.reports(stamp, choice.filter, key))

    from geonews.ui import bar, drawer, tour
    from geonews.webmap.palette import type_label

    facets = data.facets(stamp, choice.filter)
    with tools:
        bar.render(choice.filter, facets, country_name=_country_name, type_name=type_label)
        identity.switch()
        tour.render()
    with side:
        drawer.render(chosen, view, choice, stamp)
    with st.sidebar:
        st.html('<h2 class="gn-side">Filters</h2>')
        filters.panel(facets, country_name=_country_name, type_name=type_label)


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
            state[stack.PANEL] = "crossings"
        state["seen_address"] = params
        state["narrowed"] = None
    return params


def _publish(choice: address.Choice, opened: dict[str, list[str]]) -> None:
    """Write what is shown into the address."""
    params = address.write(choice)
    if params != opened:
        st.query_params.from_dict(params)
    st.session_state["seen_address"] = params
