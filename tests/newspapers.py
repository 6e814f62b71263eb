"""Made-up newspapers on loopback for a simulated week of ``geonews watch``: what they publish, and how they answer.

Everything follows from a seed and from the time of the clock that the watcher goes by, so that a server answers for the
moment at which it is asked.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from ingest_builders import Site, page

HOUR = 3_600.0
_TOWNS = (
    "Targovan", "Belmora", "Halden", "Lindholm", "Oriel", "Kestrin", "Varnafell", "Ostrava", "Miredon", "Pellworth",
)  # fmt: skip
_WHO = ("The harbour master", "A councillor", "The school board", "Two ferrymen", "The market guild", "A retired judge")
_DID = (
    "reopened the old quay", "voted to mend the bridge", "sold the last of the winter grain", "closed the upper road",
    "handed out lamps to every household", "counted the herons on the marsh", "asked for a second doctor",
)  # fmt: skip
_WHY = (
    "after weeks of heavy rain", "because the spring flood had taken the landing stage", "in spite of a long quarrel",
    "while the capital looked away", "before the pilgrims arrive", "as the budget of the town allows",
)  # fmt: skip


def words(key: str) -> str:
    """Return an article of eight sentences or so that no other key has."""
    chance = random.Random(key)
    sentences = [
        f"{chance.choice(_WHO)} of {chance.choice(_TOWNS)} {chance.choice(_DID)} {chance.choice(_WHY)}, "
        f"and {chance.randint(2, 9_999)} people came to see it in house number {chance.randint(2, 9_999)}."
        for _ in range(8)
    ]
    return "\n\n".join((" ".join(sentences[:4]), " ".join(sentences[4:])))


@dataclass(slots=True, kw_only=True)
class Item:
    """One article: when it comes out, its texts by the hours after which each is true, how the feed names it."""

    name: str
    at: float
    texts: list[tuple[float, str]]
    link: str | None
    guid: str | None
    dated: float
    summary: str | None = None

    def text(self, now: float) -> str:
        """Return what the article says at a time."""
        return [text for hours, text in self.texts if hours * HOUR <= max(0.0, now - self.at)][-1]


@dataclass(slots=True, kw_only=True)
class Paper:
    """A feed: its articles, and its troubles as spans of time by kind."""

    name: str
    items: list[Item] = field(default_factory=list)
    trouble: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    moved_at: float | None = None
    window: int = 60
    has_etag: bool = True
    is_atom: bool = False

    def is_in(self, kind: str, now: float) -> bool:
        """Say whether a trouble is on."""
        return any(start <= now < end for start, end in self.trouble.get(kind, ()))

    def standing(self, now: float) -> list[Item]:
        """Return what the feed shows, the newest first."""
        return [item for item in self.items if item.at <= now][-self.window :][::-1]


class Newspapers:
    """Ten and more kinds of feeds on one site.

    Parameters
    ----------
    served
        Where they are.
    now
        The watcher's clock.
    days
        How long they publish.
    seed
        What is made up.
    """

    def __init__(self, served: Site, now: Callable[[], float], *, days: float, seed: int) -> None:
        self._site, self._now, self._start = served, now, now()
        self._days, self._chance = days, random.Random(seed)
        self.end = self._start + days * 24 * HOUR
        self.answers: dict[str, int] = {}
        self.papers = [
            self._plain("plain"),
            self._troubled("failing", "fails", (0.1, 0.3), (0.5, 0.6)),
            self._troubled("slow", "hangs", (0.2, 0.2 + 0.6 * HOUR / (self.end - self._start))),
            self._moving(),
            self._live_page(),
            self._edited(),
            self._troubled("gone", "is gone", (0.35, 0.55)),
            self._troubled("broken", "is broken", (0.4, 0.5)),
            self._future(),
            self._without_link(),
            self._without_guid(),
            self._announced(),
            self._atom(),
        ]
        self.papers.append(Paper(name="mirror", items=self.papers[0].items, has_etag=False))
        for paper in self.papers:
            served.answers[f"/{paper.name}"] = self._feed(paper)
            served.answers[f"/{paper.name}/new"] = self._feed(paper, is_new=True)

    @property
    def urls(self) -> list[str]:
        """Where the feeds are said to be."""
        return [f"{self._site.url}/{paper.name}" for paper in self.papers]

    def published(self) -> list[str]:
        """Return the last text of each article."""
        items = {id(item): item for paper in self.papers for item in paper.items}
        return [item.texts[-1][1] for item in items.values()]

    def ever_said(self) -> set[str]:
        """Return every text that any article had at any time, announcements among them."""
        items = [item for paper in self.papers for item in paper.items]
        return {text for item in items for _, text in item.texts} | {item.summary for item in items if item.summary}

    # The kinds

    def _plain(self, name: str, *, hours: float = 3.0, **more: Any) -> Paper:
        paper = Paper(name=name, **more)
        at, number = self._start - 2 * HOUR, 0
        while at < self.end:
            link = f"{self._site.url}/{name}/article-{number}"
            text = words(f"{name} {number} {self._chance.random()}")
            item = Item(name=f"{name} {number}", at=at, texts=[(0, text)], link=link, guid=link, dated=at)
            paper.items.append(item)
            at += self._chance.uniform(0.3, 1.7) * hours * HOUR
            number += 1
        return paper

    def _troubled(self, name: str, kind: str, *spans: tuple[float, float]) -> Paper:
        paper, length = self._plain(name), self.end - self._start
        paper.trouble[kind] = [(self._start + first * length, self._start + last * length) for first, last in spans]
        return paper

    def _moving(self) -> Paper:
        paper = self._plain("moving")
        paper.moved_at = self._start + 0.4 * (self.end - self._start)
        paper.trouble["fails"] = [(self._start + 0.7 * (self.end - self._start), self.end - 1)]
        return paper

    def _live_page(self) -> Paper:
        paper = self._plain("live")
        for number, item in enumerate(paper.items):
            item.link, item.guid = f"{self._site.url}/live/page", f"tag:live,{number}"
        return paper

    def _edited(self) -> Paper:
        paper = self._plain("edited", hours=4)
        for item in paper.items:
            for edit in range(self._chance.randint(0, 3)):
                later = item.texts[-1][0] + self._chance.uniform(0.1, 5)
                item.texts.append((later, f"{item.texts[0][1]} Correction {edit + 1}: {words(f'{item.name}{edit}')}"))
        return paper

    def _future(self) -> Paper:
        paper = self._plain("future")
        for item in paper.items:
            item.dated += self._chance.choice([0, 5 * HOUR, 400 * 24 * HOUR])
        return paper

    def _without_link(self) -> Paper:
        paper = self._plain("guids")
        for number, item in enumerate(paper.items):
            item.link, item.guid = None, f"{number:05d}"
        return paper

    def _without_guid(self) -> Paper:
        paper = self._plain("titles")
        for item in paper.items:
            item.guid = None
        return paper

    def _announced(self) -> Paper:
        paper = self._plain("announced", hours=5)
        for number, item in enumerate(paper.items):
            path = f"/announced/page-{number}"
            item.link = item.guid = f"{self._site.url}{path}"
            item.summary = None if number % 3 == 0 else item.texts[0][1][:150]
            ready = item.at + self._chance.choice([0, 0, 2, 30]) * HOUR
            self._site.answers[path] = self._page(item, ready)
        return paper

    def _atom(self) -> Paper:
        return self._plain("atom", is_atom=True)

    # The servers

    def _feed(self, paper: Paper, *, is_new: bool = False) -> Callable[[Any], None]:
        def answer(handler: Any) -> None:
            now = self._now()
            if paper.moved_at is not None and now >= paper.moved_at and not is_new:
                late = now > paper.moved_at + 0.25 * (self.end - paper.moved_at)
                self._send(handler, *((410, {}) if late else (301, {"Location": f"{self._site.url}/{paper.name}/new"})))
            elif paper.is_in("fails", now):
                self._send(handler, self._chance.choice([500, 502, 503]), {})
            elif paper.is_in("is gone", now):
                self._send(handler, 410, {})
            elif paper.is_in("is broken", now):
                self._send(handler, 200, {}, b"<rss><channel><item><title>Half an it")
            else:
                if paper.is_in("hangs", now):
                    time.sleep(1.0)
                body = _feed_of(paper, now)
                tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                if paper.has_etag and handler.headers.get("If-None-Match") == tag:
                    self._send(handler, 304, {"ETag": tag})
                else:
                    self._send(handler, 200, {"ETag": tag} if paper.has_etag else {}, body)

        return answer

    def _page(self, item: Item, ready: float) -> Callable[[Any], None]:
        def answer(handler: Any) -> None:
            if self._now() < ready:
                self._send(handler, 503, {})
            else:
                body = page(item.text(self._now()), title=f"News {item.name}", canonical=None)
                self._send(handler, 200, {"Content-Type": "text/html; charset=utf-8"}, body.encode())

        return answer

    def _send(self, handler: Any, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.answers[str(status)] = self.answers.get(str(status), 0) + 1
        handler.send_response(status)
        for name, value in ({"Content-Type": "application/rss+xml"} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)


def _feed_of(paper: Paper, now: float) -> bytes:
    entry = _atom_entry if paper.is_atom else _rss_item
    entries = "".join(entry(item, now) for item in paper.standing(now))
    if paper.is_atom:
        head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>{}</title>{}</feed>'
    else:
        head = (
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{}</title>{}'
            "</channel></rss>"
        )
    return ('<?xml version="1.0" encoding="utf-8"?>' + head.format(paper.name, entries)).encode()


def _rss_item(item: Item, now: float) -> str:
    parts = [f"<title>News {item.name}</title>"]
    if item.link is not None:
        parts.append(f"<link>{item.link}</link>")
    if item.guid is not None:
        parts.append(f'<guid isPermaLink="false">{item.guid}</guid>')
    parts.append(f"<pubDate>{format_datetime(_time(item.dated))}</pubDate>")
    if item.link is not None and "/announced/" in item.link:
        parts.append(f"<description>{item.summary or ''}</description>")
    else:
        parts.append(f"<content:encoded><![CDATA[{_html(item.text(now))}]]></content:encoded>")
    return f"<item>{''.join(parts)}</item>"


def _atom_entry(item: Item, now: float) -> str:
    return (
        f'<entry><title>News {item.name}</title><link href="{item.link}"/><id>{item.guid}</id>'
        f"<updated>{_time(item.dated).isoformat()}</updated>"
        f'<content type="html"><![CDATA[{_html(item.text(now))}]]></content></entry>'
    )


def _html(text: str) -> str:
    return "".join(f"<p>{part}</p>" for part in text.split("\n\n"))


def _time(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
