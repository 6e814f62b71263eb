"""The trained files: complete, unchanged, without code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from geonews.config import data_dir
from geonews.errors import ModelMissingError
from geonews.geoparse.models import FILES, MANIFEST, read_models, write_manifest


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "models"
    shutil.copytree(data_dir() / "models", target)
    return target


def test_shipped_models_open(folder: Path) -> None:
    models = read_models(folder)
    assert 0.0 < models.threshold < 1.0
    assert models.place.probability(0.9) > models.place.probability(0.1)
    assert models.home.probability(0.9) > models.home.probability(0.1)


def test_shipped_models_are_small_and_hold_no_code() -> None:
    files = list((data_dir() / "models").iterdir())
    assert sum(file.stat().st_size for file in files) < 40_000_000
    assert {file.suffix for file in files} <= {".crfsuite", ".txt", ".json", ".md", ".npz", ".onnx"}
    assert not any(file.read_bytes().startswith(b"\x80") for file in files)  # the mark of a pickle


@pytest.mark.parametrize("name", sorted(FILES.values()))
def test_a_changed_file_is_refused(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ModelMissingError, match=name):
        read_models(folder)


@pytest.mark.parametrize("name", [*sorted(FILES.values()), MANIFEST])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelMissingError, match=name):
        read_models(folder)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 1}', '{"version": 99, "files": {}}'])
def test_a_broken_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ModelMissingError):
        read_models(folder)


@pytest.mark.parametrize("key", ["threshold", "span", "place", "home"])
def test_a_manifest_without_its_numbers_is_refused(folder: Path, key: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del manifest[key]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelMissingError):
        read_models(folder)


@pytest.mark.parametrize("part", ["first", "sequence"])
def test_a_file_of_another_format_is_refused_even_with_the_right_hash(folder: Path, part: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / FILES[part]).write_text("not a model\n", encoding="utf-8")
    write_manifest(folder, {key: manifest[key] for key in ("threshold", "span", "place", "home")})
    with pytest.raises(ModelMissingError):
        read_models(folder)
