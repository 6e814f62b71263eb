"""Gold files: one JSON document a line."""

from __future__ import annotations

import json
from collections.abc import Set
from pathlib import Path
from typing import Any

from geonews.errors import ArticleParseError

__all__ = ["read_gold"]


def read_gold(path: Path, needed: Set[str]) -> list[dict[str, Any]]:
    """Read the documents of a JSONL file.

    Parameters
    ----------
    path
        The file, in UTF-8; empty lines are passed over.
    needed
        Fields that every document must have.

    Raises
    ------
    ArticleParseError
        If the file cannot be read, or a line is not a JSON object with these fields.
    """
    documents = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleParseError(f"expected a UTF-8 JSONL file, got {str(path)!r} ({error}); name another") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except json.JSONDecodeError as error:
            raise ArticleParseError(
                f"expected a JSON object on line {number} of {str(path)!r}, got {error}; mend the line"
            ) from error
        if not isinstance(document, dict) or not needed <= document.keys():
            names = ", ".join(repr(name) for name in sorted(needed))
            raise ArticleParseError(
                f"expected {names} on line {number} of {str(path)!r}, got {line[:60]!r}; mend the line"
            )
        documents.append(document)
    return documents
