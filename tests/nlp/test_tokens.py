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


@pytest.mark.parametrize(
    "unit",
    ["&&&&&&&El", "a-b/c, ", "(1) ", "U.S. ", "6-4, 3-6, ", "$1 ", "I'd ", "x=1; ", "e.g. ", "👍 ", "1/2 ", "#a @b "],
)
def test_no_text_has_many_more_tokens_than_prose(unit: str) -> None:
    size = 6_000
    plain, odd = (len(nlp.load().tokenizer((text * size)[:size])) for text in (PROSE, unit))
    assert odd < 2.5 * plain


@pytest.mark.parametrize(
    "text",
    [
        "The U.S., the U.K. and the U.N. met at 5 p.m. in St. Gallen, e.g. on No. 10. " * 20,
        "Results: Lund 2-1 Holm, Berg 0-0 Dal, Vik 3-2 Nes, Moss 1-4 Odda; Fjell 2-2 Sund.\n" * 20,
        "1. e4 e5 2. Nf3 Nc6 3. Bb5 a6\n\nThe champion won again, and said so. " * 10,
        "Prices: wheat $5.20, oats $3.10, rye $4.75, maize $2.90, barley $3.30 a bushel. " * 20,
    ],
)
def test_dense_news_is_left_alone(text: str) -> None:
    assert list(odd_runs(text)) == []


def test_prose_around_a_crowd_keeps_its_words() -> None:
    (run,) = odd_runs(PROSE + "a-b/c, " * 40 + PROSE)
    assert abs(run[0] - len(PROSE)) <= 12 and abs(run[1] - len(PROSE) - 280) <= 12
