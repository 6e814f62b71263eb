"""Numbers told by the predicate: "the number of people who crossed stood at 4,150", "arrivals passed 8,000"."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from geonews.events.rules.lexicon import is_mover
from geonews.events.rules.syntax import Tree

__all__ = ["beside", "exceeded", "number_of"]


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    data = tomllib.loads((Path(__file__).parents[1] / "grounding" / "counts.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data["figures"].items()}


def number_of(tree: Tree, noun: int) -> int | None:
    """Return the token of the number that a noun has, as its own or as what it is said to have reached.

    None if nothing is said; the parser's own number words ("212 arrivals") come first.
    """
    own = next((c for c in tree.children[noun] if tree.dep[c] == "nummod"), None)
    if own is not None:
        return own
    verb = _measuring(tree, noun)
    return None if verb is None else _reached(tree, verb)


def exceeded(tree: Tree, number: int) -> bool:
    """Tell whether a number was passed rather than reached: "arrivals passed 8,000"."""
    verb = tree.owner(number)
    return verb is not None and tree.lemma[verb] in _words()["exceed"]


def beside(tree: Tree, noun: int) -> list[int]:
    """Return the numbers that an apposition or a participle gives a noun: "some 130 men", "numbering 400"."""
    found = []
    for node in (noun, *(c for c in tree.children[noun] if tree.dep[c] == "conj")):
        for child in tree.children[node]:
            counted = tree.dep[child] == "appos" and is_mover(tree, child)
            told = tree.dep[child] in ("acl", "advcl") and tree.lemma[child] in _words()["told"]
            if child > noun and (counted or told):
                found += [t for t in tree.subtree(child, without=frozenset(("relcl",))) if tree.pos[t] == "NUM"]
    return found


def _measuring(tree: Tree, noun: int) -> int | None:
    """Return the verb that says how many, where the noun or the "number" of it is the subject."""
    words = _words()
    node = noun
    for _ in range(6):
        head, dep = tree.head[node], tree.dep[node]
        if head == node:
            return None
        if dep in ("nsubj", "nsubjpass"):
            counts = tree.lemma[node] in words["nouns"]
            if tree.is_verb(head) and tree.lemma[head] in words["verbs"] and (
                counts or tree.lemma[head] in words["number"] | words["exceed"]
            ):  # fmt: skip
                return head
            if tree.dep[head] not in ("relcl", "acl", "pcomp"):
                return None
            node = head
        elif dep in ("pobj", "prep", "pcomp", "relcl", "acl", "compound", "nmod", "poss", "amod"):
            node = head
        else:
            return None
    return None


def _reached(tree: Tree, verb: int) -> int | None:
    """Return the first number behind a verb that is not the step by which it changed."""
    for token in tree.subtree(verb):
        if token <= verb or tree.pos[token] != "NUM":
            continue
        prepositions = [tree.lower[t] for t in (tree.head[token], token - 1) if tree.pos[t] == "ADP"]
        if not {"by", "from", "on", "in", "of"} & set(prepositions[:1]):
            return token
    return None
