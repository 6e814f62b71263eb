"""Precision, recall and F1, as all figures of the reader have them; needs no torch."""

from __future__ import annotations


def f1(right: int, found: int, wanted: int) -> dict[str, float]:
    """Return precision, recall, F1 and the number wanted."""
    p, r = right / found if found else 0.0, right / wanted if wanted else 0.0
    return {"p": round(p, 3), "r": round(r, 3), "f": round(2 * p * r / (p + r), 3) if p + r else 0.0, "n": wanted}
