"""The reader's files: one clear error for each way in which they can be wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geonews.config import data_dir
from geonews.errors import ModelMissingError
from geonews.events.reader import files
from geonews.events.reader.files import FILES, RECORD, labels, read_files, write_record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped reader."""
    for name in (RECORD, *FILES.values()):
        shutil.copyfile(data_dir() / "models" / name, tmp_path / name)
    return tmp_path


def rewrite(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    change(record)
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")


def test_the_shipped_files_are_whole(folder: Path) -> None:
    found = read_files(folder)
    assert found.record["labels"] == labels()
    assert found.pairs and all(values.dtype == np.float32 for values in found.pairs.values())


@pytest.mark.parametrize("name", [RECORD, *FILES.values()])
def test_a_file_is_missing(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelMissingError, match=f"expected .*{name}.* reinstall geonews"):
        read_files(folder)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"reader\.json"):
        read_files(tmp_path / "none")


@pytest.mark.parametrize("name", FILES.values())
def test_a_file_is_cut_off(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelMissingError, match=f"{name}.* SHA-256 .*the file was changed; reinstall"):
        read_files(folder)


@pytest.mark.parametrize("name", FILES.values())
def test_a_file_is_tampered_with(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    with pytest.raises(ModelMissingError, match=f"{name}.* SHA-256 .*the file was changed; reinstall"):
        read_files(folder)


@pytest.mark.parametrize("content", ["", '{"version": 1, "files": {', "[]", "null", "\x00", '{"version": 1}'])
def test_the_record_is_none(folder: Path, content: str) -> None:
    (folder / RECORD).write_text(content, encoding="utf-8")
    with pytest.raises(ModelMissingError, match=r"expected .*reader\.json.* reinstall geonews"):
        read_files(folder)


def test_the_record_is_no_text(folder: Path) -> None:
    (folder / RECORD).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ModelMissingError, match="expected the record"):
        read_files(folder)


def test_the_record_is_of_another_version(folder: Path) -> None:
    rewrite(folder, lambda record: record.update(version=99))
    with pytest.raises(ModelMissingError, match="expected a reader of version 1"):
        read_files(folder)


@pytest.mark.parametrize("part", sorted(labels()))
def test_the_reader_was_trained_for_other_labels(folder: Path, part: str) -> None:
    rewrite(folder, lambda record: record["labels"].update({part: ["ONE", "OTHER"]}))
    with pytest.raises(ModelMissingError, match="got other labels; train it again"):
        read_files(folder)


def test_the_record_does_not_name_a_file(folder: Path) -> None:
    rewrite(folder, lambda record: record["files"].pop(FILES["pairs"]))
    with pytest.raises(ModelMissingError, match=FILES["pairs"]):
        read_files(folder)


def test_a_file_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    with pytest.raises(ModelMissingError, match="missing or too large"):
        read_files(folder)


@pytest.mark.parametrize("name", FILES.values())
def test_what_the_record_names_is_no_model(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"no model")
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    write_record(folder, {k: v for k, v in record.items() if k not in ("version", "files", "labels")})
    with pytest.raises(ModelMissingError, match="expected the reader's files in .*, got "):
        read_files(folder)


def test_arrays_with_pickled_objects_are_refused(folder: Path) -> None:
    np.savez(folder / FILES["pairs"], bad=np.array([{"a": 1}], dtype=object))
    write_record(folder, {"threshold": 0.5, "linking": 0.5, "cut": 0.3, "confidence": {}})
    with pytest.raises(ModelMissingError, match="pickle"):
        read_files(folder)


def test_a_record_that_is_written_is_read(folder: Path) -> None:
    write_record(folder, {"threshold": 0.25, "linking": 0.75, "cut": 0.3, "confidence": {}})
    assert (read_files(folder).record["threshold"], read_files(folder).record["linking"]) == (0.25, 0.75)
