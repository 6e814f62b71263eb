"""Documents of every kind, built in memory for the tests of ingestion; all texts are the project's own."""

from __future__ import annotations

import gzip
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STORY = (
    "The ferry that links the two banks of the Oriel river began to run again on Tuesday after a pause of three weeks, "
    "the harbour office in Lindholm said.\n\n"
    "About 400 people crossed from the northern bank on the first morning. Traders on the southern side said that "
    "they had been waiting for the day since the flood of early spring, which carried the old landing stage away.\n\n"
    "The mayor told reporters that a second boat would follow before the end of the month."
)
DUTCH = (
    "De veerpont die de twee oevers van de rivier verbindt, heeft dinsdag na een onderbreking van drie weken de dienst "
    "hervat, meldde de havenmeester. Ongeveer vierhonderd mensen staken al over voordat het donker werd, zei hij."
)


def page(
    body: str = STORY,
    *,
    title: str = "Ferry runs again on the Oriel",
    date: str | None = "2022-03-01",
    canonical: str | None = "https://gazette.example/ferry",
    site: str | None = "Harbour Gazette",
    charset: str = "utf-8",
) -> str:
    """A news page with a menu, an article and a footer."""
    head = [
        f'<meta charset="{charset}">',
        f"<title>{title} - {site}</title>",
        f'<meta property="og:title" content="{title}">',
    ]
    if date:
        head.append(f'<meta property="article:published_time" content="{date}T08:30:00+00:00">')
    if canonical:
        head.append(f'<link rel="canonical" href="{canonical}">')
    if site:
        head.append(f'<meta property="og:site_name" content="{site}">')
    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("Home", "Sport", "Weather", "Subscribe"))
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    return (
        f"<!DOCTYPE html><html lang='en'><head>{''.join(head)}</head><body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>{title}</h1>{paragraphs}</article></main>"
        "<footer><a href='/terms'>Terms of use</a> All rights reserved</footer></body></html>"
    )


def rss(*items: str, title: str = "Harbour Gazette") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{title}</title><link>https://gazette.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def rss_item(
    link: str, *, title: str = "Ferry runs again", summary: str = "", content: str = "", guid: str = ""
) -> str:
    whole = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{guid or link}</guid>"
        "<pubDate>Tue, 01 Mar 2022 08:30:00 GMT</pubDate>"
        f"<description><![CDATA[{summary}]]></description>{whole}</item>"
    )


def pdf(text: str, *, title: str | None = None, compress: Callable[[bytes], bytes] | None = None) -> bytes:
    """A one-page PDF that shows the lines of a text."""
    shown = " T* ".join(
        "({}) Tj".format(line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")) for line in text.split("\n")
    )
    stream = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET".encode("latin-1")
    more = b""
    if compress is not None:
        stream, more = compress(stream), b"/Filter /FlateDecode "
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (more, len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (%s) >>" % (title or "").encode("latin-1"),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 7\n0000000000 65535 f \n%strailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(out),
        )
    )


def warc_record(
    url: str, body: bytes, *, content_type: str = "text/html; charset=utf-8", status: str = "200 OK"
) -> bytes:
    http = b"HTTP/1.1 %s\r\nContent-Type: %s\r\n\r\n" % (status.encode(), content_type.encode()) + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-03-01T09:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(body):012d}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    ).encode()
    return head + http + b"\r\n\r\n"


def warc(*records: bytes, packed: bool = True) -> bytes:
    return b"".join(gzip.compress(record) if packed else record for record in records)


def parquet(rows: list[dict[str, Any]], **options: Any) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), target, **options)
    return target.getvalue()


class Site:
    """A web site on loopback: answers by path, remembers what was asked with which headers."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes] | Callable[[Any], None]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append((self.path, dict(self.headers.items())))
                answer = outer.answers.get(self.path, (404, {}, b"no such page"))
                try:
                    if callable(answer):
                        answer(self)
                        return
                    status, headers, body = answer
                    self.send_response(status)
                    for key, value in headers.items():
                        self.send_header(key, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client has gone

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def serve(
        self, path: str, body: bytes | str, content_type: str = "text/html; charset=utf-8", **headers: str
    ) -> str:
        """Serve a body; returns its URL."""
        data = body.encode() if isinstance(body, str) else body
        named = {"Content-Type": content_type} | {key.replace("_", "-"): value for key, value in headers.items()}
        self.answers[path] = (200, named, data)
        return self.url + path

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]


@contextmanager
def site() -> Iterator[Site]:
    served = Site()
    try:
        yield served
    finally:
        served.server.shutdown()
        served.server.server_close()
