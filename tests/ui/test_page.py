"""The page without a browser: panels, corrections, errors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from made_news import fill
from streamlit.testing.v1 import AppTest

from geonews.store import Store
from geonews.ui import settings

PANELS = ["crossings", "reader", "add", "export"]


@pytest.fixture(autouse=True)
def no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody draws a map here, so nobody waits for it."""
    monkeypatch.setattr("geonews.ui.turns.LONGEST_S", 0)


@pytest.fixture
def store_path(tmp_path: Path, config: Any) -> Path:
    path = fill(tmp_path / "made.gpkg")
    settings.configure(settings.AppSettings(store=path, samples=False, config=config))
    return path


def run(**params: Any) -> AppTest:
    test = AppTest.from_file(str(settings.PAGE), default_timeout=240)
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


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_opens(store_path: Path, panel: str) -> None:
    test = run()
    test.session_state["panel"] = panel
    test.run()
    assert not test.exception
    assert f"gn-on-top-{panel}" in html(test)


def test_what_is_opened_lies_on_top_and_what_lay_beneath_comes_back(store_path: Path) -> None:
    def on_top(test: AppTest) -> str:
        return next((name for name in ("card", *PANELS) if f'gn-on-top-{name}"' in html(test)), "list")

    test = run(event="event-000")
    assert (on_top(test), test.button(key="back").label) == ("card", "All events")
    next(button for button in test.button if button.label == "Read article").click().run()
    assert (on_top(test), test.button(key="back").label) == ("reader", "The event")
    test.button(key="back").click().run()
    assert (on_top(test), test.button(key="back").label) == ("card", "Articles")
    test.button(key="back").click().run()
    assert on_top(test) == "reader"
    test.button(key="back").click().run()
    assert not test.exception
    assert on_top(test) == "list"
    test.session_state["f_family"] = "all"
    test.run()
    test.button(key="count_lacking").click().run()
    assert "**2 events here**" in [words.value for words in test.markdown]
    test.session_state["event"] = "event-020"
    test.run()
    assert (on_top(test), test.button(key="back").label) == ("card", "2 events here")
    test.button(key="close_card").click().run()
    assert on_top(test) == "list"
    assert "**2 events here**" in [words.value for words in test.markdown]


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
    test = correct("event-001", "status")
    test.selectbox(key="status event-001").set_value("denied").run()
    test.text_input(key="who event-001").set_value("Ada").run()
    test.button(key="save event-001").click().run()
    assert not test.exception
    with Store.open(store_path, read_only=True) as store:
        assert store.event("event-001")["status"] == "denied"
        (made,) = store.corrections("event-001")
    assert made["who"] == "Ada"
    test.button(key=f"undo {made['id']} event-001").click().run()
    with Store.open(store_path, read_only=True) as store:
        assert store.event("event-001")["status"] == "happened"


def correct(event_id: str, field: str) -> AppTest:
    test = run(event=event_id)
    test.session_state["correcting"] = event_id
    test.run()
    return test.selectbox(key=f"wrong {event_id}").set_value(field).run()


def save(test: AppTest, event_id: str) -> None:
    test.text_input(key=f"who {event_id}").set_value("Ada").run()
    test.button(key=f"save {event_id}").click().run()
    assert not test.exception


def test_numbers_of_every_kind_are_corrected(store_path: Path) -> None:
    test = correct("event-004", "count")
    assert test.button(key="save event-004").disabled
    test.number_input(key="low fatalities event-004").set_value(4)
    test.number_input(key="high fatalities event-004").set_value(2).run()
    assert "swap them" in test.warning[0].value
    test.number_input(key="high fatalities event-004").set_value(6).run()
    save(test, "event-004")
    with Store.open(store_path, read_only=True) as store:
        event = store.event("event-004")
    assert (event["fatalities_min"], event["fatalities_max"], event["count_min"]) == (4, 6, None)


def test_an_event_is_merged_into_another_and_split_again(store_path: Path) -> None:
    with Store.open(store_path) as store:
        store.correct("event-011", "date", {"date_start": "2021-09-20", "date_end": "2021-09-20"}, who="Eve")
        store.correct("event-011", "type", {"event_type": "AGREEMENT", "mode": "sign"}, who="Eve")
    test = correct("event-011", "same_as")
    test.selectbox(key="same event-011 ").set_value(0).run()
    save(test, "event-011")
    assert test.session_state["event"] == "event-010"
    with Store.open(store_path, read_only=True) as store:
        assert store.event("event-011") is None
        (merged,) = [row for row in store.corrections("event-010") if row["field"] == "same_as"]
    test.button(key=f"undo {merged['id']} event-011").click().run()
    with Store.open(store_path, read_only=True) as store:
        assert store.event("event-011") is not None


