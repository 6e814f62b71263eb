"""The evidence card: why an event is on the map, from the sentence to the rivals of its place, as inert HTML."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from geonews.model import Article
from geonews.store import search_terms
from geonews.ui.naming import described, placed
from geonews.webmap import family_of, html_text, type_label

__all__ = ["card_html", "day_range", "facts", "marked", "paragraph_around", "people", "route"]

Row = Mapping[str, Any]

BASES = {
    "text": "as the sentence says",
    "context": "from a neighbouring sentence",
    "published": "the day of publication; the text gives no date",
    "dateline": "from the dateline",
    "country": "only the country is known",
}
STATUS_LABELS = {
    "happened": "Happened",
    "planned": "Planned",
    "denied": "Denied",
    "hypothetical": "Hypothetical",
}
PRECISIONS = {1: "a town or spot", 2: "an area, known no closer", 3: "a country or region, known no closer"}


def card_html(event: Row, article: Article | None, rivals: Sequence[Row], *, words: str | None) -> str:
    """Return the card of an event.

    Parameters
    ----------
    event
        A row of the store's events.
    article
        Where it was read; None if its text is gone.
    rivals
        Candidates of the event's place name with ``score``, the best first; empty if there were none.
    words
        What the reader searched for; these words are marked.
    """
    family = family_of(event["event_type"])
    status = event["status"]
    chips = f'<span class="gn-chip">{html_text(type_label(event["event_type"]))}</span>'
    if event["mode"]:
        chips += f'<span class="gn-chip gn-plain">{html_text(type_label(event["mode"]))}</span>'
    if status != "happened":
        chips += f'<span class="gn-chip gn-plain">{STATUS_LABELS.get(status, html_text(status))}</span>'
    if event.get("corrected"):
        chips += '<span class="gn-chip gn-plain">Corrected by a reader</span>'
    title = html_text(event.get("title") or (article and article.title) or event["doc_id"], 240)
    before, sentence, after = paragraph_around(event, article)
    quote = (
        f"<blockquote><span>{marked(before, words)}</span> "
        f'<mark class="gn-evidence">{marked(sentence, words)}</mark> <span>{marked(after, words)}</span></blockquote>'
    )
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts(event, article, rivals))
    colours = f"--gn-family:light-dark({family.light},{family.dark})"
    return (
        f'<div class="gn-card" style="{colours}"><div class="gn-kicker">{chips}</div>'
        f'<h3 dir="auto">{title}</h3>{quote}<dl class="gn-facts">{rows}</dl></div>'
    )


def facts(event: Row, article: Article | None, rivals: Sequence[Row]) -> Iterable[tuple[str, str]]:
    """Yield the facts of the card as pairs of a name and inert HTML."""
    yield "When", _when(event)
    yield "Where", _where(event) + _rivals(rivals)
    way = route(event)
    if way:
        yield "From, to", html_text(way)
    who = " → ".join(str(event[role]) for role in ("actor1", "actor2") if event[role])
    if who:
        yield "Who", html_text(who)
    crowd = people(event)
    if crowd:
        yield "How many", html_text(crowd)
    losses = [
        f"{_range(event[f'{name}_min'], event[f'{name}_max'])} {word}"
        for name, word in (("fatalities", "killed"), ("injured", "injured"))
        if event[f"{name}_min"] is not None or event[f"{name}_max"] is not None
    ]
    if losses:
        yield "Losses", html_text(", ".join(losses))
    if event["attributed_to"]:
        yield "Says who", html_text(event["attributed_to"]) + (" (disputed)" if event["disputed"] else "")
    yield "Source", _source(event, article)
    yield "Certainty", f"{float(event['confidence'] or 0):.0%} <small>(how likely the text is read rightly)</small>"


def marked(text: str, words: str | None) -> str:
    """Return inert HTML of a text in which the words that were searched for are marked.

    >>> marked("a <b> Border", "border")
    'a &lt;b&gt; <mark class="gn-word">Border</mark>'
    """
    terms = [term.casefold() for term in search_terms(words)]
    folded = text.casefold()
    if not terms or len(folded) != len(text):
        return html_text(text, 20_000)
    out, at = "", 0
    while at < len(text):
        found = [(folded.find(term, at), -len(term)) for term in terms if folded.find(term, at) >= 0]
        if not found:
            break
        start, length = min(found)
        out += _piece(text[at:start]) + f'<mark class="gn-word">{_piece(text[start : start - length])}</mark>'
        at = start - length
    return out + _piece(text[at:])


def _piece(text: str) -> str:
    """Escape a part of a text without losing the spaces at its ends."""
    lead, trail = " " * (text != text.lstrip()), " " * (text != text.rstrip())
    body = html_text(text, 20_000)
    return lead + body + trail if body else " " * bool(text)


def paragraph_around(event: Row, article: Article | None, limit: int = 420) -> tuple[str, str, str]:
    """Return the text before the evidence sentence in its paragraph, the sentence, and the text after it."""
    start, end = event["char_start"], event["char_end"]
    if article is None or start is None or end is None or not 0 <= start < end <= len(article.text):
        return "", event["evidence"] or "", ""
    text = article.text
    opening = text.rfind("\n\n", 0, start) + 1
    closing = text.find("\n\n", end)
    before = text[max(opening, start - limit) : start].strip()
    after = text[end : min(len(text) if closing < 0 else closing, end + limit)].strip()
    cut_before, cut_after = start - opening > limit, closing < 0 and len(text) - end > limit
    return ("… " if cut_before else "") + before, text[start:end], after + (" …" if cut_after else "")


def day_range(event: Row) -> str:
    """Return an event's days as people write them.

    >>> day_range({"date_start": "2021-06-28", "date_end": "2021-07-04"})
    '28 June – 4 July 2021'
    """
    start, end = _day(event["date_start"]), _day(event["date_end"])
    if start is None and end is None:
        return "no date"
    if start is None or end is None:
        return f"until {_long(end)}" if end else f"since {_long(start)}" if start else ""
    if start == end:
        return _long(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {_long(end)}"
    if start.year == end.year:
        return f"{start.day} {start:%B} – {_long(end)}"
    return f"{_long(start)} – {_long(end)}"


def people(event: Row) -> str:
    """Return who or what an event counts, with the words of the text.

    >>> people({"count_min": 134, "count_max": None, "count_unit": "people", "count_text": "more than 133",
    ...         "subject": "soldiers"})
    'at least 134 soldiers (“more than 133”)'
    """
    low, high = event["count_min"], event["count_max"]
    subject = event["subject"] or ""
    if low is None and high is None:
        return str(subject)
    said = _range(low, high)
    quoted = f" (“{event['count_text']}”)" if event["count_text"] and event["count_text"].casefold() != said else ""
    at = subject.casefold().find(event["count_text"].casefold()) if event["count_text"] else -1
    if at >= 0:
        subject = " ".join((subject[:at] + subject[at + len(event["count_text"]) :]).split())
    unit = subject or event["count_unit"] or ""
    return f"{said} {unit}".strip() + quoted


def route(event: Row) -> str:
    """Return the way of a crossing, None-free: ``Afghanistan → Tajikistan, at Panji Poyon``."""
    ends = [placed(event[f"{role}_place"], event[f"{role}_country"]) for role in ("origin", "destination")]
    if not any(ends):
        return ""
    via = f", at {event['crossing_place']}" if event["crossing_place"] else ""
    return f"{ends[0] or 'unknown'} → {ends[1] or 'unknown'}{via}"


def _when(event: Row) -> str:
    reading = f" ← “{html_text(event['date_text'])}”" if event["date_text"] else ""
    basis = BASES.get(event["date_basis"] or "", "")
    if bool(event["date_start"]) != bool(event["date_end"]):
        side, kept = ("begin", "end") if event["date_end"] else ("end", "begin")
        basis += f"{'; ' if basis else ''}no {side} is told: it stands at its {kept} in filters and on the bars"
    return f"<b>{day_range(event)}</b>{reading}" + (f" <small>({basis})</small>" if basis else "")


def _where(event: Row) -> str:
    name = placed(event["place"], event["country"])
    if not name:
        return "No place is named; the event is listed and not drawn."
    basis = BASES.get(event["location_basis"] or "", "")
    notes = "; ".join(note for note in (PRECISIONS.get(event["geo_precision"] or 0, ""), basis) if note)
    return f"<b>{html_text(name)}</b>" + (f" <small>({notes})</small>" if notes else "")


def _rivals(rivals: Sequence[Row]) -> str:
    shares = shares_of(rivals)
    lines = "".join(
        f'<li><span>{html_text(described(r), 90)}</span><i style="--share:{share:.0%}"></i><b>{_down(share)}</b></li>'
        for r, share in zip(rivals[:5], shares, strict=False)
    )
    return (
        f'<ul class="gn-rivals" aria-label="What the name may mean, with probabilities">{lines}</ul>' if lines else ""
    )


def _down(share: float) -> str:
    """Write a probability with two digits, rounded down: those of one name add up to at most one as they stand, too."""
    return f"{math.floor(100 * share + 1e-6) / 100:.2f}"


def shares_of(rivals: Sequence[Row]) -> list[float]:
    """Return the probabilities of what a name may mean; each was judged for itself, together they are one at most.

    >>> shares_of([{"score": 0.9}, {"score": 0.6}]), shares_of([{"score": 0.5}])
    ([0.6, 0.4], [0.5])
    """
    scores = [min(1.0, max(0.0, float(row["score"]))) for row in rivals]
    return [math.floor(1e4 * score / max(1.0, sum(scores)) + 1e-6) / 1e4 for score in scores]


def _source(event: Row, article: Article | None) -> str:
    parts = [
        html_text(str(v)) for v in (event["publisher"], event["published"] and _long(_day(event["published"]))) if v
    ]
    link = event["source_url"]
    if link and urlsplit(link).scheme in ("http", "https"):
        parts.append(
            f'<a href="{html_text(link, 2000)}" target="_blank" rel="noopener noreferrer nofollow">article</a>'
        )
    return " · ".join(parts) or html_text(event["doc_id"])


def _range(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"
    return f"at least {low:,}" if low is not None else f"up to {high:,}" if high is not None else ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _long(day: date | None) -> str:
    return "" if day is None else f"{day.day} {day:%B} {day.year}"
