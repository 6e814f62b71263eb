"""The map's door for untrusted text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_news import HOSTILE

from geonews.webmap import html_text, plain_text, script_json


@given(st.text(max_size=300))
def test_no_sign_of_markup_or_template_survives_html_text(text: str) -> None:
    escaped = html_text(text)
    for sign in "<>\"'`$\\":
        assert sign not in escaped


@given(st.recursive(st.text(max_size=40) | st.integers() | st.none() | st.booleans(), st.lists, max_leaves=8))
def test_script_json_is_json_and_inert(value: object) -> None:
    text = script_json(value)
    assert json.loads(text) == value
    for sign in ("<", ">", "&", "`", "${", "{{", "\u2028"):
        assert sign not in text


def test_hostile_words_come_out_as_words() -> None:
    line = plain_text(HOSTILE)
    assert "\u202e" not in line
    assert line.startswith("<img src=x")  # plain text is for textContent; markup is escaped where it is written
    assert "&lt;script&gt;" in html_text(HOSTILE, 500)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ""),
        ("", ""),
        ("a\tb\r\nc", "a b c"),
        ("x\u2066y\u2069z", "x y z"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("word " * 100, "word " * 39 + "wor…"),
    ],
)
def test_plain_text_is_one_bounded_line(text: str | None, expected: str) -> None:
    found = plain_text(text)
    assert found == expected or (len(found) <= 200 and found.endswith("…") and expected.endswith("…"))


def test_ten_thousand_characters_are_cut() -> None:
    assert len(plain_text("x" * 10_000)) == 200
    assert len(plain_text("x\n" * 10_000, 120)) <= 120


def test_numbers_that_json_lacks_become_null() -> None:
    assert script_json({"x": float("nan"), "y": [float("inf"), 1.5]}) == '{"x":null,"y":[null,1.5]}'
