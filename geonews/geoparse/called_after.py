"""What is called after a place and is none: papers ("the Boston Globe"), teams ("Real Madrid"), products, works."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from geonews.geoparse.cues import load_cues
from geonews.geoparse.tokens import Tokens

__all__ = ["called_after"]

#: Words of a name that are looked for before its last one.
LONGEST = 4
#: From this share of capitalised words on, a sentence is a headline, whose capitals tell no names.
TITLE_SHARE = 0.7
TITLE_WORDS = 4
SUBJECTS = frozenset({"nsubj", "nsubjpass", "nsubj:pass"})
OBJECTS = frozenset({"dobj", "obj", "iobj", "dative"})
#: Parts of speech that begin a sentence with a capital and belong to no name.
NO_NAME = frozenset({"ADP", "DET", "PRON", "ADV", "CCONJ", "SCONJ", "AUX", "VERB"})

Phrases = Mapping[str, frozenset[tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The lists of ``called_after.toml``: phrases by their first or last word, and single words."""

    paper_tails: Phrases
    paper_heads: Phrases
    team_tails: Phrases
    team_heads: Phrases
    whole: Phrases
    works: Phrases
    only_after: Mapping[str, frozenset[str]]
    lists: Mapping[str, frozenset[str]]
    about: tuple[str, ...]
    score: re.Pattern[str]


def called_after(tokens: Tokens, known: Callable[[str], bool]) -> frozenset[int]:
    """Return the tokens of names that are called after a place and name none.

    Parameters
    ----------
    tokens
        The document.
    known
        Whether the gazetteer has a name: what it has whole ("Rising Star") is a place's.
    """
    words, found = _words(), set[int]()
    for begin, end in _sentences(tokens):
        found.update(_whole(tokens, begin, end, words))
        if not _is_title(tokens, begin, end):
            for first, stop in _by_last_word(tokens, begin, end, words):
                if not known(tokens.phrase(first, stop)):
                    found.update(range(first, stop))
            for first, stop in _by_what_is_before(tokens, begin, end, words):
                found.update(range(first, stop))
            found.update(_by_what_is_told(tokens, begin, end, words))
        found.update(_at_play(tokens, begin, end, words))
    return frozenset(found)


def _sentences(tokens: Tokens) -> Iterator[tuple[int, int]]:
    begin = 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens.opens[i]:
            yield begin, i
            begin = i


def _is_title(tokens: Tokens, begin: int, end: int) -> bool:
    """Whether a sentence is written with capitals throughout; what it says is done is then, too."""
    if any(tokens.parts[i] in ("VERB", "AUX") and tokens.words[i][:1].islower() for i in range(begin, end)):
        return False
    long = [word for word in tokens.words[begin:end] if len(word) > 3 and word.isalpha()]
    return len(long) >= TITLE_WORDS and sum(word[0].isupper() for word in long) > TITLE_SHARE * len(long)


def _whole(tokens: Tokens, begin: int, end: int, words: Words) -> Iterator[int]:
    for i in range(begin, end):
        if tokens.named[i]:
            for phrase in words.whole.get(tokens.lowers[i], ()):
                if tokens.lowers[i : i + len(phrase)] == phrase:
                    yield from range(i, i + len(phrase))


def _by_last_word(tokens: Tokens, begin: int, end: int, words: Words) -> Iterator[tuple[int, int]]:
    """Yield the names (first token, end) whose last word is that of a paper, a team or a company."""
    lowers, lists = tokens.lowers, words.lists
    for i in range(begin + 1, end):
        if tokens.words[i][:1].isupper():
            first = _begin_of_name(tokens, begin, i)
            club = lowers[i] == "city" and lowers[i - 1] in lists["city"]
            if club or lowers[i] in lists["company_tails"] or (first < i and _is_tail(tokens, first, i, words)):
                yield first, i + 1


def _by_what_is_before(tokens: Tokens, begin: int, end: int, words: Words) -> Iterator[tuple[int, int]]:
    """Yield the names (first token, end) before or in which a word says that they are none of places."""
    lowers, lists = tokens.lowers, words.lists
    for i in range(begin + 1, end):
        if not tokens.words[i][:1].isupper():
            continue
        if _is_head(tokens, i - 1, words):
            yield i - 1, _end_of_name(tokens, i, end)
        vessel = i >= begin + 2 and lowers[i - 1] == "of" and lowers[i - 2] in lists["vessels"]
        work = any(lowers[i - len(p) : i] == p for p in words.works.get(lowers[i - 1], ()) if i - len(p) >= begin)
        if vessel or work or lowers[i - 1] in lists["drinking"]:
            yield i, _end_of_name(tokens, i, end)


def _by_what_is_told(tokens: Tokens, begin: int, end: int, words: Words) -> Iterable[int]:
    """Return the tokens of a name that opens a sentence which tells what is told of works alone."""
    stop = _end_of_name(tokens, begin, end)
    if tokens.dependencies[stop - 1] not in SUBJECTS or tokens.parts[begin] in NO_NAME:
        return ()
    sentence = " ".join(tokens.lowers[begin:end])
    return range(begin, stop) if any(phrase in sentence for phrase in words.about) else ()


