#!/usr/bin/env python3
"""Train and measure the geoparser for languages other than English.

usage: tools/train_tongues.py [--measure] [--corpus FOLDER] [-o FOLDER]

Two models are trained, each on half of the writers of every language, and each reads the articles of the other half:
those are the figures, and what the scores are calibrated by. Without ``--measure`` a model of all articles is then
written into data/models.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from tongues import crossval, fit  # noqa: E402
from tongues.corpora import read_corpus  # noqa: E402

from geonews.config import load_config  # noqa: E402
from geonews.gazetteer import Gazetteer  # noqa: E402
from geonews.geoparse.tongues.parser import FILE, JUDGE, write_tongue_manifest  # noqa: E402


def main() -> None:
    """Cross-validate by writer, print the figures as JSON lines, and write the models unless only measuring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", action="store_true", help="write no model")
    parser.add_argument("--threshold", type=float, default=crossval.THRESHOLD)
    parser.add_argument("--corpus", type=Path, default=ROOT / "data" / "training" / "toponyms")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data" / "models")
    options = parser.parse_args()
    validation = crossval.cross_validate(read_corpus(options.corpus), Gazetteer.open(load_config()), options.threshold)
    for row in crossval.figures(validation.gold, validation.answers):
        print(json.dumps(row), flush=True)
    if not options.measure:
        spans, places = validation.judged()
        fit.fit_sequence((d for rows in validation.prepared.values() for d in rows), options.output / FILE)
        (options.output / JUDGE).write_text(validation.judge.text, encoding="utf-8")
        write_tongue_manifest(options.output, options.threshold, fit.calibrate(spans), fit.calibrate(places))


if __name__ == "__main__":
    main()
