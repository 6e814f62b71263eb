"""How a text names a place: by its name, by its people, by a stand-in, or inside another name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from geonews.geoparse.tokens import Tokens
from geonews.model import Candidate, Kind

__all__ = ["is_seat", "kind_of"]

#: Tokens of a longer name that are looked at before and behind a toponym in it.
MOST_AROUND = 30
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


def kind_of(tokens: Tokens, first: int, end: int, winner: Candidate | None) -> Kind:
    """Classify the toponym of the tokens ``first`` to ``end`` (exclusive).

    Parameters
    ----------
    tokens
        The document.
    first, end
        The toponym.
    winner
        What it was resolved to, None if nothing.
    """
    features: Mapping[str, float] = {} if winner is None else winner.features
    if _inside_organisation(tokens, first, end):
        return Kind.EMBEDDED
    if features.get("is_demonym") or (winner is None and tokens.entities[end - 1] == "NORP"):
        return Kind.DEMONYM
    if features.get("is_metonym"):
        return Kind.METONYM
    return Kind.METONYM if _acts(tokens, end - 1) else Kind.LITERAL


def is_seat(text: str) -> bool:
    """Whether a name is that of a seat of power, which stands for its city whatever the sentence.

    >>> is_seat("Kremlin"), is_seat("Kabul")
    (True, False)
    """
    return text.casefold().replace("’", "'") in _words()["seats"]


def _inside_organisation(tokens: Tokens, first: int, end: int) -> bool:
    """Whether the toponym is part of a longer name of an organisation, a work, an event, a law or a building."""
    label = tokens.entities[first]
    if label not in _words()["embedding_labels"]:
        return False
    begin, stop = first, end
    while begin and tokens.inside[begin] and first - begin < MOST_AROUND:
        begin -= 1
    while stop < len(tokens) and stop - end < MOST_AROUND and tokens.inside[stop] and tokens.entities[stop] == label:
        stop += 1
    rest = [tokens.words[i] for i in (*range(begin, first), *range(end, stop))]
    return any(word[:1].isupper() and word[1:2] != "." for word in rest)


def _acts(tokens: Tokens, root: int) -> bool:
    """Whether the toponym is the subject of a verb that only people and governments do."""
    head = tokens.heads[root]
    if tokens.dependencies[root] not in SUBJECTS or tokens.parts[head] not in ("VERB", "AUX"):
        return False
    return tokens.lowers[head] in _words()["acting"]


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    text = resources.files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}
