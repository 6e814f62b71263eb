"""The ends of a way as one sentence names them: places and peoples in their parts around a trigger."""

from __future__ import annotations

from geonews.events.rules.direction import Ends
from geonews.events.rules.evidence import (
    Scene,
    goes_back,
    goes_home,
    goes_on,
    local_origin,
    names_border,
    other_way,
    turned_back,
)
from geonews.events.rules.frames import CrossingFrame
from geonews.events.rules.lexicon import mover_class
from geonews.events.rules.motion import motion_words
from geonews.events.rules.movers import owner_country
from geonews.events.rules.slots import Found, of_mover, place

__all__ = ["enough", "read_ends"]


def read_ends(scene: Scene) -> Ends:
    """Return the ends as far as the sentence names them."""
    tree, frame, mover, agent = scene.tree, scene.frame, scene.mover, scene.agent
    branches = frozenset(("relcl", "acl"))
    inside = set(tree.subtree(mover, without=branches)) if mover is not None else set()
    inside -= set(tree.subtree(scene.trigger)) if scene.trigger in inside else set()
    by_agent = set(tree.subtree(agent, without=branches)) - inside if agent is not None else set()
    found = Found()
    to, from_ = motion_words()["to"], motion_words()["from"]
    for role in scene.roles:
        if (
            role.spot.first in by_agent
            and role.spot.country
            and not (role.part == "prep" and role.preposition in to | from_)
        ):
            found.agent = found.agent or role.spot
        elif role.spot.first in inside and not (frame.nouns and role.preposition in to | from_ | set(frame.to)):
            of_mover(found, role)
        else:
            place(scene, found, role)
    if agent is not None and found.agent is None:
        found.agent_country = owner_country(tree, agent, scene.roles, scene.trigger)
    if mover is not None and not found.people:
        owner = owner_country(tree, mover, scene.roles, scene.trigger)
        if owner:
            found.people.append(owner)
    out = tree.lower[scene.trigger + 1 : scene.trigger + 6]
    leaves = frame.id == "leave" or (frame.id == "admit" and "out" in out and "of" not in out)
    if frame.receiver and found.destination is None and found.agent and not leaves:
        found.destinations.append((0, found.agent))
    received = found.agent_country if frame.receiver and not leaves and found.destination is None else None
    _entered_relative(scene, found)
    _where(scene, found)
    _stayed(scene, found)
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
    nothing = found.destination is None and found.origin is None and received is None
    home = home or (nothing and not found.people and turned_back(scene))
    back = frame.mode in ("return", "deport") or home or goes_back(tree, scene.group)
    origin = found.origin[1].country if found.origin else None
    destination = found.destination.country if found.destination else received
    return Ends(
        origin=origin,
        destination=destination,
        origin_basis="explicit" if origin else "",
        destination_basis="explicit" if destination else "",
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
        loose=_loose(found),
        leaves=leaves,
        arrives=frame.id in ("arrive", "enter") or tree.lemma[scene.trigger] in ("come", "pour", "stream", "flock"),
        removed=frame.id == "deport" and not any(tree.lower[c] == "from" for c in tree.children[scene.trigger]),
        there=mover is not None
        and any(tree.lower[t] == "there" and tree.dep[t] == "advmod" for t in tree.subtree(mover)),
        armed=mover is not None and mover_class(tree, mover) in ("MIL", "REB", "COP"),
        far=_far(scene),
        weak=frame.id in ("carry", "put-aboard", "go")
        and not back
        and tree.lemma[scene.trigger] in motion_words()["weak"],
    )


def _entered_relative(scene: Scene, found: Found) -> None:
    """Take the noun that a relative clause stands behind: "Iran, which they entered", "Chad, to which 300 fled"."""
    tree, trigger = scene.tree, scene.trigger
    if tree.dep[trigger] != "relcl":
        return
    way, noun = _relative_way(scene)
    spot = next((r.spot for r in scene.roles if r.spot.first <= noun <= r.spot.last and r.spot.country), None)
    if spot is not None and way == "to":
        found.destinations.append((0, spot))
    elif spot is not None and way == "from":
        found.origin = found.origin or (0, spot)


