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

__all__ = ["Choices", "Rows", "distinct", "is_empty", "plain_name", "shown"]

#: Stands between a column's name and its number among those of that name.
_NUMBER: Final = "\0"
_ROWS_NAMED: Final = 5


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


@dataclass(slots=True)
class Rows:
    """Rows of which something is told: how many, and the first by number.

    Examples
    --------
    >>> rows = Rows()
    >>> for number in range(2, 10):
    ...     rows.add(number)
    >>> str(rows)
    'rows 2, 3, 4, 5, 6 and 3 more'
    """

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        """Note a row."""
        self.count += 1
        if len(self.first) < _ROWS_NAMED:
            self.first.append(number)

    def __str__(self) -> str:
        """Return them for people."""
        more = f" and {self.count - _ROWS_NAMED:,} more" if self.count > _ROWS_NAMED else ""
        return f"{'row' if self.count == 1 else 'rows'} {', '.join(map(str, self.first))}{more}"


@dataclass(slots=True)
class Choices:
    """The columns of a table that may stand for one field, and what of them was not read.

    Attributes
    ----------
    columns
        The first column of each field; see ``columns.guess_columns``.
    others
        By field, the columns that count where those before them are empty.
    """

    columns: Mapping[str, str]
    others: Mapping[str, Sequence[str]]
    _passed: dict[tuple[str, str], Rows] = field(default_factory=dict)

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
                elif str(value).split() != str(taken).split():
                    self._pass(name, other, number)
        return {**row, **filled} if filled else row

    def left(self, origin: str) -> Iterator[Failure]:
        """Tell what was not read, if anything was not."""
        for (name, column), rows in self._passed.items():
            said = (
                f"{shown(column)} says something else than {shown(self.columns[name])}, which is the {name}, in "
                f"{rows}, and is not read there; state another with --columns {name}=NAME, or rename one"
            )
            yield failure_at(origin, None, LEFT_OUT, said, name=f"{origin}#{shown(column)}")

    def _pass(self, name: str, column: str, number: int | None) -> None:
        if number is not None:
            self._passed.setdefault((name, column), Rows()).add(number)


def is_empty(value: Any) -> bool:
    """Whether a cell or a value has nothing in it."""
    return value is None or value != value or (isinstance(value, str) and not value.strip())
