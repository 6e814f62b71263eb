"""What takes long says so on a terminal, makes room for everything else, and is silent where nobody looks on."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geonews import waiting
from geonews.phases import phase, shown
from geonews.waiting import Waiting, line


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    def until(self, words: str) -> str:
        """Wait until the words were written, a minute at most."""
        end = time.monotonic() + 60
        while words not in self.getvalue():
            assert time.monotonic() < end, self.getvalue()
            time.sleep(0.01)
        return self.getvalue()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "AFTER", 0.02)
    monkeypatch.setattr(waiting, "EVERY", 0.01)


def test_steps_are_named_and_the_line_is_gone_afterwards() -> None:
    terminal = Terminal()
    shower = Waiting("reading", terminal)
    with shower.running(), shown(shower.step):
        terminal.until("geonews: reading … 0 s")
        with phase("preparing the places", total=8) as advance:
            advance(2)
            terminal.until("preparing the places ██████░")
        terminal.truncate(0)
        terminal.until("geonews: reading")
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_bar_of_its_own_and_what_is_said_get_the_terminal() -> None:
    terminal = Terminal()
    shower = Waiting("reading", terminal)
    with shower.running():
        terminal.until("reading")
        with shower.held():
            told = terminal.getvalue()
            time.sleep(0.1)
            assert terminal.getvalue() == told and told.endswith("\r\x1b[K")


def test_nothing_is_written_to_a_file() -> None:
    file = io.StringIO()
    with Waiting("reading", file).running():
        time.sleep(0.1)
    assert file.getvalue() == ""


def test_steps_without_a_listener_cost_nothing_and_hide_no_error() -> None:
    with pytest.raises(ZeroDivisionError), phase("dividing") as advance:
        advance(1 // 0)


def test_a_full_bar_is_full() -> None:
    assert "█" * waiting.WIDTH in line("x", 1, 9, 8) and "100 %" in line("x", 1, 9, 8)


def test_a_command_that_takes_long_says_what_it_does(tmp_path: Path) -> None:
    slow = (
        "import time, sys, geonews.export, geonews.waiting as w\n"
        "from geonews.store import Store\n"
        "w.AFTER, w.EVERY = 0.05, 0.02\n"
        "Store.create('news.gpkg').close()\n"
        "geonews.export.write = lambda *a, **k: time.sleep(0.5)\n"
        "sys.argv = 'geonews export --store news.gpkg --layer events --format csv -o x.csv'.split()\n"
        "from geonews.cli import main; main()\n"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", slow], cwd=tmp_path, stderr=theirs) as command:
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 4096):
                said += part
        except OSError:  # the terminal is gone with its last writer
            pass
    os.close(ours)
    assert command.returncode == 0
    assert "geonews: writing …" in said.decode()
