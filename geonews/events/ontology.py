"""The ontology: types, their modes, the codes beside each, and what is asked of each type.

Codes follow PLOVER 2021 (Halterman et al., "PLOVER and POLECAT", 2023), CAMEO 1.1b3 (Schrodt 2012), the ACLED
codebook (2023), IPTC Media Topics, EM-DAT's classification and GLIDE's letters. Goldstein values are those of CAMEO's
root codes (Goldstein 1992). ``BORDER_CROSSING`` and ``BORDER_CONTROL`` are ours: PLOVER has no such type. All is data
(``ontology.csv``): no code names a type.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["Properties", "akin", "codes", "flag", "modes", "properties", "types"]

_FOLDER = Path(__file__).parent
_FILE = _FOLDER / "ontology.csv"
Code = str | int | float | None
"""A code of a type: text, ``quad_class`` a whole number, ``goldstein`` a number, None where a scheme has none."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What is asked of a type, so that no code names one.

    ``family`` is ``deeds`` or ``words``; ``casualties`` whether it has dead and injured; ``counted`` the role that
    its count is of (mover or count), None for none; ``moves`` whether somebody or something moves; ``crosses``
    whether it is a way over a line between countries; ``mutual`` whether those who do it do it with one another;
    ``wide`` whether one of them is in many towns at once; ``halts`` whether it keeps somebody from crossing; ``kin``
    the name of a set of types that tellers do not keep apart (a stabbing is a crime here, an attack there), None for
    none; ``local`` whether one that is told without a place was in the town that its text is set in.
    """

    family: str
    casualties: bool
    counted: str | None
    moves: bool
    crosses: bool
    mutual: bool
    wide: bool
    halts: bool
    kin: str | None
    local: bool


_COLUMNS = (
    "plover_event",
    "plover_mode",
    "plover_context",
    "cameo_code",
    "quad_class",
    "acled_event_type",
    "acled_sub_event_type",
    "iptc",
    "emdat",
    "glide",
)


@lru_cache(maxsize=1)
def _rows() -> dict[tuple[str, str | None], Mapping[str, Code]]:
    with (_FOLDER / "goldstein.csv").open(encoding="utf-8", newline="") as file:
        goldstein = {row["cameo"]: float(row["goldstein"]) for row in csv.DictReader(file)}
    found: dict[tuple[str, str | None], Mapping[str, Code]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values: dict[str, Code] = {name: row[name] or None for name in _COLUMNS}
            code = row["cameo_code"]
            values["quad_class"] = int(row["quad_class"]) if row["quad_class"] else None
            values["event_root_code"] = code[:2] if code else None
            values["goldstein"] = (
                None
                if not code
                else next((goldstein[code[:n]] for n in range(len(code), 1, -1) if code[:n] in goldstein), None)
            )
            found[row["geonews_type"], row["mode"] or None] = MappingProxyType(values)
    return found


def types() -> list[str]:
    """Return the types of the ontology, in its order."""
    return list(dict.fromkeys(kind for kind, _ in _rows()))


def modes(kind: str) -> list[str | None]:
    """Return the modes of a type, in the order of the ontology."""
    return [mode for name, mode in _rows() if name == kind]


def codes(kind: str, mode: str | None) -> Mapping[str, Code]:
    """Return the codes beside a type and mode, by column of the event schema.

    Raises
    ------
    ValueError
        If the ontology has no such type; an unknown mode falls back to the type's first row.

    Examples
    --------
    >>> codes("BORDER_CROSSING", "deport")["cameo_code"]
    '174'
    """
    rows = _rows()
    if (kind, mode) in rows:
        return rows[kind, mode]
    for (name, _), values in rows.items():
        if name == kind:
            return values
    raise ValueError(f"expected a type among {', '.join(types())}; got {kind!r}; see ontology.csv")


@lru_cache(maxsize=64)
def properties(kind: str) -> Properties:
    """Return what is asked of a type.

    Raises
    ------
    ValueError
        If the ontology has no such type.

    Examples
    --------
    >>> properties("BORDER_CROSSING").crosses, properties("ACCUSE").family
    (True, 'words')
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["geonews_type"] == kind:
                return Properties(
                    family=row["family"],
                    casualties=bool(row["casualties"]),
                    counted=row["counted"] or None,
                    moves=bool(row["mover"]),
                    crosses=bool(row["crosses"]),
                    mutual=bool(row["mutual"]),
                    wide=bool(row["wide"]),
                    halts=bool(row["halts"]),
                    kin=row["kin"] or None,
                    local=bool(row["local"]),
                )
    raise ValueError(f"expected a type among {', '.join(types())}; got {kind!r}; see ontology.csv")


@lru_cache(maxsize=256)
def flag(kind: str, mode: str | None, name: str) -> bool:
    """Tell whether a mode has a property that is a column of the table: ``homeward`` or ``sent``.

    >>> flag("BORDER_CROSSING", "return", "homeward"), flag("BORDER_CROSSING", "flee", "homeward")
    (True, False)
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        return any(
            row["geonews_type"] == kind and (row["mode"] or None) == mode and row[name] for row in csv.DictReader(file)
        )


def akin(one: str, other: str) -> bool:
    """Tell whether two types are not kept apart by those who tell of them.

    >>> akin("ATTACK", "CRIME"), akin("ATTACK", "TRIAL")
    (True, False)
    """
    mine = properties(one).kin
    return mine is not None and mine == properties(other).kin
