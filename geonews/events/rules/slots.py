"""Which part of a way one spot of the sentence is: entered, left, passed, or beside the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from geonews.events.rules.arguments import Role, near
from geonews.events.rules.evidence import Scene
from geonews.events.rules.geography import Spot
from geonews.events.rules.lexicon import is_mover, lexicon
from geonews.events.rules.motion import motion_words
from geonews.events.rules.status import cue_words
from geonews.events.rules.syntax import Tree

__all__ = ["Found", "of_mover", "place"]

_PASSING = frozenset(("by", "through", "via", "over", "across", "along", "past", "at"))


@dataclass(slots=True)
class Found:
    """What a sentence names for one trigger, as the spots are read one by one."""

    destinations: list[tuple[float, Spot]] = field(default_factory=list)
    origin: tuple[int, Spot] | None = None
    crossing: Spot | None = None
    sides: tuple[str, str] | None = None
    with_border: str | None = None
    passed: str | None = None
    agent: Spot | None = None
    agent_country: str | None = None
    left: tuple[str, str] | None = None
    residence: str | None = None
    reporter: str | None = None
    people: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def destination(self) -> Spot | None:
        """The nearest place of entry, one abroad rather than one in the country that they left."""
        left = None if self.origin is None else self.origin[1].country
        ranked = sorted(self.destinations, key=lambda d: (d[1].country == left, d[0]))
        return ranked[0][1] if ranked else None


def of_mover(found: Found, role: Role) -> None:
    """Take a place inside the phrase of those who move for their country, or for where they come from."""
    spot = role.spot
    if spot.country:
        if role.part == "prep" and role.preposition == "from" and spot.kind == "place" and found.origin is None:
            found.origin = (5, spot)
            return
        if role.part == "prep" and role.preposition == "for" and spot.kind == "place":
            found.destinations.append((4, spot))  # "52 people bound for Florida"
            return
        if role.part == "prep" and spot.kind == "place" and role.preposition in ("of", "in", "at", "around", "near"):
            found.residence = found.residence or spot.country
        found.people.append(spot.country)
    elif spot.sides:
        found.sides = found.sides or spot.sides


def place(scene: Scene, found: Found, role: Role) -> None:
    """Put one spot where it belongs."""
    spot = role.spot
    distance = near(scene.tree, scene.trigger, role, scene.group)
    if spot.country is None:
        # Who leaves a border town may stay in its country: "buses left Roszke for Gyor".
        left = role.preposition in motion_words()["from"] or (role.part == "object" and scene.frame.object == "origin")
        if spot.sides and distance < 9 and left:
            found.left = spot.sides
        if spot.sides and distance < 9 and not left:
            found.sides = found.sides or spot.sides
            found.crossing = found.crossing or spot
        return
    if spot.sides and distance < 9 and role.preposition in _PASSING:
        found.sides = found.sides or spot.sides
    slot = _slot(scene, role) if distance < 9 else "other"
    if slot == "to":
        found.destinations.append((distance + (0 if role.preposition in motion_words()["to"] else 0.5), spot))
    elif slot == "from":
        # "A family from Angola stepped over from New York": where they are from gives way.
        distance += not scene.tree.is_verb(role.governor) and is_mover(scene.tree, role.governor)
        if found.origin is None or distance < found.origin[0]:
            found.origin = (distance, spot)
    elif slot == "border-with":
        if found.with_border and found.with_border != spot.country:
            found.sides = found.sides or (found.with_border, spot.country)
        found.with_border = found.with_border or spot.country
    elif slot == "border-of":
        if found.passed and found.passed != spot.country:
            found.sides = found.sides or (found.passed, spot.country)
        found.passed = found.passed or spot.country
    elif slot == "through":
        found.crossing = found.crossing or spot
        found.elsewhere.append(spot.country)
        if role.carrier is not None and spot.kind == "people":
            found.passed = found.passed or spot.country
    elif role.part == "prep" and role.preposition == "from" and found.origin is None and _related(scene, role):
        found.origin = (8, spot)
    elif role.carrier is not None and role.preposition == "on" and scene.tree.lemma[role.carrier] in ("side", "soil"):
        found.destinations.append((8, spot))
    elif role.part == "object" and scene.tree.lemma[role.governor] in ("leave", "flee", "depart", "quit", "escape"):
        found.origin = found.origin or (8, spot)
    elif _of_report(scene.tree, role):
        found.reporter = found.reporter or spot.country
    elif spot.kind == "place" or _by_whom(scene.tree, role):
        found.elsewhere.append(spot.country)


def _related(scene: Scene, role: Role) -> bool:
    """Tell whether a spot's clause hangs on the trigger or the mover, or holds them; not a sister clause."""
    tree, owner = scene.tree, role.owner
    if tree.dep[scene.trigger] == "advcl" and tree.child(scene.trigger, "nsubj", "nsubjpass") is not None:
        mark = tree.child(scene.trigger, "mark", "advmod")
        if mark is not None and tree.lower[mark] in ("after", "before", "since", "when", "until", "once"):
            return owner == scene.trigger  # told of another time
    if owner is None or tree.dep[owner] in ("relcl", "advcl", "acl"):
        return True
    return owner in tree.up(scene.trigger) and not (
        tree.dep[scene.trigger] == "conj" and tree.child(scene.trigger, "nsubj", "nsubjpass") is not None
    )


