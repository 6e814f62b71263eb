"""What the sequence model for other languages sees of each word.

Most features are the same in every language (gazetteer, capitals, place, the cues that a language's data translates);
words and their ends count for their own language alone. So a language without articles of its own is read by what the
others taught.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from geonews.gazetteer.tongue import Tongue
from geonews.geoparse.cues import load_cues
from geonews.geoparse.tokens import Tokens, shape
from geonews.geoparse.tongues.matching import Match

__all__ = ["word_features"]

#: Steps to both sides whose cues, shapes and names a word sees.
REACH = 2
_OUTSIDE = "out"
_LOCATIVES = frozenset(("in", "from", "to", "near", "between"))


def word_features(tokens: Tokens, matches: Sequence[Match], tongue: Tongue) -> list[list[str]]:
    """Return the features of every token."""
    code, everyday = tongue.code, lru_cache(maxsize=4096)(tongue.is_everyday)
    count = len(tokens)
    names = _name_tags(matches, count, code)
    cues = [_cue(tokens, i) for i in range(count)]
    shapes = [_shape(tokens, i) for i in range(count)]
    elsewhere = _elsewhere(tokens, cues, names)
    rows = []
    for i in range(count):
        row = ["1", f"s={shapes[i]}", *names[i], f"{code}:w={tokens.lowers[i]}"]
        if tokens.opens[i]:
            row.append("opens")
        word = tokens.words[i].lower()
        if tokens.named[i] and everyday(word):
            row += ["day", f"day|{names[i][0] if names[i] else '-'}", f"{code}:day"]
        if len(word) > 3:
            row += [f"{code}:e3={word[-3:]}", f"{code}:e2={word[-2:]}", f"{code}:b3={word[:3]}"]
        if not (word[0].islower() or word[0].isupper()):
            row += [f"{code}:b1={word[0]}|{names[i][0] if names[i] else '-'}", f"{code}:b2={word[:2]}"]
        row += elsewhere.get(tokens.lowers[i], ())
        for step in range(-REACH, REACH + 1):
            j = i + step
            if not 0 <= j < count:
                row.append(f"s{step}={_OUTSIDE}")
                continue
            if cues[j]:
                row.append(f"c{step}={cues[j]}")
            if step:
                row += [f"s{step}={shapes[j]}", f"{code}:w{step}={tokens.lowers[j]}"]
                if names[j]:
                    row.append(f"n{step}={names[j][0]}")
        if i > 0:
            row.append(f"s-1|s={shapes[i - 1]}|{shapes[i]}|{names[i][0] if names[i] else ''}")
            row.append(f"c-1|n={cues[i - 1] or shapes[i - 1]}|{names[i][0] if names[i] else shapes[i]}")
            tag = names[i][0] if names[i] else "-"
            row.append(f"{code}:w-1|n={tokens.lowers[i - 1]}|{tag}")
            row.append(f"c-1|nl={cues[i - 1] or shapes[i - 1]}|{names[i][6] if names[i] else '-'}")
            row.append(f"{code}:e-1={tokens.lowers[i - 1][-2:]}")
            if i > 1:
                row.append(f"{code}:w-2w-1={tokens.lowers[i - 2]}|{tokens.lowers[i - 1]}")
                row.append(f"c-2c-1={cues[i - 2] or shapes[i - 2]}|{cues[i - 1] or shapes[i - 1]}")
        if i + 1 < count:
            row.append(f"s|s+1={shapes[i]}|{shapes[i + 1]}|{names[i][0] if names[i] else ''}")
            row.append(f"n|n+1={names[i][0] if names[i] else ''}|{names[i + 1][0] if names[i + 1] else shapes[i + 1]}")
        rows.append(row)
    return rows


def _name_tags(matches: Sequence[Match], count: int, code: str) -> list[list[str]]:
    tags: list[list[str]] = [[] for _ in range(count)]
    for match in matches:
        length = match.end - match.first
        bent = "~" if match.bent else ""
        for i in range(match.first, match.end):
            where = "U" if length == 1 else "B" if i == match.first else "L" if i == match.end - 1 else "I"
            tags[i] = [
                f"n={where}{bent}",
                f"ng={where}{match.group}",
                f"ns={where}{match.group}{match.size}",
                f"nb={bent}{match.group}{match.size}",
                f"{code}:nl={where}{match.group}{match.size}{min(6, match.fame)}{'' if match.own else '?'}",
                f"nf={where}{match.fame}{'' if match.own else '?'}",
                f"nl={where}{min(3, match.size // 2)}{min(3, match.fame // 2)}{'' if match.own else '?'}{bent}",
            ]
    return tags


def _shape(tokens: Tokens, i: int) -> str:
    word = tokens.words[i]
    if tokens.blank[i]:
        return "nl"
    written = shape(word)
    if word[0].isalpha() and not (word[0].islower() or word[0].isupper()):
        written = "c"  # a script without capitals is no text in small letters
    if len(word) == 1:
        return f"{written}1"
    return written + ("+" if i and tokens.starts[i] == tokens.ends[i - 1] else "")


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    cues = load_cues()
    return {**cues.before, **cues.after}


def _cue(tokens: Tokens, i: int) -> str:
    """Return the cue of a translated word: a kind of place by its group, any other by itself."""
    lower = tokens.lowers[i]
    if lower == tokens.words[i].lower():
        return ""
    return _groups().get(lower, lower)


def _elsewhere(tokens: Tokens, cues: Sequence[str], names: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Return what the text says of a word at its other places: after a preposition of place, in small letters."""
    located: dict[str, int] = defaultdict(int)
    seen: dict[str, int] = defaultdict(int)
    small: set[str] = set()
    after_name: set[str] = set()
    for i, lower in enumerate(tokens.lowers):
        if not tokens.words[i][:1].isalpha():
            continue
        seen[lower] += 1
        before = cues[i - 1] if i else ""
        located[lower] += before in _LOCATIVES or before in _groups().values()
        if not tokens.named[i]:
            small.add(lower)
        if i and tokens.named[i - 1] and tokens.named[i] and not names[i - 1]:
            after_name.add(lower)
    found: dict[str, list[str]] = {}
    for lower, times in seen.items():
        row = [f"seen={min(times, 3)}"] if times > 1 else []
        if times > 1 and located[lower]:
            row.append("located")
        if lower in small:
            row.append("small")
        if lower in after_name:
            row.append("surname")
        found[lower] = row
    return found
