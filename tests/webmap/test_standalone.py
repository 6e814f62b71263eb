"""The page that stands alone: complete, inert, and open without a network."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path

import pytest
from made_news import fill
from store_samples import border_news, codes, strait_news

from geonews.errors import ExportError
from geonews.store import EventFilter, Store
from geonews.webmap import standalone


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("alone") / "made.gpkg")


def packed(page: str) -> str:
    found = re.search(r'<script type="application/gzip" id="news">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return found.group(1)


def data_of(page: str) -> dict[str, object]:
    return json.loads(gzip.decompress(base64.b64decode(packed(page), validate=True)))["data"]


def test_it_carries_what_the_filter_leaves(store_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    wanted = EventFilter(countries=("AFG",), statuses=("happened",))
    with Store.open(store_path, read_only=True) as store:
        assert standalone(store, target, wanted, title="</title><b>") == 4
    page = target.read_text()
    data = data_of(page)
    assert {event["i"] for event in data["events"]} == {"event-000", "event-001", "event-002", "event-015"}
    assert "<title>&lt;/title&gt;&lt;b&gt;</title>" in page
    assert data["land"]["type"] == "FeatureCollection"


def test_reports_of_one_event_know_each_other(tmp_path: Path) -> None:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as store:
        for name in ("a1", "a2"):
            store.add(border_news(name))
        store.add(strait_news())
        standalone(store, tmp_path / "map.html")
    flows = data_of((tmp_path / "map.html").read_text())["crossings"]
    told = {member["i"]: member.get("g") for flow in flows for member in flow["m"]}
    assert told == {"a1-1": "a1-1", "a2-1": "a1-1", "a1-3": "a1-3", "a2-3": "a1-3", "b1-1": None}


def test_it_asks_nobody_for_anything_and_hostile_words_stay_words(store_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    with Store.open(store_path, read_only=True) as store:
        standalone(store, target)
    page = target.read_text()
    assert not re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="?(?:https?:)?//', page)
    assert "default-src 'none'" in page
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", packed(page))
    assert any("onerror" in event["h"] for event in data_of(page)["events"])


def test_a_target_that_cannot_be_written_is_said(store_path: Path, tmp_path: Path) -> None:
    with Store.open(store_path, read_only=True) as store, pytest.raises(ExportError, match="choose another file"):
        standalone(store, tmp_path / "no" / "folder" / "map.html")
