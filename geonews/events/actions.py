"""All events but crossings: triggers that fit a frame, who acts, and who is acted upon."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geonews.events.frames import EventFrame, FrameSet
from geonews.events.geography import Spot
from geonews.events.lexicon import lexicon, mover_class, sector, whole
from geonews.events.status import Verdict, judge
from geonews.events.syntax import Tree
from geonews.model import Status

__all__ = ["Action", "action_words", "find_actions", "prepositions"]


#: Words of these types that are not said tell of nothing: "has not ruled it out", "did not accuse anybody".
_SAID = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT"))
_BEFORE_MONTH = frozenset(
    ("in", "since", "by", "of", "until", "till", "from", "to", "on", "early", "late", "mid", "last", "this", "next",
     "through", "between", "and", "before", "after")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """An event of one sentence with the heads of its actors."""

    sentence: int
    trigger: int
    frame: EventFrame
    verdict: Verdict
    actor1: int | None
    actor2: int | None


@lru_cache(maxsize=1)
def action_words() -> dict[str, frozenset[str]]:
    """Return the words for these events, from ``actions.toml``."""
    data = tomllib.loads((Path(__file__).parent / "actions.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items() if isinstance(words, list)}


def prepositions() -> dict[str, float]:
    """Return how well each preposition places an event, from ``actions.toml``."""
    data = tomllib.loads((Path(__file__).parent / "actions.toml").read_text(encoding="utf-8"))
    return {word: float(weight) for word, weight in data["prepositions"].items()}


def find_actions(tree: Tree, sentence: int, frames: FrameSet, spots: list[Spot]) -> list[Action]:
    """Return the events of a sentence, one for each type: that of the frame which says most."""
    first, last = tree.bounds[sentence]
    by_token: dict[int, Spot] | None = None
    best: dict[str, Action] = {}
    for i in range(first, last):
        verb = tree.is_verb(i)
        rows = frames.events.get(tree.lemma[i]) if verb else None
        nouns = frames.event_nouns.get(tree.lemma[i]) if tree.pos[i] in ("NOUN", "PROPN") else None
        if (not rows and not nouns) or _is_month(tree, i) or (verb and _is_nominal(tree, i)):
            continue
        if by_token is None:
            by_token = {t: s for s in spots if first <= s.first < last for t in range(s.first, s.last + 1)}
        for action in (
            _of_verb(tree, sentence, i, rows, by_token) if rows else _of_noun(tree, sentence, i, nouns or (), by_token)
        ):
            if action.frame.type == "ATTACK" and _by_accident(tree, action.trigger):
                continue
            known = best.get(action.frame.type)
            if known is None or _rank(tree, action) > _rank(tree, known):
                best[action.frame.type] = action
    return list(best.values())


def _rank(tree: Tree, action: Action) -> tuple[float, ...]:
    return (
        action.frame.priority,
        action.verdict.status is Status.HAPPENED,
        tree.is_verb(action.trigger),
        (action.actor1 is not None) + (action.actor2 is not None),
        -action.trigger,
    )


def _of_verb(
    tree: Tree,
    sentence: int,
    verb: int,
    rows: tuple[tuple[EventFrame, tuple[str, ...]], ...],
    by_token: dict[int, Spot],
) -> Iterator[Action]:
    if tree.dep[verb] in ("aux", "auxpass") and tree.lemma[verb] not in ("be", "will"):
        return
    around = _around(tree, verb)
    subject, goal = tree.subject(verb), tree.object(verb)
    if tree.lemma[verb] in action_words()["intransitive"]:
        subject, goal = tree.surface_subject(verb), None
    for frame, particles in rows:
        if not all(p in around for p in particles):
            continue
        if frame.with_ and not around.intersection(frame.with_) and tree.lemma[verb] not in frame.with_:
            continue
        if frame.without and (
            around.intersection(frame.without) or (subject is not None and tree.lemma[subject] in frame.without)
        ):
            continue
        if not _fits(tree, subject, frame.subject, by_token) or not _fits(tree, goal, frame.object, by_token):
            continue
        if tree.tag[verb] in ("VBG", "VBN") and tree.dep[verb] == "amod":
            continue
        verdict = judge(tree, verb)
        if frame.status == "refusal":
            if verdict.rule not in ("future negation", "not let"):
                continue
            verdict = Verdict(Status.HAPPENED, verdict.cue, "refusal")
        elif verdict.negated and frame.type in _SAID:
            continue
        actor1 = _party(tree, verb, frame.actor1, subject, goal)
        actor2 = _party(tree, verb, frame.actor2, subject, goal)
        yield Action(sentence, verb, frame, verdict, actor1, actor2 if actor2 != actor1 else None)
        if not frame.priority < 0:
            return


def _around(tree: Tree, verb: int) -> set[str]:
    """Return the lemmas of a verb's particles, objects and complements, without its subject and side clauses."""
    found: set[str] = set()
    for child in tree.children[verb]:
        if tree.dep[child] in ("nsubj", "csubj", "relcl", "punct", "mark", "cc"):
            continue
        if tree.dep[child] == "advcl" and not any(tree.tag[c] == "TO" for c in tree.children[child]):
            continue
        if tree.dep[child] == "conj" and tree.child(child, "nsubj", "nsubjpass") is not None:
            continue
        if tree.lower[child] == "according" or (child < verb and tree.dep[child] in ("ccomp", "parataxis")):
            continue
        for token in tree.subtree(child, without=frozenset(("relcl",)))[:14]:
            found.add(tree.lemma[token])
            found.add(tree.lower[token])
    return found


