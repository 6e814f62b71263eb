"""Who says so: attribution of a claim, and whether another side contests it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from geonews.events.rules.status import cue_words
from geonews.events.rules.syntax import Tree
from geonews.model import Event, Status

__all__ = ["attribution", "mark_disputes"]


def attribution(tree: Tree, trigger: int) -> tuple[str | None, bool]:
    """Return who tells of a trigger, and whether the telling verb leaves it in doubt ("claimed", "alleged").

    None if the article says it in its own name.
    """
    words = cue_words()
    node = trigger
    for _ in range(8):
        head = tree.head[node]
        if head == node:
            break
        if tree.is_verb(head) and tree.lemma[head] in words["report"] and tree.dep[node] in ("ccomp", "xcomp", "advcl"):
            speaker = tree.subject(head)
            return (None if speaker is None else _text(tree, speaker)), tree.lemma[head] in words["dispute"]
        node = head
    for verb in (trigger, *tree.up(trigger)):
        for child in tree.children[verb]:
            if tree.lower[child] == "according":
                to = next((c for c in tree.children[child] if tree.lower[c] == "to"), None)
                speaker = None if to is None else tree.child(to, "pobj")
                if speaker is not None:
                    return _text(tree, speaker), False
            if tree.dep[child] == "parataxis" and tree.lemma[child] in words["report"]:
                speaker = tree.subject(child)
                return (None if speaker is None else _text(tree, speaker)), tree.lemma[child] in words["dispute"]
    return None, False


def _text(tree: Tree, noun: int) -> str:
    start, end = tree.phrase(noun)
    return tree.text[start:end]


def mark_disputes(events: Iterable[Event]) -> list[Event]:
    """Mark crossings that one side reports and another denies as disputed."""
    found = list(events)
    denied = {_way(e) for e in found if e.status is Status.DENIED and any(c.rule == "deny" for c in e.cues)}
    claimed = {_way(e) for e in found if e.status is Status.HAPPENED and e.attributed_to}
    return [
        replace(e, disputed=True)
        if e.type == "BORDER_CROSSING"
        and (
            (e.status is Status.HAPPENED and e.attributed_to and _way(e) in denied)
            or (e.status is Status.DENIED and _way(e) in denied & claimed)
        )
        else e
        for e in found
    ]


def _way(event: Event) -> tuple[str | None, str | None, bool]:
    return (
        None if event.origin is None else event.origin.country,
        None if event.destination is None else event.destination.country,
        event.subject_class in ("MIL", "REB"),
    )
