"""A store of made-up news for the map and the app: towns, a province, countries, crossings, and hostile words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from geonews.model import (
    Actor,
    Article,
    Candidate,
    Count,
    Event,
    Locus,
    MatchType,
    ParsedArticle,
    Place,
    Resolution,
    Span,
    Status,
    Toponym,
    When,
)  # fmt: skip
from geonews.store import Store

HOSTILE = (
    "<img src=x onerror=alert(1)> ${alert(2)} `${alert(3)}` \u202egnp.exe {{ 7*7 }} </script><script>alert(4)</script>"
)

#: name, lon, lat, country (alpha-2, alpha-3), admin1, feature code, geonameid
TOWNS = {
    "Panj": (69.09, 37.24, "TJ", "TJK", "02", "PPLA2", 1221451),
    "Kunduz": (68.857, 36.729, "AF", "AFG", "24", "PPLA", 1135690),
    "Islam Qala": (61.066, 34.666, "AF", "AFG", "11", "PPL", 1139130),
    "Mashhad": (59.6062, 36.297, "IR", "IRN", "42", "PPLA", 124665),
    "Medyka": (22.93, 49.804, "PL", "POL", "80", "PPL", 768435),
    "Lviv": (24.0297, 49.8397, "UA", "UKR", "15", "PPLA", 702550),
    "Goma": (29.2285, -1.6796, "CD", "COD", "11", "PPLA", 216281),
    "Khartoum": (32.5325, 15.5518, "SD", "SDN", "29", "PPLC", 379252),
    "Adre": (22.2, 13.467, "TD", "TCD", "10", "PPL", 2437739),
    "Yangon": (96.1561, 16.8053, "MM", "MMR", "17", "PPLA", 1298824),
    "Bogota": (-74.0817, 4.6097, "CO", "COL", "34", "PPLC", 3688689),
    "Cucuta": (-72.505, 7.8939, "CO", "COL", "21", "PPLA", 3685533),
    "Paris": (2.3488, 48.8534, "FR", "FRA", "11", "PPLC", 2988507),
    "Manila": (120.9822, 14.6042, "PH", "PHL", "NCR", "PPLC", 1701668),
    "Nairobi": (36.8172, -1.2833, "KE", "KEN", "05", "PPLC", 184745),
}
PROVINCE = Place(
    place_id=1147745, geonameid=1147745, name="Badakhshan", lon=71.5, lat=37.0, feature_class="A", feature_code="ADM1",
    country="AF", admin1="01",
)  # fmt: skip


def place(name: str) -> Place:
    lon, lat, country, _, admin1, code, number = TOWNS[name]
    return Place(
        place_id=number, geonameid=number, name=name, lon=lon, lat=lat, feature_class="P", feature_code=code,
        country=country, admin1=admin1, population=50_000,
    )  # fmt: skip


def locus(name: str) -> Locus:
    return Locus(country=TOWNS[name][3], place=place(name), text=name)


def article(
    number: int,
    where: Locus | None,
    sentence: str,
    *,
    event_type: str = "CLASH",
    mode: str | None = None,
    day: date | None = None,
    status: Status = Status.HAPPENED,
    origin: Locus | None = None,
    destination: Locus | None = None,
    crossing: Locus | None = None,
    count: Count | None = None,
    title: str | None = None,
    source: str = "Made Wire",
    precision: int | None = None,
    basis: str = "text",
) -> ParsedArticle:
    """Make an article of three sentences in two paragraphs whose second sentence is the event."""
    day = day or date(2021, 6, 1) + timedelta(days=11 * number)
    text = f"Officials spoke on {day:%A}. {sentence} They gave no more details.\n\nA second paragraph says little."
    start = text.index(sentence)
    name = where.place.name if where and where.place else None
    rivals = ()
    if where and where.place:
        rival = Place(
            place_id=-number - 1, geonameid=None, name=where.place.name, lon=0.0, lat=0.0, feature_class="P",
            feature_code="PPL", country="IN",
        )  # fmt: skip
        rivals = (
            Candidate(place=where.place, match=MatchType.EXACT, matched=str(name), score=0.93),
            Candidate(place=rival, match=MatchType.EXACT, matched=str(name), score=0.05),
        )
    doc = f"made-{number:03d}"
    at = text.find(name) if name else -1
    resolutions = ()
    if at >= 0 and where and where.place:
        toponym = Toponym(article_id=doc, text=str(name), start=at, end=at + len(str(name)))
        resolutions = (Resolution(toponym=toponym, place=where.place, score=0.93, candidates=rivals),)
    event = Event(
        id=f"event-{number:03d}", article_id=doc, type=event_type, mode=mode, status=status,
        evidence=Span(start=start, end=start + len(sentence), text=sentence), sentence=1,
        trigger=Span(start=start, end=start + 4, text=sentence[:4]),
        when=When(start=day, end=day + timedelta(days=number % 3), precision=1 + (number % 3 > 0), text="last week",
                  basis=basis),
        confidence=0.6 + (number % 4) / 10, rule_id=f"{event_type.lower()}/made", sentences=(1,),
        actor1=Actor(text="soldiers", country=origin.country if origin else None, sector="MIL"), count=count,
        subject="soldiers" if count else None, where=where,
        geo_precision=precision if precision is not None else (1 if where and where.place else 3 if where else None),
        location_basis="text" if where else None, origin=origin, destination=destination, crossing=crossing,
        direction_basis="explicit" if origin else None,
    )  # fmt: skip
    published = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=4)
    made = Article(
        id=doc, text=text, title=title or sentence.rstrip("."), url=f"https://news.example/{doc}", published=published,
        language="en", source=source,
    )  # fmt: skip
    return ParsedArticle(article=made, resolutions=resolutions, events=(event,))


def parsed() -> list[ParsedArticle]:
    """Return twenty-one articles of one event each: 15 in towns, 1 in a province, 3 in countries, 2 in no place."""
    soldiers = Count(min=134, max=None, text="at least 134")
    families = Count(min=1200, max=1500, text="1,200 to 1,500")
    tjk, afg = Locus(country="TJK", text="Tajikistan"), Locus(country="AFG", text="Afghanistan")
    return [
        article(0, locus("Panj"), "At least 134 soldiers crossed into Tajikistan near Panj.",
                event_type="BORDER_CROSSING",
                mode="retreat", origin=afg, destination=tjk, count=soldiers, day=date(2021, 6, 28)),
        article(1, locus("Kunduz"), "Fighting broke out on the edge of Kunduz."),
        article(2, locus("Mashhad"), "Families left Islam Qala for Mashhad.", event_type="BORDER_CROSSING", mode="flee",
                origin=locus("Islam Qala"), destination=locus("Mashhad"), count=families),
        article(3, locus("Medyka"), "Thousands walked through Medyka from Lviv.", event_type="BORDER_CROSSING",
                mode="flee", origin=locus("Lviv"), destination=locus("Medyka"), source="Second Desk"),
        article(4, locus("Goma"), "Shells fell on a market in Goma.", event_type="ATTACK", mode="heavy-weapons"),
        article(5, locus("Khartoum"), "A ceasefire began in Khartoum.", event_type="CEASEFIRE", mode="implemented"),
        article(6, locus("Adre"), "Refugees from Sudan reached Adre.", event_type="BORDER_CROSSING", mode="flee",
                origin=Locus(country="SDN"), destination=locus("Adre"), count=families),
        article(7, locus("Yangon"), "Crowds marched through Yangon.", event_type="PROTEST", mode="demo"),
        article(8, locus("Bogota"), "Strikers blocked roads around Bogota.", event_type="PROTEST", mode="strike"),
        article(9, locus("Cucuta"), "The bridge at Cucuta was reopened.", event_type="BORDER_CONTROL", mode="reopen"),
        article(10, locus("Paris"), "Ministers signed an accord in Paris.", event_type="AGREEMENT", mode="sign"),
        article(11, locus("Paris"), "Police arrested a banker in Paris.", event_type="ARREST"),
        article(12, locus("Manila"), "Talks were held in Manila.", event_type="TALKS", mode="negotiate"),
        article(13, locus("Nairobi"), "Aid was flown from Nairobi.", event_type="AID"),
        article(14, locus("Kunduz"), "Troops will return to Kunduz, the ministry said.", event_type="DEPLOYMENT",
                mode="troops", status=Status.PLANNED),
        article(15, Locus(country="AFG", place=PROVINCE, text="Badakhshan"), "Posts fell across Badakhshan.",
                event_type="TERRITORY_CHANGE", mode="non_state", precision=2),
        article(16, Locus(country="UKR", text="Ukraine"), "Air alarms sounded across Ukraine.", event_type="ATTACK",
                mode="aerial"),
        article(17, Locus(country="UKR", text="Ukraine"), "Power failed.", event_type="ATTACK", mode="drone"),
        article(18, Locus(country="ETH", text="Ethiopia"), "Ethiopia denied that it had closed the border.",
                event_type="BORDER_CONTROL", mode="close", status=Status.DENIED),
        article(19, None, "Leaders phoned one another.", event_type="TALKS", mode="phone"),
        article(20, None, HOSTILE, event_type="ACCUSE", title=HOSTILE),
    ]  # fmt: skip


def fill(path: Path) -> Path:
    """Write the made-up news into a new store."""
    with Store.create(path, codes=lambda event_type, mode: {}) as store:
        for item in parsed():
            store.add(item)
    return path
