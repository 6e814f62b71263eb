"""Where an event was instead: a rival of its name, a place of the gazetteer, a spot clicked on the map or written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geonews.gazetteer import Gazetteer
from geonews.model import Candidate, MatchType, Place, precision_of
from geonews.store import alpha3
from geonews.ui import data, spot
from geonews.ui.naming import described
from geonews.ui.settings import settings
from geonews.webmap import markdown_text, plain_text

__all__ = ["inputs", "nearness", "other_places", "place_values", "spot_values"]

Row = Mapping[str, Any]

#: Candidates that a search offers, and towns around a spot.
MOST_FOUND, MOST_LOOKED_UP = 12, 60
#: Most other places of the article that are offered.
MOST_OTHERS = 12
MOST_AROUND = 5
MOST_NEAR = 60

#: Session key: the event for which a position was written that is none, and why.
WRONG = "wrong_position"


def inputs(event: Row, rivals: Sequence[Row]) -> dict[str, Any] | None:
    """Draw the ways to a place; return its columns for the store, None until one is chosen."""
    event_id = event["event_id"]
    at = spot.picked(event_id)
    if at is not None:
        return _around(event_id, *at)
    name = st.text_input(
        "Search the gazetteer",
        key=f"search {event_id}",
        max_chars=80,
        placeholder="a place’s name",
        help="Left empty, the list below holds the other places of the sentence and the article, and what the name in "
        "the text may mean.",
    ).strip()
    written = f"position {event_id}"
    st.text_input(
        "Or write its position",
        key=written,
        max_chars=60,
        placeholder="37.24, 69.10",
        on_change=_take_written,
        args=(event_id, written),
        help="Latitude, then longitude, in degrees; south and west are negative, or say so: 1.3 S, 36.9 E.",
    )
    if st.session_state.get(WRONG, (None, ""))[0] == event_id:
        st.warning(markdown_text(st.session_state[WRONG][1], 300), icon=":material/edit:")
    if spot.is_asked(event_id):
        st.info("Click the map where it happened; zoom in first for a finer spot.", icon=":material/my_location:")
    st.button(
        "Keep the map as it is" if spot.is_asked(event_id) else "Or click the map",
        key=f"spot {event_id}",
        icon=":material/my_location:",
        on_click=spot.forget if spot.is_asked(event_id) else spot.ask,
        args=() if spot.is_asked(event_id) else (event_id,),
        help="The next click on the map says where it happened.",
    )
    others = other_places(event, data.reader(settings().store).mentions(event["doc_id"]))
    found = _search(name, [event, *others]) if name else [*others, *rivals]
    if not found:
        st.text("No such name in the gazetteer: try another spelling." if name else "The name has no rivals.")
        return None
    chosen = _choose(f"place {event_id} {name}", [_label(row) for row in found], index=None)
    return None if chosen is None else place_values(found[chosen])


def _take_written(event_id: str, key: str) -> None:
    """Take over a position that was written, or keep why it is none."""
    text = str(st.session_state.get(key) or "").strip()
    st.session_state.pop(WRONG, None)
    if not text:
        return
    try:
        spot.put(event_id, *spot.read_position(text))
    except ValueError as error:
        st.session_state[WRONG] = (event_id, str(error))


def place_values(row: Row) -> dict[str, Any]:
    """Return the columns that a candidate gives an event's place."""
    code, number = str(row.get("feature_code") or ""), row["place_id"]
    kind = row.get("feature_class") or ("A" if code.startswith("ADM") or code.startswith("PCL") else "P")
    place = Place(
        place_id=number, geonameid=number if number > 0 else None, name=row["name"], lon=row["lon"], lat=row["lat"],
        feature_class=kind, feature_code=code, country=row["country"], admin1=row["admin1"],
    )  # fmt: skip
    return {
        "place": place.name,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "feature_code": code or None,
        "country": alpha3(place.country),
        "admin1": place.admin1,
        "geo_precision": precision_of(place),
    }


def spot_values(lon: float, lat: float, name: str | None) -> dict[str, Any]:
    """Return the columns that a spot on the map gives an event's place; its country is that of the ground.

    Parameters
    ----------
    lon, lat
        WGS84 degrees.
    name
        What the reader calls it; None names it by its position.
    """
    from geonews.layers import Outlines

    country, admin1 = Outlines.load("50m").at(lon, lat)
    return {
        "place": name or spot.position(lon, lat),
        "lat": round(lat, 5),
        "lon": round(lon, 5),
        "country": country,
        "admin1": admin1,
        "geo_precision": 1,
    }