def _by_whom(tree: Tree, role: Role) -> bool:
    """Tell whether a people is named behind "by": "aid sent by the Romanian Red Cross"."""
    head = tree.head[role.governor]
    return tree.dep[role.governor] == "pobj" and tree.lower[head] == "by"


def _of_report(tree: Tree, role: Role) -> bool:
    """Tell whether a spot is or belongs to the one who says so."""
    node = role.token
    for _ in range(6):
        if tree.dep[node] in ("nsubj", "nsubjpass"):
            return tree.lemma[tree.head[node]] in cue_words()["report"]
        if tree.head[node] == node or tree.is_verb(node):
            return False
        node = tree.head[node]
    return False


def _slot(scene: Scene, role: Role) -> str:
    tree, frame = scene.tree, scene.frame
    carrier = role.carrier
    if carrier is not None and tree.lemma[carrier] in lexicon().borders and tree.lemma[carrier] not in ("side", "bank"):
        return _border_slot(scene, role)
    if role.part == "object":
        if role.governor != scene.trigger and role.owner not in scene.group:
            return "other"
        if role.spot.kind == "people" and carrier is None and frame.object == "destination":
            return "other"  # "stormed a market and arrested 40 Somalis": people are no place
        return {"destination": "to", "origin": "from", "border": "through" if frame.id == "cross" else "to"}.get(
            frame.object, "other"
        )
    if role.part == "modifier" and (_handed(scene, role) or _here(scene, role)):
        return "to"
    if role.part != "prep":
        return "other"
    if role.preposition in motion_words()["from"] or role.preposition in frame.from_:
        return "from"
    if role.preposition in motion_words()["to"] or role.preposition in frame.to:
        return "to"
    if role.preposition == "for" and tree.lemma[role.governor] in ("leave", "head", "depart", "bind", "set", "make"):
        return "to"
    if role.preposition == "for" and tree.lemma[role.governor] in motion_words()["carried"]:
        return "to"  # "put 700 on coaches for Iasi"
    heads_for = role.preposition == "for" and role.governor == scene.trigger and role.spot.kind == "place"
    if heads_for and frame.id in ("go", "flee", "leave", "cross"):
        return "to"  # "waded the river for Lebanon"
    if role.preposition == "by" and role.spot.sides is None:
        return "to" if frame.id == "refuse-entry" else "other"  # "refused entry by Ghana"
    return "through" if role.preposition in _PASSING else "other"


def _handed(scene: Scene, role: Role) -> bool:
    """Tell whether a country's force or office takes them over: "handed over to the Myanmar army"."""
    tree = scene.tree
    if tree.lemma[scene.trigger] not in motion_words()["handing"]:
        return False
    return tree.dep[role.governor] == "pobj" and tree.lower[tree.head[role.governor]] == "to"


def _here(scene: Scene, role: Role) -> bool:
    """Tell whether they come to where the article is written: "walked here from Geneina"."""
    tree, spot = scene.tree, role.spot
    return tree.lower[spot.first] == "here" and tree.dep[spot.first] == "advmod" and role.governor in scene.group


def _border_slot(scene: Scene, role: Role) -> str:
    """Read "the border with X", "the border in X", "the X border", "the border from X".

    Going to a border, or away from one, is no going over it.
    """
    carrier = role.carrier
    if (
        carrier is not None
        and scene.tree.lemma[carrier] in ("border", "frontier", "boundary")
        and role.governor != carrier
        and (
            role.preposition in ("to", "towards", "toward", "from", "near")
            or (role.preposition in ("along", "on", "at", "around") and scene.frame.id == "carry")
        )
    ):
        return "other"
    if role.inner in ("with", "between"):
        return "border-with"
    if role.inner == "from" or (role.preposition == "from" and role.governor == role.carrier):
        return "from"
    if role.preposition in ("to", "into") and role.governor == role.carrier:
        return "to"
    if role.inner == "in" and role.preposition in ("across", "over", "beyond"):
        return "to"
    return "border-of"
