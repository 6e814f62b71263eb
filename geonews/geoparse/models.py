"""The trained files: where they are, and that they are what was trained.

``manifest.json`` names every file with its SHA-256 and holds the few numbers that the parser needs beside them. All
files are data (CRFsuite's binary form, LightGBM's text form, JSON); none can hold code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geonews.errors import ModelMissingError
from geonews.geoparse.belief import SECOND_FEATURES
from geonews.geoparse.calibration import Calibration
from geonews.geoparse.context import FIRST_FEATURES
from geonews.geoparse.judging import JUDGE_FEATURES
from geonews.geoparse.ranking import Predictor, Ranker, Trees
from geonews.geoparse.recognition import Recognizer

__all__ = ["FILES", "Models", "read_models", "write_manifest"]

MANIFEST = "manifest.json"
VERSION = 2
#: What each file of a trained geoparser is called.
FILES = {
    "sequence": "toponyms.crfsuite",
    "first": "ranker-first.txt",
    "second": "ranker-second.txt",
    "judge": "judge.txt",
}
#: Largest file that is read, in bytes.
MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Everything trained: the sequence model, the ranker, the judge, its threshold and the calibrations.

    ``span`` maps the judge's verdict to the probability that the span is a toponym, ``place`` the product of
    verdict and rank to the probability that the place is right, ``home`` the same where an outlet's profile is known.
    """

    recognizer: Recognizer
    ranker: Ranker
    judge: Predictor
    threshold: float
    span: Calibration
    place: Calibration
    home: Calibration


def read_models(folder: Path) -> Models:
    """Read the trained files of a folder.

    Raises
    ------
    ModelMissingError
        If a file is missing, is not the one that was trained, or is of another version.
    """
    manifest = _read_manifest(folder / MANIFEST)
    files = manifest["files"]
    for name in FILES.values():
        _check(folder / name, files.get(name))
    try:
        return Models(
            recognizer=Recognizer(folder / FILES["sequence"]),
            ranker=Ranker(
                Trees.read(folder / FILES["first"], len(FIRST_FEATURES)),
                Trees.read(folder / FILES["second"], len(SECOND_FEATURES)),
            ),
            judge=Trees.read(folder / FILES["judge"], len(JUDGE_FEATURES)),
            threshold=float(manifest["threshold"]),
            span=Calibration.from_record(manifest["span"]),
            place=Calibration.from_record(manifest["place"]),
            home=Calibration.from_record(manifest["home"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelMissingError(
            f"expected thresholds and calibrations in {str(folder / MANIFEST)!r}, got {error!r}; reinstall geonews"
        ) from error


def write_manifest(folder: Path, values: Mapping[str, Any]) -> None:
    """Write the manifest of the trained files in a folder, with further values beside their hashes."""
    hashes = {name: _digest(folder / name) for name in FILES.values()}
    record = {"version": VERSION, "files": hashes, **values}
    (folder / MANIFEST).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelMissingError(
            f"expected the manifest of the geoparser's models, got {str(path)!r} ({error}); reinstall geonews"
        ) from error
    if not isinstance(manifest, dict) or manifest.get("version") != VERSION:
        version = manifest.get("version") if isinstance(manifest, dict) else manifest
        raise ModelMissingError(
            f"expected models of version {VERSION} in {str(path)!r}, got {version!r}; "
            "train them again with tools/train_geoparser.py"
        )
    if not isinstance(manifest.get("files"), dict):
        raise ModelMissingError(f"expected 'files' in {str(path)!r}, got {manifest.get('files')!r}; reinstall geonews")
    return manifest


def _check(path: Path, expected: object) -> None:
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        raise ModelMissingError(f"expected a model file, got {str(path)!r} missing or too large; reinstall geonews")
    digest = _digest(path)
    if digest != expected:
        raise ModelMissingError(
            f"expected {str(path)!r} with SHA-256 {expected!r}, got {digest!r}: the file was changed; reinstall geonews"
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
