"""From where to where: the countries left and entered, by words, border names, peoples and context.

The order of trust: explicit from and into; a named border, river or crossing; the country of those who act; the
people who move, if their country borders the other; home; other crossings of the article; the dateline. A pair
is only accepted if the two share a border or a known sea route, unless both were named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from geonews.events.rules.context import Context
from geonews.events.rules.geography import Geography, Spot

__all__ = ["Ends", "complete"]


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a movement as far as they are known, and what told them.

    ``sides`` are the countries of a named border; ``people`` those of the ones who move; ``agent`` of the one who
    moves, lets in or keeps out others; ``residence`` where those who move live; ``left`` the sides of a border town
    that they leave; ``reporter`` the country of the one who says so; ``elsewhere`` the countries that the sentence
    names besides; ``there`` that those who move are said to be where the sentence before is set; ``loose`` that the
    origin is only where those who move are said to be from; ``removed`` that they are driven out and nothing says from
    where; ``leaves`` and ``arrives`` that the words tell of going out, or of coming, whichever border it is.
    """

    origin: str | None = None
    destination: str | None = None
    origin_spot: Spot | None = None
    destination_spot: Spot | None = None
    crossing_spot: Spot | None = None
    there: bool = False
    loose: bool = False
    removed: bool = False
    leaves: bool = False
    arrives: bool = False
    sides: tuple[str, str] | None = None
    people: tuple[str, ...] = ()
    agent: str | None = None
    agent_is: str = ""
    residence: str | None = None
    left: tuple[str, str] | None = None
    reporter: str | None = None
    elsewhere: tuple[str, ...] = ()
    home: bool = False
    back: bool = False
    border: bool = False
    with_border: str | None = None
    passed: str | None = None
    other_way: bool = False
    local: bool = False
    far: bool = False
    weak: bool = False
    comes: bool = False
    onward: bool = False
    armed: bool = False
    origin_basis: str = ""
    destination_basis: str = ""


def complete(ends: Ends, sentence: int, context: Context, geography: Geography) -> Ends:
    """Fill in a missing end; the result keeps None where nothing tells it."""
    named = ends.loose and ends.origin and ends.destination and not ends.far
    if named and not geography.adjacent(str(ends.origin), str(ends.destination)):
        # "A couple from Managua were stopped short of Canada": that is where they are from, not where they were.
        people = (str(ends.origin), *ends.people)
        ends = replace(ends, origin=None, origin_spot=None, origin_basis="", people=people, loose=False)
    if ends.other_way:
        ends = _reversed(ends, sentence, context)
    if ends.destination is None and ends.home:
        ends = _going_home(ends, sentence, context)
    if ends.destination is None and ends.origin is None:
        return _neither(ends, sentence, context, geography)
    if ends.origin is None:
        return _origin(ends, sentence, context, geography)
    if ends.destination is None:
        return _destination(ends, sentence, context, geography)
    return ends


def _reversed(ends: Ends, sentence: int, context: Context) -> Ends:
    """Read "the other way": the last direction with its ends exchanged, where that fits what is named."""
    before = [p for p in context.near(sentence) if p.sentence < sentence]
    before = [p for p in before if not p.turned] or before
    if not before or (ends.origin and ends.destination):
        return ends
    near = {*ends.elsewhere, ends.passed}
    last = max(before, key=lambda p: (bool({p.origin, p.destination} & (near - {ends.destination})), p.sentence))
    if ends.origin not in (None, last.destination) or ends.destination not in (None, last.origin):
        return ends
    return replace(
        ends,
        origin=last.destination,
        destination=last.origin,
        origin_basis=ends.origin_basis or "context",
        destination_basis=ends.destination_basis or "context",
    )


def _going_home(ends: Ends, sentence: int, context: Context) -> Ends:
    for people in ends.people:
        if people != ends.origin:
            return replace(ends, destination=people, destination_basis="demonym")
    last = context.nearest(sentence)
    if last is not None and ends.origin in (None, last.destination):
        return replace(
            ends,
            destination=last.origin,
            destination_basis="context",
            origin=ends.origin or last.destination,
            origin_basis=ends.origin_basis or "context",
        )
    return ends


