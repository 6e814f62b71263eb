"""From text to readings: one text, many, a column of a table, files; in this process, one batch at a time.

The pipeline is loaded with the first call and kept for all that follow with the same settings.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import repeat
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Final

from geonews import ingest, nlp
from geonews.config import Config, load_config
from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft, finish
from geonews.model import Article, Failure, ParsedArticle
from geonews.notebook.readings import Layer, Reading, Readings
from geonews.phases import shown
from geonews.pipeline import Options, Pipeline
from geonews.pipeline.batches import batches_of
from geonews.waiting import Waiting

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import Series

__all__ = ["Item", "parse", "parse_column", "parse_many", "read", "stream"]

Item = str | Mapping[str, Any] | Article
"""A text; a mapping with ``text`` and any of ``doc_id``, ``title``, ``published``, ``url``, ``source``; an article."""

Paths = str | PathLike[str] | Iterable[str | PathLike[str]]

_FIELDS: Final = ("text", "doc_id", "title", "published", "url", "source")
#: spaCy parses one batch at a time in a process, whoever asks.
_turn = threading.Lock()


def parse(
    text: str,
    *,
    published: date | str | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    id: str | None = None,
    events: bool = True,
    explain: bool = False,
    config: Config | None = None,
) -> Reading:
    """Read one text.

    Parameters
    ----------
    text
        An English article. It is kept as it is: all offsets point into it.
    published
        The day of publication, which "on Friday" is read against: a date, a datetime, or text such as "2023-05-08".
        None takes the day that the text states at its top, if it does.
    title, source, url
        What is known of the article.
    id
        What to call it; None for a hash of the address or the text.
    events
        Whether events are read; without them only place names are, which is faster.
    explain
        Whether rivals keep the features that the resolver saw.
    config
        Settings; None for those of ``geonews.toml`` and the environment.

    Returns
    -------
    Reading
        The events and toponyms of the text.

    Raises
    ------
    ArticleParseError
        If there is no text, it is not English or too long, or the day of publication cannot be.
    GazetteerMissingError, ModelMissingError
        If something of geonews itself is not installed.

    Examples
    --------
    >>> reading = parse("Some 300 people fled from Sudan into Chad on Friday.", published="2023-05-08")
    >>> event = reading.events[0]
    >>> event.origin.country, event.destination.country, event.count.min, event.when.start.isoformat()
    ('SDN', 'TCD', 300, '2023-05-05')
    """
    settings = config or load_config()
    if not isinstance(text, str):
        raise ArticleParseError(f"expected a text, got {type(text).__name__!r}; for many texts use geonews.parse_many")
    item = {"text": text, "published": published, "title": title, "source": source, "url": url, "doc_id": id}
    article: Article | None = None
    for found in _articles_of(item, "text", settings):
        if isinstance(found, Failure):
            raise ArticleParseError(found.error)
        article = found
    assert article is not None  # a draft becomes an article or a failure
    (result,) = _parsed((article,), Options(events=events, explain=explain), settings)
    if isinstance(result, Failure):
        raise ArticleParseError(f"expected a text that can be parsed, got {result.error}; failed at {result.stage}")
    return Reading(parsed=result)


def parse_many(
    items: Iterable[Item], *, events: bool = True, explain: bool = False, config: Config | None = None
) -> Iterator[Reading | Failure]:
    """Read texts as they come, in their order.

    Parameters
    ----------
    items
        Texts, mappings with ``text`` and any of ``doc_id``, ``title``, ``published``, ``url`` and ``source``, or
        articles; taken sixteen at a time at most, so that a generator without end is welcome.
    events, explain, config
        See ``parse``. With ``workers`` above one in the settings several processes parse; a script then needs the
        usual ``if __name__ == "__main__":``.

    Yields
    ------
    Reading or Failure
        What was read; or what was wrong with an item, or (stage ``date``, after its reading) with its date.

    Raises
    ------
    ArticleParseError
        If an item is of no kind that is read.
    """
    settings = config or load_config()
    articles = (
        found for number, item in enumerate(items, 1) for found in _articles_of(item, f"item {number}", settings)
    )
    yield from _readings(articles, Options(events=events, explain=explain), settings)


def parse_column(
    texts: Series[Any],
    *,
    published: Series[Any] | date | str | None = None,
    title: Series[Any] | str | None = None,
    source: Series[Any] | str | None = None,
    layer: Layer | str = Layer.EVENTS,
    config: Config | None = None,
) -> GeoDataFrame:
    """Read a column of texts.

    Parameters
    ----------
    texts
        A pandas Series of articles.
    published, title, source
        Series of the same index, or one value for all.
    layer
        ``events`` or ``toponyms``.
    config
        See ``parse``.

    Returns
    -------
    GeoDataFrame
        The columns of ``Reading.to_frame``, one row for each event or toponym, under the index of the row that it was
        read from: ``table.join(found)`` puts both side by side. ``attrs["failures"]`` lists the rows that could not be
        read, and a warning counts them.

    Raises
    ------
    ArticleParseError
        If a column beside the texts has another length.
    """
    import pandas

    columns = {"text": texts, "published": published, "title": title, "source": source}
    values = {}
    for name, column in columns.items():
        if isinstance(column, pandas.Series) and len(column) != len(texts):
            raise ArticleParseError(
                f"expected {len(texts)} rows of {name!r}, got {len(column)}; give one for each text"
            )
        values[name] = column.array if isinstance(column, pandas.Series) else repeat(column, len(texts))
    settings = config or load_config()
    labels: list[Any] = []
    readings: list[Reading] = []
    failures: list[dict[str, Any]] = []
    rows = (
        dict(zip(values, (None if _is_missing(v) else v for v in row), strict=True))
        for row in zip(*values.values(), strict=True)
    )
    numbered = (found for number, row in enumerate(rows) for found in _articles_of(row, str(number), settings))
    for found in _readings(numbered, Options(events=layer == Layer.EVENTS), settings):
        if isinstance(found, Failure):
            label = texts.index[_row_of(found.origin)]
            failures.append({"row": label, "stage": found.stage, "error": found.error})
        else:
            readings.append(found)
            labels.append(texts.index[_row_of(found.article.origin)])
    lost = [failure for failure in failures if failure["stage"] != "date"]
    if lost:
        first = f"row {lost[0]['row']!r}: {lost[0]['error']}"
        warnings.warn(f"{len(lost)} of {len(texts)} rows were not read ({first}); see attrs['failures']", stacklevel=2)
    frame = Readings(readings=tuple(readings)).to_frame(layer)
    counts = [len(one.events if layer == Layer.EVENTS else one.toponyms) for one in readings]
    taken = [label for label, count in zip(labels, counts, strict=True) for _ in range(count)]
    frame.index = pandas.Index(taken, name=texts.index.name, dtype=None if taken else texts.index.dtype)
    frame.attrs["failures"] = failures
    return frame


def read(inputs: Paths, *, events: bool = True, explain: bool = False, config: Config | None = None) -> Readings:
    """Read files, folders and addresses, all into memory; ``stream`` takes them one by one.

    Parameters
    ----------
    inputs
        One or several of what ``geonews parse`` reads: text, web pages, feeds, tables, JSON lines, PDF, archives.
    events, explain, config
        See ``parse``.

    Returns
    -------
    Readings
        What was read, in the order of the inputs, and what could not be.

    Raises
    ------
    FetchError
        If an input does not exist or is of no kind that is read.
    """
    readings, failures = [], []
    for found in stream(inputs, events=events, explain=explain, config=config):
        if isinstance(found, Failure):
            failures.append(found)
        else:
            readings.append(found)
    return Readings(readings=tuple(readings), failures=tuple(failures))


def stream(
    inputs: Paths, *, events: bool = True, explain: bool = False, config: Config | None = None
) -> Iterator[Reading | Failure]:
    """Read files, folders and addresses as they are asked for: a few articles are in memory at a time.

    See ``read`` for the parameters and what is raised, and ``parse_many`` for what is yielded.
    """
    settings = config or load_config()
    names = [inputs] if isinstance(inputs, str | PathLike) else inputs
    articles = ingest.read([fspath(name) for name in names], settings)
    return _readings(articles, Options(events=events, explain=explain), settings)


def _articles_of(item: Item, origin: str, config: Config) -> Iterator[Article | Failure]:
    """Turn an item into an article, by the rules for files."""
    if isinstance(item, Article):
        yield item
        return
    row = {"text": item} if isinstance(item, str) else item
    if not isinstance(row, Mapping) or not isinstance(row.get("text") or "", str):
        raise ArticleParseError(
            f"expected a text, a mapping with 'text', or an Article; got {type(item).__name__!r} as {origin}"
        )
    unknown = sorted(str(name) for name in row.keys() - set(_FIELDS))
    if unknown:
        raise ArticleParseError(f"expected {', '.join(_FIELDS)}; got {unknown[0]!r} in {origin}; leave it out")
    known: dict[str, Any] = {name: None if _is_missing(row.get(name)) else row.get(name) for name in _FIELDS}
    given, text = known.pop("doc_id"), known.pop("text") or ""
    yield from finish(Draft(origin=origin, text=text, id=None if given is None else str(given), **known), config)


def _is_missing(value: Any) -> bool:
    """Say whether a table means that there is nothing: None, NaN, NaT, NA."""
    return value is None or type(value).__name__ == "NAType" or bool(value != value)


def _row_of(origin: Any) -> int:
    return int(origin.file)


def _readings(articles: Iterable[Article | Failure], options: Options, config: Config) -> Iterator[Reading | Failure]:
    for result in _parsed(articles, options, config):
        yield result if isinstance(result, Failure) else Reading(parsed=result)


def _parsed(
    articles: Iterable[Article | Failure], options: Options, config: Config
) -> Iterator[ParsedArticle | Failure]:
    with _turn:
        pipeline = _opened(config)
    if config.workers != 1:
        yield from pipeline.parse(articles, options=options)
        return
    for batch in batches_of(articles):
        with _turn:
            results = pipeline.parse_batch(batch, options)
        yield from results


@lru_cache(maxsize=1)
def _opened(config: Config) -> Pipeline:
    """Load the pipeline; somebody at a terminal is told why the first text takes so long."""
    waiting = Waiting("loading the models")
    with waiting.running(), shown(waiting.step):
        pipeline = Pipeline.open(config)
        if config.workers == 1:
            nlp.load(config.model)
    return pipeline
