"""The examples of docs/python.md run in order, and print what the page says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from geonews.notebook import parsing

PAGE = Path(__file__).resolve().parent.parent / "docs" / "python.md"


def test_the_examples_print_what_the_page_says(tmp_path: Path, pipeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(parsing, "_opened", lambda config: pipeline)
    blocks = re.findall(r"```(python|text)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert sum(kind == "python" for kind, _ in blocks) >= 7
    names: dict[str, Any] = {}
    said = ""
    for kind, text in blocks:
        if kind == "text":
            assert said == text
            continue
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            exec(compile(text, str(PAGE), "exec"), names)
        said = told.getvalue()
    assert (tmp_path / "map.html").stat().st_size > 100_000