def _around(event_id: str, lon: float, lat: float) -> dict[str, Any] | None:
    """Offer the towns around a spot, and the spot itself."""
    with Gazetteer.open(settings().config) as gazetteer:
        towns = sorted(gazetteer.near(lon, lat, limit=MOST_NEAR), key=_reach)[:MOST_AROUND]
    rows = [_row(place) for _, place in towns]
    labels = [f"{_label(row)} · {away:.0f} km away" for row, (away, _) in zip(rows, towns, strict=True)]
    chosen = _choose(f"around {event_id} {lon} {lat}", [*labels, f"This very spot, {spot.position(lon, lat)}"], index=0)
    st.button("Pick another spot", key=f"again {event_id}", on_click=spot.ask, args=(event_id,),
              help="Back to the search, the position and the map.")  # fmt: skip
    if chosen is None:
        return None
    if chosen < len(rows):
        return place_values(rows[chosen])
    name = st.text_input("Its name", key=f"name {event_id}", max_chars=80, placeholder="left empty: its position",
                         help="What the map and the lists will call it.")  # fmt: skip
    return spot_values(lon, lat, name.strip() or None)


def _reach(town: tuple[float, Place]) -> tuple[float, float]:
    """Order towns by how far a spot lies outside of them; a million people live some ten kilometres around."""
    away_km, place = town
    return max(0.0, away_km - math.sqrt(place.population) / 100), away_km


def _choose(key: str, labels: Sequence[str], index: int | None) -> int | None:
    return st.selectbox(
        "It was at",
        range(len(labels)),
        format_func=lambda number: plain_text(labels[number], 100),
        key=key,
        index=index,
        placeholder="Choose a place",
        help="The place that the map will show.",
    )


def _label(row: Row) -> str:
    """Return a candidate with its division and country, what it is, its probability or where it is named."""
    score = f" · {row['score']:.2f}" if row.get("score") is not None else ""
    note = f" · {row['note']}" if row.get("note") else ""
    return described(row) + score + note


def other_places(event: Row, mentions: Sequence[Row]) -> list[Row]:
    """Return the places that the sentence names besides the event's own, then those of the rest of the article.

    Parameters
    ----------
    event
        With ``geonameid``, ``char_start`` and ``char_end``.
    mentions
        Of the article, see ``Store.mentions``.
    """
    first, last = event["char_start"] or 0, event["char_end"] or 0
    known = [m for m in mentions if m["place_id"] is not None and m["lon"] is not None]
    inside = [m for m in known if first <= m["char_start"] < last]
    found: dict[int, Row] = {}
    for mention in [*inside, *known]:
        if mention["geonameid"] is None or mention["geonameid"] != event["geonameid"]:
            where = "in the sentence" if first <= mention["char_start"] < last else "in the article"
            found.setdefault(mention["place_id"], {**mention, "score": None, "note": where})
    return list(found.values())[:MOST_OTHERS]


def _search(name: str, near: Sequence[Row]) -> list[Row]:
    """Return the gazetteer's places of a name: those of exactly this name first, the nearest to what is near."""
    with Gazetteer.open(settings().config) as gazetteer:
        found = gazetteer.candidates(name, limit=MOST_LOOKED_UP, fuzzy=True)
    anchors = [(float(row["lon"]), float(row["lat"])) for row in near if row.get("lon") is not None]
    places = sorted(found, key=lambda one: nearness(one, anchors))[:MOST_FOUND]
    return [_row(candidate.place) for candidate in places]


def nearness(found: Candidate, anchors: Sequence[tuple[float, float]]) -> tuple[bool, float]:
    """Order what a search finds: names that are only alike come last, each kind by its distance from the anchors.

    Parameters
    ----------
    anchors
        Lon and lat of the places that the article names, WGS84 degrees; without any all are equally near.
    """
    place = found.place
    away = (_degrees(place.lon, place.lat, lon, lat) for lon, lat in anchors)
    return found.match is MatchType.FUZZY, round(min(away, default=0.0))


def _degrees(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the angle between two points in degrees."""
    one, other = math.radians(lat), math.radians(other_lat)
    cosine = math.sin(one) * math.sin(other) + math.cos(one) * math.cos(other) * math.cos(math.radians(lon - other_lon))
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _row(place: Place) -> Row:
    names = ("place_id", "name", "country", "admin1", "feature_class", "feature_code", "lon", "lat")
    return {column: getattr(place, column) for column in names}
