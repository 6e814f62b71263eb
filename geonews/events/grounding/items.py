"""What a phrase counts, item by item: "three soldiers, two civilians and a policeman" has three.

An item is a figure with its noun, a single person ("his wife"), a person's name, or nobody. How the next one is joined
to it tells whether it is one more, or says who the first are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from geonews.events.grounding.numbers import Quantity, noun_of, quantities, unit_of
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import ENTITIES, Words
from geonews.model import Count, Span

__all__ = ["Blocked", "Item", "added", "items_of", "joint_of", "words_of"]

_PERSON = ENTITIES.index("PERSON")
#: Characters before a span in which the words of its number ("at least") are looked for, and behind it.
_NEAR = 40
#: How many words may say where the first are before the next are joined to them.
_PHRASE = 4
Blocked = Sequence[tuple[int, int]]
"""Offsets of a text that are dates, and no counts."""


@lru_cache(maxsize=1)
def words_of() -> dict[str, frozenset[str]]:
    """Return the word lists of the room, by name."""
    data = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


@dataclass(frozen=True, slots=True)
class Item:
    """One counted thing of a phrase.

    ``joint`` is what stands before it: "and", "," or "(" (what follows explains), None where it stands alone.
    ``named`` marks the name of a person; ``whole`` people at large, who may be told again singly; ``part`` those
    who are some of the ones before.
    """

    count: Count
    joint: str | None
    named: bool = False
    whole: bool = False
    part: bool = False


def items_of(words: Words, span: RoleSpan, blocked: Blocked, joint: str | None = None) -> list[Item]:
    """Return the items of a span; ``joint`` is what stands between it and an earlier span."""
    last = _cut(words, span.first, span.last)
    figures = _figures(words, span.first, last, blocked)
    found = []
    for number, (mark, first, end) in enumerate(_stretches(words, span.first, last, figures)):
        item = _item(words, first, end, mark if number else joint, figures, opens=number == 0)
        if item is not None:
            found.append(item)
    return found


def joint_of(words: Words, before: RoleSpan, after: RoleSpan) -> str | None:
    """Return what joins two spans of a sentence, None if more than that stands between them."""
    between = [words.words[i].lower() for i in range(before.last + 1, after.first)]
    lists = words_of()
    if _where(between):
        return "and"
    if not between or len(between) > 5 or not all(w in lists["adds"] or not w[:1].isalnum() for w in between):
        return None
    if any(w in lists["joints"] for w in between):
        return "and"
    return "(" if any(w in lists["explains"] for w in between) else "," if "," in between else None


def _where(between: Sequence[str]) -> bool:
    """Tell whether words say where the first are before the next are joined to them: "on a bus and"."""
    lists = words_of()
    inner = between[1:-1]
    return (
        0 < len(inner) <= _PHRASE
        and between[0] in lists["located"]
        and between[-1] in lists["joints"]
        and all(word[:1].isalpha() and word not in lists["joints"] for word in inner)
    )


def added(items: Sequence[Item]) -> list[Item]:
    """Return the items of a phrase that are added up: no parts of a whole, none who is told twice."""
    kept = [items[0]]
    explained = False
    for i, item in enumerate(items[1:], 1):
        before = kept[-1]
        if item.part:
            break
        if item.joint == "and":
            if not explained and item.count.unit == kept[0].count.unit:
                kept.append(item)
        elif item.joint == "(":
            explained = True
        elif item.named is not before.named:  # "a teacher, Ali Hassan", "two men, Ali Hassan and Omar Said"
            explained = explained or before.count.max != 1
        elif before.whole or all(later.joint != "and" for later in items[i + 1 :]):
            explained = True
        elif not explained and item.count.unit == kept[0].count.unit:
            kept.append(item)
    return kept


def _cut(words: Words, first: int, last: int) -> int:
    """Return the last word before those that tell of a part ("12 people, including …")."""
    for i in range(first + 1, last + 1):
        if words.words[i].lower() in words_of()["parts"]:
            return i - 1
    return last


def _figures(words: Words, first: int, last: int, blocked: Blocked) -> list[Quantity]:
    """Return the numbers in some words, by offsets of the text."""
    start, end = words.starts[first], words.ends[last]
    near = max(0, start - _NEAR)
    window = words.text[near : end + _NEAR]
    found = quantities(window, [(a - near, b - near) for a, b in blocked])
    return [q.moved(near) for q in found if q.start + near < end and q.end + near > start]


def _stretches(
    words: Words, first: int, last: int, figures: Sequence[Quantity]
) -> Iterator[tuple[str | None, int, int]]:
    """Yield the stretches of words between commas and "and", each with what stands before it."""
    mark: str | None = None
    begin: int | None = None
    for i in range(first, last + 1):
        found = None if _inside(words.starts[i], figures) else _mark(words, i)
        if found is None:
            begin = i if begin is None else begin
            continue
        if begin is not None:
            yield mark, begin, i - 1
            begin, mark = None, None
        mark = found if mark is None or found == "and" else mark
    if begin is not None:
        yield mark, begin, last


def _inside(start: int, figures: Sequence[Quantity]) -> bool:
    return any(q.start <= start < q.end for q in figures)


def _mark(words: Words, i: int) -> str | None:
    word = words.words[i].lower()
    if word in words_of()["joints"]:
        return "and"
    if word in words_of()["commas"]:
        return ","
    free = i > 0 and words.starts[i] > words.ends[i - 1]  # no hyphen
    return "(" if word in words_of()["explains"] and (free or word != "-") else None


def _item(
    words: Words, first: int, last: int, joint: str | None, figures: Sequence[Quantity], *, opens: bool
) -> Item | None:
    start, end = words.starts[first], words.ends[last]
    figure = next((q for q in figures if q.start < end and q.end > start), None)
    alone = [i for i in range(first, last + 1) if words.words[i][:1].isalnum()]
    lower = [words.words[i].lower() for i in alone]
    part = not words_of()["share"].isdisjoint(lower)
    if figure is not None:
        behind = words.text[figure.end : end].strip() or _next(words, last) or words.text[start:end]
        if _aged(words, first, last, figure):
            return Item(_count(words, first, last, 1), joint, part=part)
        if all(_inside(words.starts[i], figures) for i in alone):
            if joint in (",", "("):
                return None  # an age: "Ali Hassan, 34"
            ages = _ages(words, first)
            if ages is not None:
                return Item(_count(words, first, last, 1), joint, part=part) if ages == "one" else None
        text = words.text[figure.start : figure.end]
        count = Count(
            min=figure.low, max=figure.high, text=text, unit=unit_of(behind),
            approx=figure.approx, vague=figure.vague, rate=figure.rate,
            span=Span(start=figure.start, end=figure.end, text=text),
        )  # fmt: skip
        return Item(count, joint, whole=not words_of()["wholes"].isdisjoint(lower), part=part)
    number = _persons(words, first, last)
    if number:
        return Item(replace(_count(words, first, last, number), unit="people"), joint, named=True, part=part)
    if opens and lower and lower[0] in words_of()["none"]:
        return Item(_count(words, first, last, 0), joint)
    if len(lower) == 1 and lower[0] in words_of()["somebody"]:
        return Item(_count(words, first, last, 1), joint, part=part)
    if lower and words.sentence[first] == 0 and words.titled and lower[-1] in words_of()["persons"]:
        return Item(_count(words, first, last, 1), joint, part=part)  # headlines have no articles
    if opens and first > 0 and lower and lower[0] not in words_of()["one"]:  # a span without its article
        before = words.words[first - 1].lower()
        owned = before in words_of()["possessive"] and lower[-1] in words_of()["persons"]
        lower = ["his" if owned else before, *lower]
    if lower and lower[0] in words_of()["articles"] and noun_of(lower)[-1] in words_of()["two"]:
        return Item(_count(words, first, last, 2), joint, part=part)
    if lower and (_single(lower) or (lower[-1] in words_of()["persons"] and _ages(words, last + 2))):
        return Item(_count(words, first, last, 1), joint, part=part)
    return None


def _next(words: Words, last: int) -> str:
    """Return the word behind a phrase that ends with its figure: what "two" of "two dogs" counts."""
    behind = last + 1
    if behind >= len(words) or words.sentence[behind] != words.sentence[last] or not words.words[behind].isalpha():
        return ""
    return (
        words.words[behind]
        if words.words[behind].lower() in words_of()["plural"] or words.words[behind][-1:] == "s"
        else ""
    )


def _aged(words: Words, first: int, last: int, figure: Quantity) -> bool:
    """Tell whether the figure of a phrase is the age of one person: "a man of 22", "a boy of about four"."""
    before = [words.words[i].lower() for i in range(first, last + 1) if words.ends[i] <= figure.start]
    said: set[str] = set()
    while before and before[-1] in words_of()["ages"]:
        said.add(before.pop())
    if not said or len(before) < 2 or not _single(before) or any(_digits(w) for w in before):
        return False
    if not {"aged", "age"} & said and before[-1] not in words_of()["persons"]:
        return False
    behind = [words.words[i] for i in range(first, last + 1) if words.starts[i] >= figure.end]
    return not any(word[:1].isalpha() for word in behind)


def _ages(words: Words, at: int) -> str | None:
    """Tell whether the figure at a word is an age, of "one" who stands before it or of "several", None if it is none.

    "A woman, 82.", "Ali Hassan, 34, and", "two children, 4 and 6,".
    """
    lists = words_of()
    if not 2 <= at < len(words) or not _years(words.words[at]):
        return None
    before = at - 1
    while before > 0 and (words.words[before] in lists["commas"] or words.words[before].lower() in lists["joints"]
                          or _years(words.words[before])):  # fmt: skip
        before -= 1
    word = words.words[before].lower()
    if words.words[before + 1] != "," or words.sentence[before] != words.sentence[at]:
        return None
    following = words.words[at + 1].lower() if words.sentence[at : at + 2] == (words.sentence[at],) * 2 else "."
    if following[0].isalnum() and following not in lists["joints"]:
        return None
    if before == at - 2 and (word in lists["persons"] or words.entities[before] == _PERSON):
        return "one"
    return "several" if word.removesuffix("s") in lists["persons"] or word in lists["plural"] else None


def _years(word: str) -> bool:
    return word.isdigit() and len(word) <= 2


def _digits(word: str) -> bool:
    return any(c.isdigit() for c in word)


def _count(words: Words, first: int, last: int, number: int) -> Count:
    text = words.phrase(first, last)
    return Count(
        min=number, max=number, text=text, unit=unit_of(text) if number else "people",
        span=Span(start=words.starts[first], end=words.ends[last], text=text),
    )  # fmt: skip


def _persons(words: Words, first: int, last: int) -> int:
    """Return how many names of persons some words hold."""
    labels = [words.entities[i] == _PERSON for i in range(first, last + 1)]
    return sum(here and not before for here, before in zip(labels, [False, *labels], strict=False))


def _single(lower: Sequence[str]) -> bool:
    """Tell whether a phrase without a figure is of one: "a policeman", "his wife", and not "the victims"."""
    lists = words_of()
    if lower[0] not in lists["one"] or len(lower) < 2:
        return False
    noun = noun_of(lower)
    if not lists["plural"].isdisjoint(noun):
        return False
    return lower[0] in lists["articles"] or not noun[-1].endswith("s") or noun[-1].endswith("ss")
