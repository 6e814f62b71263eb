"""The coder: one parsed article in, its events out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Self

from geonews.config import Config
from geonews.events.counts import count_of, quantities, rate_in, to_count
from geonews.events.crossings import Draft, find_crossings
from geonews.events.direction import Context, Ends, Pair, complete
from geonews.events.frames import load_frames
from geonews.events.geography import Geography, Spot
from geonews.events.lexicon import sector
from geonews.events.mentions import merge_mentions
from geonews.events.syntax import Tree
from geonews.events.when import Dated, dated_mentions, fallback, pick, when_of
from geonews.gazetteer import Gazetteer
from geonews.model import Actor, Article, Count, Cue, Event, Locus, Resolution, Span, Status, When

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Coder"]

#: A sentence longer than this many tokens is read no further: bounded time for text without full stops.
MAX_TOKENS = 400


class Coder:
    """Codes the events of articles; open one with `Coder.open` and keep it."""

    def __init__(self, geography: Geography) -> None:
        self._geography = geography
        self._frames = load_frames()

    @classmethod
    def open(cls, config: Config, gazetteer: Gazetteer) -> Self:
        """Read the frames and word lists and return a coder over a gazetteer."""
        return cls(Geography(gazetteer))

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
        events = self._crossings(article, tree, spots, context, published)
        return sorted(merge_mentions(events), key=lambda e: (e.sentence, e.trigger.start))

    def _crossings(
        self, article: Article, tree: Tree, spots: list[Spot], context: Context, published: date | None
    ) -> list[Event]:
        drafts = [
            draft
            for sentence in tree.sentences
            if not sentence.boilerplate
            for draft in find_crossings(tree, sentence.index, self._frames, spots)
        ]
        completed = self._directions(drafts, context)
        events = []
        reader = _Reader(article, tree, published)
        for draft, ends in completed:
            if ends.destination is None or ends.destination == ends.origin:
                continue
            events.append(
                self._event(reader, draft, ends, [d.trigger for d, _ in completed if d.sentence == draft.sentence])
            )
        return events

    def _directions(self, drafts: list[Draft], context: Context) -> list[tuple[Draft, Ends]]:
        """Complete the ends of all drafts: first those that name both, then the rest in the light of these."""
        for draft in drafts:
            if draft.ends.origin and draft.ends.destination:
                context.pairs.append(Pair(draft.sentence, draft.ends.origin, draft.ends.destination, draft.ends.armed))
        first = [(d, complete(d.ends, d.sentence, context, self._geography)) for d in drafts]
        for draft, ends in first:
            certain = {ends.origin_basis, ends.destination_basis} <= {"explicit", "border", "demonym", "agent"}
            if ends.origin and ends.destination and certain and not (draft.ends.origin and draft.ends.destination):
                context.pairs.append(Pair(draft.sentence, ends.origin, ends.destination, ends.armed))
        second = [(d, complete(d.ends, d.sentence, context, self._geography)) for d in drafts]
        for draft, ends in second:
            if ends.origin and ends.destination and not any(p.sentence == draft.sentence for p in context.pairs):
                context.pairs.append(Pair(draft.sentence, ends.origin, ends.destination, ends.armed))
        return [(d, complete(d.ends, d.sentence, context, self._geography)) for d in drafts]

    def _event(self, reader: _Reader, draft: Draft, ends: Ends, rivals: list[int]) -> Event:
        tree, geography = reader.tree, self._geography
        status = draft.verdict.status
        future = status is Status.PLANNED
        when, _ = reader.when(draft.sentence, draft.trigger, rivals, future=future)
        count = reader.count(draft.sentence, draft.mover)
        trigger = reader.span(draft.trigger)
        sentence = tree.sentences[draft.sentence]
        evidence = Span(start=sentence.start, end=sentence.end, text=tree.text[sentence.start : sentence.end])
        subject = None if draft.mover is None else tree.text[slice(*tree.phrase(draft.mover))]
        explicit = ends.origin_basis == ends.destination_basis == "explicit"
        demonym = "demonym" in (ends.origin_basis, ends.destination_basis)
        cues = list(_cues(reader, draft, ends, when, count))
        return Event(
            id=_event_id(reader.article.id, draft.trigger, draft.frame.id),
            article_id=reader.article.id,
            type="BORDER_CROSSING",
            mode=_mode(draft, ends),
            status=status,
            evidence=evidence,
            sentence=draft.sentence,
            trigger=trigger,
            when=when,
            confidence=_confidence(draft, ends, when),
            rule_id=draft.frame.id,
            sentences=(draft.sentence,),
            actor1=None if draft.mover is None else _actor(reader, draft.mover, ends),
            subject=subject,
            subject_class=draft.mover_class if draft.mover_class != "PRON" else None,
            count=count,
            where=_locus(reader, geography, ends.crossing_spot, ends.destination, ends.destination_spot),
            geo_precision=3,
            location_basis="text",
            origin=None if ends.origin is None else _locus(reader, geography, ends.origin_spot, ends.origin),
            destination=_locus(reader, geography, ends.destination_spot, ends.destination),
            crossing=_locus(reader, geography, ends.crossing_spot, None) if ends.crossing_spot else None,
            direction_basis="explicit" if explicit else "demonym" if demonym else "context",
            cues=tuple(cues),
        )


class _Reader:
    """What several events of one article share: dates and numbers by sentence, read once."""

    def __init__(self, article: Article, tree: Tree, published: date | None) -> None:
        self.article = article
        self.tree = tree
        self.published = published
        self._dates: dict[tuple[int, bool], list[Dated]] = {}
        self._anchor: dict[int, date | None] = {}

    def span(self, token: int) -> Span:
        start, end = self.tree.start[token], self.tree.end(token)
        return Span(start=start, end=end, text=self.tree.text[start:end])

    def dates(self, sentence: int, *, future: bool = False) -> list[Dated]:
        if self.published is None:
            return []
        key = (sentence, future)
        if key not in self._dates:
            self._dates[key] = dated_mentions(
                self.tree, sentence, self.published, lean="future" if future else "past", anchor=self._before(sentence)
            )
        return self._dates[key]

    def _before(self, sentence: int) -> date | None:
        """Return the day that the sentences before speak of."""
        if sentence not in self._anchor:
            self._anchor[sentence] = None
            for earlier in range(sentence - 1, max(-1, sentence - 4), -1):
                told = [
                    d
                    for d in self.dates(earlier)
                    if not d.of_report and d.mention.interval.end and d.mention.bound != "since"
                ]
                told = told or [d for d in self.dates(earlier) if d.mention.interval.end and d.mention.bound != "since"]
                if told:
                    self._anchor[sentence] = told[-1].mention.interval.end
                    break
        return self._anchor[sentence]

    def when(self, sentence: int, trigger: int, rivals: list[int], *, future: bool) -> tuple[When, Dated | None]:
        chosen = pick(self.tree, trigger, self.dates(sentence, future=future), frozenset(rivals) - {trigger})
        if chosen is not None:
            return when_of(self.tree, chosen), chosen
        return fallback(self.published, future=future), None

    def count(self, sentence: int, mover: int | None) -> Count | None:
        if mover is None:
            return None
        tree, span = self.tree, self.tree.sentences[sentence]
        blocked = [(d.start - span.body, d.end - span.body) for d in self.dates(sentence)]
        found = quantities(tree.text[span.body : span.end], blocked)
        count = count_of(tree, mover, found, span.body)
        if count is None or (count.min == count.max == 1 and count.text in ("a", "an")):
            rated = rate_in(found)
            if rated is not None:
                return to_count(rated, tree, mover, span.body)
        return count


def _context(tree: Tree, spots: list[Spot]) -> Context:
    context = Context()
    for spot in spots:
        if spot.country:
            context.mentions[spot.country] += 1
    starts = {s.start: s.body for s in tree.sentences if s.body > s.start}
    for spot in spots:
        offset = tree.start[spot.first]
        if spot.country and any(start <= offset < body for start, body in starts.items()):
            context.dateline = spot.country
            break
    return context


def _mode(draft: Draft, ends: Ends) -> str:
    mode = draft.frame.mode
    kind = draft.mover_class
    if ends.home and mode in ("cross", "flee"):
        return "return"
    if mode == "cross" and ends.back and draft.frame.status != "denied" and draft.frame.mover == "subject":
        return "return"
    if kind in ("MIL", "COP") and mode in ("cross", "flee"):
        return "retreat" if mode == "flee" else "incursion"
    if kind == "REB" and mode == "cross":
        return "incursion"
    if kind == "AID":
        return "convoy_aid"
    if kind in ("GDS", "VEH") and mode == "cross":
        return "convoy_goods"
    if mode == "cross" and (kind == "SEA" or draft.boat):
        return "sea"
    if mode == "cross" and kind == "REF":
        return "flee"
    return mode


def _confidence(draft: Draft, ends: Ends, when: When) -> float:
    value = {"explicit": 0.5, "border": 0.46, "demonym": 0.44, "agent": 0.44}
    score = value.get(ends.origin_basis, 0.3) + value.get(ends.destination_basis, 0.3)
    if when.basis != "text":
        score -= 0.05
    if draft.mover_class is None:
        score -= 0.1
    return round(max(0.05, min(0.95, score)), 3)


def _actor(reader: _Reader, mover: int, ends: Ends) -> Actor:
    start, end = reader.tree.phrase(mover)
    text = reader.tree.text[start:end]
    return Actor(
        text=text,
        country=next(iter(ends.people), None),
        sector=sector(reader.tree, mover),
        span=Span(start=start, end=end, text=text),
    )


def _locus(
    reader: _Reader, geography: Geography, spot: Spot | None, country: str | None, other: Spot | None = None
) -> Locus:
    spot = spot or other
    if spot is None:
        return Locus(country=country)
    span = geography.span(reader.tree, spot)
    place = spot.place
    if place is not None and (place.feature_code.startswith("PCL") or spot.kind == "people"):
        place = None
    return Locus(country=country or spot.country, place=place, text=span.text, span=span)


def _cues(reader: _Reader, draft: Draft, ends: Ends, when: When, count: Count | None) -> list[Cue]:
    tree = reader.tree
    found = [
        Cue(
            field="type",
            text=tree.words[draft.trigger],
            start=tree.start[draft.trigger],
            end=tree.end(draft.trigger),
            rule=draft.frame.id,
        )
    ]
    if draft.verdict.cue is not None:
        cue = draft.verdict.cue
        found.append(
            Cue(field="status", text=tree.words[cue], start=tree.start[cue], end=tree.end(cue), rule=draft.verdict.rule)
        )
    for name, spot, basis in (
        ("origin", ends.origin_spot, ends.origin_basis),
        ("destination", ends.destination_spot, ends.destination_basis),
    ):
        if spot is not None:
            start, end = tree.start[spot.first], tree.end(spot.last)
            found.append(Cue(field=name, text=tree.text[start:end], start=start, end=end, rule=basis))
        elif basis:
            found.append(
                Cue(field=name, text="", start=tree.start[draft.trigger], end=tree.start[draft.trigger], rule=basis)
            )
    if when.span is not None:
        found.append(Cue(field="date", text=when.span.text, start=when.span.start, end=when.span.end, rule=when.basis))
    if count is not None and count.span is not None:
        found.append(Cue(field="count", text=count.text, start=count.span.start, end=count.span.end, rule="count"))
    return found


def _event_id(article: str, trigger: int, rule: str) -> str:
    return hashlib.sha256(f"{article}\x00{trigger}\x00{rule}".encode()).hexdigest()[:16]
