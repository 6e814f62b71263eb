"""The masthead: what is shown, in numbers, and what cannot be drawn and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geonews.layers.columns import OPEN_END

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geonews.webmap.newsview import NewsView

__all__ = ["masthead_html", "render"]


def render(view: NewsView, reports: NDArray[np.intp] | None = None) -> None:
    """Draw the masthead of a view; see ``masthead_html``."""
    st.html(masthead_html(view, reports))


def masthead_html(view: NewsView, reports: NDArray[np.intp] | None = None) -> str:
    """Return the masthead: numbers of events, reports, articles and countries, the days, and what is not drawn.

    Several reports of one event count as one event; the number of reports is given where it is another one.

    Parameters
    ----------
    view
        What is shown.
    reports
        Rows of all reports of what is shown, where the view has but one of each event; None where it has all.
    """
    from geonews.ui.card import day_range

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
        first, last = (date.fromordinal(day).isoformat() for day in (int(known.min()), int(known.max())))
        pairs += f"<div><dt></dt><dd>{day_range({'date_start': first, 'date_end': last})}</dd></div>"
    missing = view.undrawn
    note = ""
    if missing:
        note = (
            f'<p class="gn-undrawn">{missing:,} of them {"names" if missing == 1 else "name"} no place that '
            "could be found: listed, and not drawn.</p>"
        )
    return f'<header class="gn-masthead"><h1>geo<i>news</i></h1><dl class="gn-figures">{pairs}</dl></header>{note}'
