"""Deeds and words: which types of the ontology say that somebody spoke, and which that something was done.

A type that the ontology does not have counts among the deeds, so that every event is in one of the two.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from geonews.events import ontology

__all__ = ["Family", "types_of_words"]


class Family(StrEnum):
    """What an event is: something done, or something said."""

    DEEDS = "deeds"
    WORDS = "words"


@cache
def types_of_words() -> tuple[str, ...]:
    """Return the types that tell what somebody said.

    >>> "TALKS" in types_of_words(), "CLASH" in types_of_words()
    (True, False)
    """
    return tuple(kind for kind in ontology.types() if ontology.properties(kind).family == Family.WORDS)
