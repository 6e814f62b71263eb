"""When: the spans of a role become one interval of days, read against the day of publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from geonews.events import dating
from geonews.events.dating import Mention as DateMention
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import Words
from geonews.model import Span, When
from geonews.nlp import Sentence

__all__ = ["Calendar"]

#: Sentences before that may say which day "the same day" is.
_BACK = 3
#: What a bare date is read behind: the year of "the 2004 bombings" is one where the reader says so.
_LEAD = "in "


class Calendar:
    """The dates of one text; each sentence is read once for either lean."""

    def __init__(self, words: Words, sentences: Sequence[Sentence], published: date | None) -> None:
        self._words = words
        self._sentences = {s.index: s for s in sentences}
        self.published = published
        self._day_first = dating.day_first(words.text)
        self._found: dict[tuple[int, bool], list[DateMention]] = {}

    def mentions(self, sentence: int, *, future: bool = False) -> list[tuple[int, int, DateMention]]:
        """Return the dates of a sentence with their offsets in the text."""
        if self.published is None or sentence not in self._sentences:
            return []
        span = self._sentences[sentence]
        key = (sentence, future)
        if key not in self._found:
            self._found[key] = []  # an anchor is looked for in the sentences before alone
            self._found[key] = dating.find(
                self._words.text[span.body : span.end],
                self.published,
                lean="future" if future else "past",
                anchor=self._anchor(sentence),
                day_first=self._day_first,
            )
        return [(m.start + span.body, m.end + span.body, m) for m in self._found[key]]

    def _anchor(self, sentence: int) -> date | None:
        """Return the day that the sentences before speak of; each is read without an anchor of its own."""
        assert self.published is not None
        for earlier in range(sentence - 1, max(-1, sentence - 1 - _BACK), -1):
            span = self._sentences.get(earlier)
            if span is None:
                continue
            read = dating.find(self._words.text[span.body : span.end], self.published, day_first=self._day_first)
            told = [m for m in read if m.interval.end and m.interval.dated and m.bound != "since"]
            if told:
                return told[-1].interval.end
        return None

    def blocked(self, sentences: Sequence[int]) -> list[tuple[int, int]]:
        """Return the offsets of all dates in some sentences."""
        return [(start, end) for s in sentences for start, end, _ in self.mentions(s)]

    def when(self, spans: Sequence[RoleSpan], status: str) -> tuple[When, float]:
        """Return the interval that a role's spans tell most closely, with the reader's probability of the span.

        Without one the stated fallback: the day of publication for what happened, from it on for what is planned.
        """
        future = status == "planned"
        found: list[tuple[tuple[float, ...], When, float]] = []
        for order, span in enumerate(spans):
            for first, last, mention in self._told(span, future):
                if self._may_be(mention, status):
                    interval = mention.interval
                    rank = (interval.precision, not interval.dated, order)
                    last = self._without_stop(first, last)
                    text = self._words.text[first:last]
                    when = When(
                        start=interval.start, end=interval.end, precision=interval.precision, text=text,
                        basis="text" if interval.dated else "context", span=Span(start=first, end=last, text=text),
                    )  # fmt: skip
                    found.append((rank, when, span.score))
        if found:
            _, when, score = min(found, key=lambda f: f[0])
            return when, score
        return self._fallback(future), 0.0

    def _told(self, span: RoleSpan, future: bool) -> list[tuple[int, int, DateMention]]:
        """Return the dates that share words with a span; without any it may be a bare year."""
        start, end = self._words.starts[span.first], self._words.ends[span.last]
        sentence = self._words.sentence[span.first]
        found = [m for m in self.mentions(sentence, future=future) if m[0] < end and m[1] > start]
        if found or self.published is None or sentence not in self._sentences:
            return found
        read = dating.find(
            _LEAD + self._words.text[start:end], self.published, lean="future" if future else "past",
            day_first=self._day_first,
        )  # fmt: skip
        shift = start - len(_LEAD)
        return [(max(start, m.start + shift), m.end + shift, m) for m in read if m.interval.unit == "year"]

    def _may_be(self, mention: DateMention, status: str) -> bool:
        """Tell whether something with this status may have that date: what happened did not begin after today."""
        start = mention.interval.start
        return status != "happened" or start is None or self.published is None or start <= self.published

    def _without_stop(self, first: int, last: int) -> int:
        """Return the end of a date without the full stop of its sentence."""
        here = self._words.text[last - 1 : last] == "." and any(s.end == last for s in self._sentences.values())
        return last - 1 if here and last - 1 > first else last

    def _fallback(self, future: bool) -> When:
        day = self.published
        if day is None:
            return When(start=None, end=None, precision=3, text=None, basis="none")
        if future:
            return When(start=day, end=None, precision=3, text=None, basis="published")
        return When(start=day, end=day, precision=1, text=None, basis="published")
