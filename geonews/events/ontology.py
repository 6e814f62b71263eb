"""The ontology: twenty types, their modes, and the PLOVER, CAMEO and ACLED codes beside each.

Codes follow PLOVER 2021 (Halterman et al., "PLOVER and POLECAT", 2023), CAMEO 1.1b3 (Schrodt 2012) and the ACLED
codebook (2023). Goldstein values are those of CAMEO's root codes (Goldstein 1992). ``BORDER_CROSSING`` and
``BORDER_CONTROL`` are ours: PLOVER has no such type.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["codes", "modes", "types"]

_FOLDER = Path(__file__).parent
_FILE = _FOLDER / "ontology.csv"
Code = str | int | float | None
"""A code of a type: text, ``quad_class`` a whole number, ``goldstein`` a number, None where a scheme has none."""

_COLUMNS = (
    "plover_event",
    "plover_mode",
    "plover_context",
    "cameo_code",
    "quad_class",
    "acled_event_type",
    "acled_sub_event_type",
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
