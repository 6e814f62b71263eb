"""When: the spans of a role become one interval of days, read against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from geonews.events import dating
from geonews.events.dating import Interval
from geonews.events.dating import Mention as DateMention
from geonews.events.dating.calendar import step
from geonews.events.dating.vocabulary import WEEKDAY
from geonews.events.grounding.items import words_of
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import Words
from geonews.model import Span, When
from geonews.nlp import Sentence

__all__ = ["Calendar"]

#: Sentences before that may say which day "the same day" is.
_BACK = 3
#: Sentences after which a tale of another year that tells no further day is over.
_GOES_ON = 2
#: What a bare date is read behind: the year of "the 2004 bombings" is one where the reader says so.
_LEAD = "in "
#: How much less probable than the surest of several spans another may be, and still be the date.
_LESS_SURE = 0.05
#: Characters before and behind a date in which a verb of saying is looked for.
_BESIDE = 24
_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b", re.IGNORECASE)
_WHEN = re.compile(r"\s*,?\s*when\b")
#: Between a date and the noun that it belongs to: "last week's two", "the 2016 presidential".
_OWNS = re.compile(r"['’]s?\s+(?:[^\W\d_][\w-]*\s+){0,3}")
_NOUN = re.compile(r"\s+(?:[^\W\d_][\w-]*\s+)?")
#: Words of a date that a noun follows, if they are of one day, month or year: "the 2016".
_OF_ONE = re.compile(r"\b(?:the|a|an|that)\s", re.IGNORECASE)
_PLURAL = re.compile(r"(?:s|weekend|week|spring|summer|autumn|winter|century)$", re.IGNORECASE)
#: Two days far from one another: a date that reads the same against both needs no day of publication.
_ANY_DAYS = (date(1999, 7, 14), date(2012, 2, 3))


def _is_on(interval: Interval, weekdays: set[int]) -> bool:
    """Tell whether an interval is one day, on one of some weekdays."""
    return interval.start is not None and interval.start == interval.end and interval.start.weekday() in weekdays


def _width(interval: Interval) -> tuple[float, ...]:
    """Return how close a date is: days that the text dates before those told from others, the shorter first."""
    if interval.start is None or interval.end is None:
        return (interval.precision, not interval.dated, 1e6)
    days = (interval.end - interval.start).days
    return (interval.precision, not interval.dated, days)


class Calendar:
    """The dates of one text; each sentence is read once for either lean."""

    def __init__(self, words: Words, sentences: Sequence[Sentence], published: date | None) -> None:
        self.words = words
        self._sentences = {s.index: s for s in sentences}
        self.published = published
        self._day_first = dating.day_first(words.text)
        self._ends = frozenset(s.end for s in sentences)
        self._found: dict[tuple[int, bool], list[tuple[int, int, DateMention]]] = {}
        self._known: dict[tuple[int, int, bool, date | None, date | None, str], list[DateMention]] = {}
        self._tales: dict[int, date | None] | None = None

    def mentions(self, sentence: int, *, future: bool = False) -> list[tuple[int, int, DateMention]]:
        """Return the dates of a sentence with their offsets in the text."""
        if sentence not in self._sentences:
            return []
        span = self._sentences[sentence]
        key = (sentence, future)
        if key not in self._found:
            self._found[key] = []  # an anchor is looked for in the sentences before alone
            read = self._read(span.body, span.end, future, self._anchor(sentence), self._tale(sentence))
            self._found[key] = [(m.start + span.body, m.end + span.body, m) for m in read]
        return self._found[key]

    def _read(
        self, start: int, end: int, future: bool = False, anchor: date | None = None, tale: date | None = None,
        lead: str = "",
    ) -> list[DateMention]:  # fmt: skip
        """Return the dates of a stretch of the text; without a day of publication those that need none."""
        key = (start, end, future, anchor, tale, lead)
        if key not in self._known:
            first, *others = self._readings(start, end, future, anchor, tale, lead)
            self._known[key] = [m for m in first if all(m in other for other in others)]
        return self._known[key]

    def _readings(
        self, start: int, end: int, future: bool, anchor: date | None, tale: date | None, lead: str
    ) -> Iterator[list[DateMention]]:
        """Yield the dates of a stretch against the day of publication, or against any days where that is unknown."""
        text = lead + self.words.text[start:end]
        for day in _ANY_DAYS if self.published is None else (self.published,):
            lean: Literal["past", "future"] = "future" if future else "past"
            yield dating.find(text, day, lean=lean, anchor=anchor, tale=tale, day_first=self._day_first)

    def _tale(self, sentence: int) -> date | None:
        """Return the day of another year that the sentences before tell of, None without one.

        They are read in the order of the text, each once, so that a tale goes on over many.
        """
        if self._tales is None:
            self._tales = {}
            tale, dated_in = None, -1
            for number, span in sorted(self._sentences.items()):
                self._tales[number] = tale = tale if number - dated_in <= _GOES_ON else None
                text = self.words.text[span.body : span.end]
                if tale is None and not dating.has_year(text):
                    continue
                read = self._read(span.body, span.end, tale=tale)
                if read:
                    tale, dated_in = dating.told_on(read, text, tale), number
        return self._tales.get(sentence)

    def _anchor(self, sentence: int) -> date | None:
        """Return the day that the sentences before speak of; each is read without an anchor of its own."""
        for earlier in range(sentence - 1, max(-1, sentence - 1 - _BACK), -1):
            span = self._sentences.get(earlier)
            if span is None:
                continue
            text = self.words.text[span.body : span.end]
            told = [m for m in self._read(span.body, span.end) if m.interval.dated and m.bound != "since"]
            days = [m.interval.end for m in told if m.interval.end and not self._ahead(m, text)]
            if days:
                return days[-1]
        return None

    def _ahead(self, mention: DateMention, text: str) -> bool:
        return self.published is not None and dating.ahead(mention, text, self.published)

    def ahead(self, mention: DateMention, sentence: int) -> bool:
        """Tell whether a date of a sentence, read as past, is nearer ahead."""
        span = self._sentences[sentence]
        return self._ahead(mention, self.words.text[span.body : span.end])

    def blocked(self, sentences: Sequence[int]) -> list[tuple[int, int]]:
        """Return the offsets of all dates in some sentences."""
        return [(start, end) for s in sentences for start, end, _ in self.mentions(s)]

    def when(self, spans: Sequence[RoleSpan], status: str, triggers: Sequence[int] = ()) -> tuple[When, float]:
        """Return the interval that a role's spans tell most closely, with the reader's probability of the span.

        Without one the stated fallback: the day of publication for what happened, from it on for what is planned.
        ``triggers`` are the words that tell of it.
        """
        future = status == "planned"
        found: list[tuple[tuple[float, ...], When, float]] = []
        waiting: set[int] | None = None  # the weekdays that a date told before may be, where nobody knows the day
        for order, span in enumerate(spans):
            if not found and waiting is None:
                waiting = self._needs_today(span, future)
            for first, last, mention in self._told(span, future):
                if self.may_be(mention, status) and (waiting is None or _is_on(mention.interval, waiting)):
                    interval = self.interval(mention, first, last, triggers, status)
                    when = self.told(interval, first, last, "text" if interval.dated else "context")
                    found.append(((*_width(interval), order), when, span.score))
        if found:
            least = max(score for _, _, score in found) - _LESS_SURE
            found = [f for f in found if f[2] >= least]
            _, when, score = self._over(found) or min(found, key=lambda f: f[0])
            return when, score
        return self._long_ago(spans, status) or self.fallback(future), 0.0

    def reported(self, first: int, last: int) -> bool:
        """Tell whether a date stands beside a verb of saying: it is when that was said."""
        before = self.words.text[max(0, first - _BESIDE) : first].lower().split()[-2:]
        after = self.words.text[last : last + _BESIDE].lower().split()[:2]
        return any(word.strip(".,;:\"'”’") in words_of()["saying"] for word in (*before, *after))

    def interval(self, mention: DateMention, first: int, last: int, triggers: Sequence[int], status: str) -> Interval:
        """Return the days of a date of the text for what its triggers and its status tell."""
        return self._whole(self._at(mention, first, last, triggers), status)

    def told(self, interval: Interval, first: int, last: int, basis: str) -> When:
        """Return the time that words from one offset to another tell."""
        last = self._without_stop(first, last)
        text = self.words.text[first:last]
        return When(
            start=interval.start, end=interval.end, precision=interval.precision, text=text, basis=basis,
            span=Span(start=first, end=last, text=text),
        )  # fmt: skip

    def _at(self, mention: DateMention, first: int, last: int, triggers: Sequence[int]) -> Interval:
        """Return the date itself of what another thing is measured from.

        "The worst since 2009, when a tug sank", "since the sinking in 2009", "ahead of the 2009 vote", "after Monday's
        blast": the tug sank in 2009, and the blast was on Monday.
        """
        starts = [self.words.starts[i] for i in triggers]
        since = mention.bound == "since" and (
            any(first <= at < last for at in starts) or _WHEN.match(self.words.text, last)
        )
        if not since and not (mention.bound and self._of_noun(mention.interval, first, last, starts)):
            return mention.interval
        head = self.words.text[first:last].split()[0]
        inner = [m for m in self._read(first + len(head), last, lead=_LEAD) if not m.bound]
        return inner[-1].interval if inner else mention.interval

    def _of_noun(self, interval: Interval, first: int, last: int, starts: Sequence[int]) -> bool:
        """Tell whether a date belongs to a trigger that is the noun behind it: "the 2016 vote", "last week's vote"."""
        text = self.words.text
        of_one = _OF_ONE.search(text, first, last) and not _PLURAL.search(text, first, last)
        return any(
            bool(_OWNS.fullmatch(text, last, at) or (of_one and _NOUN.fullmatch(text, last, at))) for at in starts
        )

    @staticmethod
    def _over(found: list[tuple[tuple[float, ...], When, float]]) -> tuple[tuple[float, ...], When, float] | None:
        """Return the time over which it went on: one that is told first and holds several of the days told after it."""
        first = found[0][1]
        if first.precision == 1 or not (first.start and first.end):
            return None
        inside = [w for _, w, _ in found[1:] if w.precision == 1 and w.start and w.end]
        inside = [w for w in inside if w.start and w.end and first.start <= w.start and w.end <= first.end]
        return found[0] if len({(w.start, w.end) for w in inside}) > 1 else None

    def _whole(self, interval: Interval, status: str) -> Interval:
        """Return an interval as long as its words measure ("two years ago"), without what is still to come."""
        if interval.start is not None and interval.start == interval.end and interval.unit in ("week", "month", "year"):
            interval = replace(step(interval.start, interval.unit, 0), dated=interval.dated)
        end, today = interval.end, self.published
        begun = today is not None and interval.start is not None and interval.start <= today
        if status == "happened" and begun and today is not None and (end is None or end > today):
            interval = replace(interval, end=today)
        return interval

    def _long_ago(self, spans: Sequence[RoleSpan], status: str) -> When | None:
        """Return an open time before the publication for what happened in an age without a year: "in the war"."""
        for span in spans:
            said = {word.lower() for word in self.words.words[span.first : span.last + 1]}
            if status == "happened" and self.published is not None and said & words_of()["eras"]:
                start, end = self.words.starts[span.first], self.words.ends[span.last]
                text = self.words.text[start:end]
                told = Span(start=start, end=end, text=text)
                return When(start=None, end=self.published, precision=3, text=text, basis="text", span=told)
        return None

    def _told(self, span: RoleSpan, future: bool) -> list[tuple[int, int, DateMention]]:
        """Return the dates that share words with a span, or with the word behind its "in"; else it may be a year."""
        start, end = self.words.starts[span.first], self.words.ends[span.last]
        if self.words.words[span.last].lower() in words_of()["leads"] and span.last + 1 < len(self.words):
            end = self.words.ends[span.last + 1]
        sentence = self.words.sentence[span.first]
        found = [m for m in self.mentions(sentence, future=future) if m[0] < end and m[1] > start]
        if found or sentence not in self._sentences:
            return found
        shift = start - len(_LEAD)
        read = self._read(start, end, future, lead=_LEAD)
        return [(max(start, m.start + shift), m.end + shift, m) for m in read if m.interval.unit == "year"]

    def _needs_today(self, span: RoleSpan, future: bool) -> set[int] | None:
        """Return the weekdays of a span's date if it is told from a day of publication that nobody knows, else None.

        What is told behind "on Thursday" is then the date of something else oftener than not; a Thursday may be it.
        """
        sentence = self._sentences.get(self.words.sentence[span.first])
        if self.published is not None or sentence is None or self._told(span, future):
            return None
        first, *_ = self._readings(sentence.body, sentence.end, future, None, None, "")
        start, end = (offset - sentence.body for offset in (self.words.starts[span.first], self.words.ends[span.last]))
        told = [m.interval for m in first if m.start < end and m.end > start and m.interval.dated]
        if not told:
            return None
        named = _WEEKDAY.search(self.words.text[self.words.starts[span.first] : self.words.ends[span.last]])
        return {i.start.weekday() for i in told if named and i.start is not None and i.start == i.end}

    def may_be(self, mention: DateMention, status: str) -> bool:
        """Tell whether something with this status may have that date: what happened did not begin after today."""
        start = mention.interval.start
        return status != "happened" or start is None or self.published is None or start <= self.published

    def _without_stop(self, first: int, last: int) -> int:
        """Return the end of a date without the full stop of its sentence."""
        here = self.words.text[last - 1 : last] == "." and last in self._ends
        return last - 1 if here and last - 1 > first else last

    def fallback(self, future: bool) -> When:
        """Return the time of what no words date: the day of publication, of plans from it on."""
        day = self.published
        if day is None:
            return When(start=None, end=None, precision=3, text=None, basis="none")
        if future:
            return When(start=day, end=None, precision=3, text=None, basis="published")
        return When(start=day, end=day, precision=1, text=None, basis="published")
