"""Numbers as written, and the closed ranges that they mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["Quantity", "count_units", "noun_of", "quantities", "unit_of"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written: ``text[start:end]``; the closed range it means, None for an open end."""

    start: int
    end: int
    low: int | None
    high: int | None
    approx: bool = False
    vague: bool = False
    rate: str | None = None

    def moved(self, by: int) -> Quantity:
        """Return the number with its offsets moved."""
        return replace(self, start=self.start + by, end=self.end + by)


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "counts.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = _words()
    units = "|".join(sorted(data["units"], key=len, reverse=True))
    scales = "|".join(data["scales"])
    numeral = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?:\s?(?:{scales}|m|k)\b)?"
    tail = rf"(?:[\s-]+(?:and[\s-]+)?(?:{units}|{scales}))*"
    word = rf"(?:(?:{units}){tail}|(?:a|an)\s+(?:{scales}|dozen){tail})"
    vague = "|".join(re.escape(w) for w in sorted(data["vague"], key=len, reverse=True))
    bounds = "|".join(
        re.escape(w)
        for group in ("at_least", "at_most", "about", "under")
        for w in sorted(data[group], key=len, reverse=True)
    )
    one = rf"(?:{numeral}|{word}(?:\s+dozen)?)"
    value = re.compile(
        rf"(?<![\w.,$€£-])(?:(?P<bound>(?:(?:{bounds})\s+)+))?"
        rf"(?:(?P<between>between)\s+(?P<least>{one})\s+and\s+(?P<most>{one})"
        rf"|(?:from\s+)?(?P<low>{one})\s*(?:(?<=\d)[-–](?=\d)|\b(?:to|or)\b)\s*(?P<high>{one})"
        rf"|(?P<vague>{vague})|(?P<single>{one}))"
        rf"(?![\w%]|-\w+-old|,\d|\.\d)(?P<more>\s+or\s+more|\s+or\s+so|\s+plus)?",
        re.IGNORECASE,
    )
    rate = re.compile(
        r"\s*(?:\w+\s+){0,2}?(?:a|per|each|every|/)\s*(?P<unit>day|night|week|month|hour)\b|\s+(?:\w+\s+)?(?P<daily>daily)\b",
        re.IGNORECASE,
    )
    not_counts = "|".join(data["not_counts"])
    after = re.compile(
        rf"[\s-]*(?:(?:more|extra|square|cubic|metric|nautical|us|billion|straight|consecutive)\s+)?(?:{not_counts})\b",
        re.IGNORECASE,
    )
    return value, rate, after


#: Characters before a number in which a list of ages begins.
_LIST = 80
_HANDED = re.compile(r"\b(?:hand|turn|bring|sign|take|brought|took|carr)\w*\s+$", re.IGNORECASE)


def _number(text: str) -> int | None:
    text = text.lower().strip().replace(",", "")
    scales: dict[str, int] = _words()["scales"] | {"m": 1_000_000, "k": 1000}
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s?([a-z]+)?", text)
    if match:
        return round(float(match[1]) * (scales[match[2]] if match[2] else 1))
    total = current = 0
    units: dict[str, int] = _words()["units"]
    for word in re.split(r"[\s-]+", text):
        if word in ("and", "a", "an"):
            current = current or (1 if word != "and" else 0)
        elif word in units:
            current = current + units[word] if (current >= 20 and units[word] < 10) or current >= 100 else units[word]
        elif word == "dozen":
            current = max(current, 1) * 12
        elif word in scales:
            if scales[word] == 100:
                current = max(current, 1) * 100
            else:
                total, current = total + max(current, 1) * scales[word], 0
        else:
            return None
    return total + current


