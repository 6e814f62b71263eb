"""Where an article is at home: what its outlet's address and its words of public life say, country by country."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from urllib.parse import urlsplit

from geonews.geoparse.tokens import Tokens

__all__ = ["home_countries", "outlet_country"]

#: Country-code domains that are used as if they were generic.
GENERIC_DOMAINS = frozenset({"AI", "CC", "CO", "EU", "FM", "IO", "LY", "ME", "NU", "SU", "TK", "TO", "TV", "WS"})
#: Domains that are not the ISO code of their country.
OTHER_CODES = {"UK": "GB"}


def outlet_country(*addresses: str | None) -> str | None:
    """Return the country (ISO 3166-1 alpha-2) of the first web address under a country's own domain, None for none.

    >>> outlet_country(None, "https://www.example.co.uk/news/1")
    'GB'
    >>> outlet_country("example.com") is None
    True
    """
    for address in filter(None, addresses):
        host = _host(address)
        code = host.rpartition(".")[2].upper()
        if len(code) == 2 and code.isalpha() and code not in GENERIC_DOMAINS:
            return OTHER_CODES.get(code, code)
    return None


def home_countries(tokens: Tokens) -> dict[str, float]:
    """Return the share of each country (alpha-2) among the words of public life; each word counts once."""
    phrases = _phrases()
    met: set[str] = set()
    lowers = tokens.lowers
    for i, word in enumerate(lowers):
        for length in _openings().get(word, ()):
            phrase = " ".join(lowers[i : i + length])
            if phrase in phrases:
                met.add(phrase)
    counts = Counter(phrases[phrase] for phrase in met)
    total = counts.total()
    return {country: count / total for country, count in counts.items()}


def _host(address: str) -> str:
    if "." not in address or any(character in address for character in " []"):
        return ""
    return urlsplit(address if "//" in address else f"//{address}").hostname or ""


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, str]:
    text = resources.files(__package__).joinpath("institutions.toml").read_text(encoding="utf-8")
    return {_spaced(phrase): country for country, phrases in tomllib.loads(text).items() for phrase in phrases}


@lru_cache(maxsize=1)
def _openings() -> Mapping[str, tuple[int, ...]]:
    """Return the lengths of the phrases that begin with each word."""
    lengths: dict[str, set[int]] = {}
    for phrase in _phrases():
        words = phrase.split()
        lengths.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(known)) for word, known in lengths.items()}


def _spaced(phrase: str) -> str:
    """Write a phrase as the tokens are: a possessive is a token of its own."""
    return phrase.replace("'s", " 's")
