"""Where an event took place: the places of its own clause, by preposition and by distance in the parse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geonews.events.rules.arguments import Role, role_of
from geonews.events.rules.geography import Spot
from geonews.events.rules.lexicon import lexicon
from geonews.events.rules.status import cue_words
from geonews.events.rules.syntax import Tree
from geonews.events.rules.words import action_words, prepositions
from geonews.model import Kind, Place, Resolution

__all__ = ["Site", "locate", "precision", "sites"]

#: How well a preposition places an event.
_STRONG: dict[str, float] = prepositions()


@dataclass(frozen=True, slots=True)
class Site:
    """A place name of the text, resolved or not."""

    first: int
    last: int
    place: Place | None
    role: Role


def sites(tree: Tree, resolutions: Sequence[Resolution]) -> list[Site]:
    """Return the place names of a document that may be where something happens: no peoples, no metonyms.

    Beside the toponyms these are the names that the tagger takes for places, and capitalised names behind a word
    of place ("in Rityan", "the village of Tall Saib").
    """
    found: list[Site] = []
    taken = [False] * len(tree)
    position = 0
    for resolution in sorted(resolutions, key=lambda r: r.toponym.start):
        toponym = resolution.toponym
        while position < len(tree) and tree.end(position) <= toponym.start:
            position += 1
        last = position
        while last + 1 < len(tree) and tree.start[last + 1] < toponym.end:
            last += 1
        if position >= len(tree):
            break
        if any(taken[position : last + 1]):
            continue
        taken[position : last + 1] = [True] * (last + 1 - position)
        if toponym.kind not in (Kind.DEMONYM, Kind.METONYM, Kind.EMBEDDED):
            found.append(_site(tree, position, _extent(tree, position, last), resolution.place))
    for first, last in _names(tree):
        if not any(taken[first : last + 1]):
            taken[first : last + 1] = [True] * (last + 1 - first)
            found.append(_site(tree, first, last, None))
    return found


def _extent(tree: Tree, first: int, last: int) -> int:
    """Return the last token of a name: with the kind where it is written as part of it, without it where it is not.

    So "Deir Ezzor Governorate" and "Mission District", but "Aceh" of "Aceh province".
    """
    carriers = lexicon().carriers
    while last > first and tree.lemma[last] in carriers and tree.words[last].islower():
        last -= 1
    after = last + 1
    if after < len(tree) and tree.words[after][:1].isupper() and tree.lower[after] in carriers:
        return after
    return last


def _site(tree: Tree, first: int, last: int, place: Place | None) -> Site:
    name = tree.text[tree.start[first] : tree.end(last)]
    return Site(first, last, place, role_of(tree, Spot(first, last, None, "place", place, None, name)))


def _names(tree: Tree) -> Iterator[tuple[int, int]]:
    """Yield runs of capitalised words that are tagged as places, or stand behind a preposition of place."""
    i, count = 0, len(tree)
    while i < count:
        if not _is_name(tree, i):
            i += 1
            continue
        last = i
        while last + 1 < count and (
            _is_name(tree, last + 1)
            or (
                tree.words[last + 1] in ("-", "al", "el", "de", "’", "'")
                and last + 2 < count
                and _is_name(tree, last + 2)
                and tree.start[last + 1] - tree.end(last) <= 1
            )
        ):
            last += 1
        tagged = any(tree.entity[t] in ("GPE", "LOC", "FAC") for t in range(i, last + 1))
        barred = any(
            tree.entity[t] in ("PERSON", "DATE", "NORP", "TIME", "CARDINAL", "MONEY") for t in range(i, last + 1)
        )
        before = tree.lower[i - 1] if i else ""
        if before == "the" and i > 1:
            before = tree.lower[i - 2]
        carriers = lexicon().carriers
        of_place = before == "of" and i > 1 and (tree.lemma[i - 2] in carriers or tree.lower[i - 2] in carriers)
        carried = tree.lemma[last + 1 : last + 2] and tree.lemma[last + 1] in carriers and tree.pos[last + 1] == "NOUN"
        people = all(tree.entity[t] in ("PERSON", "") for t in range(i, last + 1))
        entered = people and tree.dep[last] == "dobj" and tree.lemma[tree.head[last]] in action_words()["arrived"]
        behind = before in ("in", "near", "at", "outside", "around", "inside")
        if tagged or entered or (not barred and (behind or of_place or carried)):
            yield i, last
        i = last + 1


def _is_name(tree: Tree, i: int) -> bool:
    return tree.words[i][:1].isupper() and tree.pos[i] == "PROPN" and len(tree.words[i]) > 1


def locate(tree: Tree, trigger: int, bounds: tuple[int, int], candidates: Sequence[Site]) -> list[Site]:
    """Return the places where a trigger's event took place, the best first with its equals; empty if none is stated."""
    scored = []
    chain = _chain(tree, trigger)
    for site in candidates:
        if bounds[0] <= site.first < bounds[1]:
            score = _score(tree, trigger, site, chain)
            if score > 0.7:
                scored.append((score, site))
    if not scored:
        return []
    scored.sort(key=lambda s: -s[0])
    best = scored[0][1]
    return [best, *(s for _, s in scored[1:] if _joined(tree, best, s))]


