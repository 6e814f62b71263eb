"""Years and days in words, put into figures before the rules read them: "nineteen ninety-six", "May twenty-two"."""

from __future__ import annotations

import re

from geonews.events.dating.vocabulary import MONTH, WORDS, number

__all__ = ["figures"]

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_BELOW_100 = rf"(?:(?:{_TENS})(?:[\s-]+(?:{_ONES}))?|{_TEENS}|{_ONES})"
_NTH = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
#: What follows a number of things and not a year: "two thousand and twenty villages".
_NOT_COUNTED = (
    r"(?!\s+(?!(?:was|is|has|as|this|alas)\b)[a-z]+s\b)(?![\s-]+(?:people|men|women|hundred|thousand|million))"
)
_SPELLED = re.compile(
    rf"\b(?:(?P<century>sixteen|seventeen|eighteen|nineteen|twenty)(?:[\s-]+hundred)?(?:[\s-]+and)?[\s-]+"
    rf"(?:(?:zero|oh|o)[\s-]+(?P<unit>{_ONES})|(?P<rest>(?:{_TENS})(?:[\s-]+(?:{_ONES}))?|{_TEENS}))\b{_NOT_COUNTED}"
    rf"|(?P<thousands>one|two)\s+thousand(?:\s+(?P<hundreds>{_ONES})\s+hundred)?(?:\s+(?:and\s+)?(?P<below>{_BELOW_100}))?\b{_NOT_COUNTED}"
    rf"|(?P<tens>twenty|thirty)\s+(?P<nth>{_NTH})\b"
    rf"|(?P<before>{MONTH}\s+(?:the\s+)?)(?P<day>{_BELOW_100})\b(?![\s-]+(?:{_ONES}|{_TENS}|{_NTH}|hundred|thousand)\b)"
    rf"|(?P<first>{_BELOW_100})(?=\s+(?:of\s+)?(?:january|february|april|june|july|august|september|october|november|december)\b))",
    re.IGNORECASE,
)
_HINTS = ("teen", "twent", "thirt", "two thousand", "one thousand")


def figures(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text of the same length with years and days of the month in figures, and where they were put.

    The figures stand at the beginning of the words they replace, blanks behind them.

    Examples
    --------
    >>> figures("They left in nineteen ninety-six.")
    ('They left in 1996               .', [(13, 32)])
    """
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return text, []
    spans: list[tuple[int, int]] = []
    while True:  # a day may only be told beside a year that has become one: "May twenty-two, nineteen ninety"
        match = next((m for m in _SPELLED.finditer(text) if not (m["before"] or "").startswith(("may", "march"))), None)
        if match is None or len(spans) > 20:
            return text, spans
        start = match.end("before") if match["before"] else match.start()
        written = _written(match)
        text = text[:start] + written.ljust(match.end() - start) + text[match.end() :]
        spans.append((start, match.end()))


def _written(match: re.Match[str]) -> str:
    if match["century"]:
        return str(number(match["century"]) * 100 + _below_100(match["rest"] or match["unit"]))
    if match["thousands"]:
        hundreds = number(match["hundreds"]) * 100 if match["hundreds"] else 0
        return str(number(match["thousands"]) * 1000 + hundreds + (_below_100(match["below"]) if match["below"] else 0))
    if match["tens"]:
        return f"{number(match['tens']) + WORDS['ordinals'][match['nth'].lower()]}th"
    return str(_below_100(match["day"] or match["first"]))


def _below_100(words: str) -> int:
    return sum(number(word) for word in re.split(r"[\s-]+", words))
