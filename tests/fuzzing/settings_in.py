"""Settings, lists of feeds, addresses of the page and tables for the bulk load: what people and programs hand in."""

from __future__ import annotations

import functools
import shutil
import sqlite3
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from fuzzing.damage import damaged
from fuzzing.markup import words
from fuzzing.tables_out import LAT, LON, columns
from geonews.config import Config, load_config
from geonews.errors import ConfigError, StoreError
from geonews.ingest.watch import load_feeds
from geonews.store import EventFilter, Store
from geonews.ui import address

__all__ = ["ADDRESSES", "BULK", "FEED_LISTS", "SETTINGS", "load", "look", "set_up", "subscribe"]

_plain = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
_toml = st.sampled_from(
    [
        "0",
        "1",
        "-1",
        "1e999",
        "inf",
        "nan",
        "-inf",
        "true",
        "9" * 400,
        "0x10",
        "1979-05-27",
        "[]",
        "{}",
        "[1, 2]",
        "'~nobody/x'",
        "'\\u0000'",
        '"\\u0000"',
        "'https://x.example/{z}/{x}/{y}.png'",
        "'http'",
        "'yes'",
        "''",
        "not toml",
        "0.5",
        "7",
        "1_000",
    ]
) | _plain.map(lambda text: "'" + text.replace("'", "").replace("\n", "") + "'")
_names = st.sampled_from([field.name for field in fields(Config)])
_lines = st.lists(st.builds("{} = {}".format, _names, _toml), max_size=3, unique_by=lambda line: line.split(" = ")[0])
_file = st.tuples(_lines, st.sampled_from(["", "", "", "", "x = 1", "[model]", "model.x = 1", "="])).map(
    lambda found: "\n".join([*found[0], found[1]]).encode("utf-8", "surrogatepass")
)
_environment = st.dictionaries(
    st.sampled_from([f"GEONEWS_{field.name.upper()}" for field in fields(Config)]),
    _plain | st.sampled_from(["nan", "inf", "1e999", "true", "~nobody", "9" * 5000]),
    max_size=2,
)
SETTINGS: st.SearchStrategy[tuple[bytes, dict[str, str]]] = st.tuples(
    st.one_of(_file, _file, _file.flatmap(damaged)), _environment
)


def set_up(given: tuple[bytes, dict[str, str]]) -> None:
    """Read settings: they are refused with a sentence, or right."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "geonews.toml"
        path.write_bytes(given[0])
        try:
            config = load_config(path, env=given[1])
        except ConfigError as error:
            assert str(error).startswith("expected ")
            return
    assert 0 <= config.workers <= 256 and 0 <= config.min_score <= 1 and isinstance(config.cache_dir, Path)


_feed = st.lists(
    st.builds(
        "{} = {}".format,
        st.sampled_from(["url", "source", "interval_minutes", "x"]),
        _toml | st.sampled_from(["'https://x.example/rss'", "'file:///etc/passwd'", "'http://['"]),
    ),
    max_size=4,
    unique_by=lambda line: line.split(" = ")[0],
).map(lambda lines: "\n".join(["[[feeds]]", *lines]))
FEED_LISTS: st.SearchStrategy[bytes] = st.tuples(
    st.sampled_from(["", "interval_minutes = 5", "interval_minutes = 'x'", "feeds = 3", "[feeds]"]),
    st.lists(_feed, max_size=3),
).map(lambda found: "\n".join([found[0], *found[1]]).encode("utf-8", "surrogatepass"))


def subscribe(data: bytes) -> None:
    """Read a list of feeds: it is refused with a sentence, or names addresses of the web."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feeds.toml"
        path.write_bytes(data)
        try:
            feeds = load_feeds(path)
        except ConfigError as error:
            assert str(error).startswith("expected ")
            return
    assert feeds and all(feed.url.startswith(("http://", "https://")) and feed.interval_minutes >= 1 for feed in feeds)


_known = [
    "from",
    "to",
    "country",
    "role",
    "type",
    "mode",
    "status",
    "q",
    "source",
    "confidence",
    "once",
    "copies",
    "event",
    "article",
    "pair",
    "bbox",
    "x",
]
_value = words | st.sampled_from(
    [
        "2021-06-01",
        "0001-01-01",
        "9999-12-31",
        "20210601",
        "2021-W10",
        "AFG",
        "TJK",
        "destination",
        "BORDER_CROSSING",
        "flee",
        "happened",
        '"a b',
        "* OR NEAR(a b)",
        "1",
        "0",
        "0.5",
        "nan",
        "inf",
        "1e-320",
        "AFG-TJK",
        "';DROP TABLE events;--",
        "%",
    ]
)
ADDRESSES: st.SearchStrategy[dict[str, list[str]]] = st.dictionaries(
    st.sampled_from(_known), st.lists(_value, max_size=4), max_size=8
)


