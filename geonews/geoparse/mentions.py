"""A document's mentions, gathered into groups that are resolved together.

Mentions of the same words with the same stated larger place mean the same place (one sense per discourse, Gale et
al. 1992), so "Georgetown" and "Georgetown, Guyana" are two groups and five plain "Georgetown" are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from geonews.geoparse.cards import NameCard
from geonews.geoparse.cues import Cues
from geonews.geoparse.names import NameBook
from geonews.geoparse.tokens import Tokens

__all__ = ["Group", "Mention", "gather"]

#: Mentions that are looked at when a larger place is sought before or after a name.
LOOK_AROUND = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Tokens ``first`` to ``end`` (exclusive) that may name a place, and how likely they do.

    ``chosen`` tells whether the sequence model's best labelling has them. ``parent`` and ``before`` are the indices
    of the mentions that the wording gives as the larger place after and before it, None for none.
    """

    first: int
    end: int
    text: str
    probability: float
    chosen: bool
    card: NameCard | None
    stated: str | None
    parent: int | None = None
    before: int | None = None


@dataclass(slots=True, kw_only=True)
class Group:
    """Mentions (by index) that are resolved together; ``weight`` grows with their number and probability."""

    text: str
    card: NameCard
    mentions: list[int] = field(default_factory=list)
    weight: float = 0.0
    first: int = 0


def find_mentions(
    tokens: Tokens, spans: Sequence[tuple[int, int, float, bool]], book: NameBook, cues: Cues
) -> list[Mention]:
    """Look up every span (first token, end token, probability, chosen) and link it to the larger place it names."""
    bare = []
    for first, end, probability, chosen in sorted(spans):
        text = tokens.phrase(first, end)
        stated = cues.stated_group(tokens, first, end)
        bare.append((first, end, text, probability, chosen, book.card(text), stated))
    mentions = []
    for i, (first, end, text, probability, chosen, card, stated) in enumerate(bare):
        parent = before = None
        for j in range(i + 1, min(len(bare), i + 1 + LOOK_AROUND)):
            if bare[j][0] > end + 5:
                break
            if bare[j][0] >= end and bare[j][5] is not None and cues.links_forward(tokens, end, bare[j][0]):
                parent = j
                break
        for j in range(i - 1, max(-1, i - 1 - LOOK_AROUND), -1):
            if bare[j][1] <= first and bare[j][5] is not None and cues.links_backward(tokens, bare[j][1], first):
                before = j
                break
        mentions.append(
            Mention(
                first=first,
                end=end,
                text=text,
                probability=probability,
                chosen=chosen,
                card=card,
                stated=stated,
                parent=parent,
                before=before,
            )
        )
    return mentions


def gather(mentions: Sequence[Mention]) -> tuple[list[Group], list[int]]:
    """Gather mentions with candidates into groups.

    Returns
    -------
    groups, group of each mention (-1 for a mention without candidates)
    """
    groups: dict[tuple[str, str, str | None], Group] = {}
    numbers: dict[tuple[str, str, str | None], int] = {}
    membership = []
    for i, mention in enumerate(mentions):
        if mention.card is None:
            membership.append(-1)
            continue
        parent = "" if mention.parent is None else mentions[mention.parent].text.casefold()
        key = (mention.text.casefold(), parent, mention.stated)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(text=mention.text, card=mention.card, first=mention.first)
            numbers[key] = len(numbers)
        group.mentions.append(i)
        membership.append(numbers[key])
    for group in groups.values():
        seen = sum(mentions[i].probability for i in group.mentions)
        group.weight = min(3.0, seen)
    return list(groups.values()), membership
