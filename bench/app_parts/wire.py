"""What goes over the wire: a proxy on loopback that counts the bytes a server sends to the browser."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PIECE = 1 << 16


@dataclass
class Wire:
    """Connections to one server, and how much came back over them since ``reset``."""

    url: str = ""
    received: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        with self._lock:
            self.received = 0

    def add(self, number: int) -> None:
        with self._lock:
            self.received += number


@contextmanager
def counted(port: int) -> Iterator[Wire]:
    """Listen on a port of its own and pass everything on to a server's port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        wire = Wire(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        threading.Thread(target=_accept, args=(listening, port, wire), daemon=True).start()
        yield wire


def _accept(listening: socket.socket, port: int, wire: Wire) -> None:
    while True:
        try:
            browser, _ = listening.accept()
        except OSError:  # closed at the end of the measurement
            return
        server = socket.create_connection(("127.0.0.1", port))
        for one in (browser, server):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_pass_on, args=(browser, server, None), daemon=True).start()
        threading.Thread(target=_pass_on, args=(server, browser, wire), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, wire: Wire | None) -> None:
    try:
        while piece := source.recv(PIECE):
            if wire is not None:
                wire.add(len(piece))
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:  # the other side has gone
        pass
