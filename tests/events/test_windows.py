"""Windows: every word of a sentence is read once, with the title and the sentence before as context."""

from __future__ import annotations

import random

import pytest
from events.handmade import story

from geonews.events.reader.windows import MAX_CONTEXT, MAX_WORDS, Window, windows

TITLE = "Rebels shell Goma"


def text_of(*lengths: int) -> str:
    """Return a titled text whose sentences have so many words, the full stop counted."""
    sentences = ["It " + "and " * (n - 3) + "rained." for n in lengths]
    return f"{TITLE}\n\n{' '.join(sentences)}"


def owned(found: list[Window]) -> list[int]:
    return [i for window in found for i in window.words[window.own :]]


@pytest.mark.parametrize("seed", range(20))
def test_every_word_is_in_one_windows_own_part(seed: int) -> None:
    dice = random.Random(seed)
    lengths = [dice.choice((4, 9, 30, 37, 120, 128, 129, 300)) for _ in range(dice.randrange(1, 25))]
    page = story(text_of(*lengths))
    found = list(windows(page.words))
    assert owned(found) == list(range(len(page.words)))
    for window in found:
        assert len(window.words) - window.own <= MAX_WORDS
        assert window.own <= 2 * MAX_CONTEXT


def test_short_sentences_share_a_window() -> None:
    assert len(list(windows(story(text_of(20, 20, 20)).words))) == 1


def test_furniture_is_left_out() -> None:
    page = story("It rained in Lima.\n\nRead more: Rebels shelled Goma\n\nIt snowed in Oslo.")
    read = {page.words.words[i] for window in windows(page.words) for i in window.words}
    assert {"Lima", "Oslo"} <= read
    assert not {"Rebels", "Goma"} & read


def test_the_title_and_the_sentence_before_are_context() -> None:
    page = story(text_of(100, 20, 90, 30))
    first, second = windows(page.words)
    assert first.own == 0
    context = [page.words.words[i] for i in second.words[: second.own]]
    assert context[:3] == TITLE.split()
    before = [i for i, s in enumerate(page.words.sentence) if s == page.words.sentence[second.words[second.own]] - 1]
    assert list(second.words[3 : second.own]) == before
    assert len(before) == 20


def test_a_long_sentence_before_is_no_context() -> None:
    page = story(text_of(100, 100))
    _, second = windows(page.words)
    assert second.words[: second.own] == (0, 1, 2)


def test_a_long_first_sentence_is_no_context() -> None:
    page = story("It " + "and " * 60 + "rained. " + "It " + "and " * 60 + "rained. It " + "and " * 60 + "rained.")
    assert all(window.own == 0 for window in windows(page.words))


def test_a_sentence_of_2000_words_is_cut() -> None:
    page = story(text_of(2000))
    found = list(windows(page.words))
    assert owned(found) == list(range(len(page.words)))
    assert max(len(w.words) - w.own for w in found) <= MAX_WORDS
    assert len(found) >= 2000 // MAX_WORDS


def test_no_words() -> None:
    assert list(windows(story("").words)) == []
    assert list(windows(story("Read more: Rebels shelled Goma").words)) == []