def _is_tail(tokens: Tokens, first: int, i: int, words: Words) -> bool:
    """Whether token ``i`` ends the name of a paper or a team that begins with token ``first``."""
    lowers, lists = tokens.lowers, words.lists
    after = lowers[i + 1] if i + 1 < len(tokens) else ""
    for phrase in words.paper_tails.get(lowers[i], ()):
        start = i + 1 - len(phrase)
        if start > first and lowers[start : i + 1] == phrase and lowers[start - 1] not in lists["no_paper_after"]:
            return after not in lists["no_paper_before"]
    for phrase in words.team_tails.get(lowers[i], ()):
        start = i + 1 - len(phrase)
        if start > first and lowers[start : i + 1] == phrase:
            wanted = words.only_after.get(" ".join(phrase))
            if wanted is None or any(" ".join(lowers[j:start]) in wanted for j in range(first, start)):
                return True
    return False


def _is_head(tokens: Tokens, i: int, words: Words) -> bool:
    """Whether token ``i`` begins or ends what stands before a place in the name of a team, a car or a station."""
    lowers, lists, cues = tokens.lowers, words.lists, load_cues()
    goes_on = i + 2 < len(tokens) and tokens.words[i + 2][:1].isupper()
    if lowers[i + 1] in cues.after or (lowers[i + 1] in cues.generic and not goes_on):
        return False
    if lowers[i] in lists["makers"]:
        return tokens.words[i][:1].isupper()
    return any(
        i + 1 >= len(phrase)
        and lowers[i + 1 - len(phrase) : i + 1] == phrase
        and tokens.words[i + 1 - len(phrase)][:1].isupper()
        for phrases in (words.paper_heads, words.team_heads)
        for phrase in phrases.get(lowers[i], ())
    )


def _begin_of_name(tokens: Tokens, begin: int, i: int) -> int:
    """Return the first token of the run of capitalised words that ends before token ``i``."""
    first = i
    while first > begin and i - first < LONGEST and tokens.words[first - 1][:1].isupper():
        if first - 1 == begin and tokens.parts[begin] in NO_NAME:
            break
        first -= 1
    return first


def _end_of_name(tokens: Tokens, i: int, end: int) -> int:
    stop = i + 1
    while stop < end and stop - i < LONGEST and tokens.words[stop][:1].isupper():
        stop += 1
    return stop


def _at_play(tokens: Tokens, begin: int, end: int, words: Words) -> Iterator[int]:
    """Yield the tokens of places that stand for their teams: "Brazil beat Serbia 2-0"."""
    lists, lowers = words.lists, set(tokens.lowers[begin:end])
    if lowers & lists["elsewhere"]:
        return
    certain = bool(lowers & lists["certain"]) or len(lowers & lists["likely"]) > 1
    certain = certain or words.score.search(tokens.phrase(begin, end).lower()) is not None
    for i in range(begin, end):
        if not tokens.words[i][:1].isupper():
            continue
        leads = tokens.lowers[i + 1 : i + 2] != () and tokens.lowers[i + 1] in lists["staff"]
        leads = leads and i + 2 < end and (certain or tokens.words[i + 2][:1].isupper())
        if leads or (certain and _plays(tokens, i, words)):
            first = i
            while first > begin and tokens.words[first - 1][:1].isupper() and tokens.heads[first - 1] == i:
                first -= 1
            yield from range(first, i + 1)


def _plays(tokens: Tokens, i: int, words: Words) -> bool:
    """Whether token ``i`` is the subject or object of a verb of play, by itself or beside another that is."""
    for _ in range(LONGEST):
        role, head = tokens.dependencies[i], tokens.heads[i]
        if role != "conj" or head == i:
            break
        i = head
    if role in SUBJECTS or role in OBJECTS:
        return tokens.lowers[head] in words.lists["verbs"]
    if role == "pobj" and tokens.lowers[head] in words.lists["prepositions"]:
        for _ in range(LONGEST):
            head = tokens.heads[head]
            if tokens.lowers[head] in words.lists["verbs"]:
                return True
    return False


@lru_cache(maxsize=1)
def _words() -> Words:
    table = tomllib.loads(resources.files(__package__).joinpath("called_after.toml").read_text(encoding="utf-8"))
    papers, teams, play, products = table["papers"], table["teams"], table["play"], table["products"]
    singles: dict[str, Any] = {name: papers[name] for name in ("no_paper_after", "no_paper_before")}
    singles |= {name: play[name] for name in ("verbs", "prepositions", "certain", "likely", "elsewhere", "staff")}
    singles |= {name: products[name] for name in ("makers", "vessels", "drinking", "company_tails")}
    return Words(
        paper_tails=_phrases(papers["tails"], -1),
        paper_heads=_phrases(papers["heads"], -1),
        team_tails=_phrases(teams["tails"], -1),
        team_heads=_phrases(teams["heads"], -1),
        whole=_phrases(products["whole"], 0),
        works=_phrases(products["works"], -1),
        only_after={tail: frozenset(before) for tail, before in teams["only_after"].items()},
        lists={name: frozenset(listed) for name, listed in (singles | {"city": teams["city"]}).items()},
        about=tuple(products["about"]),
        score=re.compile(play["score"]),
    )


def _phrases(listed: Iterable[str], key: int) -> dict[str, frozenset[tuple[str, ...]]]:
    """Return phrases by their first (0) or last (-1) word."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in listed:
        split = tuple(phrase.split())
        found.setdefault(split[key], set()).add(split)
    return {word: frozenset(phrases) for word, phrases in found.items()}
