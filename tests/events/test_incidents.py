"""Mentions of one happening become one incident, with all that is told of it."""

from __future__ import annotations

import numpy as np
import pytest
from events.handmade import read_as, reading, story

from geonews.events.grounding.tolls import count_of
from geonews.events.incidents import Incident, headlines_folded, incidents, numbers_shared_out
from geonews.events.reader.decoding import Mention, Reading, RoleSpan

TEXT = (
    "Blast in Kano\n\nA bomb killed nine people on Friday. The explosion hurt 30 people in Kano. Gunmen raided Jos. "
    "Police held two men."
)
PAGE = story(TEXT)


def together(_one: Mention, _other: Mention) -> bool:
    return False


def heads(found: list[Incident]) -> list[list[int]]:
    return [[m.word for m in incident.mentions] for incident in found]


def three(**same: float) -> tuple[list[Mention], Reading]:
    """Return three mentions; same tells of pairs by their two digits."""
    mentions = [PAGE.mention("Blast"), PAGE.mention("bomb"), PAGE.mention("explosion")]
    return mentions, reading(mentions, {(int(k[1]), int(k[2])): v for k, v in same.items()})


def test_likely_pairs_are_joined_in_the_order_of_the_text() -> None:
    (one, two, other), seen = three(p02=0.9)
    assert heads(incidents(seen, apart=together)) == [[one.word, other.word], [two.word]]


def test_a_group_is_joined_by_the_mean_of_its_pairs() -> None:
    (one, two, other), seen = three(p01=0.9, p02=0.8, p12=0.1)
    assert heads(incidents(seen, apart=together)) == [[one.word, two.word], [other.word]]
    (one, two, other), seen = three(p01=0.9, p02=0.8, p12=0.3)
    assert heads(incidents(seen, apart=together)) == [[one.word, two.word, other.word]]


def test_the_threshold_is_that_of_the_model() -> None:
    _, seen = three(p01=0.6)
    assert len(incidents(seen, threshold=0.59, apart=together)) == 2
    assert len(incidents(seen, threshold=0.61, apart=together)) == 3


def test_types_are_never_joined() -> None:
    mentions = [PAGE.mention("raided"), PAGE.mention("held", "ARREST")]
    found = incidents(reading(mentions, {(0, 1): 0.99}), apart=together)
    assert [i.mentions[0].type for i in found] == ["ATTACK", "ARREST"]


def test_what_is_apart_is_never_joined_nor_are_its_groups() -> None:
    (_, two, other), seen = three(p01=0.9, p02=0.9, p12=0.9)

    def apart(left: Mention, right: Mention) -> bool:
        return {left.word, right.word} == {two.word, other.word}

    found = heads(incidents(seen, apart=apart))
    assert sorted(map(len, found)) == [1, 2]
    assert all({two.word, other.word} - set(group) for group in found)


def test_odds_that_differ_by_side_are_averaged() -> None:
    mentions, _ = three()
    same = np.full((3, 3), 0.01, np.float32)
    same[0, 1], same[1, 0] = 0.9, 0.2
    assert len(incidents(read_as(mentions, same), threshold=0.5, apart=together)) == 2
    assert len(incidents(read_as(mentions, same), threshold=0.6, apart=together)) == 3


def test_average_linkage_over_many() -> None:
    """The groups are those of joining the likeliest pair of groups, found by brute force."""
    random = np.random.default_rng(7)
    words = [PAGE.words.words.index(w) for w in ("Blast", "bomb", "explosion", "raided", "held", "Gunmen", "Police")]
    mentions = [
        Mention(word=w, sentence=0, type="ATTACK", mode=None, status="happened", score=1, share=1, status_score=1)
        for w in words
    ]
    for _ in range(40):
        odds = random.random((7, 7)).astype(np.float32)
        odds = (odds + odds.T) / 2
        groups = [[i] for i in range(7)]
        while True:
            pairs = [
                (float(np.mean([odds[i, j] for i in a for j in b])), x, y)
                for x, a in enumerate(groups)
                for y, b in enumerate(groups)
                if x < y
            ]
            best = max(pairs, default=(0.0, 0, 0))
            if best[0] <= 0.55:
                break
            groups[best[1]] += groups.pop(best[2])
        found = incidents(read_as(mentions, odds), threshold=0.55, apart=together)
        assert {frozenset(g) for g in heads(found)} == {frozenset(words[i] for i in g) for g in groups}


def test_nothing_seen() -> None:
    assert incidents(read_as((), np.zeros((0, 0), np.float32)), apart=together) == []


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([("happened", 0.9), ("planned", 0.6)], "happened"),
        ([("denied", 0.9), ("happened", 0.5), ("happened", 0.5)], "happened"),
        ([("denied", 0.9), ("happened", 0.3), ("happened", 0.3)], "denied"),
    ],
)
def test_mentions_vote_on_the_status(told: list[tuple[str, float]], status: str) -> None:
    mentions = tuple(PAGE.mention("bomb", status=s, status_score=p) for s, p in told)
    assert Incident(mentions).status == status


