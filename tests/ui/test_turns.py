"""The map draws before the rest of the page is made, and nobody waits long for it."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from geonews.ui import turns


def test_only_a_view_that_replaces_another_is_worth_a_wait() -> None:
    shown = turns.SessionMap()
    assert not shown.show("a")  # the page is new: its numbers need not wait for the map
    assert not shown.show("a")
    assert shown.show("b")
    assert not shown.show("b")
    assert shown.show("a")


def test_the_wait_ends_when_the_map_has_drawn_what_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", 30)
    shown = turns.SessionMap()
    shown.show("a")
    shown.show("b")
    waiting = threading.Thread(target=shown.wait)
    waiting.start()
    shown.drew("a")  # a late word of the view before
    waiting.join(0.2)
    assert waiting.is_alive()
    shown.drew("b")
    waiting.join(5)
    assert not waiting.is_alive()
    shown.wait()  # it is drawn: another run of the script goes straight on


def test_a_map_that_says_nothing_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", 0.05)
    shown = turns.SessionMap()
    shown.show("a")
    began = time.monotonic()
    shown.wait()
    assert 0.04 < time.monotonic() - began < 5


def test_each_session_has_a_map_of_its_own_until_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_MAPS", 2)
    one: dict[Any, Any] = {}
    first = turns.of_session(one)
    assert turns.of_session(one) is first
    assert turns.find(first.token) is first
    others = [turns.of_session({}) for _ in range(2)]
    assert len({first.token, *(other.token for other in others)}) == 3
    assert turns.find(first.token) is None
    assert turns.of_session(one) is first  # its session goes on, and is known again
    assert turns.find(first.token) is first
    assert turns.find("") is None
