"""Tools for language models by the Model Context Protocol: parse a text, search events, read the evidence.

They read one store and write nothing; what they answer is what the API over HTTP answers.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from geonews import __version__
from geonews.api import answers
from geonews.api.asking import asked, clipped
from geonews.errors import ArticleParseError, ConfigError, GeonewsError
from geonews.extras import how_to_install

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from geonews.config import Config

__all__ = ["serve", "server"]

#: Most events that one answer holds: a model reads them all.
MOST_EVENTS: Final = 50
#: Characters of the article before and after the sentence of an event.
CONTEXT: Final = 600
_TOLD: Final = (
    "event_id", "event_type", "mode", "status", "date_start", "date_end", "date_basis", "place", "country",
    "geo_precision", "lon", "lat", "origin_country", "origin_place", "destination_country", "destination_place",
    "actor1", "actor2", "subject", "count_text", "fatalities_best", "n_reports", "confidence", "evidence", "title",
    "publisher", "published", "source_url", "doc_id", "attributed_to", "disputed", "copy_of",
)  # fmt: skip
_INSTRUCTIONS: Final = (
    "geonews reads what news articles say happened. Every event has the sentence it was read from: quote it, name the "
    "publisher and give the address. An event is what an article says, not a fact; its status says whether it is told "
    "as happened, planned, denied or hypothetical. A place with geo_precision 2 or 3 is only an area or a country."
)
Status = Literal["happened", "planned", "denied", "hypothetical"]
Role = Literal["any", "where", "origin", "destination", "actor"]


def server(store: Path | None, config: Config) -> MCPServer[Any]:
    """Return a server with the tools; those that read a store are left out where there is none.

    Raises
    ------
    ConfigError
        If the SDK is not installed.
    StoreError
        If the store cannot be opened.
    """
    try:
        from mcp.server import MCPServer
        from mcp_types import ToolAnnotations
    except ImportError as error:
        raise ConfigError(f"expected the MCP SDK, got no 'mcp'; run {how_to_install('mcp')}") from error
    reading = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    made: MCPServer[Any] = MCPServer("geonews", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING")
    tools = [_parse(config)]
    if store is not None:
        with answers.opened(store):
            pass  # a wrong name is told at the start, not to a model
        tools += [_search(store), _evidence(store)]
    for tool in tools:
        made.add_tool(_told(tool), annotations=reading)
    return made


def serve(store: Path | None, config: Config) -> None:
    """Answer one client on standard input and output until it leaves; see ``server`` for what is raised."""
    server(store, config).run("stdio")


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Make the sentences of errors reach the model; the SDK hides what it does not know."""
    from mcp.server.mcpserver.exceptions import ToolError

    @functools.wraps(tool)
    def told(*args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return tool(*args, **kwargs)
        except (ConfigError, ArticleParseError) as error:
            raise ToolError(str(error)) from error
        except GeonewsError as error:  # names files of this machine
            raise ToolError("geonews cannot read its data at the moment; see its log") from error

    return told


def _parse(config: Config) -> Callable[..., dict[str, Any]]:
    from geonews.api.reading import read_text

    turn = threading.Lock()

    def parse_text(text: str, published: str | None = None, title: str | None = None) -> dict[str, Any]:
        """Read an English news text: its place names with coordinates, and the events that it tells of.

        Give ``published`` (YYYY-MM-DD) where it is known: "on Friday" is read against it. Nothing is stored.
        """
        with turn:
            return read_text({"text": text, "published": published, "title": title}, config)

    return parse_text


def _search(store: Path) -> Callable[..., dict[str, Any]]:
    def search_events(
        text: str | None = None,
        country: list[str] | None = None,
        role: Role = "any",
        type: list[str] | None = None,
        status: list[Status] | None = None,
        since: str | None = None,
        until: str | None = None,
        min_confidence: float | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> dict[str, Any]:
        """Find events in the store, by day: what happened, where, who says so, and the sentence it was read from.

        ``text`` are words that must all occur; ``country`` ISO 3166-1 alpha-3 codes and ``role`` what they are to the
        event; ``type`` such as BORDER_CROSSING, CLASH, PROTEST, DISASTER; ``since`` and ``until`` days as YYYY-MM-DD.
        Reports of one event by several outlets come once.
        """
        single = {
            "text": text, "role": role, "from": since, "to": until, "min_confidence": min_confidence,
            "limit": min(limit, MOST_EVENTS), "offset": offset, "once": "true",
        }  # fmt: skip
        many = {"country": country, "type": type, "status": status}
        given = [(name, str(value)) for name, value in single.items() if value is not None]
        given += [(name, value) for name, values in many.items() for value in values or ()]
        with answers.opened(store) as opened:
            rows, matched = answers.events(opened, asked(given))
        return {"matched": matched, "events": [_short(row) for row in rows]}

    return search_events


def _evidence(store: Path) -> Callable[..., dict[str, Any]]:
    def read_evidence(event_id: str) -> dict[str, Any]:
        """Read what an event rests on: its sentence with what stands around it, its article, and who else reports it.

        ``event_id`` is one that ``search_events`` gave.
        """
        with answers.opened(store) as opened:
            found = answers.event(opened, event_id)
            if found is None:
                raise ConfigError(f"expected the id of an event in the store, got {clipped(event_id)}; search for it")
            row = found["event"]
            article = answers.article(opened, row["doc_id"]) or {}
        start, end = row["char_start"] or 0, row["char_end"] or 0
        text = article.get("text") or ""
        return {
            "event": _short(row),
            "article": {name: article.get(name) for name in ("doc_id", "title", "published", "url", "source")},
            "before": text[max(0, start - CONTEXT) : start],
            "sentence": text[start:end],
            "after": text[end : end + CONTEXT],
            "reports": found["reports"],
        }

    return read_evidence


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return what tells an event to a reader; what is not known is left out."""
    return {name: row[name] for name in _TOLD if row.get(name) is not None}
