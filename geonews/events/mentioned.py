"""Words that name an event without reporting one: accidents, charges, threats, anniversaries, calls, sport."""

from __future__ import annotations

from geonews.events.frames import EventFrame
from geonews.events.geography import Spot
from geonews.events.syntax import Tree
from geonews.events.words import action_words

__all__ = ["by_accident", "charged", "long_before", "of_sport", "only_named", "threatened"]

_CLAUSES = frozenset(("relcl", "ccomp", "conj", "parataxis"))


def by_accident(tree: Tree, trigger: int) -> bool:
    """Tell whether what killed or struck was a disaster or an accident, by the words of its own clause."""
    words = action_words()
    tokens = set(tree.subtree(trigger, without=_CLAUSES))
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


def long_before(tree: Tree, noun: int) -> bool:
    """Tell whether an event is only what years are counted from or to: "two decades after the attacks"."""
    prep = tree.head[noun]
    if tree.dep[noun] != "pobj" or tree.lower[prep] not in ("after", "before", "since"):
        return False
    near = [tree.head[prep], *tree.children[prep], prep - 1]
    return any(tree.lemma[t] in action_words()["long_ago"] for t in near if t >= 0)


def only_named(tree: Tree, noun: int, frame: EventFrame, by_token: dict[int, Spot]) -> bool:
    """Tell whether a noun is only named: "calls for protest", "the anniversary of the attack", "no protests".

    So is what something else came after or during, if neither its place nor its day is told beside it.
    """
    if any(tree.dep[c] == "det" and tree.lower[c] in ("no", "any") for c in tree.children[noun]):
        return True
    governor, words = tree.head[noun], action_words()
    if tree.dep[noun] in ("dobj", "nsubjpass") and tree.is_verb(governor):
        if tree.lemma[governor] in words["called_off"]:
            return True
        if any(tree.dep[c] == "neg" for c in tree.children[governor]):
            return True
        if tree.lemma[governor] in words["judging"] and not _told(tree, noun, by_token):
            return True
    if tree.dep[noun] != "pobj":
        return False
    preposition = tree.lower[governor]
    above = tree.head[governor]
    if tree.lemma[above] in words["talk_of"]:
        return True
    if frame.support and preposition in words["about"]:
        return True
    if tree.lemma[above] in words["judging"] and not _told(tree, noun, by_token):
        return True
    if preposition in words["backdrop"] and not _told(tree, noun, by_token):
        return True
    return preposition == "under" and not any(c in by_token for c in tree.subtree(above))


def _told(tree: Tree, noun: int, by_token: dict[int, Spot]) -> bool:
    """Tell whether a noun says of itself where, when or how many."""
    return any(t in by_token or tree.entity[t] in ("GPE", "LOC", "FAC", "DATE", "CARDINAL") for t in tree.subtree(noun))


def charged(tree: Tree, trigger: int) -> bool:
    """Tell whether somebody is only accused, suspected or tried of it: "accused the army of killing two"."""
    return _below(tree, trigger, action_words()["charging"], frozenset(("of", "for", "with", "over", "to", "in", "on")))


def threatened(tree: Tree, trigger: int) -> bool:
    """Tell whether it is only threatened: "vowed to strike", "the threat of an offensive"."""
    return _below(tree, trigger, action_words()["threatening"], frozenset(("of", "with")), objects=True)


def _below(
    tree: Tree, trigger: int, words: frozenset[str], prepositions: frozenset[str], *, objects: bool = False
) -> bool:
    """Tell whether a trigger is what one of some words is about: its clause, or behind one of its prepositions."""
    node = trigger
    for _ in range(10):
        head, dep = tree.head[node], tree.dep[node]
        if head == node or dep in ("nsubj", "nsubjpass", "relcl", "advcl", "parataxis"):
            return False
        if dep == "acl" and tree.tag[node] in ("VBN", "VBD"):
            return False
        if tree.lemma[head] in words:
            if dep in ("ccomp", "xcomp", "acl", "pcomp") or (dep == "prep" and tree.lower[node] in prepositions):
                return True
            if dep == "dobj" and (objects or tree.lemma[head] in ("plot", "plan", "mastermind")):
                return True
        node = head
    return False


def of_sport(tree: Tree, bounds: tuple[int, int]) -> bool:
    """Tell whether a sentence is of sport, which borrows the words of war: "the striker fired over the bar"."""
    lemmas = set(tree.lemma[slice(*bounds)])
    words = action_words()
    if lemmas & (words["arms"] | words["kill"] | words["injure"] | words["dead"]) or "police" in lemmas:
        return False
    return bool(lemmas & words["sport"]) or len(lemmas & words["sport_beside"]) >= 2
