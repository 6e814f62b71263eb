"""What to install for a part of geonews that comes on request: names of packages that every index has."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires

__all__ = ["how_to_install"]


def how_to_install(extra: str) -> str:
    """Return the command that installs the packages of an extra.

    Examples
    --------
    >>> how_to_install("dask")
    "pip install 'distributed>=2026.8'"
    """
    try:
        declared = requires("geonews") or []
    except PackageNotFoundError:
        declared = []
    pattern = re.compile(rf"""extra\s*==\s*["']{re.escape(extra)}["']""")
    needed = [one.partition(";")[0].strip() for one in declared if pattern.search(one) and "geonews" not in one]
    if not needed:
        return f"an installed geonews, whose metadata names the packages of {extra!r}"
    return "pip install " + " ".join(f"'{one}'" for one in needed)
