"""From logits to mentions, with an encoder that sees what it is told to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import pytest
from events.handmade import Story, story

from geonews.events.reader.decoding import Reader, Reading
from geonews.events.reader.encoder import Encoder, Seen
from geonews.events.reader.files import ReaderFiles
from geonews.events.reader.labels import DISTANCES, MODES, ROLES, STATUSES, TYPES
from geonews.events.reader.words import Words

TEXT = "Blast in Kano\n\nA bomb killed nine people and two guards in Kano on Friday, police said."
#: A logit that makes its side nearly sure.
SURE = 9.0
WIDE = 2 * len(ROLES)


class Told:
    """An encoder that sees triggers, spans and likenesses by the words of a page."""

    def __init__(
        self,
        page: Story,
        triggers: Mapping[str, tuple[str, float]],
        spans: Mapping[str, Sequence[str]] | None = None,
        likeness: Mapping[str, float] | None = None,
        **heads: Any,
    ) -> None:
        self.page = page
        self.triggers = {page.span(q).first: told for q, told in triggers.items()}
        self.spans = [(ROLES.index(r), page.span(q)) for r, quoted in (spans or {}).items() for q in quoted]
        self.likeness = {page.span(q).first: value for q, value in (likeness or {}).items()}
        self.heads = heads
        self.continued: set[int] = set()  # words at which no span begins whatever is told
        self.asked: list[tuple[int, ...]] = []
        self.room = 10_000  # words that it takes at once

    def see(self, words: Words, indices: Sequence[int]) -> Seen:
        indices = indices[: self.room]
        self.asked.append(tuple(indices))
        count = len(indices)
        trigger = np.zeros((count, len(TYPES) + 1), np.float32)
        mode = np.zeros((count, len(MODES)), np.float32)
        status = np.zeros((count, len(STATUSES)), np.float32)
        pair = np.full((count, WIDE), -SURE, np.float32)
        alike = np.zeros((count, 1), np.float32)
        trigger[:, 0] = SURE
        for place, word in enumerate(indices):
            if word in self.triggers:
                kind, logit = self.triggers[word]
                trigger[place, 0] = 0.0
                trigger[place, TYPES.index(kind) + 1] = logit
            for name, table, values in (("mode", mode, MODES), ("status", status, STATUSES)):
                for value, logit in self.heads.get(name, {}).items():
                    table[place, cast(Any, values).index(value)] = logit
            for role, span in self.spans:
                if span.first <= word <= span.last:
                    pair[place, role] = SURE
                if word == span.first and word not in self.continued:
                    pair[place, len(ROLES) + role] = SURE
            alike[place, 0] = self.likeness.get(word, 0.0)
        nothing = np.zeros((count, WIDE), np.float32)
        return Seen(trigger, mode, status, nothing, pair, alike, np.zeros((count, 4), np.float32))


def reader(encoder: Told, threshold: float = 0.5) -> Reader:
    """Return a reader whose pair weights hand on what the encoder says, less a constant."""
    pairs = {
        "pair_type": np.zeros((len(TYPES) + 1, WIDE)),
        "pair_words": np.zeros((DISTANCES, WIDE)),
        "pair_sentences": np.zeros((DISTANCES, WIDE)),
        "pair_out.weight": np.eye(WIDE),
        "pair_out.bias": np.full(WIDE, -SURE / 2),
        "same_kind": np.zeros((2, 1)),
        "same_sentences": np.zeros((DISTANCES, 1)),
        "same_out.weight": np.ones((1, 1)),
        "same_out.bias": np.full(1, -SURE),
    }
    weights = {name: values.astype(np.float32) for name, values in pairs.items()}
    record = {"threshold": threshold, "linking": 0.5, "cut": 0.5}
    return Reader(ReaderFiles(cast(Encoder, encoder), weights, record))


def read(triggers: Mapping[str, tuple[str, float]], threshold: float = 0.5, **told: Any) -> tuple[Story, Reading]:
    page = story(TEXT)
    return page, reader(Told(page, triggers, **told), threshold).read(page.words)


def test_a_trigger_has_a_word_a_sentence_and_a_type() -> None:
    page, found = read({"killed": ("ATTACK", SURE), "said": ("ACCUSE", SURE)})
    assert [(page.words.words[m.word], m.sentence, m.type) for m in found.mentions] == [
        ("killed", 1, "ATTACK"),
        ("said", 1, "ACCUSE"),
    ]
    assert all(m.score > 0.98 and m.share > 0.98 for m in found.mentions)


@pytest.mark.parametrize(("threshold", "seen"), [(0.6, True), (0.8, False)])
def test_the_threshold_is_on_the_probability_of_any_type(threshold: float, seen: bool) -> None:
    # One type with logit 4 beside "none" and the others with 0.
    odds = 1 - 1 / (np.exp(4.0) + len(TYPES))
    _, found = read({"killed": ("ATTACK", 4.0)}, threshold=odds - 0.01 if seen else odds + 0.001)
    assert bool(found.mentions) is seen
    if seen:
        assert found.mentions[0].score == pytest.approx(odds, abs=1e-5)
        assert found.mentions[0].share == pytest.approx(np.exp(4.0) / (np.exp(4.0) + len(TYPES) - 1), abs=1e-5)


def test_a_mark_is_no_trigger() -> None:
    _, found = read({",": ("ATTACK", SURE)})
    assert found.mentions == ()


def test_the_mode_is_one_of_the_type() -> None:
    heads = {"mode": {("PROTEST", "strike"): SURE, ("ATTACK", "explosives"): 4.0}}
    _, found = read({"killed": ("ATTACK", SURE), "said": ("ACCUSE", SURE)}, **heads)
    assert [m.mode for m in found.mentions] == ["explosives", None]


def test_a_mode_that_is_likelier_wrong_is_left_open() -> None:
    _, found = read({"killed": ("ATTACK", SURE)}, mode={("ATTACK", "explosives"): 1.0, ("ATTACK", "firearms"): 0.9})
    assert [m.mode for m in found.mentions] == [None]
    _, found = read({"killed": ("BORDER_CROSSING", SURE)}, mode={("BORDER_CROSSING", "return"): 0.5})
    assert [m.mode for m in found.mentions] == ["return"]  # the direction of a way rests on it


def test_the_status_with_its_probability() -> None:
    _, found = read({"killed": ("ATTACK", SURE)}, status={"denied": 2.0})
    (mention,) = found.mentions
    assert mention.status == "denied"
    assert mention.status_score == pytest.approx(np.exp(2.0) / (np.exp(2.0) + len(STATUSES) - 1), abs=1e-5)


def test_spans_are_cut_where_one_begins() -> None:
    page, found = read({"killed": ("ATTACK", SURE)}, spans={"killed": ["nine people", "and two guards"]})
    spans = found.mentions[0].roles["killed"]
    assert [page.words.phrase(s.first, s.last) for s in spans] == ["nine people", "and two guards"]
    assert all(s.score == pytest.approx(1 / (1 + np.exp(-SURE / 2)), abs=1e-5) for s in spans)


def test_a_gap_cuts_a_span_and_roles_are_kept_apart() -> None:
    page, found = read(
        {"killed": ("ATTACK", SURE)},
        spans={
            "killed": ["nine people", "two guards"],
            "place": ["Kano"],
            "when": ["Friday"],
            "target": ["two guards"],
        },
    )
    roles = {
        role: [page.words.phrase(s.first, s.last) for s in spans] for role, spans in found.mentions[0].roles.items()
    }
    assert roles == {
        "killed": ["nine people", "two guards"], "place": ["Kano"], "when": ["Friday"], "target": ["two guards"],
    }  # fmt: skip


def test_no_role_no_spans() -> None:
    _, found = read({"killed": ("ATTACK", SURE)})
    assert dict(found.mentions[0].roles) == {}


def test_context_is_read_for_spans_and_not_for_triggers() -> None:
    filler = " ".join(["It rained and rained and rained in the hills."] * 21)
    page = story(f"Blast in Kano\n\n{filler} A bomb killed nine people.")
    encoder = Told(page, {"Blast": ("ATTACK", SURE), "killed": ("ATTACK", SURE)}, {"place": ["Kano"]})
    found = reader(encoder).read(page.words)
    assert len(encoder.asked) == 2 and set(encoder.asked[0]) & set(encoder.asked[1])
    assert [page.words.words[m.word] for m in found.mentions] == ["Blast", "killed"]
    last = found.mentions[1].roles["place"]
    assert [page.words.phrase(s.first, s.last) for s in last] == ["Kano"]


def test_a_span_does_not_run_from_the_context_into_the_window() -> None:
    page = story("Blast in Kano\n\nIt " + "rained and " * 92 + "rained. Goma heard that a bomb killed nine.")
    encoder = Told(page, {"killed": ("ATTACK", SURE)}, {"place": ["Kano", "Goma"]})
    encoder.continued = {page.span("Goma").first}
    found = reader(encoder).read(page.words)
    kano, goma = page.span("Kano").first, page.span("Goma").first
    assert encoder.asked[1][:4] == (0, 1, kano, goma)
    assert [(s.first, s.last) for s in found.mentions[0].roles["place"]] == [(kano, kano), (goma, goma)]


@pytest.mark.parametrize("room", [1, 4, 7, 1000])
def test_words_that_do_not_fit_are_read_in_a_window_of_their_own(room: int) -> None:
    page = story("Blast in Kano\n\nGoma heard that a bomb killed nine and that a mine killed two.")
    encoder = Told(page, {"Blast": ("ATTACK", SURE), "mine": ("ATTACK", SURE)})
    encoder.room = room
    found = reader(encoder).read(page.words)
    assert [page.words.words[m.word] for m in found.mentions] == ["Blast", "mine"]
    assert [i for asked in encoder.asked for i in asked] == list(range(len(page.words)))


def test_a_span_does_not_run_from_one_sentence_into_the_next() -> None:
    page = story("Blast in Kano\n\nGoma heard that a bomb killed nine.")
    encoder = Told(page, {"killed": ("ATTACK", SURE)}, {"place": ["Kano", "Goma"]})
    encoder.continued = {page.span("Goma").first}
    found = reader(encoder).read(page.words)
    kano, goma = page.span("Kano").first, page.span("Goma").first
    assert [(s.first, s.last) for s in found.mentions[0].roles["place"]] == [(kano, kano), (goma, goma)]


def test_which_triggers_are_alike() -> None:
    triggers = {"Blast": ("ATTACK", SURE), "bomb": ("ATTACK", SURE), "said": ("ACCUSE", SURE)}
    _, found = read(triggers, likeness={"Blast": SURE, "bomb": SURE})
    same = found.same(range(3))
    assert same.shape == (3, 3)
    assert same[0, 1] == same[1, 0] > 0.99
    assert same[0, 2] == pytest.approx(0.5, abs=1e-5)
    assert np.allclose(found.same([2, 0]), same[np.ix_([2, 0], [2, 0])])


def test_nothing_to_read() -> None:
    page = story("")
    found = reader(Told(page, {})).read(page.words)
    assert (found.mentions, found.same([]).shape) == ((), (0, 0))
    _, found = read({})
    assert (found.mentions, found.same([]).shape) == ((), (0, 0))


def test_logits_beyond_all_bounds_give_probabilities() -> None:
    _, found = read({"killed": ("ATTACK", 1e4)}, spans={"killed": ["nine people"]}, likeness={"killed": 1e6})
    assert 0.0 <= found.mentions[0].score <= 1.0
    assert np.isfinite(found.same(range(len(found.mentions)))).all()
