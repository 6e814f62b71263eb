"""Into a real PostGIS: typed tables, all or nothing, nobody's table lost, no password repeated."""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import programs
import pytest
import sqlalchemy
from store_samples import border_news, codes, strait_news

from geonews.errors import ExportError
from geonews.export import postgis, write, write_postgis
from geonews.store import EventFilter, Store

pytestmark = pytest.mark.programs("postgis")

PASSWORD = "pass'w/rd"
QUOTED = "pass%27w%2Frd"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start PostgreSQL in a folder of its own; return host and port. It refuses to run as root."""
    programs_folder = programs.postgres_folder()
    assert programs_folder is not None, "no PostgreSQL with PostGIS; run tools/ensure_programs.sh as root"
    folder = Path(tempfile.mkdtemp(prefix="geonews-postgis-"))
    other: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if other:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    data, port = folder / "data", free_port()
    initdb = [programs_folder / "initdb", "-D", data, "-U", "editor", "-A", "scram-sha-256", "--pwfile", secret, "-N",
              "-E", "UTF8", "--locale=C"]  # fmt: skip
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **other)
    command = [programs_folder / "postgres", "-D", data, "-p", str(port), "-k", folder, "-F",
               "-c", "listen_addresses=127.0.0.1"]  # fmt: skip
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **other)
    try:
        wait_for(port, process, folder / "log")
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        if "ready to accept connections" in log.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL did not start on {port}: {log.read_text()}")


@pytest.fixture(scope="module")
def database(server: str) -> Iterator[sqlalchemy.Engine]:
    admin = sqlalchemy.create_engine(f"postgresql+psycopg://editor:{QUOTED}@{server}/postgres")
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sqlalchemy.text("CREATE DATABASE news"))
        connection.execute(sqlalchemy.text("CREATE DATABASE bare"))
    admin.dispose()
    engine = sqlalchemy.create_engine(f"postgresql+psycopg://editor:{QUOTED}@{server}/news")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE EXTENSION postgis"))
        connection.execute(sqlalchemy.text("CREATE SCHEMA reports"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def url(server: str, database: sqlalchemy.Engine) -> str:
    return f"postgis://editor:{QUOTED}@{server}/news"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("postgis") / "news.gpkg", codes=codes) as made:
        made.add(border_news(title='Robert\'); DROP TABLE events;-- "\\N",\n\\.\n<b>'))
        made.add(strait_news())
        yield made


def ask(database: sqlalchemy.Engine, question: str) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(sqlalchemy.text(question))]


def test_every_layer_becomes_a_table(store: Store, url: str, database: sqlalchemy.Engine, tmp_path: Path) -> None:
    counts = write_postgis(store, url)
    rows = {
        "events": store.events(),
        "crossings": store.crossings(),
        "places": store.places(),
        "articles": store.articles(),
    }
    assert counts == {layer: len(list(found)) for layer, found in rows.items()}
    for layer, count in counts.items():
        assert ask(database, f"SELECT count(*) FROM {layer}") == [(count,)]
    write(store, format="parquet", target=tmp_path / "x.parquet")
    expected = geopandas.read_parquet(tmp_path / "x.parquet").set_index("event_id")
    with database.connect() as connection:
        frame = geopandas.read_postgis("SELECT * FROM events", connection, geom_col="geometry").set_index("event_id")
    assert frame.crs.to_epsg() == 4326
    assert list(frame.columns) == list(expected.columns)
    frame = frame.loc[expected.index]
    assert frame.geometry.geom_equals(expected.geometry).where(expected.geometry.notna(), frame.geometry.isna()).all()
    for column in ("title", "evidence", "date_start", "count_min", "lat", "count_approx", "place"):
        found, wanted = frame[column].astype(object), expected[column].astype(object)
        assert found.where(found.notna(), None).tolist() == wanted.where(wanted.notna(), None).tolist()


def test_tables_are_typed_keyed_and_indexed(store: Store, url: str, database: sqlalchemy.Engine) -> None:
    write_postgis(store, url, layers=("events",))
    kinds = dict(
        ask(database, "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = 'events'")
    )
    assert kinds["date_start"] == "date" and kinds["count_min"] == "int8" and kinds["lat"] == "float8"
    assert kinds["disputed"] == "bool" and kinds["geometry"] == "geometry" and kinds["evidence"] == "text"
    indexes = " ".join(row[0] for row in ask(database, "SELECT indexdef FROM pg_indexes WHERE tablename = 'events'"))
    assert "USING gist (geometry)" in indexes and "UNIQUE INDEX" in indexes and "(date_start)" in indexes
    near = "SELECT event_id FROM events WHERE geometry && ST_MakeEnvelope(71, 36, 72, 37, 4326) AND lat IS NOT NULL"
    assert ("a1-1",) in ask(database, near)


def test_the_filter_the_schema_and_the_table_are_the_callers(
    store: Store, url: str, database: sqlalchemy.Engine
) -> None:
    choice = EventFilter(countries=("AFG",))
    counts = write_postgis(store, url, layers=("events",), schema="reports", table="border_2021", filter=choice,
                           geometry="none")  # fmt: skip
    assert counts == {"events": store.count_events(choice)}
    assert ask(database, "SELECT count(*), count(geometry) FROM reports.border_2021")[0][0] == counts["events"]


def test_it_is_replaced_as_a_whole_or_not_at_all(
    store: Store, url: str, database: sqlalchemy.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_postgis(store, url, layers=("events", "places"))
    before = ask(database, "SELECT count(*) FROM events")
    monkeypatch.setattr(postgis, "_CHUNK", 2)
    assert write_postgis(store, url, layers=("events",)) == {"events": before[0][0]}
    broken = iter([None, None])

    def breaking(value: Any) -> Any:
        return next(broken, None) if value == "a1-5" else value

    monkeypatch.setattr(postgis, "_storable", breaking)  # a key that is missing, after two chunks
    with pytest.raises(ExportError, match="null value in column"):
        write_postgis(store, url, layers=("places", "events"))
    assert ask(database, "SELECT count(*) FROM events") == before
    assert ask(database, "SELECT count(*) FROM places")[0][0] > 0


def test_a_table_of_somebody_else_is_left_alone(store: Store, url: str, database: sqlalchemy.Engine) -> None:
    with database.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE reports.events AS SELECT 42 AS answer"))
        connection.execute(sqlalchemy.text("CREATE VIEW reports.places AS SELECT 42 AS answer"))
    for layer in ("events", "places"):
        with pytest.raises(ExportError, match=f"expected no table reports.{layer}"):
            write_postgis(store, url, layers=(layer,), schema="reports")
        assert ask(database, f"SELECT * FROM reports.{layer}") == [(42,)]


@pytest.mark.parametrize(
    "choice",
    [
        {"schema": 'public"; DROP SCHEMA reports; --'},
        {"schema": "nowhere"},
        {"table": "Events", "layers": ("events",)},
        {"table": "x" * 60, "layers": ("events",)},
        {"table": "both", "layers": ("events", "places")},
        {"layers": ("people",)},
        {"layers": ()},
    ],
)
def test_names_that_cannot_be_are_refused(store: Store, url: str, choice: dict[str, Any]) -> None:
    with pytest.raises(ExportError, match="expected"):
        write_postgis(store, url, **choice)


def test_a_database_without_postgis_says_so(store: Store, server: str, database: sqlalchemy.Engine) -> None:
    with pytest.raises(ExportError, match="CREATE EXTENSION postgis"):
        write_postgis(store, f"postgresql://editor:{QUOTED}@{server}/bare")


@pytest.mark.parametrize(
    "wrong",
    [
        "postgis://editor:SECRET@{server}/news",  # a wrong password
        "postgis://editor:SECRET@{server}/nowhere",
        "postgis://nobody:SECRET@{server}/news",
        "postgis://editor:SECRET@127.0.0.1:1/news",  # nobody listens
        "postgis://editor:a@SECRET@{server}/news",  # an @ that is not quoted
        "postgis://editor:a:SECRET@{server}/news",
        "postgis://editor:a/SECRET@{server}/news",
        "postgis://editor@{server}SECRET/news",
        "postgis://editor:SECRET@{server}",
        "postgis:/editor:SECRET@{server}/news",
        "mysql://editor:SECRET@{server}/news",
    ],
)
def test_no_password_is_repeated(
    store: Store, server: str, database: sqlalchemy.Engine, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ExportError) as caught:
        write_postgis(store, wrong.replace("SECRET", "h1dden").format(server=server))
    seen: BaseException | None = caught.value
    while seen is not None:
        assert "h1dden" not in str(seen)
        seen = seen.__cause__ or seen.__context__
    assert "h1dden" not in caplog.text


def test_the_command_line_writes_and_says_how_much(store: Store, server: str, database: sqlalchemy.Engine) -> None:
    command = [sys.executable, "-m", "geonews", "export", "--store", str(store.path), "--layer", "events",
               "--to", "2021-07-05", "--to", f"postgis://editor@{server}/news"]  # fmt: skip
    told = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": PASSWORD}, check=False
    )
    assert told.returncode == 0, told.stderr
    counts = json.loads(told.stdout)
    assert 0 < counts["events"] < 6
    assert ask(database, "SELECT count(*) FROM events") == [(counts["events"],)]
    command[-1] = f"postgis://editor:h1dden@{server}/news"
    told = subprocess.run([*command, "--debug"], capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "h1dden" not in told.stdout + told.stderr and "Traceback" in told.stderr


def test_without_the_drivers_it_says_what_to_install(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geoalchemy2", None)
    drivers = r"pip install 'geoalchemy2>=[\d.]+' 'psycopg\[binary\]>=[\d.]+' 'sqlalchemy>=[\d.]+'"
    with pytest.raises(ExportError, match=drivers):
        write_postgis(store, "postgis://editor@localhost/news")
