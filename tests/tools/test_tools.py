"""The tools of the set-up: how far an installation is, and the oldest versions that will do."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(params=["floors", "installing", "release"])
def tool(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        yield __import__(request.param)


def test_the_examples_hold(tool: ModuleType) -> None:
    found = doctest.testmod(tool)
    assert found.attempted and not found.failed


@pytest.mark.parametrize("tool", ["floors"], indirect=True)
def test_every_requirement_has_a_floor(tool: ModuleType) -> None:
    pins = tool.floors("app", "postgis", "dask")
    assert len(pins) > 30 and all(re.fullmatch(r"[\w.-]+==\d[\d.]*", pin) for pin in pins)
    with pytest.raises(ValueError, match="'numpy'"):
        tool.pin("numpy")


@pytest.mark.parametrize("tool", ["installing"], indirect=True)
def test_the_bar_counts_each_package_once(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    pins = len(re.findall(r"(?m)^[\w.-]+==", (ROOT / "requirements.txt").read_text(encoding="utf-8")))
    assert tool.count_of(["--no-deps", "--require-hashes", "-r", "requirements.lock"]) == pins
    assert tool.count_of(["-r", "requirements-dev.txt"]) > pins + 30
    assert tool.count_of(["--no-deps", "--editable", "."]) == 1
    bar = tool.Bar(2)
    for line in (
        "Collecting web-core==2.4.6 (from -r x)",
        "Requirement already satisfied: Web_Core>=2",
        "Obtaining file:///x",
    ):
        bar.take(line)
    assert bar.done == 2


def test_a_failed_installation_says_why_and_fails(tmp_path: Path) -> None:
    words = ["--no-index", "--find-links", str(tmp_path), "no-such-package==1"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "installing.py"), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "No matching distribution found for no-such-package==1" in done.stderr
    assert done.stderr.startswith("installing 0 packages")