def quantities(text: str, blocked: Iterable[tuple[int, int]] = ()) -> list[Quantity]:
    """Find the numbers of a sentence that may count people or things.

    Distances, ages, money, percentages and times are left out, and so is whatever overlaps ``blocked`` (dates).

    Examples
    --------
    >>> [(q.low, q.high) for q in quantities("At least 134 soldiers and up to 20 officers walked 12 km.")]
    [(134, None), (None, 20)]
    >>> [(q.low, q.high) for q in quantities("Between 20 and 30 men, two dozen women, tens of thousands of people")]
    [(20, 30), (24, 24), (20000, 99999)]
    """
    data = _words()
    value, rate, after = _patterns()
    barred = list(blocked)
    found: list[Quantity] = []
    for match in value.finditer(text):
        if any(match.start() < b and match.end() > a for a, b in barred) or after.match(text, match.end()):
            continue
        if re.search(
            r"(?:\baged?|\bNo\.?|\barticle|\bresolution|\bsection|\broute|\bhighway|\bnot|[$€£])\s*$",
            text[max(0, match.start() - 12) : match.start()],
            re.IGNORECASE,
        ):
            continue
        if _of_ages(text, match.start(), match.end()):
            continue
        bound = re.sub(r"\s+", " ", (match["bound"] or "").strip().lower())
        if bound.startswith("over") and _HANDED.search(text, max(0, match.start() - 12), match.start()):
            bound = bound.removeprefix("over").strip()
        approx = any(w in bound for w in data["about"])
        vague = False
        if match["vague"]:
            low, high = data["vague"][re.sub(r"\s+", " ", match["vague"].lower())]
            vague = True
        elif match["single"]:
            number = _number(match["single"])
            if number is None or (number == 1 and match["single"].lower() in ("a", "an")):
                continue
            low = high = number
        else:
            name = "least" if match["between"] else "low"
            first, last = _number(match[name]), _number(match["most" if match["between"] else "high"])
            if first is None:
                continue
            if last is None or first >= last:
                found.append(_bounded(Quantity(match.start(), match.end(name), first, first, approx), bound))
                continue
            low, high = first, last
        quantity = Quantity(match.start(), match.end(), low, high, approx, vague)
        if (match["more"] and "more" in match["more"].lower()) or (match["more"] and "plus" in match["more"].lower()):
            quantity = Quantity(match.start(), match.end(), low, None, approx)
        elif bound and not (vague and not _strict(bound)):
            quantity = _bounded(quantity, bound)
        speed = rate.match(text, match.end())
        if speed:
            unit = "day" if speed["daily"] else speed["unit"].lower()
            quantity = replace(quantity, rate=f"per_{unit}")
        found.append(quantity)
    return found


@lru_cache(maxsize=1)
def _ages() -> tuple[re.Pattern[str], re.Pattern[str]]:
    number = rf"(?:\d{{1,2}}|{'|'.join(sorted(_words()['units'], key=len, reverse=True))})"
    joint = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+)"
    listed = re.compile(rf"\bage[sd]\s+(?:{number}{joint})+$", re.IGNORECASE)
    return listed, re.compile(rf"\s*(?:[.,;:)]|$)|\s+and\s+{number}\s*(?:[.,;:)]|$)", re.IGNORECASE)


def _of_ages(text: str, start: int, end: int) -> bool:
    """Tell whether a number goes on with a list of ages: "aged nine, ten and 59."."""
    before, behind = _ages()
    return bool(before.search(text, max(0, start - _LIST), start) and behind.match(text, end))


def _strict(bound: str) -> bool:
    data = _words()
    return any(w in bound for w in data["at_least"])


def _bounded(q: Quantity, bound: str) -> Quantity:
    """Open an end of a number as the words before it ask; of two that fit ("no more than") the longer counts."""
    data = _words()
    opens = [(len(words), group) for group in ("at_least", "at_most", "under") for words in data[group]
             if re.search(rf"\b{re.escape(words)}\b", bound)]  # fmt: skip
    if not opens:
        return q
    return replace(q, high=None) if max(opens)[1] == "at_least" else replace(q, low=None)


@lru_cache(maxsize=1)
def count_units() -> dict[str, str]:
    """Return what nouns count, by noun: people are not listed."""
    units: dict[str, list[str]] = _words()["count_units"]
    return {noun: unit for unit, nouns in units.items() for noun in nouns}


def unit_of(phrase: str) -> str:
    """Return what a phrase counts: people, families, vehicles, boats, flights or groups.

    >>> unit_of("134 soldiers"), unit_of("a dozen lorries")
    ('people', 'vehicles')
    """
    units = count_units()
    nouns = noun_of(re.findall(r"[a-z-]+", phrase.lower()))
    if nouns and nouns[-1].removesuffix("s") in _words()["aboard"]:
        return "people"
    for word in nouns:
        for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"):
            if form in units:
                return units[form]
    return "people"


def noun_of(lower: Sequence[str]) -> list[str]:
    """Return the words of a phrase up to its noun, without what that is in, of or with.

    >>> noun_of(["41", "migrants", "in", "two", "boats"]), noun_of(["of", "families"])
    (['41', 'migrants'], ['families'])
    """
    behind = _words()["behind"]
    found: list[str] = []
    for word in lower:
        if word not in behind:
            found.append(word)
        elif found:
            break
    return found or list(lower)
