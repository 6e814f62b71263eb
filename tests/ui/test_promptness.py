"""What the server sends leaves at once."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from geonews.ui import promptness


def delays(of: socket.socket) -> bool:
    return of.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0


def test_connections_of_a_listening_socket_send_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert delays(listening)
        assert promptness.send_at_once() >= 1
        with socket.create_connection(listening.getsockname()) as client:
            accepted, _ = listening.accept()
            with accepted:
                assert not delays(accepted)
            assert delays(client)  # sockets that only talk are left alone


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(promptness, "OPEN_FILES", tmp_path / "nothing")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert promptness.send_at_once() == 0
        assert delays(listening)
