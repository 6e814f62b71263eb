"""Other articles that report an event: what they say, where it cannot both be right, and who carried the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geonews.ui import merging, stack
from geonews.ui.card import STATUS_LABELS, day_range, people
from geonews.webmap import country_names, html_text, plain_text

__all__ = ["copies_html", "difference", "heading", "render", "report_html"]

Row = Mapping[str, Any]

#: Most reports and copies that are shown; the heading counts all.
MOST_SHOWN = 12


def render(event: Row, reports: Sequence[Row], copies: Sequence[Row]) -> None:
    """Draw the other reports of an event, each with a way to its own card, and the near-copies of its article.

    Who looks for the event that another is the same as is asked here.
    """
    merging.question(event)
    if reports:
        with st.expander(heading(reports), expanded=any(row["differs"] for row in reports)):
            for row in reports[:MOST_SHOWN]:
                words, button = st.columns([4, 1], vertical_alignment="center")
                words.html(report_html(event, row))
                if not row["merged"]:
                    button.button(
                        "Open",
                        key=f"open {row['event_id']}",
                        on_click=_open,
                        args=(row["event_id"],),
                        width="stretch",
                        help="The evidence of this report.",
                    )
            if len(reports) > MOST_SHOWN:
                st.caption(f"The first {MOST_SHOWN} of {len(reports)}.")
    if copies:
        st.html(copies_html(copies))


def heading(reports: Sequence[Row]) -> str:
    """Return how many other articles report the event, and how many of them differ.

    >>> heading([{"doc_id": "a", "differs": ()}, {"doc_id": "b", "differs": ("date",)}])
    '2 other articles report it · 1 differs'
    """
    articles = len({row["doc_id"] for row in reports})
    differing = len({row["doc_id"] for row in reports if row["differs"]})
    who = "other article reports it" if articles == 1 else "other articles report it"
    return f"{articles} {who}" + (f" · {differing} {'differs' if differing == 1 else 'differ'}" if differing else "")


def report_html(event: Row, row: Row) -> str:
    """Return one report: who, when, its sentence, and what it says differently, as inert HTML."""
    head = " · ".join(part for part in (row["publisher"] or row["doc_id"], (row["published"] or "")[:10]) if part)
    notes = [note for note in (row["copy_of"] and "a near-copy", row["merged"] and "joined by a reader") if note]
    others = "".join(f"<li>{difference(event, row, what)}</li>" for what in row["differs"])
    return (
        f'<div class="gn-report"><b dir="auto">{html_text(head, 120)}</b>'
        + (f" <small>({', '.join(notes)})</small>" if notes else "")
        + f'<q dir="auto">{html_text(row["evidence"], 300)}</q>'
        + (f"<ul>{others}</ul>" if others else "")
        + "</div>"
    )


def difference(event: Row, row: Row, what: str) -> str:
    """Return in inert HTML what a report says otherwise than the event whose card is open."""
    theirs, ours = _said(row, what), _said(event, what)
    return f"says <strong>{html_text(theirs, 80)}</strong>, here it is {html_text(ours, 80)}"


def copies_html(copies: Sequence[Row]) -> str:
    """Return who else carried the article nearly word for word, as inert HTML."""
    names = [html_text(row["publisher"] or row["title"] or row["doc_id"], 60) for row in copies[:MOST_SHOWN]]
    more = f" and {len(copies) - MOST_SHOWN} more" if len(copies) > MOST_SHOWN else ""
    return f'<p class="gn-copies">The same text, nearly word for word: {", ".join(names)}{more}. Counted once.</p>'


def _said(row: Row, what: str) -> str:
    if what == "date":
        return day_range(row)
    if what == "place":
        country = country_names().get(row["country"], row["country"]) if row["country"] else None
        return plain_text(", ".join(dict.fromkeys(str(v) for v in (row["place"], country) if v)), 80) or "no place"
    if what == "status":
        return str(STATUS_LABELS.get(row["status"], row["status"])).lower()
    if what == "fatalities":
        dead = {"count_min": row["fatalities_min"], "count_max": row["fatalities_max"], "count_text": None}
        return people({**dead, "count_unit": "killed", "subject": None})
    return people({**row, "subject": row.get("subject")}) or "no number"


def _open(event_id: str) -> None:
    stack.show_event(event_id)
