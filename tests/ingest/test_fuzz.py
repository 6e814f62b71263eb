"""Every reader against documents made from parts, damaged and random: it yields articles and failures, nothing else.

``GEONEWS_FUZZ_EXAMPLES`` sets the number of documents of each kind; ``tools/fuzz.py`` tries them for longer.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from typing import Any

import pytest
from fuzzing import TARGETS
from fuzzing.reading import CONFIG, check
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geonews import ingest
from geonews.errors import GeonewsError
from geonews.ingest.columns import guess_columns
from geonews.ingest.dates import find_date, parse_date
from geonews.ingest.drafts import Draft, assemble, canonical_url
from geonews.ingest.language import detect_language
from geonews.ingest.pdf import paragraphs
from geonews.ingest.plaintext import split_header
from geonews.ingest.streams import decode
from geonews.ingest.webpage import fragment_text

EXAMPLES = int(os.environ.get("GEONEWS_FUZZ_EXAMPLES", "25"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 25,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.mark.parametrize("name", [name for name, target in TARGETS.items() if target.group not in ("export", "bulk")])
def test_documents_of_every_kind(name: str) -> None:
    @FUZZ
    @given(TARGETS[name].documents)
    def attempt(example: Any) -> None:
        TARGETS[name].check(example)

    attempt()


@FUZZ
@given(
    st.dictionaries(
        st.sampled_from(["doc_id", "text", "title", "published", "url", "source", "body", "date", "x", "\ud800", ""]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(), max_size=300),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=5,
        ),
    )
)
def test_json_of_any_values(row: dict[str, Any]) -> None:
    check(ingest.read(["-"], CONFIG, stdin=io.BytesIO(json.dumps(row).encode())))


@FUZZ
@given(st.text(st.characters(), max_size=3000))
def test_texts_of_any_characters(text: str) -> None:
    check(assemble(Draft(origin="fuzz", text=text), CONFIG))
    detect_language(text)
    find_date(text)
    fragment_text(text)
    paragraphs(text)
    head, body = split_header(text)
    assert body in text and (head or body == text)


@FUZZ
@given(
    st.text(max_size=120)
    | st.from_regex(r"[0-9]{1,4}[-/. ,][A-Za-z0-9]{1,9}[-/. ,]+[0-9]{1,5}( [0-9:]{1,8} ?[a-z+:0-9]{0,6})?")
    | st.integers()
    | st.floats()
)
def test_dates_of_any_form(value: str | float) -> None:
    found = parse_date(value)
    assert found is None or (found.utcoffset() is not None and not found.utcoffset())


@FUZZ
@given(st.text(max_size=300) | st.from_regex(r"https?://[^\n]{0,80}"))
def test_addresses_of_any_form(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@FUZZ
@given(st.lists(st.text(st.characters(), max_size=30), max_size=12))
def test_columns_of_any_name(names: list[str]) -> None:
    found = guess_columns(names)
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(names)


@FUZZ
@given(st.binary(max_size=3000))
def test_bytes_of_any_encoding(data: bytes) -> None:
    with contextlib.suppress(GeonewsError):
        decode(data, "fuzz").encode("utf-8", "surrogatepass")
