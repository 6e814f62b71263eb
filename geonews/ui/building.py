"""Building a page or a report in a thread beside the session: how far it is, a stop, and the file once it is made.

What a download button of Streamlit's builds in the press itself can be neither watched nor stopped.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

import streamlit as st

from geonews.errors import GeonewsError
from geonews.webmap import markdown_text

__all__ = ["KEY", "Build", "Cancelled", "begin", "show", "size_in_words"]

logger = logging.getLogger(__name__)

Row = TypeVar("Row")

#: Session key of the file that is being made, or was made last.
KEY = "build"
#: Seconds between two looks at it.
LOOK_SECONDS = 0.5
#: Files that are made at a time; further ones wait.
MOST_AT_ONCE = 2

_turns = threading.Semaphore(MOST_AT_ONCE)


class Cancelled(Exception):
    """The reader wants the file no more."""


@dataclass(slots=True, kw_only=True)
class Build:
    """A file that is being made, filled in by a thread while its session looks at it.

    Attributes
    ----------
    what, file_name, mime
        What it is in a few words, the name that it is saved under, and its media type.
    total, done
        Events that it will hold, and that it holds so far.
    content
        The file once it is made.
    error
        Why it could not be made.
    state
        ``waiting``, ``building``, ``built``, ``cancelled`` or ``failed``.
    """

    what: str
    file_name: str
    mime: str
    total: int
    done: int = 0
    content: bytes | None = None
    error: str | None = None
    state: str = "waiting"
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("built", "cancelled", "failed")

    def cancel(self) -> None:
        """Make it no further."""
        self.stopping.set()

    def go_on(self) -> None:
        """Let the making go on.

        Raises
        ------
        Cancelled
            If it is to go no further.
        """
        if self.stopping.is_set():
            raise Cancelled

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the events of the file, and count them; see ``go_on``."""
        for row in self.guarded(rows):
            self.done += 1
            yield row

    def guarded(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield what else the file holds; see ``go_on``."""
        for row in rows:
            self.go_on()
            yield row


def begin(build: Build, make: Callable[[Build], bytes]) -> threading.Thread:
    """Make a file in a thread, and show it in this session from now on; what was made before is let go."""
    before: Build | None = st.session_state.get(KEY)
    if before is not None:
        before.cancel()
    st.session_state[KEY] = build
    thread = threading.Thread(target=_carry_out, args=(build, make), name="geonews-build", daemon=True)
    thread.start()
    return thread


def _carry_out(build: Build, make: Callable[[Build], bytes]) -> None:
    while not _turns.acquire(timeout=0.2):
        if build.stopping.is_set():
            build.state = "cancelled"
            return
    try:
        build.state = "building"
        content = make(build)
        build.go_on()
        build.content, build.state = content, "built"
    except Cancelled:
        build.state = "cancelled"
    except GeonewsError as error:
        build.error, build.state = str(error), "failed"
    except Exception:
        logger.exception("a %s could not be made", build.file_name)
        build.error, build.state = f"expected to make {build.what}, and could not; the server's log says why", "failed"
    finally:
        _turns.release()


def show() -> None:
    """Draw the session's file: a bar and a way to cancel while it is made, then the file, which saves itself once."""
    build: Build | None = st.session_state.get(KEY)
    if build is None:
        return
    if not build.over:
        _watch(build)
    elif build.state == "cancelled":
        st.caption(f"{build.what}: cancelled, and nothing was made.")
    elif build.content is None:
        st.error(markdown_text(build.error or "", 600), icon=":material/error:")
    else:
        content = build.content
        st.download_button(
            f"Save {build.file_name} · {size_in_words(len(content))}",
            data=content,
            file_name=build.file_name,
            mime=build.mime,
            key=f"saved_{build.key}",
            type="primary",
            width="stretch",
            on_click="ignore",
            icon=":material/save:",
            help="It has begun to save itself; press here to save it again.",
        )
        component = st.components.v2.component(
            "geonews_saving", html='<i class="gn-saving"></i>', js=_script(), isolate_styles=False
        )
        component(key="gn_saving", data={"key": build.key})


@st.fragment(run_every=LOOK_SECONDS)
def _watch(build: Build) -> None:
    if build.over:
        st.rerun()
    done = min(build.done, build.total)
    words = f"{done:,} of {build.total:,} events" if build.state == "building" else "waiting for others' to be made"
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.progress(done / build.total if build.total else 0.0, text=f"{build.what}: {words}")
    right.button(
        "Cancelling …" if build.stopping.is_set() else "Cancel",
        key="cancel_build",
        on_click=build.cancel,
        disabled=build.stopping.is_set(),
        icon=":material/cancel:",
        width="stretch",
        help="Makes it no further.",
    )


def size_in_words(size: float) -> str:
    """Return a number of bytes as people say it.

    >>> size_in_words(1_900_000), size_in_words(740_000), size_in_words(3_000)
    ('1.9 MB', '0.7 MB', '3 kB')
    """
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1e3))} kB"


@cache
def _script() -> str:
    return Path(__file__).with_name("saving.js").read_text(encoding="utf-8")
