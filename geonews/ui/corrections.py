"""Corrections: a reader says what is wrong with an event; the store lays it over what the coder said, until undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from geonews.errors import GeonewsError
from geonews.model import Status
from geonews.store import Store, alpha3
from geonews.ui.settings import AppSettings
from geonews.webmap import families, plain_text, type_label

__all__ = ["form", "place_values"]

Row = Mapping[str, Any]
WHAT = {
    "place": "The place",
    "date": "The date",
    "type": "The kind of event",
    "status": "Whether it happened",
    "count": "How many",
    "direction": "From and to are swapped",
    "not_an_event": "It is not an event",
}


def form(chosen: AppSettings, event: Row, rivals: Sequence[Row]) -> None:
    """Draw the form for one event, and its corrections so far with a way back."""
    event_id = event["event_id"]
    who = st.text_input("Your name", key="who", max_chars=60, placeholder="who says so")
    field = st.selectbox("What is wrong?", list(WHAT), format_func=WHAT.__getitem__, key=f"wrong {event_id}")
    changes = _changes(field, event, rivals)
    reason = st.text_input("Why", key=f"why {event_id}", max_chars=200, placeholder="a few words, if you like")
    if st.button("Save the correction", type="primary", key=f"save {event_id}", disabled=changes is None):
        if not who.strip():
            st.warning("Expected your name, so that others know who says so; fill it in above.")
        elif changes:
            _save(chosen, event_id, changes, who.strip(), reason.strip() or None)
    _history(chosen, event_id, who)


def place_values(rival: Row) -> dict[str, Any]:
    """Return the columns that a candidate gives an event's place."""
    code = str(rival.get("feature_code") or "")
    broad = code.startswith("PCL") or code in ("CONT", "RGN")
    precision = 3 if broad else 2 if code.startswith("ADM") else 1
    number = rival["place_id"]
    return {
        "place": rival["name"],
        "geonameid": number if number > 0 else None,
        "lat": rival["lat"],
        "lon": rival["lon"],
        "feature_code": code or None,
        "country": alpha3(rival["country"]),
        "admin1": rival["admin1"],
        "geo_precision": precision,
    }


def _changes(field: str, event: Row, rivals: Sequence[Row]) -> list[tuple[str, dict[str, Any]]] | None:
    """Draw the inputs of one kind of correction; return (field, values) pairs for the store, None if incomplete."""
    key = f"{field} {event['event_id']}"
    if field == "place":
        return _place(key, rivals)
    if field == "date":
        day = st.date_input("First and last day", value=list(_days(event)), key=key, format="YYYY-MM-DD")
        if not isinstance(day, tuple) or len(day) != 2:
            return None
        precision = 1 if day[0] == day[1] else 2 if (day[1] - day[0]).days < 8 else 3
        values = {"date_start": day[0].isoformat(), "date_end": day[1].isoformat(), "time_precision": precision}
        return [("date", values)]
    if field == "type":
        types = [name for family in families() for name in family.types]
        at = types.index(event["event_type"]) if event["event_type"] in types else 0
        picked = st.selectbox("It is", types, index=at, format_func=type_label, key=key)
        return [("type", {"event_type": picked, "mode": None})] if picked != event["event_type"] else None
    if field == "status":
        picked = st.selectbox(
            "It",
            [s.value for s in Status],
            key=key,
            format_func=lambda s: {"happened": "happened", "planned": "was planned", "denied": "was denied"}.get(
                s, "was only supposed"
            ),
        )
        return [("status", {"status": picked})] if picked != event["status"] else None
    if field == "count":
        left, right = st.columns(2)
        low = left.number_input("At least", 0, 10**9, value=event["count_min"], key=f"low {key}")
        high = right.number_input("At most", 0, 10**9, value=event["count_max"], key=f"high {key}")
        if low is not None and high is not None and low > high:
            st.warning("Expected the least before the most; swap them.")
            return None
        return [("count", {"count_min": low, "count_max": high, "count_unit": event["count_unit"] or "people"})]
    if field == "direction":
        ends = ("country", "place", "lat", "lon", "precision")
        swapped = [
            (to, {f"{to}_{part}": event[f"{of}_{part}"] for part in ends})
            for to, of in (("origin", "destination"), ("destination", "origin"))
        ]
        return swapped if event["origin_country"] or event["destination_country"] else None
    return [("not_an_event", {"retracted": 1})]


def _place(key: str, rivals: Sequence[Row]) -> list[tuple[str, dict[str, Any]]] | None:
    """Draw the rivals of the name, and a search of the gazetteer."""
    name = st.text_input("Search the gazetteer", key=f"search {key}", max_chars=80, placeholder="a place's name")
    found = list(rivals) if not name.strip() else _search(name.strip())
    if not found:
        st.text(
            "No such name in the gazetteer." if name.strip() else "The name has no rivals; search for the right place."
        )
        return None
    labels = [", ".join(str(v) for v in (r["name"], r["admin1"], r["country"], r["feature_code"]) if v) for r in found]
    picked = st.selectbox(
        "It is", range(len(found)), format_func=lambda n: plain_text(labels[n], 90), key=key, index=None
    )
    return None if picked is None else [("place", place_values(found[picked]))]


def _search(name: str) -> list[Row]:
    from geonews.gazetteer import Gazetteer
    from geonews.ui.settings import settings

    gazetteer = Gazetteer.open(settings().config)
    try:
        candidates = gazetteer.candidates(name, limit=12, fuzzy=True)
    finally:
        gazetteer.close()
    names = ("place_id", "name", "country", "admin1", "feature_code", "lon", "lat")
    return [{column: getattr(candidate.place, column) for column in names} for candidate in candidates]


def _save(
    chosen: AppSettings, event_id: str, changes: Sequence[tuple[str, dict[str, Any]]], who: str, reason: str | None
) -> None:
    try:
        with Store.open(chosen.store) as store:
            for field, values in changes:
                store.correct(event_id, field, values, who=who, reason=reason)
    except GeonewsError as error:
        st.error(str(error))
        return
    st.rerun()


def _history(chosen: AppSettings, event_id: str, who: str) -> None:
    with Store.open(chosen.store, read_only=True) as store:
        made = [row for row in store.corrections(event_id) if row["undone"] is None]
    for row in reversed(made):
        st.text(f"{plain_text(row['who'], 60)} corrected {row['field']} on {row['made'][:10]}")
        if st.button("Undo", key=f"undo {row['id']}"):
            try:
                with Store.open(chosen.store) as store:
                    store.undo(row["id"], who=who.strip() or "reader")
            except GeonewsError as error:
                st.error(str(error))
                return
            st.rerun()


def _days(event: Row) -> tuple[date, ...]:
    start, end = event["date_start"], event["date_end"]
    if not (start or end):
        return ()
    return date.fromisoformat((start or end)[:10]), date.fromisoformat((end or start)[:10])
