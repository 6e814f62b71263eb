"""Adding news: paste, files, addresses; the pipeline runs in this session with a bar, and can be stopped."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import streamlit as st

from geonews import ingest
from geonews.config import Config
from geonews.errors import GeonewsError
from geonews.model import Article, Failure
from geonews.store import Store
from geonews.ui import online
from geonews.ui.settings import AppSettings

__all__ = ["pasted", "render"]

SUFFIXES = ["txt", "html", "htm", "pdf", "json", "jsonl", "csv", "tsv", "parquet", "warc", "gz", "xml", "zip"]

if TYPE_CHECKING:
    from geonews.pipeline import Pipeline, Progress, Summary

    #: What to do with an open pipeline and store, and with how many inputs.
    Work = Callable[[Pipeline, Store, Callable[[Progress], None]], Summary]
    Job = tuple[Work, int]


def render(chosen: AppSettings) -> None:
    """Draw the ways to add news."""
    if chosen.read_only:
        st.info("This server shows its news and takes no more: it was started read-only.", icon=":material/lock:")
        return
    _report()
    tabs = st.tabs(["Paste an article", "Upload files", "From the web"])
    for tab, ask in zip(tabs, (_paste, _upload, _fetch), strict=True):
        with tab:
            job = ask(chosen)
        if job is not None:
            _run(chosen, *job)


def _paste(chosen: AppSettings) -> Job | None:
    with st.form("paste_form", border=False):
        text = st.text_area(
            "Article text", height=220, max_chars=chosen.config.max_chars, placeholder="Paste the text here"
        )
        left, right = st.columns(2)
        title = left.text_input("Title", max_chars=300)
        day = right.date_input("Published", value=None, format="YYYY-MM-DD", help="“Last week” is read from this day.")
        sent = st.form_submit_button("Read it and add its events", type="primary")
    if not sent or not _given(text.strip(), "some text"):
        return None
    articles = pasted(text, title, day, chosen.config)
    return lambda pipeline, store, progress: pipeline.ingest_articles(articles, store, progress=progress), 1


def _upload(chosen: AppSettings) -> Job | None:
    with st.form("files_form", border=False, clear_on_submit=True):
        uploads = st.file_uploader(
            "Files",
            type=SUFFIXES,
            accept_multiple_files=True,
            help="Text, HTML, PDF, JSON lines, CSV, WARC, a saved feed, or a ZIP of these.",
        )
        sent = st.form_submit_button("Read them and add their events", type="primary")
    if not sent or not _given(uploads, "a file"):
        return None

    def work(pipeline: Pipeline, store: Store, progress: Callable[[Progress], None]) -> Summary:
        with tempfile.TemporaryDirectory() as folder:
            paths = [_save(upload, Path(folder), number) for number, upload in enumerate(uploads or [])]
            news = (_by_own_name(item, folder) for item in ingest.read(paths, pipeline.config))
            return pipeline.ingest_articles(news, store, progress=progress)

    return work, len(uploads or [])


def _fetch(chosen: AppSettings) -> Job | None:
    with st.form("address_form", border=False):
        url = st.text_input("Address of an article or a feed", placeholder="https://…", max_chars=2000).strip()
        sent = st.form_submit_button("Fetch it and add its events", type="primary")
    if not sent or not _given(_http(url), "an http(s) address"):
        return None
    return lambda pipeline, store, progress: pipeline.ingest([url], store, progress=progress), 1


def pasted(text: str, title: str | None, day: date | None, config: Config) -> Iterator[Article | Failure]:
    """Read a pasted text, which tells its own title and day where the form does not; the same text, the same id."""
    digest = hashlib.sha256(f"{title}\x1f{day}\x1f{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return ingest.read_pasted(
        text, config, id=f"pasted-{digest}", title=(title or "").strip() or None, published=day, source="pasted"
    )


def _run(chosen: AppSettings, work: Work, total: int) -> None:
    """Run the pipeline with a bar; another click on the page stops it after the article that it is at."""
    from geonews.pipeline import Pipeline

    stop, bar = st.empty(), st.progress(0.0, text="Loading the language model and the gazetteer")
    stop.button("Stop", key="stop_run", icon=":material/stop_circle:")

    def advance(progress: Progress) -> None:
        done = progress.articles + progress.failures
        rate = done / progress.seconds if progress.seconds else 0.0
        left = f", {(total - done) / rate:.0f} s left" if rate and total > done else ""
        bar.progress(
            min(1.0, done / max(total, done, 1)),
            text=f"{progress.articles} articles, {progress.events} events, {progress.failures} failed{left}",
        )

    try:
        with Pipeline.open(online.config(chosen)) as pipeline, Store.open(chosen.store) as store:
            summary = work(pipeline, store, advance)
    except GeonewsError as error:
        bar.empty()
        st.error(str(error), icon=":material/error:")
        return
    st.session_state["report"] = summary.as_record() | {
        "failed": [(failure.article_id, failure.stage, failure.error) for failure in getattr(summary, "failed", [])]
    }
    st.rerun()


def _report() -> None:
    """Say what the last run did, and why something failed."""
    report = st.session_state.pop("report", None)
    if report is None:
        return
    copies = f" ({report['near_copies']} near-copies of earlier ones)" if report["near_copies"] else ""
    words = (
        f"{report['stored']} added{copies}, {report['events']} events, {report['unchanged']} known before, "
        f"{report['failures']} failed."
    )
    (st.warning if report["failures"] else st.success)(words, icon=":material/task_alt:")
    for article, stage, error in report["failed"][:50]:
        st.text(f"{article} — {stage}: {error}")


def _save(upload: Any, folder: Path, number: int) -> str:
    """Write an upload under a name of our own, with no more of its name than letters and the suffix."""
    name = PurePath(str(upload.name)).name
    stem = "".join(c for c in PurePath(name).stem if c.isalnum() or c in "-_")[:60] or "upload"
    suffixes = "".join(s for s in PurePath(name).suffixes[-2:] if s[1:].isalnum())[:12]
    target = folder / f"{number:03d}-{stem}{suffixes}"
    target.write_bytes(upload.getbuffer())
    return str(target)


def _by_own_name(item: Article | Failure, folder: str) -> Article | Failure:
    """Name a failure by the file that the reader knows, without the folder that it passed through."""
    if isinstance(item, Article):
        return item
    passed = re.compile(re.escape(folder + os.sep) + r"\d{3}-")
    return replace(item, article_id=passed.sub("", item.article_id), error=passed.sub("", item.error))


def _http(url: str) -> bool:
    return url.strip().lower().startswith(("http://", "https://"))


def _given(value: Any, what: str) -> bool:
    if not value:
        st.warning(f"Expected {what}, got nothing; fill it in and try again.", icon=":material/edit:")
    return bool(value)