def test_what_is_no_event_leaves_the_map_and_keeps_a_way_back(store_path: Path) -> None:
    test = correct("event-012", "not_an_event")
    save(test, "event-012")
    assert any("took this event off the map" in info.value for info in test.info)
    with Store.open(store_path, read_only=True) as store:
        assert store.event("event-012") is None
        (made,) = store.corrections("event-012")
    test.button(key=f"undo {made['id']} event-012").click().run()
    assert "Talks were held in" in html(test)


def test_an_end_keeps_its_town_when_from_and_to_change_places(store_path: Path) -> None:
    test = correct("event-002", "direction")
    test.toggle(key="swap event-002").set_value(True).run()
    save(test, "event-002")
    with Store.open(store_path, read_only=True) as store:
        event = store.event("event-002")
    assert (event["origin_place"], event["origin_country"]) == ("Mashhad", "IRN")
    assert (event["destination_place"], event["destination_country"]) == ("Islam Qala", "AFG")


def test_read_only_takes_nothing(store_path: Path, config: Any) -> None:
    settings.configure(settings.AppSettings(store=store_path, samples=False, config=config, read_only=True))
    test = run(event="event-001")
    assert not test.exception
    assert not [button for button in test.button if button.label == "Correct"]
    test.session_state["panel"], test.session_state["front"] = "add", "panel"
    test.run()
    assert not test.exception
    assert any("read-only" in info.value for info in test.info)


def test_what_is_no_store_is_said(tmp_path: Path, config: Any) -> None:
    path = tmp_path / "notes.gpkg"
    path.write_text("these are notes")
    settings.configure(settings.AppSettings(store=path, samples=False, config=config))
    test = run()
    assert not test.exception
    assert any("expected a GeoPackage" in error.value for error in test.error)


#: Labels of controls whose use their label says, or which hold no choice of the reader's.
PLAIN = {"More"}


@pytest.mark.parametrize(("panel", "front"), [("events", "card"), *((name, "panel") for name in PANELS)])
def test_every_control_has_help(store_path: Path, panel: str, front: str) -> None:
    test = run(event="event-000", article="made-000", pair="AFG-TJK", country="AFG")
    test.session_state["panel"], test.session_state["front"] = panel, front
    test.session_state["correcting"] = "event-000"
    test.run()
    assert not test.exception
    kinds = ("button", "text_input", "text_area", "selectbox", "multiselect", "slider", "toggle", "date_input",
             "number_input", "button_group", "file_uploader", "download_button")  # fmt: skip
    bare = {
        f"{kind}: {element.proto.label}"
        for kind in kinds
        for element in test.get(kind)
        if not element.proto.help and element.proto.label not in PLAIN
    }
    assert bare == set()


def test_labels_of_the_readers_buttons_are_text(store_path: Path) -> None:
    test = run(article="made-020")
    test.session_state["panel"] = "reader"
    test.run()
    assert not test.exception
    (label,) = [button.label for button in test.button if str(button.key).startswith("read ")]
    for sign in "$`<[*_:{":  # of formulas, code, markup, links, stress, directives
        assert sign not in re.sub(r"\\.", "", label), label
    assert "\\$\\{alert" in label


def test_the_tour_has_five_steps_and_ends(store_path: Path) -> None:
    test = run()
    next(button for button in test.button if button.label == "Tour").click().run()
    seen = []
    for _ in range(4):
        seen.append(html(test))
        test.button(key="tour_next").click().run()
    assert all(f"<small>{number + 1} of 5</small>" in words for number, words in enumerate(seen))
    assert test.button(key="tour_next").label == "Done"
    test.button(key="tour_back").click().run()
    test.button(key="tour_next").click().run()
    test.button(key="tour_next").click().run()
    assert not test.exception
    assert any(button.label == "Tour" for button in test.button)


def test_a_store_that_is_deleted_under_the_page_is_told_and_not_made_anew(store_path: Path) -> None:
    test = run()
    assert not test.error
    store_path.unlink()
    for _ in range(2):
        test.run()
        assert not test.exception
        assert "it was deleted or moved; put it back" in test.error[0].value
        assert not store_path.exists()


def test_a_store_in_whose_place_another_is_put_is_told_once(store_path: Path, tmp_path: Path) -> None:
    test = run()
    shown = html(test)
    other = fill(tmp_path / "other.gpkg")
    with Store.open(other) as store:
        store.correct(next(store.events())["event_id"], "not_an_event", {"retracted": True}, who="Nora")
    other.replace(store_path)
    test.run()
    assert not test.exception and not test.error
    assert "Another file was put in the place" in test.toast[0].value
    assert html(test) != shown
    assert not test.run().toast


def test_an_empty_store_tells_how_more_places_are_had(tmp_path: Path, config: Any) -> None:
    settings.configure(settings.AppSettings(store=tmp_path / "empty.gpkg", samples=False, config=config))
    test = run()
    assert not test.exception
    (said,) = [box.value for box in test.markdown if "geonews gazetteer install" in box.value]
    assert 'geonews gazetteer install "AF TJ" --dry-run' in said
    assert "Afghanistan and Tajikistan" in " ".join(said.split())
