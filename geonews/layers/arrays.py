"""Values as numpy arrays: texts and categories as codes into small vocabularies, days as proleptic ordinals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Category", "Numbering", "category_of", "codes_of", "days", "floats", "integers"]


@dataclass(frozen=True, slots=True, eq=False)
class Category:
    """A column of codes into ``names``; -1 is unknown."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    def is_one_of(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Return a table over codes, with one more for unknown: whether the name is among those given."""
        wanted = set(names)
        return np.array([name in wanted for name in self.names] + [False])


class Numbering(dict[str | None, int]):
    """Numbers for texts, in the order they are met."""

    def __missing__(self, text: str | None) -> int:
        number = self[text] = len(self)
        return number


def codes_of(known: Numbering, values: Sequence[str | None]) -> NDArray[np.int32]:
    """Return the number of each text, giving new ones a number."""
    return np.fromiter(map(known.__getitem__, values), dtype=np.int32, count=len(values))


def category_of(known: Mapping[str | None, int], codes: NDArray[np.int32]) -> Category:
    """Give the codes of a vocabulary, in the order it was met, those of the alphabet."""
    names = tuple(sorted(name for name in known if name is not None))
    rank = {name: code for code, name in enumerate(names)}
    table = np.array([-1 if name is None else rank[name] for name in known], dtype=np.int32)
    return Category(table[codes] if len(codes) else codes, names)


def days(values: Sequence[Any], missing: int) -> NDArray[np.int32]:
    """Return ISO days as ``date.toordinal`` counts them, ``missing`` for None."""
    known = Numbering()  # days repeat, so each is read once
    codes = codes_of(known, values)
    table = [missing if day is None else date.fromisoformat(day).toordinal() for day in known]
    return np.array(table, dtype=np.int32)[codes]


def integers(values: Sequence[Any], missing: int) -> NDArray[np.int64]:
    """Return whole numbers, ``missing`` for None."""
    return np.array([missing if value is None else value for value in values], dtype=np.int64)


def floats(values: Sequence[Any]) -> NDArray[np.float64]:
    """Return numbers, NaN for None."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
