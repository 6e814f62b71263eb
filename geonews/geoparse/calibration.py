"""Scores that mean what they say: of the answers scored .8, eight in ten are right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geonews.errors import ModelMissingError

__all__ = ["Calibration", "fit_calibration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A rising, piecewise linear map from raw scores to probabilities, through the points (``raw``, ``right``)."""

    raw: tuple[float, ...]
    right: tuple[float, ...]

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.raw, self.raw[1:], strict=False))
        steady = all(a <= b for a, b in zip(self.right, self.right[1:], strict=False))
        if not self.raw or len(self.raw) != len(self.right) or not rising or not steady:
            raise ModelMissingError(f"expected rising calibration points, got {self.raw!r}; reinstall geonews")

    def probability(self, raw: float) -> float:
        """Return the probability of being right for a raw score.

        >>> Calibration(raw=(0.0, 1.0), right=(0.2, 0.8)).probability(0.5)
        0.5
        """
        if raw <= self.raw[0]:
            return self.right[0]
        if raw >= self.raw[-1]:
            return self.right[-1]
        k = bisect_right(self.raw, raw)
        left, span = self.raw[k - 1], self.raw[k] - self.raw[k - 1]
        return self.right[k - 1] + (self.right[k] - self.right[k - 1]) * (raw - left) / span

    def record(self) -> dict[str, list[float]]:
        """Return the points as JSON-ready lists."""
        return {"raw": list(self.raw), "right": list(self.right)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Calibration:
        """Read the points back.

        Raises
        ------
        ModelMissingError
            If the record is not one of ``record``.
        """
        try:
            raw, right = (tuple(float(value) for value in record[name]) for name in ("raw", "right"))
        except (KeyError, TypeError, ValueError) as error:
            raise ModelMissingError(f"expected calibration points, got {error!r}; reinstall geonews") from error
        return cls(raw=raw, right=right)


def fit_calibration(scores: Sequence[float], right: Sequence[bool], *, least: int = 40) -> Calibration:
    """Fit a map by isotonic regression (pool adjacent violators), with at least ``least`` answers to a point.

    >>> fit_calibration([0.1, 0.2, 0.8, 0.9], [False, True, True, True], least=2).right
    (0.5, 1.0)
    """
    if not scores or len(scores) != len(right):
        raise ValueError(f"expected as many scores as verdicts, got {len(scores)!r} and {len(right)!r}; pair them")
    answers = sorted(zip(scores, right, strict=True))
    blocks: list[list[float]] = []  # sum of scores, sum of right answers, count
    for start in range(0, len(answers), least):
        part = answers[start : start + least]
        blocks.append([sum(s for s, _ in part), float(sum(r for _, r in part)), float(len(part))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    points: dict[float, float] = {}
    for total, good, count in blocks:
        points[round(total / count, 6)] = round(good / count, 6)
    return Calibration(raw=tuple(points), right=tuple(points.values()))
