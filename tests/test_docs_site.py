"""The documentation as a site: it builds without a broken link, loads nothing from elsewhere, and the notebook runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest

import geonews

ROOT = Path(__file__).resolve().parent.parent
#: What a page loads by itself: scripts, styles, pictures, fonts.
LOADED = re.compile(r"""<(?:(?:script|img|iframe|source)[^>]*\ssrc|link[^>]*\shref)=["'](?:https?:)?//""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site, built strictly: a broken link or a page that nothing leads to fails it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert built.returncode == 0, built.stderr
    return folder


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = sorted(site.glob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert not LOADED.search(page.read_text(encoding="utf-8")), page.name
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?https?:", sheet.read_text(encoding="utf-8")), sheet.name


def test_every_public_name_has_its_reference(site: Path) -> None:
    page = (site / "reference.html").read_text(encoding="utf-8")
    for name in set(geonews.__all__) - {"__version__"}:
        assert re.search(rf'id="geonews\.[\w.]*\b{name}"', page), name
    assert "Parameters" in page and "Raises" in page


def test_the_gallery_has_six_pictures_that_are_there(site: Path) -> None:
    pictures = re.findall(r'<img[^>]*src="(images/[^"]+)"', (site / "gallery.html").read_text(encoding="utf-8"))
    assert len(set(pictures)) == 6
    assert all((site / name).stat().st_size > 10_000 for name in pictures)


def test_the_notebook_says_what_is_written_in_it(tmp_path: Path, gazetteer: object) -> None:
    written = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)
    run = nbformat.from_dict(written)
    nbclient.NotebookClient(run, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    told = [[output.get("text") for output in cell.get("outputs", [])] for cell in written.cells]
    again = [[output.get("text") for output in cell.get("outputs", [])] for cell in run.cells]
    assert again == told
    assert sum(map(len, told)) >= 6
    assert (tmp_path / "map.html").stat().st_size > 100_000
