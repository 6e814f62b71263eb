"""Drafting: fields of an incident that others of its article have a say in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from events.handmade import Story, story

from geonews.events.drafting import Desk
from geonews.events.grounding.dates import Calendar
from geonews.events.incidents import Incident
from geonews.model import Article, Event

#: A Tuesday.
PUBLISHED = datetime(2024, 3, 12, tzinfo=UTC)


def desk_of(page: Story, geography: Any) -> Desk:
    article = Article(id="a", text=page.text, published=PUBLISHED)
    calendar = Calendar(page.words, page.sentences, PUBLISHED.date())
    return Desk(article, page.words, page.sentences, [], page.gazette(geography), calendar)


def event(desk: Desk, incident: Incident) -> Event:
    draft = desk.draft(incident)
    assert draft is not None
    return draft.event


def test_a_theft_and_the_sentence_for_it(geography: Any) -> None:
    page = story("It rained.\n\nHe was jailed on Friday for a theft.")
    theft = page.mention("theft", "CRIME")
    sentence = page.mention("jailed", "TRIAL", mode="sentence", roles=page.roles(when="on Friday"))
    desk = desk_of(page, geography)
    desk.hear([Incident((theft,)), Incident((sentence,))])
    found = event(desk, Incident((theft,))).when
    assert (found.start, str(found.end)) == (None, "2024-03-08")
    assert str(event(desk, Incident((sentence,))).when.start) == "2024-03-08"
