#!/usr/bin/env python3
"""Resident memory and processor time that the worst inputs of each kind take to be read, each in a process of its own.

usage: bench/input_memory.py [--megabytes N] [--kinds NAME,...] [--folder FOLDER]

Each input has up to N million bytes on the wire and is made to take as much as can be: the smallest elements, lines,
parts and rows that its kind has, and what unpacks to a hundred times its size. Prints a JSON line for each with the peak
of the resident memory in MB (``above`` is what lies above a process that has read one small article), seconds of the
processor, what came of it, and a last line with the worst.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from input_parts import large

from geonews import ingest
from geonews.config import load_config
from geonews.model import Article

AIM_MB = 800


def main() -> None:
    """Make the inputs, have each read by a child, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=49.0)
    parser.add_argument("--kinds", help="only these")
    parser.add_argument("--folder", type=Path, help="where the inputs are made; a temporary one unless given")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read is not None:
        print(json.dumps(read(options.read)))
        return
    kinds = options.kinds.split(",") if options.kinds else list(large.KINDS)
    with tempfile.TemporaryDirectory(prefix="geonews-bench-", dir=options.folder) as name:
        folder = Path(name)
        (folder / "small.txt").write_text(large.STORY)
        rest = child(folder / "small.txt")["peak_mb"]
        worst = {"kind": "small.txt", "peak_mb": rest}
        for kind in kinds:
            path = large.make(kind, folder, int(options.megabytes * 1e6))
            found = {"kind": kind, "megabytes": round(path.stat().st_size / 1e6, 1), **child(path)}
            path.unlink()
            found["above"] = round(found["peak_mb"] - rest, 1)
            print(json.dumps(found), flush=True)
            worst = max(worst, found, key=lambda one: one["peak_mb"])
    print(json.dumps({"worst": worst["kind"], "peak_mb": worst["peak_mb"], "rest_mb": rest, "aim_mb": AIM_MB}))


def child(path: Path) -> dict:
    """Read a file in a process of its own."""
    command = [sys.executable, __file__, "--read", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[-1][:200]
        return {"peak_mb": 0.0, "seconds": 0.0, "died": done.returncode, "said": said}
    return json.loads(done.stdout)


def read(path: Path) -> dict:
    """Read a file; return the peak of the memory, seconds of the processor, and what came of it."""
    articles, said, began = 0, [], time.process_time()
    for item in ingest.read([str(path)], load_config()):
        if isinstance(item, Article):
            articles += 1
        elif len(said) < 2:
            said.append(item.error[:160])
    seconds = time.process_time() - began
    status = Path("/proc/self/status").read_text()  # getrusage would count what the parent had before it became this
    peak_kb = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return {"peak_mb": round(peak_kb / 1024, 1), "seconds": round(seconds, 1), "articles": articles, "said": said}


if __name__ == "__main__":
    main()
