#!/usr/bin/env python3
"""Turn writers' articles with marked toponyms into data/training/toponyms/LANG-WRITER.jsonl.

usage: tools/convert_tongues.py LANG-WRITER.txt... [-o FOLDER]

Prints, for each file, how many toponyms it has, and those for which the gazetteer has no place.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from tongues.corpora import convert  # noqa: E402

from geonews.config import load_config  # noqa: E402
from geonews.gazetteer import Gazetteer  # noqa: E402
from geonews.gazetteer.tongue import load_tongues  # noqa: E402


def main() -> None:
    """Convert every file that is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data" / "training" / "toponyms")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    gazetteer = Gazetteer.open(load_config())
    for path in options.files:
        documents, lost = convert(path, load_tongues()[path.stem.split("-", 1)[0]], gazetteer)
        lines = [json.dumps(document, ensure_ascii=False) for document in documents]
        (options.output / f"{path.stem}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        count = sum(len(document["toponyms"]) for document in documents)
        summary = {"file": path.name, "documents": len(documents), "toponyms": count, "not placed": len(lost)}
        print(json.dumps(summary))
        for toponym in lost:
            shown = " | ".join(str(toponym[key]) for key in ("article", "text", "name", "country", "kind"))
            print(f"  {shown}", file=sys.stderr)


if __name__ == "__main__":
    main()
