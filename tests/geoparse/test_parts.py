"""The small parts: labels, shapes, cues, choice, calibration."""

from __future__ import annotations

import random
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from geonews import nlp
from geonews.errors import ModelMissingError
from geonews.evaluation.geoparsing import calibration_error
from geonews.geoparse.calibration import Calibration, fit_calibration
from geonews.geoparse.cues import load_cues
from geonews.geoparse.datelines import dateline_marks
from geonews.geoparse.document_memory import DocumentMemory
from geonews.geoparse.groups import GROUPS
from geonews.geoparse.judging import choose
from geonews.geoparse.mentions import Mention
from geonews.geoparse.names import NameBook
from geonews.geoparse.ranking import BOUND, CERTAIN, pooled
from geonews.geoparse.recognition import Proposal, labels_of, with_whole_names
from geonews.geoparse.sequence_features import name_runs
from geonews.geoparse.tokens import SEGMENT_LIMIT, Tokens, read_tokens, shape


def tokens_of(text: str) -> Tokens:
    (doc,) = nlp.parse([text])
    return read_tokens(doc)


def test_labels() -> None:
    assert labels_of(6, [(0, 2), (3, 6)]) == ["B", "L", "O", "B", "I", "L"]


@pytest.mark.parametrize(
    ("word", "written"), [("Kabul", "Xx"), ("U.S.", "X.X."), ("NATO", "X"), ("1990s", "dx"), ("a" * 99, "x")]
)
def test_shapes(word: str, written: str) -> None:
    assert shape(word) == written


def test_segments_cover_the_text_without_overlap() -> None:
    tokens = tokens_of("One two.\n\nThree four.\n\n" + "word " * 3_000)
    spans = list(tokens.segments())
    assert spans[0][0] == 0 and spans[-1][1] == len(tokens)
    assert all(left[1] == right[0] for left, right in pairwise(spans))
    assert max(end - begin for begin, end in spans) <= SEGMENT_LIMIT


@pytest.mark.parametrize(
    ("text", "name", "group"),
    [
        ("fighting in Kunduz province went on", "Kunduz", "admin1"),
        ("in the village of Rukha", "Rukha", "city"),
        ("the Panj River rose", "Panj", "water"),
        ("on Lake Victoria", "Lake Victoria", "water"),
        ("in Fort Worth", "Fort Worth", None),
        ("in Herat", "Herat", None),
    ],
)
def test_stated_group(text: str, name: str, group: str | None) -> None:
    tokens = tokens_of(text)
    first = tokens.words.index(name.split()[0])
    assert load_cues().stated_group(tokens, first, first + len(name.split())) == group


@pytest.mark.parametrize(
    ("between", "forward", "backward"),
    [
        (",", True, False),
        ("in northern", True, False),
        ("province ,", True, False),
        ("'s", False, True),
        ("'s capital ,", False, True),
        ("town of", True, True),
        ("and", False, False),
        ("said that", False, False),
    ],
)
def test_links(between: str, forward: bool, backward: bool) -> None:
    words = ("X", *between.split(), "Y")
    row = ("",) * len(words)
    flags = (False,) * len(words)
    numbers = tuple(range(len(words)))
    tokens = Tokens(
        text="", words=words, lowers=tuple(w.lower() for w in words), starts=numbers, ends=numbers, entities=row,
        inside=flags, parts=row, tags=row, dependencies=row, heads=numbers, opens=flags, blank=flags, named=flags,
    )  # fmt: skip
    cues = load_cues()
    assert cues.links_forward(tokens, 1, len(words) - 1) is forward
    assert cues.links_backward(tokens, 1, len(words) - 1) is backward


def test_every_stated_group_agrees_with_groups_that_exist() -> None:
    cues = load_cues()
    assert set(cues.after.values()) | set(cues.before.values()) <= cues.agrees.keys()
    assert all(fitting <= set(GROUPS) for fitting in cues.agrees.values())


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("ZAHEDAN, Iran (AP) — Two guards were killed.", ["ZAHEDAN", "AP"], [",", "Iran", "(", ")"]),
        ("PORT-DE-PAIX — Shops were shut.", ["PORT", "-", "DE", "-", "PAIX"], []),
        ("Zahedan, May 3 (Reuters) - Two guards died.", ["Zahedan"], [",", "May", "3", "(", "Reuters", ")"]),
        ("ZAHEDAN, Jan 3 (IRNA): Two guards died.", ["ZAHEDAN", "IRNA"], [",", "Jan", "3", "("]),
        ("Iran said that its guards - all of them - were safe.", [], []),
        ("Iranian-backed fighters left.", [], []),
    ],
)
def test_datelines(text: str, place: list[str], rest: list[str]) -> None:
    tokens = tokens_of(text)
    marks = dateline_marks(tokens, name_runs(tokens))
    assert [word for word, mark in zip(tokens.words, marks, strict=True) if mark == "dl"] == place
    assert [word for word, mark in zip(tokens.words, marks, strict=True) if mark == "dl+"] == rest


def test_a_word_is_remembered_by_what_stands_beside_it_elsewhere() -> None:
    tokens = tokens_of("Mr. Hadley spoke. People in Milltown listened. Hadley left Milltown. Milltown slept.")
    memory = DocumentMemory(tokens, [()] * len(tokens))
    cues = [
        (tokens.words[i], cue) for i in range(len(tokens)) for cue in memory.features(i) if cue in ("din", "dtitle")
    ]
    assert cues == [("Hadley", "dtitle"), ("Milltown", "din"), ("Milltown", "din")]


