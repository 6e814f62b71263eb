"""Every writer against rows of any texts, numbers, days and shapes; the bulk load against tables of any columns.

``GEONEWS_FUZZ_EXAMPLES`` sets the number of tables for each format; ``tools/fuzz.py`` tries them for longer.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from fuzzing import TARGETS
from hypothesis import HealthCheck, given, settings

EXAMPLES = int(os.environ.get("GEONEWS_FUZZ_EXAMPLES", "12"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 12,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.mark.parametrize("name", [name for name, target in TARGETS.items() if target.group in ("export", "bulk")])
def test_tables_of_any_rows(name: str) -> None:
    @FUZZ
    @given(TARGETS[name].documents)
    def attempt(example: Any) -> None:
        TARGETS[name].check(example)

    attempt()
