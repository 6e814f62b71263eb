"""Tables on disk: a CSV file with a column of names in, the same with their places out."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from geonews.errors import ArticleParseError
from geonews.gazetteer.columns import ANSWER_COLUMNS, geocode_rows

if TYPE_CHECKING:
    from geonews.gazetteer.lookup import Gazetteer

__all__ = ["geocode_table"]


def geocode_table(
    gazetteer: Gazetteer, source: Path, target: Path, column: str, *, country_column: str | None = None
) -> dict[str, int]:
    """Write a CSV table with the places of a column of names; what was at the target stays if anything goes wrong.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    source, target
        The table, in UTF-8 with a row of column names; where to write it.
    column, country_column
        See `geocode_rows`.

    Returns
    -------
    dict
        ``rows``, and how many of them were ``placed``.

    Raises
    ------
    ArticleParseError
        If the table cannot be read.
    ConfigError
        If a column is not there.
    """
    part = target.with_name(f".{target.name}.part")
    rows = placed = 0
    try:
        with (
            source.open(encoding="utf-8-sig", newline="") as given,
            part.open("w", encoding="utf-8", newline="") as file,
        ):
            reader = csv.DictReader(given, restkey="more", restval="")
            columns = [*(reader.fieldnames or ()), *(c for c in ANSWER_COLUMNS if c not in (reader.fieldnames or ()))]
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            for row in geocode_rows(gazetteer, reader, column, country_column=country_column):
                writer.writerow(row)
                rows += 1
                placed += bool(row["place_name"])
        part.replace(target)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ArticleParseError(
            f"expected a CSV table in UTF-8 at {str(source)!r} and room for {str(target)!r}, got {error}; check both"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return {"rows": rows, "placed": placed}
