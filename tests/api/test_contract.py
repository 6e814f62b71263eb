"""The API keeps to its own OpenAPI document, whatever it is asked (schemathesis): no server error, no answer off it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from made_news import fill
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

import geonews.api
from geonews.api.routes import application
from geonews.config import Config
from geonews.notebook import parsing

TEXT = yaml.safe_load(Path(geonews.api.__file__).with_name("openapi.yaml").read_text(encoding="utf-8"))
#: Asks whether whatever fits the document is taken: days out of order fit it, and are refused.
UNMEANT = [positive_data_acceptance]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
#: Where something can be asked that does not fit the document: any text fits an id.
CAN_BE_WRONG = ("/collections/{collection}", "/collections/{collection}/items", "/events", "/articles", "/geoparse")
OPERATIONS = [(method.upper(), path) for path, methods in TEXT["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory, config: Config, pipeline: Any) -> Iterator[Any]:
    """Yield the document of an API on made-up news, with the API behind it."""
    store = fill(tmp_path_factory.mktemp("api") / "made.gpkg")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parsing, "_opened", lambda config: pipeline)
        yield schemathesis.openapi.from_asgi(
            "/openapi.json", application(store, replace(config, api=True, api_geoparse=True))
        )


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [(*one, mode) for one in OPERATIONS for mode in MODES if mode is GenerationMode.POSITIVE or one[1] in CAN_BE_WRONG],
    ids=str,
)
def test_every_answer_is_as_documented(documented: Any, method: str, path: str, mode: GenerationMode) -> None:
    operation = documented[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        case.call_and_validate(excluded_checks=UNMEANT)

    ask()
