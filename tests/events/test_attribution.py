"""Who says so."""

from __future__ import annotations

import pytest

from geonews import nlp
from geonews.events.attribution import MAX_CHARS, speaker_of


def told(text: str, word: str) -> str | None:
    doc = next(nlp.parse([text]))
    start = text.index(word)
    return speaker_of(doc, start, start + len(word))


@pytest.mark.parametrize(
    ("text", "word", "speaker"),
    [
        ("Rebels killed nine people near Goma on Monday, the army said.", "killed", "the army"),
        ("The army said rebels killed nine people near Goma.", "killed", "The army"),
        ("According to local police, rebels killed nine people near Goma.", "killed", "local police"),
        ("Rebels killed nine people near Goma, according to the United Nations.", "killed", "the United Nations"),
        ("Officials reported that a bomb had exploded in Kano.", "exploded", "Officials"),
    ],
)
def test_the_speaker_of_a_happening(text: str, word: str, speaker: str) -> None:
    assert told(text, word) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Rebels killed nine people near Goma on Monday.",
        "Rebels killed nine people near Goma, he said.",
        "killed",
    ],
)
def test_what_an_article_says_in_its_own_name(text: str) -> None:
    assert told(text, "killed") is None


def test_a_long_speaker_is_cut() -> None:
    many = "who had come from the town of Goma with his brothers and " * 5
    found = told(f"A colonel {many}left said that rebels killed nine people.", "killed")
    assert found is None or len(found) <= MAX_CHARS


def test_a_text_that_is_not_parsed_has_no_speaker() -> None:
    import spacy

    assert speaker_of(spacy.blank("en")("The army said rebels killed nine."), 21, 27) is None
