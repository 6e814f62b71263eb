#!/usr/bin/env python3
"""Train the geoparser and write data/models, from gold corpora of marked and located toponyms.

usage: tools/train_geoparser.py CORPUS.jsonl... [-o FOLDER] [--work FOLDER]

A corpus has one document a line: {"doc_id", "source"?, "text", "toponyms": [{"start", "end", "lat", "lon",
"geonameid"?}]}. Everything is seeded: the same corpora, gazetteer and packages give the same models. No text of a
corpus is kept in the models but single words and their endings, as features of the sequence model.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from geoparser.corpora import HARD_CASES, all_folds, read_corpora, read_hard_cases  # noqa: E402
from geoparser.moving import moved  # noqa: E402
from geoparser.study import Study, save  # noqa: E402

from geonews.config import data_dir, load_config  # noqa: E402
from geonews.gazetteer import Gazetteer  # noqa: E402
from geonews.geoparse.names import NameBook  # noqa: E402


def main() -> None:
    """Train, write, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS.jsonl")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data" / "models")
    parser.add_argument("--work", type=Path, help="keep the sequence models of the folds here")
    options = parser.parse_args()
    documents = [*read_corpora(options.corpora), *read_hard_cases()]
    book = NameBook(Gazetteer.open(load_config()))
    twins = moved([d for d in documents if d.corpus != HARD_CASES], book, data_dir() / "gazetteer.parquet")
    work = options.work or Path(tempfile.mkdtemp(prefix="geonews-train-"))
    work.mkdir(parents=True, exist_ok=True)
    study = Study(documents, all_folds(documents), book, work, twins)
    fitted = study.fitted(None)
    save(fitted, study.sequence_path(None), options.output)
    if options.work is None:
        shutil.rmtree(work)
    sizes = {path.name: path.stat().st_size for path in sorted(options.output.iterdir())}
    print(json.dumps({"documents": len(documents), "threshold": fitted.threshold, "bytes": sizes}, indent=1))


if __name__ == "__main__":
    main()
