"""Work on a store that is ended by ``kill -9`` somewhere in its midst ends, done again, as if nothing had been."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from killing import KINDS

HERE = Path(__file__).resolve().parents[1]
#: Kills of each kind of work; CONTRIBUTING.md tells of the longer series.
KILLS = int(os.environ.get("GEONEWS_TEST_KILLS", "3"))
SEED = os.environ.get("GEONEWS_TEST_SEED", "1")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_killed_and_done_again_ends_as_if_it_had_not_been_killed(tmp_path: Path, kind: str) -> None:
    command = [sys.executable, str(HERE / "killing.py"), kind, str(KILLS), SEED, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(found)
    assert (found["inside"], found["equal"]) == (KILLS, KILLS)
