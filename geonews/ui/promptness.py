"""Promptness: small answers leave at once instead of waiting for the browser to confirm the ones before.

Streamlit hands uvicorn a socket that it has bound itself, and asyncio then leaves Nagle's algorithm on: every answer
after the first waits some 40 ms for the other side's delayed acknowledgement
(https://github.com/Kludex/uvicorn/issues/3149). On Linux accepted connections inherit what the listening socket has.
"""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

__all__ = ["send_at_once"]

OPEN_FILES = Path("/proc/self/fd")


def send_at_once() -> int:
    """Switch Nagle's algorithm off for all TCP sockets of this process that listen; return how many there are.

    Does nothing where the system has no ``/proc``.
    """
    if not OPEN_FILES.is_dir():
        return 0
    return sum(_switch_off(int(entry.name)) for entry in OPEN_FILES.iterdir())


def _switch_off(descriptor: int) -> bool:
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return False
        copy = socket.socket(fileno=os.dup(descriptor))
    except OSError:  # closed since it was listed
        return False
    with copy:
        if copy.family not in (socket.AF_INET, socket.AF_INET6) or copy.type != socket.SOCK_STREAM:
            return False
        if not copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return False
        copy.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return True
