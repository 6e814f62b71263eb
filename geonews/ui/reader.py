"""The reader: an article with its place names and event sentences marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geonews.ui import data
from geonews.ui.address import Choice
from geonews.ui.data import Stamp
from geonews.webmap import family_of, html_text, plain_text, type_label

__all__ = ["reader_html", "render"]

Row = Mapping[str, Any]

#: Most articles in the list, characters of one that are shown.
MOST_ARTICLES = 500
MOST_CHARS = 60_000


def render(choice: Choice, stamp: Stamp) -> None:
    """Draw the list of articles behind the filtered events, and the one that is read."""
    store = data.reader(stamp[0])
    heads = {row["doc_id"]: row for row in store.articles(choice.filter, limit=MOST_ARTICLES)}
    if choice.article and choice.article not in heads and store.has_article(choice.article):
        heads[choice.article] = {"doc_id": choice.article, "title": None, "published": None}
    if not heads:
        st.html('<div class="gn-empty"><b>No article behind these filters</b></div>')
        return
    if st.session_state.get("article") not in heads:
        st.session_state["article"] = None
    doc_id = st.selectbox(
        "Article",
        list(heads),
        format_func=lambda doc: _head(heads[doc]),
        key="article",
        index=None,
        placeholder="Choose an article",
    )
    if doc_id is None:
        return
    article, mentions, events = store.article(doc_id), store.mentions(doc_id), store.events_of(doc_id)
    if article is None:
        return
    left, right = st.columns([1.7, 1], gap="medium")
    with left:
        st.html(reader_html(article.text, mentions, events, title=article.title))
    with right:
        st.markdown("**Events in this article**")
        for row in events:
            st.button(
                f"{type_label(row['event_type'])}: {plain_text(row['evidence'], 80)}".replace("[", "(").replace(
                    "]", ")"
                ),
                key=f"read {row['event_id']}",
                on_click=_choose,
                args=(row["event_id"],),
                width="stretch",
            )
        unresolved = sorted({plain_text(m["text"], 40) for m in mentions if m["place_id"] is None})
        if unresolved:
            st.text("Names without a place: " + ", ".join(unresolved))


def reader_html(text: str, mentions: Sequence[Row], events: Sequence[Row], *, title: str | None) -> str:
    """Return an article as inert HTML: event sentences highlighted in their colour, place names underlined.

    Parameters
    ----------
    text
        The article; offsets of mentions and events point into it.
    mentions
        Rows of ``Store.mentions``.
    events
        Rows of ``Store.events`` of the article.
    title
        Its title.
    """
    text = text[:MOST_CHARS]
    opens: dict[int, list[tuple[int, str]]] = {}
    closes: dict[int, list[str]] = {}
    for event in sorted(events, key=lambda row: row["char_start"] or 0):
        start, end = event["char_start"], event["char_end"]
        if start is None or end is None or not 0 <= start < end <= len(text) or any(start < at < end for at in opens):
            continue
        if start in opens:
            continue
        family = family_of(event["event_type"])
        style = f"--gn-family:light-dark({family.light},{family.dark})"
        opens[start] = [
            (end, f'<mark class="gn-evidence" style="{style}" title="{html_text(type_label(event["event_type"]))}">')
        ]
        closes.setdefault(end, []).append("</mark>")
    names = sorted(mentions, key=lambda row: row["char_start"])
    out, at = [f'<h3 dir="auto">{html_text(title, 300)}</h3>' if title else ""], 0
    edges = sorted(
        {*opens, *closes, *(m["char_start"] for m in names if 0 <= m["char_start"] < m["char_end"] <= len(text))}
    )
    by_start = {m["char_start"]: m for m in reversed(names)}
    for edge in edges:
        if edge < at:
            continue
        out.append(_escaped(text[at:edge]))
        at = edge
        out += closes.get(edge, [])
        out += [tag for _, tag in opens.get(edge, [])]
        mention = by_start.get(edge)
        if mention is None:
            continue
        following = next((e for e in edges if e > edge), len(text))
        end = min(mention["char_end"], following)
        out.append(_name(mention, text[edge:end]))
        at = end
    out.append(_escaped(text[at:]))
    for _ in closes.get(len(text), []) if len(text) not in edges else []:
        out.append("</mark>")
    return f'<article class="gn-reader" dir="auto">{"".join(out)}</article>'


def _name(mention: Row, words: str) -> str:
    where = ", ".join(str(v) for v in (mention["name"], mention["admin1"], mention["country"]) if v)
    hint = f"{where} ({mention['score']:.2f})" if mention["place_id"] is not None else "no place found for this name"
    lost = "" if mention["place_id"] is not None else " gn-lost"
    return f'<span class="gn-toponym{lost}" title="{html_text(hint)}">{_escaped(words)}</span>'


def _escaped(text: str) -> str:
    """Escape a stretch of an article; its line breaks stay."""
    lines = text.split("\n")
    return "<br>".join(_spaced(line) for line in lines)


def _spaced(line: str) -> str:
    body = html_text(line, MOST_CHARS)
    lead = " " if line[:1].isspace() and body else ""
    trail = " " if line[-1:].isspace() and body else ""
    return lead + body + trail if body else (" " if line else "")


def _head(row: Row) -> str:
    day = (row["published"] or "")[:10]
    return " · ".join(part for part in (day, plain_text(row["title"] or row["doc_id"], 110)) if part)


def _choose(event_id: str) -> None:
    st.session_state["event"] = event_id