def test_mentions_vote_on_the_mode() -> None:
    modes = [("explosives", 0.6), ("aerial", 0.9), ("explosives", 0.6), (None, 0.9), (None, 0.9)]
    mentions = tuple(PAGE.mention("bomb", mode=m, score=p) for m, p in modes)
    assert Incident(mentions).mode == "explosives"
    assert Incident((PAGE.mention("bomb"),)).mode is None


def test_the_head_stands_in_the_story_and_tells_most() -> None:
    title = PAGE.mention("Blast", score=0.99)
    bare = PAGE.mention("bomb", score=0.95)
    full = PAGE.mention("explosion", score=0.92, roles=PAGE.roles(injured="30 people", place="Kano"))
    late = PAGE.mention("held", score=0.99, roles=PAGE.roles(count="two men", place="Jos", target="two men"))
    assert Incident((title, bare, full, late)).head is full
    assert Incident((title, bare)).head is bare
    assert Incident((title,)).head is title


def test_each_span_of_a_role_is_kept_once_with_the_surest_score() -> None:
    kano, again = PAGE.span("Kano", score=0.6), PAGE.span("Kano", score=0.8)
    later = PAGE.span("Kano", 2)
    one = PAGE.mention("explosion", roles={"place": (later, kano)})
    other = PAGE.mention("bomb", roles={"place": (again,)})
    assert Incident((one, other)).roles() == {"place": [again, later]}


def test_joining_loses_neither_a_toll_nor_a_place() -> None:
    mentions = [
        PAGE.mention("Blast", roles=PAGE.roles(place="Kano")),
        PAGE.mention("bomb", roles=PAGE.roles(killed="nine people", when="on Friday")),
        PAGE.mention("explosion", roles=PAGE.roles(injured="30 people", place="Kano")),
    ]
    odds = {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9}
    (found,) = incidents(reading(mentions, odds), apart=together)
    roles = found.roles()
    assert set(roles) == {"place", "killed", "when", "injured"}
    tolls = [count_of(PAGE.words, roles[r], ()) for r in ("killed", "injured")]
    assert [t and t.count.min for t in tolls] == [9, 30]
    told: list[RoleSpan] = [s for m in mentions for spans in m.roles.values() for s in spans]
    assert {(s.first, s.last) for s in told} == {(s.first, s.last) for spans in roles.values() for s in spans}


STABBED = story("Minister stabbed\n\nA man attacked the minister in Pandeglang on Thursday. Police held two men.")


def akin(one: str, other: str) -> bool:
    return {one, other} <= {"ATTACK", "CRIME"}


def test_a_headline_of_a_type_akin_is_what_the_lead_tells() -> None:
    mentions = [STABBED.mention("stabbed", "CRIME", mode="kill"), STABBED.mention("attacked", mode="melee")]
    found = headlines_folded(incidents(reading(mentions, {}), apart=together), akin)
    assert heads(found) == [[m.word for m in mentions]]
    assert {m.type for m in found[0].mentions} == {"ATTACK"}
    assert (found[0].mode, found[0].head.word) == ("melee", mentions[1].word)


def test_a_headline_of_another_type_stays() -> None:
    mentions = [STABBED.mention("stabbed", "CRIME"), STABBED.mention("held", "ARREST")]
    assert len(headlines_folded(incidents(reading(mentions, {}), apart=together), akin)) == 2


def test_what_the_story_tells_too_is_no_mere_headline() -> None:
    mentions = [
        STABBED.mention("stabbed", "CRIME"), STABBED.mention("held", "CRIME"), STABBED.mention("attacked"),
    ]  # fmt: skip
    found = incidents(reading(mentions, {(0, 1): 0.9}), apart=together)
    assert len(headlines_folded(found, akin)) == len(found) == 2


FIRES = story("A fire killed three in Badalona. Two were hurt there. A fire in La Llagosta killed another man.")


def test_a_number_belongs_to_what_is_told_in_its_sentence() -> None:
    one = FIRES.mention("fire", "ACCIDENT", roles=FIRES.roles(killed="three", injured="Two"))
    below = FIRES.mention("hurt", "ACCIDENT", roles=FIRES.roles(injured="Two"))
    other = FIRES.mention("fire", "ACCIDENT", 2, roles=FIRES.roles(killed=["three", "another man"], injured="Two"))
    found = numbers_shared_out([Incident((one, below)), Incident((other,))], FIRES.words.sentence)
    assert [{r: len(s) for r, s in i.roles().items()} for i in found] == [{"killed": 1, "injured": 1}, {"killed": 1}]


def test_a_number_that_no_sentence_of_its_own_tells_is_kept() -> None:
    one = FIRES.mention("fire", "ACCIDENT", roles=FIRES.roles(killed="three", injured="Two"))
    other = FIRES.mention("fire", "CRIME", 2, roles=FIRES.roles(killed="three"))
    found = numbers_shared_out([Incident((one,)), Incident((other,))], FIRES.words.sentence)
    assert [sorted(i.roles()) for i in found] == [["injured", "killed"], ["killed"]]