def _of_noun(
    tree: Tree,
    sentence: int,
    noun: int,
    rows: tuple[tuple[EventFrame, tuple[str, ...]], ...],
    by_token: dict[int, Spot],
) -> Iterator[Action]:
    if tree.dep[noun] in ("compound", "amod", "nmod", "poss"):
        return
    modifiers = {tree.lemma[c] for c in tree.children[noun]} | ({tree.lower[noun - 1]} if noun else set())
    phrase: set[str] | None = None
    for frame, before in rows:
        if not all(w in modifiers for w in before):
            continue
        if phrase is None:
            phrase = _phrase_words(tree, noun)
        if frame.with_ and not phrase.intersection(frame.with_):
            continue
        if frame.without and (modifiers | phrase).intersection(frame.without):
            continue
        if _only_talked_of(tree, noun, frame) or _long_before(tree, noun):
            continue
        yield Action(
            sentence,
            noun,
            frame,
            judge(tree, noun),
            _noun_party(tree, noun, frame.actor1),
            _noun_party(tree, noun, frame.actor2),
        )
        return


def _phrase_words(tree: Tree, noun: int) -> set[str]:
    found = {tree.lemma[t] for t in tree.subtree(noun, without=frozenset(("relcl",)))[:16]} - {tree.lemma[noun]}
    node = noun
    for _ in range(4):
        head = tree.head[node]
        if head == node:
            break
        found.add(tree.lemma[head])
        if tree.is_verb(head):
            found.update(tree.lemma[c] for c in tree.children[head])
            break
        node = head
    return found


def _only_talked_of(tree: Tree, noun: int, frame: EventFrame) -> bool:
    """Tell whether the noun is only named: "calls for protest", "the anniversary of the attack", "no protests"."""
    if any(tree.dep[c] == "det" and tree.lower[c] in ("no", "any") for c in tree.children[noun]):
        return True
    governor = tree.head[noun]
    if tree.dep[noun] in ("dobj", "nsubjpass") and tree.is_verb(governor):
        if tree.lemma[governor] in action_words()["called_off"]:
            return True
        if any(tree.dep[c] == "neg" for c in tree.children[governor]):
            return True
    if tree.dep[noun] == "pobj":
        above = tree.head[tree.head[noun]]
        if tree.lemma[above] in action_words()["talk_of"]:
            return True
        if frame.support and tree.lower[tree.head[noun]] in (
            "of",
            "for",
            "about",
            "against",
            "on",
            "despite",
            "without",
            "like",
            "over",
            "since",
        ):
            return True
    return False


def _is_month(tree: Tree, token: int) -> bool:
    """Tell whether a trigger is the name of a month: "in March"."""
    if tree.words[token] not in ("March", "May"):
        return False
    before, after = tree.lower[max(0, token - 1)], tree.words[token + 1 : token + 2]
    return tree.entity[token] == "DATE" or before in _BEFORE_MONTH or bool(after and after[0][:1].isdigit())


def _is_nominal(tree: Tree, verb: int) -> bool:
    """Tell whether a participle stands for people: "treated several wounded", "visited the injured"."""
    bare = tree.lower[verb] in action_words()["hurt"] and tree.child(verb, "dobj", "auxpass", "agent") is None
    if bare and tree.lower[verb - 1] in ("the", "several", "many", "some", "other", "their", "its", "more", "of"):
        return True
    return (
        tree.tag[verb] in ("VBN", "VBD")
        and tree.dep[verb] in ("dobj", "pobj", "nsubj", "nsubjpass")
        and not any(tree.dep[c] in ("nsubj", "nsubjpass", "aux", "auxpass", "agent") for c in tree.children[verb])
    )


