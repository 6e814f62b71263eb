"""Measure the geoparser and the events against gold data and write docs/accuracy.md.

Each subcommand writes its own section, between two markers; what stands around them is written by hand.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from geonews.config import load_config

sys.path.insert(0, str(Path(__file__).parent))
TARGET = Path(__file__).parent.parent / "docs" / "accuracy.md"
#: Subcommand → the module beside this one whose ``measure(dev, config)`` returns the section.
SECTIONS = {
    "geoparsing": "measure_geoparsing",
    "events": "measure_events",
    "sweeps": "measure_sweeps",
    "reader": "measure_reader",
    "languages": "measure_languages",
}


def write_section(name: str, text: str, target: Path = TARGET) -> None:
    """Put a text between a section's markers, adding them at the end where they are missing."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = target.read_text(encoding="utf-8") if target.exists() else "# Accuracy\n"
    if begin not in page or end not in page:
        page = f"{page.rstrip()}\n\n## {name.capitalize()}\n\n{begin}\n{end}\n"
    before, rest = page.split(begin, 1)
    target.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}", encoding="utf-8")


def main() -> int:
    """Run one subcommand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("section", choices=sorted(SECTIONS))
    parser.add_argument("--dev", type=Path, required=True, help="folder of the gold data (events/, geoparsing/)")
    parser.add_argument("--work", type=Path, help="geoparsing: keep the sequence models of the folds here")
    parser.add_argument("--documents", type=int, help="reader: try so many documents of each kind; writes nothing")
    options = parser.parse_args()
    if options.documents is not None and options.section != "reader":
        parser.error(f"expected --documents with reader alone, got it with {options.section!r}; leave it out")
    section = importlib.import_module(SECTIONS[options.section])
    given = {name: value for name in ("work", "documents") if (value := getattr(options, name)) is not None}
    text: str = section.measure(options.dev, load_config(), **given)
    print(text)
    if options.documents is None:
        write_section(options.section, text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
