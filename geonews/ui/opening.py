"""The first minutes: the store is made if there is none, and an empty one is filled with samples or asks for news."""

from __future__ import annotations

import threading
from pathlib import Path

import streamlit as st

from geonews.config import data_dir
from geonews.errors import StoreError
from geonews.store import Store
from geonews.ui import add_news, identity, progress, runs
from geonews.ui.settings import AppSettings

__all__ = ["ready"]

#: What the opening says of the places that are shipped, and how more are had.
MORE_PLACES = """\
The places that come with geonews are towns and villages from about 500 people, provinces and districts, rivers and
seas. For every hamlet, hill and stream of the countries you follow, add GeoNames' own files, say of Afghanistan and
Tajikistan; the places that you have stay as they are:

```sh
geonews gazetteer install "AF TJ" --dry-run   # says how many places that would add
geonews gazetteer install "AF TJ"             # adds them
```

What you read afterwards finds them; the files come from geonames.org, or from a folder with `--from`."""

_samples: dict[Path, runs.Run] = {}
_upgraded: set[Path] = set()
#: The files that this server has shown, by which one that takes a store's place is noticed.
_shown: dict[Path, int] = {}
_starting = threading.Lock()


def ready(chosen: AppSettings) -> bool:
    """Make sure that there is something to show; return False while the page has nothing but the opening to show."""
    _prepare(chosen)
    empty = _is_empty(chosen)
    if chosen.samples and not chosen.read_only and empty:
        _load_samples(chosen, once=True)
    if empty:
        st.html(
            '<header class="gn-masthead"><h1>geo<i>news</i></h1></header><p class="gn-welcome">A map of what the news '
            "says happened: every dot shows the sentence behind it, and can be corrected.</p>"
        )
    filling = _samples.get(chosen.store)
    if filling is not None and (not filling.over or filling.error):
        if empty or filling.error:
            progress.show(filling)
        else:  # what has come stands on the map and in the list, and is not to be covered
            progress.show_in_passing(filling)
    elif empty:
        _welcome(chosen)
    else:
        add_news.under_way(chosen)
    return not empty


def _prepare(chosen: AppSettings) -> None:
    _check_there(chosen.store)
    if not chosen.store.exists():
        if chosen.read_only:
            raise StoreError(
                f"expected a store at {str(chosen.store)!r}, found nothing; ingest something into it first"
            )
        with _starting:
            chosen.store.parent.mkdir(parents=True, exist_ok=True)
            Store.open_or_create(chosen.store).close()
    _tell_replaced(chosen.store)
    if not chosen.read_only:
        with _starting:
            if chosen.store not in _upgraded:
                Store.open(chosen.store).close()  # brings a store of an older geonews up to date
                _upgraded.add(chosen.store)


def _check_there(store: Path) -> None:
    """Refuse to go on with a new store at the name of the one that was shown.

    Raises
    ------
    StoreError
        If the store was deleted since this server first showed it.
    """
    if store in _shown and not store.exists():
        raise StoreError(
            f"expected the store that this server has shown at {str(store)!r}, found nothing: it was deleted or moved; "
            "put it back, or start the app again to begin a new one"
        )


def _tell_replaced(store: Path) -> None:
    """Tell each session when another file has taken the store's place; the page shows that one from then on."""
    number, key = store.stat().st_ino, f"file {store}"
    if _shown.setdefault(store, number) != number:
        _shown[store] = number
        _upgraded.discard(store)
    if st.session_state.setdefault(key, number) != number:
        from geonews.webmap import markdown_text

        st.session_state[key] = number
        st.session_state.pop(f"filled {store}", None)
        st.toast(
            f"Another file was put in the place of the store {markdown_text(store.name, 80)}. "
            "The page shows that one from now on.",
            icon=":material/warning:",
            duration="infinite",
        )


def _is_empty(chosen: AppSettings) -> bool:
    key = f"filled {chosen.store}"
    if st.session_state.get(key):
        return False
    with Store.open(chosen.store, read_only=True) as store:
        st.session_state[key] = bool(store.counts()["articles"])
    return not st.session_state[key]


def _load_samples(chosen: AppSettings, *, once: bool = False) -> None:
    """Read the sample dispatches into the store; a session that leaves does not stop it."""
    with _starting:
        before = _samples.get(chosen.store)
        if before is None or (before.over and not once):
            _samples[chosen.store] = runs.start(
                {"inputs": [str(data_dir() / "samples")]},
                store=chosen.store,
                config=chosen.config,
                what="The sample dispatches",
            )


def _welcome(chosen: AppSettings) -> None:
    """Offer the samples, and every way to add news."""
    if chosen.read_only:
        st.info(
            f"{chosen.store.name} has no article yet. Add some with `geonews ingest … --store {chosen.store.name}`; "
            "this server was started read-only.",
            icon=":material/info:",
        )
        return
    left, right = st.columns([1, 1.6], gap="large")
    with left, st.container(border=True, key="gn_samples"):
        st.subheader("Look around first", anchor=False)
        st.write("Forty short dispatches on border crossings, fighting and talks, in our own words.")
        st.button(
            "Load the sample dispatches",
            type="primary",
            icon=":material/newspaper:",
            width="stretch",
            on_click=_load_samples,
            args=(chosen,),
            help="They are added to this store; takes half a minute.",
        )
    with right, st.container(border=True, key="gn_first_news"):
        st.subheader("Or bring your own news", anchor=False)
        add_news.render(chosen)
        if progress.latest(identity.owner()) is not None:
            st.session_state[add_news.PANEL] = add_news.HERE  # shown there once the page has something to show
    with st.expander("Does your news tell of small villages?", icon=":material/travel_explore:"):
        st.markdown(MORE_PLACES)
