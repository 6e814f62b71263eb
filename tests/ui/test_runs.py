"""Runs: what is read ahead, what the reading process answers, what a session sees of it, and what goes wrong."""

from __future__ import annotations

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from geonews.errors import FetchError
from geonews.ingest.inputs import left_out
from geonews.model import Article, Failure
from geonews.pipeline import Summary
from geonews.store import Store
from geonews.ui import browser, identity, progress, run_worker, runs
from geonews.ui.add_news import pasted
from geonews.ui.progress import in_words
from geonews.ui.run_worker import Ahead, main, named_by_reader


def articles(number: int) -> Iterator[Article | Failure]:
    for n in range(number):
        yield Article(id=f"a{n}", title=None, text="words", url=None, published=None, language="en", source=None)


def test_all_articles_come_in_order_and_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_worker, "MOST_AHEAD", 20)
    ahead = Ahead(articles(600), threading.Event())
    assert [item.id for item in ahead] == [f"a{n}" for n in range(600)]
    assert (ahead.read, ahead.complete) == (600, True)


def test_what_is_left_out_is_no_article_to_wait_for() -> None:
    def mixed() -> Iterator[Article | Failure]:
        for number, one in enumerate(articles(6)):
            yield one
            if number % 2:
                yield left_out(f"notes-{number}.toml", "expected articles, got settings")
        yield Failure(article_id="b.txt", stage="text", error="expected text")

    ahead = Ahead(mixed(), threading.Event())
    assert len(list(ahead)) == 10
    assert (ahead.read, ahead.complete) == (7, True)


@pytest.mark.parametrize(("name", "value", "most"), [("MOST_AHEAD", 200, 203), ("MOST_CHARS_AHEAD", 500, 104)])
def test_no_more_is_read_than_fits_and_a_stop_ends_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: int, most: int
) -> None:
    monkeypatch.setattr(run_worker, name, value)
    stop = threading.Event()
    ahead = Ahead(articles(10_000), stop)
    taken = iter(ahead)
    next(taken)
    time.sleep(0.5)
    assert most - 5 <= ahead.read <= most
    stop.set()
    assert len(list(taken)) <= 1
    assert not ahead.complete


def test_what_the_reading_raises_reaches_the_taker() -> None:
    def broken() -> Iterator[Article | Failure]:
        yield from articles(1)
        raise FetchError("expected an answer, got none; try again")

    taken = iter(Ahead(broken(), threading.Event()))
    next(taken)
    with pytest.raises(FetchError, match="expected an answer"):
        next(taken)


def test_a_failure_is_named_as_the_reader_knows_it() -> None:
    failure = Failure(
        article_id="/tmp/x/007-notes.txt#2", stage="text", error="expected text in '/tmp/x/007-notes.txt'"
    )
    named = named_by_reader(failure, "/tmp/x")
    assert (named.article_id, named.error) == ("notes.txt#2", "expected text in 'notes.txt'")


def test_the_process_answers_a_wrong_input_with_a_sentence(tmp_path: Path, config: Any) -> None:
    request = {"inputs": [str(tmp_path / "none.txt")], "store": str(tmp_path / "s.gpkg"), "config": {}}
    answers = io.StringIO()
    main(io.StringIO(json.dumps(request) + "\n"), answers)
    (answer,) = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert answer["kind"] == "error"
    assert "none.txt" in answer["message"]


