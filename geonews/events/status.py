"""Did it happen? Negation, denial, prevention, plans, wishes and conditions around a trigger."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geonews.events.lexicon import lexicon
from geonews.events.syntax import Tree
from geonews.model import Status

__all__ = ["Verdict", "cue_words", "judge"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, the token that decided it (None for the plain past) and the rule's name.

    ``negated`` is true for a plain "not", which denies an event only if somebody says so of the past.
    """

    status: Status
    cue: int | None = None
    rule: str = "plain"
    negated: bool = False
    attempted: bool = False


@lru_cache(maxsize=1)
def cue_words() -> dict[str, frozenset[str]]:
    """Return the cue words by kind."""
    data = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(words) for kind, words in data.items()}


def judge(tree: Tree, trigger: int) -> Verdict:
    """Judge whether what a trigger tells of happened.

    The governors are read from the trigger upwards; the first that decides wins, and a negation turns what is
    below it. Reports ("said that") decide nothing.
    """
    words = cue_words()
    refusal = _refusal(tree, trigger)
    if refusal is not None:
        return Verdict(Status.DENIED, refusal, "not let")
    negation = _negation(tree, trigger, words)
    modal = _modal(tree, trigger, words)
    condition = _condition(tree, trigger, words)
    if condition is not None:
        return Verdict(Status.HYPOTHETICAL, condition, "condition")
    if modal is not None and modal.status is not Status.PLANNED:
        return modal
    above = _governors(tree, trigger, words)
    if modal is not None:
        if above.rule in ("deny", "prevent", "wish", "condition"):
            return above if above.rule != "deny" else Verdict(Status.HYPOTHETICAL, above.cue, "denied plan")
        if negation is not None:
            return Verdict(Status.HYPOTHETICAL, negation, "future negation", negated=True)
        return modal
    if negation is not None and above.status is Status.HAPPENED:
        return Verdict(Status.DENIED, negation, "negation", negated=True)
    return above


def _refusal(tree: Tree, trigger: int) -> int | None:
    """Return the verb of "would not let them pass", "did not allow them to enter", "nobody was let in"."""
    head = tree.head[trigger]
    verb = head if tree.dep[trigger] in ("ccomp", "xcomp") else trigger
    if tree.lemma[verb] not in ("let", "allow", "permit"):
        return None
    if any(tree.lower[c] in ("will", "wo", "'ll", "shall", "can", "may") for c in tree.children[verb]):
        return None
    return verb if any(tree.dep[c] == "neg" for c in tree.children[verb]) else None


def _negation(tree: Tree, trigger: int, words: dict[str, frozenset[str]]) -> int | None:
    """Return the word that negates a verb or its subject."""
    for child in tree.children[trigger]:
        lower = tree.lower[child]
        if tree.dep[child] == "neg" or lower in ("never", "nor", "neither"):
            return child
        if lower == "no" and tree.dep[child] in ("det", "advmod"):
            return child
        if tree.dep[child] in ("nsubj", "nsubjpass", "dobj"):
            if lower in ("none", "nobody", "nothing", "neither"):
                return child
            det = next((c for c in tree.children[child] if tree.lower[c] in ("no", "neither", "not")), None)
            if det is not None:
                return det
            if lower == "one" and tree.lower[max(0, child - 1)] == "no":
                return child - 1
    if tree.dep[trigger] in ("xcomp", "pcomp", "conj", "ccomp"):
        head = tree.head[trigger]
        if tree.dep[trigger] == "conj" and tree.is_verb(head):
            if tree.child(trigger, "nsubj", "nsubjpass", "aux") is None and tree.lower[trigger - 1] in ("or", "nor"):
                return _negation(tree, head, words)
        elif tree.is_verb(head) and tree.dep[trigger] == "xcomp" and tree.lemma[head] in words["carry"]:
            return _negation(tree, head, words)
        elif tree.dep[trigger] == "pcomp" and tree.lower[head] == "without":
            return head
    return None


