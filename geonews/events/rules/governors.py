"""Who stands above a trigger and what that makes of it: denied, prevented, attempted, planned, wished."""

from __future__ import annotations

from collections.abc import Callable

from geonews.events.rules.lexicon import lexicon
from geonews.events.rules.modality import Verdict, cue_words, has_modal, is_infinitive, modal_of, negated_by
from geonews.events.rules.syntax import Tree
from geonews.model import Status

__all__ = ["governed"]

Judge = Callable[[Tree, int], Verdict]


def governed(tree: Tree, trigger: int, judge: Judge) -> Verdict:
    """Return what the words above a trigger make of it; ``judge`` judges the governors' own governors."""
    words = cue_words()
    stopped = _stopped_on_the_way(tree, trigger, words)
    if stopped is not None:
        return _turn(tree, stopped, Verdict(Status.DENIED, stopped, "prevent"), words, judge)
    node = trigger
    for _ in range(10):
        head, dep = tree.head[node], tree.dep[node]
        lemma = tree.lemma[head]
        weighed = lemma in words["weigh"] and tree.tag[node] == "VBG"
        if head == node or (dep == "advcl" and not is_infinitive(tree, node) and not weighed):
            break
        if tree.is_verb(head) or tree.pos[head] == "ADJ":
            verdict = _by_verb(tree, node, head, lemma, words)
            if verdict is not None:
                return _turn(tree, head, verdict, words, judge)
            if lemma in ("try", "attempt", "seek", "struggle") and dep in ("xcomp", "ccomp", "advcl"):
                return Verdict(Status.DENIED, head, "attempt")
            if dep == "relcl":
                break
        elif tree.pos[head] in ("NOUN", "PROPN"):
            verdict = _by_noun(tree, node, head, lemma, words)
            if verdict is not None:
                return verdict
            if dep == "relcl" or (dep == "acl" and tree.tag[node] != "VBG" and not is_infinitive(tree, node)):
                break
            if dep in ("nsubj", "nsubjpass", "dobj", "poss", "compound", "amod"):
                break
        node = head
    return Verdict(Status.HAPPENED)


def _by_verb(tree: Tree, node: int, head: int, lemma: str, words: dict[str, frozenset[str]]) -> Verdict | None:
    dep = tree.dep[node]
    clausal = dep in ("ccomp", "xcomp", "advcl", "acl")
    through = dep == "prep" or dep == "pcomp"
    if lemma in words["deny"] and dep in ("ccomp", "xcomp", "dobj"):
        return Verdict(Status.DENIED, head, "deny")
    if dep in ("ccomp", "csubj", "acl") and (lemma == "be" or tree.pos[head] == "ADJ"):
        false = _called_false(tree, head, node, words) if lemma != "be" or tree.child(head, "acomp", "attr") else None
        if lemma in words["falsities"] or false is not None:
            return Verdict(Status.DENIED, head if false is None else false, "deny")
    if lemma in words["simulate"] and dep in ("dobj", "nsubjpass", "ccomp", "xcomp"):
        return Verdict(Status.HYPOTHETICAL, head, "simulated")
    if lemma in ("warn", "advise", "caution", "guard", "argue", "vote", "decide") and tree.lower[node] == "against":
        return Verdict(Status.HYPOTHETICAL, head, "wish")
    if lemma in words["prevent"] and (
        clausal
        or (through and tree.lower[node] == "from")
        or (dep in ("dobj", "nsubjpass") and tree.lemma[node] in words["attempt"])
    ):
        return Verdict(Status.DENIED, head, "prevent")
    if lemma == "rule" and any(tree.lower[c] == "out" for c in tree.children[head]):
        out = negated_by(tree, head, words) is None
        return Verdict(Status.DENIED, head, "deny") if out else Verdict(Status.HYPOTHETICAL, head, "not ruled out")
    if lemma in words["timetable"] and dep in ("nsubjpass", "dobj") and not tree.is_verb(node):
        return Verdict(Status.PLANNED, head, "plan")
    if lemma in words["fail"] and dep == "xcomp":
        return Verdict(Status.DENIED, head, "fail")
    if through and tree.lower[node] == "from" and lemma in ("ban", "refrain", "bar", "abstain"):
        return Verdict(Status.DENIED, head, "prevent")
    infinitive = clausal and is_infinitive(tree, node)
    if lemma in words["plan"] and infinitive and dep in ("xcomp", "ccomp", "advcl"):
        if (
            lemma in ("order", "instruct", "approve", "decide", "agree", "authorise", "authorize", "ready", "set")
            and dep == "advcl"
        ):
            return None
        return Verdict(Status.PLANNED, head, "plan")
    if lemma in words["wish"] and (
        infinitive or (lemma in ("fear", "hope", "worry", "warn", "threaten", "consider", "suggest") and clausal)
    ):
        if lemma in ("warn", "suggest") and not has_modal(tree, node):
            return None
        return Verdict(Status.HYPOTHETICAL, head, "wish")
    if infinitive and dep == "xcomp" and lemma in ("be", "have"):
        return Verdict(Status.PLANNED, head, "plan")
    if infinitive and dep == "advcl" and tree.is_verb(head):
        timeless = tree.tag[head] in ("VBZ", "VBP") and tree.pos[head] == "VERB"
        if timeless or lemma in ("gather", "mass", "queue", "wait", "line", "assemble", "pay", "charge"):
            return Verdict(Status.HYPOTHETICAL, head, "purpose")
    return None


