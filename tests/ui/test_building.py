"""Files that are built beside their session: they come, can be stopped at any row, and fail in words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from made_news import fill

from geonews.errors import StoreError
from geonews.store import EventFilter
from geonews.ui import building, data, take_away
from geonews.ui.address import Choice
from geonews.ui.building import Build


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(building, "st", SimpleNamespace(session_state=state))
    return state


def made(make: Callable[[Build], bytes], total: int = 10) -> Build:
    build = Build(what="The page", file_name="a.html", mime="text/html", total=total)
    building.begin(build, make).join(180)
    return build


def test_a_file_comes_with_its_count(session: dict[str, Any]) -> None:
    build = made(lambda build: b"".join(b"%d" % row for row in build.counted(range(7))))
    assert (build.state, build.content, build.done, build.over) == ("built", b"0123456", 7, True)
    assert session[building.KEY] is build


@pytest.mark.parametrize("when", [0, 1, 3])
@pytest.mark.parametrize("way", ["counted", "guarded"])
def test_a_cancelled_file_goes_no_further(when: int, way: str) -> None:
    seen: list[int] = []

    def rows(build: Build) -> Iterator[int]:
        for row in range(9):
            if row == when:
                build.cancel()
            yield row

    build = made(lambda build: b"".join(b"." for row in getattr(build, way)(rows(build)) if seen.append(row) is None))
    assert (build.state, build.content, seen) == ("cancelled", None, list(range(when)))


def test_a_file_that_is_cancelled_at_its_end_is_not_given_out() -> None:
    def make(build: Build) -> bytes:
        build.cancel()
        return b"whole"

    assert made(make).content is None


@pytest.mark.parametrize(
    ("error", "said"),
    [(StoreError("expected a store, found none"), "expected a store"), (KeyError("x"), "log says why")],
)
def test_what_goes_wrong_is_told(error: Exception, said: str) -> None:
    def make(build: Build) -> bytes:
        raise error

    build = made(make)
    assert build.state == "failed"
    assert said in (build.error or "")


def test_a_new_file_takes_the_place_of_the_one_before() -> None:
    going, may_end = threading.Event(), threading.Event()

    def make(build: Build) -> bytes:
        going.set()
        may_end.wait(180)
        build.go_on()
        return b"late"

    first = Build(what="The page", file_name="a.html", mime="text/html", total=1)
    thread = building.begin(first, make)
    assert going.wait(180)
    second = made(lambda build: b"now")
    may_end.set()
    thread.join(180)
    assert (first.state, second.content) == ("cancelled", b"now")


def test_no_more_are_made_at_once_than_the_server_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_turns", threading.Semaphore(0))
    build = Build(what="The page", file_name="a.html", mime="text/html", total=1)
    thread = building.begin(build, lambda build: b"never")
    assert build.state == "waiting"
    build.cancel()
    thread.join(180)
    assert build.state == "cancelled"


@pytest.mark.parametrize("make", [take_away.build_page, take_away.build_report])
def test_page_and_report_count_their_events_and_stop(tmp_path: Path, make: Any) -> None:
    stamp, choice = data.stamp(fill(tmp_path / "made.gpkg")), Choice(filter=EventFilter(once=True))
    arguments = ("",) if make is take_away.build_page else ()
    build = made(lambda build: make(stamp, choice, *arguments, build))
    assert (build.state, build.done) == ("built", 21)

    def stopped(build: Build) -> bytes:
        build.cancel()
        return bytes(make(stamp, choice, *arguments, build))

    assert made(stopped).state == "cancelled"


def test_what_is_estimated_comes_near(tmp_path: Path) -> None:
    stamp, choice = data.stamp(fill(tmp_path / "made.gpkg")), Choice(filter=EventFilter(once=True))
    sizes = len(take_away.build_page(stamp, choice)), len(take_away.build_report(stamp, choice))
    for size, estimated in zip(sizes, take_away.estimates(21), strict=True):
        assert 0.6 < estimated / size < 1.7
