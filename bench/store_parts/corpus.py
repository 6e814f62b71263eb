"""Generated articles for the benchmarks of ingestion: events to find, near-copies, repetitions, one broken line."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

TOWNS = ("Kunduz", "Faizabad", "Khorog", "Panjakent", "Termez", "Mazar-i-Sharif", "Herat", "Islam Qala", "Mashhad",
         "Goma", "Bukavu", "Kigali", "Adre", "El Geneina", "Lviv", "Przemyśl", "Cúcuta", "San Cristóbal", "Gao",
         "Niamey")  # fmt: skip
PAIRS = (("Afghanistan", "Tajikistan"), ("Afghanistan", "Iran"), ("Sudan", "Chad"), ("Congo", "Rwanda"),
         ("Ukraine", "Poland"), ("Venezuela", "Colombia"), ("Mali", "Niger"))  # fmt: skip
WHO = ("soldiers", "refugees", "families", "herders", "traders", "migrants")
OUTLETS = ("Valley Wire", "Northern Post", "River Gazette")


def articles(count: int, seed: int = 1) -> Iterator[str]:
    """Yield lines of JSON; every eighth article repeats an earlier one nearly, every twentieth word for word."""
    chance = random.Random(seed)
    texts: list[str] = []
    for number in range(count):
        if texts and number % 20 == 19:
            text = chance.choice(texts)
        elif texts and number % 8 == 7:
            text = chance.choice(texts).replace("Officials", "Local officials")
        else:
            text = _text(chance)
        texts.append(text)
        day = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=number % 300)
        line = {"doc_id": f"g{number:06d}", "title": text.partition(".")[0][:60], "text": text,
                "published": day.isoformat(), "source": chance.choice(OUTLETS)}  # fmt: skip
        yield json.dumps(line, ensure_ascii=False)
        if number == count // 2:
            yield '{"doc_id": "broken", "text": '


def _text(chance: random.Random) -> str:
    start, end = chance.choice(PAIRS)
    town, other = chance.sample(TOWNS, 2)
    people, dead = chance.randint(3, 4000), chance.randint(1, 40)
    sentences = [
        f"About {people} {chance.choice(WHO)} crossed from {start} into {end} on Monday, officials in {town} said.",
        f"Gunmen attacked a convoy near {other} on Sunday, killing {dead} people.",
        f"Residents of {town} protested against the price of bread for the {chance.randint(2, 30)}th day.",
        f"Officials from {start} and {end} met in {other} to talk about water and the road to {town}.",
        f"Floods destroyed {chance.randint(10, 900)} houses along the river, a relief worker said.",
        f"Police arrested {chance.randint(2, 60)} men in {other} on Friday.",
    ]
    chance.shuffle(sentences)
    return " ".join(sentences[: chance.randint(3, 6)])


def write(path: Path, count: int, seed: int = 1) -> None:
    """Write JSON lines."""
    path.write_text("\n".join(articles(count, seed)) + "\n", encoding="utf-8")
