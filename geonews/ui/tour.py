"""A tour of five steps: a box at the foot of the page says what each part is for, and that part is framed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

__all__ = ["STEPS", "Step", "begin", "render"]

#: Session key: the step that is shown, None while there is no tour.
KEY = "tour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; ``part`` names what is framed while it is shown, see ``style.css``."""

    title: str
    text: str
    part: str


STEPS: Sequence[Step] = (
    Step(
        title="What you see, in numbers",
        text="How many events stand on the map, and how many name no place that could be found: a click lists them. "
        "Events, articles, countries and days stand at the head of the list.",
        part="numbers",
    ),
    Step(
        title="Narrow it down",
        text="Search words; deeds or words; countries, kinds, days behind ». Every choice says how many events it "
        "would leave, and what is on stands in the bar: a click takes it off. The address keeps it all: send it on.",
        part="filters",
    ),
    Step(
        title="The map",
        text="A dot is one event, a ring several: click it to zoom in. A dashed number is known no closer than its "
        "area, hollow marks have not happened. A click on a colour below leaves its kind out; under it the days play.",
        part="map",
    ),
    Step(
        title="Why each dot is there",
        text="Click a dot, or a row of the list: the sentence behind it, the words that gave its date, what else its "
        "place name may mean, and who else reports it. Wrong? “Correct” changes it for everybody, with your name.",
        part="beside",
    ),
    Step(
        title="Crossings, articles, your own news",
        text="Who crossed from where to where; every article with its places and events marked; paste, upload or fetch "
        "news; and take it all away as GeoJSON, for GIS, or as one page that opens without a network.",
        part="panels",
    ),
)


def begin() -> None:
    """Show the first step."""
    st.session_state[KEY] = 0


@st.fragment
def render() -> None:
    """Draw the way into the tour, or its present step."""
    number = st.session_state.get(KEY)
    if number is None:
        with st.container(key="gn_tour_start"):
            st.button("Tour", icon=":material/explore:", on_click=begin, help="What is where, in five steps.")
        return
    step = STEPS[number]
    with st.container(key="gn_tour", border=True):
        st.html(
            f'<section class="gn-step gn-frames-{step.part}" role="status"><small>{number + 1} of {len(STEPS)}</small>'
            f"<h2>{step.title}</h2><p>{step.text}</p></section>"
        )
        last = number == len(STEPS) - 1
        with st.container(horizontal=True):
            st.button("Back", key="tour_back", on_click=_go, args=(number - 1,), disabled=number == 0, width="stretch",
                      help="The step before.")  # fmt: skip
            st.button(
                "Done" if last else "Next",
                key="tour_next",
                type="primary",
                on_click=_go,
                args=(None if last else number + 1,),
                width="stretch",
                help="Ends the tour." if last else "The next step.",
            )
            if not last:
                st.button("End", key="tour_end", on_click=_go, args=(None,), width="stretch", help="Ends the tour.")


def _go(number: int | None) -> None:
    st.session_state[KEY] = number
