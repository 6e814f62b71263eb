"""The first minutes: the store is made if there is none, and an empty one is filled with samples or asks for news."""

from __future__ import annotations

import threading
from typing import Any

import streamlit as st

from geonews.config import data_dir
from geonews.errors import StoreError
from geonews.store import Store
from geonews.ui.settings import AppSettings

__all__ = ["ready"]

#: Only one session fills the store; the others wait and then see it full.
_filling = threading.Lock()


def ready(chosen: AppSettings) -> bool:
    """Make sure that there is a store to show; return False while the page has nothing but the opening to show."""
    if not chosen.store.exists():
        if chosen.read_only:
            raise StoreError(
                f"expected a store at {str(chosen.store)!r}, found nothing; ingest something into it first"
            )
        chosen.store.parent.mkdir(parents=True, exist_ok=True)
        Store.create(chosen.store).close()
    if chosen.samples and not chosen.read_only and _is_empty(chosen):
        with _filling:
            if _is_empty(chosen):
                _load_samples(chosen)
    return True


def _is_empty(chosen: AppSettings) -> bool:
    key = f"filled {chosen.store}"
    if st.session_state.get(key):
        return False
    with Store.open(chosen.store, read_only=True) as store:
        counts = store.counts()
    st.session_state[key] = bool(counts["articles"] or counts["failures"])
    return not st.session_state[key]


def _load_samples(chosen: AppSettings) -> None:
    from geonews.pipeline import Pipeline

    with st.status("Reading the sample dispatches: place names, then events …", expanded=True) as status:
        bar = st.progress(0.0, text="Loading the language model and the gazetteer")
        total = max(1, len(list((data_dir() / "samples").glob("*.txt"))))

        def advance(progress: Any) -> None:
            bar.progress(
                min(1.0, progress.articles / total), text=f"{progress.articles} articles, {progress.events} events"
            )

        with Pipeline.open(chosen.config) as pipeline, Store.open(chosen.store) as store:
            summary = pipeline.ingest([str(data_dir() / "samples")], store, progress=advance)
        status.update(label=f"{summary.stored} sample dispatches read, {summary.events} events found", state="complete")
    st.rerun()
