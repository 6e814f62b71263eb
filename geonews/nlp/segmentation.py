"""Sentences: where each begins and ends, and which lines are furniture.

Sentences are found in the text alone, before it is parsed, so that the parser is held to them and an index means
the same thing in every run. The rules are paragraph-wise: a blank line always ends a sentence, a line break does
unless the paragraph was wrapped by hand. The title, as the first line of a text, is sentence 0. A line that is
only a date or a time is no sentence, nor is one under the title that only says who wrote it, or where.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["Sentence", "segment"]

MAX_DATELINE = 90
#: No sentence of prose has so many characters: what goes on longer (a table, speech without stops) is cut there, at a
#: blank, so that whatever looks at a sentence as a whole is bounded.
MAX_SENTENCE = 2000

_PARAGRAPH = re.compile(r"\n[ \t\r\f\v\u00a0]*\n|\x0c")
#: Begun at the first mark of a run only, and never given back: a run of a thousand dots is looked at once.
_STOP = re.compile(r"(?<![.!?…。])[.!?…。]++[\"'”’»)\]]*+(?=\s)")
#: So much of a stop as is looked at for the word before it.
_STOP_CHARS = 40
_OPENER = re.compile(r"[\s\"'“‘«(\[\-–—•*]*")
_LAST_WORD = re.compile(r"([\w.'’&/-]*)[.!?…]*[\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")
_BULLET = re.compile(r"[•*·▪‣●○–—-]\s+|\(?\d{1,2}[.)]\s+(?=[A-Z])")
_CLOCK = re.compile(
    r"\d{1,2}(?:[.:]\d{2}(?::\d{2})?|h\d{2})\s?(?:[ap]\.?m\.?)?\s?(?:[A-Z]{2,4})?\s*(?:[-–—:|•]+\s+|\s(?=[A-Z]))",
)
_DASH = r"\s*(?:\s[-–]{1,2}|\s?—|\s?--)\s+"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY_OF_MONTH = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?"
#: A place and a date on a line of their own ("Geneva, 3 May 2021"), or before the story ("Dakar, Nov 16: Some …").
_PLACED_STAMP = re.compile(
    rf"(?:\(?[^\W\d_][\w'’.()/&-]*[ ,]+){{0,5}}\(?[^\W\d_][\w'’.()/&-]*[ ,]*[,:(/|–—-]\s*{_DAY_OF_MONTH}\)?"
    r"(?:[ ,]+(?:at\s+)?\d{1,2}[.:h]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?)?"
)
_DATED = re.compile(
    rf"(?!(?:On|In|By|From|Since|Until|After|Before)\b|\w+day\b)"
    rf"[A-ZÀ-Þ][\w'’-]+(?:[ /-][A-ZÀ-Þ][\w'’-]+){{0,3}}(?:,\s[A-ZÀ-Þ][\w'’ .-]+|\s\([A-ZÀ-Þ][\w'’ .-]+\))?"
    rf",?\s\(?{_DAY_OF_MONTH}\)?"
    r"(?:" + _DASH + r"|:\s+)(?=[\"“'‘(]?[A-ZÀ-Þ0-9])"
)
#: Under a title: who wrote it, or where, in capitals ("By our own correspondent", "ZARANJ").
_BYLINE = re.compile(
    r"(?:By\s(?!\w+day\b|\d|the\b)[^\n.!?;]{2,60}"
    r"|[A-ZÀ-Þ'’-]{3,20}(?: [A-ZÀ-Þ'’-]+){0,2}(?:,\s[A-Z][\w ]{2,30})?)(?<![.!?:;])"
)
_CAPITALS = re.compile(
    r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.\-]+(?:[ /][A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.\-]*)*"
    r"(?:\s?(?:,|\()[^\n:;—–]{1,60}?)?(?:" + _DASH + r"|:\s+)(?=[\"“'‘(]?[A-ZÀ-Þ0-9])"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: ``text[start:end]`` without surrounding white space.

    ``body`` is where the sentence proper begins, after a dateline ("TERMEZ, Uzbekistan - ") or a bullet; it
    equals ``start`` where there is neither. ``boilerplate`` marks related links, calls to share and the like.
    ``paragraph`` counts the lines or paragraphs that hold sentences, from 0.
    """

    index: int
    start: int
    end: int
    body: int
    boilerplate: bool
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Lists:
    abbreviations: frozenset[str]
    weak: frozenset[str]
    starters: frozenset[str]
    stamps: frozenset[str]
    boilerplate: re.Pattern[str]
    agency_dateline: re.Pattern[str]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    data = tomllib.loads((Path(__file__).parent / "segmentation.toml").read_text(encoding="utf-8"))
    agencies = "|".join(re.escape(name) for name in data["agencies"])
    return _Lists(
        abbreviations=frozenset(data["abbreviations"]),
        weak=frozenset(data["weak_abbreviations"]),
        starters=frozenset(data["starters"]),
        stamps=frozenset(data["stamp_words"]),
        boilerplate=re.compile(r"\W{0,3}(?:" + "|".join(data["boilerplate"]) + ")", re.IGNORECASE),
        agency_dateline=re.compile(
            rf"(?:[A-Z][^\n:;()]{{0,60}}?)?\(?(?:{agencies})(?:/(?:{agencies}))?\)?(?:{_DASH}|:\s+)(?=[\"“'‘(]?[A-ZÀ-Þ0-9])"
        ),
    )