def _by_accident(tree: Tree, trigger: int) -> bool:
    """Tell whether what killed or struck was a disaster or an accident, by the words of its own clause."""
    words = action_words()
    tokens = set(tree.subtree(trigger, without=frozenset(("relcl", "ccomp", "conj", "parataxis"))))
    for clause in (c for c in tree.children[trigger] if tree.dep[c] == "advcl"):
        cause = tree.child(clause, "nsubj", "nsubjpass")
        if cause is not None and tree.lemma[cause] in words["blazes"] | words["disasters"]:
            return True
    node = trigger
    for _ in range(4):
        subject = tree.child(node, "nsubj", "nsubjpass")
        if subject is not None:
            if tree.lemma[subject] in words["blazes"]:
                return True
            tokens.update(tree.subtree(subject, without=frozenset(("relcl",))))
        tokens.update(
            t
            for c in tree.children[node]
            if tree.dep[c] == "prep" or tree.dep[c] == "dobj"
            for t in tree.subtree(c, without=frozenset(("relcl",)))
        )
        if tree.dep[node] in ("relcl", "ccomp", "ROOT") or (subject is not None and tree.is_verb(node)):
            break
        node = tree.head[node]
    lemmas = {tree.lemma[t] for t in tokens if tree.pos[t] in ("NOUN", "PROPN")} - {tree.lemma[trigger]}
    if lemmas & words["arms"]:
        return False
    blast = bool({tree.lemma[trigger], *lemmas} & {"explosion", "blast", "explode"})
    return bool(lemmas & words["disasters"]) or (blast and bool(lemmas & words["hazards"]))


def _long_before(tree: Tree, noun: int) -> bool:
    """Tell whether an event is only what years are counted from or to: "two decades after the attacks"."""
    prep = tree.head[noun]
    if tree.dep[noun] != "pobj" or tree.lower[prep] not in ("after", "before", "since"):
        return False
    near = [tree.head[prep], *tree.children[prep], prep - 1]
    return any(tree.lemma[t] in action_words()["long_ago"] for t in near if t >= 0)


def _fits(tree: Tree, noun: int | None, wanted: tuple[str, ...], by_token: dict[int, Spot]) -> bool:
    if not wanted:
        return True
    if noun is None:
        return "none" in wanted
    classes = _classes(tree, noun, by_token)
    return any(w in classes for w in wanted)


def _classes(tree: Tree, noun: int, by_token: dict[int, Spot]) -> set[str]:
    """Return what a noun phrase is: its sector, a country, a place, a person, people, any actor, or its own lemma."""
    tokens = whole(tree, noun)
    found = {tree.lemma[t] for t in tokens}
    kind = sector(tree, noun)
    words = action_words()
    if kind:
        found |= {kind, "actor"}
        if kind in words["armed"]:
            found.add("armed")
    moving = mover_class(tree, noun)
    if moving in ("CVL", "REF", "MIG", "PRON"):
        found |= {"people", "CVL"} if moving != "PRON" else {"people", "CVL", "OPP", "crowd"}
    for token in tokens:
        if tree.lemma[token] in words["crowd"]:
            found |= {"crowd", "people"}
        spot = by_token.get(token)
        if spot is not None:
            found |= {"actor", "people"} if spot.kind == "people" else {"actor", "country", "place"}
        if tree.entity[token] in ("PERSON", "ORG", "NORP"):
            found |= {"actor", "person"} if tree.entity[token] == "PERSON" else {"actor", "org"}
        elif tree.entity[token] in ("GPE", "LOC", "FAC"):
            found |= {"place", "actor"}
        if tree.lower[token] in ("he", "she", "who", "they", "it", "we"):
            found |= {"actor", "person", "people"}
    if tree.lemma[noun] in lexicon().carriers and any(t in by_token for t in tree.subtree(noun)):
        found.add("place")
    if any(c in by_token and tree.dep[c] in ("amod", "poss", "compound", "nmod") for c in tree.children[noun]):
        found.add("actor")
    return found


def _party(tree: Tree, verb: int, part: str, subject: int | None, goal: int | None) -> int | None:
    if part == "subject":
        return subject
    if part == "object":
        return goal
    for child in tree.children[verb]:
        if tree.dep[child] in ("prep", "agent", "dative") and tree.lower[child] == part:
            return tree.child(child, "pobj")
    return goal


def _noun_party(tree: Tree, noun: int, part: str) -> int | None:
    """Return a party of a noun: behind its preposition, as its possessor, or the subject of the verb it hangs on."""
    for child in tree.children[noun]:
        if tree.dep[child] in ("prep", "agent") and tree.lower[child] == part:
            return tree.child(child, "pobj")
    if part in ("by", "of", "between"):
        for child in tree.children[noun]:
            if tree.dep[child] == "poss":
                return child
        head = tree.head[noun]
        if tree.is_verb(head) and tree.dep[noun] == "dobj":
            return tree.subject(head)
        for child in tree.children[noun]:
            if tree.dep[child] in ("compound", "amod") and tree.pos[child] == "PROPN":
                return child
    return None
