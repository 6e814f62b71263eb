"""The first minutes: the store is made if there is none, and an empty one is filled with samples or asks for news."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geonews.config import data_dir
from geonews.errors import GeonewsError, StoreError
from geonews.store import Store
from geonews.ui.settings import AppSettings

if TYPE_CHECKING:
    from geonews.pipeline import Progress

__all__ = ["ready"]


class _Filling(threading.Thread):
    """Fills a store with the samples, whoever looks on: a session that leaves does not stop it."""

    def __init__(self, chosen: AppSettings) -> None:
        super().__init__(name="geonews-samples", daemon=True)
        self.chosen = chosen
        self.articles = self.events = 0
        self.error: GeonewsError | None = None

    def run(self) -> None:
        """Read the samples into the store."""
        from geonews.pipeline import Pipeline

        try:
            with Pipeline.open(self.chosen.config) as pipeline, Store.open(self.chosen.store) as store:
                pipeline.ingest([str(data_dir() / "samples")], store, progress=self._advance)
        except GeonewsError as error:
            self.error = error

    def _advance(self, progress: Progress) -> None:
        self.articles, self.events = progress.articles, progress.events


_fillings: dict[Path, _Filling] = {}
_upgraded: set[Path] = set()
_starting = threading.Lock()


def ready(chosen: AppSettings) -> bool:
    """Make sure that there is a store to show; return False while the page has nothing but the opening to show."""
    if not chosen.store.exists():
        if chosen.read_only:
            raise StoreError(
                f"expected a store at {str(chosen.store)!r}, found nothing; ingest something into it first"
            )
        chosen.store.parent.mkdir(parents=True, exist_ok=True)
        Store.create(chosen.store).close()
    if not chosen.read_only:
        with _starting:
            if chosen.store not in _upgraded:
                Store.open(chosen.store).close()  # brings a store of an older geonews up to date
                _upgraded.add(chosen.store)
    if chosen.samples and not chosen.read_only:
        with _starting:
            if chosen.store not in _fillings and _is_empty(chosen):
                _fillings[chosen.store] = _Filling(chosen)
                _fillings[chosen.store].start()
        if chosen.store in _fillings:
            _watch(_fillings[chosen.store])
    return True


def _is_empty(chosen: AppSettings) -> bool:
    key = f"filled {chosen.store}"
    if st.session_state.get(key):
        return False
    with Store.open(chosen.store, read_only=True) as store:
        counts = store.counts()
    st.session_state[key] = bool(counts["articles"] or counts["failures"])
    return not st.session_state[key]


def _watch(filling: _Filling) -> None:
    """Show how far the samples are until they are all read."""
    if filling.is_alive():
        total = max(1, len(list((data_dir() / "samples").glob("*.txt"))))
        with st.status("Reading the sample dispatches: place names, then events …", expanded=True):
            bar = st.progress(0.0, text="Loading the language model and the gazetteer")
            while filling.is_alive():
                if filling.articles:
                    bar.progress(
                        min(1.0, filling.articles / total), text=f"{filling.articles} articles, {filling.events} events"
                    )
                filling.join(0.2)
        st.rerun()
    if filling.error is not None:
        raise filling.error
