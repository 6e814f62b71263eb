"""Datelines: the place that stands before an article's first words ("ZAHEDAN, Iran (AP) — Two guards were killed")."""

from __future__ import annotations

from collections.abc import Sequence

from geonews.geoparse.tokens import Tokens

__all__ = ["dateline_marks"]

#: What ends a dateline ("ZAHEDAN, Iran (AP) —"), and how many tokens it may have.
DASHES = frozenset({"-", "--", "—", "–", "―", "---"})
DATELINE_TOKENS = 14


def dateline_marks(tokens: Tokens, runs: Sequence[tuple[int, int] | None]) -> list[str]:
    """Say for each token whether it stands in a dateline.

    Returns
    -------
    list of str
        "dl" in its first name and in names in capitals, "dl+" in the rest of it, "" elsewhere.
    """
    marks = [""] * len(tokens)
    for i, run in enumerate(runs):
        if (
            run is None
            or run[0] != i
            or not (tokens.opens[i] or i == 0 or tokens.blank[i - 1] or tokens.words[i].isupper())
        ):
            continue
        end = _dateline_end(tokens, i, run[1])
        if end is not None:
            marks[i : run[1]] = ["dl"] * (run[1] - i)
            marks[run[1] : end] = ["dl+"] * (end - run[1])
    return marks


def _dateline_end(tokens: Tokens, first: int, name_end: int) -> int | None:
    """Return where the dash of a dateline stands that begins with the name of tokens ``first`` to ``name_end``."""
    for j in range(name_end, min(len(tokens), first + DATELINE_TOKENS)):
        word = tokens.words[j]
        apart = j > 0 and tokens.starts[j] > tokens.ends[j - 1]
        if word in DASHES and apart:
            return j
        if word == "):" or (word == ":" and tokens.words[j - 1] == ")"):
            return j
        if not (tokens.named[j] or word in {",", ".", "(", ")", "/"} or word[:1].isdigit()):
            return None
    return None
