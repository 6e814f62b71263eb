"""Where an event took place: the places of its own clause, by preposition and by distance in the parse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geonews.events.arguments import Role, role_of
from geonews.events.geography import Spot
from geonews.events.status import cue_words
from geonews.events.syntax import Tree
from geonews.model import Kind, Place, Resolution

__all__ = ["Site", "locate", "precision", "sites"]

_STRONG = {"in": 3.0, "at": 3.0, "near": 2.6, "outside": 2.6, "inside": 2.8, "on": 2.2, "around": 2.4, "across": 2.4, "through": 2.3, "throughout": 2.6, "within": 2.6, "into": 2.4, "to": 1.4, "along": 2.2, "off": 2.0, "over": 1.6, "of": 2.2, "towards": 1.2, "toward": 1.2, "onto": 2.2, "from": 0.4, "outside of": 2.4, "between": 1.8, "southwest": 1.0, "via": 1.2, "past": 1.4, "for": 0.2, "by": 0.2, "against": 0.1, "with": 0.1, "about": 0.0}  # fmt: skip
_ENTERED = frozenset(
    [
        "enter",
        "reach",
        "capture",
        "seize",
        "retake",
        "recapture",
        "overrun",
        "bomb",
        "shell",
        "bombard",
        "attack",
        "storm",
        "leave",
        "occupy",
        "take",
        "liberate",
        "hit",
        "strike",
        "patrol",
        "visit",
        "tour",
        "besiege",
        "surround",
        "pound",
        "raid",
        "cross",
        "loot",
        "invade",
        "flee",
        "burn",
        "destroy",
        "blockade",
        "control",
        "approach",
        "rock",
        "evacuate",
        "encircle",
        "target",
        "infiltrate",
        "quit",
        "hold",
    ]
)


@dataclass(frozen=True, slots=True)
class Site:
    """A place name of the text, resolved or not."""

    first: int
    last: int
    place: Place | None
    role: Role


def sites(tree: Tree, resolutions: Sequence[Resolution]) -> list[Site]:
    """Return the place names of a document that may be where something happens: no peoples, no metonyms."""
    found, position = [], 0
    for resolution in sorted(resolutions, key=lambda r: r.toponym.start):
        toponym = resolution.toponym
        if toponym.kind in (Kind.DEMONYM, Kind.METONYM, Kind.EMBEDDED):
            continue
        while position < len(tree) and tree.end(position) <= toponym.start:
            position += 1
        last = position
        while last + 1 < len(tree) and tree.start[last + 1] < toponym.end:
            last += 1
        if position < len(tree):
            spot = Spot(position, last, None, "place", resolution.place, None, toponym.text)
            found.append(Site(position, last, resolution.place, role_of(tree, spot)))
    return found


def locate(tree: Tree, trigger: int, bounds: tuple[int, int], candidates: Sequence[Site]) -> list[Site]:
    """Return the places where a trigger's event took place, the best first with its equals; empty if none is stated."""
    scored = []
    chain = _chain(tree, trigger)
    for site in candidates:
        if bounds[0] <= site.first < bounds[1]:
            score = _score(tree, trigger, site, chain)
            if score > 1.5:
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
    if distance is None:
        return 0.0
    if role.part == "object":
        governor = role.governor
        if governor == trigger and (tree.lemma[trigger] in _ENTERED or role.carrier is not None):
            return 5.0
        return 2.4 - 0.3 * distance if tree.lemma[governor] in _ENTERED else 1.0
    if role.part == "prep":
        base = _STRONG.get(role.preposition, 0.6)
        if role.preposition == "of" and role.carrier is None:
            base = 1.8
        if role.preposition in ("to", "from", "into") and role.governor == trigger:
            base += 0.9
        if _of_speaker(tree, role):
            return 0.0
        return base + 1.0 - 0.35 * distance
    if role.part == "subject":
        return 1.8 - 0.2 * distance if tree.passive(trigger) and role.owner == trigger else 0.3
    if role.part == "modifier":
        return (
            1.7 - 0.3 * distance
            if role.governor == trigger or tree.lower[site.last + 1 : site.last + 2] == ["'s"]
            else 0.9 - 0.2 * distance
        )
    return 1.6 if site.first < trigger and distance <= 2 else 1.2


def _steps(tree: Tree, trigger: int, role: Role, chain: list[int]) -> int | None:
    """Return how many verbs lie between a place and a trigger, None if the place belongs to another clause."""
    node, steps = role.token, 0
    for _ in range(25):
        if node in chain:
            return steps + chain.index(node) if node != trigger else steps
        head = tree.head[node]
        if head == node:
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
    """Tell whether two places are joined by "and": both are where it happened."""
    token, top = other.role.spot.last, one.role.spot.last
    return top in tree.conjuncts(token) or token in tree.conjuncts(top)


def precision(place: Place | None, country: str | None) -> int | None:
    """Return 1 for a town or a spot in it, 2 for an area below the first-level division, 3 for larger, None for no place."""
    if place is None:
        return 3 if country else None
    if place.feature_class in ("P", "S", "R"):
        return 1
    if place.feature_code in ("ADM2", "ADM3", "ADM4", "ADM5") or place.feature_class in ("T", "H", "L", "V"):
        return 2
    return 3
