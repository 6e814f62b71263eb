"""Hooks of the documentation site: files of the repository that pages link to come along; the notebook is a page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
#: Links out of ``docs/`` into the repository.
OUTSIDE = re.compile(r"\]\(\.\./([^)#\s]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: Any) -> Files:
    """Add what pages link to outside of ``docs/`` as plain text, and the notebook as a page."""
    pages = [page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md"))]
    for name in sorted({found[1] for page in pages for found in OUTSIDE.finditer(page)}):
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, f"repository/{name}.txt", content=text))
    files.append(File.generated(config, "notebook.md", content=notebook_page()))
    return Files([file for file in files if not file.src_uri.endswith(".ipynb")])


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Lead links out of ``docs/`` to the files that came along, and those to the notebook to its page."""
    return OUTSIDE.sub(r"](repository/\1.txt)", markdown).replace("](notebook.ipynb)", "](notebook.md)")


def notebook_page() -> str:
    """Return docs/notebook.ipynb as Markdown: its words, its code, and what the code said."""
    cells = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    parts = []
    for cell in cells:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        parts += [f"```text\n{said.rstrip()}\n```" for said in map(said_in, cell.get("outputs", [])) if said]
    return "\n\n".join(parts) + "\n"


def said_in(output: dict[str, Any]) -> str:
    """Return the text of what a cell put out."""
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))
