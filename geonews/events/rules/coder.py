"""Border crossings by rules: frames of verbs of motion over the parse, kept for texts about borders.

The reader decides whether a sentence tells of a crossing at all; where it does, these rules know more of the ends of
the way than the reader has learnt (docs/accuracy.md has both figures). They go when the reader is ahead there too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from geonews.events.rules.anaphora import standing_for
from geonews.events.rules.companions import same_days
from geonews.events.rules.context import Context, Pair
from geonews.events.rules.crossing_events import crossing_event, prevention
from geonews.events.rules.crossings import Draft, find_crossings
from geonews.events.rules.direction import Ends, complete
from geonews.events.rules.elision import bare_figure, elided
from geonews.events.rules.frames import load_frames
from geonews.events.rules.geography import Geography, Spot
from geonews.events.rules.mentions import merge_mentions
from geonews.events.rules.sources import mark_disputes
from geonews.events.rules.syntax import Tree
from geonews.events.rules.told import Reader
from geonews.gazetteer import Gazetteer
from geonews.model import Article, Event, Resolution, Status, When

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["CrossingRules"]

#: A sentence of more tokens is not read: it is a table or a list that lost its line breaks.
MAX_TOKENS = 400


class CrossingRules:
    """Codes the border crossings of articles by rules."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._geography = Geography(gazetteer)
        self._frames = load_frames()

    def code(self, article: Article, doc: Doc, resolutions: Sequence[Resolution]) -> list[Event]:
        """Return the events of an article in the order of their evidence.

        Parameters
        ----------
        article
            The article; its day of publication is what relative dates are read against.
        doc
            The parsed text, whose characters are those of the article's text.
        resolutions
            The article's toponyms with their places.
        """
        tree = Tree(doc)
        spots = self._geography.spots(tree, resolutions)
        context = _context(tree, spots)
        published = None if article.published is None else article.published.date()
        reader = Reader(article, tree, published)
        readable = [
            s.index
            for s, (first, last) in zip(tree.sentences, tree.bounds, strict=True)
            if not s.boilerplate and last - first <= MAX_TOKENS
        ]
        with_country = sorted([*spots, *standing_for(tree, spots, context)], key=lambda s: s.first)
        events = self._crossings(reader, with_country, context, readable)
        return sorted(mark_disputes(merge_mentions(events)), key=lambda e: (e.sentence, e.trigger.start))

    def _crossings(self, reader: Reader, spots: list[Spot], context: Context, readable: list[int]) -> list[Event]:
        drafts: list[Draft] = []
        last: list[Draft] = []
        for i in readable:
            found = self._drafts(reader.tree, i, spots)
            before = [d for d in last if d.sentence == i - 1 and d.verdict.status is Status.HAPPENED]
            if not found and before and (more := bare_figure(reader.tree, i, before[0])) is not None:
                found = [more]
            drafts += found
            last = found
        completed = self._directions(drafts, context)
        triggers: dict[int, set[int]] = {}
        for draft in drafts:
            triggers.setdefault(draft.sentence, set()).add(draft.trigger)
        events: list[Event] = []
        controls = set[tuple[object, ...]]()
        for draft, ends in completed:
            if ends.destination is None or ends.destination == ends.origin or _inside(draft, ends, context):
                continue
            event = crossing_event(reader, self._geography, draft, ends, frozenset(triggers[draft.sentence]))
            events.append(event)
            if draft.verdict.status is Status.DENIED and draft.verdict.rule in ("stopped", "prevent", "not let"):
                control = prevention(event)
                # Two triggers of a sentence may tell how the same people were stopped: "stopped them from crossing".
                key = (control.sentence, control.actor2)
                if key not in controls:
                    controls.add(key)
                    events.append(control)
        return same_days(_retreats(events), reader.tree)

    def _drafts(self, tree: Tree, sentence: int, spots: list[Spot]) -> list[Draft]:
        found = list(find_crossings(tree, sentence, self._frames, spots))
        if not found:
            return []
        told = _single(tree, [d for d in found if not d.partial])
        return [*told, *elided(tree, sentence, found, spots)]

    def _directions(self, drafts: list[Draft], context: Context) -> list[tuple[Draft, Ends]]:
        """Complete the ends of all drafts: first those that name both, then the rest in the light of these."""
        for draft in drafts:
            if draft.ends.origin and draft.ends.destination and not draft.ends.loose:
                _tell(context, draft, draft.ends)
        for draft in drafts:
            ends = complete(draft.ends, draft.sentence, context, self._geography)
            certain = {ends.origin_basis, ends.destination_basis} <= {"explicit", "border", "demonym", "agent"}
            if ends.origin and ends.destination and certain and not (draft.ends.origin and draft.ends.destination):
                _tell(context, draft, ends)
        told = context.told_in()
        settled: dict[int, Ends] = {}
        for i, draft in enumerate(drafts):
            ends = complete(draft.ends, draft.sentence, context, self._geography)
            if ends.origin and ends.destination and draft.sentence not in told:
                _tell(context, draft, ends)
                settled[i] = ends  # what it tells must not be read back into itself
        return [
            (d, settled.get(i) or complete(d.ends, d.sentence, context, self._geography)) for i, d in enumerate(drafts)
        ]