def look(params: dict[str, list[str]]) -> None:
    """Open the page at an address: it is a choice that its own address leads back to, and the store answers it."""
    choice = address.read(params)
    written = address.write(choice)
    assert address.write(address.read(written)) == written
    with Store.open(_template(), read_only=True) as store:
        assert store.count_events(choice.filter) >= len(list(store.events(choice.filter, limit=5)))
        list(store.places(choice.filter))


@functools.lru_cache(maxsize=1)
def _template() -> Path:
    """Return a store of two events, made once for this process."""
    folder = tempfile.TemporaryDirectory(prefix="geonews-fuzz-")
    _kept.append(folder)
    path = Path(folder.name) / "template.gpkg"
    with Store.create(path) as store:
        pq.write_table(
            pa.table(
                {
                    "event_id": ["e1", "e2"],
                    "doc_id": ["d1", "d2"],
                    "event_type": ["CLASH", "BORDER_CROSSING"],
                    "evidence": ["A clash.", "They crossed."],
                }
            ),
            path.with_suffix(".parquet"),
        )
        store.load_events(path.with_suffix(".parquet"))
    return path


_kept: list[tempfile.TemporaryDirectory[str]] = []

_TYPES: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "TEXT": (
        pa.string(),
        _plain | st.sampled_from(["CLASH", "BORDER_CROSSING", "AFG", "happened", "\x00", "e1", "d1"]),
    ),
    "INTEGER": (pa.int64(), st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3)),
    "DOUBLE": (pa.float64(), st.floats() | LON | LAT),
    "BOOLEAN": (pa.bool_(), st.booleans()),
    "DATE": (pa.date32(), st.dates()),
    "bytes": (pa.binary(), st.binary(max_size=9)),
    "lists": (pa.list_(pa.string()), st.lists(_plain, max_size=2)),
    "small": (pa.uint64(), st.integers(0, 2**64 - 1)),
    "half": (pa.float16(), st.floats(width=16)),
    "words": (pa.dictionary(pa.int32(), pa.string()), _plain),
    "large": (pa.large_string(), _plain),
    "time": (pa.timestamp("ns"), st.integers(-(2**62), 2**62)),
    "zoned": (pa.timestamp("us", "Asia/Kabul"), st.integers(-(2**55), 2**55)),
    "nothing": (pa.null(), st.none()),
    "exact": (pa.decimal128(10, 2), st.decimals(-999, 999, places=2)),
    "struct": (pa.struct([("x", pa.int32())]), st.just({"x": 1})),
}
_POINT = ("geo_precision", "lon", "lat")


@st.composite
def _bulk(draw: st.DrawFn) -> bytes:
    kinds = {name: kind for name, kind in columns().items() if name != "geometry_basis"}
    names = draw(st.lists(st.sampled_from(sorted(kinds)), max_size=6, unique=True))
    names += [
        *(_POINT if draw(st.booleans()) else ()),
        "event_id",
        "doc_id",
        "event_type",
        *(["x"] if draw(st.booleans()) else []),
    ]
    rows = draw(st.integers(0, 5))
    arrays = []
    for name in dict.fromkeys(names):
        kind = draw(st.sampled_from([kinds.get(name, "TEXT")] * 9 + sorted(_TYPES)))
        found, values = _TYPES.get(kind, _TYPES["TEXT"])
        gaps = (
            st.none()
            if name not in ("event_id", "doc_id", "event_type") or draw(st.integers(0, 9)) == 0
            else st.nothing()
        )
        arrays.append(pa.array(draw(st.lists(gaps | values, min_size=rows, max_size=rows)), found))
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays, names=list(dict.fromkeys(names))), sink)
    made = sink.getvalue().to_pybytes()
    return draw(damaged(made, most=3)) if draw(st.integers(0, 2)) == 0 else made


BULK: st.SearchStrategy[bytes] = _bulk()
_SOUND = (
    "PRAGMA integrity_check",
    "SELECT rtreecheck('rtree_events_geom')",
    "SELECT rtreecheck('rtree_crossings_geom')",
)


def load(data: bytes) -> None:
    """Load a table of events: all of it or, with a sentence, nothing; the store is sound either way."""
    with tempfile.TemporaryDirectory() as folder:
        path, source = Path(folder) / "news.gpkg", Path(folder) / "events.parquet"
        shutil.copy(_template(), path)
        source.write_bytes(data)
        with Store.open(path) as store:
            before = store.counts()
            try:
                added = store.load_events(source)
            except StoreError as error:
                assert str(error).startswith("expected ")
                assert store.counts() == before
            else:
                assert store.counts()["events"] == before["events"] + added
                assert len(list(store.events())) == store.count_events()
                (
                    list(store.crossings()),
                    list(store.articles()),
                    store.count_events(EventFilter(bbox=(-180, -90, 180, 90))),
                )
        database = sqlite3.connect(path)
        try:
            assert [database.execute(question).fetchone()[0] for question in _SOUND] == ["ok"] * len(_SOUND)
            assert not database.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            database.close()
