"""What the events of one article share: the dates and numbers of its sentences, read once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from geonews.events import dating
from geonews.events.rules.companions import distance_of, moved_by
from geonews.events.rules.counts import Quantity, count_of, quantities, rate_in, to_count
from geonews.events.rules.figures import beside, exceeded, number_of
from geonews.events.rules.syntax import Tree
from geonews.events.rules.when import Dated, dated_mentions, fallback, pick, when_of
from geonews.model import Article, Count, Span, When
from geonews.nlp import Sentence

__all__ = ["Reader"]


def _ahead(dated: Dated, day: date) -> bool:
    """Tell whether a time runs from a day into the future."""
    interval = dated.mention.interval
    return interval.start == day and interval.end is not None and interval.end > day


#: Of a longer sentence no more characters are searched for numbers.
MAX_CHARS = 4000


class Reader:
    """What several events of one article share: dates and numbers by sentence, read once."""

    def __init__(self, article: Article, tree: Tree, published: date | None) -> None:
        self.article = article
        self.tree = tree
        self.published = published
        self._dates: dict[tuple[int, bool], list[Dated]] = {}
        self._quantities: dict[int, list[Quantity]] = {}
        self._day_first = dating.day_first(tree.text)
        self._anchor: dict[int, date | None] = {}

    def span(self, token: int) -> Span:
        """Return the characters of a token."""
        start, end = self.tree.start[token], self.tree.end(token)
        return Span(start=start, end=end, text=self.tree.text[start:end])

    def dates(self, sentence: int, *, future: bool = False) -> list[Dated]:
        """Return the dates of a sentence."""
        if self.published is None:
            return []
        key = (sentence, future)
        if key not in self._dates:
            self._dates[key] = dated_mentions(
                self.tree,
                sentence,
                self.published,
                lean="future" if future else "past",
                anchor=self._before(sentence),
                day_first=self._day_first,
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

    def when(
        self, sentence: int, trigger: int, rivals: frozenset[int], *, future: bool, past: bool = False,
        within: frozenset[int] | None = None,
    ) -> When:  # fmt: skip
        """Return when a trigger's event took place, or the stated fallback.

        What has happened (``past``) did not begin after the publication: such a date belongs to something else.
        ``within`` are the tokens that tell of this event alone: a date among them comes before any other.
        """
        distance = distance_of(self.tree, trigger)
        if distance is not None:
            base = self.when(sentence, distance.verb, rivals, future=future, past=past)
            away = moved_by(base, distance, self.tree)
            if away is not None:
                return away
        dates = self.dates(sentence, future=future)
        if within is not None:
            dates = [d for d in dates if d.token in within] or dates
        if past and self.published is not None:
            dates = [d for d in dates if d.mention.interval.start is None or d.mention.interval.start <= self.published]
            # "Came through within four days" tells how long it took.
            dates = [d for d in dates if not (d.mention.interval.unit == "span" and _ahead(d, self.published))]
        chosen = pick(self.tree, trigger, [d for d in dates if not self._since_it(d, trigger)], rivals - {trigger})
        if chosen is not None:
            return when_of(self.tree, chosen)
        within_since = next((inner for d in dates if (inner := self._inside(d, trigger)) is not None), None)
        if within_since is not None:
            return within_since
        return fallback(self.published, future=future)

    def _since_it(self, dated: Dated, trigger: int) -> bool:
        """Tell whether a time runs from the very event: that of "invaded" in "since they invaded in 2001"."""
        return dated.mention.bound == "since" and dated.start <= self.tree.start[trigger] < dated.end

    def _inside(self, dated: Dated, trigger: int) -> When | None:
        """Return the date behind a trigger that a time runs from: it began then, and did not go on since."""
        if self.published is None or not self._since_it(dated, trigger):
            return None
        offset = self.tree.end(trigger)
        inner = next(iter(dating.find(self.tree.text[offset : dated.end], self.published)), None)
        if inner is None:
            return None
        start, end = offset + inner.start, offset + inner.end
        return when_of(self.tree, replace(dated, mention=inner, start=start, end=end))

    def when_between(self, sentence: int, first: int, last: int) -> When | None:
        """Return the date that stands among some tokens of a sentence, None if there is none."""
        dates = self.dates(sentence)
        return next((when_of(self.tree, d) for d in dates if first <= d.token < last and not d.of_report), None)

    def quantities(self, sentence: int) -> list[Quantity]:
        """Return the numbers of a sentence that are no dates."""
        if sentence not in self._quantities:
            span = self.tree.sentences[sentence]
            blocked = [(d.start - span.body, d.end - span.body) for d in self.dates(sentence)]
            text = self.tree.text[span.body : min(span.end, span.body + MAX_CHARS)]
            self._quantities[sentence] = quantities(text, blocked)
        return self._quantities[sentence]

    def _told(self, sentence: int, mover: int) -> Count | None:
        """Return the number that the predicate tells of a noun."""
        tree, offset = self.tree, self.tree.sentences[sentence].body
        number = number_of(tree, mover)
        if number is None:
            return None
        for quantity in self.quantities(sentence):
            if quantity.start <= tree.start[number] - offset < quantity.end:
                if exceeded(tree, number):
                    quantity = replace(quantity, high=None)
                return to_count(quantity, tree, mover, offset)
        return None

    def _beside(self, found: list[Quantity], mover: int, span: Sentence) -> Count | None:
        """Return the number in the apposition of a noun: "the battalion, some 130 men", "estimated at 1,500 people"."""
        for token in beside(self.tree, mover):
            for quantity in found:
                if quantity.start <= self.tree.start[token] - span.body < quantity.end:
                    return to_count(quantity, self.tree, mover, span.body)
        return None

    def count(self, sentence: int, mover: int | None) -> Count | None:
        """Return how many a noun phrase counts; a rate of the sentence where it counts none."""
        if mover is None:
            return None
        tree, span = self.tree, self.tree.sentences[sentence]
        found = self.quantities(sentence)
        count = (
            count_of(tree, mover, found, span.body) or self._told(sentence, mover) or self._beside(found, mover, span)
        )
        if count is None or (count.min == count.max == 1 and count.text in ("a", "an")):
            rated = rate_in(found)
            if rated is not None:
                return to_count(rated, tree, mover, span.body)
        return count
