"""Nouns for those who move and act, and the class of a noun phrase."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geonews.events.rules.syntax import Tree

__all__ = ["Lexicon", "is_mover", "lexicon", "mover_class", "sector", "whole"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lemma → class, from ``lexicon.toml``; ``persons`` are further nouns for people, from WordNet."""

    movers: dict[str, str]
    barred: dict[str, str]
    sectors: dict[str, str]
    borders: frozenset[str]
    strong_borders: frozenset[str]
    carriers: frozenset[str]
    containers: frozenset[str]
    pronouns: frozenset[str]
    collectives: frozenset[str]
    endings: tuple[str, ...]
    persons: dict[str, str]
    things: frozenset[str]
    fallen: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the word lists."""
    data = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))
    movers = {word: kind for kind, words in data["movers"].items() for word in words}
    sectors = {word: kind for kind, words in data["sectors"].items() for word in words}
    barred = {word: kind for kind, words in data["not_movers"].items() for word in words if word not in movers}
    with (Path(__file__).parent / "persons.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["word"]: row["kind"] for row in csv.DictReader(file)}
    persons = {w: k for w, k in listed.items() if w not in movers and w not in barred and w not in sectors}
    return Lexicon(
        movers=movers,
        barred=barred | {word: kind for word, kind in persons.items() if kind in ("OFFICIAL", "SPORT")},
        sectors=sectors,
        persons={word: kind for word, kind in persons.items() if kind not in ("OFFICIAL", "SPORT")},
        borders=frozenset(data["borders"]["nouns"]),
        strong_borders=frozenset(data["borders"]["strong"]),
        carriers=frozenset(data["borders"]["carriers"]),
        containers=frozenset(data["phrases"]["containers"]),
        pronouns=frozenset(data["phrases"]["pronouns"]),
        endings=tuple(data["phrases"]["endings"]),
        things=frozenset(data["phrases"]["things"]),
        fallen=frozenset(data["phrases"]["fallen"]),
        collectives=frozenset(data["phrases"]["collectives"]),
    )


def whole(tree: Tree, noun: int) -> list[int]:
    """Return the nouns of a phrase from the outside in: "a group of Afghans" gives group, Afghans."""
    found = [noun]
    for _ in range(4):
        last = found[-1]
        if tree.lower[last] in ("between", "over", "around", "about", "some", "above", "near", "up", "under", "beyond"):
            goal = next((c for c in tree.children[last] if tree.dep[c] == "pobj"), None)
            if goal is not None:
                found.append(goal)
                continue
        if tree.lemma[last] not in lexicon().containers and tree.pos[last] not in (
            "NUM",
            "DET",
            "PRON",
            "ADJ",
            "ADV",
            "ADP",
        ):
            break
        of = next(
            (c for c in tree.children[last] if tree.dep[c] == "prep" and tree.lower[c] in ("of", "carrying")), None
        )
        inner = None if of is None else tree.child(of, "pobj")
        if inner is None:
            break
        found.append(inner)
    return found


def mover_class(tree: Tree, noun: int) -> str | None:
    """Return the class of those a noun phrase names, None if it names none who cross borders."""
    words = lexicon()
    for token in reversed(whole(tree, noun)):
        found = _class_of(tree, token, words)
        if found is not None:
            return found
    return None


def _class_of(tree: Tree, token: int, words: Lexicon) -> str | None:
    lemma, lower = tree.lemma[token], tree.lower[token]
    if lower in lexicon().pronouns and not (tree.pos[token] == "ADJ" and tree.dep[token] == "amod"):
        return "PRON"
    if words.barred.get(lemma) == "OFFICIAL" and any(tree.lower[c] in words.fallen for c in tree.children[token]):
        return "CVL"
    found = words.movers.get(lemma) or words.movers.get(lower) or words.movers.get(lower.rstrip("s"))
    if found is None and "-" in lemma:
        found = words.movers.get(lemma.rsplit("-", 1)[-1])
    modifiers = [tree.lemma[c] for c in tree.children[token] if tree.dep[c] in ("compound", "amod", "nmod")]
    if found == "CVL" or found is None:
        for modifier in modifiers:
            if modifier in ("displaced", "uprooted"):
                return "REF"
            if words.movers.get(modifier) in ("MIL", "REB") and found is not None:
                return words.movers[modifier]
            if modifier == "armed" and found is not None:
                return "REB"
    if found in ("VEH", "SEA") and any(
        m in ("aid", "relief", "humanitarian", "food", "medical", "unicef", "un") for m in modifiers
    ):
        return "AID"
    if found == "VEH" and any(m in ("military", "armoured", "armored", "army") for m in modifiers):
        return "MIL"
    if found is not None:
        return found
    if _unknown_people(tree, token, words):
        return "CVL"
    if lemma in words.barred or lower in words.barred:
        return None
    if tree.pos[token] == "NOUN" and (lemma in words.persons or lower.removesuffix("s") in words.persons):
        return words.persons.get(lemma, "CVL")
    if tree.pos[token] == "NUM" or tree.tag[token] in ("CD",):
        return "PRON"
    return None


def _unknown_people(tree: Tree, token: int, words: Lexicon) -> bool:
    """Tell whether a plural of no list is of people by its ending and the number before it: "sixty mourners"."""
    lower = tree.lower[token]
    if tree.tag[token] != "NNS" or lower in words.things or not lower.endswith(words.endings):
        return False
    return any(tree.dep[c] == "nummod" or tree.lower[c] in ("some", "several", "many") for c in tree.children[token])


def is_barred(tree: Tree, noun: int) -> bool:
    """Tell whether a noun phrase names a visitor of state, a team, a beast, a weapon or a figure of speech."""
    words = lexicon()
    token = whole(tree, noun)[-1]
    if any(tree.lower[c] in words.fallen for c in tree.children[token]) or tree.lower[token].startswith("ex-"):
        return False
    if tree.lemma[token] in words.movers or tree.lower[token] in words.movers:
        return False
    titled = tree.pos[token] == "PROPN" and any(
        words.barred.get(tree.lemma[c]) == "OFFICIAL" for c in tree.children[token] if tree.dep[c] == "compound"
    )
    return titled or tree.lemma[token] in words.barred or tree.lower[token] in words.barred


def is_mover(tree: Tree, noun: int) -> bool:
    """Tell whether a noun phrase may cross a border: those of a list, and peoples."""
    return whole(tree, noun)[-1] in tree.peoples or mover_class(tree, noun) is not None


def sector(tree: Tree, noun: int) -> str | None:
    """Return the PLOVER sector of an actor, None if the words do not say."""
    words = lexicon()
    for token in reversed(whole(tree, noun)):
        for lemma in (tree.lemma[token], tree.lower[token], tree.lower[token].removesuffix("s")):
            if lemma in words.sectors:
                return words.sectors[lemma]
            found = words.movers.get(lemma)
            if found in ("MIL", "COP", "REB", "REF", "CVL"):
                return found
            if found == "MIG":
                return "REF"
    return None
