import functools
import http.server
import sqlite3
import threading
import time
import zipfile
from pathlib import Path

import pytest

from geonews.config import Config
from geonews.errors import ConfigError, FetchError, GazetteerMissingError, UnsafeURLError
from geonews.gazetteer import Gazetteer, info
from geonews.gazetteer.dump import Broken, alternate_names, is_name, places
from geonews.gazetteer.install import install


def row(geonameid, name, lat, lon, *, alternates="", code="P.PPL", country="AF", admin1="01", population=0):
    feature_class, feature_code = code.split(".")
    cells = [geonameid, name, name, alternates, lat, lon, feature_class, feature_code, country, "", admin1, "", "", ""]
    return "\t".join(map(str, [*cells, population, "", 0, "Asia/Kabul", "2026-01-01"])) + "\n"


def name_row(number, geonameid, language, name, preferred="", historic=""):
    return "\t".join(map(str, [number, geonameid, language, name, preferred, "", "", historic, "", ""])) + "\n"


ROWS = [
    row(1123, "Qal‘ah-ye Naw Zavareh", 36.5, 70.25, alternates="Qala Naw Zavareh,كلاه,kl h,AFQNZ", population=321),
    row(1124, "Darya-ye Zavareh", 36.6, 70.3, code="H.STM"),
    row(1, "Alpha Town", 1.5, 10.5, alternates="Alphaville", population=5000),
]


def pack(path: Path, text: str, member: str | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr(member or f"{path.stem}.txt", text)
    return path


@pytest.fixture
def config(tmp_path, write_parquet):
    """Return settings over a gazetteer of three places, as if it were the shipped one."""
    data = tmp_path / "data"
    data.mkdir()
    write_parquet(data / "gazetteer.parquet")
    return Config(cache_dir=tmp_path / "cache")


@pytest.fixture(autouse=True)
def shipped(config, monkeypatch):
    monkeypatch.setattr("geonews.gazetteer.index.data_dir", lambda: config.cache_dir.parent / "data")


@pytest.mark.parametrize("zipped", [True, False])
def test_a_country_joins_the_gazetteer(config, tmp_path, zipped):
    source = tmp_path / ("AF.zip" if zipped else "AF.txt")
    pack(source, "".join(ROWS)) if zipped else source.write_text("".join(ROWS), encoding="utf-8")
    seen = []
    told = install(str(source), config, progress=seen.append)
    assert told["rows"] == 3 and told["broken_rows"] == 0 and seen[-1] == 3
    with Gazetteer.open(config) as gazetteer:
        (village,) = gazetteer.candidates("Qala Naw Zavareh")
        assert village.place.geonameid == 1123 and village.place.population == 321
        assert village.place.lat == 36.5 and village.place.country == "AF" and village.place.admin1 == "01"
        assert gazetteer.candidates("Darya-ye Zavareh")[0].place.feature_code == "STM"
        assert not gazetteer.has_name("AFQNZ") and not gazetteer.has_name("kl h")
        (known,) = gazetteer.candidates("Alphaville")
        assert known.place.name == "Alpha" and known.place.lon == 10.5 and known.place.population == 5000
        assert gazetteer.candidates("Alpha")[0].place.place_id == 1
        assert gazetteer.candidates("Gamma Pass"), "places of our own stay"
        assert gazetteer.candidates("Alpha House")[0].features["is_metonym"], "and the names that we gave"


def test_info_tells_what_was_installed(config, tmp_path):
    assert info(config)["kind"] == "shipped"
    source = pack(tmp_path / "AF.zip", "".join(ROWS))
    install(str(source), config)
    told = info(config)
    assert told["kind"] == "installed" and told["places"] == 5 and told["installed"] and "CC BY" in told["licence"]
    assert str(source) in told["sources"] and "here" in told["sources"]


def test_alternate_names_are_added_afterwards(config, tmp_path):
    install(str(pack(tmp_path / "AF.zip", "".join(ROWS))), config)
    names = [
        name_row(1, 1123, "en", "Newcastle of Zavareh", preferred="1"),
        name_row(2, 1123, "link", "https://example.org/x"),
        name_row(3, 1124, "abbr", "DZ."),
        name_row(4, 1124, "de", "Zavarehfluss"),
        name_row(5, 999_999, "en", "Nowhere"),
        name_row(6, 1, "en", "Old Alpha", preferred="1", historic="1"),
    ]
    source = pack(tmp_path / "alternateNamesV2.zip", "".join(names))
    told = install(str(source), config)
    assert told["rows"] == 6
    with Gazetteer.open(config) as gazetteer:
        assert gazetteer.place(1123).name == "Newcastle of Zavareh"
        assert gazetteer.candidates("Newcastle of Zavareh")[0].features["primary_name"] == 1
        assert gazetteer.candidates("DZ.")[0].features["is_abbreviation"] == 1
        assert gazetteer.has_name("Zavarehfluss") and not gazetteer.has_name("Nowhere")
        assert gazetteer.place(1).name == "Alpha" and gazetteer.has_name("Old Alpha")


def test_broken_rows_are_counted_and_skipped(config, tmp_path):
    text = "".join(
        [
            *[row(2000 + n, f"Village {chr(65 + n % 26)}{chr(97 + n // 26)}", 34 + n / 1000, 69) for n in range(60)],
            "not\ta\trow\n",
            row("x12", "No Number", 34, 69),
            row(3001, "Off Earth", 134, 69),
            row(3002, "", 34, 69),
        ]
    )
    told = install(str(pack(tmp_path / "AF.zip", text)), config)
    assert told["rows"] == 64 and told["broken_rows"] == 4 and len(told["examples"]) == 4
    assert "line 61" in told["examples"][0]


@pytest.mark.parametrize(
    "text",
    ["", "hello\nworld\n", "a\tb\n" * 1000, "\x00" * 10_000, "x" * 3_000_000],
    ids=["empty", "prose", "other columns", "zeros", "one long line"],
)
def test_what_is_no_dump_is_refused_and_changes_nothing(config, tmp_path, text):
    install(str(pack(tmp_path / "AF.zip", "".join(ROWS))), config)
    before = info(config)
    with pytest.raises(FetchError, match="expected") as caught:
        install(str(pack(tmp_path / "BE.zip", text)), config)
    assert "\n" not in str(caught.value)
    assert info(config) == before
    assert not list(config.cache_dir.glob("*.part")) and not list(config.cache_dir.glob(".*.part"))


def test_a_line_without_end_does_not_stop_the_rest(tmp_path):
    path = tmp_path / "AF.txt"
    good = [row(4000 + n, "Goodtown", 34, 69) for n in range(30)]
    path.write_text("".join(good[:15]) + "y" * 700_000 + "\n" + "".join(good[15:]), encoding="utf-8")
    broken = Broken()
    assert len(list(places(path, broken))) == 30
    assert broken.rows == 31 and broken.broken == 1


def test_a_zip_bomb_is_refused(config, tmp_path):
    source = pack(tmp_path / "AF.zip", "0" * 50_000_000)
    start = time.process_time()
    with pytest.raises(FetchError, match="unpacks"):
        install(str(source), config)
    assert time.process_time() - start < 5


def test_a_cut_off_archive_is_refused(config, tmp_path):
    source = pack(tmp_path / "AF.zip", "".join(ROWS * 200))
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FetchError):
        install(str(source), config)


