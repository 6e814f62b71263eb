"""Times that a crossing has from another: "nine days after they had come", "with them came 137 guards"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geonews.events.dating.calendar import shift
from geonews.events.dating.vocabulary import UNIT_WORDS, number
from geonews.events.rules.motion import motion_words
from geonews.events.rules.syntax import Tree
from geonews.model import Event, Span, Status, When

__all__ = ["Distance", "distance_of", "moved_by", "same_days"]

#: A longer time is no day that two crossings may share.
_LONGEST_DAYS = 3


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a trigger lies from the day of another verb: ``count`` units, negative for before it."""

    verb: int
    count: int
    unit: str
    first: int
    last: int


def distance_of(tree: Tree, trigger: int) -> Distance | None:
    """Return the distance of "nine days after they had come" from the verb it hangs on, None if there is none."""
    mark = next((c for c in tree.children[trigger] if c < trigger and tree.lower[c] in ("after", "before")), None)
    verb = tree.head[trigger]
    if mark is None or mark < 2 or tree.dep[trigger] != "advcl" or not tree.is_verb(verb):
        return None
    unit = UNIT_WORDS.get(tree.lower[mark - 1])
    if unit is None:
        return None
    try:
        count = number(tree.lower[mark - 2])
    except (KeyError, AttributeError):
        return None
    # What something else came after lay before it.
    return Distance(verb, -count if tree.lower[mark] == "after" else count, unit, mark - 2, mark)


def moved_by(when: When, distance: Distance, tree: Tree) -> When | None:
    """Return the day that lies at a distance from another, None where that is no single day."""
    if when.basis not in ("text", "context") or when.start is None or when.start != when.end:
        return None
    day = shift(when.start, distance.count, distance.unit)
    start, end = tree.start[distance.first], tree.end(distance.last)
    text = tree.text[start:end]
    return When(start=day, end=day, precision=1, text=text, basis="context", span=Span(start=start, end=end, text=text))


def same_days(events: Sequence[Event], tree: Tree) -> list[Event]:
    """Give crossings without a date that of the sentence before, where they are told as a part of the same."""
    found = list(events)
    told_in: dict[int, list[int]] = {}
    for i, event in enumerate(found):
        told_in.setdefault(event.sentence, []).append(i)
    for i, event in enumerate(found):
        if event.type != "BORDER_CROSSING" or event.when.basis != "published" or not _told_as_one(tree, event):
            continue
        earlier = (found[k] for k in told_in.get(event.sentence - 1, ()))
        before = [e for e in earlier if e.type == "BORDER_CROSSING" and _a_day(e)]
        if before:
            when = before[-1].when
            found[i] = replace(event, when=replace(when, basis="context", text=None, span=None))
    return found


def _told_as_one(tree: Tree, event: Event) -> bool:
    if event.status not in (Status.HAPPENED, Status.DENIED) or event.sentence < 1:
        return False
    lower = [tree.lower[i] for i in range(*tree.bounds[event.sentence])]
    text = f" {' '.join(lower)} "
    return any(f" {words} " in text for words in motion_words()["part_of_it"])


def _a_day(event: Event) -> bool:
    when = event.when
    if when.basis == "published" or event.status is not Status.HAPPENED or when.start is None or when.end is None:
        return False
    return (when.end - when.start).days <= _LONGEST_DAYS
