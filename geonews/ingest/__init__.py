"""Text, web pages, feeds, tables, web archives and PDF become Articles.

``read`` is the door. Everything streams: one article is in memory at a time, and what cannot be read becomes a
``Failure`` while the rest goes on.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from geonews.config import Config
from geonews.errors import GeonewsError
from geonews.ingest.archives import read_file
from geonews.ingest.columns import stated_columns
from geonews.ingest.drafts import Draft, failure_at, finish
from geonews.ingest.inputs import Input, files_of, resolve
from geonews.ingest.jsonlines import read_jsonl
from geonews.ingest.memory import held_each
from geonews.ingest.remote import Visitor, linked, read_feed_file, read_url
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.model import Article, Failure

__all__ = ["read", "read_pasted"]

logger = logging.getLogger(__name__)


def read(inputs: Iterable[str], config: Config, *, stdin: Any = None) -> Iterator[Article | Failure]:
    """Read articles from any mixture of inputs, in their order.

    Parameters
    ----------
    inputs
        Files (.txt .md .html .mhtml .eml .mbox .pdf .docx .odt .rtf .json .jsonl .csv .tsv .xlsx .ods .parquet .warc
        .xml .zip, most also with .gz), folders, http(s) addresses of pages and feeds, and ``-`` for JSON lines on
        standard input.
    config
        Its limits hold for every article.
    stdin
        What ``-`` reads, binary or text; None for the process's standard input.

    Yields
    ------
    Article or Failure
        Stages of failures: ``read`` (the input, or a part of it, is damaged), ``fetch``, ``extract`` (no article in
        a page), ``text``, ``language``; and two that cost no article: ``date`` (after one that is kept without its
        date) and ``left out`` (a file of a folder or an archive that is of no kind that is read).

    Raises
    ------
    FetchError
        Before anything is read, if an input does not exist or is of no kind that is read.
    ConfigError
        Before anything is read, if the columns that the settings state are none.
    """
    stated_columns(config.columns)
    resolved = [resolve(name) for name in inputs]
    return _read(resolved, config, stdin)


def read_pasted(
    text: str,
    config: Config,
    *,
    id: str | None = None,
    title: str | None = None,
    published: date | None = None,
    source: str | None = None,
) -> Iterator[Article | Failure]:
    """Read one article that somebody pasted: the same limits, language and identity as for a file.

    Parameters
    ----------
    text
        The article, which is kept as it is.
    config
        Its limits hold.
    id
        What to call it; None for a hash of the text.
    title, published, source
        What is known of it. Without a title or a day, those that the text states at its top are taken.
    """
    return finish(
        Draft(origin="pasted text", text=text, id=id, title=title, published=published, source=source), config
    )


def _read(inputs: Iterable[Input], config: Config, stdin: Any) -> Iterator[Article | Failure]:
    visitor = Visitor(config)
    for item in inputs:
        files = files_of(item.name) if item.kind == "folder" else iter((item,))
        is_empty = True
        for file in files:
            if isinstance(file, Failure):
                yield file
                continue
            is_empty = False
            yield from held_each(_articles(file, config, visitor, stdin), config.read_memory_mb)
        if is_empty:
            said = "expected a folder with articles, got one without a file of a known kind; check the path"
            yield failure_at(item.name, None, "read", said)


def _articles(file: Input, config: Config, visitor: Visitor, stdin: Any) -> Iterator[Article | Failure]:
    for draft in _guarded(file, config, visitor, stdin):
        if isinstance(draft, Draft) and draft.is_link:
            yield from finish(linked(draft, visitor if config.online else None), config)
        else:
            yield from finish(draft, config)


def _guarded(item: Input, config: Config, visitor: Visitor, stdin: Any) -> Iterator[Draft | Failure]:
    """Read one input; whatever breaks in it is its own failure."""
    try:
        yield from _drafts(item, config, visitor, stdin)
    except GeonewsError as error:
        stage = "fetch" if item.kind == "url" else "extract" if item.kind == "page" else "read"
        yield failure_at(item.name, None, stage, str(error))
    except MemoryError:
        said = f"expected a {item.kind} that is read within {config.read_memory_mb} MB, it takes more; "
        yield failure_at(item.name, None, "read", f"{said}split it or raise read_memory_mb")
    except FOREIGN_ERRORS as error:
        logger.info("reading %s failed", item.name, exc_info=True)
        said = f"{type(error).__name__}: {in_one_line(error)}"
        yield failure_at(item.name, None, "read", f"expected a readable {item.kind}, got {said}")


def _drafts(item: Input, config: Config, visitor: Visitor, stdin: Any) -> Iterator[Draft | Failure]:
    if item.kind == "stdin":
        yield from read_jsonl(_binary(sys.stdin if stdin is None else stdin), "stdin", max_bytes=config.max_bytes)
    elif item.kind == "url":
        yield from read_url(item.name, config, visitor)
    else:
        with Path(item.name).open("rb") as stream:
            if item.kind == "feed":
                yield from read_feed_file(stream, item.name, config, visitor)
            else:
                yield from read_file(stream, item.kind, item.name, config)


def _binary(stream: Any) -> Any:
    """Return the bytes behind standard input; text that has none behind it is encoded."""
    if hasattr(stream, "buffer"):
        return stream.buffer
    return io.BytesIO(stream.read().encode("utf-8", "surrogatepass")) if isinstance(stream, io.TextIOBase) else stream
