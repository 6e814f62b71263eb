"""The tools for language models, asked by the SDK's own client: over stdio as a program would, and in this process."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import loops
import pytest
from made_news import fill
from mcp import Client, StdioServerParameters, stdio_client

from geonews.api.tools import server
from geonews.config import Config
from geonews.errors import StoreError
from geonews.notebook import parsing


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("mcp") / "made.gpkg")


def call(where: Any, name: str, **arguments: Any) -> Any:
    async def asking() -> Any:
        async with Client(where) as client:
            return await client.call_tool(name, arguments)

    return loops.run(asking())


def test_a_program_lists_and_calls_the_tools_over_stdio(store: Path) -> None:
    command = StdioServerParameters(command=sys.executable, args=["-m", "geonews", "mcp", "--store", str(store)])

    async def asking() -> tuple[Any, Any]:
        async with Client(stdio_client(command)) as client:
            return await client.list_tools(), await client.call_tool("search_events", {"country": ["TJK"]})

    listed, found = loops.run(asking())
    assert [tool.name for tool in listed.tools] == ["parse_text", "search_events", "read_evidence"]
    assert all(tool.annotations.read_only_hint for tool in listed.tools)
    assert found.structured_content["matched"] == 1
    (event,) = found.structured_content["events"]
    assert event["evidence"] == "At least 134 soldiers crossed into Tajikistan near Panj."


def test_evidence_is_the_very_sentence_of_the_article(store: Path, config: Config) -> None:
    found = call(server(store, config), "read_evidence", event_id="event-000").structured_content
    assert found["sentence"] == found["event"]["evidence"]
    assert found["before"].endswith("\n") or found["before"].endswith(" ")
    assert found["article"]["url"] == "https://news.example/made-000"


def test_a_text_is_read_and_not_stored(
    store: Path, config: Config, pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "_opened", lambda config: pipeline)
    before = store.read_bytes()
    text = "Some 300 people fled from Sudan into Chad on Friday."
    found = call(server(store, config), "parse_text", text=text, published="2023-05-08").structured_content
    assert found["events"][0]["date_start"] == "2023-05-05"
    assert found["events"][0]["destination_country"] == "TCD"
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("read_evidence", {"event_id": "nobody"}, "expected the id of an event in the store, got 'nobody'"),
        ("search_events", {"country": ["XYZ"]}, "ISO 3166-1 alpha-3"),
        ("search_events", {"type": ["NONSENSE"]}, "expected type among"),
        ("search_events", {"since": "2021-02-30"}, "expected from as a day"),
        ("search_events", {"status": ["maybe"]}, "status"),
        ("search_events", {"limit": 0}, "expected limit from 1 on"),
        ("search_events", {"offset": 10**9}, "expected offset up to"),
        ("search_events", {"text": "x" * 5000}, "expected text of up to 300 characters"),
        ("parse_text", {"text": "x" * 20_000}, "expected text of up to 10,000 characters"),
        ("parse_text", {"text": "Gunmen fled.", "published": "yesterday"}, "expected published"),
    ],
)
def test_what_cannot_be_is_told_to_the_model(
    store: Path, config: Config, name: str, arguments: dict[str, Any], said: str
) -> None:
    answer = call(server(store, config), name, **arguments)
    assert answer.is_error
    assert said in answer.content[0].text


def test_a_wrong_store_is_told_at_the_start(tmp_path: Path, config: Config) -> None:
    with pytest.raises(StoreError, match="expected a store"):
        server(tmp_path / "none.gpkg", config)
