"""The words of a text as the encoder takes them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from events.handmade import story
from spacy.lang.en import English
from spacy.tokens import Doc

from geonews.events.reader.words import ENTITIES, KNOWN, SHAPES, Words, read_words
from geonews.gazetteer import Gazetteer
from geonews.model import Kind, Resolution

GOMA = 216281
#: What spaCy knows of words by their letters alone.
VOCAB = English().vocab


def parsed(text: str, resolutions: Sequence[Resolution] = (), entities: Sequence[tuple[str, str]] = ()) -> Words:
    """Read a text whose tokens are parted by single blanks; a token of blanks stands for itself."""
    tokens, spaces = [], []
    for piece in text.split(" "):
        if piece:
            tokens.append(piece)
            spaces.append(True)
        else:
            tokens.append(" ")
            spaces.append(False)
    spaces[-1] = False
    doc = Doc(VOCAB, words=tokens, spaces=spaces)
    assert doc.text == text
    doc.set_ents([doc.char_span(text.index(q), text.index(q) + len(q), label=label) for q, label in entities])
    return read_words(doc, resolutions)


def named(table: Sequence[str], codes: Sequence[int]) -> list[str]:
    return [table[code] for code in codes]


def test_words_lie_in_the_text() -> None:
    words = parsed("Rebels shelled  Goma on Friday .")
    assert words.words == ("Rebels", "shelled", "Goma", "on", "Friday", ".")
    assert [words.text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == list(words.words)
    assert (len(words), words.phrase(1, 2)) == (6, "shelled  Goma")


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("shelled", "lower"),
        ("Goma", "capital"),
        ("NATO", "capitals"),
        ("A", "capital"),
        ("12,000", "digits"),
        ("F-16", "digits"),
        ("-", "mark"),
        ("'s", "lower"),
        ("القدس", "lower"),
    ],
)
def test_how_a_word_is_written(word: str, shape: str) -> None:
    assert SHAPES[parsed(f"They saw {word} there .").shapes[2]] == shape


def test_a_capital_that_opens_a_sentence_is_told_apart() -> None:
    words = parsed("Rebels shelled Goma . Troops fled .")
    shapes = dict(zip(words.words, named(SHAPES, words.shapes), strict=True))
    assert (shapes["Rebels"], shapes["Troops"], shapes["Goma"]) == ("opening", "opening", "capital")


def test_sentences_and_furniture() -> None:
    text = "It rained . Rebels shelled Goma ."
    assert parsed(text).sentence == (0, 0, 0, 1, 1, 1, 1)
    assert set(parsed("Read more: Rebels shelled Goma").sentence) == {-1}


def test_entities_are_those_of_the_table() -> None:
    words = parsed("Jordan Smith left Goma .", entities=[("Jordan Smith", "PERSON"), ("Goma", "GPE")])
    assert named(ENTITIES, words.entities) == ["PERSON", "PERSON", "", "GPE", ""]
    strange = parsed("Jordan left .", entities=[("Jordan", "SOMETHING_ELSE")])
    assert named(ENTITIES, strange.entities) == ["", "", ""]


def test_what_the_geoparser_knows(gazetteer: Gazetteer) -> None:
    text = "Congolese troops left Goma , Upper Katanga and Congo for Nowhere in the Kigali accord ."
    page = story(text)
    goma, congo = gazetteer.place(GOMA), gazetteer.country("COD")
    assert goma is not None and congo is not None
    words = parsed(
        text,
        [
            page.resolved("Congo", congo.place, nth=2),
            page.resolved("Upper Katanga", goma),
            page.resolved("Goma", goma),
            page.resolved("Nowhere", None),
            page.resolved("Congolese", congo.place, kind=Kind.DEMONYM),
            page.resolved("Kigali", goma, kind=Kind.EMBEDDED),
        ],
    )
    known = dict(zip(words.words, named(KNOWN, words.known), strict=True))
    assert known == dict.fromkeys(words.words, "none") | {
        "Congolese": "people",
        "Goma": "place",
        "Upper": "place",
        "Katanga": "place",
        "Congo": "country",
        "Nowhere": "unresolved",
        "Kigali": "part",
    }


def test_no_words() -> None:
    words = read_words(Doc(VOCAB, words=[]), [])
    assert (len(words), words.sentence, words.known) == (0, (), ())
