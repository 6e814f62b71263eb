"""The files of the reader: that they are what was trained, and for the labels that this code knows.

``reader.json`` names every file with its SHA-256, the labels, the thresholds and the calibration. All files are data:
an ONNX graph, a tokenizer's JSON, arrays without pickled objects.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geonews.errors import ModelMissingError
from geonews.events.reader.encoder import Encoder
from geonews.events.reader.labels import DISTANCES, MODES, ROLES, STATUSES, TYPES

__all__ = ["FILES", "ReaderFiles", "labels", "read_files", "write_record"]

RECORD = "reader.json"
VERSION = 1
FILES = {"encoder": "reader.onnx", "tokenizer": "reader-tokenizer.json", "pairs": "reader-pairs.npz"}
#: Largest file that is read, in bytes.
MAX_BYTES = 40_000_000


@dataclass(frozen=True, slots=True)
class ReaderFiles:
    """The encoder, the weights that score pairs of words by name, and the record beside them."""

    encoder: Encoder
    pairs: Mapping[str, NDArray[np.float32]]
    record: Mapping[str, Any]


def labels() -> dict[str, Any]:
    """Return what the heads can say, as the record keeps it."""
    return {
        "types": list(TYPES),
        "modes": [list(pair) for pair in MODES],
        "statuses": list(STATUSES),
        "roles": list(ROLES),
        "distances": DISTANCES,
    }


def read_files(folder: Path) -> ReaderFiles:
    """Read the reader's files from a folder.

    Raises
    ------
    ModelMissingError
        If a file is missing, is not the one that was trained, or was trained for other labels.
    """
    record = _record(folder / RECORD)
    content = {name: _checked(folder / file, record["files"].get(file)) for name, file in FILES.items()}
    try:
        with np.load(BytesIO(content["pairs"]), allow_pickle=False) as arrays:
            pairs = {name: arrays[name] for name in arrays.files}
        return ReaderFiles(Encoder(content["encoder"], content["tokenizer"]), pairs, record)
    except Exception as error:
        raise ModelMissingError(
            f"expected the reader's files in {str(folder)!r}, got {type(error).__name__}: {error}; reinstall geonews"
        ) from error


def write_record(folder: Path, values: Mapping[str, Any]) -> None:
    """Write the record of the files in a folder: hashes, labels, and further values beside them."""
    hashes = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in FILES.values()}
    record = {"version": VERSION, "files": hashes, "labels": labels(), **values}
    (folder / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelMissingError(
            f"expected the record of the reader's model, got {str(path)!r} ({error}); reinstall geonews"
        ) from error
    if not isinstance(record, dict) or record.get("version") != VERSION or not isinstance(record.get("files"), dict):
        raise ModelMissingError(
            f"expected a reader of version {VERSION} in {str(path)!r}, got another; reinstall geonews"
        )
    missing = {"threshold", "linking", "cut", "confidence"} - record.keys()
    if missing:
        raise ModelMissingError(
            f"expected thresholds and calibration in {str(path)!r}, got none for {sorted(missing)!r}; reinstall geonews"
        )
    if record.get("labels") != labels():
        raise ModelMissingError(
            f"expected a reader for the types, modes and roles of this version in {str(path)!r}, got other labels; "
            "train it again with tools/train_reader.py"
        )
    return record


def _checked(path: Path, expected: object) -> bytes:
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        raise ModelMissingError(f"expected a model file, got {str(path)!r} missing or too large; reinstall geonews")
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != expected:
        raise ModelMissingError(
            f"expected {str(path)!r} with SHA-256 {expected!r}, got {digest!r}: the file was changed; reinstall geonews"
        )
    return content
