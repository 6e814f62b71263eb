"""Settings: defaults < ``geonews.toml`` < ``GEONEWS_*`` variables < flags, checked once, then frozen.

A ``Config`` is made at the start of a command and handed down; nothing reads settings from a global. Secrets (a
geocoder's key) come from the environment only.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import platformdirs

from geonews.errors import ConfigError

__all__ = ["Config", "data_dir", "load_config"]

ENV_PREFIX = "GEONEWS_"
CONFIG_FILE = "geonews.toml"


def data_dir() -> Path:
    """Return the folder of the shipped data: inside the wheel, or ``data/`` of the checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_data", package.parent / "data"):
        if folder.is_dir():
            return folder
    raise ConfigError(
        f"expected the data folder at {str(package / '_data')!r} or {str(package.parent / 'data')!r}, found neither; "
        "reinstall geonews"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of geonews.

    Attributes
    ----------
    model
        Name of the spaCy pipeline: an installed package or a folder.
    cache_dir
        Folder for files that can be made again (the gazetteer's index, geocoder answers).
    gazetteer
        An installed gazetteer to use instead of the shipped one, None for what ``gazetteer info`` shows.
    min_score
        Probability below which a toponym is reported as unresolved.
    profiles
        Whether what an outlet's articles in the store are about draws its doubtful names; for local news only.
    online
        Whether unresolved names may be looked up on the internet.
    geocoder, geocoder_domain, geocoder_scheme, user_agent
        geopy's geocoder by its service name, its host if not the default, ``https`` or ``http``, and how we name
        ourselves to it.
    geocoder_timeout_seconds, geocoder_delay_seconds
        Time-out of one request, and the least time between two (never under one second for Nominatim's host).
    geocoder_retries
        Tries after a 429 or 5xx answer, with growing pauses.
    geocoder_miss_days
        Days for which "no such place" is remembered.
    max_bytes
        Largest input file or answer that is read, in bytes.
    read_memory_mb
        Memory that reading one input may take beyond what the program has, in millions of bytes; what takes more is a
        failure. 0 sets no limit.
    max_chars
        Longest article text that is parsed, in characters.
    columns
        Columns of tables that are not to be guessed, as ``text=Excerpt,published=Date of report``.
    date_order
        How tables write days such as 03/04/2024: ``day-first`` or ``month-first``; "" lets the column decide.
    fetch_timeout_seconds
        Time for one web page, in all.
    allow_private
        Whether URLs may point at private, loopback or link-local addresses.
    tiles_url, tiles_attribution, tiles_attribution_url
        Map tiles on the internet that a reader of the app may switch on (``{z}``, ``{x}``, ``{y}``), who made them, and
        where that is told; an empty ``tiles_url`` offers none. The reader's browser asks for them, never this machine.
    tiles_file
        A map of the reader's own, an MBTiles or PMTiles file, which the app offers beside the online map; "" for none.
    hosts
        Names and addresses, divided by commas, under which readers reach the app beside this machine's own names.
    api, api_geoparse
        Whether the app's server answers programs under ``/api``, and whether it reads short texts that they send.
    workers
        Processes that parse; 0 means one for each core.
    article_seconds, article_memory_mb
        CPU seconds that an article of up to 100,000 characters may take in a worker, more in proportion, and memory
        beyond what the worker has; one that takes more is a failure.
    """

    model: str = "en_core_web_sm"
    cache_dir: Path = Path(platformdirs.user_cache_dir("geonews"))
    gazetteer: Path | None = None
    min_score: float = 0.3
    profiles: bool = False
    online: bool = False
    geocoder: str = "nominatim"
    geocoder_domain: str | None = None
    geocoder_scheme: str = "https"
    user_agent: str = "geonews/0.1 (offline news geoparser)"
    geocoder_timeout_seconds: float = 10.0
    geocoder_delay_seconds: float = 1.0
    geocoder_retries: int = 3
    geocoder_miss_days: int = 30
    max_bytes: int = 50_000_000
    read_memory_mb: int = 350
    max_chars: int = 1_000_000
    columns: str = ""
    date_order: str = ""
    fetch_timeout_seconds: float = 30.0
    allow_private: bool = False
    tiles_url: str = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    tiles_attribution: str = "© OpenStreetMap contributors"
    tiles_attribution_url: str = "https://www.openstreetmap.org/copyright"
    tiles_file: str = ""
    hosts: str = ""
    api: bool = False
    api_geoparse: bool = False
    workers: int = 1
    article_seconds: float = 60.0
    article_memory_mb: int = 3000

    def __post_init__(self) -> None:
        checks = {
            "min_score": (0.0, 1.0),
            "geocoder_timeout_seconds": (0.1, 600.0),
            "geocoder_delay_seconds": (0.0, 3600.0),
            "geocoder_retries": (0, 10),
            "geocoder_miss_days": (0, 36500),
            "max_bytes": (1, 10**12),
            "read_memory_mb": (0, 10**6),
            "max_chars": (1, 10**9),
            "fetch_timeout_seconds": (0.1, 3600.0),
            "workers": (0, 256),
            "article_seconds": (0.1, 86_400.0),
            "article_memory_mb": (100, 10**6),
        }
        for name, (low, high) in checks.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ConfigError(f"expected {name} between {low} and {high}, got {value!r}; change the setting")
        if self.tiles_url and not re.fullmatch(r"https?://[^/\s]+/\S*\{z\}\S*", self.tiles_url):
            raise ConfigError(
                f"expected tiles_url like 'https://host/{{z}}/{{x}}/{{y}}.png' or '', got {self.tiles_url!r}; "
                "change the setting"
            )
        if self.tiles_attribution_url and not self.tiles_attribution_url.startswith(("https://", "http://")):
            raise ConfigError(
                f"expected tiles_attribution_url as a web address or '', got {self.tiles_attribution_url!r}; "
                "change the setting"
            )
        if self.date_order not in ("", "day-first", "month-first"):
            raise ConfigError(
                f"expected date_order 'day-first', 'month-first' or '', got {self.date_order!r}; change the setting"
            )
        if self.geocoder_scheme not in ("https", "http"):
            raise ConfigError(
                f"expected geocoder_scheme 'https' or 'http', got {self.geocoder_scheme!r}; change the setting"
            )


def load_config(path: Path | None = None, *, env: Mapping[str, str] | None = None, **overrides: Any) -> Config:
    """Read the settings.

    Parameters
    ----------
    path
        A TOML file; None reads ``geonews.toml`` of the working folder if there is one.
    env
        The environment; None means the process's own.
    overrides
        Values of flags; None means "not given".

    Raises
    ------
    ConfigError
        If the file is missing or broken, or a setting is unknown, of the wrong type or out of range.
    """
    types = get_type_hints(Config)
    values: dict[str, Any] = {}
    file = path or Path(CONFIG_FILE)
    if path is not None or file.is_file():
        values |= _read_file(file)
    environment = os.environ if env is None else env
    for field in fields(Config):
        text = environment.get(ENV_PREFIX + field.name.upper())
        if text is not None:
            values[field.name] = text
    values |= {name: value for name, value in overrides.items() if value is not None}
    unknown = sorted(values.keys() - types.keys())
    if unknown:
        raise ConfigError(f"expected settings among {', '.join(sorted(types))}; got {unknown[0]!r}; remove it")
    return replace(Config(), **{name: _coerce(name, value, types[name]) for name, value in values.items()})


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"expected a readable configuration file, got {str(path)!r} ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"expected TOML in {str(path)!r}, got {error}; correct the file") from error


def _coerce(name: str, value: Any, wanted: Any) -> Any:
    """Turn a text from the environment or a TOML value into the type of the field."""
    options = [t for t in get_args(wanted) if t is not type(None)] or [wanted]
    target = options[0]
    try:
        if target is bool:
            if isinstance(value, str):
                return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value.lower()]
            if not isinstance(value, bool):
                raise ValueError
            return value
        if target is Path:
            return Path(value).expanduser()
        if target in (int, float) and isinstance(value, bool):
            raise ValueError
        if target is str and not isinstance(value, str):
            raise ValueError
        return target(value)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ConfigError(
            f"expected {name} as {getattr(target, '__name__', target)}, got {value!r}; change the setting"
        ) from error
