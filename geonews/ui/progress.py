"""How far a run is: a bar with rate and time left, results as they come, failures with their reasons, and a stop."""

from __future__ import annotations

import time

import streamlit as st

from geonews.ui.runs import Run
from geonews.webmap import html_text, plain_text

__all__ = ["duration", "in_words", "show"]

#: Seconds between two looks at a run, and between two renewals of the page while events come in.
LOOK_SECONDS = 1.0
RENEW_SECONDS = 6.0


def show(run: Run) -> None:
    """Draw a run; while it goes on, this part of the page renews itself."""
    if not run.over:
        _watch(run)
        return
    if st.session_state.get("seen_over") != run.key:  # it may have ended while this page was drawn from before
        st.session_state["seen_over"] = run.key
        st.rerun()
    _outcome(run)


@st.fragment(run_every=LOOK_SECONDS)
def _watch(run: Run) -> None:
    if run.over:
        st.rerun()
    handled, total = run.articles + run.failures, max(run.read, 1)
    st.progress(min(1.0, handled / total), text=in_words(run))
    left, right = st.columns([3, 1], vertical_alignment="top")
    right.button(
        "Stopping …" if run.stopping.is_set() else "Stop",
        key=f"stop {run.key}",
        on_click=run.stop,
        disabled=run.stopping.is_set(),
        icon=":material/stop_circle:",
        width="stretch",
        help="Ends after the articles at hand; what was read stays.",
    )
    with left:
        results = "".join(
            f'<li dir="auto">{html_text(title, 100)} <b>{events} event{"" if events == 1 else "s"}</b></li>'
            for title, events in reversed(run.latest)
        )
        st.html(f'<ul class="gn-results" aria-label="Latest articles">{results}</ul>')
        _failures(run)
    seen, since = st.session_state.get("renewed", (0, 0.0))
    if run.events != seen and time.monotonic() - since > RENEW_SECONDS:
        st.session_state["renewed"] = (run.events, time.monotonic())
        st.rerun()


def in_words(run: Run) -> str:
    """Return where a run stands in one line."""
    if run.state == "waiting":
        return f"{run.what}: waiting for other runs to end"
    if run.state == "loading" or not run.rate:
        return f"{run.what}: loading the language model and the gazetteer"
    parts = [
        f"{run.articles + run.failures:,} of {'' if run.complete else 'at least '}{run.read:,} articles",
        f"{run.events:,} events",
        f"{run.failures:,} failed" if run.failures else "",
        f"{run.rate:.1f} a second",
        f"{duration(run.seconds_left)} left" if run.seconds_left is not None else "",
    ]
    return f"{run.what}: " + " · ".join(part for part in parts if part)


def duration(seconds: float) -> str:
    """Return a time as people say it.

    >>> duration(42.2), duration(130), duration(7400)
    ('42 s', '2 min 10 s', '2 h 3 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"


def _outcome(run: Run) -> None:
    """Say what a run did, and why something failed."""
    if run.error is not None:
        st.error(plain_text(run.error, 600), icon=":material/error:")
        return
    figures = run.summary
    if figures is None:
        st.warning(f"{run.what}: stopped before it began.", icon=":material/stop_circle:")
        return
    copies = f" ({figures['near_copies']} near-copies of earlier ones)" if figures["near_copies"] else ""
    words = (
        f"{run.what}: {figures['stored']} added{copies}, {figures['events']} events, "
        f"{figures['unchanged']} known before, {figures['failures']} failed."
    )
    if run.state == "stopped":
        st.warning(f"Stopped. {words} Add the same again to go on from there.", icon=":material/stop_circle:")
    else:
        (st.warning if figures["failures"] else st.success)(words, icon=":material/task_alt:")
    _failures(run)


def _failures(run: Run) -> None:
    if not run.failed:
        return
    with st.expander(f"{run.failures:,} failed", expanded=run.over):
        for name, stage, reason in run.failed:
            st.text(f"{plain_text(name, 120)} — {stage}: {plain_text(reason, 300)}")
