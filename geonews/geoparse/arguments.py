"""Arguments: names that are a place's because of what is done to them ("recaptured Mosul", "the shelling of Goma").

The parser was taught on a quieter kind of news and takes a town that armies take for a person or for nothing. A name of
the gazetteer counts if the place is considerable and the name stands alone, not as part of a person's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from geonews.geoparse.cards import NameCard
from geonews.geoparse.cues import load_cues
from geonews.geoparse.groups import place_group
from geonews.geoparse.tokens import Tokens
from geonews.model import MatchType

__all__ = ["is_argument", "person_words"]

#: Least population of the largest place of a name: by its main name, and by another.
MAIN_POPULATION = 15_000
OTHER_POPULATION = 40_000
#: The same where towns are called like people.
SURNAME_POPULATION = 300_000
#: Kinds of places that armies take and people flee.
KINDS = frozenset({"capital", "seat", "city", "town", "admin1", "admin2", "admin3", "island"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
#: Tokens before a verb in which its subject is sought.
LONGEST_SUBJECT = 12
#: Small words that may stand between a verb and its object.
MOST_BETWEEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The word lists of ``arguments.toml``."""

    places: frozenset[str]
    both: frozenset[str]
    arms: frozenset[str]
    armed: frozenset[str]
    deeds: frozenset[str]
    of: frozenset[str]
    opening: frozenset[str]
    between: frozenset[str]
    never: frozenset[str]
    surnames: frozenset[str]
    also: frozenset[str]


def person_words(tokens: Tokens) -> frozenset[str]:
    """Return the words, in small letters, of all names of persons that have more than one."""
    spans = [(first, end) for first, end, label in tokens.entity_spans() if label == "PERSON" and end - first > 1]
    return frozenset(word for first, end in spans for word in tokens.lowers[first:end])


def is_argument(tokens: Tokens, first: int, end: int, card: NameCard, persons: frozenset[str]) -> bool:
    """Whether the wording makes the name of tokens ``first`` to ``end`` (exclusive) a considerable place's.

    Parameters
    ----------
    tokens, first, end
        The document and the name in it.
    card
        What the name can mean.
    persons
        The document's `person_words`.
    """
    words = _words()
    if first == 0 or tokens.entities[first] in words.never or not _asks_for_a_place(tokens, first, card, words):
        return False
    framed = tokens.lowers[first - 1] in words.opening and tokens.words[end : end + 1] == (",",)
    person = end - first == 1 and tokens.lowers[first] in persons and not framed
    alone = _stands_alone(tokens, first, end) and not person
    return alone and _is_considerable(card, framed=framed)


def _stands_alone(tokens: Tokens, first: int, end: int) -> bool:
    before, after = tokens.words[first - 1], tokens.words[end] if end < len(tokens) else ""
    if (tokens.named[first - 1] and not tokens.opens[first - 1]) or (end < len(tokens) and tokens.named[end]):
        return False
    return before not in ("-", ".") and after not in ("-", "&")


def _asks_for_a_place(tokens: Tokens, first: int, card: NameCard, words: Words) -> bool:
    j = first - 1
    while j >= 0 and first - j <= MOST_BETWEEN and tokens.lowers[j] in words.between and tokens.lowers[j] != "of":
        j -= 1
    if j < 0:
        return False
    word = tokens.lowers[j]
    if word in words.opening and tokens.opens[j]:
        return True
    if tokens.parts[j] == "VERB" and (
        word in words.places
        or (word in words.both and tokens.entities[first] != "PERSON")
        or (word in words.arms and _does_an_army(tokens, j, words) and _bears_no_given_name(card, words))
    ):
        return True
    return word in words.of and j > 0 and tokens.lowers[j - 1] in words.deeds


def _bears_no_given_name(card: NameCard, words: Words) -> bool:
    return card.candidates[0].place.country not in words.surnames | words.also


def _does_an_army(tokens: Tokens, verb: int, words: Words) -> bool:
    """Whether the subject of a verb is an armed group or its arms."""
    return any(
        tokens.heads[j] == verb and tokens.dependencies[j] in SUBJECTS and tokens.lowers[j] in words.armed
        for j in range(max(0, verb - LONGEST_SUBJECT), verb)
    )


def _is_considerable(card: NameCard, *, framed: bool) -> bool:
    """Whether a name is mainly a considerable place's; ``framed`` as in "Near Bangor, ..." no person's can be."""
    best = card.candidates[0]
    if card.demonym or card.name.casefold() in load_cues().generic or card.static[0, -1] < 1.0:
        return False
    if best.match not in (MatchType.EXACT, MatchType.FOLDED) or place_group(best.place) not in KINDS:
        return False
    if best.place.country in _words().surnames and not framed:
        return best.place.population >= SURNAME_POPULATION
    main = bool(best.features.get("primary_name"))
    return best.place.population >= (MAIN_POPULATION if main else OTHER_POPULATION)


@lru_cache(maxsize=1)
def _words() -> Words:
    table = tomllib.loads(resources.files(__package__).joinpath("arguments.toml").read_text(encoding="utf-8"))
    return Words(
        places=frozenset(table["verbs"]["places"]),
        both=frozenset(table["verbs"]["both"]),
        arms=frozenset(table["verbs"]["arms"]),
        armed=frozenset(table["verbs"]["armed"]),
        deeds=frozenset(table["deeds"]["words"]),
        of=frozenset(table["deeds"]["of"]),
        opening=frozenset(table["opening"]["words"]),
        between=frozenset(table["between"]["words"]),
        never=frozenset(table["never"]["labels"]),
        surnames=frozenset(table["surnames"]["countries"]),
        also=frozenset(table["surnames"]["also"]),
    )
