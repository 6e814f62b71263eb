"""Words that stand for a country named elsewhere: "entered the country", "came here"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from geonews.events.rules.arguments import Role, role_of
from geonews.events.rules.context import Context
from geonews.events.rules.geography import Spot, spots_within
from geonews.events.rules.modality import cue_words
from geonews.events.rules.motion import motion_words
from geonews.events.rules.syntax import Tree

__all__ = ["standing_for"]


def standing_for(tree: Tree, spots: Sequence[Spot], context: Context) -> Iterator[Spot]:
    """Yield a spot for each word that names no country but stands for one, where it is entered, reached or acts.

    "Here" and "us" are the country of the dateline. "The country" is the last one that its sentence names before it,
    but for where somebody comes from; else that of who says so, of the sentences before, of the dateline.
    """
    words = motion_words()
    firsts = [first for first, _ in tree.bounds]
    for i, word in enumerate(tree.lower):
        here = word == "here" and tree.dep[i] == "advmod"
        if context.dateline is not None and (here or (word == "us" and tree.dep[i] == "pobj" and _entered(tree, i))):
            yield Spot(i, i, context.dateline, "place", None, None, tree.words[i])
        elif word in ("territory", "soil") and any(tree.lower[c] == "its" for c in tree.children[i]):
            sentence = bisect_right(firsts, i) - 1
            country = _meant(tree, i, tree.bounds[sentence], spots) if sentence >= 0 and _entered(tree, i) else None
            if country is not None:
                yield Spot(i, i, country, "place", None, None, f"its {tree.words[i]}")
        elif word in words["countries"] and tree.lower[i - 1] == "the" and i and not _named(tree, i):
            sentence = bisect_right(firsts, i) - 1
            if sentence < 0 or i >= tree.bounds[sentence][1] or not _entered(tree, i):
                continue
            country = _meant(tree, i, tree.bounds[sentence], spots)
            country = country or context.scene(sentence) or context.dateline
            if country is not None:
                yield Spot(i, i, country, "place", None, None, f"the {tree.words[i]}")


def _named(tree: Tree, noun: int) -> bool:
    """Tell whether the country is named beside the word: "the country of Chad", "the Polish side of the country"."""
    return any(
        (tree.dep[c] == "prep" and tree.lower[c] == "of")
        or tree.dep[c] in ("relcl", "appos")
        or (tree.dep[c] in ("amod", "compound") and tree.words[c][:1].isupper())
        for c in tree.children[noun]
    )


def _entered(tree: Tree, noun: int) -> bool:
    role = role_of(tree, Spot(noun, noun, None, "place"))
    if role.part == "object":
        return tree.lemma[role.governor] in motion_words()["entering"]
    if role.part == "prep":
        landed = role.preposition in ("in", "on") and role.owner is not None
        return role.preposition in motion_words()["to"] or (
            landed and tree.lemma[role.owner or 0] in motion_words()["arriving"]
        )
    return role.part == "subject" and role.carrier is None


def _meant(tree: Tree, noun: int, bounds: tuple[int, int], spots: Sequence[Spot]) -> str | None:
    """Return the country that a sentence itself says is meant."""
    inside = [s for s in spots_within(spots, *bounds) if s.country is not None]
    roles = [role_of(tree, s) for s in inside]
    before = [r.spot for r in roles if r.spot.last < noun and r.spot.kind == "place" and not _left(r)]
    if before:
        return before[-1].country
    return next((r.spot.country for r in roles if _says_so(tree, r)), None)


def _left(role: Role) -> bool:
    return role.part == "prep" and role.preposition in motion_words()["from"]


def _says_so(tree: Tree, role: Role) -> bool:
    """Tell whether a spot is or belongs to the one who says so: "Ugandan officials said"."""
    for node in (role.token, *tree.up(role.token)):
        if tree.dep[node] in ("nsubj", "nsubjpass"):
            return tree.lemma[tree.head[node]] in cue_words()["report"]
        if tree.is_verb(node):
            return False
    return False
