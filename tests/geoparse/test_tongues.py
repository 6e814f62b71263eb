"""Toponyms in other languages: names, inflection, words, recognition, and a language that is added as data alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geonews import ingest
from geonews.config import load_config
from geonews.errors import ConfigError, ModelMissingError
from geonews.gazetteer import tongue as tongues
from geonews.gazetteer.tongue import load_tongues, read_tongue, tongue_of
from geonews.geoparse.tongues.parser import FILE, MANIFEST, TongueGeoparser, read_tongue_models
from geonews.geoparse.tongues.words import read_words
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline import Pipeline


@pytest.mark.parametrize(
    ("code", "written", "name"),
    [
        ("ru", "Кабуле", "Kabul"),
        ("ru", "Москвы", "Moscow"),
        ("ru", "Харьковской области", "Kharkiv Oblast"),
        ("ru", "Нижнем Новгороде", "Nizhny Novgorod"),
        ("uk", "Харкові", "Kharkiv"),
        ("uk", "Львова", "Lviv"),
        ("ar", "كابول", "Kabul"),
        ("ar", "بالخرطوم", "Khartoum"),
        ("ar", "للسودان", "Sudan"),
        ("ar", "والقاهرة", "Cairo"),
        ("fr", "Le Caire", "Cairo"),
        ("de", "Moskau", "Moscow"),
        ("de", "Moskaus", "Moscow"),
        ("tr", "Mısır", "Egypt"),
        ("tr", "Şam", "Damascus"),
        ("id", "Mesir", "Egypt"),
        ("it", "Marsiglia", "Marseille"),
        ("pt", "Varsóvia", "Warsaw"),
        ("es", "Estados Unidos", "United States"),
        ("es", "Pekín", "Beijing"),
    ],
)
def test_names_as_a_language_writes_them(gazetteer: Any, code: str, written: str, name: str) -> None:
    names = gazetteer.in_language(load_tongues()[code])
    found = names.candidates(written)
    assert name in {candidate.place.name for candidate in found[:2]}
    assert names.has_name(written)


def test_english_does_not_see_the_names_of_other_languages(gazetteer: Any) -> None:
    assert not [c for c in gazetteer.candidates("Polen") if c.place.feature_code == "PCLI"]
    assert gazetteer.in_language(load_tongues()["de"]).candidates("Polen")[0].place.country == "PL"


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("tr", "Kabil'de", ["Kabil", "'", "de"]),
        ("fr", "l’Atlantique", ["l’", "Atlantique"]),
        ("uk", "Слов'янськ", ["Слов'янськ"]),
        ("fr", "N'Djamena", ["N'", "Djamena"]),
        ("ar", "غزّة، قال", ["غزّة", "،", "قال"]),
        ("ru", "Комсомольск-на-Амуре", ["Комсомольск", "-", "на", "-", "Амуре"]),
    ],
)
def test_words_are_cut_as_the_language_cuts_them(code: str, text: str, words: list[str]) -> None:
    tokens = read_words(text, load_tongues()[code])
    assert list(tokens.words) == words
    assert all(
        text[start:end] == word for start, end, word in zip(tokens.starts, tokens.ends, tokens.words, strict=True)
    )


def test_words_of_place_mean_the_english_cues() -> None:
    tokens = read_words("в провинции Герат", load_tongues()["ru"])
    assert tokens.lowers[:2] == ("in", "province")


HOSTILE = [
    "",
    " ",
    "а" * 20_000,
    "\u202eХарьков\u202c",
    "К\u0301" * 500,
    "Харьков" + "\u200b" * 50,
    "ﷺ" * 300,
    "'’'’'",
    "\x00\ufffd",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("code", sorted(load_tongues()))
def test_hostile_text_costs_nothing(
    gazetteer: Any, geoparsers: dict[str, TongueGeoparser], code: str, text: str
) -> None:
    for resolution in geoparsers[code].read(Article(id="x", text=text, language=code)):
        toponym = resolution.toponym
        assert text[toponym.start : toponym.end] == toponym.text
        assert 0 <= resolution.score <= 1 and 0 <= toponym.score <= 1


@pytest.fixture(scope="module")
def pipeline() -> Any:
    with Pipeline.open(load_config()) as opened:
        yield opened


@pytest.fixture(scope="module")
def geoparsers(pipeline: Pipeline) -> dict[str, TongueGeoparser]:
    return TongueGeoparser.open_all(pipeline.config, pipeline.gazetteer, pipeline.geoparser.models)


RUSSIAN = (
    "В Харькове ночью прогремели взрывы, сообщил мэр города. По словам губернатора Харьковской области, под обстрел "
    "попал также Изюм. Раненых доставили в больницу в Полтаве."
)


def test_an_article_is_kept_with_its_places_and_without_events(pipeline: Pipeline, tmp_path: Path) -> None:
    from geonews.store import Store

    (tmp_path / "a.txt").write_text(RUSSIAN, encoding="utf-8")
    with Store.create(tmp_path / "news.gpkg") as store:
        summary = pipeline.ingest([str(tmp_path / "a.txt")], store)
        (row,) = store.articles()
        places = {place["name"] for place in store.places()}
    assert (summary.stored, summary.toponyms_only, summary.events) == (1, 1, 0)
    assert row["language"] == "ru" and not row["events_coded"]
    assert {"Kharkiv", "Kharkiv Oblast", "Izyum", "Poltava"} <= places


def test_adding_a_language_is_adding_a_file(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Dutch is no language of ours: one file makes it one, from the input to the toponyms."""
    text = (
        "In Amsterdam en Rotterdam reden dinsdag geen treinen, meldde de spoorwegmaatschappij. Reizigers uit Utrecht "
        "en uit de provincie Groningen moesten wachten. De minister vloog intussen naar Brussel en daarna naar Berlijn."
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (refused,) = ingest.read([str(tmp_path / "a.txt")], pipeline.config)
    assert isinstance(refused, Failure) and refused.stage == "language"

    for path in tongues.tongues_dir().glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "nl.toml").write_text(
        'name = "Dutch"\n[words]\nin = ["in", "te", "bij"]\nfrom = ["uit"]\nto = ["naar"]\nthe = ["de", "het"]\n'
        'and = ["en"]\nprovince = ["provincie"]\nminister = ["minister"]\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(tongues, "tongues_dir", lambda: tmp_path)
    monkeypatch.setattr(pipeline, "_tongues", None)
    (article,) = ingest.read([str(tmp_path / "a.txt")], pipeline.config)
    assert isinstance(article, Article) and article.language == "nl"
    (parsed,) = pipeline.parse([article])
    assert isinstance(parsed, ParsedArticle) and not parsed.events_coded
    found = {resolution.toponym.text for resolution in parsed.resolutions if resolution.place is not None}
    assert {"Amsterdam", "Rotterdam", "Utrecht", "Brussel"} <= found
    monkeypatch.setattr(pipeline, "_tongues", None)


def test_near_languages_and_unknown_ones() -> None:
    assert tongue_of("ms") is load_tongues()["id"]
    assert tongue_of("nl") is None and tongue_of(None) is None


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text('cased = "perhaps', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"xx\.toml"):
        read_tongue(tmp_path / "xx.toml")


def test_models_that_were_changed_are_refused(tmp_path: Path) -> None:
    home = Path(__file__).parents[2] / "data" / "models"
    (tmp_path / MANIFEST).write_bytes((home / MANIFEST).read_bytes())
    (tmp_path / FILE).write_bytes((home / FILE).read_bytes()[:-1] + b"x")
    with pytest.raises(ModelMissingError, match="as it was trained"):
        read_tongue_models(tmp_path)
