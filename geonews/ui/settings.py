"""What the server was started with: store, samples, configuration. Set once by ``serve``, read by every session."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from geonews.config import Config, load_config

__all__ = ["PAGE", "AppSettings", "configure", "default_store", "settings"]

#: The script that Streamlit runs for each session.
PAGE = Path(__file__).with_name("script.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSettings:
    """Settings of one server.

    Attributes
    ----------
    store
        The GeoPackage that the app shows and adds to.
    samples
        Whether an empty store is filled with the shipped samples.
    config
        Settings of the pipeline.
    read_only
        Whether adding and correcting are switched off.
    """

    store: Path
    samples: bool
    config: Config
    read_only: bool = False


_chosen: list[AppSettings] = []


def default_store() -> Path:
    """Return ``GEONEWS_STORE``, or ``news.gpkg`` in the user's data folder."""
    named = os.environ.get("GEONEWS_STORE")
    return Path(named).expanduser() if named else Path(platformdirs.user_data_dir("geonews")) / "news.gpkg"


def configure(chosen: AppSettings) -> None:
    """Set what every session of this server uses."""
    _chosen[:] = [chosen]


def settings() -> AppSettings:
    """Return the settings of this server; without ``configure`` they come from the environment.

    Raises
    ------
    ConfigError
        If a setting of the environment is wrong.
    """
    if not _chosen:
        read_only = os.environ.get("GEONEWS_READ_ONLY", "").lower() in ("1", "true", "yes")
        samples = os.environ.get("GEONEWS_SAMPLES", "1").lower() in ("1", "true", "yes")
        configure(AppSettings(store=default_store(), samples=samples, config=load_config(), read_only=read_only))
    return _chosen[0]