def _single(tree: Tree, drafts: list[Draft]) -> list[Draft]:
    """Drop who only counts or stops them where another verb tells their way.

    "Counted 1,640 Syrians heading home"; "stopped a group of cyclists from crossing".
    """
    ways = [(d.mover, d.frame.id) for d in drafts if d.mover is not None]
    return [
        d
        for d in drafts
        if not (
            (d.frame.id in ("admit", "put-aboard") and any(m == d.mover and f != d.frame.id for m, f in ways))
            or (d.frame.id == "turn-back" and any(_stopped_from(tree, d, way) for way in drafts))
        )
    ]


def _stopped_from(tree: Tree, stop: Draft, way: Draft) -> bool:
    """Tell whether a way is what they were stopped from."""
    return tree.dep[way.trigger] == "pcomp" and tree.head[tree.head[way.trigger]] == stop.trigger


def _tell(context: Context, draft: Draft, ends: Ends) -> None:
    if ends.origin is not None and ends.destination is not None:
        context.tell(Pair(draft.sentence, ends.origin, ends.destination, ends.armed, ends.other_way))


def _retreats(events: list[Event]) -> list[Event]:
    """Read soldiers who cross as soldiers of another sentence fled, the same way in the same days, as fleeing too."""
    fled: dict[tuple[str | None, str | None], dict[tuple[date | None, date | None], When]] = {}
    for event in events:
        way = _way(event) if event.mode == "retreat" else None
        if way is not None:
            fled.setdefault(way, {})[event.when.start, event.when.end] = event.when

    def has_fled(event: Event) -> bool:
        way = _way(event)
        return way is not None and any(_days_apart(event.when, when) <= 7 for when in fled.get(way, {}).values())

    return [replace(e, mode="retreat") if e.mode == "incursion" and has_fled(e) else e for e in events]


def _days_apart(one: When, other: When) -> int:
    """Return the days between two times; an open or unknown end is near to all."""
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return 0
    return max((one.start - other.end).days, (other.start - one.end).days, 0)


def _way(event: Event) -> tuple[str | None, str | None] | None:
    """Return the countries at both ends of a way, None where one is open."""
    if event.origin is None or event.destination is None:
        return None
    return event.origin.country, event.destination.country


def _inside(draft: Draft, ends: Ends, context: Context) -> bool:
    """Tell whether nothing says that the way leaves a country: people moved about, a journey inside the country."""
    guessed = ends.origin is None or ends.origin_basis in ("context", "dateline")
    abroad = ends.border or ends.back or ends.home or ends.far or ends.sides is not None
    if ends.origin is None and not abroad and (ends.destination in draft.ends.people or draft.mover_class == "COP"):
        return True
    if ends.agent_is == "sender" and ends.agent == ends.destination and guessed and not (ends.back or ends.border):
        return True
    if ends.weak:
        named = draft.ends.destination is not None or draft.ends.with_border is not None or draft.ends.sides is not None
        here = {context.dateline, *(p.destination for p in context.near(draft.sentence) if p.sentence < draft.sentence)}
        guess = ends.origin_basis in ("context", "dateline", "demonym") and not draft.ends.elsewhere
        return (
            (ends.origin is None and not ends.border)
            or not named
            or (guess and not ends.border and ends.destination in here)
        )
    return (
        guessed and draft.mover_class is None and ends.far and not ends.border and ends.destination == context.dateline
    )


def _context(tree: Tree, spots: list[Spot]) -> Context:
    """Return what the article says of countries before any event is read: dateline and mentions."""
    context = Context()
    # The heads of sentences, and the lines before the story that are none: "Geneva, 3 May 2021".
    story = next((s.start for s in tree.sentences[1:]), 0)
    between = [(tree.sentences[0].end, story)] if story else []
    datelines = sorted([*between, *((s.start, s.body) for s in tree.sentences if s.body > s.start)])
    firsts = [first for first, _ in tree.bounds]
    for spot in spots:
        if not spot.country:
            continue
        context.mentions[spot.country] += 1
        offset = tree.start[spot.first]
        sentence = bisect_right(firsts, spot.first) - 1
        if spot.kind == "place" and sentence >= 0 and spot.first < tree.bounds[sentence][1]:
            context.scenes.setdefault(sentence, Counter())[spot.country] += 1
        at = bisect_right(datelines, offset, key=lambda d: d[0]) - 1
        if context.dateline is None and at >= 0 and offset < datelines[at][1]:
            context.dateline = spot.country
    return context
