"""Twenty sessions with three seconds of thought, spoken to as a browser speaks: over Streamlit's web socket.

Each session chooses other statuses, asks for what its map is to draw as the map does, waits until the script has
finished, and thinks. No browser takes part, so that twenty browsers' own work on this machine does
not count.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import statistics
import threading
import time
from dataclasses import dataclass, field
from itertools import combinations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from app_parts.servers import Server

STATUS_KEY = "f_status"
#: What the map is told, inside a script.
STATE = re.compile(r'geonews\.show\(map_div, \{"key": ?"(?P<key>[0-9a-f]+)", ?"session": ?"(?P<session>[0-9a-f]+)"')


@dataclass
class Session:
    """One reader."""

    server: Server
    took: list[float] = field(default_factory=list)
    error: BaseException | None = None
    _socket: ClientConnection | None = None
    _widget: str = ""
    _drawn: str = ""
    _options: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", self.server.port)

    def open(self) -> None:
        """Load the page and learn the filter's widget."""
        address = f"ws://127.0.0.1:{self.server.port}/_stcore/stream"
        self._socket = connect(address, subprotocols=["streamlit"], max_size=None, origin=self.server.url[:-1])
        self._run(BackMsg(rerun_script={"query_string": ""}))
        if not self._widget:
            raise SystemExit(f"expected a widget with the key {STATUS_KEY!r} on the page, got none")

    def change(self, statuses: list[int]) -> float:
        """Choose statuses by number; return the seconds until the script has finished."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add(id=self._widget)
        state.string_array_value.data.extend(self._options[number] for number in statuses)
        began = time.perf_counter()
        self._run(message)
        return time.perf_counter() - began

    def _draw(self, script: str) -> None:
        """Ask for what the map is told to draw, and say that it is drawn."""
        told = STATE.search(script)
        if told is None or told["key"] == self._drawn:
            return
        self._drawn = told["key"]
        self._http.close()  # the server has hung up while the reader thought
        marks = f"view/{told['key']}?z=2&box=-148,-85,144,85&session={told['session']}"
        for method, path in (
            ("GET", f"overlay/{told['key']}?"),
            ("GET", marks),
            ("POST", f"drawn/{told['session']}/{told['key']}"),
        ):
            self._http.request(method, f"/geonews/{path}")
            self._http.getresponse().read()

    def close(self) -> None:
        self._http.close()
        if self._socket is not None:
            self._socket.close()

    def _run(self, message: BackMsg) -> None:
        assert self._socket is not None
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(self._socket.recv(timeout=120))
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._look(answer)
            elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return

    def _look(self, answer: ForwardMsg) -> None:
        if answer.delta.WhichOneof("type") != "new_element":
            return
        element = answer.delta.new_element
        inner = getattr(element, element.WhichOneof("type"))
        if element.WhichOneof("type") == "component_instance":
            self._draw(json.loads(inner.json_args).get("feature_group") or "")
        if getattr(inner, "id", "").endswith(STATUS_KEY):
            self._widget, self._options = inner.id, [option.content for option in inner.options]


def measure_sessions(server: Server, number: int = 20, changes: int = 6, thought_s: float = 3.0) -> dict[str, float]:
    """Measure one session, then many at once; medians in milliseconds, and MB for each further session."""
    alone = Session(server)
    alone.open()
    for statuses in _walk(3):  # warm
        alone.change(statuses)
    for statuses in _walk(changes * 2):
        alone.took.append(alone.change(statuses))
        time.sleep(0.3)
    before = server.rss_mb()
    crowd = [Session(server) for _ in range(number)]
    for session in crowd:
        session.open()
    threads = [threading.Thread(target=_live, args=(session, changes, thought_s)) for session in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    grown = server.rss_mb() - before
    for session in (alone, *crowd):
        session.close()
        if session.error is not None:
            raise session.error
    one = statistics.median(alone.took)
    many = statistics.median(took for session in crowd for took in session.took)
    return {
        "one_session_ms": round(one * 1000, 1),
        "twenty_sessions_ms": round(many * 1000, 1),
        "mb_per_further_session": round(grown / number, 2),
    }


def _walk(number: int) -> list[list[int]]:
    """Return filters one after the other, none the same as the one before: statuses by number, never none of them."""
    every = [list(chosen) for size in (1, 2, 3, 4) for chosen in combinations(range(4), size)]
    return random.sample(every, number)


def _live(session: Session, changes: int, thought_s: float) -> None:
    try:
        for statuses in _walk(changes):
            time.sleep(thought_s * random.uniform(0.5, 1.5))
            session.took.append(session.change(statuses))
    except BaseException as error:  # told by the main thread
        session.error = error
