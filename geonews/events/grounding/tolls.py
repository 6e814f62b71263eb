"""How many: the spans of a counted role become one closed range.

Phrases that nothing but "and" joins are added up; a part of a whole ("12 people, including three children") is not.
Of several sentences that tell a toll the first that is exact speaks, unless one near the top tells a larger.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from geonews.events.grounding.numbers import Quantity, quantities, unit_of
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import ENTITIES, Words
from geonews.model import Count, Span

__all__ = ["Blocked", "Told", "count_of", "words_of"]

_PERSON = ENTITIES.index("PERSON")
Blocked = Sequence[tuple[int, int]]
"""Offsets of a text that are dates, and no counts."""
_WORD = re.compile(r"[\w'’&-]+")


@lru_cache(maxsize=1)
def words_of() -> dict[str, frozenset[str]]:
    """Return the word lists of the room, by name."""
    data = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


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
    unique = sorted(
        {(s.first, s.last): s for s in sorted(spans, key=lambda s: s.score)}.values(), key=lambda s: s.first
    )
    told = []
    for _, group in groupby(unique, key=lambda s: words.sentence[s.first]):
        found = _of_sentence(words, _apart(list(group)), blocked)
        if found is not None:
            told.append(found)
    if not told:
        return None
    exact = [t for t in told if not t.count.vague] or told
    top = [t for t in exact if t.sentence <= exact[0].sentence + 2]
    return max(top, key=lambda t: (_size(t.count), -t.sentence)) if _size(exact[0].count) else exact[0]


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
    counted = [(s, c) for s in spans if (c := _of_span(words, s, blocked)) is not None]
    if not counted:
        return None
    groups = [[counted[0]]]
    for before, now in pairwise(counted):
        between = words.text[words.ends[before[0].last] : words.starts[now[0].first]]
        if _joins(between) and before[1].unit == now[1].unit:
            groups[-1].append(now)
        else:
            groups.append([now])
    sums = [(_sum(words, [c for _, c in g]), max(s.score for s, _ in g)) for g in groups]
    count, score = max(sums, key=lambda pair: (not pair[0].vague, _size(pair[0])))
    return Told(words.sentence[spans[0].first], count, score)


def _joins(between: str) -> bool:
    found = [w.lower() for w in _WORD.findall(between)]
    return len(found) <= 4 and all(w in words_of()["adds"] for w in found) and not set(found) & words_of()["parts"]


def _sum(words: Words, counts: list[Count]) -> Count:
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
        span=Span(start=start, end=end, text=text),
    )


def _of_span(words: Words, span: RoleSpan, blocked: Blocked) -> Count | None:
    """Return the number of one span: its figures, nobody, or the one that it names."""
    start, end = words.starts[span.first], words.ends[span.last]
    near = max(0, start - 40)
    here = [(a - near, b - near) for a, b in blocked]
    # The words before belong to the number ("at least"), those behind say what it counts.
    window = words.text[near : min(len(words.text), end + 40)]
    found = [q for q in quantities(window, here) if q.start + near < end and q.end + near > start]
    found = [q for q in found if q.end + near <= end + 1]
    if found:
        return _added(words, found, near, start, end)
    return _without_figures(words, span)


def _added(words: Words, found: list[Quantity], near: int, start: int, end: int) -> Count:
    phrase = words.text[start:end]
    counts = []
    for i, q in enumerate(found):
        if i and not _joins(_between(words.text[found[i - 1].end + near : q.start + near])):
            break
        behind = words.text[q.end + near : found[i + 1].start + near if i + 1 < len(found) else end]
        text = words.text[q.start + near : q.end + near]
        counts.append(
            Count(
                min=q.low, max=q.high, text=text, unit=unit_of(behind or phrase), approx=q.approx, vague=q.vague,
                rate=q.rate, span=Span(start=q.start + near, end=q.end + near, text=text),
            )
        )  # fmt: skip
    if len({c.unit for c in counts}) > 1:
        return counts[0]
    return _sum(words, counts)


def _between(text: str) -> str:
    """Return what stands between two numbers behind the noun of the first ("soldiers and")."""
    found = _WORD.findall(text)
    joints = [w for w in found if w.lower() in words_of()["adds"] or w.lower() in words_of()["parts"]]
    return " ".join(joints) if joints else text


def _without_figures(words: Words, span: RoleSpan) -> Count | None:
    inside = range(span.first, span.last + 1)
    first, last = words.words[span.first].lower(), words.words[span.last].lower()
    text = words.phrase(span.first, span.last)
    where = Span(start=words.starts[span.first], end=words.ends[span.last], text=text)
    if first in words_of()["none"]:
        return Count(min=0, max=0, text=text, span=where)
    people = sum(words.entities[i] == _PERSON and (i == span.first or words.entities[i - 1] != _PERSON) for i in inside)
    if people:
        return Count(min=people, max=people, text=text, span=where)
    heads = [words.words[i].lower() for i in inside if words.words[i].isalpha()]
    if not heads or set(heads) & words_of()["plural"] or last.endswith("s"):
        return None
    if first in words_of()["one"]:
        return Count(min=1, max=1, text=text, span=where)
    return None
