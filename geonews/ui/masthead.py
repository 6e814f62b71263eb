"""The masthead: the name, and what is shown in numbers; those on the map and those without a place open the list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geonews.layers.columns import OPEN_END
from geonews.ui import stack
from geonews.webmap.clicked import rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geonews.webmap.newsview import NewsView

__all__ = ["masthead_html", "render"]


def render(view: NewsView, reports: NDArray[np.intp] | None = None) -> None:
    """Draw the masthead of a view, see ``masthead_html``, and how many of its events the map has and has not."""
    st.html(masthead_html(view, reports))
    drawn, lacking = (view.columns.count_events(rows_of(view, {"drawn": word})) for word in ("yes", "no"))
    with st.container(key="gn_counts", horizontal=True):
        st.button(f"{drawn:,} on the map", key="count_drawn", type="tertiary", on_click=stack.show_list,
                  args=({"drawn": "yes"},), help="Lists the events that stand on the map.")  # fmt: skip
        st.button(f"{lacking:,} without a place", key="count_lacking", type="tertiary", on_click=stack.show_list,
                  args=({"drawn": "no"},), help="Lists the events whose place is not named, or could not be "
                  "found: they are never drawn.")  # fmt: skip


def masthead_html(view: NewsView, reports: NDArray[np.intp] | None = None) -> str:
    """Return the masthead: numbers of events, reports, articles and countries, and the days.

    Several reports of one event count as one event; the number of reports is given where it is another one.

    Parameters
    ----------
    view
        What is shown.
    reports
        Rows of all reports of what is shown, where the view has but one of each event; None where it has all.
    """
    columns, rows = view.columns, view.rows
    events = columns.count_events(rows)
    told = rows if reports is None else reports
    figures = [
        (events, "event", "events"),
        *([(len(told), "report", "reports")] if len(told) != events else []),
        (int(np.count_nonzero(np.bincount(columns.article[told]))), "article", "articles"),
        (int(np.count_nonzero(np.bincount(columns.categories["country"].codes[rows] + 1)[1:])), "country", "countries"),
    ]
    starts, ends = columns.start[rows], columns.end[rows]
    known = np.concatenate((starts[starts > 0], ends[(ends > 0) & (ends < OPEN_END)]))
    pairs = "".join(
        f"<div><dt>{one if number == 1 else many}</dt><dd>{number:,}</dd></div>" for number, one, many in figures
    )
    if len(known):
        first, last = (date.fromordinal(int(day)) for day in (known.min(), known.max()))
        span = " – ".join(dict.fromkeys(f"{day.day} {day:%b %Y}" for day in (first, last)))
        pairs += f"<div><dt></dt><dd>{span}</dd></div>"
    return f'<header class="gn-masthead"><h1>geo<i>news</i></h1><dl class="gn-figures">{pairs}</dl></header>'
