"""PDF, WARC, Parquet and zip: built from parts that are true to the form, each of which may be wrong."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from ingest_builders import STORY

from fuzzing.damage import damaged
from fuzzing.markup import pages
from fuzzing.rows_of_text import NAMES, json_lines, tables, texts

__all__ = ["archives", "parquets", "pdfs", "zips"]

# PDF

_numbers = st.integers(-5, 40).map(str) | st.floats(allow_nan=False, allow_infinity=False, width=32).map(
    lambda x: f"{x:f}"
)
_names = st.sampled_from(
    [
        "/Type",
        "/Page",
        "/Pages",
        "/Kids",
        "/Count",
        "/Parent",
        "/Contents",
        "/Resources",
        "/Font",
        "/F1",
        "/Length",
        "/Filter",
        "/FlateDecode",
        "/LZWDecode",
        "/ASCIIHexDecode",
        "/ASCII85Decode",
        "/RunLengthDecode",
        "/DecodeParms",
        "/Predictor",
        "/Columns",
        "/ToUnicode",
        "/Encoding",
        "/Differences",
        "/Identity-H",
        "/DescendantFonts",
        "/W",
        "/DW",
        "/Widths",
        "/FirstChar",
        "/LastChar",
        "/Subtype",
        "/Type0",
        "/Type1",
        "/Type3",
        "/XObject",
        "/Form",
        "/Im1",
        "/Matrix",
        "/BBox",
        "/MediaBox",
        "/Rotate",
        "/Title",
        "/Prev",
        "/XRefStm",
        "/#00",
        "/a#g",
        "/Encrypt",
    ]
)
_strings = st.binary(max_size=20).map(lambda raw: f"({raw.decode('latin-1')})") | st.binary(max_size=12).map(
    lambda raw: f"<{raw.hex()}>"
)
_references = st.integers(0, 14).map("{} 0 R".format)
_atoms = _numbers | _names | _strings | _references | st.sampled_from(["null", "true", "[", "<<", ">>", "]", "("])
_objects = st.recursive(
    _atoms,
    lambda inner: (
        st.lists(inner, max_size=5).map(lambda found: f"[{' '.join(found)}]")
        | st.lists(st.tuples(_names, inner), max_size=5).map(
            lambda found: f"<< {' '.join(f'{k} {v}' for k, v in found)} >>"
        )
    ),
    max_leaves=8,
)
_operators = st.sampled_from(
    [
        "BT",
        "ET",
        "Tj",
        "TJ",
        "T*",
        "Td",
        "TD",
        "Tm",
        "Tf",
        "TL",
        "Tr",
        "Tz",
        "Ts",
        "'",
        '"',
        "q",
        "Q",
        "cm",
        "Do",
        "BI",
        "ID",
        "EI",
        "BMC",
        "EMC",
        "BDC",
        "Tc",
        "Tw",
        "re",
        "f",
        "gs",
        "d0",
        "d1",
    ]
)
_instructions = st.lists(
    _operators | _atoms | _objects | st.sampled_from(["/F1 11 Tf", "/Im1 Do", "BT /F1 9 Tf (The ferry) Tj ET"]),
    max_size=30,
).map(" ".join)
_hex = st.binary(min_size=1, max_size=4).map(lambda raw: f"<{raw.hex()}>")
_cmaps = st.lists(
    st.sampled_from(
        [
            "begincodespacerange",
            "endcodespacerange",
            "beginbfchar",
            "endbfchar",
            "beginbfrange",
            "endbfrange",
            "1",
            "100",
            "/CMapName",
            "usecmap",
            "<0000> <FFFF>",
            "<00> <ff> <0041>",
            "[<0041> <0042>]",
        ]
    )
    | _hex,
    max_size=25,
).map("\n".join)


def _lzw(raw: bytes) -> bytes:
    bits = "100000000" + "".join(f"{byte:09b}" for byte in raw[:200]) + "100000001"
    return bytes(int(bits[start : start + 8].ljust(8, "0"), 2) for start in range(0, len(bits), 8))


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": zlib.compress,
    "/ASCIIHexDecode": lambda raw: raw.hex().encode() + b">",
    "/ASCII85Decode": lambda raw: base64.a85encode(raw) + b"~>",
    "/RunLengthDecode": lambda raw: b"".join(bytes([0, byte]) for byte in raw) + b"\x80",
    "/LZWDecode": _lzw,
}


@st.composite
def _streams(draw: st.DrawFn, contents: st.SearchStrategy[str]) -> bytes:
    raw = draw(contents).encode("latin-1", "replace")
    filters = draw(st.lists(st.sampled_from(sorted(PACKED)), max_size=3))
    for name in reversed(filters):
        raw = PACKED[name](raw)
    if draw(st.integers(0, 9)) == 0 and raw:
        raw = draw(damaged(raw, most=1))
    length = draw(st.sampled_from([*[len(raw)] * 12, 0, 10**9, -1]))
    more = draw(
        st.sampled_from(["", "", "/DecodeParms << /Predictor 12 /Columns 4 >>", "/Subtype /Form /Resources 6 0 R"])
    )
    named = f"/Filter [{' '.join(filters)}]" if filters else ""
    return f"<< {named} /Length {length} {more} >>\nstream\n".encode() + raw + b"\nendstream"


@st.composite
def pdfs(draw: st.DrawFn) -> bytes:
    """Return a PDF of two pages, any part of which may be another object; its table may point elsewhere."""
    shown = f"BT /F2 11 Tf 14 TL 50 780 Td {' T* '.join(f'({line}) Tj' for line in STORY.split(chr(10)))} ET"
    parts: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R 9 0 R] /Count 2 /Resources 6 0 R >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 10 0 R] /Resources 6 0 R >>",
        4: draw(_streams(st.just(shown) | _instructions)),
        5: b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
        b"/DescendantFonts [11 0 R] /ToUnicode 7 0 R >>",
        6: b"<< /Font << /F1 5 0 R /F2 12 0 R >> /XObject << /Im1 8 0 R >> >>",
        7: draw(_streams(_cmaps)),
        8: draw(_streams(_instructions)),
        9: b"<< /Type /Page /Parent 2 0 R /Contents 10 0 R >>",
        10: draw(_streams(_instructions)),
        11: b"<< /Type /Font /Subtype /CIDFontType2 /W [0 [500 600] 5 9 700] /DW 1000 >>",
        12: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 0 /Widths 13 0 R "
        b"/Encoding << /Differences [32 /space /A 200 /B] >> >>",
        13: b"[" + b"500 " * 40 + b"]",
    }
    for number in draw(st.lists(st.integers(1, 13), max_size=3)):
        other = draw(_objects)
        inside = parts[number].rfind(b">>")
        keep = draw(st.booleans()) and inside > 0
        parts[number] = (
            parts[number][:inside] + b" /Type " + other.encode("latin-1", "replace") + parts[number][inside:]
            if keep
            else other.encode("latin-1", "replace")
        )
    out, offsets, strays = b"%PDF-1.5\n", [], draw(st.sampled_from([(0,), (0,), (0,), (0, 0, 0, 1, -5, 1000)]))
    for number, content in parts.items():
        offsets.append(len(out) + draw(st.sampled_from(strays)))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % max(0, offset) for offset in offsets)
    trailer = draw(
        st.sampled_from([*[""] * 12, "/Info 13 0 R", "/Prev 9", "/Encrypt 13 0 R", "/Prev {start}", "/XRefStm 4"])
    )
    start = len(out)
    told = draw(st.sampled_from([*[start] * 12, 0, start - 7, 10**12]))
    out += b"xref\n0 14\n0000000000 65535 f \n%strailer\n" % table
    out += f"<< /Size 14 /Root 1 0 R {trailer.replace('{start}', str(start))} >>\nstartxref\n{told}\n%%EOF\n".encode()
    return draw(damaged(out, most=2)) if draw(st.integers(0, 3)) == 0 else out


# WARC

_KINDS = st.sampled_from(
    [*["response"] * 6, "resource", "conversion", "warcinfo", "request", "revisit", "metadata", "bogus"]
)
_media = st.sampled_from(
    [*["text/html; charset=utf-8"] * 6, "text/html;charset=hex", "application/xhtml+xml", "text/plain", "image/png", ""]
)


def _chunked(body: bytes) -> bytes:
    return (
        b"".join(b"%x\r\n%s\r\n" % (len(body[at : at + 300]), body[at : at + 300]) for at in range(0, len(body), 300))
        + b"0\r\n\r\n"
    )


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda body: body,
    "Content-Encoding: gzip\r\n": gzip.compress,
    "Content-Encoding: deflate\r\n": zlib.compress,
    "Content-Encoding: br\r\n": lambda body: body,
    "Content-Encoding: gzip, bogus\r\n": lambda body: body,
    "Transfer-Encoding: chunked\r\n": _chunked,
    "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n": lambda body: _chunked(gzip.compress(body)),
}


@st.composite
def _record(draw: st.DrawFn) -> bytes:
    kind, coding = draw(_KINDS), draw(st.sampled_from(sorted(CODINGS)))
    body = CODINGS[coding](draw(pages | texts))
    if draw(st.integers(0, 5)) == 0:
        body = draw(damaged(body, most=1))
    status = draw(st.sampled_from([*["200 OK"] * 6, "200", "301 Moved", "x", ""]))
    line = "" if kind == "conversion" else f"HTTP/1.1 {status}\r\nContent-Type: {draw(_media)}\r\n{coding}\r\n"
    block = line.encode() + body
    length = draw(st.sampled_from([len(block)] * 12 + [0, 1, len(block) + 9, len(block) - 9, -1, 10**12]))
    url = draw(
        st.sampled_from(
            ["https://x.example/a", "<https://x.example/b>", "file:///etc/passwd", "http://[", "", "\u202e"]
        )
    )
    more = draw(
        st.sampled_from(
            ["", "", "WARC-Truncated: length\r\n", "WARC-Date: 9999-99-99\r\n", "X" * 3000 + ": y\r\n", ": \r\n"]
        )
    )
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-03-01T09:00:00Z\r\n{more}"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: {'text/plain' if kind == 'conversion' else 'application/http; msgtype=response'}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    )
    whole = head.encode("utf-8") + block + b"\r\n\r\n"
    return gzip.compress(whole) if draw(st.booleans()) else whole


_arc = st.builds(
    lambda body, length: (
        b"filedesc://x.arc 0.0.0.0 20220301 text/plain 20\n1 0 a\nURL IP Date Type Len\n\n"
        + b"http://x.example/ 1.2.3.4 20220301000000 text/html %d\nHTTP/1.0 200 OK\n\n%s\n"
        % (length or len(body) + 17, body)
    ),
    pages,
    st.sampled_from([0, 0, 5, 10**9]),
)
_records = st.lists(_record(), min_size=1, max_size=3).map(b"".join)
_archive = st.one_of(_records, _records, _records, _arc)
archives: st.SearchStrategy[bytes] = _archive.flatmap(
    lambda made: st.just(made) | st.just(made) | damaged(made, most=2)
)

# Parquet

_COLUMNS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "texts": (pa.string(), st.just(STORY) | st.text(st.characters(codec="utf-8"), max_size=40)),
    "large": (pa.large_string(), st.just(STORY)),
    "bytes": (pa.binary(), st.binary(max_size=30) | st.just(STORY.encode())),
    "whole": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "real": (pa.float64(), st.floats()),
    "days": (pa.date32(), st.dates()),
    "times": (pa.timestamp("us", "UTC"), st.datetimes(timezones=st.just(UTC))),
    "local": (pa.timestamp("ns"), st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1))),
    "any time": (pa.timestamp("s"), st.integers(-(2**52), 2**52)),
    "lists": (pa.list_(pa.string()), st.lists(st.text(st.characters(codec="utf-8"), max_size=9), max_size=3)),
    "structs": (pa.struct([("text", pa.string()), ("x", pa.int32())]), st.just({"text": STORY, "x": 1})),
    "words": (pa.dictionary(pa.int32(), pa.string()), st.sampled_from([STORY, "a", ""])),
    "nothing": (pa.null(), st.none()),
    "exact": (pa.decimal128(10, 2), st.decimals(-999, 999, places=2)),
}


@st.composite
def parquets(draw: st.DrawFn) -> bytes:
    """Return a table of columns of any types; half of them damaged in their pages or their footer."""
    rows = draw(st.integers(0, 6))
    arrays, names = [], []
    for name in draw(st.lists(st.sampled_from([name for name in NAMES if name]), min_size=1, max_size=5, unique=True)):
        kind, values = _COLUMNS[draw(st.sampled_from(["texts", *_COLUMNS]))]
        arrays.append(pa.array(draw(st.lists(st.none() | values, min_size=rows, max_size=rows)), kind))
        names.append(name)
    target = io.BytesIO()
    pq.write_table(
        pa.table(arrays, names=names),
        target,
        compression=draw(st.sampled_from(["none", "snappy", "gzip", "zstd", "lz4", "brotli"])),
        use_dictionary=draw(st.booleans()),
        data_page_version=draw(st.sampled_from(["1.0", "2.0"])),
        row_group_size=draw(st.sampled_from([1, 3, 100])),
    )
    made = target.getvalue()
    return draw(damaged(made, most=3)) if draw(st.booleans()) else made


# Zip

_members = st.tuples(
    st.sampled_from(
        [
            "a.txt",
            "b.html",
            "c.jsonl",
            "d.csv",
            "../e.txt",
            "/f.txt",
            "g.zip",
            "h.txt.gz",
            "i/j.txt",
            "k.txt\x00.html",
            "l" * 300 + ".txt",
            "ü.txt",
        ]
    ),
    texts | pages | json_lines | tables,
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]),
)


def _zip(members: list[tuple[str, bytes, int]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data, method in members:
            archive.writestr(zipfile.ZipInfo(name, (2022, 3, 1, 9, 0, 0)), data, method)
    return target.getvalue()


zips: st.SearchStrategy[bytes] = (
    st.lists(_members, max_size=4, unique_by=lambda member: member[0])
    .map(_zip)
    .flatmap(lambda made: st.just(made) | damaged(made, most=3))
)
