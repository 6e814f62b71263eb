"""Programs that nobody here wrote and that the tests hand files to; `tools/ensure_programs.sh` brings them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What kepler.gl tells the types of columns by, from npm.
TYPE_ANALYZER = ROOT / ".venv" / "type-analyzer" / "node_modules" / "type-analyzer"
PYGEOAPI = ROOT / ".venv" / "pygeoapi" / "bin" / "pygeoapi"
#: Debian's Python, for GDAL's own scripts live beside its bindings.
SYSTEM_PYTHON = Path("/usr/bin/python3")
_VALIDATOR = "osgeo_utils.samples.validate_gpkg"


def found(name: str) -> bool:
    """Tell whether ``gdal``, ``postgis``, ``libreoffice``, ``qgis``, ``pygeoapi`` or ``type-analyzer`` is installed."""
    if name == "type-analyzer":
        return shutil.which("node") is not None and TYPE_ANALYZER.is_dir()
    if name == "libreoffice":
        return shutil.which("soffice") is not None
    if name == "qgis":
        return Path("/usr/lib/python3/dist-packages/qgis/core").is_dir()
    if name == "gdal":
        return shutil.which("ogr2ogr") is not None and shutil.which("ogrinfo") is not None and _has_validator()
    if name == "postgis":
        return postgres_folder() is not None
    assert name == "pygeoapi", name
    return (PYGEOAPI.parent.parent / ".installed").exists()


def _has_validator() -> bool:
    return any(Path("/usr/lib/python3/dist-packages").glob("osgeo_utils/samples/validate_gpkg.py"))


def postgres_folder() -> Path | None:
    """Return the folder of the newest PostgreSQL that has PostGIS, None if there is none."""
    for extension in sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"), reverse=True):
        folder = Path("/usr/lib/postgresql") / extension.parts[-3] / "bin"
        if (folder / "initdb").exists():
            return folder
    return None


def run(*command: object) -> str:
    """Run a program and return what it says; fail with its complaints."""
    told = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, timeout=120)
    assert told.returncode == 0, told.stderr or told.stdout
    assert "ERROR" not in told.stderr, told.stderr
    return told.stdout


def validate_geopackage(path: Path) -> None:
    """Fail unless GDAL's own script finds the GeoPackage sound, with its extra checks and no warning."""
    run(SYSTEM_PYTHON, "-m", _VALIDATOR, "--extra", "--warning-as-error", path)
