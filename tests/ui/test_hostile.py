"""Hostile articles: in titles, texts, place names and the fields of a feed, nothing runs and the layout holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from app_driver import App
from made_news import HOSTILE, TOWNS, article, locus

from geonews import export, ingest
from geonews.model import Article, Locus, Place
from geonews.store import Store
from geonews.webmap import standalone

pytestmark = pytest.mark.browser

LONG = "Endless" * 1430 + HOSTILE
PROBE = (
    "() => document.querySelectorAll('img[src=\"x\"], iframe[src^=javascript], [onerror], script[data-evil]').length"
)


def hostile_place() -> Locus:
    lon, lat, country, iso3, admin1, code, number = TOWNS["Goma"]
    place = Place(
        place_id=number, geonameid=number, name=HOSTILE, lon=lon, lat=lat, feature_class="P", feature_code=code,
        country=country, admin1=admin1,
    )  # fmt: skip
    return Locus(country=iso3, place=place, text=HOSTILE)


def from_feed(folder: Path, config: Any) -> Article:
    """Return the article of a feed whose every field is hostile."""
    words = escape(HOSTILE.replace("\u202e", "")) + " Officials said so on Monday. " * 12
    feed = folder / "feed.xml"
    feed.write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(HOSTILE)}</title>'
        "<link>javascript:alert(5)</link>"
        f"<item><title>{escape(LONG)}</title><link>https://news.example/evil?a=&quot;&gt;&lt;script&gt;</link>"
        f"<author>{escape(HOSTILE)}</author><description>{words}</description>"
        "<pubDate>Mon, 05 Jul 2021 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    (found,) = [item for item in ingest.read([str(feed)], config) if isinstance(item, Article)]
    return found


@pytest.fixture(scope="module")
def evil(serve_app: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory, config: Any) -> Any:
    """Return the app on four hostile articles."""
    folder = tmp_path_factory.mktemp("evil")
    news = [
        article(0, hostile_place(), f"Fighting in {HOSTILE} went on.", title=LONG, source=HOSTILE),
        article(1, locus("Panj"), f"Families crossed {HOSTILE}.", event_type="BORDER_CROSSING", mode=HOSTILE[:30],
                origin=locus("Kunduz"), destination=hostile_place(), title=HOSTILE),
        article(2, locus("Paris"), "Word" * 2500 + ".", event_type="<B>", title="\u202e\u2066\n\t" * 400 + "x"),
    ]  # fmt: skip
    fed = from_feed(folder, config)
    base = article(3, locus("Lviv"), "Officials spoke.")
    events = tuple(replace(event, article_id=fed.id) for event in base.events)
    news.append(replace(base, article=fed, resolutions=(), events=events))
    with Store.create(folder / "evil.gpkg", codes=lambda event_type, mode: {}) as store:
        for item in news:
            store.add(item)
    return serve_app(folder / "evil.gpkg")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_nothing_runs_and_the_layout_holds(evil: Any, open_page: Callable[..., Any], width: int, height: int) -> None:
    app = App(open_page(f"{evil.url}/?event=event-000&article=made-000&q=alert", width=width, height=height))
    page = app.page
    page.locator(".gn-card").wait_for(state="attached")

    def harmless() -> None:
        app.settled()
        assert page.evaluate(PROBE) == 0
        assert app.map.locator("body").evaluate(PROBE) == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    harmless()
    with Store.open(evil.store, read_only=True) as store:
        events = [row["event_id"] for row in store.events()]
    assert len(events) == 4
    for mark in app.map.locator(".leaflet-marker-icon").all()[:4]:
        mark.dispatch_event("mouseover")
    app.map.locator(".leaflet-tooltip").first.wait_for()
    harmless()
    page.get_by_role("button", name="Correct", exact=True).click()
    page.get_by_role("button", name="Save the correction").wait_for()
    harmless()
    for panel in ("Crossings", "Articles", "Take away"):
        page.get_by_role("radio", name=panel).click()
        harmless()
    page.get_by_role("radio", name="Articles").click()
    page.locator(".gn-reader").wait_for()
    harmless()
    assert "\u202e" not in page.locator(".gn-reader").inner_text()
    assert len(page.locator(".gn-reader h3").inner_text()) <= 300


def test_nor_does_anything_run_in_what_is_taken_away(evil: Any, open_page: Callable[..., Any], tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    with Store.open(evil.store, read_only=True) as store:
        standalone(store, target, title=HOSTILE)
        for layer in ("events", "crossings", "places", "articles"):
            for kind in export.formats_of(layer):
                if kind != "pygeoapi":
                    export.write(store, layer=layer, format=kind, target=tmp_path / f"{layer}-{kind}")
    page = open_page(target.as_uri())
    page.locator(".gn[data-key]").wait_for()
    for mark in page.locator(".leaflet-marker-icon").all()[:4]:
        mark.dispatch_event("mouseover")
        mark.dispatch_event("click")
    page.locator(".gn-item").first.wait_for()
    assert page.evaluate(PROBE) == 0
    assert page.title().startswith("<img src=x")
    assert "<img" not in (tmp_path / "events-kml").read_text()