def segment(text: str) -> list[Sentence]:
    r"""Split a text into its sentences.

    Examples
    --------
    >>> text = "Border closed\n\n6 Jul, 2021 11:48\n\nQUITO - Dr. Paz left. He returned at 5 p.m. on Monday."
    >>> [text[s.start : s.end] for s in segment(text)]
    ['Border closed', 'QUITO - Dr. Paz left.', 'He returned at 5 p.m. on Monday.']
    >>> text[segment(text)[1].body :][:8]
    'Dr. Paz '
    """
    found: list[Sentence] = []
    units = list(_units(text))
    if len(units) > 2 and _BYLINE.fullmatch(text, *units[1]):
        del units[1]
    for number, (start, end) in enumerate(units):
        furniture = bool(_lists().boilerplate.match(text, start, end))
        body = _body(text, start, end)
        for first, last in [(start, end)] if furniture else _split(text, start, end, body):
            found.append(Sentence(len(found), first, last, body if first == start else first, furniture, number))
    return found


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stripped spans of paragraphs and lines that hold sentences."""
    position = 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        stop = gap.start() if gap else len(text)
        yield from _lines(text, position, stop)
        position = gap.end() if gap else stop


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    lines, position = [], start
    for line in text[start:end].splitlines(keepends=True):
        lines.append((position, position + len(line)))
        position += len(line)
    lines = [span for span in lines if text[span[0] : span[1]].strip()]
    open_from: int | None = None
    for i, (first, last) in enumerate(lines):
        begin = first if open_from is None else open_from
        if i + 1 < len(lines) and _wrapped(text[first:last], text[slice(*lines[i + 1])]):
            open_from = begin
            continue
        open_from = None
        span = _strip(text, begin, last)
        if not _is_stamp(text[slice(*span)]):
            yield span


def _wrapped(line: str, following: str) -> bool:
    """Tell whether a line break is only the width of a page: the line is long and the sentence goes on."""
    line, following = line.strip(), following.strip()
    if not 40 <= len(line) <= 120 or _BULLET.match(following) or "\t" in line:
        return False
    if line[-1] in '.!?…:"”':
        return len(line) >= 55 and len(following) > 20 and following[0].isupper() and line[-1] == "."
    return following[0].islower() or len(line) >= 60 or line[-1] in ",;-"


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _is_stamp(line: str) -> bool:
    if len(line) > 80 or not any(c.isdigit() for c in line):
        return False
    if _PLACED_STAMP.fullmatch(line):
        return True
    return all(word.lower().rstrip(".") in _lists().stamps for word in _WORD.findall(line))


def _body(text: str, start: int, end: int) -> int:
    """Return where the sentence proper begins."""
    limit = min(end, start + MAX_DATELINE)
    for pattern in (_CAPITALS, _DATED, _lists().agency_dateline):
        match = pattern.match(text, start, limit)
        if match and match.end() < end:
            return match.end()
    for pattern in (_CLOCK, _BULLET):
        match = pattern.match(text, start, end)
        if match and match.end() < end:
            return match.end()
    return start


def _split(text: str, start: int, end: int, body: int) -> Iterator[tuple[int, int]]:
    first, last = start, end
    while last > body and not text[last - 1].isalnum():
        last -= 1
    for stop in _STOP.finditer(text, body, end):
        if _ends(text, first, stop, last):
            yield from _bounded(text, first, stop.end())
            first = stop.end()
    yield from _bounded(text, first, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stripped span of a sentence, of an endless one in parts; nothing where only blanks are."""
    start, end = _strip(text, start, end)
    while end - start > MAX_SENTENCE:
        limit = start + MAX_SENTENCE
        blank = max(text.rfind(mark, start + MAX_SENTENCE // 2, limit) for mark in " \n\t")
        stop = blank if blank > 0 else limit
        yield _strip(text, start, stop)
        start = stop
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _ends(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    """Tell whether a stop ends the sentence; ``end`` is behind the last letter or digit that follows."""
    opener = _OPENER.match(text, stop.end(), max(end, stop.end()))
    position = opener.end() if opener else stop.end()
    if position >= end:
        return False
    following = text[position]
    if not (following.isupper() or following.isdigit() or not following.isascii()) or following.islower():
        return False
    if "." not in stop.group() or "!" in stop.group() or "?" in stop.group():
        return True
    before = _LAST_WORD.search(text, max(start, stop.start() - 30), min(stop.end(), stop.start() + _STOP_CHARS))
    word = (before.group(1) if before else "").rstrip(".").lower()
    if word in _lists().abbreviations:
        return word in ("no", "etc", "km", "ft", "ex") and not following.isdigit() and _opens(text, position)
    if word in _lists().weak or (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(?:\w\.)+\w", word):
        return _opens(text, position)
    return True


def _opens(text: str, position: int) -> bool:
    word = _WORD.match(text, position)
    return word is not None and word.group().lower() in _lists().starters
