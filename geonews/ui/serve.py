"""The server of the app: Streamlit on the packaged page, bound to this machine, asking nobody anything."""

from __future__ import annotations

import socket
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from geonews.config import Config
from geonews.errors import ConfigError
from geonews.extras import how_to_install
from geonews.ui.settings import PAGE, AppSettings, configure, default_store

__all__ = ["serve", "streamlit_options"]


def serve(
    store: Path | None,
    port: int,
    *,
    samples: bool,
    config: Config,
    read_only: bool = False,
    address: str = "127.0.0.1",
) -> None:
    """Serve the app until it is stopped.

    Parameters
    ----------
    store
        The GeoPackage to show; it is made if it does not exist. None takes ``default_store()``.
    port
        TCP port, 0 for any free one.
    samples
        Whether an empty store is filled with the shipped samples.
    config
        Settings of the pipeline.
    read_only
        Whether adding and correcting are switched off.
    address
        Where to listen; anything but this machine's own address lets others in.

    Raises
    ------
    ConfigError
        If Streamlit is not installed, the port cannot be, or another program has it; if a host is named that cannot
        be one; if a map of the reader's own is no readable file of map tiles.
    StoreError
        If the store is another kind of file, of a newer geonews, damaged or locked; nothing is served then.
    """
    if not 0 <= port <= 65535:
        raise ConfigError(f"expected a port between 0 and 65535, got {port!r}; choose another")
    # Looked for, and not imported: the frame of the map registers itself with the session that imports it first.
    missing = [name for name in ("streamlit", "streamlit_folium") if find_spec(name) is None]
    if missing:
        raise ConfigError(f"expected Streamlit for the app, got no {missing[0]!r}; run {how_to_install('app')}")
    import streamlit as st

    from geonews.store import Store
    from geonews.ui import hosts, own_map
    from geonews.ui.gate import gates
    from geonews.ui.programs import mounted
    from geonews.ui.routes import routes
    from geonews.ui.warming import warm

    hosts.checked_names(config.hosts)
    own_map.of(config)
    path = (store or default_store()).expanduser().resolve()
    if path.exists():
        Store.open(path, read_only=read_only).close()
    _check_free(address, port)
    configure(AppSettings(store=path, samples=samples, config=config, read_only=read_only))
    options = streamlit_options()
    options |= {"server.port": port, "server.address": address, "browser.serverAddress": address}
    sys.setswitchinterval(0.001)  # what waits to be sent waits that long at most for a thread that computes, not 5 ms
    st.App(PAGE, routes=[*routes(), *mounted()], lifespan=warm, middleware=gates()).run(config=options)


def _check_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
        except OSError as error:
            raise ConfigError(
                f"expected a free port, got {port!r}: {error.strerror or error}; stop what uses it or choose another"
            ) from error


def streamlit_options() -> dict[str, Any]:
    """Return Streamlit's settings for the app, by dotted name; the same file serves ``streamlit run app.py``."""
    package = Path(__file__).resolve().parent.parent
    for file in (package / "_streamlit.toml", package.parent / ".streamlit" / "config.toml"):
        if file.is_file():
            return _dotted(tomllib.loads(file.read_text(encoding="utf-8")))
    raise ConfigError(
        f"expected Streamlit's settings at {str(package / '_streamlit.toml')!r}, found none; reinstall geonews"
    )


def _dotted(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in table.items():
        flat |= _dotted(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return flat
