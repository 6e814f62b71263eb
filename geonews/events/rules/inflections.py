"""Inflected forms of the verbs that frames name, for where the lemmatiser guesses wrong ("waded" → "wad")."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from geonews.events.rules.frames import load_frames

__all__ = ["inflect", "number_words", "verb_bases", "verb_forms"]


@lru_cache(maxsize=1)
def verb_forms() -> dict[str, str]:
    """Return form → verb for the verbs of all frames; a form of two verbs is left to the lemmatiser."""
    data = tomllib.loads((Path(__file__).parent / "inflections.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    frames = load_frames()
    for verb in (*frames.crossings, *frames.events):
        for form in inflect(verb):
            if found.setdefault(form, verb) != verb:
                doubtful.add(form)
    irregular: dict[str, str] = data["irregular"]
    return {form: verb for form, verb in found.items() if form not in doubtful} | irregular


@lru_cache(maxsize=1)
def number_words() -> frozenset[str]:
    """Return the numbers that are written as one word."""
    data = tomllib.loads((Path(__file__).parents[1] / "grounding" / "counts.toml").read_text(encoding="utf-8"))
    return frozenset((*data["units"], *data["scales"]))


@lru_cache(maxsize=1)
def verb_bases() -> dict[str, str]:
    """Return the present forms of the frames' verbs: "storm" and "storms" → "storm"."""
    frames = load_frames()
    verbs = [verb for verb in (*frames.crossings, *frames.events) if verb.isalpha()]
    return {form: verb for verb in verbs for form in (verb, inflect(verb)[0])}


def inflect(verb: str) -> list[str]:
    """Return the regular forms of a verb.

    Examples
    --------
    >>> inflect("wade"), inflect("ferry"), inflect("ship")
    (['wades', 'waded', 'wading'], ['ferries', 'ferried', 'ferrying'], ['ships', 'shipped', 'shipping'])
    """
    if not verb.isalpha():
        return []
    if verb.endswith("e"):
        return [verb + "s", verb + "d", verb[:-1] + "ing" if not verb.endswith("ee") else verb + "ing"]
    if verb[-1] == "y" and verb[-2] not in "aeiou":
        return [verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    stem = verb
    vowels = sum(c in "aeiou" for c in verb)
    if len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in "aeiou" and verb[-3] not in "aeiou" and vowels == 1:
        stem = verb + verb[-1]
    plural = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return [plural, stem + "ed", stem + "ing"]
