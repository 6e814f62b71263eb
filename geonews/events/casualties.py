"""The dead and the injured of a sentence: "killing nine", "nine dead", "eight soldiers and 17 rebels were killed"."""

from __future__ import annotations

from dataclasses import replace

from geonews.events.counts import count_of
from geonews.events.reader import Reader
from geonews.events.words import action_words
from geonews.model import Count, Span

__all__ = ["casualties"]


def casualties(
    reader: Reader, sentence: int, clause: frozenset[int] | None = None
) -> tuple[Count | None, Count | None]:
    """Return how many a sentence, or one clause of it, says were killed and injured."""
    tree, words = reader.tree, action_words()
    first, last = tree.bounds[sentence]
    dead: Count | None = None
    hurt: Count | None = None
    for i in range(first, last):
        if clause is not None and i not in clause:
            continue
        lemma, verb = tree.lemma[i], tree.is_verb(i)
        if verb and lemma in words["kill"] and dead is None:
            dead = _all(reader, sentence, tree.surface_subject(i) if lemma in words["die"] else tree.object(i))
        elif lemma in words["injure"] and verb and hurt is None:
            hurt = _all(reader, sentence, tree.object(i)) or _beside(reader, sentence, i)
        elif tree.lower[i] in words["dead"] and dead is None:
            dead = _beside(reader, sentence, i)
        elif tree.lower[i] in words["hurt"] and hurt is None:
            hurt = _beside(reader, sentence, i)
    return dead, hurt


def _all(reader: Reader, sentence: int, noun: int | None) -> Count | None:
    """Return the sum of those joined by "and", each with a number of its own; else the number of the first."""
    if noun is None:
        return None
    tree = reader.tree
    joined = [t for t in tree.conjuncts(noun) if t == noun or tree.dep[t] == "conj"]
    if len(joined) == 1 and tree.dep[noun] == "nsubjpass":  # the parser gives a verb two subjects where it loses "and"
        joined = [c for c in tree.children[tree.head[noun]] if tree.dep[c] == "nsubjpass"]
        joined = joined if noun in joined else [noun]
    counts = [c for c in (_counted(reader, sentence, t) for t in joined) if c is not None]
    if len(counts) < 2 or len(counts) != len(joined):
        return _counted(reader, sentence, noun)
    spans = [c.span for c in counts if c.span is not None]
    if len({c.unit for c in counts}) > 1 or len(spans) != len(counts):
        return counts[0]
    start, end = spans[0].start, spans[-1].end
    text = tree.text[start:end]
    return replace(
        counts[0],
        min=None if any(c.min is None for c in counts) else sum(c.min or 0 for c in counts),
        max=None if any(c.max is None for c in counts) else sum(c.max or 0 for c in counts),
        text=text,
        approx=any(c.approx for c in counts),
        vague=any(c.vague for c in counts),
        span=Span(start=start, end=end, text=text),
    )


def _counted(reader: Reader, sentence: int, noun: int | None) -> Count | None:
    if noun is None:
        return None
    span = reader.tree.sentences[sentence]
    count = count_of(reader.tree, noun, reader.quantities(sentence), span.body)
    if count is None and reader.tree.entity[noun] == "PERSON":
        start, end = reader.tree.phrase(noun)
        text = reader.tree.text[start:end]
        return Count(min=1, max=1, text=text, span=Span(start=start, end=end, text=text))
    return count


def _beside(reader: Reader, sentence: int, token: int) -> Count | None:
    """Read "nine dead", "leaving nine people dead", "and 20 injured": the number just before."""
    tree = reader.tree
    for i in range(token - 1, max(-1, token - 4), -1):
        if tree.pos[i] in ("PUNCT", "CCONJ", "VERB"):
            return None
        if tree.pos[i] in ("NUM", "NOUN", "PRON"):
            found = _counted(reader, sentence, i)
            if found is not None:
                return found
    return None