def _origin(ends: Ends, sentence: int, context: Context, geography: Geography) -> Ends:
    goal = ends.destination
    assert goal is not None

    def found(country: str | None, basis: str) -> Ends | None:
        if country is None or country == goal or not (ends.far or geography.adjacent(country, goal)):
            return None
        return replace(ends, origin=country, origin_basis=basis)

    if ends.left and goal in ends.left:
        return found(ends.left[0] if ends.left[1] == goal else ends.left[1], "border") or ends
    if ends.sides and goal in ends.sides:
        other = ends.sides[0] if ends.sides[1] == goal else ends.sides[1]
        return found(other, "border") or ends
    if ends.weak and ends.agent == goal:
        return ends
    sent = ends.destination_basis == "explicit" or ends.back
    if ends.agent_is == "sender" and ends.agent and ends.agent != goal and sent:
        return replace(ends, origin=ends.agent, origin_basis="agent")
    known = {p.origin for p in context.near(sentence)}
    for country, basis in _origins(ends, sentence, context, goal):
        if ends.weak and basis in ("context", "dateline") and country not in ends.elsewhere:
            continue
        gone_on = ends.onward and country == _reached(context, sentence, goal)
        if (gone_on or (basis == "demonym" and country in known)) and country not in (None, goal):
            return replace(ends, origin=country, origin_basis=basis)
        result = found(country, basis)
        if result is not None:
            return result
    return ends if ends.weak or ends.far or ends.home else _most_named(ends, context, geography, goal, origin=True)


def _origins(ends: Ends, sentence: int, context: Context, goal: str) -> Iterable[tuple[str | None, str]]:
    yield ends.with_border, "border"
    yield ends.passed, "border"
    if ends.there:
        yield context.scene(sentence), "context"
    if ends.onward:
        yield _reached(context, sentence, goal), "context"
    returning = ends.back or ends.home
    if not returning:
        for people in ends.people:
            yield people, "demonym"
    else:
        reverse = context.nearest(sentence, origin=goal)
        yield reverse.destination if reverse else None, "context"
    for country in ends.elsewhere:
        yield country, "context"
    same = context.nearest(sentence, destination=goal)
    yield same.origin if same else None, "context"
    if not returning:
        like = Counter(p.origin for p in context.near(sentence) if p.armed == ends.armed)
        for country, _ in like.most_common(2):
            yield country, "context"
    if ends.back and context.dateline:
        yield context.dateline, "dateline"
    yield context.dateline, "dateline"
    yield (ends.agent if ends.agent_is == "receiver" and ends.agent != goal else None), "agent"
    yield ends.reporter, "context"
    if not returning:
        reverse = context.nearest(sentence, origin=goal)
        yield reverse.destination if reverse else None, "context"


def _reached(context: Context, sentence: int, goal: str) -> str | None:
    """Return the country that those told of before had come to, from where they go on."""
    before = [p for p in context.near(sentence) if p.sentence <= sentence and p.destination != goal]
    return max(before, key=lambda p: p.sentence).destination if before else context.dateline


def _destination(ends: Ends, sentence: int, context: Context, geography: Geography) -> Ends:
    start = ends.origin
    assert start is not None

    def found(country: str | None, basis: str) -> Ends | None:
        if country is None or country == start or not (ends.far or geography.adjacent(country, start)):
            return None
        return replace(ends, destination=country, destination_basis=basis)

    if ends.sides and start in ends.sides:
        other = ends.sides[0] if ends.sides[1] == start else ends.sides[1]
        return found(other, "border") or ends
    same = context.nearest(sentence, origin=start)
    reverse = context.nearest(sentence, destination=start)
    choices: list[tuple[str | None, str]] = [
        (ends.with_border, "border"),
        (ends.agent if ends.agent_is == "receiver" else None, "agent"),
        (ends.passed, "border"),
        *((country, "context") for country in ends.elsewhere),
        (next((p for p in ends.people if p != start), None) if ends.back else None, "demonym"),
        (same.destination if same else None, "context"),
        (ends.reporter, "context"),
        (context.dateline, "dateline"),
        (reverse.origin if reverse and ends.back else None, "context"),
    ]
    for country, basis in choices:
        result = found(country, basis)
        if result is not None:
            return result
    return ends if ends.comes else _most_named(ends, context, geography, start, origin=False)