def test_two_texts_in_one_archive_are_refused(config, tmp_path):
    source = tmp_path / "AF.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("a.txt", ROWS[0])
        archive.writestr("b.txt", ROWS[1])
    with pytest.raises(FetchError, match="one text file"):
        install(str(source), config)


def test_a_missing_file_is_an_error(config, tmp_path):
    with pytest.raises(FetchError, match="found none"):
        install(str(tmp_path / "XX.zip"), config)


def test_a_damaged_installed_gazetteer_is_told(config, tmp_path):
    told = install(str(pack(tmp_path / "AF.zip", "".join(ROWS))), config)
    path = Path(told["path"])
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(GazetteerMissingError, match="install"):
        Gazetteer.open(config)


def test_hand_written_places_of_an_installed_country_stay(config, tmp_path, write_parquet):
    """GeoNames' rows stand for the small places of other sources, not for those written by hand."""
    write_parquet(
        config.cache_dir.parent / "data" / "gazetteer.parquet",
        place_id=[1, -2, -3],
        feature_code=["PPL", "ADM3", "PPL"],
        country=["AF", "AF", "AF"],
        source=["geonames", "geoboundaries", "curated"],
    )
    install(str(pack(tmp_path / "AF.zip", "".join(ROWS))), config)
    install(str(pack(tmp_path / "AF.zip", "".join(ROWS[:2]))), config)
    with Gazetteer.open(config) as gazetteer:
        assert gazetteer.candidates("Gamma Pass") and not gazetteer.candidates("Beta")


def age(path: Path) -> None:
    """Make an index one of an older version."""
    db = sqlite3.connect(path)
    db.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    db.commit()
    db.close()


