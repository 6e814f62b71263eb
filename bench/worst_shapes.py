#!/usr/bin/env python3
"""Search for the texts that take longest to read, beside plain prose of the same length.

usage: bench/worst_shapes.py [--tries N] [--seed N] [--screen CHARS] [--chars CHARS] [--shapes N] [--minutes N]

A shape is a few fragments (brackets, names, dates, numbers, words of events, breaks) that are repeated until the text is
long enough. Shapes are made up, and the worst of them mutated, on short texts; the worst thirty are then read at full
length, with every stage from spaCy to the events. Prints one JSON line: processor seconds of prose, how many times that
each shape took, and whether the aim is kept. Times are of the processor, the lesser of two; the prose is the samples'.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from itertools import cycle
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geonews import ingest
from geonews.config import load_config
from geonews.model import Article, Failure
from geonews.pipeline import Options, Pipeline

ROOT = Path(__file__).resolve().parents[1]
AIM = 3.0
DAY = "2024-03-12"
FRAGMENTS = (
    "(", ")", "[", "]", "{", "\"", "'", "“", "”", "’", "`", "-", "--", " – ", "—", ".", "...", "…", ". ", ".\n", ",", ", ",
    ";", ":", "!", "?", "?!", "/", "\\", "|", "_", "*", "#", "@", "&", "%", "$", "€", "°", "\n", "\n\n", "\t", " ", "   ",
    "\u00a0", "\u200b", "\u202e", "\ufffd", "A", "a ", "I ", "M.", "U.S. ", "St. ", "Mr. ", "p.m. ", "No. ", "e.g. ", "1", "0 ",
    "1,000 ", "12.5", "1/2/2024 ", "2024 ", "March ", "Monday ", "12 March 2024 ", "last week ", "a year ago ", "in 1999 ",
    "between 1 and 2 May ", "Paris ", "Paris, ", "Springfield ", "San José ", "New York ", "Kabul", "Goma. ", "Victoria, ",
    "Al ", "El ", "Saint ", "Lake ", "Mount ", "north of ", "near ", "from Kabul to Goma ", "Afghan ", "Russian ", "Israel ",
    "Jordan ", "the Kremlin ", "TRIPOLI, Lebanon - ", "the city of ", "killed ", "killed 12 people ", "at least 9 ", "bomb ",
    "attack ", "fled ", "crossed into ", "soldiers ", "troops from ", "said ", "said that ", "he ", "they ", "who ", "which ",
    "and ", "or ", "of ", "of the ", "in ", "that ", "not ", "would ", "if ", "because ", "president ", "police arrested ",
    "A bomb killed two in Kabul. ", "Rebels shelled Goma on Monday. ", "He fled from Kabul to Goma. ", "ist ", "日本", "а", "م",
    "e\u0301", "👍", "http://a.example/ ", "a@b.example ", "x" * 60, "Ab", "ABC ", "\r\n", "\f", "1 2 3 ", "10 000 ", "II ", "–1",
)  # fmt: skip

Shape = tuple[tuple[str, int], ...]


class Reader:
    """Reads texts, and says how long it took.

    Parameters
    ----------
    pipeline
        Opened.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._number = 0

    def seconds(self, text: str, times: int = 1) -> float:
        """Return the processor seconds for a text, the least of some readings; the limit where it is not read."""
        return min(self._once(text) for _ in range(times))

    def _once(self, text: str) -> float:
        self._number += 1
        (article,) = ingest.read_pasted(text, self._pipeline.config, id=f"s{self._number}", published=None)
        began = time.process_time()
        if isinstance(article, Article):
            for result in self._pipeline.parse_batch([article], Options()):
                if isinstance(result, Failure):
                    print(f"not read: {text[:60]!r}: {result.error}", file=sys.stderr)
        return time.process_time() - began


def main() -> None:
    """Search, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--screen", type=int, default=4_000, metavar="CHARS")
    parser.add_argument("--chars", type=int, default=100_000)
    parser.add_argument("--shapes", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=60.0, help="of the search; what was found by then is measured")
    options = parser.parse_args()
    config = load_config(workers=1, article_seconds=600.0)
    with Pipeline.open(config) as pipeline:
        pipeline.guarded = True
        reader = Reader(pipeline)
        found = search(reader, options)
        prose_seconds = reader.seconds(prose(options.chars), 2)
        times = {}
        for shape in found[: options.shapes]:
            times[shown(shape)] = round(reader.seconds(text_of(shape, options.chars), 1) / prose_seconds, 2)
            print(shown(shape), times[shown(shape)], file=sys.stderr, flush=True)
    worst = sorted(times.items(), key=lambda pair: -pair[1])
    print(
        json.dumps(
            {
                "tried": len(found), "chars": options.chars, "prose_s": round(prose_seconds, 2), "aim": AIM,
                "worst": worst[0][1], "above": sum(ratio > AIM for _, ratio in worst), "shapes": dict(worst),
            },
            ensure_ascii=False,
        )
    )  # fmt: skip


def search(reader: Reader, options: argparse.Namespace) -> list[Shape]:
    """Return the shapes that were tried, the slowest on short texts first."""
    chance, seconds = random.Random(options.seed), dict[Shape, float]()
    reader.seconds(prose(options.screen), 2)  # it warms the caches
    until = time.monotonic() + 60 * options.minutes
    pending: list[Shape] = [((fragment, 1),) for fragment in FRAGMENTS]
    while len(seconds) < options.tries and time.monotonic() < until:
        shape = pending.pop() if pending else made(chance, seconds)
        if shape not in seconds:
            seconds[shape] = reader.seconds(text_of(shape, options.screen))
    return sorted(seconds, key=lambda shape: -seconds[shape])


def made(chance: random.Random, seconds: dict[Shape, float]) -> Shape:
    """Make up a shape, or change one of the worst."""
    parts = [(chance.choice(FRAGMENTS), chance.choice((1, 1, 2, 7, 40))) for _ in range(chance.randint(1, 4))]
    if chance.random() < 0.3:
        return tuple(parts)
    best = sorted(seconds, key=lambda shape: -seconds[shape])[:20]
    kept = list(chance.choice(best))
    kept[chance.randrange(len(kept)) :] = parts[: chance.randint(1, 2)]
    chance.shuffle(kept)
    return tuple(kept[:5])


def text_of(shape: Shape, chars: int) -> str:
    """Return a text of a shape; an English sentence before it, so that it is read at all."""
    unit = "".join(fragment * times for fragment, times in shape)
    return ("The army said on Monday that the road to the town was open again. " * 3 + unit * (chars // len(unit) + 1))[
        :chars
    ]


def shown(shape: Shape) -> str:
    """Return a shape as one line."""
    return " ".join(f"{fragment!r}*{times}" if times > 1 else repr(fragment) for fragment, times in shape)


def prose(chars: int) -> str:
    """Return plain prose of the samples."""
    config = load_config()
    texts = [item.text for item in ingest.read([str(ROOT / "data" / "samples")], config) if isinstance(item, Article)]
    pieces, length = [], 0
    for text in cycle(texts):
        pieces.append(text)
        length += len(text) + 2
        if length > chars:
            return "\n\n".join(pieces)[:chars]
    raise AssertionError("expected samples, found none")


if __name__ == "__main__":
    main()
