"""Several columns for one field: two of one name, or a "title" beside a "headline".

The first of them that is not empty counts, row by row. What another one says beside it is not read, and that is told
once for the table, with the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from geonews.ingest.drafts import failure_at
from geonews.model import LEFT_OUT, Failure

__all__ = ["Choices", "Passed", "distinct", "is_empty", "places", "plain_name", "says_the_same", "shown"]

#: Stands between a column's name and its number among those of that name.
_NUMBER: Final = "\0"
_ROWS_NAMED: Final = 5
#: Pairs of columns that are told of one file.
_MOST_TOLD: Final = 100


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names of columns, made different where some are the same; the first of a name keeps it.

    Examples
    --------
    >>> [shown(name) for name in distinct(["text", "title", "text"])]
    ["'text'", "'title'", "'text' (the 2nd)"]
    """
    met: dict[str, int] = {}
    found = []
    for name in names:
        met[name] = number = met.get(name, 0) + 1
        found.append(name if number == 1 or not name else f"{name}{_NUMBER}{number}")
    return found


def plain_name(name: str) -> str:
    """Return the name as the table has it of one that ``distinct`` made."""
    return name.partition(_NUMBER)[0]


def shown(name: str) -> str:
    """Return a name that ``distinct`` made, for people."""
    plain, _, number = name.partition(_NUMBER)
    nth = {"2": "2nd", "3": "3rd"}.get(number, f"{number}th")
    return f"{plain!r} (the {nth})" if number else repr(plain)


class Passed:
    """What was not read of the rows of a file because something else counted, to be told once, behind them."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], list[int]] = {}
        self._counts: dict[tuple[str, str, str], int] = {}

    def note(self, field: str, first: str, other: str, number: int | None) -> None:
        """Note that a row's ``other`` says something else than its ``first``, which is the field."""
        key = (field, first, other)
        if key not in self._counts and len(self._counts) >= _MOST_TOLD:
            return
        self._counts[key] = self._counts.get(key, 0) + 1
        rows = self._rows.setdefault(key, [])
        if number is not None and len(rows) < _ROWS_NAMED:
            rows.append(number)

    def told(self, origin: str, *, can_state: bool = True) -> Iterator[Failure]:
        """Tell what was not read, if anything was not; ``can_state`` says whether ``--columns`` holds for the file."""
        for (name, first, other), count in self._counts.items():
            where = places(self._rows[name, first, other], count)
            said = (
                f"{shown(other)} says something else than {shown(first)}, which is the {name}{where}, and is not read "
                f"there; {f'state another with --columns {name}=NAME, or ' if can_state else ''}rename one"
            )
            yield failure_at(origin, None, LEFT_OUT, said, name=f"{origin}#{shown(other)}")


def places(rows: Sequence[int], count: int) -> str:
    """Say in which rows something was, the first of which are given.

    Examples
    --------
    >>> places([3, 7], 2), places([3, 7], 9), places([], 1)
    (', in rows 3, 7', ', in rows 3, 7 and 7 more', '')
    """
    if not rows:
        return ""
    more = f" and {count - len(rows):,} more" if count > len(rows) else ""
    return f", in {'row' if count == 1 else 'rows'} {', '.join(map(str, rows))}{more}"


@dataclass(frozen=True, slots=True)
class Choices:
    """The columns of a table that may stand for one field, and what of them was not read.

    Attributes
    ----------
    columns
        The first column of each field; see ``columns.guess_columns``.
    others
        By field, the columns that count where those before them are empty.
    passed
        What was not read.
    """

    columns: Mapping[str, str]
    others: Mapping[str, Sequence[str]]
    passed: Passed = field(default_factory=Passed)

    @property
    def names(self) -> list[str]:
        """All columns that are read."""
        return [*self.columns.values(), *(name for names in self.others.values() for name in names)]

    @property
    def said(self) -> str:
        """What stands for what, for people."""
        return ", ".join(
            f"{name} = {', else '.join(map(shown, (column, *self.others.get(name, ()))))}"
            for name, column in self.columns.items()
        )

    def settled(self, row: Mapping[str, Any], number: int | None = None) -> Mapping[str, Any]:
        """Return a row in which the first column of each field has what counts; note what does not."""
        filled: dict[str, Any] = {}
        for name, others in self.others.items():
            first = self.columns[name]
            taken = row.get(first)
            for other in others:
                value = row.get(other)
                if is_empty(value):
                    continue
                if is_empty(taken):
                    filled[first] = taken = value
                elif not says_the_same(value, taken):
                    self.passed.note(name, first, other, number)
        return {**row, **filled} if filled else row


def is_empty(value: Any) -> bool:
    """Say whether a cell, or the value of a key, says nothing."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value != value or (isinstance(value, list | dict) and not value)


def says_the_same(value: Any, other: Any) -> bool:
    """Say whether two values are the same but for white space."""
    return str(value).split() == str(other).split()
