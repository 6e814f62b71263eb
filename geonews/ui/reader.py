"""The reader: an article with its place names and event sentences marked, in step with a small map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from geonews.ui import data, others, stack
from geonews.ui.address import Choice
from geonews.ui.data import Stamp
from geonews.ui.naming import described
from geonews.webmap import assets, family_of, html_text, markdown_text, plain_text, type_label
from geonews.webmap.basemap import land_version

__all__ = ["places_of", "reader_html", "render"]

Row = Mapping[str, Any]

#: Articles that are listed at first and added on request, characters of one that are shown.
PAGE_ARTICLES = 500
MOST_CHARS = 60_000

#: The ground of the small map, as in the big one.
LIGHT = {"sea": "#dfe8ec", "land": "#faf8f3", "line": "#cfc9bc", "accent": "#a8321f"}
DARK = {"sea": "#0e141a", "land": "#1d252d", "line": "#37424d", "accent": "#ff9a86"}


def render(choice: Choice, stamp: Stamp) -> None:
    """Draw the list of articles behind the filtered events, and the one that is read."""
    store = data.reader(stamp[0])
    most = st.session_state.setdefault("reader_articles", PAGE_ARTICLES)
    every = replace(choice.filter, once=False)  # articles of all reports, not only of those that stand for an event
    found = list(store.articles(every, limit=most + 1, newest_first=True))
    heads = {row["doc_id"]: row for row in found[:most]}
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
        help="Articles that report an event which passes the filters, the newest first.",
    )
    if len(found) > most:
        st.button(
            "List older articles",
            key="reader_more",
            on_click=_list_older,
            help=f"The newest {most:,} are listed; {PAGE_ARTICLES} further back.",
        )
    if doc_id is None:
        return
    article, mentions, events = store.article(doc_id), store.mentions(doc_id), store.events_of(doc_id)
    if article is None:
        return
    copies = store.copies(doc_id)
    with st.container(key="gn_reading"):
        left, right = st.columns([1.7, 1], gap="medium")
    with left:
        st.html(reader_html(article.text, mentions, events, title=article.title))
    with right:
        if copies:
            st.html(others.copies_html(copies))
        _small_map(mentions)
        with st.expander(f"Events in this article · {len(events):,}"):
            if not heads[doc_id].get("events_coded", True):
                st.caption("It is not in English: its places are read, its events are not.")
            for row in events:
                st.button(
                    markdown_text(f"{type_label(row['event_type'])}: {plain_text(row['evidence'], 80)}"),
                    key=f"read {row['event_id']}",
                    on_click=_choose,
                    args=(row["event_id"],),
                    width="stretch",
                    help="Opens its evidence card.",
                )
            unresolved = sorted({plain_text(m["text"], 40) for m in mentions if m["place_id"] is None})
            if unresolved:
                st.text("Names without a place: " + ", ".join(unresolved))


def _list_older() -> None:
    st.session_state["reader_articles"] += PAGE_ARTICLES


def places_of(mentions: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the places of an article for its map, once each: id, lon, lat (WGS84 degrees), name, whether a point."""
    found: dict[str, dict[str, Any]] = {}
    for row in mentions:
        if row["place_id"] is None or row["lon"] is None or row["lat"] is None:
            continue
        broad = str(row["feature_code"] or "").startswith(("ADM", "PCL", "CONT", "RGN"))
        found.setdefault(
            str(row["place_id"]),
            {"id": str(row["place_id"]), "lon": row["lon"], "lat": row["lat"],
             "name": plain_text(row["name"], 80), "exact": not broad},
        )  # fmt: skip
    return list(found.values())


def _small_map(mentions: Sequence[Row]) -> None:
    """Draw the article's places on a map whose marks answer to the names in the text."""
    places = places_of(mentions)
    if not places:
        return
    dark = st.context.theme.type == "dark"
    base = st.get_option("server.baseUrlPath").strip("/")
    component = st.components.v2.component(
        "geonews_reader_map",
        html='<div class="gn-minimap" role="region" aria-label="Places in this article"></div>',
        js=_script(),
        isolate_styles=False,
    )
    component(
        key="reader_map",
        data={
            "places": places,
            "base": f"/{base}/geonews/" if base else "/geonews/",
            "version": assets.version(),
            "land": land_version(),
            "colours": DARK if dark else LIGHT,
        },
        on_event_change=_chosen_on_map,
    )
    st.caption("Filled: a town or spot. Dashed: an area or a country.")


@cache
def _script() -> str:
    return Path(__file__).with_name("reader_map.js").read_text(encoding="utf-8")


def _chosen_on_map() -> None:
    chosen = (st.session_state.get("reader_map") or {}).get("event")
    if isinstance(chosen, str):
        _choose(chosen[:200])


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
            (
                end,
                f'<mark class="gn-evidence" style="{style}" data-event="{html_text(event.get("event_id"))}" '
                f'title="{html_text(type_label(event["event_type"]))}">',
            )
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
    known = mention["place_id"] is not None
    hint = f"{described(mention)} ({mention['score']:.2f})" if known else "no place found for this name"
    lost = "" if mention["place_id"] is not None else " gn-lost"
    place = f' data-place="{mention["place_id"]:d}" tabindex="0"' if mention["place_id"] is not None else ""
    return f'<span class="gn-toponym{lost}"{place} title="{html_text(hint)}">{_escaped(words)}</span>'


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
    stack.show_event(event_id)
