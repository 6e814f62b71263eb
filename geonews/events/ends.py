"""The ends of a way as one sentence names them: places and peoples in their parts around a trigger."""

from __future__ import annotations

from dataclasses import dataclass, field

from geonews.events.arguments import FROM, TO, Role, near
from geonews.events.direction import Ends
from geonews.events.evidence import (
    Scene,
    goes_back,
    goes_home,
    goes_on,
    local_origin,
    names_border,
    other_way,
)
from geonews.events.frames import CrossingFrame
from geonews.events.geography import Spot
from geonews.events.lexicon import lexicon, mover_class
from geonews.events.movers import motion_words, owner_country
from geonews.events.status import cue_words
from geonews.events.syntax import Tree

__all__ = ["enough", "read_ends"]

_PASSING = frozenset(("through", "via", "over", "across", "along", "past", "at"))


@dataclass(slots=True)
class _Found:
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


def read_ends(scene: Scene) -> Ends:
    """Return the ends as far as the sentence names them."""
    tree, frame, mover, agent = scene.tree, scene.frame, scene.mover, scene.agent
    branches = frozenset(("relcl", "acl"))
    inside = set(tree.subtree(mover, without=branches)) if mover is not None else set()
    inside -= set(tree.subtree(scene.trigger)) if scene.trigger in inside else set()
    by_agent = set(tree.subtree(agent, without=branches)) - inside if agent is not None else set()
    found = _Found()
    for role in scene.roles:
        if (
            role.spot.first in by_agent
            and role.spot.country
            and not (role.part == "prep" and role.preposition in TO | FROM)
        ):
            found.agent = found.agent or role.spot
        elif role.spot.first in inside and not (frame.nouns and role.preposition in TO | FROM | set(frame.to)):
            _of_mover(found, role)
        else:
            _place(scene, found, role)
    if agent is not None and found.agent is None:
        found.agent_country = owner_country(tree, agent, scene.roles, scene.trigger)
    if mover is not None and not found.people:
        owner = owner_country(tree, mover, scene.roles, scene.trigger)
        if owner:
            found.people.append(owner)
    if frame.receiver and found.destination is None and found.agent:
        found.destinations.append((0, found.agent))
    received = found.agent_country if frame.receiver and found.destination is None else None
    _entered_relative(scene, found)
    _met_there(scene, found)
    _labelled(scene, found)
    home = goes_home(tree, scene.group)
    if frame.id in ("deport", "repatriate") and found.destination is None and found.people:
        home = home or frame.id == "repatriate" or found.agent is None or found.agent.country not in found.people
    agent_country = found.agent.country if found.agent else found.agent_country
    if home and found.destination is None and frame.mover == "object" and agent_country and not found.people:
        received = agent_country if found.origin is None or found.origin[1].country != agent_country else received
    if frame.id == "carry" and found.destination is None and found.origin and agent_country in found.people:
        home = home or found.origin[1].country != agent_country
    back = frame.mode in ("return", "deport") or home or goes_back(tree, scene.group)
    return Ends(
        origin=found.origin[1].country if found.origin else None,
        destination=found.destination.country if found.destination else received,
        origin_spot=found.origin[1] if found.origin else None,
        destination_spot=found.destination,
        crossing_spot=found.crossing,
        sides=found.sides,
        people=tuple(dict.fromkeys(found.people)),
        agent=agent_country,
        residence=found.residence,
        left=found.left,
        reporter=found.reporter,
        agent_is=_agent_is(scene),
        elsewhere=tuple(dict.fromkeys(found.elsewhere)),
        home=home,
        back=back,
        border=names_border(scene, origin=found.origin is not None, people=bool(found.people)),
        with_border=found.with_border,
        passed=found.passed,
        other_way=other_way(scene),
        local=found.origin is None and local_origin(scene),
        comes=tree.lemma[scene.trigger] == "come",
        onward=goes_on(scene),
        there=mover is not None
        and any(tree.lower[t] == "there" and tree.dep[t] == "advmod" for t in tree.subtree(mover)),
        armed=mover is not None and mover_class(tree, mover) in ("MIL", "REB", "COP"),
        far=_far(scene),
        weak=frame.id == "carry" and not back and tree.lemma[scene.trigger] in motion_words()["weak"],
    )


def _entered_relative(scene: Scene, found: _Found) -> None:
    """Take the noun that a relative clause stands behind: "Iran, which they entered on Friday"."""
    tree, trigger = scene.tree, scene.trigger
    if scene.frame.object not in ("destination", "origin") or tree.dep[trigger] != "relcl":
        return
    relative = next((c for c in tree.children[trigger] if tree.dep[c] == "dobj" and tree.tag[c] == "WDT"), None)
    head = tree.head[trigger]
    spot = next((r.spot for r in scene.roles if r.spot.first <= head <= r.spot.last and r.spot.country), None)
    if relative is None or spot is None:
        return
    if scene.frame.object == "destination":
        found.destinations.append((0, spot))
    else:
        found.origin = found.origin or (0, spot)


