"""How far a run is: a bar with rate and time left, results as they come, failures with their reasons, and a stop."""

from __future__ import annotations

import time

import streamlit as st

from geonews.ui import filters, runs
from geonews.ui.runs import Run
from geonews.webmap import html_text, markdown_text, plain_text

__all__ = [
    "brought",
    "duration",
    "in_words",
    "latest",
    "outcome",
    "show",
    "show_brought",
    "show_in_passing",
    "show_others",
]

#: Seconds between two looks at a run, and between two renewals of the page while events come in.
LOOK_SECONDS = 1.0
RENEW_SECONDS = 6.0
#: Seconds for which the outcome of a run is shown to its reader, on a reloaded page too.
OUTCOME_SECONDS = 600.0


def latest(owner: str) -> Run | None:
    """Return the run of a reader that goes on, or else the one that ended last, if that was not long ago."""
    mine = runs.of(owner)
    live = next((run for run in reversed(mine) if not run.over), None)
    if live is not None or not mine:
        return live
    ended = mine[-1].ended
    return mine[-1] if ended is None or time.monotonic() - ended < OUTCOME_SECONDS else None


def show_in_passing(run: Run | None) -> None:
    """Draw a run while it goes on; its end is told in a few words that go away by themselves."""
    state = st.session_state
    if run is not None and not run.over:
        state["passing"] = run.key
        with st.container(key="gn_passing"):
            _watch(run, in_passing=True)
    elif run is not None and state.pop("passing", None) == run.key:
        st.toast(outcome(run), icon=":material/error:" if run.error else ":material/task_alt:")


def show_others(owner: str) -> None:
    """Say how much is being read for others, not what."""
    found = runs.others(owner)
    if found:
        handled = sum(run.articles + run.failures for run in found)
        st.caption(
            f"For others {len(found)} {'addition is' if len(found) == 1 else 'additions are'} being read, "
            f"{handled:,} articles so far; {runs.MOST_AT_ONCE} are read at a time."
        )


def show(run: Run) -> None:
    """Draw a run; while it goes on, this part of the page renews itself."""
    if not run.over:
        _watch(run)
        return
    if st.session_state.get("seen_over") != run.key:  # it may have ended while this page was drawn from before
        st.session_state["seen_over"] = run.key
        st.rerun()
    _tell(run)


@st.fragment(run_every=LOOK_SECONDS)
def _watch(run: Run, *, in_passing: bool = False) -> None:
    """Draw the bar and the stop, and unless in passing the latest results and the failures."""
    if run.over:
        st.rerun()
    left, right = st.columns([4, 1] if in_passing else [3, 1], vertical_alignment="top")
    handled, total = run.articles + run.failures, max(run.read, 1)
    left.progress(min(1.0, handled / total), text=markdown_text(in_words(run), 400))
    right.button(
        "Stopping …" if run.stopping.is_set() else "Stop",
        key=f"stop {run.key}",
        on_click=run.stop,
        disabled=run.stopping.is_set(),
        icon=":material/stop_circle:",
        width="stretch",
        help="Ends after the articles at hand; what was read stays.",
    )
    if not in_passing:
        with left:
            _results(run)
            _failures(run)
    seen, since = st.session_state.get("renewed", (0, 0.0))
    if run.events != seen and time.monotonic() - since > RENEW_SECONDS:
        st.session_state["renewed"] = (run.events, time.monotonic())
        st.rerun()


def _results(run: Run) -> None:
    results = "".join(
        f'<li dir="auto">{html_text(title, 100)} <b>{events} event{"" if events == 1 else "s"}</b></li>'
        for title, events in reversed(run.latest)
    )
    st.html(f'<ul class="gn-results" aria-label="Latest articles">{results}</ul>')


def in_words(run: Run) -> str:
    """Return where a run stands in one line."""
    if run.state == "waiting":
        return f"{run.what}: waiting for other runs to end"
    if run.state == "loading":
        return f"{run.what}: loading the language model and the gazetteer"
    if not run.rate:
        return f"{run.what}: looking for what is new"
    parts = [
        f"{run.articles + run.failures:,} of {'' if run.complete else 'at least '}{counted(run.read, 'article')}",
        counted(run.events, "event"),
        f"{run.failures:,} failed" if run.failures else "",
        f"{run.rate:.1f} a second",
        f"{duration(run.seconds_left)} left" if run.seconds_left is not None else "",
    ]
    return f"{run.what}: " + " · ".join(part for part in parts if part)


def counted(number: int, what: str) -> str:
    """Return a number of things in words.

    >>> counted(1, "event"), counted(1200, "event")
    ('1 event', '1,200 events')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """Return a time as people say it.

    >>> duration(42.2), duration(130), duration(7400)
    ('42 s', '2 min 10 s', '2 h 3 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"


def _tell(run: Run) -> None:
    """Say what a run did, and why something failed."""
    if run.error is not None:
        st.error(outcome(run), icon=":material/error:")
        return
    stopped = run.state == "stopped"
    show = st.warning if stopped or (run.summary or {}).get("failures") else st.success
    show(outcome(run), icon=":material/stop_circle:" if stopped else ":material/task_alt:")
    show_brought(run, "brought")
    _failures(run)


def outcome(run: Run) -> str:
    """Return what a run did in one line."""
    figures = run.summary
    if run.error is not None:
        return markdown_text(run.error, 600)
    if figures is None:
        return f"{markdown_text(run.what)}: stopped before it began."
    added, near = figures["stored"] + figures["near_copies"] + figures["revised"], figures["near_copies"]
    copies = f" ({near:,} near-cop{'y' if near == 1 else 'ies'} of earlier ones)" if near else ""
    left_out = f", {figures['left_out']} files of other kinds left out" if figures["left_out"] else ""
    only = figures.get("toponyms_only", 0)
    places = f", {only:,} of them read for places only because they are not in English" if only else ""
    words = (
        f"{markdown_text(run.what)}: {added:,} added{copies}{places}, {counted(figures['events'], 'event')}, "
        f"{figures['unchanged']} known before, {figures['failures']} failed{left_out}."
    )
    return f"Stopped. {words} Add the same again to go on from there." if run.state == "stopped" else words


def brought(run: Run | None) -> str | None:
    """Return what a run brought, ``9 new: 6 happened, 3 planned``, None where that is nothing."""
    if run is None or run.number is None or not run.brought:
        return None
    parts = [f"{count:,} {status}" for status, count in run.brought.items()]
    return f"{sum(run.brought.values()):,} new: {', '.join(parts)}"


def show_brought(run: Run | None, key: str) -> None:
    """Draw a button that shows what a run brought, where it is not shown already."""
    words = brought(run)
    if run is None or words is None or st.session_state.get("f_run") == run.number:
        return
    st.button(f"{words} · show", key=key, icon=":material/new_releases:", on_click=filters.show_run, args=(run.number,),
              help="Filters to what this addition brought; its chip takes that off again.")  # fmt: skip


def _failures(run: Run) -> None:
    if not run.failed:
        return
    with st.expander(f"{run.failures:,} failed", expanded=run.over):
        for name, stage, reason in run.failed:
            st.text(f"{plain_text(name, 120)} — {stage}: {plain_text(reason, 300)}")
