"""What part a place plays beside a trigger: entered, left, passed, or only somebody's nationality."""

from __future__ import annotations

from dataclasses import dataclass

from geonews.events.rules.geography import Spot
from geonews.events.rules.lexicon import lexicon
from geonews.events.rules.syntax import Tree

__all__ = ["Role", "near", "role_of"]


@dataclass(frozen=True, slots=True)
class Role:
    """How a spot hangs in its sentence.

    ``preposition`` introduces it (empty for a subject, an object or a modifier), ``governor`` is the word that
    phrase hangs on, ``owner`` the verb above, ``carrier`` the noun that only carries the place ("soil", "side",
    "border"), ``part`` is prep, subject, object, modifier or other. ``inner`` is the preposition between the
    carrier and the place ("the border **with** X").
    """

    spot: Spot
    part: str
    preposition: str
    token: int
    governor: int
    owner: int | None
    carrier: int | None = None
    inner: str = ""


def role_of(tree: Tree, spot: Spot) -> Role:
    """Return the part a spot plays."""
    words = lexicon()
    token = _head(tree, spot)
    carrier: int | None = None
    inner = ""
    for _ in range(10):
        dep, head = tree.dep[token], tree.head[token]
        if head == token:
            break
        if dep == "pobj" or (dep in ("pcomp",) and tree.pos[head] == "ADP"):
            preposition = _preposition(tree, head)
            above = tree.head[head]
            while tree.dep[head] == "prep" and tree.pos[above] == "ADP":
                head, above = above, tree.head[above]
            own = any(tree.lower[c] == "own" for c in tree.children[above])
            settled = own or (
                preposition == "on" and carrier is not None and tree.lemma[carrier] in ("side", "bank", "soil")
            )
            if (
                not settled
                and preposition in ("of", "in", "near", "at", "around", "with", "on", "from", "between", "for", "to")
                and tree.pos[above] in ("NOUN", "PROPN")
                and (
                    (tree.tag[above] == "NNP" and preposition == "in" and tree.entity[above] not in ("PERSON", "NORP"))
                    or tree.lemma[above] in words.carriers
                    or tree.lemma[above] in words.borders
                    or tree.lower[above] in words.carriers
                )
                and not (preposition in ("from", "to", "for") and tree.lemma[above] not in words.strong_borders)
                and not (
                    preposition in ("from", "to")
                    and tree.lemma[above] in words.strong_borders
                    and tree.dep[above] != "pobj"
                )
            ):
                if preposition in ("from", "to", "for"):
                    return Role(spot, "prep", preposition, head, above, tree.owner(head), above)
                token, carrier = above, above
                inner = inner or preposition
                continue
            return Role(
                spot,
                "prep",
                preposition,
                head,
                above,
                above if tree.is_verb(above) else tree.owner(head),
                carrier,
                inner,
            )
        if dep == "compound" and tree.lower[spot.first - 1] in ("into", "onto") and tree.head[head] == spot.first - 1:
            # A name right behind "into" is entered, whatever the parser made of the words behind it.
            governor = tree.head[spot.first - 1]
            return Role(spot, "prep", "into", spot.first - 1, governor, tree.owner(spot.first - 1), carrier, inner)
        if dep in ("amod", "poss", "compound", "nmod", "case", "nummod", "npadvmod", "advmod", "quantmod"):
            lemma = tree.lemma[head]
            if (
                lemma in words.carriers
                or lemma in words.borders
                or tree.lower[head] in words.carriers
                or (dep == "amod" and _a_place(tree, head))
            ):
                token, carrier = head, head
                inner = inner or dep
                continue
            return Role(spot, "modifier", "", token, head, tree.owner(token), carrier, inner)
        if dep in ("appos", "conj", "flat", "dep"):
            token = head
            continue
        if dep in ("dobj", "dative", "oprd", "attr"):
            return Role(
                spot, "object", "", token, head, head if tree.is_verb(head) else tree.owner(token), carrier, inner
            )
        if dep in ("nsubj", "nsubjpass", "csubj"):
            return Role(
                spot, "subject", "", token, head, head if tree.is_verb(head) else tree.owner(token), carrier, inner
            )
        break
    # The parser lost it; the word before may still tell.
    before = _before(tree, spot.first)
    if before is not None and tree.pos[before] in ("ADP", "PART", "SCONJ"):
        return Role(
            spot, "prep", _preposition(tree, before), before, tree.head[before], tree.owner(before), carrier, inner
        )
    return Role(spot, "other", "", token, tree.head[token], tree.owner(token), carrier, inner)


def _a_place(tree: Tree, noun: int) -> bool:
    """Tell whether a noun behind "into" or "onto" can only be a place: "into the Greek maize fields"."""
    if tree.dep[noun] != "pobj" or tree.lower[tree.head[noun]] not in ("into", "onto"):
        return False
    words = lexicon()
    return tree.lemma[noun] != "airspace" and not any(
        tree.lemma[noun] in known for known in (words.movers, words.sectors, words.barred)
    )


def _head(tree: Tree, spot: Spot) -> int:
    for token in range(spot.last, spot.first - 1, -1):
        if not spot.first <= tree.head[token] <= spot.last or tree.head[token] == token:
            return token
    return spot.last


def _before(tree: Tree, token: int) -> int | None:
    i = token - 1
    while (
        i >= 0
        and (tree.pos[i] in ("DET", "ADJ") or tree.lower[i] in ("neighbouring", "neighboring", "nearby"))
        and token - i < 4
    ):
        i -= 1
    return i if i >= 0 else None


def _preposition(tree: Tree, token: int) -> str:
    """Return a preposition with what it is made of: "out of" is from, "on to" is onto."""
    lower = tree.lower[token]
    previous = tree.lower[token - 1] if token else ""
    if lower == "of" and previous in ("out", "outside"):
        return "from"
    if (lower, previous) in (("of", "short"), ("as", "far")):
        return "to"
    if lower == "of" and previous == "inside":
        return "inside"
    if lower == "to" and previous in ("on", "in", "back", "over", "across"):
        return "to"
    if lower == "way" or (lower == "to" and previous == "according"):
        return "according"
    return lower


def near(tree: Tree, trigger: int, role: Role, group: frozenset[int]) -> int:
    """Return how far a role is from a trigger: 0 its own, 1 of its verb group, 2 by position only, 9 not its own."""
    if role.owner == trigger or role.governor == trigger:
        return 0
    node = role.governor
    for _ in range(12):
        if node == trigger:
            return 0
        if tree.is_verb(node) or tree.head[node] == node:
            break
        node = tree.head[node]
    if role.owner in group:
        return 1
    first = role.token
    if (
        first > trigger
        and all(not tree.is_verb(i) or i in group for i in range(trigger + 1, first))
        and first - trigger < 14
    ):
        return 2
    return 9
