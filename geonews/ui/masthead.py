"""The masthead: what is shown, in numbers, and what cannot be drawn and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from geonews.webmap.newsview import NewsView

__all__ = ["masthead_html", "render"]


def render(view: NewsView) -> None:
    """Draw the masthead of a view."""
    st.html(masthead_html(view))


def masthead_html(view: NewsView) -> str:
    """Return the masthead: numbers of events, articles and countries, first and last day, what is not drawn."""
    from geonews.ui.card import day_range

    rows = view.rows
    days = sorted(day for row in rows for day in (row["date_start"], row["date_end"]) if day)
    figures = [
        (len(rows), "event" if len(rows) == 1 else "events"),
        (len({row["doc_id"] for row in rows}), "articles"),
        (len({row["country"] for row in rows if row["country"]}), "countries"),
    ]
    pairs = "".join(f"<div><dt>{name}</dt><dd>{number:,}</dd></div>" for number, name in figures)
    if days:
        pairs += f"<div><dt></dt><dd>{day_range({'date_start': days[0], 'date_end': days[-1]})}</dd></div>"
    missing = len(rows) - view.drawn
    note = ""
    if missing:
        note = (
            f'<p class="gn-undrawn">{missing:,} of them {"names" if missing == 1 else "name"} no place that '
            "could be found: listed, and not drawn.</p>"
        )
    return f'<header class="gn-masthead"><h1>geo<i>news</i></h1><dl class="gn-figures">{pairs}</dl></header>{note}'
