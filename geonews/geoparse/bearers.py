"""Bearers: persons and degrees that have the name of a place ("Cuba Gooding", "Sudesh Amman", "Jane Roe, M.D.")."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from geonews.geoparse.cues import load_cues
from geonews.geoparse.tokens import Tokens

__all__ = ["is_no_place", "surnames_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The word lists of ``bearers.toml``."""

    given: frozenset[str]
    no_surnames: frozenset[str]
    dotted: frozenset[str]
    plain: frozenset[str]
    framing: frozenset[str]


def surnames_of(tokens: Tokens, known: Callable[[str], bool]) -> dict[str, int]:
    """Return the last words, in small letters, of the persons of a text, each with the token it is first told in.

    Only those are among them that do something by themselves later ("Amman had written"). None is that the text uses
    as a place's ("in Amman", "Amman, Jordan"), and none of a name that the gazetteer has whole ("San Jose").

    Parameters
    ----------
    tokens
        The document.
    known
        Whether the gazetteer has a name.
    """
    words, cues = _words(), load_cues()
    found: dict[str, int] = {}
    for first, end, label in tokens.entity_spans():
        last = end - 2 if tokens.lowers[end - 1] == "'s" else end - 1
        if label != "PERSON" or last <= first or not _is_name(tokens, last) or tokens.lowers[last] in words.no_surnames:
            continue
        given = tokens.words[first]
        if (
            given[:1].isupper()
            and tokens.lowers[first] not in cues.before
            and not known(tokens.phrase(first, last + 1))
        ):
            found.setdefault(tokens.lowers[last], last)
    acting: set[str] = set()
    for i, word in enumerate(tokens.lowers):
        if word not in found or i <= found[word]:
            continue
        if _is_framed(tokens, i, words):
            del found[word]
        elif tokens.entities[i - 1] != "PERSON" and _acts(tokens, i):
            acting.add(word)
    return {word: at for word, at in found.items() if word in acting}


def _acts(tokens: Tokens, i: int) -> bool:
    """Whether a single word does what people do: it is the subject of a verb, or "who" tells of it."""
    subject = tokens.dependencies[i] in ("nsubj", "nsubjpass", "nsubj:pass") and tokens.parts[tokens.heads[i]] == "VERB"
    return subject or tokens.lowers[i + 1 : i + 3] == (",", "who")


def _is_framed(tokens: Tokens, i: int, words: Words) -> bool:
    """Whether the wording makes a single word a place's: a place preposition before it or a larger place behind."""
    stated = tokens.words[i + 1 : i + 2] == (",",) and tokens.entities[i + 2 : i + 3] == ("GPE",)
    return tokens.lowers[i - 1] in words.framing or (stated and tokens.entities[i] != "PERSON")


def is_no_place(
    tokens: Tokens, first: int, end: int, known: Callable[[str], bool], surnames: Mapping[str, int] | None = None
) -> bool:
    """Whether the tokens ``first`` to ``end`` (exclusive) are a person's first name, surname or degree.

    Parameters
    ----------
    tokens
        The document.
    first, end
        The name.
    known
        Whether the gazetteer has a name.
    surnames
        The document's `surnames_of`; None for none.
    """
    if end - first == 1 and surnames and first >= surnames.get(tokens.lowers[first], len(tokens)):
        return True
    return (
        _is_given(tokens, first, end, known)
        or _is_person(tokens, first, end, known)
        or _is_degree(tokens, first, end, known)
    )


def _is_given(tokens: Tokens, first: int, end: int, known: Callable[[str], bool]) -> bool:
    words = _words()
    if end - first != 1 or tokens.lowers[first] not in words.given or end >= len(tokens):
        return False
    if tokens.words[first].isupper() or not _is_name(tokens, end) or tokens.lowers[end] in words.no_surnames:
        return False
    if first and (
        tokens.lowers[first - 1] in ("'s", "the") or (tokens.named[first - 1] and not tokens.opens[first - 1])
    ):
        return False
    labels = {tokens.entities[first], tokens.entities[end]}
    if not labels <= {"PERSON", "GPE", "ORG", ""} or "PERSON" not in labels | {_label_of_verb(tokens, end)}:
        return False
    return not known(tokens.phrase(first, end + 1))


def _is_person(tokens: Tokens, first: int, end: int, known: Callable[[str], bool]) -> bool:
    """Whether a name of two words is a person's as it stands, and would be a place for one of its words alone."""
    if end - first != 2 or set(tokens.entities[first:end]) != {"PERSON"} or not tokens.inside[first + 1]:
        return False
    if tokens.inside[first] or (end < len(tokens) and tokens.inside[end]):
        return False
    plain = all(tokens.words[i].isalpha() and _is_name(tokens, i) for i in (first, first + 1))
    if not plain or tokens.lowers[first + 1] in _words().no_surnames or tokens.lowers[first] in load_cues().before:
        return False
    if first and tokens.lowers[first - 1] in _words().framing:
        return False
    return (known(tokens.words[first]) or known(tokens.words[first + 1])) and not known(tokens.phrase(first, end))


def _is_name(tokens: Tokens, i: int) -> bool:
    """Whether a token is written like a surname and is no word for a kind of place."""
    word, cues = tokens.words[i], load_cues()
    plain = word[:1].isupper() and not word.isupper() and word.replace("-", "").replace("'", "").isalpha()
    return plain and tokens.lowers[i] not in cues.after and tokens.lowers[i] not in cues.generic


def _label_of_verb(tokens: Tokens, i: int) -> str:
    """Return PERSON where the name is the subject or object of a verb: places with a surname do nothing."""
    head = tokens.heads[i]
    does = tokens.dependencies[i] in ("nsubj", "nsubjpass", "nsubj:pass", "dobj", "obj")
    return "PERSON" if does and tokens.parts[head] == "VERB" else ""


def _is_degree(tokens: Tokens, first: int, end: int, known: Callable[[str], bool]) -> bool:
    words = _words()
    text = tokens.phrase(first, end).lower()
    if text not in words.dotted and text not in words.plain and f"{text}." not in words.dotted:
        return False
    j = first - 1
    if j >= 0 and tokens.lowers[j] in ("a", "an") and "." in text:
        return True  # "an M.A. in history"
    if j < 1 or tokens.words[j] != ",":
        return False
    before = tokens.lowers[j - 1].rstrip(".")
    if before in words.plain or f"{before}." in words.dotted:
        return True
    begin = j
    while begin > 0 and tokens.named[begin - 1] and tokens.entities[begin - 1] == "PERSON":
        begin -= 1
    return j - begin >= 2 and not known(tokens.phrase(begin, j))


@lru_cache(maxsize=1)
def _words() -> Words:
    table = tomllib.loads(resources.files(__package__).joinpath("bearers.toml").read_text(encoding="utf-8"))
    return Words(
        given=frozenset(table["persons"]["given"]),
        no_surnames=frozenset(table["persons"]["no_surnames"]),
        dotted=frozenset(table["degrees"]["dotted"]),
        plain=frozenset(table["degrees"]["plain"]),
        framing=frozenset(table["persons"]["framing"]),
    )
