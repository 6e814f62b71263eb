"""The step of the days that the map plays: the numbers and the list beside the map are those of its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from geonews.layers.columns import OPEN_END
from geonews.ui import data

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geonews.store import EventFilter
    from geonews.ui.data import Stamp
    from geonews.webmap.newsview import NewsView

__all__ = ["reports", "shown", "take"]

#: Session key: the key of the view that is played, and the first and last day of the step as they were told.
STEP = "step"


def take(text: str, key: str) -> None:
    """Take over the step that the map tells: its first and last day, either end open, or nothing.

    Parameters
    ----------
    text
        ``2021-06-01/2021-06-07``; a stranger's word, of which no days mean no step.
    key
        Of the view that is played, see ``views.register``: with another one the step is over.
    """
    st.session_state[STEP] = (key, text[:40]) if text else None


def shown(stamp: Stamp, filter: EventFilter, key: str) -> NewsView:
    """Return what the map shows of a filter: its events of the step, or all of them where none is played."""
    days = _played(key)
    return data.frame(stamp, filter, *days) if days else data.news_view(stamp, filter)


def reports(stamp: Stamp, filter: EventFilter, key: str) -> NDArray[np.intp]:
    """Return the rows of all reports of what is shown."""
    days = _played(key)
    return data.frame(stamp, replace(filter, once=False), *days).rows if days else data.reports(stamp, filter)


def _played(key: str) -> tuple[int, int] | None:
    told = st.session_state.get(STEP)
    return _days(told[1]) if told and told[0] == key else None


def _days(text: str) -> tuple[int, int] | None:
    first, _, last = text.partition("/")
    try:
        ends = [date.fromisoformat(day).toordinal() if day else None for day in (first, last)]
    except ValueError:
        return None
    return (ends[0] or 0, ends[1] or OPEN_END) if any(ends) else None
