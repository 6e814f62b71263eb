"""Measure the geoparser on sweeps: towns with larger namesakes abroad whose country is stated, towns as arguments."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from geoparser.sweeps import (  # noqa: E402
    ARGUMENTS,
    STATED,
    Case,
    cases,
    towns_of_conflict,
    towns_with_larger_namesakes,
)

from geonews import nlp  # noqa: E402
from geonews.config import Config, data_dir, load_config  # noqa: E402
from geonews.gazetteer import Gazetteer  # noqa: E402
from geonews.geoparse import Geoparser  # noqa: E402
from geonews.model import Article, Resolution  # noqa: E402

TOWNS = 230
RIGHT, WRONG, OPEN, UNSEEN = "right country", "wrong country", "unresolved", "not seen"


def measure(dev: Path, config: Config) -> str:
    """Return the section of docs/accuracy.md; nothing of ``dev`` is needed."""
    return page(config, TOWNS)


def page(config: Config, count: int, only: str | None = None, misses: int = 0) -> str:
    """Return the table of all sweeps with ``count`` towns each."""
    parser = Geoparser.open(config, Gazetteer.open(config))
    gazetteer = data_dir() / "gazetteer.parquet"
    lines = ["| wording | mentions | right country | wrong country | unresolved | not seen |", "|" + " --- |" * 6]
    every = [
        *cases(STATED, towns_with_larger_namesakes(gazetteer), count),
        *cases(ARGUMENTS, towns_of_conflict(gazetteer), count),
    ]
    tables: dict[str, Counter[str]] = {}
    shown: Counter[str] = Counter()
    wanted = [case for case in every if only is None or case.kind == only]
    for case, doc in zip(wanted, nlp.parse(case.text for case in wanted), strict=True):
        fates = list(fates_of(case, parser.parse(Article(id="sweep", text=case.text), doc)))
        for key in (case.kind, f"… {wording(case)}"):
            tables.setdefault(key, Counter()).update(fates)
        if any(fate != RIGHT for fate in fates) and shown[case.kind] < misses:
            shown[case.kind] += 1
            print(case.town.country, fates, case.text, file=sys.stderr)
    for key, counts in tables.items():
        total = counts.total()
        cells = [f"{100 * counts[fate] / total:.1f} %" for fate in (RIGHT, WRONG, OPEN, UNSEEN)]
        lines.append(f"| {key} | {total} | {' | '.join(cells)} |")
    return "\n".join(lines)


def wording(case: Case) -> str:
    """Return the sentence frame of a case, shortened."""
    text = (STATED | ARGUMENTS)[case.kind][case.wording].replace("{U}", "X").replace("{X}", "X")
    text = text.replace("{C}", "COUNTRY").replace("{T}", "COUNTRY").replace("{D}", "DEMONYM")
    return text if len(text) <= 60 else f"{text[:57]}..."


def fates_of(case: Case, found: Iterable[Resolution]) -> Iterable[str]:
    """Say of every mention of a case's town what became of it."""
    met = [(r.toponym.start, r.toponym.end, r.place) for r in found]
    text, name = case.text.casefold(), case.town.name.casefold()
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        over = [place for first, stop, place in met if first < end and stop > start]
        if not over:
            yield UNSEEN
        elif over[0] is None:
            yield OPEN
        else:
            yield RIGHT if over[0].country == case.town.country else WRONG
        start = text.find(name, end)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=TOWNS, help="towns of each sweep")
    parser.add_argument("--only", choices=sorted(STATED | ARGUMENTS), help="one kind of wording")
    parser.add_argument("--misses", type=int, default=0, help="print so many misses of each kind")
    options = parser.parse_args()
    print(page(load_config(), options.towns, options.only, options.misses))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
