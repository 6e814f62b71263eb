"""Which of a sentence's triggers are events of their own: the best of each type, and those told apart by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from geonews.events.frames import EventFrame
from geonews.events.geography import Spot
from geonews.events.status import Verdict
from geonews.events.syntax import Tree
from geonews.model import Status

__all__ = ["DEEDS", "Action", "apart", "weighed"]

#: Of these types what somebody is charged with, or threatens to do, is no report.
DEEDS = frozenset(("ATTACK", "CLASH", "TERRITORY_CHANGE", "PROTEST", "DISPLACEMENT", "SANCTION", "REQUEST"))


@dataclass(frozen=True, slots=True)
class Action:
    """An event of one sentence with the heads of its actors.

    ``clause`` holds the tokens that tell of this event alone, where its sentence tells of another of the same type;
    None if the whole sentence may; ``part`` numbers the events of one trigger.
    """

    sentence: int
    trigger: int
    frame: EventFrame
    verdict: Verdict
    actor1: int | None
    actor2: int | None
    clause: frozenset[int] | None = None
    part: int = 0


def weighed(tree: Tree, found: dict[str, list[Action]]) -> dict[str, list[Action]]:
    """Drop what another event of the sentence tells of: the killed of a clash, raids of arrests, what is promised."""
    attacks = found.get("ATTACK", [])
    clash = "CLASH" in found and all(a.frame.priority < 0 for a in attacks)
    pledges = {a.trigger for a in found.get("SUPPORT", ())}
    threats = {t for a in found.get("THREATEN", ()) for t in tree.subtree(a.trigger)}

    def told(action: Action) -> bool:
        kind, trigger = action.frame.type, action.trigger
        if kind == "ATTACK" and (clash or (tree.lemma[trigger] == "raid" and "ARREST" in found)):
            return True
        if kind == "AID":
            return action.verdict.status is Status.PLANNED and tree.head[trigger] in pledges
        return kind in DEEDS and action.verdict.status is not Status.HAPPENED and trigger in threats

    kept = {kind: [a for a in actions if not told(a)] for kind, actions in found.items()}
    return {kind: actions for kind, actions in kept.items() if actions}


def _rank(tree: Tree, action: Action) -> tuple[float, ...]:
    return (
        action.frame.priority,
        action.verdict.status is Status.HAPPENED,
        tree.is_verb(action.trigger),
        (action.actor1 is not None) + (action.actor2 is not None),
        -action.trigger,
    )


def apart(tree: Tree, actions: list[Action], by_token: dict[int, Spot]) -> list[Action]:
    """Return the best action of a type and those of other places that are joined to it, each with its own clause."""
    best = max(actions, key=lambda a: _rank(tree, a))
    kept = [best]
    for other in actions:
        if all(_joined(tree, other.trigger, k.trigger) for k in kept):
            kept.append(other)
    if len(kept) == 1:
        return list(_by_place(tree, best, by_token))
    wholes = {a.trigger: frozenset(tree.subtree(a.trigger)) for a in kept}
    apart = []
    for action in kept:
        others = [w for t, w in wholes.items() if t != action.trigger and t in wholes[action.trigger]]
        clause = wholes[action.trigger].difference(*others)
        if _placed(tree, clause, by_token):
            apart.append(replace(action, clause=clause))
    return apart if len(apart) > 1 else [best]


def _joined(tree: Tree, one: int, other: int) -> bool:
    """Tell whether two triggers are joined by "and" and not the one told within the other."""
    for low, high in ((one, other), (other, one)):
        node = low
        for _ in range(4):
            if tree.dep[node] != "conj":
                break
            node = tree.head[node]
            if node == high and low != high:
                return True
    return False


def _by_place(tree: Tree, action: Action, by_token: dict[int, Spot]) -> Iterator[Action]:
    """Yield an event for each place that has a day of its own: "in Quetta on Monday and in Karachi on Tuesday"."""
    trigger = action.trigger
    for first in tree.children[trigger]:
        second = tree.child(first, "conj") if tree.dep[first] == "prep" else None
        if second is None or tree.pos[second] != "ADP":
            continue
        whole = tree.subtree(trigger)
        parts = [frozenset(t for t in whole if t < second), frozenset(t for t in whole if t >= second or t == trigger)]
        if all(_placed(tree, p, by_token) and any(tree.entity[t] == "DATE" for t in p) for p in parts):
            yield from (replace(action, clause=clause, part=n) for n, clause in enumerate(parts))
            return
    yield action


def _placed(tree: Tree, tokens: frozenset[int], by_token: dict[int, Spot]) -> bool:
    """Tell whether some words name a place, known or not."""
    return any(
        t in by_token
        or (tree.pos[t] == "PROPN" and tree.dep[t] == "pobj" and tree.lower[tree.head[t]] in ("in", "at", "near"))
        for t in tokens
    )
