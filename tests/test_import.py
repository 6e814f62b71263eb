"""``import geonews`` is light: every public name is there, and nothing is loaded before it is asked for."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import geonews

HEAVY = (
    "click",
    "folium",
    "geopandas",
    "numpy",
    "onnxruntime",
    "pandas",
    "platformdirs",
    "pyarrow",
    "spacy",
    "streamlit",
)


def modules_after(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after some code."""
    asked = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_import_loads_nothing_else() -> None:
    loaded = modules_after("import geonews")
    assert not loaded & set(HEAVY)
    assert {name for name in loaded if name.startswith("geonews")} == {"geonews"}


def test_looking_around_loads_nothing_else() -> None:
    assert not modules_after("import geonews; dir(geonews); geonews.Article; geonews.__version__") & set(HEAVY)


def test_looking_up_a_name_needs_no_language_model(gazetteer: object) -> None:
    run = "CliRunner().invoke(cli, ['geocode', 'Kabul'])"
    loaded = modules_after(f"from click.testing import CliRunner; from geonews.cli import cli; {run}")
    assert "geonews.gazetteer.lookup" in loaded
    assert not loaded & {"spacy", "pandas", "geopandas", "streamlit", "onnxruntime", "geopy"}


@pytest.mark.parametrize("name", geonews.__all__)
def test_every_public_name_is_found_and_told_to_type_checkers(name: str) -> None:
    assert getattr(geonews, name) is not None
    assert name in dir(geonews)
    tree = ast.parse(Path(geonews.__file__).read_text(encoding="utf-8"))
    (guarded,) = [node for node in tree.body if isinstance(node, ast.If)]
    told = {alias.name for node in ast.walk(guarded) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert name in told or name == "__version__"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'geonews' has no attribute 'prase'"):
        geonews.prase  # noqa: B018
