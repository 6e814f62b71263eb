"""All events but crossings: triggers that fit a frame, who acts, and who is acted upon."""

from __future__ import annotations

from collections.abc import Iterator

from geonews.events.frames import EventFrame, FrameSet
from geonews.events.geography import Spot
from geonews.events.mentioned import by_accident, charged, long_before, of_sport, only_named, threatened
from geonews.events.parties import fits, noun_party, party, word_classes
from geonews.events.selection import DEEDS, Action, apart, weighed
from geonews.events.status import Verdict, judge
from geonews.events.syntax import Tree
from geonews.events.words import action_words
from geonews.model import Status

__all__ = ["find_actions"]


#: Words of these types that are not said tell of nothing: "has not ruled it out", "did not accuse anybody".
_SAID = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT"))
#: Of these sport borrows the words.
_WARLIKE = frozenset(("ATTACK", "CLASH", "TERRITORY_CHANGE", "THREATEN", "WITHDRAWAL"))
_Rows = tuple[tuple[EventFrame, tuple[str, ...]], ...]


def find_actions(tree: Tree, sentence: int, frames: FrameSet, spots: list[Spot]) -> list[Action]:
    """Return the events of a sentence: of each type the one whose frame says most, and those joined to it by "and"."""
    first, last = tree.bounds[sentence]
    by_token: dict[int, Spot] | None = None
    found: dict[str, list[Action]] = {}
    sport = False
    for i in range(first, last):
        if not (tree.lemma[i] in frames.events or tree.lemma[i] in frames.event_nouns or tree.tag[i] == "VBG"):
            continue
        verb = tree.is_verb(i) and not _is_gerund(tree, i)
        rows = frames.events.get(tree.lemma[i]) if verb else None
        nouns = frames.event_nouns.get(_noun(tree, i)) if not verb else None
        if (not rows and not nouns) or _is_month(tree, i) or (verb and _is_nominal(tree, i)):
            continue
        if by_token is None:
            by_token = {t: s for s in spots if first <= s.first < last for t in range(s.first, s.last + 1)}
            sport = of_sport(tree, (first, last))
        for action in (
            _of_verb(tree, sentence, i, rows, by_token) if rows else _of_noun(tree, sentence, i, nouns or (), by_token)
        ):
            kind = action.frame.type
            if kind in DEEDS and (charged(tree, i) or threatened(tree, i)):
                continue
            if kind in _WARLIKE and sport:
                continue
            if kind == "ATTACK" and by_accident(tree, i):
                continue
            found.setdefault(kind, []).append(action)
    return [a for actions in weighed(tree, found).values() for a in apart(tree, actions, by_token or {})]


def _of_verb(tree: Tree, sentence: int, verb: int, rows: _Rows, by_token: dict[int, Spot]) -> Iterator[Action]:
    if tree.dep[verb] in ("aux", "auxpass") and tree.lemma[verb] not in ("be", "will"):
        return
    if tree.tag[verb] in ("VBG", "VBN") and tree.dep[verb] == "amod":
        return
    around = _around(tree, verb, by_token)
    subject, goal = tree.subject(verb), tree.object(verb)
    if tree.lemma[verb] in action_words()["intransitive"]:
        subject, goal = tree.surface_subject(verb), None
    beside = around | {tree.lemma[n] for n in (subject, goal) if n is not None}
    for frame, particles in rows:
        if not all(p in around for p in particles):
            continue
        if frame.with_ and not around.intersection(frame.with_) and tree.lemma[verb] not in frame.with_:
            continue
        if frame.without and beside.intersection(frame.without):
            continue
        if not fits(tree, subject, frame.subject, by_token) or not fits(tree, goal, frame.object, by_token):
            continue
        verdict = judge(tree, verb)
        if frame.status == "refusal":
            if verdict.rule not in ("future negation", "not let"):
                continue
            verdict = Verdict(Status.HAPPENED, verdict.cue, "refusal")
        elif frame.status == "promise":
            if verdict.status is not Status.PLANNED:
                continue
            verdict = Verdict(Status.HAPPENED, verdict.cue, "promise")
        elif verdict.negated and frame.type in _SAID:
            continue
        actor1 = party(tree, verb, frame.actor1, subject, goal)
        actor2 = party(tree, verb, frame.actor2, subject, goal)
        yield Action(sentence, verb, frame, verdict, actor1, actor2 if actor2 != actor1 else None)
        if not frame.priority < 0:
            return