def _modal(tree: Tree, trigger: int, words: dict[str, frozenset[str]]) -> Verdict | None:
    chain = [trigger]
    node = trigger
    for _ in range(4):
        head = tree.head[node]
        if (
            (
                tree.dep[node] in ("xcomp", "ccomp")
                and tree.lemma[head] in words["carry"]
                and tree.lemma[head]
                not in (
                    "say",
                    "report",
                    "claim",
                    "believe",
                    "know",
                    "think",
                    "show",
                    "estimate",
                    "confirm",
                    "understand",
                )
            )
            or (
                tree.dep[node] == "conj"
                and tree.is_verb(head)
                and tree.child(node, "aux", "auxpass") is None
                and tree.child(node, "nsubj", "nsubjpass") is None
            )
            or (tree.dep[node] == "advcl" and tree.tag[node] == "VBG" and tree.is_verb(head))
        ):
            chain.append(head)
        elif (
            tree.dep[node] == "pcomp"
            and tree.dep[head] == "prep"
            and tree.lower[head] in ("by", "in", "of", "after", "before")
        ):
            owner = tree.owner(node)
            if owner is None:
                break
            chain.append(owner)
            head = owner
        else:
            break
        node = head
    for node in chain:
        for child in tree.children[node]:
            if tree.dep[child] not in ("aux", "auxpass"):
                continue
            lower = tree.lower[child]
            if lower in words["modals_future"]:
                return Verdict(Status.PLANNED, child, "future")
            if lower in words["modals_maybe"]:
                perfect = any(tree.lower[c] == "have" for c in tree.children[node])
                if (
                    lower in ("could", "can")
                    and perfect is False
                    and tree.pos[child] == "AUX"
                    and lower == "could"
                    and any(tree.lemma[c] == "able" for c in tree.children[node])
                ):
                    continue
                return Verdict(Status.HYPOTHETICAL, child, "modal")
            if lower in words["modals_would"]:
                if lower == "'d" and tree.tag[node] == "VBN":
                    continue
                return Verdict(Status.PLANNED if _reported(tree, node) else Status.HYPOTHETICAL, child, "would")
    return None


def _reported(tree: Tree, verb: int) -> bool:
    """Tell whether "would" is the future of something somebody said, and not a condition."""
    if any(
        tree.dep[c] == "advcl" and any(tree.lower[m] in ("if", "unless", "should", "were") for m in tree.children[c])
        for c in tree.children[verb]
    ):
        return False
    return tree.dep[verb] in ("ccomp", "conj", "ROOT", "relcl", "advcl", "acl") and tree.dep[verb] != "ROOT"


def _condition(tree: Tree, trigger: int, words: dict[str, frozenset[str]]) -> int | None:
    node = trigger
    for _ in range(12):
        for child in tree.children[node]:
            lower = tree.lower[child]
            if (
                tree.dep[child] in ("mark", "advmod", "aux") and lower in ("if", "unless", "whether")
            ) or lower == "lest":
                if lower == "whether" and tree.dep[node] != "ccomp":
                    continue
                return child
            if node == trigger and _has_if(tree, child) and _has_modal(tree, node):
                return child
            if (
                lower == "should"
                and tree.dep[child] == "aux"
                and tree.dep[node] in ("advcl", "parataxis")
                and child < (tree.child(node, "nsubj", "nsubjpass") or child)
            ):
                return child
        if tree.dep[node] == "ROOT" or tree.head[node] == node:
            return None
        if tree.dep[node] in ("relcl",):
            return None
        if tree.dep[node] == "ccomp" and tree.lemma[tree.head[node]] not in ("be", "mean"):
            return None
        node = tree.head[node]
    return None


def _has_if(tree: Tree, clause: int) -> bool:
    return tree.dep[clause] == "advcl" and any(
        tree.lower[m] in ("if", "unless") and tree.dep[m] == "mark" for m in tree.children[clause]
    )


def _governors(tree: Tree, trigger: int, words: dict[str, frozenset[str]]) -> Verdict:
    node = trigger
    attempted = False
    for _ in range(10):
        head, dep = tree.head[node], tree.dep[node]
        lemma = tree.lemma[head]
        weighed = lemma in words["weigh"] and tree.tag[node] == "VBG"
        if head == node or (dep == "advcl" and not _is_infinitive(tree, node) and not weighed):
            break
        if tree.is_verb(head) or tree.pos[head] == "ADJ":
            verdict = _by_verb(tree, node, head, lemma, words)
            if verdict is not None:
                return _turn(tree, head, verdict, words)
            if lemma in ("try", "attempt", "seek", "struggle") and dep in ("xcomp", "ccomp", "advcl"):
                attempted = True
                if _stopped(tree, head, words) or True:
                    return Verdict(Status.DENIED, head, "attempt", attempted=True)
            if dep == "relcl":
                break
        elif tree.pos[head] in ("NOUN", "PROPN"):
            verdict = _by_noun(tree, node, head, lemma, words)
            if verdict is not None:
                return verdict
            if dep in ("relcl", "acl") and not _is_infinitive(tree, node):
                break
            if dep in ("nsubj", "nsubjpass", "dobj", "poss", "compound", "amod"):
                break
        node = head
    return Verdict(Status.HAPPENED, None, "attempt" if attempted else "plain", attempted=attempted)


def _is_infinitive(tree: Tree, node: int) -> bool:
    return any(tree.tag[c] == "TO" for c in tree.children[node])


