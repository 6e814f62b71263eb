#!/usr/bin/env python3
"""Words a second of the geoparser's two halves beside bare spaCy, on one core, in one run.

usage: bench/geoparse_speed.py TEXTS.jsonl [--documents N]

TEXTS.jsonl has one {"text": ...} a line. Each document is parsed by spaCy, then recognised (columns, features,
sequence model), then resolved (look-up of every name, ranking, judge, scores). The first quarter warms the caches and is
not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geonews import nlp
from geonews.config import load_config
from geonews.gazetteer import Gazetteer
from geonews.geoparse import Geoparser
from geonews.geoparse.matching import match_names
from geonews.geoparse.tokens import read_tokens
from geonews.model import Article


def main() -> None:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, metavar="TEXTS.jsonl")
    parser.add_argument("--documents", type=int, default=120)
    options = parser.parse_args()
    lines = options.texts.read_text(encoding="utf-8").splitlines()[: options.documents]
    texts = [json.loads(line)["text"] for line in lines]
    language = nlp.load()
    list(language.pipe(texts[:4]))
    spacy_bytes = _peak_bytes()
    config = load_config()
    geoparser = Geoparser.open(config, Gazetteer.open(config))
    warm = len(texts) // 4
    seconds = {"spacy": 0.0, "recognition": 0.0, "resolution": 0.0}
    words = 0
    for number, text in enumerate(texts):
        article = Article(id=str(number), text=text)
        began = time.perf_counter()
        doc = language(text)
        parsed = time.perf_counter()
        tokens = read_tokens(doc)
        read = time.perf_counter()
        matches = match_names(tokens, geoparser.book)
        matched = time.perf_counter()
        geoparser.models.recognizer.propose(tokens, matches)
        recognised = time.perf_counter()
        geoparser.parse(article, doc)
        done = time.perf_counter()
        if number >= warm:
            words += len(text.split())
            recognition = (read - parsed) + (recognised - matched)
            seconds["spacy"] += parsed - began
            seconds["recognition"] += recognition
            # The whole parse does both halves; its own look-ups are warm by then, so the cold ones are added.
            seconds["resolution"] += (done - recognised) - recognition + (matched - read)
    rates = {name: words / max(1e-9, spent) for name, spent in seconds.items()}
    print(
        json.dumps(
            {
                "words": words,
                "words_per_second": {name: round(rate) for name, rate in rates.items()},
                "recognition_times_spacy": round(rates["recognition"] / rates["spacy"], 1),
                "resolution_times_spacy": round(rates["resolution"] / rates["spacy"], 1),
                "megabytes_above_spacy": round((_peak_bytes() - spacy_bytes) / 1e6),
            }
        )
    )


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
