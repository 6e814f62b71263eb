"""Adding news: paste, files, addresses; each becomes a run beside the server, which can be watched and stopped."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from geonews.ui import browser, data, filters, follow, identity, online, progress, runs, stack, uploads
from geonews.ui.settings import AppSettings
from geonews.webmap import markdown_text, plain_text

__all__ = ["render", "under_way"]

SUFFIXES = ["txt", "html", "htm", "pdf", "json", "jsonl", "csv", "tsv", "parquet", "warc", "gz", "xml", "zip"]

#: Most earlier additions that are listed.
MOST_EARLIER = 12

#: Most files of one upload.
MOST_FILES = 1000

WHAT_FOLLOWS = "Finds places and events in it and puts them on the map; you can go on meanwhile."

#: Session key of the panel that is open below the map, and its value where that is this one.
PANEL, HERE = "panel", "add"


def under_way(chosen: AppSettings) -> None:
    """Draw how far this reader's own addition is, where its panel is closed, as after a reload."""
    if not chosen.read_only and stack.top() != HERE:
        progress.show_in_passing(progress.latest(identity.owner()))


def render(chosen: AppSettings) -> None:
    """Draw the ways to add news, and how far the last addition is."""
    if chosen.read_only:
        st.info("This server shows its news and takes no more: it was started read-only.", icon=":material/lock:")
        return
    owner = identity.owner()
    run = progress.latest(owner)
    if run is not None:
        progress.show(run)
        browser.keep_token()
    progress.show_others(owner)
    busy = run is not None and not run.over
    tabs = st.tabs(["Paste an article", "Upload files", "From the web", "Follow feeds"])
    with tabs[0]:
        _paste(chosen, busy)
    with tabs[1]:
        _upload(chosen, busy)
    with tabs[2]:
        _fetch(chosen, busy)
    with tabs[3]:
        follow.render(chosen)
    online.switch(chosen)
    _earlier(chosen)


def _earlier(chosen: AppSettings) -> None:
    """Draw the latest additions to the store, each with a button that shows what it brought."""
    made = data.reader(chosen.store).runs()[::-1][:MOST_EARLIER]
    if not made:
        return
    with st.expander(f"Earlier additions · {len(made)}"):
        for one in made:
            left, right = st.columns([4, 1], vertical_alignment="center")
            left.text(plain_text(f"{one['started'][:16].replace('T', ' ')} UTC · {one['inputs'] or 'news'}", 120))
            right.button("Show", key=f"earlier {one['id']}", on_click=filters.show_run, args=(one["id"],),
                         width="stretch", help="Filters to the events of what this addition read.")  # fmt: skip


def _paste(chosen: AppSettings, busy: bool) -> None:
    """Draw the box for one article's text."""
    with st.form("paste_form", border=False):
        text = st.text_area(
            "Article text",
            height=220,
            max_chars=chosen.config.max_chars,
            placeholder="Paste the text here",
            help="A title, a dateline and a date at the top are read from the text itself.",
        )
        title = st.text_input("Title", max_chars=300, help="Left empty, the first line is taken if it is one.")
        left, right = st.columns(2)
        outlet = left.text_input("Outlet", max_chars=120, help="Who published it; left empty, it counts as “pasted”.")
        day = right.date_input("Published", value=None, format="YYYY-MM-DD", help="“Last week” is read from this day.")
        sent = _submit("Read it and add its events", busy)
    if sent and _given(text.strip(), "some text"):
        _start(chosen, pasted(text, title, day, outlet), "The pasted article")


def _upload(chosen: AppSettings, busy: bool) -> None:
    uploads.offer()
    with st.form("files_form", border=False, clear_on_submit=True):
        given = st.file_uploader(
            "Files",
            type=SUFFIXES,
            accept_multiple_files=True,
            help="Text, HTML, PDF, JSON lines, CSV, WARC, a saved feed, or a ZIP of these; up to "
            f"{st.get_option('server.maxUploadSize')} MB each and {uploads.MOST_A_SESSION // 10**6} MB in all.",
        )
        sent = _submit("Read them and add their events", busy)
    if not sent or not _given(given, "a file"):
        return
    if len(given) > MOST_FILES:
        st.warning(
            f"Expected up to {MOST_FILES:,} files, got {len(given):,}; upload them in parts, or use `geonews ingest`.",
            icon=":material/edit:",
        )
        return
    folder = tempfile.TemporaryDirectory(prefix="geonews-")
    paths = [_save(upload, Path(folder.name), number) for number, upload in enumerate(given)]
    what = given[0].name if len(given) == 1 else f"{len(given)} files"
    uploads.taken_over(upload.file_id for upload in given)
    _start(chosen, {"inputs": paths, "folder": folder.name}, what, folder)


def _fetch(chosen: AppSettings, busy: bool) -> None:
    with st.form("address_form", border=False):
        text = st.text_area(
            "Addresses of articles or feeds",
            placeholder="https://…, one on each line",
            height=110,
            max_chars=20_000,
            help="Web pages, RSS and Atom feeds. "
            + ("" if chosen.config.allow_private else "Addresses of private networks are refused."),
        )
        sent = _submit("Fetch and add their events", busy)
    if not sent:
        return
    urls = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = next((url for url in urls if not url.lower().startswith(("http://", "https://"))), None)
    if wrong is not None:
        said = f"Expected http(s) addresses, got {wrong[:100]!r}; correct that line."
        st.warning(markdown_text(said), icon=":material/edit:")
    elif _given(urls, "an http(s) address"):
        _start(chosen, {"inputs": urls}, urls[0] if len(urls) == 1 else f"{len(urls)} addresses")


def pasted(text: str, title: str | None, day: date | None, outlet: str | None = None) -> dict[str, Any]:
    """Return the request for a pasted text; the same text with the same head has the same id."""
    digest = hashlib.sha256(f"{title}\x1f{day}\x1f{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return {
        "text": text,
        "id": f"pasted-{digest}",
        "title": (title or "").strip() or None,
        "day": day.isoformat() if day else None,
        "outlet": (outlet or "").strip() or None,
    }


def _start(
    chosen: AppSettings, request: dict[str, Any], what: str, folder: tempfile.TemporaryDirectory[str] | None = None
) -> None:
    after = None if folder is None else folder.cleanup
    config = online.config(chosen)
    runs.start(request, store=chosen.store, config=config, what=what, owner=identity.owner(), after=after)
    st.rerun()


def _submit(label: str, busy: bool) -> bool:
    return st.form_submit_button(
        label, type="primary", disabled=busy, help="Wait for your last addition, or stop it." if busy else WHAT_FOLLOWS
    )


def _save(upload: Any, folder: Path, number: int) -> str:
    """Write an upload under a name of our own, with no more of its name than letters and the suffix."""
    name = PurePath(str(upload.name)).name
    stem = "".join(c for c in PurePath(name).stem if c.isalnum() or c in "-_")[:60] or "upload"
    suffixes = "".join(s for s in PurePath(name).suffixes[-2:] if s[1:].isalnum())[:12]
    target = folder / f"{number:03d}-{stem}{suffixes}"
    target.write_bytes(upload.getbuffer())
    return str(target)


def _given(value: str | Sequence[Any] | None, what: str) -> bool:
    if not value:
        st.warning(f"Expected {what}, got nothing; fill it in and try again.", icon=":material/edit:")
    return bool(value)
