"""A document's mentions, gathered into groups that are resolved together.

Mentions of the same words with the same stated larger place mean the same place (one sense per discourse, Gale et
al. 1992), so "Georgetown" and "Georgetown, Guyana" are two groups and five plain "Georgetown" are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from geonews.geoparse.areas import Area
from geonews.geoparse.arguments import is_argument, person_words
from geonews.geoparse.bearers import is_no_place, surnames_of
from geonews.geoparse.called_after import called_after
from geonews.geoparse.cards import NameCard
from geonews.geoparse.cues import Cues
from geonews.geoparse.matching import unit_card
from geonews.geoparse.names import NameBook
from geonews.geoparse.tokens import Tokens

__all__ = ["Group", "Mention", "Within", "find_mentions", "gather"]

#: Mentions that are looked at when a larger place is sought before or after a name.
LOOK_AROUND = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A statement that binds a name: it lies in ``area``.

    ``empty`` where the gazetteer has none of the name there; ``certain`` where the wording says what kind of place it
    is, so that the name can be nothing else; ``kind`` is the group of that kind, None where it is not said.
    """

    area: Area
    empty: bool
    certain: bool = False
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Tokens ``first`` to ``end`` (exclusive) that may name a place, and how likely they do.

    ``chosen`` tells whether the sequence model's best labelling has them. ``parent`` and ``before`` are the indices
    of the mentions that the wording gives as the larger place after and before it, None for none. ``within`` is what
    binds it; ``card`` then has the candidates inside alone, unless there are none. ``argument`` tells whether the
    wording asks for a place where the name stands, or says what unit it is; ``bearer`` that it is the name of a person,
    a degree, a paper, a team or a product.
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
    within: Within | None = None
    argument: bool = False
    bearer: bool = False


@dataclass(slots=True, kw_only=True)
class Group:
    """Mentions (by index) that are resolved together; ``weight`` grows with their number and probability.

    It is 0 for a bound name without a candidate inside: what lies elsewhere is no evidence for others. ``certain``
    tells whether the wording makes the name a place's.
    """

    text: str
    card: NameCard
    within: Within | None = None
    mentions: list[int] = field(default_factory=list)
    weight: float = 0.0
    first: int = 0
    certain: bool = False


def find_mentions(
    tokens: Tokens, spans: Sequence[tuple[int, int, float, bool]], book: NameBook, cues: Cues
) -> list[Mention]:
    """Look up every span (first token, end token, probability, chosen) and link it to the larger place it names."""
    bare, units = [], list[int]()
    for first, end, probability, chosen in sorted(spans):
        text = tokens.phrase(first, end)
        stated = cues.stated_group(tokens, first, end)
        card = book.card(text)
        unit = unit_card(tokens, first, end, book) if card is None else None
        units += [first] if unit is not None else []
        bare.append((first, end, text, probability, chosen, card or unit, stated))
    mentions = []
    persons, surnames = person_words(tokens), surnames_of(tokens, book.known)
    things = called_after(tokens, book.known)
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
                argument=card is not None and (first in units or is_argument(tokens, first, end, card, persons)),
                bearer=card is not None
                and (not things.isdisjoint(range(first, end)) or is_no_place(tokens, first, end, book.known, surnames)),
            )
        )
    return mentions


def gather(mentions: Sequence[Mention]) -> tuple[list[Group], list[int]]:
    """Gather mentions with candidates into groups.

    Returns
    -------
    groups, group of each mention (-1 for a mention without candidates)
    """
    groups: dict[tuple[object, ...], Group] = {}
    numbers: dict[tuple[object, ...], int] = {}
    membership = []
    for i, mention in enumerate(mentions):
        if mention.card is None:
            membership.append(-1)
            continue
        key: tuple[object, ...]
        if mention.within is None:
            parent = "" if mention.parent is None else mentions[mention.parent].text.casefold()
            key = (mention.text.casefold(), parent, mention.stated)
        else:
            key = (mention.text.casefold(), mention.card.ids.tobytes(), mention.within.empty)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(
                text=mention.text, card=mention.card, within=mention.within, first=mention.first
            )
            numbers[key] = len(numbers)
        group.mentions.append(i)
        group.certain = group.certain or mention.argument
        membership.append(numbers[key])
    for group in groups.values():
        seen = sum(mentions[i].probability for i in group.mentions)
        group.weight = 0.0 if group.within is not None and group.within.empty else min(3.0, seen)
    return list(groups.values()), membership
