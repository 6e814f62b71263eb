"""What a trigger's own clause says of it: negation, "will" and "may", conditions."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geonews.events.rules.syntax import Tree
from geonews.model import Status

__all__ = [
    "Verdict",
    "condition_of",
    "cue_words",
    "has_modal",
    "is_infinitive",
    "modal_of",
    "negated_by",
    "refused_by",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, the token that decided it (None for the plain past) and the rule's name.

    ``negated`` is true for a plain "not", which denies an event only if somebody says so of the past.
    """

    status: Status
    cue: int | None = None
    rule: str = "plain"
    negated: bool = False


@lru_cache(maxsize=1)
def cue_words() -> dict[str, frozenset[str]]:
    """Return the cue words by kind."""
    data = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(words) for kind, words in data.items()}


def refused_by(tree: Tree, trigger: int) -> int | None:
    """Return the verb of "would not let them pass", "did not allow them to enter", "nobody was let in"."""
    head = tree.head[trigger]
    verb = head if tree.dep[trigger] in ("ccomp", "xcomp") else trigger
    if tree.lemma[verb] not in ("let", "allow", "permit"):
        return None
    if any(tree.lower[c] in ("will", "wo", "'ll", "shall", "can", "may") for c in tree.children[verb]):
        return None
    return verb if any(tree.dep[c] == "neg" for c in tree.children[verb]) else None


def negated_by(tree: Tree, trigger: int, words: dict[str, frozenset[str]]) -> int | None:
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
            opening = min(t for t in (child, *tree.children[child]) if t <= child)
            if opening and tree.lower[opening - 1] == "not" and tree.head[opening - 1] in (child, opening):
                return opening - 1
    if tree.dep[trigger] in ("xcomp", "pcomp", "conj", "ccomp"):
        head = tree.head[trigger]
        if tree.dep[trigger] == "conj" and tree.is_verb(head):
            if tree.child(trigger, "nsubj", "nsubjpass", "aux") is None and tree.lower[trigger - 1] in ("or", "nor"):
                return negated_by(tree, head, words)
        elif tree.is_verb(head) and tree.dep[trigger] == "xcomp" and tree.lemma[head] in words["carry"]:
            return negated_by(tree, head, words)
        elif tree.dep[trigger] == "pcomp" and tree.lower[head] == "without":
            return head
    return None


def modal_of(tree: Tree, trigger: int, words: dict[str, frozenset[str]]) -> Verdict | None:
    """Return what "will", "may" or "would" makes of a trigger, its own or that of the verbs it completes."""
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
            if lower == "could" and any(tree.lower[c] == "before" for c in tree.children[node] if c < child):
                return Verdict(Status.DENIED, child, "prevent")
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
                agreed = _reported(tree, node) or _under_a_deal(tree, node, words)
                return Verdict(Status.PLANNED if agreed else Status.HYPOTHETICAL, child, "would")
    if tree.dep[trigger] == "ROOT" and is_infinitive(tree, trigger) and tree.child(trigger, "nsubj") is not None:
        return Verdict(Status.PLANNED, trigger, "headline future")
    return None


def _under_a_deal(tree: Tree, verb: int, words: dict[str, frozenset[str]]) -> bool:
    """Tell whether a plan is named beside "would": "under the deal, Germany would return 40 men"."""
    for child in tree.children[verb]:
        if tree.dep[child] == "prep" and tree.lower[child] in ("under", "in", "as"):
            goal = tree.child(child, "pobj")
            if goal is not None and tree.lemma[goal] in words["deals"]:
                return True
    return False


def _reported(tree: Tree, verb: int) -> bool:
    """Tell whether "would" is the future of something somebody said, and not a condition."""
    if any(
        tree.dep[c] == "advcl" and any(tree.lower[m] in ("if", "unless", "should", "were") for m in tree.children[c])
        for c in tree.children[verb]
    ):
        return False
    return tree.dep[verb] in ("ccomp", "conj", "ROOT", "relcl", "advcl", "acl") and tree.dep[verb] != "ROOT"


def condition_of(tree: Tree, trigger: int, words: dict[str, frozenset[str]]) -> int | None:
    """Return the word that makes a trigger depend on something: "if", "unless", "should"."""
    node = trigger
    for _ in range(12):
        precaution = _in_case(tree, node)
        if precaution is not None:
            return precaution
        for child in tree.children[node]:
            lower = tree.lower[child]
            if (
                tree.dep[child] in ("mark", "advmod", "aux") and lower in ("if", "unless", "whether")
            ) or lower == "lest":
                if lower == "whether" and tree.dep[node] not in ("ccomp", "pcomp"):
                    continue
                return child
            if node == trigger and _has_if(tree, child) and has_modal(tree, node):
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


def _in_case(tree: Tree, clause: int) -> int | None:
    """Return the "case" of "in case rebels enter", "fear" of "for fear rebels enter": they stand before the subject."""
    subject = tree.child(clause, "nsubj", "nsubjpass") if tree.is_verb(clause) else None
    if subject is None or subject > clause:
        return None
    first = tree.subtree(subject)[0]
    cue = first if tree.lower[first] in ("case", "fear") else first - 1
    cue -= tree.lower[cue] == "that"
    before = cue_words()["precautions"]
    return cue if cue > 0 and f"{tree.lower[cue - 1]} {tree.lower[cue]}" in before else None


def _has_if(tree: Tree, clause: int) -> bool:
    return tree.dep[clause] == "advcl" and any(
        tree.lower[m] in ("if", "unless") and tree.dep[m] == "mark" for m in tree.children[clause]
    )


def is_infinitive(tree: Tree, node: int) -> bool:
    """Tell whether a verb stands with "to"."""
    return any(tree.tag[c] == "TO" for c in tree.children[node])


def has_modal(tree: Tree, node: int) -> bool:
    """Tell whether a verb has a modal or "to" before it."""
    return any(tree.dep[c] == "aux" and tree.tag[c] in ("MD", "TO") for c in tree.children[node])
