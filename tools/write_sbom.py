"""Write sbom.cdx.json: what geonews runs on, as a CycloneDX 1.6 list of parts with versions, licences and hashes."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "sbom.cdx.json"
#: Code of others that lies in the repository; data/NOTICE.md names the makers of the data.
SHIPPED = ("geonews/webmap/browser/html-to-image.js", "geonews/webmap/browser/protomaps-leaflet.js")


def main() -> None:
    """Write the list."""
    TARGET.write_text(json.dumps(document(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def document() -> dict[str, Any]:
    """Return the list; the same parts give the same text."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [*map(_package, pins()), _pipeline(), *(_file(ROOT / name) for name in SHIPPED)],
    }


def pins() -> list[tuple[str, str]]:
    """Return name and version of every package of requirements.txt."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9._-]+)==([^\s#;]+)", line) for line in lines)
    return [(match[1].lower(), match[2]) for match in found if match]


def _package(pin: tuple[str, str]) -> dict[str, Any]:
    name, version = pin
    part = {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
    return part | {"licenses": [{"license": {"name": _licence(name)}}]}


def _licence(name: str) -> str:
    """Return a package's licence in one line, as it tells it itself."""
    told = metadata.metadata(name)
    classifiers = [c.rsplit(" :: ", 1)[-1] for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    written = str(told.get("License-Expression") or told.get("License") or "").strip()
    short = written if 0 < len(written) <= 80 and "\n" not in written else ""
    return short or ", ".join(classifiers) or "see the package"


def _pipeline() -> dict[str, Any]:
    told = tomllib.loads((ROOT / "geonews" / "nlp" / "shipped.toml").read_text(encoding="utf-8"))
    return {
        "type": "machine-learning-model",
        "name": told["package"],
        "version": told["version"],
        "description": "The installed folder's files, as geonews/nlp/shipped.py adds them up.",
        "hashes": [{"alg": "SHA-256", "content": told["sha256"]}],
    }


def _file(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = path.relative_to(ROOT).as_posix()
    return {"type": "file", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}


if __name__ == "__main__":
    main()
