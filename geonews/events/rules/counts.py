"""How many: the number that belongs to a noun phrase, with its bounds."""

from __future__ import annotations

from geonews.events.grounding.numbers import Quantity, count_units, quantities
from geonews.events.rules.lexicon import lexicon, whole
from geonews.events.rules.syntax import Tree
from geonews.model import Count, Span

__all__ = ["Quantity", "count_of", "quantities", "rate_in", "to_count"]


def count_of(tree: Tree, noun: int, found: list[Quantity], offset: int) -> Count | None:
    """Return the number that a noun phrase carries.

    Parameters
    ----------
    tree, noun
        The parsed text and the head of the phrase.
    found
        The quantities of the sentence, by offsets within it.
    offset
        Where the sentence begins in the text.
    """
    tokens = whole(tree, noun)
    for token in tokens:
        for q in reversed(found):
            start, end = q.start + offset, q.end + offset
            if start <= tree.start[token] < end or _leads(tree, token, start, end):
                return to_count(q, tree, tokens[-1], offset)
    token = tokens[-1]
    kind = lexicon().movers.get(tree.lemma[token])
    if (
        kind in ("MIL", "REB", "CVL", "MIG", "REF")
        and tree.tag[token] == "NN"
        and tree.lemma[token] not in lexicon().containers
    ):
        if tree.lemma[token] in lexicon().collectives or tokens[0] != token:
            return None
        article = next((c for c in tree.children[token] if tree.lower[c] in ("a", "an")), None)
        if article is not None:
            return Count(
                min=1,
                max=1,
                text=tree.words[article],
                unit=_unit(tree, token),
                span=Span(start=tree.start[article], end=tree.end(article), text=tree.words[article]),
            )
    return None


def _leads(tree: Tree, token: int, start: int, end: int) -> bool:
    """Tell whether a number stands before a noun with nothing but its modifiers between them."""
    if not start < tree.start[token] or end > tree.start[token]:
        return False
    i, steps = token - 1, 0
    while i >= 0 and tree.start[i] >= end:
        if tree.pos[i] not in (
            "ADJ",
            "NOUN",
            "PROPN",
            "ADP",
            "ADV",
            "PUNCT",
            "DET",
            "NUM",
            "PART",
            "CCONJ",
            "VERB",
        ) or (tree.lower[i] in (",", "and") and steps > 5):
            return False
        if tree.pos[i] == "VERB" and tree.tag[i] not in ("VBN", "VBG", "JJ"):
            return False
        if tree.pos[i] == "ADP" and tree.lower[i] != "of":
            return False
        if tree.pos[i] == "DET" and tree.lower[i] not in ("the", "these", "those", "its", "their"):
            return False
        if (
            tree.pos[i] in ("NOUN",)
            and tree.lemma[i] not in lexicon().containers
            and tree.dep[i] not in ("compound", "nmod", "npadvmod", "poss", "amod")
            and tree.lower[i + 1] != "of"
        ):
            return False
        i, steps = i - 1, steps + 1
        if steps > 8:
            return False
    return True


def _unit(tree: Tree, token: int) -> str:
    return count_units().get(tree.lemma[token], "people")


def to_count(q: Quantity, tree: Tree, token: int | None, offset: int) -> Count:
    """Return the count of a quantity, in the unit of a noun."""
    start, end = q.start + offset, q.end + offset
    text = tree.text[start:end]
    return Count(
        min=q.low,
        max=q.high,
        text=text,
        unit="people" if token is None else _unit(tree, token),
        approx=q.approx,
        vague=q.vague,
        rate=q.rate,
        span=Span(start=start, end=end, text=text),
    )


def rate_in(found: list[Quantity]) -> Quantity | None:
    """Return the first quantity told by the day or week."""
    return next((q for q in found if q.rate), None)
