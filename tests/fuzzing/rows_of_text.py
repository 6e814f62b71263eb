"""Texts, CSV and JSON: encodings, quotes, heads and values that only nearly keep to the form."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import strategies as st
from ingest_builders import STORY

from fuzzing.markup import json_values, words

__all__ = ["json_files", "json_lines", "tables", "texts"]

NAMES = [
    "doc_id",
    "id",
    "text",
    "Text",
    "body",
    "content",
    "title",
    "headline",
    "published",
    "pub-date",
    "date",
    "url",
    "link",
    "source",
    "outlet",
    "text ",
    "\ufefftext",
    "x",
    "",
    "text.body",
    "🗞",
]
codecs = st.sampled_from(
    ["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "shift_jis", "utf-7"]
)


def _bytes(text: str, codec: str) -> bytes:
    return text.encode(codec, "surrogatepass" if codec.startswith(("utf-8", "utf-16", "utf-32")) else "replace")


_heads = st.lists(
    st.builds(
        "{}:{}".format, st.sampled_from(["Title", "Published", "URL", "ID", "Source", "# Title", "---", "x"]), words
    ),
    max_size=5,
).map("\n".join)
_blocks = st.lists(words | words.map("# {}".format) | words.map("> *{}*".format) | st.just("```"), max_size=8).map(
    "\n\n".join
)
texts: st.SearchStrategy[bytes] = st.builds(
    lambda head, body, codec: _bytes(f"{head}\n\n{body}", codec), _heads, _blocks | st.just(STORY), codecs
)


def _table(names: list[str], rows: list[list[str]], dialect: tuple[str, str, int], codec: str) -> bytes:
    delimiter, end, quoting = dialect
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting, escapechar="\\")  # type: ignore[arg-type]
    writer.writerow(names)
    writer.writerows(rows)
    return _bytes(out.getvalue(), codec)


_cells = words | st.just(STORY) | st.sampled_from(['"', '""', 'a "b', "a,b;c\td", "\r", "\r\n", "=1+1"])
_dialects = st.tuples(
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
tables: st.SearchStrategy[bytes] = st.builds(
    _table,
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=7).map(lambda names: [*names, "text"])
    | st.lists(words, max_size=4),
    st.lists(st.lists(_cells, max_size=8), max_size=6),
    _dialects,
    codecs,
)

_rows = st.dictionaries(st.sampled_from(NAMES), json_values, max_size=6).flatmap(
    lambda row: st.just(row) | st.just({**row, "text": STORY})
)
_values = _rows | json_values
json_lines: st.SearchStrategy[bytes] = st.builds(
    lambda rows, ascii, codec: _bytes("\n".join(json.dumps(row, ensure_ascii=ascii) for row in rows), codec),
    st.lists(_values, max_size=6),
    st.booleans(),
    codecs,
)
json_files: st.SearchStrategy[bytes] = st.builds(
    lambda value, codec: _bytes(json.dumps(value), codec),
    _values
    | st.lists(_values, max_size=4)
    | st.builds(
        lambda key, rows: {key: rows}, st.sampled_from(["articles", "data", "x"]), st.lists(_values, max_size=4)
    ),
    codecs,
)
