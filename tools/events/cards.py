"""Draw the cards from which writers write the corpus: what, where, in which voice, and with what beside it.

``python tools/events/cards.py --writer ada --region Africa --count 130 > cards.jsonl``; the same writer and seed give
the same cards. Towns are drawn from the gazetteer, smaller ones too.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
GAZETTEER = HERE.parents[1] / "data" / "gazetteer.parquet"
REGIONS = {
    "africa": "DZ AO BJ BW BF BI CM CF TD CD CG CI DJ EG ER ET GA GH GN KE LR LY MG MW ML "
    "MR MA MZ NA NE NG RW SN SL SO ZA SS SD TZ TG TN UG ZM ZW",
    "asia": "AF BD BT MM KH CN GE AM AZ IN ID JP KZ KG LA MY MN NP PK PH KR KP LK TW TJ TH TM UZ VN PG",
    "mideast": "BH IR IQ IL JO KW LB OM PS QA SA SY TR AE YE EG",
    "europe": "AL AT BY BE BA BG HR CY CZ DK EE FI FR DE GR HU IE IT XK LV LT MD ME NL MK "
    "NO PL PT RO RU RS SK SI ES SE CH UA GB",
    "americas": "AR BO BR CA CL CO CR CU DO EC SV GT HT HN JM MX NI PA PY PE US UY VE",
    "english": "US GB CA AU NZ IE ZA IN NG JM",
}


def draw(generator: random.Random, weights: dict[str, float]) -> str:
    """Draw one of some words by their weights."""
    return generator.choices(list(weights), list(weights.values()))[0]


def towns(region: str) -> pd.DataFrame:
    """Return the towns of a region with more than 3,000 people."""
    table = pd.read_parquet(GAZETTEER, columns=["name", "country", "feature_class", "population"])
    wanted = set(REGIONS[region].split())
    return table[(table.feature_class == "P") & table.country.isin(wanted) & (table.population > 3000)]


def types() -> list[tuple[str, str, float]]:
    """Return type, mode and weight of every kind of event; crossings weigh most."""
    rows = []
    with (HERE / "types.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            modes = row["modes"].split() or [""]
            weight = {"BORDER_CROSSING": 7.0, "ATTACK": 2.0}.get(row["type"], 1.0)
            rows += [(row["type"], mode, weight / len(modes)) for mode in modes]
    return rows


def card(
    number: int, writer: str, generator: random.Random, lists: dict[str, Any], places: pd.DataFrame
) -> dict[str, Any]:
    """Return one card: a kind of event or a trap, its register, places, day and construction."""
    spots = places.sample(
        2, weights=places.population.clip(upper=200_000) ** 0.5, random_state=generator.randrange(2**31)
    )
    day = date(2004, 1, 1) + timedelta(days=generator.randrange(8350))
    found: dict[str, Any] = {
        "id": f"{writer}-{number:03d}",
        "published": f"{day:%Y-%m-%d} ({day:%A})",
        "register": draw(generator, lists["registers"]),
        "places": [f"{name} ({country})" for name, country in zip(spots["name"], spots["country"], strict=True)],
        "sentences": generator.choice([1, 1, 2, 2, 3, 3, 4, 5, 6]),
    }
    if generator.random() < 0.3:
        found["trap"] = draw(generator, lists["traps"])
        found["looks_like"] = generator.choice(types())[0]
        return found
    kinds = types()
    kind, mode, _ = generator.choices(kinds, [k[2] for k in kinds])[0]
    found |= {"type": kind, "mode": mode, "status": draw(generator, lists["status"])}
    found["construction"] = draw(generator, lists["constructions"])
    if generator.random() < 0.35:
        found["beside"] = generator.choice(types())[0]
    elif generator.random() < 0.4:
        found["distractor"] = draw(generator, lists["traps"])
    return found


def main() -> int:
    """Print the cards of one writer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writer", required=True)
    parser.add_argument("--region", choices=sorted(REGIONS), required=True)
    parser.add_argument("--count", type=int, default=130)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lists = tomllib.loads((HERE / "cards.toml").read_text(encoding="utf-8"))
    generator = random.Random(f"{options.writer} {options.seed}")
    places = towns(options.region)
    for number in range(options.count):
        sys.stdout.write(json.dumps(card(number, options.writer, generator, lists, places), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
