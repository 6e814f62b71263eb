"""A language other than English, as data: how it writes, bends and joins names, and what its words of place mean.

Each language is one file of ``data/tongues``, named by its ISO 639-1 code. Nothing in the code knows a language, so
that adding one is adding a file (and names, where the gazetteer has none in it).
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from geonews.config import data_dir
from geonews.errors import ConfigError

__all__ = ["Tongue", "load_tongues", "read_tongue", "tongue_of"]

#: Shortest stem that an ending may leave, and the most forms that are tried of one name.
LEAST_STEM = 2
MOST_FORMS = 64
#: Shortest word that is unbent.
LEAST_WORD = 4
#: Proclitics that may stand before one another.
MOST_CLITICS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """What is known of a language.

    Attributes
    ----------
    code
        ISO 639-1.
    name
        English name.
    also
        Codes of near languages that are read by this one's data.
    common
        Words that its prose cannot do without, where a model of languages is unsure of it.
    cased
        Whether names begin with capitals.
    elisions
        What an apostrophe cuts off from the word behind it ("l", "dell").
    suffixed
        Whether an apostrophe cuts an ending off ("Kabil'de").
    endings
        Pairs of a word's written end and the one that the dictionary has instead.
    clitics
        The same of what is written together at a word's begin ("و" and).
    words
        Words of place and the English ones that the cues know ("провинция": "province"); a star at the end stands for
        any ending.
    everyday
        Words of everyday things in small letters, which are seldom places though some place bears their name
        (the file's own, and ``XX.words.txt`` beside it).
    """

    code: str
    name: str
    also: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    cased: bool = True
    elisions: frozenset[str] = frozenset()
    suffixed: bool = False
    endings: tuple[tuple[str, str], ...] = ()
    clitics: tuple[tuple[str, str], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    stems: tuple[tuple[str, str], ...] = ()
    everyday: frozenset[str] = frozenset()

    def meaning(self, lower: str) -> str | None:
        """Return the English cue that a word in small letters stands for, None for any other word."""
        known = self.words.get(lower)
        if known is None and self.stems:
            known = next((cue for stem, cue in self.stems if lower.startswith(stem)), None)
        return known

    def is_everyday(self, word: str) -> bool:
        """Tell whether a word, or what it may be a form of, is one of the everyday words."""
        return bool(self.everyday) and any(form in self.everyday for form in self.forms(word.lower()))

    def forms(self, name: str) -> Iterator[str]:
        """Yield the names that a written name may be a form of: itself, without clitics, then with other endings.

        >>> tongue = Tongue(code="xx", name="X", endings=(("e", ""), ("y", "a")))
        >>> list(tongue.forms("Kabule")), list(tongue.forms("Moskvy"))
        (['Kabule', 'Kabul'], ['Moskvy', 'Moskva'])
        """
        yield name
        seen = {name}
        heads = [name, *self._without_clitics(name)]
        for head in heads:
            if head not in seen:
                seen.add(head)
                yield head
        for head in heads:
            for form in self._unbent(head):
                if form not in seen and len(seen) < MOST_FORMS:
                    seen.add(form)
                    yield form

    def _without_clitics(self, name: str) -> list[str]:
        found, layer = [], [name]
        for _ in range(MOST_CLITICS):
            layer = [
                whole + text[len(written) :]
                for text in layer
                for written, whole in self.clitics
                if text.startswith(written) and len(text) - len(written) > LEAST_STEM
            ]
            found += layer
        return found

    def _unbent(self, name: str) -> Iterator[str]:
        if not self.endings:
            return
        words = name.split(" ")
        choices = [[word, *self._dictionary_forms(word)] for word in words]
        combined = itertools.islice(itertools.product(*choices), 8 * MOST_FORMS)
        order = sorted(combined, key=lambda form: -sum(a != b for a, b in zip(form, words, strict=True)))
        for form in order:
            yield " ".join(form)

    def _dictionary_forms(self, word: str) -> list[str]:
        if len(word) < LEAST_WORD or not word[:1].isalpha():
            return []
        head, dash, last = word.rpartition("-")
        return [
            head + dash + last[: len(last) - len(written)] + whole
            for written, whole in self.endings
            if last.endswith(written) and len(last) - len(written) >= LEAST_STEM
        ]


def read_tongue(path: Path) -> Tongue:
    """Read a language's file.

    Raises
    ------
    ConfigError
        If it is not one.
    """
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        cues = {word: cue for cue, words in table.get("words", {}).items() for word in words}
        return Tongue(
            code=path.stem,
            name=table["name"],
            also=frozenset(table.get("also", ())),
            common=frozenset(table.get("common", ())),
            cased=bool(table.get("cased", True)),
            elisions=frozenset(table.get("elisions", ())),
            suffixed=bool(table.get("suffixed", False)),
            endings=_pairs(table.get("endings", ())),
            clitics=_pairs(table.get("clitics", ())),
            words={word: cue for word, cue in cues.items() if not word.endswith("*")},
            everyday=_words_of(path.with_suffix(".words.txt")) | frozenset(table.get("everyday", ())),
            stems=tuple((word[:-1], cue) for word, cue in cues.items() if word.endswith("*")),
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"expected a language in {str(path)!r}, got {error!r}; see docs/languages.md") from error


def load_tongues(folder: Path | None = None) -> Mapping[str, Tongue]:
    """Return the languages of a folder by their codes; None is the shipped one."""
    return _load(folder or tongues_dir())


def tongues_dir() -> Path:
    """Return the folder of the shipped languages."""
    return data_dir() / "tongues"


def tongue_of(language: str | None, folder: Path | None = None) -> Tongue | None:
    """Return the language of a code (ISO 639-1, or one that it is taken for), None for one that is not there."""
    known = load_tongues(folder)
    if language is None or language in known:
        return known.get(language or "")
    return next((tongue for tongue in known.values() if language in tongue.also), None)


@lru_cache(maxsize=8)
def _load(folder: Path) -> Mapping[str, Tongue]:
    return {path.stem: read_tongue(path) for path in sorted(folder.glob("*.toml"))}


def _words_of(path: Path) -> frozenset[str]:
    return frozenset(path.read_text(encoding="utf-8").split()) if path.is_file() else frozenset()


def _pairs(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    pairs = [(str(written), str(whole)) for written, whole in rows]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