@pytest.mark.parametrize(
    ("text", "begun", "whole"),
    [
        ("He left W.Va. on Monday.", "W.Va", "W.Va."),
        ("He left Ohio. Then it rained.", "Ohio", "Ohio"),
        ("They closed County Road 12 at noon.", "County Road", "County Road 12"),
        ("They closed Oak Road at noon.", "Oak Road", "Oak Road"),
        ("A barn burned in Miller Twp. on Friday.", "Miller", "Miller Twp."),
        ("A barn burned in Miller on Friday.", "Miller", "Miller"),
        ("In Paris 12 people were hurt.", "Paris", "Paris"),
    ],
)
def test_the_whole_of_a_name_is_proposed(text: str, begun: str, whole: str) -> None:
    tokens = tokens_of(text)
    start = text.index(begun)
    first = next(i for i in range(len(tokens)) if tokens.ends[i] > start)
    end = next((i for i in range(first, len(tokens)) if tokens.starts[i] >= start + len(begun)), len(tokens))
    proposal = Proposal(first=first, end=end, probability=0.5, chosen=True)
    (found,) = with_whole_names(tokens, [proposal])
    assert tokens.phrase(found.first, found.end) == whole


def test_a_town_and_its_district_stand_together_against_a_rival_far_away() -> None:
    lon = np.radians([10.0, 10.2, 80.0, 5.0])
    points = np.stack([np.cos(lon), np.sin(lon), np.zeros(4)], axis=1)
    free = SimpleNamespace(within=None, certain=False)
    table = SimpleNamespace(offsets=np.array([0, 3, 4]), points=points, groups=[free, free])
    scores = pooled(table, np.array([0.3, 0.25, 0.4, 0.9]))  # type: ignore[arg-type]
    assert scores == pytest.approx([0.55, 0.25 * 0.55 / 0.3, 0.4, 0.9])
    sure = pooled(table, np.array([0.6, 0.9, 0.1, 0.1]))  # type: ignore[arg-type]
    assert sure == pytest.approx([0.6 / 0.9, 1.0, 0.1, 0.1])


def test_what_can_be_nothing_but_a_place_shares_most_of_the_belief() -> None:
    lon = np.radians([10.0, 80.0])
    points = np.stack([np.cos(lon), np.sin(lon), np.zeros(2)], axis=1)
    table = SimpleNamespace(
        offsets=np.array([0, 2]), points=points, groups=[SimpleNamespace(within=None, certain=True)]
    )
    doubtful = pooled(table, np.array([0.3, 0.1]))  # type: ignore[arg-type]
    assert doubtful.tolist() == pytest.approx([0.75 * CERTAIN, 0.25 * CERTAIN])
    sure = pooled(table, np.array([0.9, 0.05]))  # type: ignore[arg-type]
    assert sure.tolist() == pytest.approx([0.9, 0.05]), "more than that is not taken away"


def test_what_lies_in_the_stated_area_shares_the_belief_and_nothing_lies_outside() -> None:
    lon = np.radians([10.0, 80.0, 5.0])
    points = np.stack([np.cos(lon), np.sin(lon), np.zeros(3)], axis=1)
    bound, empty = (SimpleNamespace(within=SimpleNamespace(empty=is_empty)) for is_empty in (False, True))
    table = SimpleNamespace(offsets=np.array([0, 2, 3]), points=points, groups=[bound, empty])
    scores = pooled(table, np.array([0.03, 0.01, 0.9]))  # type: ignore[arg-type]
    assert scores.tolist() == pytest.approx([0.75 * BOUND, 0.25 * BOUND, 0.0])


def mention(first: int, end: int) -> Mention:
    return Mention(first=first, end=end, text="x", probability=0.5, chosen=False, card=None, stated=None)


def test_choice_takes_the_likeliest_of_what_overlaps() -> None:
    mentions = [mention(0, 1), mention(0, 3), mention(2, 4), mention(6, 7)]
    assert choose(mentions, np.array([0.6, 0.9, 0.8, 0.2]), 0.3) == [1]
    assert choose(mentions, np.array([0.9, 0.6, 0.8, 0.4]), 0.3) == [0, 2, 3]
    assert choose([], np.zeros(0), 0.3) == []


def test_calibration_makes_scores_honest() -> None:
    dice = random.Random(5)
    raw = [dice.random() for _ in range(6_000)]
    right = [dice.random() < score**2 for score in raw]  # overconfident below 1
    fitted = fit_calibration(raw[:3_000], right[:3_000])
    before = calibration_error(zip(raw[3_000:], right[3_000:], strict=True))
    after = calibration_error((fitted.probability(s), r) for s, r in zip(raw[3_000:], right[3_000:], strict=True))
    assert before is not None and after is not None
    assert before > 0.1 and after < 0.03


def test_calibration_never_falls() -> None:
    fitted = fit_calibration([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [True, False, True, False, True, True], least=1)
    values = [fitted.probability(step / 50) for step in range(51)]
    assert values == sorted(values)
    assert Calibration.from_record(fitted.record()) == fitted


@pytest.mark.parametrize("record", [{}, {"raw": [0.5], "right": []}, {"raw": [1, 0], "right": [0, 1]}, {"raw": "x"}])
def test_broken_calibration_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ModelMissingError):
        Calibration.from_record(record)


def test_cards_are_remembered_and_bounded(gazetteer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from geonews.geoparse import names

    monkeypatch.setattr(names, "CARDS", 3)
    book = NameBook(gazetteer)  # type: ignore[arg-type]
    card = book.card("Kabul")
    assert card is not None and book.card("Kabul") is card
    for name in ("Herat", "Kunduz", "Lima", "Zqorbanivka"):
        book.card(name)
    assert len(book._cards) == 3
    assert book.card("Zqorbanivka") is None
    assert book.card("x" * 10_000) is None
