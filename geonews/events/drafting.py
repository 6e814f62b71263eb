"""From an incident to its event: every field from the spans of all its mentions, each with the words behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from geonews.events import ontology
from geonews.events.grounding.actors import actor_of, kind_of, sector_of, span_of
from geonews.events.grounding.dates import Calendar
from geonews.events.grounding.offices import offices_of
from geonews.events.grounding.sites import Gazette, Site
from geonews.events.grounding.spots import Geography, Spot
from geonews.events.grounding.tolls import Told, count_of, victims_of
from geonews.events.grounding.undated import Claim, Part, beside, lone_date, undated
from geonews.events.grounding.ways import Way, completed, way_of
from geonews.events.incidents import Incident
from geonews.events.reader.decoding import Mention, RoleSpan
from geonews.events.reader.words import Words
from geonews.events.scenes import passage_of, site_of
from geonews.model import Actor, Article, Cue, Event, Resolution, Span, Status, When, precision_of
from geonews.nlp import Sentence

__all__ = ["Desk", "Draft", "event_id"]

RULE = "reader-1"
#: Sentences within which a way without any end is the way told before, or its reverse.
_CLOSE = 2
#: Days before the publication from which a date is another time's.
_FAR = 60
Roles = Mapping[str, Sequence[RoleSpan]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event before it has a confidence, with what its calibration looks at."""

    event: Event
    incident: Incident
    way: Way | None