def _neither(ends: Ends, sentence: int, context: Context, geography: Geography) -> Ends:
    """Only a border is known, or those who move, or nothing but what was told before."""
    sides = ends.sides or ((ends.with_border, ends.passed) if ends.with_border and ends.passed else None)
    people = next(iter(ends.people), None)
    if ends.left and ends.border and context.dateline in ends.left:
        # "Poured over from Bunagana", told on one side of it.
        there = ends.left[0] if ends.left[1] == context.dateline else ends.left[1]
        return replace(
            ends, origin=there, destination=context.dateline, origin_basis="border", destination_basis="dateline"
        )
    if sides and sides[0] != sides[1]:
        one, other = str(sides[0]), str(sides[1])
        told_at = context.dateline
        if told_at in (one, other) and (ends.leaves or (ends.arrives and people == told_at and not ends.back)):
            there = other if told_at == one else one
            origin, goal = (str(told_at), there) if ends.leaves else (there, str(told_at))
            return replace(ends, origin=origin, destination=goal, origin_basis="dateline", destination_basis="dateline")
        if ends.agent in (one, other) and ends.agent_is in ("receiver", "sender"):
            there = other if ends.agent == one else one
            agent = str(ends.agent)
            origin, goal = (there, agent) if ends.agent_is == "receiver" else (agent, there)
            return replace(ends, origin=origin, destination=goal, origin_basis="border", destination_basis="agent")
        if people in (one, other):
            goal = other if people == one else one
            if ends.back:
                return replace(
                    ends, origin=goal, destination=people, origin_basis="border", destination_basis="demonym"
                )
            return replace(ends, origin=people, destination=goal, origin_basis="demonym", destination_basis="border")
        pair = next(
            (
                p
                for p in sorted(context.near(sentence), key=lambda p: abs(p.sentence - sentence))
                if {p.origin, p.destination} == {one, other}
            ),
            None,
        )
        if pair is not None:
            origin, goal = (pair.destination, pair.origin) if ends.back else (pair.origin, pair.destination)
            return replace(ends, origin=origin, destination=goal, origin_basis="context", destination_basis="context")
        if context.dateline in (one, other):
            goal = str(context.dateline)
            return replace(
                ends,
                origin=other if goal == one else one,
                destination=goal,
                origin_basis="border",
                destination_basis="dateline",
            )
        return ends
    sent_here = ends.back and ends.agent_is == "sender" and ends.agent and not ends.people
    if sent_here and context.dateline not in (None, ends.agent):
        here = replace(ends, origin=ends.agent, origin_basis="agent")
        if geography.adjacent(str(ends.agent), str(context.dateline)):
            return replace(here, destination=context.dateline, destination_basis="dateline")
    if not ends.border:
        return ends
    if ends.agent_is == "sender" and ends.agent and people and people != ends.agent:
        found = replace(ends, origin=ends.agent, origin_basis="agent", destination=people, destination_basis="demonym")
        return found if geography.adjacent(ends.agent, people) else ends
    if ends.agent_is == "receiver" and ends.agent:
        return _origin(replace(ends, destination=ends.agent, destination_basis="agent"), sentence, context, geography)
    if ends.with_border and (
        (people and people != ends.with_border and geography.adjacent(people, ends.with_border))
        or (ends.with_border != context.dateline and ends.agent_is != "receiver")
    ):
        into = replace(ends, destination=ends.with_border, destination_basis="border", with_border=None)
        return _origin(into, sentence, context, geography)
    if people:
        pair = context.nearest(sentence, origin=people) or context.nearest(sentence, destination=people)
        if pair is not None and pair.origin == people and not ends.back:
            return replace(
                ends, origin=people, destination=pair.destination, origin_basis="demonym", destination_basis="context"
            )
        if ends.back and pair is not None:
            goal = people
            start = pair.destination if pair.origin == people else pair.origin
            return replace(ends, origin=start, destination=goal, origin_basis="context", destination_basis="demonym")
        if not ends.back:
            return _destination(replace(ends, origin=people, origin_basis="demonym"), sentence, context, geography)
    same = context.nearest(sentence, destination=context.dateline) if ends.comes and context.dateline else None
    pair = same or context.nearest(sentence)
    if pair is None:
        if not ends.comes or ends.back or context.dateline is None:
            return ends
        here = replace(ends, destination=context.dateline, destination_basis="dateline")
        found = _origin(here, sentence, context, geography)
        return found if found.origin else ends
    origin, goal = (pair.destination, pair.origin) if ends.back else (pair.origin, pair.destination)
    return replace(ends, origin=origin, destination=goal, origin_basis="context", destination_basis="context")


def _most_named(ends: Ends, context: Context, geography: Geography, known: str, *, origin: bool) -> Ends:
    """Take the neighbour that the article names most often, if it names any."""
    named = [c for c, _ in context.mentions.most_common() if c != known and geography.adjacent(c, known)]
    if not named:
        return ends
    if origin:
        return replace(ends, origin=named[0], origin_basis="context")
    return replace(ends, destination=named[0], destination_basis="context")
