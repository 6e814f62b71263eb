"""Every frame has a sentence that fires it and one that must not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import geonews.events.frames
from geonews.events import ontology
from geonews.model import Article

FOLDER = Path(geonews.events.frames.__file__).parent
FRAMES = [
    pytest.param(row, id=f"{file.stem}-{row['id']}")
    for file in sorted(FOLDER.glob("*.toml"))
    for row in tomllib.loads(file.read_text(encoding="utf-8"))["frame"]
]


@pytest.fixture(scope="session")
def fired(coder: Any, config: Any, gazetteer: Any) -> Any:
    """Return a function that tells which frames a sentence fires."""
    from geonews import nlp
    from geonews.events.actions import find_actions
    from geonews.events.crossings import find_crossings
    from geonews.events.syntax import Tree
    from geonews.geoparse import Geoparser

    geoparser = Geoparser.open(config, gazetteer)

    def fired(text: str) -> set[str]:
        (doc,) = nlp.parse([text])
        tree = Tree(doc)
        spots = coder._geography.spots(tree, geoparser.parse(Article(id="frame", text=text), doc))
        found: set[str] = set()
        for sentence in tree.sentences:
            found |= {d.frame.id for d in find_crossings(tree, sentence.index, coder._frames, spots)}
            found |= {a.frame.id for a in find_actions(tree, sentence.index, coder._frames, spots)}
        return found

    return fired


@pytest.mark.parametrize("frame", FRAMES)
def test_example_fires(fired: Any, frame: dict[str, Any]) -> None:
    assert frame["id"] in fired(frame["example"])


@pytest.mark.parametrize("frame", FRAMES)
def test_counterexample_does_not(fired: Any, frame: dict[str, Any]) -> None:
    assert frame["id"] not in fired(frame["counterexample"])


def test_ids_are_unique() -> None:
    ids = [str(p.values[0]["id"]) for p in FRAMES]  # type: ignore[index,call-overload]
    assert len(ids) == len(set(ids))


def test_types_and_modes_are_those_of_the_ontology() -> None:
    for parameter in FRAMES:
        row: Any = parameter.values[0]
        kind = row.get("type", "BORDER_CROSSING")
        assert kind in ontology.types()
        if "mode" in row and kind != "BORDER_CROSSING":
            assert row["mode"] in ontology.modes(kind)


def test_every_type_has_a_frame() -> None:
    covered = {p.values[0].get("type", "BORDER_CROSSING") for p in FRAMES}  # type: ignore[union-attr]
    assert covered == set(ontology.types())