def _stopped_on_the_way(tree: Tree, trigger: int, words: dict[str, frozenset[str]]) -> int | None:
    """Return the verb of "turned back a boat (with 80 people aboard that was) heading for Penang"."""
    if tree.tag[trigger] != "VBG" or tree.dep[trigger] not in ("relcl", "acl", "pcomp"):
        return None
    if not any(tree.lower[c] in ("for", "to", "towards", "toward") for c in tree.children[trigger]):
        return None
    node = trigger
    for above in tree.up(trigger):
        if tree.is_verb(above):
            held = tree.dep[node] in ("dobj", "nsubjpass") or tree.lower[node] in ("with", "carrying")
            back = any(tree.lower[c] in ("back", "away", "around") for c in tree.children[above])
            stops = tree.lemma[above] in words["halt"] or (back and tree.lemma[above] in words["turn_back"])
            return above if held and stops else None
        node = above
    return None


def _by_noun(tree: Tree, node: int, head: int, lemma: str, words: dict[str, frozenset[str]]) -> Verdict | None:
    dep = tree.dep[node]
    if dep not in ("acl", "prep", "pcomp", "ccomp", "relcl", "pobj"):
        return None
    infinitive = is_infinitive(tree, node)
    if lemma in ("attempt", "bid", "effort", "push", "plot", "try") and (infinitive or dep == "prep"):
        return Verdict(Status.DENIED, head, "attempt")
    if lemma in words["claims"] and dep in ("acl", "ccomp", "relcl", "prep"):
        governor = tree.owner(head)
        if governor is not None and tree.lemma[governor] in words["deny"]:
            return Verdict(Status.DENIED, governor, "deny")
        false = None if governor is None else _called_false(tree, governor, head, words)
        if false is not None:
            return Verdict(Status.DENIED, false, "deny")
    if lemma in words["plan_nouns"] and infinitive:
        return Verdict(Status.PLANNED, head, "plan")
    if lemma in words["wish_nouns"] and (infinitive or dep in ("acl", "ccomp", "prep")):
        return Verdict(Status.HYPOTHETICAL, head, "wish")
    if infinitive and dep == "acl" and lemma not in words["plan_nouns"]:
        return _purpose(tree, head)
    return None


def _called_false(tree: Tree, verb: int, noun: int | None, words: dict[str, frozenset[str]]) -> int | None:
    """Return the word that calls a claim false: "are untrue", "called the charge a lie", "it is not true that"."""
    named = tree.lemma[verb] in words["naming"]
    below = frozenset() if noun is None or named else frozenset(tree.subtree(noun))
    for token in tree.subtree(verb, without=frozenset(() if named else ("relcl", "acl", "advcl"))):
        if token in below or token < verb:
            continue
        if tree.lemma[token] in words["falsities"] or tree.lower[token].rstrip("s") in words["falsities"]:
            return token
        if tree.lemma[token] in words["truths"] and any(tree.dep[c] == "neg" for c in tree.children[verb]):
            return token
    return None


def _purpose(tree: Tree, noun: int) -> Verdict | None:
    """Read the infinitive after a noun: "the first to cross" did, "their names down to go home" did not."""
    if any(tree.lower[c] in ("first", "last", "only", "latest", "second", "third") for c in tree.children[noun]):
        return None
    if tree.entity[noun] or tree.tag[noun] in ("NNP", "NNPS", "CD") or tree.lemma[noun] in lexicon().movers:
        return None
    return Verdict(Status.HYPOTHETICAL, noun, "purpose")


def _turn(tree: Tree, head: int, verdict: Verdict, words: dict[str, frozenset[str]], judge: Judge) -> Verdict:
    """Read the governor's own negation, modal or purpose: "could not prevent", "to stop the crossings"."""
    negation = negated_by(tree, head, words)
    if verdict.rule == "prevent":
        if negation is not None:
            return Verdict(Status.HAPPENED, negation, "not prevented")
        modal = modal_of(tree, head, words)
        if modal is not None or (is_infinitive(tree, head) and not _done(tree, head, judge)):
            return Verdict(Status.HYPOTHETICAL, head, "would prevent")
        return verdict
    if verdict.rule == "deny" and negation is not None:
        return Verdict(Status.HAPPENED, negation, "not denied")
    if verdict.rule == "fail" and negation is not None:
        return Verdict(Status.HAPPENED, negation, "did not fail")
    if verdict.rule == "plan" and negation is not None:
        return Verdict(Status.HYPOTHETICAL, negation, "not planned", negated=True)
    return verdict


def _done(tree: Tree, verb: int, judge: Judge) -> bool:
    """Tell whether an infinitive tells what was done: "used water cannon to keep them out", "managed to stop them"."""
    head = tree.head[verb]
    return (
        tree.dep[verb] in ("xcomp", "advcl")
        and tree.tag[head] in ("VBD", "VBN")
        and (
            judge(tree, head).status is Status.HAPPENED
            and tree.lemma[head] not in cue_words()["wish"] | cue_words()["plan"] | cue_words()["attempt"]
        )
    )
