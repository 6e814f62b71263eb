"""The geoparser on its own, and a shorthand to read one text with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews import nlp
from geonews.geoparse import Geoparser
from geonews.model import Article, Resolution


@pytest.fixture(scope="session")
def geoparser(config: Any, gazetteer: Any) -> Geoparser:
    """Return the shipped geoparser."""
    return Geoparser.open(config, gazetteer)


@pytest.fixture(scope="session")
def read(geoparser: Geoparser) -> Callable[..., list[Resolution]]:
    """Return a function that finds and resolves the toponyms of a text."""

    def parse(text: str, **options: Any) -> list[Resolution]:
        (doc,) = nlp.parse([text])
        return geoparser.parse(Article(id="test", text=text), doc, **options)

    return parse