class Fake:
    """A process that gives the answers it was made with, and then none."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.said: list[Any] = []
        self.idle = None
        self.process = self

    def say(self, request: Any) -> None:
        self.said.append(request)

    def answer(self) -> dict[str, Any] | None:
        return self.answers.pop(0) if self.answers else None

    def wait(self) -> int:
        return -9

    def poll(self) -> None:
        return None

    def end(self) -> None:
        return None


STEP = {"kind": "step", "articles": 4, "events": 9, "failures": 0, "seconds": 2.0, "last": "Title", "failure": None,
        "read": 10, "complete": True}  # fmt: skip
DONE = {"kind": "done", "summary": {"stored": 1}, "number": 3, "brought": {"happened": 6, "planned": 3}}


def carried_out(monkeypatch: pytest.MonkeyPatch, config: Any, *answers: dict[str, Any], owner: str = "") -> runs.Run:
    monkeypatch.setattr(runs, "_idle", [])
    monkeypatch.setattr(runs, "_Process", lambda: Fake(*answers))
    over = threading.Event()
    run = runs.start(
        pasted("words", None, None), store=Path("s.gpkg"), config=config, what="It", owner=owner, after=over.set
    )
    assert over.wait(10)
    return run


def test_a_run_tells_pace_time_left_and_results(monkeypatch: pytest.MonkeyPatch, config: Any) -> None:
    failed = STEP | {"failures": 1, "failure": ["b", "text", "expected text"], "seconds": 2.5}
    run = carried_out(monkeypatch, config, {"kind": "ready"}, STEP, failed)
    assert list(run.latest) == [("Title", 9)]
    assert run.failed == [("b", "text", "expected text")]
    assert run.rate == 2.0
    assert run.seconds_left == 2.5
    run.state = "reading"
    assert in_words(run) == "It: 5 of 10 articles · 9 events · 1 failed · 2.0 a second · 2 s left"
    run.complete = False
    assert "5 of at least 10 articles" in in_words(run)


def test_a_run_belongs_to_its_reader_and_its_outcome_stays_for_a_while(
    monkeypatch: pytest.MonkeyPatch, config: Any
) -> None:
    monkeypatch.setattr(runs, "_runs", {})
    done = carried_out(monkeypatch, config, {"kind": "ready"}, DONE, owner="ada")
    assert runs.of("ada") == [done]
    assert runs.of("eve") == []
    assert runs.others("eve") == []
    assert progress.latest("ada") is done
    assert progress.brought(done) == "9 new: 6 happened, 3 planned"
    assert progress.latest("eve") is None
    going = runs.Run(key="k", what="It", owner="ada", state="reading")
    runs._runs = {"k": going, done.key: done}
    assert runs.others("eve") == [going]
    assert runs.others("ada") == []
    assert progress.latest("ada") is going
    going.state = "done"
    assert done.ended is not None
    done.ended -= 2 * progress.OUTCOME_SECONDS
    assert progress.latest("ada") is None


def test_the_name_of_what_is_read_shows_as_itself(monkeypatch: pytest.MonkeyPatch, config: Any) -> None:
    run = carried_out(monkeypatch, config, {"kind": "ready"}, {"kind": "error", "message": "![x](//evil.example/a)"})
    assert progress.outcome(run) == r"\!\[x\]\(//evil\.example/a\)"
    run = runs.Run(key="k", what="![x](y).txt", state="stopped")
    assert progress.outcome(run) == r"\!\[x\]\(y\)\.txt: stopped before it began."


def test_a_browser_is_known_by_a_cookie_that_it_alone_has(monkeypatch: pytest.MonkeyPatch) -> None:
    cookies: dict[str, str] = {}
    page = SimpleNamespace(context=SimpleNamespace(cookies=cookies), session_state={})
    monkeypatch.setattr(browser, "st", page)
    monkeypatch.setattr(identity, "person", lambda: None)
    first = browser.token()
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert browser.token() == first
    page.session_state = {}
    assert browser.token() != first
    cookies["geonews_reader"] = first
    assert identity.owner() == f"browser {first}"
    cookies["geonews_reader"] = "<script>"
    assert browser.token() not in (first, "<script>")
    monkeypatch.setattr(identity, "person", lambda: "Ada <ada@desk.example>")
    assert identity.owner() == "person Ada <ada@desk.example>"


def test_a_process_that_dies_is_told_and_what_to_do(monkeypatch: pytest.MonkeyPatch, config: Any) -> None:
    run = carried_out(monkeypatch, config, {"kind": "ready"}, STEP)
    assert (run.state, run.over) == ("failed", True)
    assert "ended (code -9)" in (run.error or "")
    assert "add the news again" in (run.error or "")


def test_a_process_is_kept_for_the_next_run(monkeypatch: pytest.MonkeyPatch, config: Any) -> None:
    run = carried_out(monkeypatch, config, {"kind": "ready"}, DONE)
    assert run.state == "done"
    for _ in range(50):
        if runs._idle:
            break
        time.sleep(0.1)
    (kept,) = runs._idle
    assert kept.idle is not None
    kept.idle.cancel()


def test_the_reading_process_holds_articles_to_their_limits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, config: Any
) -> None:
    held: list[bool] = []

    class Reading:
        guarded = False

        def __enter__(self) -> Reading:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def ingest_articles(self, news: Iterator[Article | Failure], *_: object, **__: object) -> Summary:
            held.append(self.guarded)
            return Summary(read=len(list(news)))

    monkeypatch.setattr(run_worker, "Pipeline", SimpleNamespace(open=lambda _: Reading()))
    Store.create(tmp_path / "s.gpkg").close()
    (tmp_path / "a.txt").write_text("Rain fell in Kabul on Monday, and the river rose.")
    request = {"inputs": [str(tmp_path / "a.txt")], "store": str(tmp_path / "s.gpkg"), "config": {}}
    answers = io.StringIO()
    main(io.StringIO(json.dumps(request) + "\n"), answers)
    kinds = [json.loads(line)["kind"] for line in answers.getvalue().splitlines()]
    assert (kinds, held) == (["ready", "done"], [True])
