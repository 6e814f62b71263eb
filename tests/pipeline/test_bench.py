"""What the benchmark of the pipeline makes of the times that it took."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.pipeline_speed import Clock, stages


def test_a_stage_within_another_is_told_apart_and_all_of_them_are_the_whole() -> None:
    spent = {"spacy": 1.0, "geoparser": 0.4, "events": 1.2, "reader": 0.7, "rules": 0.1, "store": 0.1}
    found = stages(spent, whole_seconds=3.0, bare_seconds=2.0)
    assert found == pytest.approx(
        {"spacy": 0.5, "geoparser": 0.2, "reader": 0.35, "rules": 0.05, "grounding": 0.2, "store": 0.05, "rest": 0.15}
    )
    assert sum(found.values()) == pytest.approx(1.5)


def test_a_watched_method_answers_as_before_and_is_timed() -> None:
    clock, owner = Clock(), SimpleNamespace(double=lambda x, plus=0: 2 * x + plus)
    clock.watch(owner, "double", "doubling")
    assert owner.double(3, plus=1) == 7
    assert clock.seconds["doubling"] >= 0


def test_a_method_that_fails_is_timed_too() -> None:
    def fails() -> None:
        raise ValueError("no")

    clock, owner = Clock(), SimpleNamespace(fails=fails)
    clock.watch(owner, "fails", "failing")
    with pytest.raises(ValueError, match="no"):
        owner.fails()
    assert "failing" in clock.seconds
