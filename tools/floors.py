"""Print the oldest versions that pyproject.toml allows, as pins: ``python tools/floors.py [EXTRA ...]``."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def floors(*extras: str) -> list[str]:
    """Return one pin for each requirement of the core, and of the extras that are named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = list(project["dependencies"])
    for extra in extras:
        declared += project["optional-dependencies"][extra]
    return [pin(requirement) for requirement in declared]


def pin(requirement: str) -> str:
    """Return a requirement's oldest version as a pin.

    >>> pin("spacy>=3.8.4,<3.9"), pin("psycopg[binary]>=3.2")
    ('spacy==3.8.4', 'psycopg==3.2')
    """
    found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(?:>=|==)\s*([0-9][0-9.]*)", requirement)
    if found is None:
        raise ValueError(f"expected a requirement with a floor such as 'numpy>=2.0', got {requirement!r}")
    return f"{found[1]}=={found[2]}"


def main() -> None:
    """Print them."""
    sys.stdout.write("\n".join(floors(*sys.argv[1:])) + "\n")


if __name__ == "__main__":
    main()
