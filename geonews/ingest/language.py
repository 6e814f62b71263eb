"""Which language a text is in, decided the same way every time and never hastily.

Prose with enough of English's own function words is English without further ado. Only what lacks them is put to
py3langid, and only a sure answer about a text that is long enough counts: a short text in Latin letters (a
headline, a list of names) is taken for English, because refusing it would lose an article.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from geonews.gazetteer.tongue import load_tongues

__all__ = ["ENGLISH", "detect_language", "language_name"]

ENGLISH = "en"
PREFIX_CHARS = 3000
#: Share of function words from which prose is English; other languages written in Latin letters stay under 0.05.
ENGLISH_SHARE = 0.1
#: Share of a language's common words from which an unsure text is taken for it.
COMMON_SHARE = 0.1
MIN_LETTERS_LATIN = 100
MIN_LETTERS_OTHER = 12
SURE = 0.9
#: What py3langid says of figures, markup and noise.
NO_LANGUAGE = "zxx"


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, ``en`` in doubt; it depends on the first 3,000 characters.

    Examples
    --------
    >>> detect_language("The two sides said that they had agreed to reopen the crossing by the end of the week.")
    'en'
    >>> detect_language("Оба правительства договорились снова открыть пограничный переход до конца недели.")
    'ru'
    """
    prefix = text[:PREFIX_CHARS]
    words = re.findall(r"[^\W\d_]+", prefix.lower())
    if not words:
        return ENGLISH
    known = _tables()["function_words"]
    if sum(word in known for word in words) >= ENGLISH_SHARE * len(words):
        return ENGLISH
    letters = [c for c in prefix if c.isalpha()]
    latin = sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters)
    in_latin = 2 * latin >= len(letters)
    if len(letters) < (MIN_LETTERS_LATIN if in_latin else MIN_LETTERS_OTHER):
        return ENGLISH
    script = _by_script(letters)
    if script is not None:
        return script
    return _ask(prefix, sure=SURE if in_latin else 0.0) or _by_common_words(words) or ENGLISH


def _by_common_words(words: list[str]) -> str | None:
    """Return the language whose data names its common words and finds enough of them, None for none."""
    counts = {code: sum(word in tongue.common for word in words) for code, tongue in load_tongues().items()}
    best = max(counts, key=lambda code: counts[code], default=None)
    return best if best is not None and counts[best] >= COMMON_SHARE * len(words) else None


def language_name(code: str) -> str:
    """Return a language's English name, its code where we have none."""
    name: str = _tables()["names"].get(code, code)
    return name


def _by_script(letters: list[str]) -> str | None:
    """Return the language that a script alone tells, else None; a model of bytes mixes these up in short texts."""
    kana = sum("\u3040" <= c <= "\u30ff" for c in letters)
    hangul = sum("\uac00" <= c <= "\ud7a3" for c in letters)
    han = sum("\u4e00" <= c <= "\u9fff" for c in letters)
    if 2 * (kana + hangul + han) < len(letters):
        return None
    return "ja" if 10 * kana > len(letters) else "ko" if hangul > han else "zh"


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    tables = tomllib.loads(Path(__file__).with_name("language.toml").read_text(encoding="utf-8"))
    return {**tables, "function_words": frozenset(tables["function_words"])}


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """Load py3langid's model as one of our own, which gives probabilities."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _ask(text: str, *, sure: float) -> str | None:
    code, probability = _identifier().classify(text)
    return str(code) if probability >= sure and code != NO_LANGUAGE else None
