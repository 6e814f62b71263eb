"""Build and check wheel and sdist; with a version also cut the changelog, set the version, commit and tag.

``python tools/release.py`` leaves the tree as it is. ``python tools/release.py 1.2.3`` needs a clean tree; everything
is checked before anything is committed, and nothing is uploaded.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
MOST_BYTES = 60_000_000
#: Where the version stands: file and what comes before it.
VERSIONS = {
    "pyproject.toml": r'(?m)^(version = ")[^"]+',
    "geonews/__init__.py": r'(?m)^(__version__ = ")[^"]+',
    "CITATION.cff": r"(?m)^(version: )\S+",
}


def main() -> None:
    """Release, or only build."""
    version = sys.argv[1] if len(sys.argv) > 1 else None
    if version is not None:
        _check_may(version)
        _write(version, datetime.now(UTC).date())
    try:
        build()
    except BaseException:
        if version is not None:
            _git("checkout", "--", *VERSIONS, "CHANGELOG.md", "sbom.cdx.json")
        raise
    if version is not None:
        _git("add", *VERSIONS, "CHANGELOG.md", "sbom.cdx.json")
        _git("commit", "-m", f"Release {version}")
        _git("tag", "-a", f"v{version}", "-m", f"geonews {version}")
        _say(f"tagged v{version}; push it, and upload dist/ with twine")


def cut(changelog: str, version: str, day: date) -> str:
    r"""Give what is unreleased a version and a day, and open a new list above it.

    Raises
    ------
    ValueError
        If nothing is unreleased.

    >>> print(cut("# Changelog\n\n## Unreleased\n\n### Added\n- A thing.\n", "1.0.0", date(2026, 1, 2)))
    # Changelog
    <BLANKLINE>
    ## Unreleased
    <BLANKLINE>
    ## 1.0.0 - 2026-01-02
    <BLANKLINE>
    ### Added
    - A thing.
    <BLANKLINE>
    """
    head, found, rest = changelog.partition("## Unreleased\n")
    if not found or not re.search(r"^- ", rest.partition("\n## ")[0], re.MULTILINE):
        raise ValueError("expected changes under '## Unreleased' in CHANGELOG.md, got none; write what has changed")
    return f"{head}## Unreleased\n\n## {version} - {day.isoformat()}\n{rest}"


def with_version(file: str, text: str, version: str, day: date) -> str:
    r"""Return one of ``VERSIONS`` with another version.

    >>> with_version("CITATION.cff", 'version: 0.1.0\ndate-released: "2026-01-01"', "0.2.0", date(2026, 2, 3))
    'version: 0.2.0\ndate-released: "2026-02-03"'
    """
    made, count = re.subn(VERSIONS[file], rf"\g<1>{version}", text)
    if count != 1:
        raise ValueError(f"expected one version in {file!r}, got {count}")
    return re.sub(r'(?m)^(date-released: ")[^"]+', rf"\g<1>{day.isoformat()}", made)


def build() -> None:
    """Build into ``dist``, check the metadata with twine, and the wheel's size."""
    for old in DIST.glob("geonews-*"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder, "bin", "python"))
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "build", "twine")
        _run(python, "-m", "build", "--outdir", str(DIST), str(ROOT))
        made = sorted(DIST.glob("geonews-*"))
        _run(python, "-m", "twine", "check", "--strict", *map(str, made))
    for file in made:
        size = file.stat().st_size
        _say(f"{file.name}: {size / 1e6:.1f} MB")
        if file.suffix == ".whl" and size > MOST_BYTES:
            sys.exit(f"expected a wheel of {MOST_BYTES / 1e6:.0f} MB at most, got {size / 1e6:.1f}; leave data out")


def _check_may(version: str) -> None:
    if not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version):
        sys.exit(f"expected a version such as 1.2.3 or 1.2.3rc1, got {version!r}")
    if _told("git", "status", "--porcelain"):
        sys.exit("expected a clean tree, got changes; commit them first")
    if _told("git", "tag", "--list", f"v{version}"):
        sys.exit(f"expected a new version, got {version!r}, which is tagged; choose another")


def _write(version: str, day: date) -> None:
    changelog = ROOT / "CHANGELOG.md"
    changelog.write_text(cut(changelog.read_text(encoding="utf-8"), version, day), encoding="utf-8")
    for name in VERSIONS:
        path = ROOT / name
        path.write_text(with_version(name, path.read_text(encoding="utf-8"), version, day), encoding="utf-8")
    _run(sys.executable, str(ROOT / "tools" / "write_sbom.py"))


def _git(*words: str) -> None:
    _run("git", *words)


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"expected {' '.join(command[:4])} to succeed, got {done.returncode}; nothing is released")


def _told(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
