"""Confidence as a probability: a logistic regression, judged on documents that it was not fitted on."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def regress(rows: Floats, truth: Floats, ridge: float = 0.02, steps: int = 400) -> tuple[Floats, float]:
    """Return weights and bias of a logistic regression (Newton's method with a ridge)."""
    x = np.hstack([rows, np.ones((len(rows), 1))])
    w = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge * len(rows) / 100)
    penalty[-1] = 1e-6
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - truth) + penalty * w
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty) + 1e-9 * np.eye(len(w)), gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w[:-1], float(w[-1])


def fit(rows: Floats, truth: NDArray[np.int64], groups: list[str]) -> tuple[dict[str, Any], Floats]:
    """Return the weights fitted on all, and each event's probability by weights fitted without its document's fold."""
    fold = np.array([zlib.crc32(f"fold {g}".encode()) % 5 for g in groups])
    honest = np.zeros(len(rows))
    for k in range(5):
        inside = fold == k
        weights, bias = regress(rows[~inside], truth[~inside].astype(float))
        honest[inside] = 1 / (1 + np.exp(-(rows[inside] @ weights + bias)))
    weights, bias = regress(rows, truth.astype(float))
    return {"bias": round(bias, 5), "weights": [round(float(w), 5) for w in weights]}, honest


def reliability(p: Floats, truth: NDArray[np.int64], bins: int = 10) -> dict[str, float]:
    """Return the calibration error (ten bins of equal number) and the area under the ROC curve."""
    order = np.argsort(p)
    parts = np.array_split(order, bins)
    error = sum(len(i) * abs(p[i].mean() - truth[i].mean()) for i in parts if len(i)) / len(p)
    ranks = np.empty(len(p))
    ranks[order] = np.arange(1, len(p) + 1)
    right = truth == 1
    n, m = int(right.sum()), int((~right).sum())
    area = (ranks[right].sum() - n * (n + 1) / 2) / (n * m) if n and m else 0.0
    return {"ece": round(float(error), 3), "auc": round(float(area), 3), "n": len(p)}
