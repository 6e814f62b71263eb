#!/usr/bin/env python3
"""Build data/tongues/XX.words.txt: everyday words, from what CLDR calls the pictures of everyday things.

usage: tools/build_words.py [--sources FOLDER]

A recogniser that knows them takes "Zug", "Insel" and "Wind" for a town with less haste. Names of
countries and large cities are left out.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parents[1]
SOURCES = Path(platformdirs.user_cache_dir("geonews")) / "sources"
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from gazetteer import fetch  # noqa: E402

from geonews.config import load_config  # noqa: E402
from geonews.gazetteer import Gazetteer  # noqa: E402
from geonews.gazetteer.tongue import Tongue, load_tongues  # noqa: E402

ANNOTATION = re.compile(r"<annotation cp=\"[^\"]+\"[^>]*>([^<]+)<")
WORD = re.compile(r"[^\W\d_]{2,}")
#: A word that is the name of a place so large is no everyday word.
LARGE = 1_000_000


def main() -> None:
    """Write the list of every shipped language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=SOURCES, help=f"folder of fetched packages ({SOURCES})")
    options = parser.parse_args()
    home = fetch.fetch("unicode-cldr-core", options.sources) / "usr/share/unicode/cldr/common/annotations"
    gazetteer = Gazetteer.open(load_config())
    for code, tongue in load_tongues().items():
        path = home / f"{code}.xml"
        if path.is_file():
            words = everyday(path.read_text(encoding="utf-8"), tongue, gazetteer)
            text = "\n".join(sorted(words)) + "\n"
            (ROOT / "data" / "tongues" / f"{code}.words.txt").write_text(text, encoding="utf-8")
            print(code, len(words))


def everyday(text: str, tongue: Tongue, gazetteer: Gazetteer) -> set[str]:
    """Return the words of a language's annotations that are no large places."""
    names = gazetteer.in_language(tongue)
    found = set()
    for row in ANNOTATION.findall(text):
        for word in {part for piece in row.split("|") for part in WORD.findall(piece)}:
            places = [c.place for c in names.candidates(word, limit=3)]
            if not any(
                p.population > LARGE or p.feature_code.startswith("PCL") or p.feature_class == "L" for p in places
            ):
                found.add(word.lower())
    return found


if __name__ == "__main__":
    main()
