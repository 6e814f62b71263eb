"""The order of the stages: batches, failures, resuming, workers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geonews.errors import ConfigError
from geonews.evaluation import compare
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline import BATCH_ARTICLES, Crew, Options, Pipeline, Progress, batches, dask_crew
from geonews.store import Store

TEXT = (
    "GORIS, Armenia - About 2,900 people fled from Azerbaijan into Armenia on Monday, officials in Yerevan said. "
    "Buses waited near the town of Goris."
)


def article(number: int, text: str = TEXT) -> Article:
    return Article(id=f"a{number}", text=text, title=f"T{number}", published=datetime(2023, 9, 26, tzinfo=UTC))


@pytest.fixture(scope="module")
def parsed(pipeline: Pipeline) -> ParsedArticle:
    (result,) = pipeline.parse([article(1)])
    assert isinstance(result, ParsedArticle)
    return result


def test_offsets_point_into_the_text(parsed: ParsedArticle) -> None:
    assert parsed.resolutions
    for resolution in parsed.resolutions:
        toponym = resolution.toponym
        assert parsed.article.text[toponym.start : toponym.end] == toponym.text
    for event in parsed.events:
        assert parsed.article.text[event.evidence.start : event.evidence.end] == event.evidence.text
        assert parsed.article.text[event.trigger.start : event.trigger.end] == event.trigger.text


def test_a_crossing_is_read(parsed: ParsedArticle) -> None:
    crossings = [e for e in parsed.events if e.type == "BORDER_CROSSING"]
    assert [(e.origin and e.origin.country, e.destination and e.destination.country) for e in crossings] == [
        ("AZE", "ARM")
    ]
    assert crossings[0].count is not None and (crossings[0].count.min, crossings[0].count.max) == (2900, 2900)
    assert crossings[0].when.start is not None and crossings[0].when.start.isoformat() == "2023-09-25"


def test_without_events_only_places_are_read(pipeline: Pipeline) -> None:
    (result,) = pipeline.parse([article(1)], options=Options(events=False))
    assert isinstance(result, ParsedArticle) and result.resolutions and not result.events


def test_results_come_in_order_and_failures_pass_through(pipeline: Pipeline) -> None:
    items: list[Article | Failure] = [article(n, f"Rain fell in Kabul on day {n}.") for n in range(BATCH_ARTICLES + 3)]
    items.insert(2, Failure(article_id="broken", stage="read", error="no text"))
    ids = [r.article_id if isinstance(r, Failure) else r.article.id for r in pipeline.parse(items)]
    assert ids == ["a0", "a1", "broken", *(f"a{n}" for n in range(2, BATCH_ARTICLES + 3))]


def test_those_who_look_on_get_small_batches_where_work_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(batches.time, "monotonic", lambda: clock[0])

    def sizes(seconds_each: Iterator[float]) -> list[int]:
        found = []
        for batch in batches.batches_of((article(n) for n in range(60)), seconds=1.0):
            found.append(len(batch))
            clock[0] += len(batch) * next(seconds_each)
        return found

    assert sizes(itertools.repeat(0.01)) == [1, 2, 4, 8, 16, 16, 13]
    assert sizes(itertools.repeat(2.0)) == [1] * 60
    assert sizes(itertools.chain([0.01] * 5, itertools.repeat(0.25))) == [1, 2, 4, 8, 16, 16, 4, 4, 4, 1]
    assert [len(batch) for batch in batches.batches_of(article(n) for n in range(40))] == [16, 16, 8]


def test_a_batch_does_not_wait_for_slow_news(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(batches.time, "monotonic", lambda: clock[0])

    def slow() -> Iterator[Article]:
        for n in range(10):
            clock[0] += 0.0 if n < 7 else 1.5
            yield article(n)

    assert [len(batch) for batch in batches.batches_of(slow(), seconds=1.0)] == [1, 2, 4, 1, 1, 1]


def test_one_bad_article_does_not_stop_the_batch(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def code(article: Article, *_: Any) -> list[Any]:
        if article.id == "a1":
            raise RuntimeError("frame went wrong")
        return []

    monkeypatch.setattr(pipeline.coder, "code", code)
    results = list(pipeline.parse([article(0), article(1), article(2)]))
    assert [type(r).__name__ for r in results] == ["ParsedArticle", "Failure", "ParsedArticle"]
    failure = results[1]
    assert isinstance(failure, Failure)
    assert (failure.article_id, failure.stage) == ("a1", "events") and "frame went wrong" in failure.error


def test_a_text_that_breaks_the_parser_fails_alone(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    from geonews import nlp

    real = nlp.parse

    def parse(texts: Iterator[str], **options: Any) -> Iterator[Any]:
        for text in texts:
            if text == "bad":
                raise ValueError("cannot parse")
            yield from real([text], **options)

    monkeypatch.setattr(nlp, "parse", parse)
    results = list(pipeline.parse([article(0), article(1, "bad"), article(2)]))
    assert [type(r).__name__ for r in results] == ["ParsedArticle", "Failure", "ParsedArticle"]


def test_any_executor_can_carry_the_batches(pipeline: Pipeline) -> None:
    articles = [article(n, f"Storms hit Odesa on day {n}.") for n in range(2 * BATCH_ARTICLES)]
    with ThreadPoolExecutor(1) as executor:
        apart = list(pipeline.parse(articles, crew=Crew(executor=executor)))
    assert apart == list(pipeline.parse(articles))


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Start a Dask scheduler and one worker, a process of its own, and return the scheduler's address."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as started:
        yield started.scheduler_address


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_as_this_process(pipeline: Pipeline, cluster: str) -> None:
    articles: list[Article | Failure] = [article(n, f"{TEXT} Storms hit Odesa on day {n}.") for n in range(40)]
    articles.insert(3, Failure(article_id="broken", stage="read", error="no text"))
    with dask_crew(cluster) as crew:
        assert (crew.size, crew.elsewhere) == (1, True)
        apart = list(pipeline.parse(articles, crew=crew))
    assert apart == list(pipeline.parse(articles))


@pytest.mark.slow
def test_a_dask_cluster_fills_the_same_store(pipeline: Pipeline, cluster: str, tmp_path: Path) -> None:
    found = []
    articles = [article(n, TEXT.replace("2,900", f"{n + 2},900")) for n in range(3)]
    with dask_crew(cluster) as crew:
        for name, parsers in (("here", None), ("apart", crew)):
            with Store.create(tmp_path / f"{name}.gpkg") as store:
                pipeline.ingest_articles(articles, store, crew=parsers)
                found.append(list(store.events()))
    assert found[0] == found[1] and found[0]


def test_workers_of_several_threads_are_refused() -> None:
    from distributed import LocalCluster

    with (
        LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, host="127.0.0.1", dashboard_address=None, protocol="tcp"
        ) as started,
        pytest.raises(ConfigError, match="one thread, got 2"),
        dask_crew(started.scheduler_address),
    ):
        pass


def test_no_scheduler_says_what_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonews.pipeline.crews.SCHEDULER_TIMEOUT_SECONDS", 0.2)
    with pytest.raises(ConfigError, match="dask scheduler"), dask_crew("tcp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize("address", ["nonsense", "10.0.0.5:8786", "http://10.0.0.5:8786", "tcp://10.0.0.5"])
def test_an_address_of_no_scheduler_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="tcp://HOST:PORT"), dask_crew(address):
        pass


def test_ingesting_again_changes_nothing(pipeline: Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "store.gpkg"
    steps: list[Progress] = []
    articles = [article(n, TEXT.replace("2,900", f"{n + 2},900")) for n in range(3)]
    with Store.create(path) as store:
        first = pipeline.ingest_articles(articles, store, progress=steps.append)
        counts = store.counts()
        second = pipeline.ingest_articles(articles, store)
        assert store.counts() == counts
    assert (first.stored, first.failures) == (3, 0) and first.events >= 3
    assert (second.stored, second.unchanged) == (0, 3)
    assert [s.articles for s in steps] == [1, 2, 3]


def test_stored_articles_are_read_again_as_a_run_of_its_own(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = TEXT + " " + " ".join(f"Witness {n} saw bus {n} leave." for n in range(12))
    articles = [article(1), article(2, copied), article(3, "By Wire - " + copied)]
    with Store.create(tmp_path / "store.gpkg") as store:
        pipeline.ingest_articles(articles, store)
        before = [list(store.events()), store.counts()]
        same = pipeline.ingest_again(store)
        assert (same.read, same.stored, same.unchanged) == (3, 0, 3)
        assert [list(store.events()), store.counts() | {"runs": 1}] == before
        monkeypatch.setattr(pipeline.coder, "code", lambda *_: [])
        told = len({event["doc_id"] for event in before[0]})
        assert told and pipeline.ingest_again(store).stored == told  # an article without events reads the same
        assert store.count_events() == 0
        compared = compare(store.readings(1, 3)).record()["articles"]
        assert (compared.get("same", 0), compared["changed"]) == (3 - told, told)


def test_an_article_with_an_absurd_date_is_one_article_and_named(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "later.txt").write_text(f"published: 2931-05-05\n\n{TEXT}", encoding="utf-8")
    with Store.create(tmp_path / "store.gpkg") as store:
        summary = pipeline.ingest([str(tmp_path / "later.txt")], store)
        assert (summary.read, summary.stored, summary.doubts) == (1, 1, 1)
        (failure,) = store.failures()
        assert failure.stage == "date" and "later.txt" in failure.error and store.has_article(failure.article_id)


def test_a_stopped_run_goes_on(pipeline: Pipeline, tmp_path: Path) -> None:
    articles = [article(n, TEXT.replace("2,900", f"{n + 2},900")) for n in range(BATCH_ARTICLES * 2)]

    class Stop(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.articles == 5:
            raise Stop

    with Store.create(tmp_path / "a.gpkg") as store:
        with pytest.raises(Stop):
            pipeline.ingest_articles(articles, store, progress=stop)
        assert pipeline.ingest_articles(articles, store).unchanged == 5
        resumed = store.counts()
    with Store.create(tmp_path / "b.gpkg") as store:
        pipeline.ingest_articles(articles, store)
        assert store.counts() | {"runs": 2} == resumed  # the stopped run and the one that went on


def test_an_outlets_stored_articles_draw_its_doubtful_names_home(config: Any, gazetteer: Any, tmp_path: Path) -> None:
    """Learn that a paper writes about Kentucky, then read a name that says nothing of itself."""
    towns = (
        "Louisville",
        "Lexington",
        "Bowling Green",
        "Owensboro",
        "Covington",
        "Frankfort",
        "Paducah",
        "Hopkinsville",
    )
    local = [
        Article(id=f"k{n}", source="kentucky.example", text=f"Crews from {town}, Kentucky, cleared roads on day {n}.")
        for n, town in enumerate(towns)
    ]
    asked = Article(id="asked", source="kentucky.example", text="Police in Georgetown arrested two men.")
    found: dict[bool, str | None] = {}
    for profiles in (False, True):
        pipeline = Pipeline.open(replace(config, profiles=profiles))
        with Store.create(tmp_path / f"{profiles}.gpkg") as store:
            pipeline.ingest_articles(local, store)
            pipeline.ingest_articles([asked], store)
            named = next(m for m in store.mentions("asked") if m["text"] == "Georgetown")
            found[profiles] = named["admin1"]
    assert found[True] == "KY" and found[False] != "KY"
