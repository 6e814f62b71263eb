"""The tab that follows feeds: which, how often, what came of it, and a stop."""

from __future__ import annotations

import streamlit as st

from geonews.errors import ConfigError
from geonews.store.watching import has_watcher
from geonews.ui import following, online
from geonews.ui.progress import counted
from geonews.ui.settings import AppSettings
from geonews.webmap import markdown_text, plain_text

__all__ = ["in_words", "render"]

LOOK_SECONDS = 4.0


def render(chosen: AppSettings) -> None:
    """Draw the watcher of the store, or the form that starts one."""
    watcher = following.of(chosen.store)
    if watcher is not None and not watcher.over:
        _watch(watcher)
        return
    if has_watcher(chosen.store) and (watcher is None or not watcher.stopped):
        st.info("Another server or program follows feeds into this store; what it reads shows here, too. One watcher a "
                "store: stop it there to follow others from here.", icon=":material/rss_feed:")  # fmt: skip
        return
    if watcher is not None and not watcher.stopped:
        st.error(markdown_text(f"The feeds are followed no more: {watcher.words.strip() or 'it ended'}", 600),
                 icon=":material/error:")  # fmt: skip
    with st.form("follow_form", border=False):
        text = st.text_area(
            "Feeds to follow",
            value="\n".join(watcher.feeds) if watcher else "",
            placeholder="https://…/rss, one on each line",
            height=110,
            max_chars=20_000,
            help="RSS and Atom. What is new in them is read as long as this server runs, or until you stop it.",
        )
        minutes = st.number_input(
            "Every so many minutes",
            following.MIN_MINUTES,
            following.MAX_MINUTES,
            watcher.minutes if watcher else 15,
            help="A feed that asks to be visited less often is.",
        )
        sent = st.form_submit_button("Follow them", type="primary", help="Begins at once, with a process of its own.")
    if sent:
        feeds = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        try:
            following.start(chosen.store, feeds, int(minutes), online.config(chosen))
        except ConfigError as error:
            st.warning(markdown_text(str(error), 400), icon=":material/edit:")
            return
        st.rerun()


@st.fragment(run_every=LOOK_SECONDS)
def _watch(watcher: following.Watcher) -> None:
    if watcher.over:
        st.rerun()
    st.markdown(in_words(watcher))
    for url in watcher.feeds[:20]:
        st.text(plain_text(url, 120))
    st.button("Stop following", key="follow_stop", on_click=watcher.stop, icon=":material/stop_circle:",
              help="What was read stays.")  # fmt: skip
    seen = st.session_state.get("followed", 0)
    if watcher.rounds != seen:
        st.session_state["followed"] = watcher.rounds
        st.rerun()


def in_words(watcher: following.Watcher) -> str:
    """Return how a watcher fares in a line or two."""
    head = f"**Following {counted(len(watcher.feeds), 'feed')}** every {watcher.minutes} min since "
    head += f"{watcher.started:%Y-%m-%d %H:%M} UTC"
    if watcher.last is None:
        return f"{head}; nothing new yet."
    return (
        f"{head}.  \nLast news {watcher.last:%H:%M} UTC: in all {counted(watcher.added, 'article')}, "
        f"{counted(watcher.events, 'event')}, {watcher.failures:,} failed."
    )