def _by_verb(tree: Tree, node: int, head: int, lemma: str, words: dict[str, frozenset[str]]) -> Verdict | None:
    dep = tree.dep[node]
    clausal = dep in ("ccomp", "xcomp", "advcl", "acl")
    through = dep == "prep" or dep == "pcomp"
    if lemma in words["deny"] and dep in ("ccomp", "xcomp", "dobj"):
        return Verdict(Status.DENIED, head, "deny")
    if lemma in words["prevent"] and (
        clausal
        or (through and tree.lower[node] == "from")
        or (dep in ("dobj", "nsubjpass") and tree.lemma[node] in words["attempt"])
    ):
        return Verdict(Status.DENIED, head, "prevent")
    if lemma == "rule" and any(tree.lower[c] == "out" for c in tree.children[head]):
        out = _negation(tree, head, words) is None
        return Verdict(Status.DENIED, head, "deny") if out else Verdict(Status.HYPOTHETICAL, head, "not ruled out")
    if lemma in words["timetable"] and dep in ("nsubjpass", "dobj") and not tree.is_verb(node):
        return Verdict(Status.PLANNED, head, "plan")
    if lemma in words["fail"] and dep == "xcomp":
        return Verdict(Status.DENIED, head, "fail")
    if through and tree.lower[node] == "from" and lemma in ("ban", "refrain", "bar", "abstain"):
        return Verdict(Status.DENIED, head, "prevent")
    infinitive = clausal and _is_infinitive(tree, node)
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
        if lemma in ("warn", "suggest") and not _has_modal(tree, node):
            return None
        return Verdict(Status.HYPOTHETICAL, head, "wish")
    if infinitive and dep == "xcomp" and lemma in ("be", "have"):
        return Verdict(Status.PLANNED, head, "plan")
    if (
        infinitive
        and dep == "advcl"
        and tree.is_verb(head)
        and lemma in ("gather", "mass", "queue", "wait", "line", "assemble", "pay")
    ):
        return Verdict(Status.HYPOTHETICAL, head, "purpose")
    return None


def _has_modal(tree: Tree, node: int) -> bool:
    return any(tree.dep[c] == "aux" and tree.tag[c] in ("MD", "TO") for c in tree.children[node])


def _by_noun(tree: Tree, node: int, head: int, lemma: str, words: dict[str, frozenset[str]]) -> Verdict | None:
    dep = tree.dep[node]
    if dep not in ("acl", "prep", "pcomp", "ccomp", "relcl", "pobj"):
        return None
    infinitive = _is_infinitive(tree, node)
    if lemma in ("attempt", "bid", "effort", "push", "plot", "try") and (infinitive or dep == "prep"):
        return Verdict(Status.DENIED, head, "attempt", attempted=True)
    if lemma in ("claim", "allegation", "report", "accusation", "suggestion", "rumour", "rumor") and dep in (
        "acl",
        "ccomp",
        "relcl",
        "prep",
    ):
        governor = tree.owner(head)
        if governor is not None and tree.lemma[governor] in words["deny"]:
            return Verdict(Status.DENIED, governor, "deny")
    if lemma in words["plan_nouns"] and infinitive:
        return Verdict(Status.PLANNED, head, "plan")
    if lemma in words["wish_nouns"] and (infinitive or dep in ("acl", "ccomp", "prep")):
        return Verdict(Status.HYPOTHETICAL, head, "wish")
    if infinitive and dep == "acl" and lemma not in words["plan_nouns"]:
        return _purpose(tree, head)
    return None


def _purpose(tree: Tree, noun: int) -> Verdict | None:
    """Read the infinitive after a noun: "the first to cross" did, "their names down to go home" did not."""
    if any(tree.lower[c] in ("first", "last", "only", "latest", "second", "third") for c in tree.children[noun]):
        return None
    if tree.entity[noun] or tree.tag[noun] in ("NNP", "NNPS", "CD") or tree.lemma[noun] in lexicon().movers:
        return None
    return Verdict(Status.HYPOTHETICAL, noun, "purpose")


def _turn(tree: Tree, head: int, verdict: Verdict, words: dict[str, frozenset[str]]) -> Verdict:
    """Read the governor's own negation, modal or purpose: "could not prevent", "to stop the crossings"."""
    negation = _negation(tree, head, words)
    if verdict.rule == "prevent":
        if negation is not None:
            return Verdict(Status.HAPPENED, negation, "not prevented")
        modal = _modal(tree, head, words)
        if modal is not None or (_is_infinitive(tree, head) and not _done(tree, head)):
            return Verdict(Status.HYPOTHETICAL, head, "would prevent")
        return verdict
    if verdict.rule == "deny" and negation is not None:
        return Verdict(Status.HAPPENED, negation, "not denied")
    if verdict.rule == "fail" and negation is not None:
        return Verdict(Status.HAPPENED, negation, "did not fail")
    if verdict.rule == "plan" and negation is not None:
        return Verdict(Status.HYPOTHETICAL, negation, "not planned", negated=True)
    return verdict


def _done(tree: Tree, verb: int) -> bool:
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


def _stopped(tree: Tree, verb: int, words: dict[str, frozenset[str]]) -> bool:
    """Tell whether an attempt is said to have been stopped: "tried to cross but were driven back"."""
    return any(
        tree.dep[c] == "conj" and (tree.passive(c) or tree.lemma[c] in words["fail"]) for c in tree.children[verb]
    )
