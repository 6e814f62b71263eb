"""Watching feeds: only what is new, politely, and over restarts."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from ingest_builders import STORY, Site, page, rss, rss_item, site

from geonews.config import Config
from geonews.errors import ConfigError
from geonews.ingest import watch
from geonews.ingest.feedmemory import EntryState, FeedState, Forgetful
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


class Tester(watch.Clock):
    """A clock that is set by hand, with the memory of feeds that goes with it."""

    def __init__(self) -> None:
        self.time = 1_700_000_000.0
        self.memory = Forgetful()

    def now(self) -> float:
        return self.time

    def wait(self, until: float, stop: threading.Event) -> None:
        self.time = max(self.time, min(until, self.time + 7 * 86_400))


@pytest.fixture
def clock() -> Tester:
    return Tester()


def one_round(feeds: Path, config: Config, clock: Tester) -> list[Article | Failure]:
    polled = watch.rounds(feeds, config, memory=clock.memory, clock=clock, limit=1)
    return [item for articles in polled for item in articles]


def later(clock: Tester, **span: float) -> None:
    clock.time += timedelta(**span).total_seconds()


def test_only_new_entries_are_read_also_after_a_restart(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    items = [rss_item(f"https://gazette.example/{n}", content=HTML.replace("400", str(n))) for n in (1, 2, 3)]
    feeds = listed(tmp_path, gazette.serve("/rss", rss(*items[:2]), "application/rss+xml"))
    assert len(one_round(feeds, config, clock)) == 2
    assert one_round(feeds, config, clock) == []  # not due yet
    assert gazette.paths() == ["/rss"]
    later(clock, minutes=16)
    gazette.serve("/rss", rss(items[2], *items[:2]), "application/rss+xml")
    (new,) = one_round(feeds, config, clock)
    assert isinstance(new, Article) and new.url == "https://gazette.example/3"
    assert new.source == "Harbour Gazette"


def test_asks_with_what_the_server_said_last_time(gazette: Site, config: Config, clock: Tester, tmp_path: Path) -> None:
    def answer(handler: object) -> None:
        headers = handler.headers  # type: ignore[attr-defined]
        is_known = headers.get("If-None-Match") == '"v1"' and headers.get("If-Modified-Since") == "Tue, 01 Mar 2022"
        statuses.append(304 if is_known else 200)
        handler.send_response(statuses[-1])  # type: ignore[attr-defined]
        handler.send_header("ETag", '"v1"')  # type: ignore[attr-defined]
        handler.send_header("Last-Modified", "Tue, 01 Mar 2022")  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        if not is_known:
            handler.wfile.write(rss(rss_item("https://gazette.example/1", content=HTML)))  # type: ignore[attr-defined]

    statuses: list[int] = []
    gazette.answers["/rss"] = answer
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    assert len(one_round(feeds, config, clock)) == 1
    later(clock, minutes=16)
    assert one_round(feeds, config, clock) == []
    later(clock, minutes=16)
    assert one_round(feeds, config, clock) == []
    assert statuses == [200, 304, 304]


def test_announced_articles_are_fetched(gazette: Site, config: Config, clock: Tester, tmp_path: Path) -> None:
    link = gazette.serve("/ferry", page(canonical=None))
    gone = f"{gazette.url}/gone"
    feed = rss(rss_item(link, summary="The ferry runs."), rss_item(gone, summary="Short."))
    feeds = listed(tmp_path, gazette.serve("/rss", feed, "application/rss+xml"), more='source = "My name"')
    article, failure = one_round(feeds, config, clock)
    assert isinstance(article, Article) and "About 400 people" in article.text
    assert (article.url, article.source) == (link, "My name")
    assert isinstance(failure, Failure) and failure.article_id == gone and failure.stage == "fetch"


def test_a_page_that_does_not_answer_is_asked_for_again_for_days_but_not_for_ever(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    soon, never = f"{gazette.url}/soon", f"{gazette.url}/never"
    gazette.serve("/rss", rss(rss_item(soon), rss_item(never)), "application/rss+xml", ETag='"v1"')
    feeds = listed(tmp_path, f"{gazette.url}/rss", more="interval_minutes = 60")
    assert [type(item).__name__ for item in one_round(feeds, config, clock)] == ["Failure", "Failure"]
    gazette.serve("/soon", page(canonical=None))
    told, hours = [], 0
    gazette.answers["/rss"] = (304, {}, b"")  # and the feed itself need not come again for it
    while hours < 24 * 6:
        later(clock, hours=2)
        hours += 2
        told += [(hours, item) for item in one_round(feeds, config, clock)]
    (first, article), (last, failure) = told
    assert isinstance(article, Article) and article.url == soon and first == 2
    assert isinstance(failure, Failure) and failure.article_id == never and 4 * 24 <= last <= 5 * 24
    asked = sum(path == "/never" for path, _ in gazette.requests)
    assert 15 < asked < 30


def test_an_announcement_is_kept_until_its_page_answers_and_is_the_same_entry_then(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    link, said = f"{gazette.url}/ferry", STORY[:180]
    gazette.serve("/rss", rss(rss_item(link, summary=said)), "application/rss+xml")
    gazette.answers["/ferry"] = (503, {}, b"")
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    (announcement,) = one_round(feeds, config, clock)
    assert isinstance(announcement, Article) and announcement.text == said.strip()
    later(clock, hours=1)
    assert one_round(feeds, config, clock) == []  # it is not told twice
    gazette.serve("/ferry", page(canonical=None))
    later(clock, hours=2)
    (whole,) = one_round(feeds, config, clock)
    assert isinstance(whole, Article) and "About 400 people" in whole.text
    assert announcement.origin is not None and whole.origin is not None
    assert (announcement.origin.item, announcement.origin.file) == (whole.origin.item, whole.origin.file)
    assert (announcement.origin.is_fetched, whole.origin.is_fetched) == (False, True)
    gazette.answers["/ferry"] = (503, {}, b"")
    gazette.serve("/rss", rss(rss_item(link, summary=f"{said} Updated.")), "application/rss+xml")
    later(clock, hours=1)
    assert one_round(feeds, config, clock) == []  # the announcement does not take the page's place


def test_a_changed_entry_comes_again_and_an_unchanged_one_does_not(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    found = []
    for toll in ("400", "400", "460"):
        item = rss_item("https://gazette.example/1", content=HTML.replace("400", toll), guid="tag:gazette,1")
        gazette.serve("/rss", rss(item), "application/rss+xml")
        found.append([item.text.count(toll) for item in one_round(feeds, config, clock) if isinstance(item, Article)])
        later(clock, hours=1)
    assert found == [[1], [], [1]]


def test_entries_that_share_a_link_are_articles_of_their_own(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    link = "https://gazette.example/live"
    items = [rss_item(link, title=f"Hour {n}", content=HTML.replace("400", str(n)), guid=f"{link}#{n}") for n in (1, 2)]
    same = [rss_item(link, title=f"Hour {n}", content=HTML.replace("400", str(n)), guid="0") for n in (3, 4)]
    feeds = listed(tmp_path, gazette.serve("/rss", rss(*items, *same), "application/rss+xml"))
    found = one_round(feeds, config, clock)
    assert len({item.origin and item.origin.item for item in found}) == 4
    later(clock, hours=1)
    assert one_round(feeds, config, clock) == []


def test_a_feed_that_moves_is_followed_where_it_went(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    gazette.answers["/rss"] = (301, {"Location": f"{gazette.url}/new"}, b"")
    gazette.serve("/new", rss(rss_item("https://gazette.example/1", content=HTML)), "application/rss+xml")
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    assert len(one_round(feeds, config, clock)) == 1
    gazette.answers["/rss"] = (410, {}, b"")  # the old address is given up
    gazette.serve("/new", rss(rss_item("https://gazette.example/2", content=HTML)), "application/rss+xml")
    later(clock, hours=1)
    (article,) = one_round(feeds, config, clock)
    assert isinstance(article, Article) and article.url == "https://gazette.example/2"


def test_a_feed_that_has_moved_is_not_given_up_for_a_moment_of_trouble(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    gazette.answers["/rss"] = (301, {"Location": f"{gazette.url}/new"}, b"")
    gazette.serve("/new", rss(rss_item("https://gazette.example/1", content=HTML)), "application/rss+xml")
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    assert len(one_round(feeds, config, clock)) == 1
    gazette.answers["/rss"] = (410, {}, b"")
    gazette.answers["/new"] = (503, {}, b"")
    later(clock, hours=1)
    (failure,) = one_round(feeds, config, clock)
    assert isinstance(failure, Failure)
    gazette.serve("/new", rss(rss_item("https://gazette.example/2", content=HTML)), "application/rss+xml")
    later(clock, hours=2)
    (article,) = one_round(feeds, config, clock)
    assert isinstance(article, Article) and article.url == "https://gazette.example/2"


def test_a_feed_that_is_no_more_where_it_moved_is_looked_for_at_its_own_address(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    gazette.answers["/rss"] = (301, {"Location": f"{gazette.url}/new"}, b"")
    gazette.serve("/new", rss(rss_item("https://gazette.example/1", content=HTML)), "application/rss+xml")
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    assert len(one_round(feeds, config, clock)) == 1
    gazette.answers["/new"] = (404, {}, b"")
    gazette.serve("/rss", rss(rss_item("https://gazette.example/2", content=HTML)), "application/rss+xml")
    later(clock, hours=1)
    assert isinstance(one_round(feeds, config, clock)[0], Failure)
    later(clock, hours=2)
    (article,) = one_round(feeds, config, clock)
    assert isinstance(article, Article) and article.url == "https://gazette.example/2"


def test_a_feed_that_only_sends_elsewhere_for_now_is_asked_at_its_own_address(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    gazette.answers["/rss"] = (302, {"Location": f"{gazette.url}/new"}, b"")
    gazette.serve("/new", rss(rss_item("https://gazette.example/1", content=HTML)), "application/rss+xml")
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    for _ in range(2):
        one_round(feeds, config, clock)
        later(clock, hours=1)
    assert gazette.paths() == ["/rss", "/new", "/rss", "/new"]


def test_one_broken_feed_leaves_the_others(gazette: Site, config: Config, clock: Tester, tmp_path: Path) -> None:
    whole = gazette.serve("/rss", rss(rss_item("https://gazette.example/1", content=HTML)), "application/rss+xml")
    page_url = gazette.serve("/page", page())
    feeds = listed(tmp_path, f"{gazette.url}/missing", page_url, whole)
    failures = one_round(feeds, config, clock)
    article = failures.pop()
    assert isinstance(article, Article)
    assert [f.article_id for f in failures if isinstance(f, Failure)] == [f"{gazette.url}/missing", page_url]


@pytest.mark.parametrize(("status", "most"), [(404, 1440), (503, 60)])
def test_a_failing_feed_is_asked_less_and_less(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path, status: int, most: int
) -> None:
    gazette.answers["/rss"] = (status, {}, b"")
    feeds = listed(tmp_path, f"{gazette.url}/rss", more="interval_minutes = 10")
    waits = []
    for _ in range(9):
        (failure,) = one_round(feeds, config, clock)
        assert isinstance(failure, Failure)
        due_at = clock.memory.feed(f"{gazette.url}/rss").due_at
        waits.append(round((due_at - clock.time) / 60))
        clock.time = due_at
    assert waits == [min(10 * 2**n, most) for n in range(1, 10)]


def test_a_feed_that_is_gone_is_looked_at_once_a_day(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    gazette.answers["/rss"] = (410, {}, b"")
    feeds = listed(tmp_path, f"{gazette.url}/rss")
    for _ in range(2 * 24):
        one_round(feeds, config, clock)
        later(clock, hours=1)
    assert len(gazette.requests) == 2
    gazette.serve("/rss", rss(rss_item("https://gazette.example/1", content=HTML)), "application/rss+xml")
    later(clock, days=1)
    (article,) = one_round(feeds, config, clock)
    assert isinstance(article, Article)  # and back it is


def test_retry_after_is_honoured(gazette: Site, config: Config, clock: Tester, tmp_path: Path) -> None:
    gazette.answers["/rss"] = (429, {"Retry-After": "90000"}, b"")
    one_round(listed(tmp_path, f"{gazette.url}/rss"), config, clock)
    assert clock.memory.feed(f"{gazette.url}/rss").due_at - clock.time == 90_000


def test_a_round_that_is_not_finished_is_read_again(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    items = [rss_item(f"https://gazette.example/{n}", content=HTML.replace("400", str(n))) for n in (1, 2)]
    feeds = listed(tmp_path, gazette.serve("/rss", rss(*items), "application/rss+xml"))
    articles = next(watch.rounds(feeds, config, memory=clock.memory, clock=clock))
    first = next(articles)  # and then the power fails
    assert isinstance(first, Article)
    assert next(a.id for a in one_round(feeds, config, clock) if isinstance(a, Article)) == first.id


def test_stops_when_told(gazette: Site, config: Config, clock: Tester, tmp_path: Path) -> None:
    feeds = listed(tmp_path, gazette.serve("/rss", rss(rss_item("https://x.example/1", content=HTML)), "text/xml"))
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    started = time.monotonic()
    assert len(list(watch.poll(feeds, config, stop=stop))) == 1
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("content", ["{", "[]", '{"x": 1}', '{"due_at": "soon", "draft": 7}', "\x00", "", None])
def test_a_damaged_state_means_that_nothing_is_known(content: str | None) -> None:
    assert FeedState.from_json(content) == FeedState()
    assert EntryState.from_json(content) == EntryState()


def test_a_state_comes_back_as_it_was_kept() -> None:
    feed = FeedState(etag='"v1"', moved_to="https://x.example/", due_at=5.5, failures=2)
    entry = EntryState(digest="d", seen=1.0, first=0.5, tries=3, due_at=9.0, draft={"origin": "f:1", "text": "t"})
    assert FeedState.from_json(feed.as_json()) == feed
    assert EntryState.from_json(entry.as_json()) == entry and entry.waits


def test_a_clock_that_was_wrong_does_not_silence_a_feed(
    gazette: Site, config: Config, clock: Tester, tmp_path: Path
) -> None:
    feeds = listed(tmp_path, gazette.serve("/rss", rss(rss_item("https://x.example/1", content=HTML)), "text/xml"))
    clock.time += 10 * 365 * 86_400
    one_round(feeds, config, clock)
    clock.time -= 10 * 365 * 86_400
    one_round(feeds, config, clock)
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
