"""Watching a page from inside: how long until something is to be seen, from its opening or from the reader's click.

The clock runs in the browser, from the click that the page gets: what the test driver needs to aim counts for nobody.
What is there counts as seen when the frame that shows it has been painted.
"""

from __future__ import annotations

from typing import Any

#: Runs in every frame before its own scripts: the page keeps the moment of the last click.
REMEMBER_CLICKS = """
if (window === window.top) window.addEventListener("click", () => {
  window.clickedAt = performance.timeOrigin + performance.now();
}, true);
"""
_WATCH = """(wanted) => {{
  const state = () => {{ {state} }};
  const painted = (done) => requestAnimationFrame(() => {{
    const after = new MessageChannel();
    after.port1.onmessage = () => done(performance.timeOrigin + performance.now());
    after.port2.postMessage(null);
  }});
  window.seenAt = new Promise((done, fail) => {{
    const begun = performance.now();
    const look = () => {{
      if (state() === wanted || (wanted === null && state() !== before)) return painted(done);
      if (performance.now() - begun > 180000) return fail(new Error(`expected ${{wanted}}, got ${{state()}}`));
      setTimeout(look, 2);
    }};
    const before = state();
    look();
  }});
}}"""


def begin(frame: Any, state: str, wanted: object = None) -> None:
    """Start to look, every few milliseconds, whether a state has come.

    Parameters
    ----------
    frame
        Page or frame of Playwright.
    state
        Body of a JavaScript function that returns the state.
    wanted
        The state to wait for; None waits for any other than now.
    """
    frame.evaluate(_WATCH.format(state=state), wanted)


def seconds_since_click(frame: Any) -> float:
    """Wait until what was begun has come, and return how long after the last click it did."""
    milliseconds: float = frame.evaluate("async () => (await window.seenAt) - window.top.clickedAt")
    return milliseconds / 1000


def seconds_since_opened(frame: Any) -> float:
    """Wait until what was begun has come, and return how long after the page was opened it did."""
    milliseconds: float = frame.evaluate("async () => (await window.seenAt) - window.top.performance.timeOrigin")
    return milliseconds / 1000


def opened(context: Any, url: str, selector: str) -> tuple[Any, float]:
    """Open a page of its own; return it, and the seconds until what the selector names was painted."""
    page = context.new_page()
    page.goto(url, wait_until="commit")
    begin(page, f"return Boolean(document.querySelector({selector!r}))", True)
    return page, seconds_since_opened(page)
