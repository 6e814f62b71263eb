"""Only what is in view: the list follows the map while its switch is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geonews.webmap.clicked import rows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geonews.webmap.newsview import NewsView

__all__ = ["ONLY", "rows", "switch", "take"]

#: Session keys: whether the list follows the map, and the map's view as it told it (west,south,east,north).
ONLY, VIEW = "only_in_view", "map_view"


def switch() -> None:
    """Draw the switch."""
    st.toggle("Only in view", key=ONLY, on_change=_forget, help="Only what is in view: the list follows the map.")


def take(view: str) -> None:
    """Take over the view that the map tells of."""
    st.session_state[VIEW] = view[:80]


def rows(view: NewsView, among: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return those of some rows that are in view; all where the switch is off, or the view is not yet known."""
    state = st.session_state
    if not state.get(ONLY) or not state.get(VIEW):
        return among
    import numpy as np

    return among[np.isin(among, rows_of(view, {"view": state[VIEW]}))]


def _forget() -> None:
    st.session_state[VIEW] = None