class Desk:
    """What the events of one article share: its words, places, dates and sentences."""

    def __init__(
        self, article: Article, words: Words, sentences: Sequence[Sentence], spots: Sequence[Spot], gazette: Gazette,
        calendar: Calendar,
    ) -> None:  # fmt: skip
        self.article = article
        self.words = words
        self.sentences = {s.index: s for s in sentences}
        self.spots = spots
        self.gazette = gazette
        self.calendar = calendar
        self.offices = offices_of(words, spots, sector_of)
        #: The last way that both ends are known of, and the sentence that told it.
        self._way_before: tuple[int, Way] | None = None
        #: By sentence, the spans that share words with its only date, each with the first mention of its incident.
        self._heard: dict[int, list[tuple[Mention, RoleSpan]]] = {}

    @classmethod
    def laid(
        cls, article: Article, words: Words, sentences: Sequence[Sentence], resolutions: Sequence[Resolution],
        geography: Geography,
    ) -> Self:  # fmt: skip
        """Lay out an article: find its spots, datelines and dates."""
        spots = geography.spots(words, resolutions)
        datelines = [(s.start, s.body) for s in sentences if s.body > s.start]
        if len(sentences) > 1:  # the lines between title and story: "Geneva, 3 May 2021"
            datelines.append((sentences[0].end, sentences[1].start))
        published = None if article.published is None else article.published.date()
        gazette = Gazette(words, geography, spots, datelines)
        return cls(article, words, sentences, spots, gazette, Calendar(words, sentences, published))

    def draft(self, incident: Incident) -> Draft | None:
        """Return the event of an incident; None if it is a way without any sign of a line between countries."""
        roles = incident.roles(self.words.sentence)
        asked = ontology.properties(incident.mentions[0].type)
        if not asked.crosses:
            return Draft(event=self._event(incident, roles, None), incident=incident, way=None)
        homeward, sent = (ontology.flag(incident.mentions[0].type, incident.mode, f) for f in ("homeward", "sent"))
        way = way_of(self.words, self.gazette, self.spots, roles, homeward, sent)
        first = incident.mentions[0].sentence
        if self._way_before is not None:
            told_in, before = self._way_before
            way = completed(way, before, homeward, 0 <= first - told_in <= _CLOSE)
        one, other = way.origin, way.destination
        if (one is None and other is None) or not way.line:
            return None
        if one is not None and other is not None and one.country == other.country:
            return None
        if one is not None and other is not None:
            self._way_before = incident.mentions[-1].sentence, way
        return Draft(event=self._event(incident, roles, way), incident=incident, way=way)

    def _event(self, incident: Incident, roles: Roles, way: Way | None) -> Event:
        head = incident.head
        asked = ontology.properties(head.type)
        when, when_score = self._when(roles, incident)
        actor1 = self._actor(roles, ("mover", "actor") if asked.moves else ("actor",))
        actor2 = self._actor(roles, ("target",)) or (self._other_side(roles, actor1) if asked.mutual else None)
        blocked = self.calendar.blocked(sorted({self.words.sentence[s.first] for v in roles.values() for s in v}))
        dead, hurt = (
            (victims_of(self.words, roles.get(r, ()), blocked) if asked.casualties else None)
            for r in ("killed", "injured")
        )
        counted = roles.get(asked.counted or "", ()) or (roles.get("count", ()) if asked.counted else ())
        count = count_of(self.words, counted, blocked) if asked.counted else None
        site = (
            passage_of(way)
            if way
            else site_of(self.words, self.gazette, incident, roles, actor1, actor2, recent=not self._is_history(when))
        )
        mover = next(iter(roles.get("mover", ())), None)
        sentence = self.sentences[head.sentence]
        trigger = span_of(self.words, head.word, head.word)
        where = None if site is None else site.locus
        return Event(
            id=event_id(self.article.id, trigger.start, head.type),
            article_id=self.article.id,
            type=head.type,
            mode=incident.mode,
            status=Status(incident.status),
            evidence=Span(start=sentence.start, end=sentence.end, text=self.words.text[sentence.start : sentence.end]),
            sentence=head.sentence,
            trigger=trigger,
            when=when,
            confidence=0.0,
            rule_id=RULE,
            sentences=self._told_in(incident, head.sentence),
            actor1=actor1,
            actor2=actor2,
            subject=None if mover is None or way is None else self.words.phrase(mover.first, mover.last),
            subject_class=None if mover is None else kind_of(self.words, mover.first, mover.last),
            count=count.count if count else None,
            fatalities=dead.count if dead else None,
            injured=hurt.count if hurt else None,
            where=where,
            geo_precision=None if where is None else precision_of(where.place, where.country),
            location_basis=None if site is None else site.basis,
            origin=way.origin if way else None,
            destination=way.destination if way else None,
            crossing=way.crossing if way else None,
            direction_basis=way.basis if way else None,
            cues=tuple(
                self._cues(
                    incident, roles, site, when, when_score, actor1, actor2, way, count=count, dead=dead, hurt=hurt
                )
            ),
        )

    def _when(self, roles: Roles, incident: Incident) -> tuple[When, float]:
        """Return when it was: as its own sentences tell, as others tell of it, or as is told beside it."""
        triggers, status = [m.word for m in incident.mentions], incident.status
        for spans in (roles.get("when", ()), incident.roles().get("when", ())):
            when, score = self.calendar.when(spans, status, triggers)
            if when.basis != "published":
                return when, score
        part = self._part(incident.mentions[0].type)
        told = beside(self.calendar, triggers, status, self._claims(incident), part)
        spans = incident.roles().get("when", ())
        return (undated(self.calendar, triggers, status, spans), 0.0) if told is None else (told, 0.5)

    def hear(self, incidents: Sequence[Incident]) -> None:
        """Take note of all incidents of the article: the date of one is not another's."""
        self._heard = {}
        for incident in incidents:
            told_in = {m.sentence for m in incident.mentions}
            for span in incident.roles().get("when", ()):
                sentence = self.words.sentence[span.first]
                if sentence in told_in and self._is_of_the_date(span, sentence):
                    self._heard.setdefault(sentence, []).append((incident.mentions[0], span))

    def _is_of_the_date(self, span: RoleSpan, sentence: int) -> bool:
        """Tell whether a span has words of the only date of its sentence: no other is told beside anything."""
        first, last = lone_date(self.calendar, sentence) or (0, 0)
        return self.words.starts[span.first] < last and self.words.ends[span.last] > first

    def _claims(self, incident: Incident) -> list[Claim]:
        """Return the dates that stand beside the triggers of other incidents, and are theirs."""
        own = {id(m) for m in incident.mentions}
        heard = (pair for s in {m.sentence for m in incident.mentions} for pair in self._heard.get(s, ()))
        return [Claim(span, self._part(mention.type)) for mention, span in heard if id(mention) not in own]

    @staticmethod
    def _part(kind: str) -> Part | None:
        """Tell whether a type is a deed, which may have dead and injured, or what the law does about one."""
        if ontology.properties(kind).casualties:
            return Part.DEED
        return Part.ANSWER if ontology.codes(kind, None)["plover_context"] == "legal" else None

    def _is_history(self, when: When) -> bool:
        """Tell whether a time lies far before the day of publication: a text is set in its own time."""
        published = self.calendar.published
        return published is not None and when.end is not None and (published - when.end).days > _FAR

    @staticmethod
    def _told_in(incident: Incident, first: int) -> tuple[int, ...]:
        return (first, *sorted({m.sentence for m in incident.mentions} - {first}))

    def _actor(self, roles: Roles, names: Sequence[str]) -> Actor | None:
        """Return who stands in the first of some roles that is filled: the surest span, the earlier of like ones."""
        for name in names:
            spans = roles.get(name, ())
            if spans:
                best = max(spans, key=lambda s: (round(s.score, 1), -s.first))
                return actor_of(self.words, best.first, best.last, self.spots, self.offices)
        return None

    def _other_side(self, roles: Roles, one: Actor | None) -> Actor | None:
        """Return the second of those who did something with one another: the surest that is not the first."""
        if one is None or one.span is None:
            return None
        starts, said = self.words.starts, one.text.lower()
        others = [s for s in roles.get("actor", ()) if starts[s.first] != one.span.start]
        others = [s for s in others if self.words.phrase(s.first, s.last).lower() != said]
        return self._actor({"actor": others}, ("actor",))

    def _cues(
        self, incident: Incident, roles: Roles, site: Site | None, when: When, when_score: float,
        actor1: Actor | None, actor2: Actor | None, way: Way | None, **told: Told | None,
    ) -> list[Cue]:  # fmt: skip
        """Return the words behind each field with the reader's probability of them."""
        names = {"count": "count", "dead": "fatalities", "hurt": "injured"}
        found = [
            Cue(field="type", text=t.text, start=t.start, end=t.end, rule=RULE, score=round(m.score * m.share, 3))
            for m in incident.mentions
            for t in [span_of(self.words, m.word, m.word)]
        ]
        head = incident.head
        verdict = span_of(self.words, head.word, head.word)
        found.append(
            Cue(field="status", text=verdict.text, start=verdict.start, end=verdict.end, rule=incident.status,
                score=round(head.status_score, 3))
        )  # fmt: skip

        def add(field: str, span: Span | None, rule: str, score: float | None) -> None:
            if span is not None:
                found.append(
                    Cue(field=field, text=span.text, start=span.start, end=span.end, rule=rule,
                        score=None if score is None else round(score, 3))
                )  # fmt: skip

        scores = {self._key(s): s.score for spans in roles.values() for s in spans}
        for field, actor in (("actor1", actor1), ("actor2", actor2)):
            span = actor.span if actor else None
            add(field, span, RULE, scores.get((span.start, span.end)) if span else None)
        if site is not None:
            add("place", site.locus.span, site.basis, site.score)
        add("date", when.span, when.basis, when_score)
        for key, one in told.items():
            if one is not None:
                add(names[key], one.count.span, RULE, one.score)
        if way is not None:
            for field, locus, basis in (
                ("origin", way.origin, way.origin_basis),
                ("destination", way.destination, way.destination_basis),
                ("crossing", way.crossing, "explicit"),
            ):
                if locus is not None:
                    add(
                        field,
                        locus.span or Span(start=verdict.start, end=verdict.start, text=""),
                        basis or "none",
                        None,
                    )
        return found

    def _key(self, span: RoleSpan) -> tuple[int, int]:
        return self.words.starts[span.first], self.words.ends[span.last]


def event_id(article: str, trigger: int, kind: str) -> str:
    """Return an id that stays the same when the article is coded again."""
    return hashlib.sha256(f"{article}\x00{trigger}\x00{kind}".encode()).hexdigest()[:16]
