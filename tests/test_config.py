"""Settings: sources in order, types, ranges, one-line errors."""

from pathlib import Path

import pytest

from geonews.config import Config, data_dir, load_config
from geonews.errors import ConfigError


def test_flags_beat_environment_beats_file_beats_defaults(tmp_path: Path) -> None:
    file = tmp_path / "geonews.toml"
    file.write_text('min_score = 0.1\nworkers = 2\nmodel = "from_file"\n')
    config = load_config(file, env={"GEONEWS_WORKERS": "3", "GEONEWS_MODEL": "from_env"}, model="from_flag")
    assert (config.min_score, config.workers, config.model) == (0.1, 3, "from_flag")
    assert config.geocoder == Config().geocoder


def test_a_flag_that_was_not_given_changes_nothing() -> None:
    assert load_config(env={}, model=None, online=None) == Config()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("ONLINE", "yes", True),
        ("ONLINE", "0", False),
        ("MAX_BYTES", "1000", 1000),
        ("CACHE_DIR", "/tmp/x", Path("/tmp/x")),
        ("MIN_SCORE", "0.5", 0.5),
    ],
)
def test_the_environment_is_typed(name: str, text: str, value: object) -> None:
    assert getattr(load_config(env={f"GEONEWS_{name}": text}), name.lower()) == value


@pytest.mark.parametrize(
    "overrides",
    [
        {"min_score": 1.5},
        {"workers": -1},
        {"workers": "many"},
        {"workers": float("inf")},
        {"min_score": float("nan")},
        {"online": "perhaps"},
        {"geocoder_scheme": "ftp"},
        {"tiles_url": "file:///etc/{z}/{x}/{y}"},
        {"tiles_url": "https://tiles.example/"},
        {"tiles_attribution_url": "javascript:alert(1)"},
        {"no_such_setting": 1},
        {"model": 7},
        {"workers": True},
    ],
)
def test_a_wrong_setting_says_what_was_expected_and_what_came(overrides: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="expected .*got ") as caught:
        load_config(env={}, **overrides)
    assert "\n" not in str(caught.value)


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="absent.toml"):
        load_config(tmp_path / "absent.toml", env={})
    broken = tmp_path / "broken.toml"
    broken.write_text("model = \n")
    with pytest.raises(ConfigError, match="broken.toml"):
        load_config(broken, env={})


def test_the_data_folder_is_found() -> None:
    assert (data_dir() / "NOTICE.md").is_file()