def _met_there(scene: Scene, found: _Found) -> None:
    """Take where those who had come were met: "men who had walked from Russia were found inside Finland"."""
    tree, trigger = scene.tree, scene.trigger
    if found.destination is not None or found.origin is None or tree.dep[trigger] not in ("relcl", "acl"):
        return
    verb = tree.owner(tree.head[trigger])
    if verb is None or tree.lemma[verb] not in motion_words()["met"]:
        return
    for role in scene.roles:
        inside = role.part == "prep" and role.preposition in ("in", "inside", "at", "near", "on")
        if inside and role.owner == verb and role.spot.country not in (None, found.origin[1].country):
            found.destinations.append((7, role.spot))


def _labelled(scene: Scene, found: _Found) -> None:
    """Take the country that heads an item of a list for where they came: "Kenya: 1,000 arrived at Nadapal"."""
    tree, first = scene.tree, scene.bounds[0]
    if found.destination is not None or scene.frame.id not in motion_words()["labelled"]:
        return
    for role in scene.roles:
        heads = role.spot.first <= first + 1 and tree.lower[role.spot.last + 1 : role.spot.last + 2] == [":"]
        left = None if found.origin is None else found.origin[1].country
        if heads and role.spot.kind == "place" and role.spot.country not in (None, left, *found.people):
            found.destinations.append((8, role.spot))


def _far(scene: Scene) -> bool:
    """Tell whether they may come from a country that shares no border: by air, or as a foreign force."""
    tree = scene.tree
    if tree.lemma[scene.trigger] in motion_words()["far"]:
        return True
    return scene.mover is not None and mover_class(tree, scene.mover) in ("MIL", "COP", "AIR")


def _agent_is(scene: Scene) -> str:
    frame = scene.frame
    if scene.agent is None:
        return ""
    if frame.receiver or frame.status == "denied":
        return "receiver"
    if (frame.mover == "object" and scene.mover is not None) or frame.id == "leave":
        return "sender"
    return "receiver"


def _of_mover(found: _Found, role: Role) -> None:
    """Take a place inside the phrase of those who move for their country, or for where they come from."""
    spot = role.spot
    if spot.country:
        if role.part == "prep" and role.preposition == "from" and spot.kind == "place" and found.origin is None:
            found.origin = (5, spot)
            return
        if role.part == "prep" and spot.kind == "place" and role.preposition in ("of", "in", "at", "around", "near"):
            found.residence = found.residence or spot.country
        found.people.append(spot.country)
    elif spot.sides:
        found.sides = found.sides or spot.sides


def _place(scene: Scene, found: _Found, role: Role) -> None:
    """Put one spot where it belongs."""
    spot = role.spot
    distance = near(scene.tree, scene.trigger, role, scene.group)
    if spot.country is None:
        # Who leaves a border town may stay in its country: "buses left Roszke for Gyor".
        left = role.preposition in FROM or (role.part == "object" and scene.frame.object == "origin")
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
        found.destinations.append((distance + (0 if role.preposition in TO else 0.5), spot))
    elif slot == "from":
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
        return {"destination": "to", "origin": "from", "border": "through" if frame.id == "cross" else "to"}.get(
            frame.object, "other"
        )
    if role.part == "modifier" and _handed(scene, role):
        return "to"
    if role.part != "prep":
        return "other"
    if role.preposition in FROM or role.preposition in frame.from_:
        return "from"
    if role.preposition in TO or role.preposition in frame.to:
        return "to"
    if role.preposition == "for" and tree.lemma[role.governor] in ("leave", "head", "depart", "bind", "set", "make"):
        return "to"
    return "through" if role.preposition in _PASSING else "other"


def _handed(scene: Scene, role: Role) -> bool:
    """Tell whether a country's force or office takes them over: "handed over to the Myanmar army"."""
    tree = scene.tree
    if tree.lemma[scene.trigger] not in motion_words()["handing"]:
        return False
    return tree.dep[role.governor] == "pobj" and tree.lower[tree.head[role.governor]] == "to"


def _border_slot(scene: Scene, role: Role) -> str:
    """Read "the border with X", "the border in X", "the X border", "the border from X".

    Going to a border, or away from one, is no going over it.
    """
    carrier = role.carrier
    if (
        carrier is not None
        and scene.tree.lemma[carrier] in ("border", "frontier", "boundary")
        and role.governor != carrier
        and role.preposition in ("to", "towards", "toward", "from", "near")
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


def enough(frame: CrossingFrame, ends: Ends) -> bool:
    """Tell whether the sentence says enough to be about a crossing at all."""
    if ends.origin and ends.destination:
        return ends.origin != ends.destination
    if ends.residence is not None and ends.residence == ends.destination and not (ends.home or ends.back):
        return False
    if ends.left is not None and ends.origin is None and ends.destination in ends.left:
        return any(people in ends.left and people != ends.destination for people in ends.people)
    if frame.needs == "both" or (ends.local and ends.destination is not None):
        return False
    if ends.destination is not None or ends.home or ends.other_way:
        return True
    if ends.border or ends.sides is not None or ends.with_border is not None:
        return frame.needs == "border" or frame.id == "arrive" or bool(ends.sides or ends.origin or ends.with_border)
    if ends.origin is not None:
        if ends.back and any(people != ends.origin for people in ends.people):
            return True
        return ends.comes or frame.id in (
            "enter",
            "arrive",
            "return",
            "deport",
            "repatriate",
            "crossing-noun",
            "admit",
        )
    return False
