"""One coder for the room, over the shipped gazetteer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from geonews.model import Article, Event


@pytest.fixture(scope="session")
def coder(config: Any, gazetteer: Any) -> Any:
    """Return the coder."""
    from geonews.events import Coder

    return Coder.open(config, gazetteer)


@pytest.fixture(scope="session")
def code(coder: Any, config: Any, gazetteer: Any) -> Callable[..., list[Event]]:
    """Return a function that codes one text: ``code(text, published)``."""
    from geonews import nlp
    from geonews.geoparse import Geoparser

    geoparser = Geoparser.open(config, gazetteer)

    def code(text: str, published: str | None = "2022-03-09", **head: Any) -> list[Event]:
        when = None if published is None else datetime.fromisoformat(published).replace(tzinfo=UTC)
        article = Article(id=head.pop("id", "test"), text=text, published=when, **head)
        (doc,) = nlp.parse([text])
        found: list[Event] = coder.code(article, doc, geoparser.parse(article, doc))
        return found

    return code


@pytest.fixture(scope="session")
def geography(gazetteer: Any) -> Any:
    """Return what the events know about countries."""
    from geonews.events.grounding.spots import Geography

    return Geography(gazetteer)