def _around(tree: Tree, verb: int, by_token: dict[int, Spot]) -> set[str]:
    """Return the lemmas of a verb's particles, objects and complements, without its subject and side clauses."""
    found: set[str] = set()
    for child in tree.children[verb]:
        if tree.dep[child] in ("nsubj", "csubj", "relcl", "punct", "mark", "cc") or tree.tag[child] == "TO":
            continue
        if tree.dep[child] == "advcl" and not any(tree.tag[c] == "TO" for c in tree.children[child]):
            continue
        if tree.dep[child] == "conj" and tree.child(child, "nsubj", "nsubjpass") is not None:
            continue
        if tree.lower[child] == "according" or (child < verb and tree.dep[child] in ("ccomp", "parataxis")):
            continue
        if tree.dep[child] == "ccomp" and any(
            tree.dep[c] == "nsubj" and tree.lower[c] in ("it", "he", "she", "they", "we") for c in tree.children[child]
        ):
            found.add("<self>")
        for token in tree.subtree(child, without=frozenset(("relcl",)))[:14]:
            found.add(tree.lemma[token])
            found.add(tree.lower[token])
            if tree.pos[token] in ("NOUN", "PROPN"):
                found |= word_classes(tree, token, by_token)
    return found


def _of_noun(tree: Tree, sentence: int, noun: int, rows: _Rows, by_token: dict[int, Spot]) -> Iterator[Action]:
    if tree.dep[noun] in ("compound", "amod", "nmod", "poss"):
        return
    modifiers = {tree.lemma[c] for c in tree.children[noun]} | ({tree.lower[noun - 1]} if noun else set())
    phrase: set[str] | None = None
    for frame, before in rows:
        if not all(w in modifiers for w in before):
            continue
        if phrase is None:
            phrase = _phrase_words(tree, noun, by_token)
        if frame.with_ and not phrase.intersection(frame.with_):
            continue
        if frame.without and (modifiers | phrase).intersection(frame.without):
            continue
        if only_named(tree, noun, frame, by_token) or long_before(tree, noun):
            continue
        off = _called_off(tree, noun)
        yield Action(
            sentence,
            noun,
            frame,
            judge(tree, noun) if off is None else Verdict(Status.DENIED, off, "called off"),
            noun_party(tree, noun, frame.actor1),
            noun_party(tree, noun, frame.actor2),
        )
        return


def _called_off(tree: Tree, noun: int) -> int | None:
    """Return the verb of "called off the march", "the talks were cancelled"."""
    verb = tree.head[noun]
    if tree.dep[noun] not in ("dobj", "nsubjpass") or not tree.is_verb(verb):
        return None
    off = tree.lemma[verb] == "call" and any(tree.lower[c] == "off" for c in tree.children[verb])
    return verb if off or tree.lemma[verb] in action_words()["cancelled"] else None


def _phrase_words(tree: Tree, noun: int, by_token: dict[int, Spot]) -> set[str]:
    """Return the lemmas of a noun's own phrase and of the verb it hangs on with what stands beside that."""
    own = tree.subtree(noun, without=frozenset(("relcl",)))[:16]
    found = {tree.lemma[t] for t in own} - {tree.lemma[noun]}
    for token in own:
        if tree.pos[token] in ("NOUN", "PROPN"):
            found |= word_classes(tree, token, by_token)
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


def _is_gerund(tree: Tree, token: int) -> bool:
    """Tell whether "-ing" is a noun: "shelling killed four people"."""
    return tree.tag[token] == "VBG" and tree.dep[token] in ("nsubj", "nsubjpass", "pobj", "compound")


def _noun(tree: Tree, token: int) -> str:
    """Return the lemma of a noun, the word itself of a gerund."""
    if tree.pos[token] in ("NOUN", "PROPN"):
        return tree.lemma[token]
    return tree.lower[token] if tree.tag[token] == "VBG" else ""


def _is_month(tree: Tree, token: int) -> bool:
    """Tell whether a trigger is the name of a month: "in March"."""
    if tree.words[token] not in ("March", "May"):
        return False
    before, after = tree.lower[max(0, token - 1)], tree.words[token + 1 : token + 2]
    return (
        tree.entity[token] == "DATE"
        or before in action_words()["before_month"]
        or bool(after and after[0][:1].isdigit())
    )


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
