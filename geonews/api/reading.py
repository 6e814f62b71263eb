"""Texts that are read on request: short ones, one at a time, where the server allows it; nothing is stored."""

from __future__ import annotations

import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from geonews.api.asking import clipped
from geonews.errors import ArticleParseError, ConfigError, GeonewsError
from geonews.notebook.parsing import parse

if TYPE_CHECKING:
    from geonews.config import Config

__all__ = ["MOST_CHARS", "geoparse", "read_text"]

logger = logging.getLogger(__name__)

#: Characters of a text, and bytes of what it comes in: each may be written as \uXXXX, some as two.
MOST_CHARS: Final = 10_000
MOST_BYTES: Final = 12 * MOST_CHARS + 20_000
#: How many may wait while one is read.
MOST_WAITING: Final = 4
_FIELDS: Final = {"text": str, "title": str, "published": str, "source": str, "events": bool}
_MOST: Final = {"title": 1000, "source": 300, "published": 10}
_MOST_WAIT_S: Final = 10


def read_text(asked: Mapping[str, Any], config: Config) -> dict[str, Any]:
    """Return what is read in a text, as one line of ``geonews parse``.

    Parameters
    ----------
    asked
        ``text``, and any of ``title``, ``published`` (an ISO day), ``source`` and ``events`` (whether they are read).
    config
        Settings of the pipeline.

    Raises
    ------
    ConfigError
        If a field is unknown, or a value cannot be.
    ArticleParseError
        If the text cannot be read.
    """
    from geonews.events import ontology
    from geonews.records import parsed_record

    known = _checked(asked)
    wants_events = known.pop("events", True)
    reading = parse(**known, events=wants_events, config=config)
    return parsed_record(reading.parsed, ontology.codes)


def _checked(asked: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for name, value in asked.items():
        if name not in _FIELDS:
            raise ConfigError(f"expected fields among {', '.join(_FIELDS)}; got {clipped(name)}; leave it out")
        if value is None and name not in ("text", "events"):
            continue
        if not isinstance(value, _FIELDS[name]):
            raise ConfigError(f"expected {name} as {_FIELDS[name].__name__}, got {clipped(value)}; correct it")
        if isinstance(value, str) and len(value) > _MOST.get(name, MOST_CHARS):
            raise ConfigError(
                f"expected {name} of up to {_MOST.get(name, MOST_CHARS):,} characters, got {len(value):,}"
            )
        known[name] = value
    if not known.get("text"):
        raise ConfigError("expected a text, got none; send it as the field 'text'")
    if "published" in known:
        try:
            known["published"] = date.fromisoformat(known["published"])
        except ValueError as error:
            raise ConfigError(
                f"expected published as a day such as 2021-07-05, got {clipped(known['published'])}; correct it"
            ) from error
    return known


def geoparse(
    config: Config, refusal: Callable[..., Response], answer: Callable[..., Response]
) -> Callable[[Request], Awaitable[Response]]:
    """Return the route that reads texts.

    Parameters
    ----------
    config
        Settings; ``api_geoparse`` must be on.
    refusal, answer
        How refusals and answers are written.
    """
    waiting, turn = threading.BoundedSemaphore(MOST_WAITING), threading.Lock()

    def read(asked: Mapping[str, Any]) -> Response:
        if not waiting.acquire(blocking=False):
            return refusal(429, "Others are waiting already; try again in a moment.", {"Retry-After": "5"})
        try:
            if not turn.acquire(timeout=_MOST_WAIT_S):
                return refusal(429, "Others are being read; try again in a moment.", {"Retry-After": "5"})
            try:
                return answer(read_text(asked, config))
            finally:
                turn.release()
        except (ConfigError, ArticleParseError) as error:
            return refusal(400, str(error))
        except GeonewsError as error:  # names files of this machine
            logger.warning("a text could not be read: %s", error)
            return refusal(503, "Texts cannot be read at the moment; ask who runs this server.")
        finally:
            waiting.release()

    async def route(request: Request) -> Response:
        if not config.api_geoparse:
            return refusal(403, "This server reads no texts on request; its settings may allow it (api_geoparse).")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return refusal(415, "Expected a text in JSON; send it with Content-Type: application/json.")
        try:
            body = await _body(request)
        except ClientDisconnect:
            return refusal(400, "The request ended early.")
        if body is None:
            return refusal(
                413, f"Expected a text of up to {MOST_CHARS:,} characters; use geonews parse for longer ones."
            )
        try:
            asked = orjson.loads(body)
        except orjson.JSONDecodeError:
            return refusal(400, 'Expected JSON such as {"text": "…"}, got something else; correct it.')
        if request.query_params:
            return refusal(400, "Expected no parameters in the address; send them as fields of the JSON.")
        if not isinstance(asked, dict):
            return refusal(400, 'Expected a JSON object such as {"text": "…"}; got another value; correct it.')
        return await run_in_threadpool(read, asked)

    return route


async def _body(request: Request) -> bytes | None:
    """Return what was sent, None where that is more than a text may be."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)
