"""How many: the spans of a counted role become one closed range.

Phrases that nothing but "and" joins are added up; a part of a whole ("12 people, including three children") is not.
Of several sentences that tell a toll the first that is exact speaks, unless one near the top tells a larger or a later
one says that the number rose.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from geonews.events.grounding.items import Blocked, Item, added, items_of, joint_of, words_of
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import Words
from geonews.model import Count, Span

__all__ = ["Blocked", "Told", "count_of", "victims_of", "words_of"]

#: What a toll may count.
_PEOPLE = frozenset({"people", "families", "groups"})

#: Sentences below the first toll in which a larger one still outdoes it.
_TOP = 2
#: Words before a number among which one that tells of an update is looked for.
_NEAR = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What one sentence tells of a number: its range, where, and how sure the reader is of the span."""

    sentence: int
    count: Count
    score: float


def count_of(words: Words, spans: Sequence[RoleSpan], blocked: Blocked) -> Told | None:
    """Return how many the spans of a role count, None if they tell no number.

    Parameters
    ----------
    words
        The text.
    spans
        The role's spans in all mentions of one happening.
    blocked
        Dates of the text.
    """
    unique = {(s.first, s.last): s for s in sorted(spans, key=lambda s: s.score)}.values()
    told = []
    for _, group in groupby(sorted(unique, key=lambda s: s.first), key=lambda s: words.sentence[s.first]):
        found = _of_sentence(words, _apart(list(group)), blocked)
        if found is not None:
            told.append(found)
    if not told:
        return None
    exact = [t for t in told if not t.count.vague] or told
    newest = [t for t in exact[1:] if _size(t.count) > _size(exact[0].count) and _updated(words, t)]
    if newest:
        return max(newest, key=lambda t: _size(t.count))
    top = [t for t in exact if t.sentence <= exact[0].sentence + _TOP]
    return max(top, key=lambda t: (_size(t.count), -t.sentence)) if _size(exact[0].count) else exact[0]


def victims_of(words: Words, spans: Sequence[RoleSpan], blocked: Blocked) -> Told | None:
    """Return how many people the spans of a toll count; None if they count none, or animals and things.

    Parameters are those of `count_of`.
    """
    people = [s for s in spans if all(item.count.unit in _PEOPLE for item in items_of(words, s, blocked))]
    return count_of(words, people, blocked)


def _updated(words: Words, told: Told) -> bool:
    """Tell whether a number is told as the newest: "the number of dead now stands at 16"."""
    span = told.count.span
    if span is None:
        return False
    at = bisect_left(words.starts, span.start)
    before = [words.words[i].lower() for i in range(max(0, at - _NEAR), at) if words.sentence[i] == told.sentence]
    return not words_of()["updates"].isdisjoint(before)


def _size(count: Count) -> int:
    return count.min if count.min is not None else count.max or 0


def _apart(spans: list[RoleSpan]) -> list[RoleSpan]:
    """Keep the longest of spans that overlap."""
    kept: list[RoleSpan] = []
    for span in sorted(spans, key=lambda s: (s.first - s.last, s.first)):
        if all(span.last < k.first or span.first > k.last for k in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.first)


def _of_sentence(words: Words, spans: list[RoleSpan], blocked: Blocked) -> Told | None:
    """Return the largest exact number of a sentence; spans that are joined by nothing else than "and" are one."""
    groups: list[tuple[list[Item], float]] = []
    before: RoleSpan | None = None
    for span in spans:
        joint = None if before is None else joint_of(words, before, span)
        if joint == "," and words.titled and words.sentence[span.first] == 0 and not groups[-1][0][-1].whole:
            joint = "and"  # a headline's comma
        items = items_of(words, span, blocked, joint)
        if not items:
            continue
        if joint is not None and groups:
            known, score = groups[-1]
            groups[-1] = ([*known, *items], max(score, span.score))
        elif groups and items[0].part:
            continue
        else:
            groups.append((items, span.score))
        before = span
    if not groups:
        return None
    sums = [(_sum(words, [item.count for item in added(items)]), score) for items, score in groups]
    count, score = max(sums, key=lambda pair: (not pair[0].vague, _size(pair[0])))
    return Told(words.sentence[spans[0].first], count, score)


def _sum(words: Words, counts: Sequence[Count]) -> Count:
    if len(counts) == 1:
        return counts[0]
    spans = [c.span for c in counts if c.span is not None]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    text = words.text[start:end]
    return Count(
        min=None if any(c.min is None for c in counts) else sum(c.min or 0 for c in counts),
        max=None if any(c.max is None for c in counts) else sum(c.max or 0 for c in counts),
        text=text,
        unit=counts[0].unit,
        approx=any(c.approx for c in counts),
        vague=any(c.vague for c in counts),
        rate=counts[0].rate,
        span=Span(start=start, end=end, text=text),
    )