def test_an_installed_gazetteer_of_an_older_version_is_refused_until_installed_again(config, tmp_path, caplog):
    source = str(pack(tmp_path / "AF.zip", "".join(ROWS)))
    age(Path(install(source, config)["path"]))
    for use in (Gazetteer.open, info):
        with pytest.raises(GazetteerMissingError, match=r"got version 1; run geonews gazetteer install again"):
            use(config)
    told = install(source, config)
    assert "version 1" in caplog.text and told["kind"] == "installed" and told["places"] == 5


def test_a_shipped_index_of_an_older_version_is_built_anew(config):
    with Gazetteer.open(config) as gazetteer:
        path = gazetteer.path
    age(path)
    with Gazetteer.open(config) as gazetteer:
        assert gazetteer.candidates("Alpha")


def test_another_shipped_gazetteer_below_an_installed_one_is_told(config, tmp_path, caplog, write_parquet):
    install(str(pack(tmp_path / "AF.zip", "".join(ROWS))), config)
    info(config)
    assert not caplog.text
    write_parquet(config.cache_dir.parent / "data" / "gazetteer.parquet", name=["Alpha", "Beta", "Delta"])
    assert info(config)["kind"] == "installed"
    assert "over another shipped one" in caplog.text


def test_a_configured_gazetteer_would_hide_an_installed_one(config, tmp_path):
    configured = Config(cache_dir=config.cache_dir, gazetteer=config.cache_dir.parent / "data" / "gazetteer.parquet")
    with pytest.raises(ConfigError, match="hide"):
        install(str(pack(tmp_path / "AF.zip", "".join(ROWS))), configured)


@pytest.fixture
def server(tmp_path):
    """Serve a folder on loopback."""
    folder = tmp_path / "www"
    folder.mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield folder, f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()


def test_a_url_is_fetched(config, server):
    folder, address = server
    pack(folder / "AF.zip", "".join(ROWS))
    private = Config(cache_dir=config.cache_dir, allow_private=True)
    told = install(f"{address}/AF.zip", private)
    assert told["rows"] == 3 and f"{address}/AF.zip" in told["sources"]
    with pytest.raises(FetchError, match="404"):
        install(f"{address}/BE.zip", private)
    assert not list(config.cache_dir.glob(".install-*"))


def test_a_private_address_is_refused(config, server):
    _folder, address = server
    with pytest.raises(UnsafeURLError):
        install(f"{address}/AF.zip", config)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("Kaboul", True), ("KBL", False), ("kabwl", False), ("كابل", False), ("10115", False), ("A Coruña", True)],
)
def test_which_alternate_names_are_names(name, wanted):
    assert is_name(name) is wanted


def test_alternate_names_in_other_scripts_are_left_out(tmp_path):
    path = tmp_path / "alternateNamesV2.txt"
    path.write_text(name_row(1, 5, "fa", "کابل") + name_row(2, 5, "", "Kabura"), encoding="utf-8")
    assert [n.name for n in alternate_names(path, Broken())] == ["Kabura"]


def test_countries_by_a_list(config, tmp_path):
    from geonews.gazetteer.install_countries import install_countries, would_add

    home = tmp_path / "dumps"
    home.mkdir()
    pack(home / "AF.zip", "".join(ROWS))
    pack(home / "TJ.zip", row(2001, "Ishkoshim", 36.7, 71.6, country="TJ"))
    foreseen = would_add(["AF", "TJ"], config, home=str(home))
    assert [(told["country"], told["places"], told["new"], told["known_now"]) for told in foreseen] == [
        ("AF", 3, 2, 2),
        ("TJ", 1, 1, 0),
    ]
    assert info(config)["kind"] == "shipped"
    told = install_countries(["AF", "TJ"], config, home=str(home))
    assert told["rows"] == 4 and told["countries"] == ["AF", "TJ"] and info(config)["kind"] == "installed"
    with Gazetteer.open(config) as gazetteer:
        assert gazetteer.has_name("Ishkoshim") and gazetteer.has_name("Qala Naw Zavareh")
    assert [told["new"] for told in would_add(["AF", "TJ"], config, home=str(home))] == [0, 0]


def test_what_is_a_list_of_countries(tmp_path, monkeypatch):
    from geonews.gazetteer.install_countries import countries_of

    assert countries_of("AF TJ") == ["AF", "TJ"] and countries_of("afg, tj AF") == ["AF", "TJ"]
    assert countries_of("AF.zip") is None and countries_of("https://dumps.example/AF.zip") is None
    with pytest.raises(ConfigError, match="'XQ'"):
        countries_of("AF XQ")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "AF").write_text("a file")
    assert countries_of("AF") is None
