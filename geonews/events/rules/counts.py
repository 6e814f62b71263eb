"""How many: the number that belongs to a noun phrase, with its bounds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geonews.events.rules.lexicon import lexicon, whole
from geonews.events.rules.syntax import Tree
from geonews.model import Count, Span

__all__ = ["Quantity", "count_of", "quantities", "rate_in"]


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


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parents[1] / "grounding" / "counts.toml").read_text(encoding="utf-8"))


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
            quantity = Quantity(
                quantity.start,
                quantity.end,
                quantity.low,
                quantity.high,
                quantity.approx,
                quantity.vague,
                f"per_{unit}",
            )
        found.append(quantity)
    return found


def _strict(bound: str) -> bool:
    data = _words()
    return any(w in bound for w in data["at_least"])


def _bounded(q: Quantity, bound: str) -> Quantity:
    data = _words()
    if any(re.search(rf"\b{re.escape(w)}\b", bound) for w in data["at_least"]):
        return Quantity(q.start, q.end, q.low, None, q.approx, q.vague, q.rate)
    if any(re.search(rf"\b{re.escape(w)}\b", bound) for w in (*data["at_most"], *data["under"])):
        return Quantity(q.start, q.end, None, q.high, q.approx, q.vague, q.rate)
    return q


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
    units: dict[str, list[str]] = _words()["count_units"]
    lemma = tree.lemma[token]
    return next((unit for unit, lemmas in units.items() if lemma in lemmas), "people")


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
