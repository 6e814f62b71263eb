"""The page without a browser: panels, corrections, errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_news import fill
from streamlit.testing.v1 import AppTest

from geonews.store import Store
from geonews.ui import settings


@pytest.fixture
def store_path(tmp_path: Path, config: Any) -> Path:
    path = fill(tmp_path / "made.gpkg")
    settings.configure(settings.AppSettings(store=path, samples=False, config=config))
    return path


def run(**params: Any) -> AppTest:
    test = AppTest.from_file(str(settings.PAGE), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def html(test: AppTest) -> str:
    return " ".join(element.proto.body for element in test.main if element.type == "html") or " ".join(
        element.proto.body for element in test.get("html")
    )


def test_the_address_sets_the_filters(store_path: Path) -> None:
    test = run(country=["AFG", "TJK"], role="origin", **{"from": "2021-06-01"})
    assert not test.exception
    assert test.multiselect(key="f_country").value == ["AFG", "TJK"]
    assert test.selectbox(key="f_role").value == "origin"
    assert "<dd>2</dd>" in html(test)


def test_a_filter_writes_the_address(store_path: Path) -> None:
    test = run()
    test.multiselect(key="f_type").set_value(["PROTEST"]).run()
    assert not test.exception
    assert dict(test.query_params.items()).get("type") in ("PROTEST", ["PROTEST"])
    assert "<dd>2</dd>" in html(test)
    test.multiselect(key="f_country").set_value(["COL"]).run()
    assert dict(test.query_params.items()).get("country") in ("COL", ["COL"])
    assert test.multiselect(key="f_type").value == ["PROTEST"]
    assert "<dd>1</dd>" in html(test)


@pytest.mark.parametrize("panel", ["crossings", "reader", "add", "export"])
def test_every_panel_opens(store_path: Path, panel: str) -> None:
    test = run()
    test.session_state["panel"] = panel
    test.run()
    assert not test.exception


def test_the_map_keeps_its_base_and_changes_its_key(store_path: Path) -> None:
    def component(test: AppTest) -> Any:
        import json

        (found,) = list(test.get("component_instance"))
        return json.loads(found.proto.json_args)

    test = run()
    before = component(test)
    test.multiselect(key="f_type").set_value(["PROTEST"]).run()
    after = component(test)
    assert before["script"] == after["script"]
    assert before["feature_group"] != after["feature_group"]
    assert len(after["feature_group"]) < 1500
    assert "Crowds" not in after["feature_group"]


def test_a_correction_is_stored_and_seen(store_path: Path) -> None:
    test = run(event="event-001")
    test.text_input(key="who").set_value("Ada")
    test.selectbox(key="wrong event-001").set_value("status").run()
    test.selectbox(key="status event-001").set_value("denied").run()
    test.button(key="save event-001").click().run()
    assert not test.exception
    with Store.open(store_path, read_only=True) as store:
        assert store.event("event-001")["status"] == "denied"
        (made,) = store.corrections("event-001")
    assert made["who"] == "Ada"
    test.button(key=f"undo {made['id']}").click().run()
    with Store.open(store_path, read_only=True) as store:
        assert store.event("event-001")["status"] == "happened"


def test_read_only_takes_nothing(store_path: Path, config: Any) -> None:
    settings.configure(settings.AppSettings(store=store_path, samples=False, config=config, read_only=True))
    test = run(event="event-001")
    test.session_state["panel"] = "add"
    test.run()
    assert not test.exception
    assert not [box for box in test.text_input if box.key == "who"]
    assert any("read-only" in info.value for info in test.info)


def test_what_is_no_store_is_said(tmp_path: Path, config: Any) -> None:
    path = tmp_path / "notes.gpkg"
    path.write_text("these are notes")
    settings.configure(settings.AppSettings(store=path, samples=False, config=config))
    test = run()
    assert not test.exception
    assert any("expected a GeoPackage" in error.value for error in test.error)
