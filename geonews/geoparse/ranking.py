"""Toponym resolution: which of its namesakes a name means.

Two passes of gradient-boosted trees (LightGBM) over the columns of ``context``. The first judges each candidate by
its name, its own weight and what is written beside it; the second also by what the first believes about the rest of
the document. A whole document is one call, because calls cost more than rows.
"""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from geonews.errors import ModelMissingError
from geonews.geoparse.belief import EARTH_RADIUS_KM, SECOND_FEATURES, belief_columns
from geonews.geoparse.context import FIRST_FEATURES, Table

__all__ = ["BOUND", "Predictor", "Ranker", "Trees", "pooled", "second_rows"]

#: How near places of one name are one place's town, district or province, as the cosine of the angle between them.
CLOSE_KM = 60.0
#: What the places of a name have together that lie in the area where the text says that it lies.
BOUND = 0.95
#: The same of a name that the wording makes a place's ("recaptured Konotop"), wherever it lies.
CERTAIN = 0.85
CLOSE_COSINE = math.cos(CLOSE_KM / EARTH_RADIUS_KM)


class Predictor(Protocol):
    """Turns rows of features into probabilities."""

    def predict(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return one probability for each row."""
        ...


class Trees:
    """Gradient-boosted trees read from LightGBM's text form.

    Parameters
    ----------
    text
        The model.
    columns
        Number of features that it must expect.

    Raises
    ------
    ModelMissingError
        If the text is no such model.
    """

    def __init__(self, text: str, columns: int) -> None:
        import lightgbm

        self.text = text
        try:
            self._booster: Any = lightgbm.Booster(model_str=text)
        except lightgbm.basic.LightGBMError as error:
            raise ModelMissingError(f"expected a LightGBM model, got {error}; reinstall geonews") from error
        if self._booster.num_feature() != columns:
            raise ModelMissingError(
                f"expected a LightGBM model of {columns} features, got {self._booster.num_feature()}; "
                "train it again with tools/train_geoparser.py"
            )

    @classmethod
    def read(cls, path: Path, columns: int) -> Trees:
        """Read a model file."""
        try:
            return cls(path.read_text(encoding="utf-8"), columns)
        except (OSError, UnicodeDecodeError) as error:
            raise ModelMissingError(f"expected a LightGBM model, got {str(path)!r} ({error})") from error

    def predict(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return one probability for each row."""
        return np.asarray(self._booster.predict(rows, num_threads=1), dtype=np.float64)


class Ranker:
    """The two passes.

    Parameters
    ----------
    first, second
        Predictors over `FIRST_FEATURES` and `SECOND_FEATURES`.
    """

    def __init__(self, first: Predictor, second: Predictor) -> None:
        self.first = first
        self.second = second

    def rank(self, table: Table) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Return the probability of each row and what the second pass saw, (rows x `SECOND_FEATURES`)."""
        belief = self.first.predict(table.first)
        rows = second_rows(table, belief)
        return self.second.predict(rows), rows


def pooled(table: Table, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores with those of places close together pooled in the likeliest of them.

    A gazetteer has a town, its district and its province side by side under one name. Each takes a part of the belief
    that belongs to all, and a single rival far away may have more than any part, though less than the whole. A name
    that is bound to an area shares `BOUND` among the places there, and has nothing where there is none.
    """
    result = scores.copy()
    for group, (start, stop) in zip(table.groups, pairwise(table.offsets.tolist()), strict=True):
        points, mine = table.points[start:stop], scores[start:stop]
        if group.within is not None and group.within.empty:
            result[start:stop] = 0.0
            continue
        close = points @ points.T >= CLOSE_COSINE
        whole, best = close @ mine, (close * mine).max(axis=1)
        together = BOUND if group.within is not None else CERTAIN if group.certain else 0.0
        if together:
            whole = np.maximum(whole, together * whole / max(1e-9, float(mine.sum())))
        result[start:stop] = mine * np.minimum(1.0, whole) / np.maximum(best, 1e-9)
    return result


def second_rows(table: Table, belief: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the features of the second pass, (rows x `SECOND_FEATURES`)."""
    rows = np.concatenate([table.first, belief_columns(table, belief)], axis=1)
    assert rows.shape[1] == len(SECOND_FEATURES) and table.first.shape[1] == len(FIRST_FEATURES)
    return rows
