"""Watching feeds: only what is new, politely, and over restarts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest_builders import STORY, Site, page, rss, rss_item, site

from geonews.config import Config
from geonews.errors import ConfigError
from geonews.ingest import watch
from geonews.model import Article, Failure

HTML = "".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))


@pytest.fixture
def gazette() -> Iterator[Site]:
    with site() as served:
        yield served


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(cache_dir=tmp_path / "cache", allow_private=True, fetch_timeout_seconds=20.0)


@pytest.fixture(autouse=True)
def no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonews.ingest.remote.HOST_DELAY_SECONDS", 0.0)


def listed(tmp_path: Path, *urls: str, more: str = "") -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text("".join(f'[[feeds]]\nurl = "{url}"\n{more}\n' for url in urls))
    return path


def one_round(feeds: Path, config: Config) -> list[Article | Failure]:
    return [item for articles in watch.rounds(feeds, config, limit=1) for item in articles]


def make_due(config: Config) -> None:
    (file,) = config.cache_dir.glob("feeds-*.json")
    table = json.loads(file.read_text())
    for known in table.values():
        known["due_at"] = 0.0
    file.write_text(json.dumps(table))


def test_only_new_entries_are_read_also_after_a_restart(gazette: Site, config: Config, tmp_path: Path) -> None:
    items = [rss_item(f"https://gazette.example/{n}", content=HTML.replace("400", str(n))) for n in (1, 2, 3)]
    feeds = listed(tmp_path, gazette.serve("/rss", rss(*items[:2]), "application/rss+xml"))
    assert len(one_round(feeds, config)) == 2
    assert one_round(feeds, config) == []  # not due yet
    assert gazette.paths() == ["/rss"]
    make_due(config)
    gazette.serve("/rss", rss(items[2], *items[:2]), "application/rss+xml")
    (new,) = one_round(feeds, config)
    assert isinstance(new, Article) and new.url == "https://gazette.example/3"
    assert new.source == "Harbour Gazette"


def test_asks_with_what_the_server_said_last_time(gazette: Site, config: Config, tmp_path: Path) -> None:
    def answer(handler: object) -> None:
        headers = handler.headers  # type: ignore[attr-defined]
        is_known = headers.get("If-None-Match") == '"v1"' and headers.get("If-Modified-Since") == "Tue, 01 Mar 2022"
        handler.send_response(304 if is_known else 200)  # type: ignore[attr-defined]
        handler.send_header("ETag", '"v1"')  # type: ignore[attr-defined]
        handler.send_header("Last-Modified", "Tue, 01 Mar 2022")  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        if not is_known:
            handler.wfile.write(rss(rss_item("https://gazette.example/1", content=HTML)))  # type: ignore[attr-defined]
        statuses.append(304 if is_known else 200)

    statuses: list[int] = []
    gazette.answers["/rss"] = answer
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    assert len(one_round(feeds, config)) == 1
    make_due(config)
    assert one_round(feeds, config) == []
    make_due(config)
    assert one_round(feeds, config) == []
    assert statuses == [200, 304, 304]


def test_announced_articles_are_fetched(gazette: Site, config: Config, tmp_path: Path) -> None:
    link = gazette.serve("/ferry", page(canonical=None))
    gone = f"{gazette.url}/gone"
    feed = rss(rss_item(link, summary="The ferry runs."), rss_item(gone, summary="Short."))
    feeds = listed(tmp_path, gazette.serve("/rss", feed, "application/rss+xml"), more='source = "My name"')
    article, failure = one_round(feeds, config)
    assert isinstance(article, Article) and "About 400 people" in article.text
    assert (article.url, article.source) == (link, "My name")
    assert isinstance(failure, Failure) and failure.article_id == gone and failure.stage == "fetch"


def test_a_page_that_does_not_answer_is_asked_for_again_but_not_for_ever(
    gazette: Site, config: Config, tmp_path: Path
) -> None:
    later, never = f"{gazette.url}/later", f"{gazette.url}/never"
    feed = rss(rss_item(later), rss_item(never))
    gazette.serve("/rss", feed, "application/rss+xml", ETag='"v1"')
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    kinds = []
    for number in range(5):
        if number == 1:
            gazette.serve("/later", page(canonical=None))
        kinds.append([type(item).__name__ for item in one_round(feeds, config)])
        make_due(config)
    assert kinds == [["Failure", "Failure"], ["Article", "Failure"], ["Failure"], [], []]
    asked = [headers.get("If-None-Match") for path, headers in gazette.requests if path == "/rss"]
    assert asked == [None, None, None, '"v1"', '"v1"']


def test_one_broken_feed_leaves_the_others(gazette: Site, config: Config, tmp_path: Path) -> None:
    whole = gazette.serve("/rss", rss(rss_item("https://gazette.example/1", content=HTML)), "application/rss+xml")
    page_url = gazette.serve("/page", page())
    feeds = listed(tmp_path, f"{gazette.url}/missing", page_url, whole)
    failures = one_round(feeds, config)
    article = failures.pop()
    assert isinstance(article, Article)
    assert [f.article_id for f in failures if isinstance(f, Failure)] == [f"{gazette.url}/missing", page_url]


def test_a_failing_feed_is_asked_less_and_less(gazette: Site, config: Config, tmp_path: Path) -> None:
    feeds = listed(tmp_path, f"{gazette.url}/missing", more="interval_minutes = 10")
    waits = []
    for _ in range(3):
        one_round(feeds, config)
        (file,) = config.cache_dir.glob("feeds-*.json")
        (known,) = json.loads(file.read_text()).values()
        waits.append(round((known["due_at"] - time.time()) / 60))
        make_due(config)
    assert waits == [20, 40, 80]


@pytest.mark.parametrize(("status", "is_asked_again"), [(410, False), (503, True)])
def test_a_feed_that_is_gone_is_left_alone(
    gazette: Site, config: Config, tmp_path: Path, status: int, is_asked_again: bool
) -> None:
    gazette.answers["/rss"] = (status, {}, b"")
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    for _ in range(2):
        one_round(feeds, config)
        make_due(config)
    assert len(gazette.requests) == 1 + is_asked_again


def test_retry_after_is_honoured(gazette: Site, config: Config, tmp_path: Path) -> None:
    gazette.answers["/rss"] = (429, {"Retry-After": "90000"}, b"")
    one_round(listed(tmp_path, f"{gazette.url}/rss"), config)
    (file,) = config.cache_dir.glob("feeds-*.json")
    (known,) = json.loads(file.read_text()).values()
    assert known["due_at"] - time.time() == pytest.approx(90_000, abs=60)


def test_a_round_that_is_not_finished_is_read_again(gazette: Site, config: Config, tmp_path: Path) -> None:
    items = [rss_item(f"https://gazette.example/{n}", content=HTML.replace("400", str(n))) for n in (1, 2)]
    feeds = listed(tmp_path, gazette.serve("/rss", rss(*items), "application/rss+xml"))
    articles = next(watch.rounds(feeds, config))
    first = next(articles)  # and then the power fails
    assert isinstance(first, Article)
    assert next(a.id for a in one_round(feeds, config) if isinstance(a, Article)) == first.id


def test_stops_when_told(gazette: Site, config: Config, tmp_path: Path) -> None:
    feeds = listed(tmp_path, gazette.serve("/rss", rss(rss_item("https://x.example/1", content=HTML)), "text/xml"))
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    started = time.monotonic()
    assert len(list(watch.poll(feeds, config, stop=stop))) == 1
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("content", ["{", "[]", '{"x": 1}', '{"http://x": {"surprise": 1}}', "\x00"])
def test_a_damaged_state_means_to_begin_anew(gazette: Site, config: Config, tmp_path: Path, content: str) -> None:
    feeds = listed(tmp_path, gazette.serve("/rss", rss(rss_item("https://x.example/1", content=HTML)), "text/xml"))
    state = tmp_path / "state.json"
    state.write_text(content)
    (found,) = next(watch.rounds(feeds, config, state=state, limit=1))
    assert isinstance(found, Article)


def test_a_clock_that_was_wrong_does_not_silence_a_feed(gazette: Site, config: Config, tmp_path: Path) -> None:
    feeds = listed(tmp_path, gazette.serve("/rss", rss(rss_item("https://x.example/1", content=HTML)), "text/xml"))
    one_round(feeds, config)
    (file,) = config.cache_dir.glob("feeds-*.json")
    table = json.loads(file.read_text())
    next(iter(table.values()))["due_at"] = time.time() + 10 * 365 * 86_400
    file.write_text(json.dumps(table))
    one_round(feeds, config)
    assert len(gazette.requests) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("feeds = ", "TOML"),
        ("", "feeds"),
        ("[[feeds]]\nname = 'x'", "url"),
        ("[[feeds]]\nurl = 'file:///etc/passwd'", "http"),
        ("[[feeds]]\nurl = 'http://x.example'\ninterval_minutes = 0", "interval_minutes"),
        ("[[feeds]]\nurl = 'http://x.example'\ninterval_minutes = true", "interval_minutes"),
        ("[[feeds]]\nurl = 'http://x.example'\nintervall = 5", "intervall"),
    ],
)
def test_a_wrong_list_is_told_at_once(config: Config, tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(content)
    with pytest.raises(ConfigError, match=said):
        watch.poll(path, config)


def test_a_missing_list_is_told_at_once(config: Config, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"feeds\.toml"):
        watch.poll(tmp_path / "feeds.toml", config)
