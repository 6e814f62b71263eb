"""Arabic names in Latin letters: the article in all its forms, and vowels as each hand writes them.

One town is Deir ez-Zor, Deir al-Zour, Dayr az Zawr and Deir Azzor. The article is "al" or "el", or takes the consonant
that follows it (az-Zawr, ash-Shaddadi), and is written with a space, a hyphen or no break; "Deir" and "Dayr" differ in
nothing but vowels, which Arabic does not write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rapidfuzz.distance import OSA

from geonews.gazetteer.folding import skeleton

__all__ = ["has_article", "other_articles", "reads_as_name", "same_name"]

#: Names of fewer consonants have too many others like them, unless they differ in this many letters at most.
ENOUGH_CONSONANTS = 4
FEW_LETTERS = 2
#: The most names of the same consonants that are compared.
MAX_ALIKE = 400

Rows = Callable[[str, Iterable[Any]], list[tuple[Any, ...]]]

_ARTICLE = re.compile(r"(?:al|el|ad|ar|as|ash|at|az|an|ed|er|es|esh|et|ez) (?=\w{3})")
#: Forms of the article that begin many an English sentence.
_ENGLISH = frozenset({"as", "at", "an"})
_SUN = re.compile(r"sh|th|dh|[dnrstz]")
#: An article before a word: "al zawr", "az zawr"; grown onto it within a name alone ("deir azzawr"), as many a word
#: begins like that.
_BEFORE = re.compile(
    r"\b(?:[ae]l (?=\w{3})|[ae](sh|th|dh|[dnrstz]) (?=\1\w{2})|(?<= )[ae](sh|th|dh|[dnrstz])(?=\2\w{2}))"
)


def other_articles(key: str) -> Iterator[str]:
    """Yield the folded names that differ from one in the Arabic article at its beginning: none, "al", or assimilated.

    >>> list(other_articles("qamishli"))
    ['al qamishli', 'el qamishli']
    >>> list(other_articles("al zawiya"))
    ['zawiya', 'el zawiya', 'az zawiya', 'ez zawiya']
    """
    found = _ARTICLE.match(key)
    bare = key[found.end() :] if found else key
    near = [bare, f"al {bare}", f"el {bare}"]
    sun = _SUN.match(bare)
    if sun:
        near += [f"{vowel}{sound} {bare}" for sound in dict.fromkeys((sun[0], sun[0][0])) for vowel in "ae"]
    yield from (other for other in near if other != key)


def has_article(key: str) -> bool:
    """Tell whether a folded name has the Arabic article in it.

    >>> has_article("dayr az zawr"), has_article("deir azzor"), has_article("arrest"), has_article("as usual")
    (True, True, False, False)
    """
    return _BEFORE.search(key) is not None


def reads_as_name(text: str) -> bool:
    """Tell whether a text is written like a name with an article, and not like a sentence that begins with "As Syria".

    >>> reads_as_name("As-Suwayda"), reads_as_name("As Syria"), reads_as_name("Al Zawiya")
    (True, False, True)
    """
    first, *rest = text.casefold().split()[:2] or [""]
    return not rest or first not in _ENGLISH


def same_name(rows: Rows, key: str) -> list[str]:
    """Return the folded names that are one with a folded name, but for the form of its articles and its vowels.

    Parameters
    ----------
    rows
        Runs a query with parameters.
    key
        A folded name; one without an article has none.
    """
    if not has_article(key):
        return []
    bare = _bare(key)
    bones = [skeleton(word) for word in bare]
    found: set[str] = set()
    for form in {skeleton(_written(key, vowel, assimilated)) for vowel in "ae" for assimilated in (True, False)}:
        alike = rows("SELECT folded FROM spelling WHERE skeleton = ? LIMIT ?", (form, MAX_ALIKE))
        found.update(name for (name,) in alike if has_article(name))
    few = sum(map(len, bones)) < ENOUGH_CONSONANTS
    near = FEW_LETTERS if few else len(key)
    return sorted(
        name
        for name in found - {key}
        if [skeleton(word) for word in _bare(name)] == bones
        and OSA.distance(" ".join(_bare(name)), " ".join(bare)) <= near
    )


def _bare(key: str) -> list[str]:
    """Return the words of a name without its articles."""
    return _BEFORE.sub("", key).split()


def _written(key: str, vowel: str, assimilated: bool) -> str:
    """Write every article of a name in the same way."""

    def article(found: re.Match[str]) -> str:
        sun = _SUN.match(key, found.end())
        return f"{vowel}{sun[0]} " if sun and assimilated else f"{vowel}l "

    return _BEFORE.sub(article, key)
