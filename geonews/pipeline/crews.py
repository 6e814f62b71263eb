"""Crews: who parses the batches, processes of this machine or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any

from geonews import __version__
from geonews.errors import ConfigError
from geonews.extras import how_to_install
from geonews.records import CODER_VERSION

__all__ = ["Crew", "dask_crew", "processes"]

#: Seconds in which a scheduler has to answer.
SCHEDULER_TIMEOUT_SECONDS = 10
_ADDRESS = re.compile(r"(?:tcp|tls)://[^\s/]+:\d{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Workers and how they take batches.

    Attributes
    ----------
    executor
        Any ``concurrent.futures`` executor whose workers can import geonews.
    size
        Batches that it works on at once.
    elsewhere
        Whether the workers run on other machines, where this one's folders mean nothing.
    broken
        What a batch raises whose worker died.
    anew
        Makes an executor in the place of one that broke so; None where it mends itself.
    """

    executor: Executor
    size: int = 1
    elsewhere: bool = False
    broken: tuple[type[Exception], ...] = (BrokenExecutor,)
    anew: Callable[[], Executor] | None = None


@contextmanager
def processes(workers: int) -> Iterator[Crew]:
    """Open processes of this machine; they start afresh, because a forked SQLite connection must not be used."""
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:

        def opened() -> Executor:
            return stack.enter_context(ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent))

        yield Crew(executor=opened(), size=workers, anew=opened)


def _follow_parent() -> None:
    """End this worker with the process that started it, however that ends, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextmanager
def dask_crew(address: str) -> Iterator[Crew]:
    """Join a running Dask cluster.

    Every worker needs the same geonews installed; articles and results travel, gazetteer and models do not. Dask's
    messages are pickled: join only a cluster that you trust, on a network that you trust.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    ConfigError
        If Dask is not installed, nothing answers, no worker has joined, or a worker has another geonews or several
        threads (spaCy parses one batch at a time in a process).
    """
    if not _ADDRESS.fullmatch(address):
        raise ConfigError(
            f"expected a scheduler's address as tcp://HOST:PORT, got {address!r}; dask scheduler prints it"
        )
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise ConfigError(f"expected Dask for a cluster, got none; run {how_to_install('dask')}") from error
    try:
        client = Client(address, timeout=SCHEDULER_TIMEOUT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"expected a Dask scheduler at {address!r}, got {type(error).__name__}: {error}; "
            "start one with dask scheduler"
        ) from error
    with client:
        size = _checked_size(client, address)
        yield Crew(executor=client.get_executor(pure=False), size=size, elsewhere=True, broken=(KilledWorker,))


def _versions() -> tuple[str, str]:
    """Return what must be the same on every machine; runs in a worker."""
    return __version__, CODER_VERSION


def _checked_size(client: Any, address: str) -> int:
    """Return the number of workers, if all are fit."""
    threads: dict[str, int] = client.nthreads()
    if not threads:
        raise ConfigError(f"expected workers at the scheduler {address!r}, got none; start some: dask worker {address}")
    if max(threads.values()) > 1:
        raise ConfigError(
            f"expected workers of one thread, got {max(threads.values())}; start them with dask worker --nthreads 1"
        )
    try:
        found = set(client.run(_versions).values())
    except Exception as error:
        raise ConfigError(
            f"expected geonews {__version__} on every worker, got {type(error).__name__}: {error}; install it there"
        ) from error
    if found != {_versions()}:
        raise ConfigError(
            f"expected geonews {__version__}, coder {CODER_VERSION}, on every worker, got {sorted(found)!r}; "
            "install the same version there"
        )
    return len(threads)
