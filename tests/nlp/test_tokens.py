"""Tokens in linear time: what is no prose is cut coarsely, and all else is as spaCy has it."""

from __future__ import annotations

import time

import pytest

from geonews import nlp
from geonews.nlp.tokens import odd_runs

PROSE = "The ferry ran again on Tuesday, the harbour office said. It didn't stop (as planned) at 5 p.m. in Lindholm! "


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "[" * 500,
        f"{PROSE}{'.,' * 100} {PROSE}",
        f"{'x' * 1000}{PROSE}",
        f"{PROSE}\n{'* ' * 60}\n{PROSE}",
        "\n" * 500,
        "a\n" * 300,
        f"{PROSE}\n{'12 7 (3)' * 40}\n{PROSE}",
    ],
)
def test_the_characters_of_a_document_are_those_of_its_text(text: str) -> None:
    doc = next(nlp.parse([text]))
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_prose_beside_an_odd_run_has_the_tokens_it_has_alone() -> None:
    def words(text: str) -> list[tuple[str, str]]:
        return [(token.text, token.norm_) for token in nlp.load().tokenizer(text) if not token.is_space]

    alone, beside = words(PROSE), words(f"{PROSE}So {'(' * 60} {PROSE}")
    assert beside[: len(alone)] == alone and beside[-len(alone) :] == alone
    assert len(beside) == 2 * len(alone) + 3  # sixty brackets are two tokens


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "***",
        "—" * 20,
        "https://gazette.example/" + "a" * 180,
        "Wait... what?!",
        "He has 1 2 3 of 12 on us, and so do we all. " * 3,
    ],
)
def test_what_news_has_is_left_alone(text: str) -> None:
    assert list(odd_runs(text)) == []


@pytest.mark.parametrize("unit", ["[", ".\n", "\"'", ":)", "a,", "1-", "a\n", "ab 1 ", "No. "])
def test_odd_shapes_cost_no_more_than_prose(unit: str) -> None:
    size = 6_000

    def seconds(text: str) -> float:
        started = time.process_time()
        next(nlp.parse([text]))
        return time.process_time() - started

    seconds(PROSE)
    plain = seconds((PROSE * size)[:size])
    assert seconds((unit * size)[:size]) < 3 * plain
