"""The work on a document grows as its length: counted, never timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Span

from geonews.geoparse import binding
from geonews.geoparse.cues import load_cues
from geonews.geoparse.judging import judge_rows
from geonews.geoparse.kinds import kind_of
from geonews.geoparse.mentions import Mention
from geonews.geoparse.tokens import Tokens, read_tokens


def grows(work: Callable[[int], int], size: int = 200) -> float:
    """Return by how much the work grows when there is four times as much to do; 16 would be the square."""
    return work(4 * size) / max(1, work(size))


class Watched(tuple[Any, ...]):
    """A tuple that counts the items that are taken from it."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:
        Watched.looks += 1
        return super().__getitem__(at)


class Number(float):
    """A number that counts how often it is added and compared."""

    uses = 0

    def __radd__(self, other: float) -> float:
        Number.uses += 1
        return float(self) + other

    def __gt__(self, other: float) -> bool:
        Number.uses += 1
        return float(self) > other


def document(words: list[str], label: str = "") -> Tokens:
    """Return the tokens of a text, all of them one name of a kind."""
    doc = spacy.blank("en")(" ".join(words))
    if label:
        doc.ents = [Span(doc, 0, len(doc), label)]
    return read_tokens(doc)


def test_a_name_that_comes_again_and_again_is_judged_once_for_all() -> None:
    def work(count: int) -> int:
        tokens = document(["Goma"] * count)
        mentions = [
            Mention(first=i, end=i + 1, text="Goma", probability=Number(0.5), chosen=True, card=None, stated=None)
            for i in range(count)
        ]
        Number.uses = 0
        offsets, nothing = np.zeros(1, np.int64), np.zeros(0)
        rows = judge_rows(tokens, mentions, [-1] * count, offsets, nothing, np.zeros((0, 0), np.float32))
        assert len(rows) == count and rows[0, 3] == rows[0, 4] == 0.5
        return Number.uses

    assert grows(work) < 5


def test_what_it_can_hold_is_read_once(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def counted(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        return read_area(*given)

    read_area = binding.read_area
    monkeypatch.setattr(binding, "read_area", counted)
    assert len(read("The army left Goma, Congo. It left Kabul. " * 40)) >= 80
    assert calls < 40


@pytest.mark.parametrize("size", [200])
def test_a_toponym_within_an_endless_name(size: int) -> None:
    def work(count: int) -> int:
        tokens = document(["Goma"] * count, "ORG")
        tokens = replace(tokens, inside=Watched(tokens.inside))
        Watched.looks = 0
        kinds = {kind_of(tokens, i, i + 1, None).value for i in range(count)}
        assert kinds == {"embedded"}
        return Watched.looks

    assert grows(work, size) < 5


def test_words_for_a_kind_of_unit_in_an_endless_row() -> None:
    def work(count: int) -> int:
        tokens = document(["rural"] * count)
        tokens = replace(tokens, lowers=Watched(tokens.lowers))
        Watched.looks = 0
        assert all(load_cues().unit_end(tokens, i) == i for i in range(count))
        return Watched.looks

    assert grows(work) < 5
