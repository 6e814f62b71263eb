"""One document of a known kind, wherever it came from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from geonews.config import Config
from geonews.ingest.drafts import Draft
from geonews.ingest.feed import read_feed
from geonews.ingest.jsonlines import read_json, read_jsonl
from geonews.ingest.mailboxes import read_mailbox
from geonews.ingest.markdown import read_markdown
from geonews.ingest.messages import read_message
from geonews.ingest.pdf import read_pdf
from geonews.ingest.plaintext import read_texts
from geonews.ingest.sheets import read_ods, read_xlsx
from geonews.ingest.streams import read_all, unpacked
from geonews.ingest.tables import TableColumns, read_csv, read_parquet
from geonews.ingest.warc import read_warc
from geonews.ingest.webpage import read_page
from geonews.ingest.wordprocessing import read_docx, read_odt, read_rtf
from geonews.model import Failure

__all__ = ["read_document"]


def read_document(
    stream: Any, kind: str, origin: str, config: Config, *, charset: str | None = None
) -> Iterator[Draft | Failure]:
    """Read the drafts of one document.

    Kinds that hold many articles are streamed, with ``config.max_bytes`` for each; the others are read whole, with
    that limit for the file.

    Parameters
    ----------
    stream
        Seekable and binary; packed with gzip or not.
    kind
        One of ``inputs.KINDS``.
    origin
        How messages name the document.
    config
        Its limits hold.
    charset
        What the sender said of the encoding.

    Raises
    ------
    ArticleParseError, FetchError
        If the document as a whole cannot be read.
    """
    limit = config.max_bytes
    if kind == "warc":
        yield from read_warc(stream, origin, max_bytes=limit)
        return
    plain = unpacked(stream)
    if kind == "parquet":
        whole = stream if plain is stream else io.BytesIO(read_all(plain, limit, origin))
        yield from read_parquet(whole, origin, TableColumns.of(config))
    elif kind == "jsonl":
        yield from read_jsonl(plain, origin, max_bytes=limit)
    elif kind in ("csv", "tsv"):
        yield from read_csv(plain, origin, TableColumns.of(config), max_bytes=limit, tabs=kind == "tsv")
    elif kind == "json":
        yield from read_json(read_all(plain, limit, origin), origin)
    elif kind == "feed":
        for entry in read_feed(read_all(plain, limit, origin), origin):
            yield entry if isinstance(entry, Failure) else entry.draft
    elif kind == "pdf":
        yield read_pdf(read_all(plain, limit, origin), origin, max_chars=config.max_chars)
    elif kind == "message":
        yield from read_message(read_all(plain, limit, origin), origin)
    elif kind == "mbox":
        yield from read_mailbox(plain, origin, max_bytes=limit)
    elif kind == "docx":
        yield from read_docx(read_all(plain, limit, origin), origin, max_bytes=limit)
    elif kind == "xlsx":
        yield from read_xlsx(read_all(plain, limit, origin), origin, TableColumns.of(config), max_bytes=limit)
    elif kind == "ods":
        yield from read_ods(read_all(plain, limit, origin), origin, TableColumns.of(config), max_bytes=limit)
    elif kind == "odt":
        yield from read_odt(read_all(plain, limit, origin), origin, max_bytes=limit)
    elif kind == "rtf":
        yield from read_rtf(read_all(plain, limit, origin), origin)
    elif kind == "markdown":
        yield read_markdown(read_all(plain, limit, origin), origin, charset)
    elif kind == "page":
        yield read_page(read_all(plain, limit, origin), origin, charset=charset)
    else:
        yield from read_texts(read_all(plain, limit, origin), origin, charset)