def _chain(tree: Tree, trigger: int) -> list[int]:
    """Return the trigger and the verbs and nouns above it that share its place."""
    found, node = [trigger], trigger
    for _ in range(6):
        head = tree.head[node]
        if head == node or (
            tree.dep[node] in ("ccomp", "relcl", "advcl", "parataxis") and tree.lemma[head] in cue_words()["report"]
        ):
            break
        found.append(head)
        node = head
    return found


def _score(tree: Tree, trigger: int, site: Site, chain: list[int]) -> float:
    role = site.role
    distance = _steps(tree, trigger, role, chain)
    if distance is None or _of_speaker(tree, role):
        return 0.0
    if any(w in _LENGTHS for w in tree.lower[max(0, site.first - 6) : site.first]):
        return 0.5
    fine = _fineness(site) - {"of": 0.2, "in": 0.5, "near": 0.6, "with": 1.0}.get(role.inner, 0.0)
    own = role.governor == trigger or role.owner == trigger
    if role.part == "object":
        entered = tree.lemma[role.governor] in action_words()["entered"]
        if own and role.governor == trigger:
            return 5.0 + fine if entered or role.carrier is not None else 1.2
        return 2.6 + fine - 0.4 * distance if entered else 0.8
    if role.part == "prep":
        base = _STRONG.get(role.preposition, 0.6)
        if role.preposition == "from" and tree.lemma[trigger] in action_words()["left"]:
            base = 2.6
        if role.preposition == "of":
            base = 2.3 if own and tree.lemma[trigger] in action_words()["entered"] else 1.4
        if role.preposition in ("to", "into") and role.governor == trigger:
            base += 0.9
        return base + (0.8 if own else 0.2) + fine - 0.4 * distance
    if role.part == "subject":
        if role.inner in ("in", "at", "near"):
            return 1.8 + fine - 0.4 * distance
        return 2.0 + fine - 0.2 * distance if tree.passive(trigger) and role.owner == trigger else 0.3
    if role.part == "modifier":
        if lexicon().movers.get(tree.lemma[role.governor]) or tree.lemma[role.governor] in lexicon().sectors:
            return 0.3  # whose they are, not where they are: "Iraq's police force", "the Sinaloa cartel"
        held = tree.lower[site.last + 1 : site.last + 2] in (["'s"], ["’s"])
        entered = own and tree.dep[role.governor] == "dobj" and tree.lemma[trigger] in action_words()["entered"]
        return (2.2 if entered or (held and own) else 1.2) + fine - 0.3 * distance
    return 1.6 if site.first < trigger and distance <= 2 else 1.0


_LENGTHS = frozenset(("km", "kms", "kilometres", "kilometers", "miles", "metres", "meters", "mile"))


_CAUSES = frozenset(("force", "drive", "prompt", "push", "lead", "compel", "cause", "make", "allow"))


def _fineness(site: Site) -> float:
    """Return how much a town or a spot is to be preferred to a province, and that to a country."""
    if site.place is None:
        return 0.3
    if site.place.feature_class != "A":
        return 0.4
    return -0.5 if site.place.feature_code.startswith("PCL") else 0.0


def _steps(tree: Tree, trigger: int, role: Role, chain: list[int]) -> int | None:
    """Return how many verbs lie between a place and a trigger, None if the place belongs to another clause."""
    node, steps = role.token, 0
    for _ in range(25):
        if node in chain:
            return steps + chain.index(node) if node != trigger else steps
        head = tree.head[node]
        if head == node:
            return None
        effect = tree.dep[node] in ("xcomp", "ccomp") and head in chain and tree.lemma[head] in _CAUSES
        if effect and not tree.is_verb(trigger):  # "fighting forced them to flee to Chad" was not in Chad
            return None
        if tree.is_verb(head) and head not in chain:
            steps += 1
        if tree.dep[node] in ("relcl", "ccomp", "parataxis"):
            steps += 2
        node = head
    return None


def _of_speaker(tree: Tree, role: Role) -> bool:
    node = role.governor
    for _ in range(5):
        if tree.dep[node] in ("nsubj", "nsubjpass") and tree.lemma[tree.head[node]] in cue_words()["report"]:
            return True
        if tree.head[node] == node:
            return False
        node = tree.head[node]
    return False


def _joined(tree: Tree, one: Site, other: Site) -> bool:
    """Tell whether two places are joined by "and": both are where it happened; not "Hackensack, New Jersey"."""
    for low, high in ((one, other), (other, one)):
        node = low.role.spot.last
        for _ in range(6):
            if tree.dep[node] not in ("conj", "compound", "nmod"):
                break
            joined, node = tree.dep[node] == "conj", tree.head[node]
            if joined and high.first <= node <= high.last:
                return True
    return False


def precision(place: Place | None, country: str | None) -> int | None:
    """Return 1 for a town or a spot, 2 for an area below the first-level division, 3 for larger, None for no place."""
    if place is None:
        return 3 if country else None
    if place.feature_class in ("P", "S", "R"):
        return 1
    if place.feature_code in ("ADM2", "ADM3", "ADM4", "ADM5") or place.feature_class in ("T", "H", "L", "V"):
        return 2
    return 3