def _loose(found: Found) -> bool:
    """Tell whether the origin only says where those who move are from, and not "from X to Y"."""
    if found.origin is None or found.origin[0] != 5:
        return False
    goal = found.destination
    return goal is None or not 0 < goal.first - found.origin[1].last <= 3


def _relative_way(scene: Scene) -> tuple[str, int]:
    """Return whether a relative clause goes "to" or comes "from" the noun before it, "" for neither, and that noun."""
    tree, words = scene.tree, motion_words()
    head = tree.head[scene.trigger]
    for child in tree.children[scene.trigger]:
        if tree.dep[child] == "dobj" and tree.tag[child] == "WDT":
            return {"destination": "to", "origin": "from"}.get(scene.frame.object, ""), head
        goal = tree.child(child, "pobj", "pcomp") if tree.dep[child] == "prep" else None
        if goal is not None and tree.lower[goal] == "which":
            # In "officials in Chad, to which" the parser may hang the clause on the officials.
            noun = child - 2 if tree.words[child - 1] == "," else child - 1
            return next((way for way in ("to", "from") if tree.lower[child] in words[way]), ""), max(noun, 0)
    return "", head


def _where(scene: Scene, found: Found) -> None:
    """Take the place that foreigners came to behind "where": "Uganda, where 1,200 Congolese arrived"."""
    tree, trigger = scene.tree, scene.trigger
    if tree.dep[trigger] != "relcl" or scene.frame.mover != "subject" or found.destination is not None:
        return
    if scene.frame.object == "origin" and scene.frame.id != "flee":
        return
    where = any(tree.lower[c] == "where" and tree.dep[c] == "advmod" for c in tree.children[trigger])
    come = {*found.people, found.origin[1].country if found.origin else None} - {None}
    head = tree.head[trigger]
    for role in scene.roles:
        if where and come and role.spot.first <= head <= role.spot.last and role.spot.country not in (None, *come):
            found.destinations.append((6, role.spot))


def _stayed(scene: Scene, found: Found) -> None:
    """Take where those who move had been: "rebels who had spent years in Sudan", "traders who had been stuck in X"."""
    tree, mover = scene.tree, scene.mover
    if mover is None or found.origin is not None:
        return
    entered = None if found.destination is None else found.destination.country
    for role in scene.roles:
        verb = role.owner
        if verb is None or role.preposition not in ("in", "at") or role.spot.country is None:
            continue
        told = tree.dep[verb] in ("relcl", "acl") and tree.head[verb] in tree.subtree(mover)
        abroad = role.spot.country not in (*found.people, entered)
        if told and tree.lemma[verb] in motion_words()["stay"] and abroad:
            found.origin = (6, role.spot)
            return


def _met_there(scene: Scene, found: Found) -> None:
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


def _labelled(scene: Scene, found: Found) -> None:
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


def enough(frame: CrossingFrame, ends: Ends) -> bool:
    """Tell whether the sentence says enough to be about a crossing at all."""
    if ends.origin and ends.destination:
        return ends.origin != ends.destination
    if ends.residence is not None and ends.residence == ends.destination and not (ends.home or ends.back):
        return False
    entered = None if ends.destination_spot is None else ends.destination_spot.place
    # "Left Roszke for Gyor" may stay inside the country, "walked from Bunagana into Uganda" does not.
    country = entered is not None and entered.feature_code.startswith("PCL") and frame.id in ("go", "cross", "flee")
    if ends.left is not None and ends.origin is None and ends.destination in ends.left and not country:
        return any(people in ends.left and people != ends.destination for people in ends.people)
    if frame.id == "carry" and ends.armed and ends.origin is None and ends.agent == ends.destination:
        # "Serbia sent troops to Raska": its own, to a town of its own.
        return bool(ends.border or ends.sides or ends.with_border)
    if frame.id == "retreat" and ends.destination is None and not (ends.border or ends.sides or ends.home):
        # "Pulled back from the outskirts of Kyiv": from a town, not from the country.
        spot = ends.origin_spot
        town = spot is not None and spot.place is not None and not spot.place.feature_code.startswith("PCL")
        if town:
            return False
    if ends.removed and ends.agent and not ends.people and ends.destination is None:
        return True  # where to may be told by the dateline: "Iran expelled 3,000 on Sunday"
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
            "set-down",
        )
    return False
