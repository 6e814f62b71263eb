"""How readings look in a notebook: the text with its marks, and small tables; every word of an article is escaped.

No script and nothing from outside: a notebook that does not trust its own output shows it all the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from geonews.model import Event, Failure, Locus, ParsedArticle, Resolution

__all__ = ["reading_html", "readings_html"]

MOST_CHARS = 3000
MOST_ROWS = 25
CELL_CHARS = 160

#: Controls, and the marks that turn the direction of the text around them (Unicode TR 9, TR 36); line breaks stay.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")

#: Formulas are what MathJax makes of dollar signs; these classes tell it to leave the words alone.
_BOX = '<div class="tex2jax_ignore mathjax_ignore geonews" style="max-width:60em">{}</div>'
_PLACE = "background:#cfe8ff;color:#12324f;border-radius:2px"
_DOUBTFUL = "background:#ececec;color:#333;border-radius:2px"
_EVENT = "border-bottom:2px solid #c2410c"


def reading_html(parsed: ParsedArticle) -> str:
    """Return one article: its title, its text with places and the words behind events marked, and its events."""
    article = parsed.article
    told = [article.published.date().isoformat()] if article.published else []
    head = " · ".join(_cell(part) for part in (*told, article.source) if part)
    title = f"<strong>{_cell(article.title)}</strong> " if article.title else ""
    left = len(article.text) - MOST_CHARS
    more = f"<em> … {left:,} more characters</em>" if left > 0 else ""
    text = f'<p style="white-space:pre-wrap;line-height:1.6">{_marked(parsed)}{more}</p>'
    return _BOX.format(f"<div>{title}{head}</div>{text}{_events_table(parsed.events)}")


def readings_html(parsed: Sequence[ParsedArticle], failures: Sequence[Failure], summary: str) -> str:
    """Return a table of articles, and one of what could not be read."""
    rows = (
        (
            one.article.title or one.article.id,
            one.article.published.date().isoformat() if one.article.published else "",
            one.article.source,
            str(len(one.events)),
            str(len(one.resolutions)),
        )
        for one in parsed
    )
    body = f"<div>{_cell(summary)}</div>"
    body += _table(("article", "published", "source", "events", "toponyms"), rows, len(parsed))
    if failures:
        lost = ((failure.article_id, failure.stage, failure.error) for failure in failures)
        body += _table(("not read", "stage", "why"), lost, len(failures))
    return _BOX.format(body)


def _marked(parsed: ParsedArticle) -> str:
    """Return the text in pieces that are each marked for the place and the event that they stand for."""
    text = parsed.article.text[:MOST_CHARS]
    places = {(r.toponym.start, r.toponym.end): r for r in parsed.resolutions}
    triggers = {(event.trigger.start, event.trigger.end): event for event in parsed.events}
    cuts = sorted({0, len(text), *(min(at, len(text)) for span in (*places, *triggers) for at in span)})
    pieces = []
    for start, end in pairwise(cuts):
        piece = html.escape(_UNSEEN.sub(" ", text[start:end]))
        event = next((e for (a, b), e in triggers.items() if a <= start and end <= b), None)
        place = next((r for (a, b), r in places.items() if a <= start and end <= b), None)
        if event is not None:
            piece = f'<span style="{_EVENT}" title="{_cell(_event_told(event))}">{piece}</span>'
        if place is not None:
            style = _PLACE if place.place else _DOUBTFUL
            piece = f'<mark style="{style}" title="{_cell(_place_told(place))}">{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def _place_told(resolution: Resolution) -> str:
    place = resolution.place
    if place is None:
        return "unresolved"
    where = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
    return f"{where} · {place.feature_code} · {resolution.score:.2f}"


def _event_told(event: Event) -> str:
    kind = event.type if event.mode is None else f"{event.type} ({event.mode})"
    return f"{kind} · {event.status.value} · {event.confidence:.2f}"


def _events_table(events: Sequence[Event]) -> str:
    rows = (
        (
            event.type,
            event.status.value,
            " – ".join(dict.fromkeys(day.isoformat() for day in (event.when.start, event.when.end) if day)),
            _where(event),
            "" if event.count is None else event.count.text,
            f"{event.confidence:.2f}",
            event.evidence.text,
        )
        for event in events
    )
    head = ("event", "status", "when", "where", "how many", "sure", "evidence")
    return _table(head, rows, len(events)) if events else "<div>No events.</div>"


def _where(event: Event) -> str:
    if event.origin or event.destination:
        return f"{_locus(event.origin)} → {_locus(event.destination)}"
    return _locus(event.where) if event.where else ""


def _locus(locus: Locus | None) -> str:
    if locus is None:
        return "?"
    return ", ".join(part for part in (locus.place.name if locus.place else None, locus.country) if part) or "?"


def _table(head: Sequence[str], rows: Iterable[Sequence[str | None]], count: int) -> str:
    cells = "".join(f"<th>{html.escape(name)}</th>" for name in head)
    body = "".join(_row(row) for row in islice(rows, MOST_ROWS))
    more = f"<div><em>… and {count - MOST_ROWS:,} more</em></div>" if count > MOST_ROWS else ""
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>{more}"


def _row(row: Sequence[str | None]) -> str:
    return f"<tr>{''.join(_cells(row))}</tr>"


def _cells(row: Sequence[str | None]) -> Iterator[str]:
    for value in row:
        yield f'<td style="text-align:left">{_cell(value)}</td>'


def _cell(value: str | None) -> str:
    line = " ".join(_UNSEEN.sub(" ", value or "").split())
    return html.escape(line if len(line) <= CELL_CHARS else line[: CELL_CHARS - 1].rstrip() + "…")
