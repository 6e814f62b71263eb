"""Crossings told without a verb of their own: "and Hungary more than 71,000", "150 to Niger", "another 12 on Tuesday".

They follow a crossing of the same sentence and share its verb; what they name takes the place of what that one named.
They are found by the order of the words, because a parser has no good tree for a clause without a verb.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from geonews.events.rules.crossings import Draft
from geonews.events.rules.direction import Ends
from geonews.events.rules.figures import number_of
from geonews.events.rules.geography import Spot, spots_within
from geonews.events.rules.lexicon import is_mover
from geonews.events.rules.motion import motion_words
from geonews.events.rules.syntax import Tree
from geonews.model import Status

__all__ = ["bare_figure", "elided"]


def elided(tree: Tree, sentence: int, drafts: Sequence[Draft], spots: Sequence[Spot]) -> Iterator[Draft]:
    """Yield the crossings behind the last drafts of a sentence that leave out their verb."""
    first, last = tree.bounds[sentence]
    places = {s.first: s for s in spots_within(spots, first, last) if s.country}
    for position, model in enumerate(drafts):
        if model.mover is None or model.verdict.status is not Status.HAPPENED or model.elided_at is not None:
            continue
        following = [d.trigger for d in drafts[position + 1 :] if d.trigger > model.trigger]
        stop = min([*following, last])
        i = max(model.trigger, model.mover) + 1
        while i < stop:
            found = _clause(tree, i, stop, model, places)
            if found is None:
                i += 1
                continue
            draft, i = found
            yield draft


def bare_figure(tree: Tree, sentence: int, model: Draft) -> Draft | None:
    """Return the crossing of "On Sunday the count was 312", told right behind one that it continues.

    The figure must have no other noun to count, and a day of its own.
    """
    words = motion_words()
    first, last = tree.bounds[sentence]
    if last - first > 30 or not any(tree.lower[t] in words["days"] for t in range(first, last)):
        return None
    for noun in range(first, last):
        if tree.lemma[noun] not in words["bare_figures"] or tree.dep[noun] != "nsubj":
            continue
        number = number_of(tree, noun)
        alone = not any(tree.dep[c] in ("prep", "poss", "compound", "amod") for c in tree.children[noun])
        if number is None or not alone or tree.lower[number + 1 : number + 2] in (["per"], ["%"], ["percent"]):
            continue
        ends = replace(model.ends, crossing_spot=None, origin_spot=None, destination_spot=None)
        return replace(
            model, sentence=sentence, trigger=noun, mover=number, ends=ends, elided_at=(first, last), model=noun
        )
    return None


def _clause(
    tree: Tree, i: int, stop: int, model: Draft, places: dict[int, Spot]
) -> tuple[Draft, int] | None:  # fmt: skip
    """Read one clause that begins at a joint (a comma, a semicolon or "and"); return it with the token behind it."""
    words = motion_words()
    if tree.lower[i] not in words["joints"]:
        return None
    start = i + 1
    while start < stop and tree.lower[start] in words["joints"] | words["joined"]:
        start += 1
    if start in places and places[start].kind == "place":
        spot = places[start]
        number, behind = _number(tree, spot.last + 1, stop)
        if number is None or not _closes(tree, behind, stop):
            return None
        ends = _with_agent(model.ends, spot)
        return None if ends is None else (_draft(model, ends, number, (start, _end(tree, behind, stop))), behind)
    number, behind = _number(tree, start, stop)
    if number is None:
        return None
    segment = (start, _end(tree, behind, stop))
    way = tree.lower[behind] if behind < stop else ""
    target = next((places[t] for t in range(behind + 1, min(behind + 4, stop)) if t in places), None)
    if target is not None and way in ("to", "into", "in", "for", "from"):
        return _draft(model, _with_way(model.ends, way, target), number, segment), target.last + 1
    again = any(tree.lower[t] in words["again_number"] for t in range(start, number))
    if again and way in ("on", "the", "a", "last", "overnight", "yesterday"):
        return _draft(model, model.ends, number, segment), behind
    return None


def _number(tree: Tree, start: int, stop: int) -> tuple[int | None, int]:
    """Return the number that stands here, behind "some" or "more than", and the token behind its noun."""
    words = motion_words()
    i = start
    while i < stop and i - start < 4 and tree.lower[i] in words["before_number"]:
        i += 1
    if i >= stop or tree.pos[i] != "NUM":
        return None, start
    number = i
    while i + 1 < stop and (tree.pos[i + 1] == "NUM" or tree.lower[i + 1] in ("more", "others", "-")):
        i += 1
    behind = i + 1
    while behind < stop and behind - i < 4 and tree.pos[behind] in ("NOUN", "PROPN", "ADJ"):
        if is_mover(tree, behind):
            behind += 1
            break
        behind += 1
    else:
        behind = i + 1
    return number, behind


def _closes(tree: Tree, i: int, stop: int) -> bool:
    """Tell whether a clause ends here, or only a date follows."""
    return i >= stop or tree.pos[i] in ("PUNCT", "CCONJ", "SPACE") or tree.lower[i] in motion_words()["closing"]


def _end(tree: Tree, i: int, stop: int) -> int:
    while i < stop and tree.lower[i] not in motion_words()["joints"]:
        i += 1
    return i


def _with_agent(ends: Ends, spot: Spot) -> Ends | None:
    """Put another country in the place of the one that let them in or sent them out."""
    if spot.country == ends.agent:
        return None
    if ends.agent_is == "receiver" and ends.agent and ends.destination == ends.agent:
        return replace(
            ends, destination=spot.country, destination_spot=spot, destination_basis="explicit", agent=spot.country
        )
    if ends.agent_is == "sender" and ends.agent and ends.origin in (None, ends.agent):
        return replace(ends, origin=None, origin_spot=None, origin_basis="", agent=spot.country)
    return None


def _with_way(ends: Ends, way: str, spot: Spot) -> Ends:
    if way == "from":
        return replace(ends, origin=spot.country, origin_spot=spot, origin_basis="explicit")
    return replace(ends, destination=spot.country, destination_spot=spot, destination_basis="explicit")


def _draft(model: Draft, ends: Ends, number: int, segment: tuple[int, int]) -> Draft:
    return replace(
        model,
        trigger=number,
        mover=number,
        ends=replace(ends, crossing_spot=None),
        elided_at=segment,
        model=model.trigger,
    )
