"""Who acts and who is acted upon: the classes of a noun phrase that frames ask for, and the parties of a trigger."""

from __future__ import annotations

from geonews.events.geography import Spot
from geonews.events.lexicon import lexicon, mover_class, sector, whole
from geonews.events.syntax import Tree
from geonews.events.words import action_words

__all__ = ["fits", "noun_party", "party", "word_classes"]


def fits(tree: Tree, noun: int | None, wanted: tuple[str, ...], by_token: dict[int, Spot]) -> bool:
    """Tell whether a party is of one of the classes that a frame asks for; "none" asks for no party."""
    if not wanted:
        return True
    if noun is None:
        return "none" in wanted
    classes = _classes(tree, noun, by_token)
    return any(w in classes for w in wanted)


def word_classes(tree: Tree, token: int, by_token: dict[int, Spot]) -> set[str]:
    """Return the classes of a word around a trigger: <place>, <force> (soldiers, police) and <aid> (relief goods)."""
    found = set()
    spot = by_token.get(token)
    if (spot is not None and spot.kind != "people") or (spot is None and tree.entity[token] in ("GPE", "LOC", "FAC")):
        found.add("<place>")
    kind = lexicon().movers.get(tree.lemma[token])
    if kind in ("MIL", "COP"):
        found.add("<force>")
    elif kind == "AID":
        found.add("<aid>")
    return found


def _classes(tree: Tree, noun: int, by_token: dict[int, Spot]) -> set[str]:
    """Return what a noun phrase is: its sector, a country, a place, a person, people, any actor, or its own lemma."""
    tokens = whole(tree, noun)
    found = {"any", *(tree.lemma[t] for t in tokens)}
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
        if tree.lemma[token] in words["sites"]:
            found.add("site")
        spot = by_token.get(token)
        if spot is not None:
            found |= {"actor", "people"} if spot.kind == "people" else {"actor", "country", "place"}
        if tree.entity[token] in ("PERSON", "ORG", "NORP"):
            found |= {"actor", "person"} if tree.entity[token] == "PERSON" else {"actor", "org"}
        elif tree.entity[token] in ("GPE", "LOC", "FAC"):
            found |= {"place", "actor", "country"} if tree.entity[token] == "GPE" else {"place", "actor"}
        elif tree.pos[token] == "PROPN":
            found.add("name")
        if tree.lower[token] in ("he", "she", "who", "they", "it", "we"):
            found |= {"actor", "person", "people"}
        found |= {f"{tree.lemma[c]}-{tree.lemma[token]}" for c in tree.children[token] if tree.dep[c] == "compound"}
    if tree.lemma[noun] in lexicon().carriers and any(t in by_token for t in tree.subtree(noun)):
        found.add("place")
    if any(c in by_token and tree.dep[c] in ("amod", "poss", "compound", "nmod") for c in tree.children[noun]):
        found.add("actor")
    return found


def party(tree: Tree, verb: int, part: str, subject: int | None, goal: int | None) -> int | None:
    """Return a party of a verb: its subject, its object, or what stands behind a preposition."""
    if part == "subject":
        return subject
    if part == "object":
        return goal
    for child in tree.children[verb]:
        if tree.dep[child] in ("prep", "agent", "dative") and tree.lower[child] == part:
            return tree.child(child, "pobj")
    return goal


def noun_party(tree: Tree, noun: int, part: str) -> int | None:
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
