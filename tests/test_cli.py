"""The command line as a user types it: lines, files, exit codes, one-line errors."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from geonews.cli import cli
from geonews.store import Store

ARTICLE = (
    "Families reach Chad as fighting goes on\n\n"
    "ADRE, Chad - About 300 people fled from Sudan into Chad on Friday, aid workers said.\n"
)


def run(*words: str, stdin: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "geonews", *words],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    lines = [
        {"doc_id": "one", "text": ARTICLE, "published": "2023-05-08", "title": "Families reach Chad"},
        {"doc_id": "two", "text": "Rallies filled the centre of Belgrade on Saturday.", "published": "2023-05-08"},
    ]
    (folder / "news.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    result = run("ingest", str(folder / "news.jsonl"), "--store", str(folder / "store.gpkg"))
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["stored"] == 2
    return folder / "store.gpkg"


def test_parse_gives_one_json_line_for_each_article() -> None:
    line = json.dumps({"doc_id": "x", "text": ARTICLE, "published": "2023-05-08"})
    result = run("parse", "-", "--with-text", stdin=line + "\n")
    assert result.returncode == 0, result.stderr
    (record,) = map(json.loads, result.stdout.splitlines())
    assert record["doc_id"] == "x" and record["text"] == ARTICLE
    assert {"title", "published", "url", "source", "language", "toponyms", "events"} <= record.keys()
    for toponym in record["toponyms"]:
        assert ARTICLE[toponym["start"] : toponym["end"]] == toponym["text"]
    crossing = next(e for e in record["events"] if e["event_type"] == "BORDER_CROSSING")
    assert (crossing["origin_country"], crossing["destination_country"]) == ("SDN", "TCD")
    assert (crossing["date_start"], crossing["status"], crossing["count_min"]) == ("2023-05-05", "happened", 300)


def test_explain_shows_rivals_and_cues() -> None:
    line = json.dumps({"doc_id": "x", "text": ARTICLE, "published": "2023-05-08"})
    record = json.loads(run("parse", "-", "--explain", stdin=line).stdout)
    chad = next(t for t in record["toponyms"] if t["text"] == "Chad")
    assert len(chad["candidates"]) > 1 and chad["candidates"][0]["features"]
    assert record["events"][0]["cues"]


def test_a_broken_line_fails_alone() -> None:
    good = json.dumps({"doc_id": "x", "text": ARTICLE})
    result = run("parse", "-", stdin=f"{good}\nnot json\n{good.replace('x', 'y', 1)}\n")
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) == 2
    assert len(result.stderr.splitlines()) == 1 and "failed at" in result.stderr


def test_export_writes_geojson_through_the_filters(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "events.geojson"
    result = run("export", "--store", str(store), "--layer", "crossings", "--format", "geojson", "-o", str(target),
                 "--country", "tcd", "--role", "destination", "--from", "2023-05-01", "--to", "2023-05-06")  # fmt: skip
    assert result.returncode == 0, result.stderr
    collection = json.loads(target.read_text())
    assert "crs" not in collection
    assert [f["properties"]["destination_country"] for f in collection["features"]] == ["TCD"]
    empty = run("export", "--store", str(store), "--layer", "crossings", "--format", "geojson", "-o", "-",
                "--country", "TCD", "--role", "origin")  # fmt: skip
    assert json.loads(empty.stdout)["features"] == []


def test_the_map_is_one_page_without_a_network(store: Path, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    result = run("map", "--store", str(store), "-o", str(page))
    assert result.returncode == 0, result.stderr
    text = page.read_text(encoding="utf-8")
    assert 'src="http' not in text and "src='http" not in text and '<link rel="stylesheet" href="http' not in text


def test_geocode_gives_candidates_and_an_honest_nothing() -> None:
    result = run("geocode", "Kabul", "Xyzzyqwv")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines[0]["geonameid"] == 1138958
    assert [line["geonameid"] for line in lines if line["query"] == "Xyzzyqwv"] == [None]


def test_geocode_takes_names_from_standard_input(gazetteer: object) -> None:
    told = CliRunner().invoke(cli, ["geocode", "-"], input="Goma\n\nKabul\n")
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    first = {line["query"]: line["geonameid"] for line in reversed(lines)}
    assert first == {"Goma": 216281, "Kabul": 1138958}


def test_gazetteer_info_names_the_licence() -> None:
    assert "CC BY" in run("gazetteer", "info").stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("parse",), "INPUT"),
        (("parse", "no/such/folder"), "no/such/folder"),
        (("ingest", "no/such/folder", "--store", "s.gpkg"), "no/such/folder"),
        (("export", "--store", "absent.gpkg", "--layer", "events", "--format", "csv", "-o", "-"), "absent.gpkg"),
        (("export", "--store", "not.gpkg", "--layer", "events", "--format", "csv", "-o", "-"), "not.gpkg"),
        (("export", "--store", "x", "--layer", "events", "--format", "csv", "-o", "-", "--from", "soon"), "soon"),
        (("export", "--store", "x", "--layer", "events", "--format", "csv", "-o", "-", "--country", "Chad"), "Chad"),
        (("export", "--store", "x", "--layer", "events", "--format", "csv", "-o", "-", "--country", "XXX"), "XXX"),
        (("map", "--store", "x", "-o", "x.html", "--type", "NONSENSE"), "NONSENSE"),
        (("parse", "a.txt", "--model", "no_such_model"), "no_such_model"),
        (("gazetteer", "install", "absent.zip"), "absent.zip"),
        (("evaluate", "crossings", "absent.jsonl"), "absent.jsonl"),
        (("nonsense",), "nonsense"),
    ],
)
def test_misuse_is_one_line_and_exit_two(words: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    (tmp_path / "not.gpkg").write_text("this is no database")
    (tmp_path / "a.txt").write_text("Rain fell in Kabul.")
    result = run(*words, cwd=tmp_path)
    assert result.returncode == 2, (result.stdout, result.stderr)
    assert expected in result.stderr and len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert result.stdout == "" and not (tmp_path / "s.gpkg").exists()


def test_a_traceback_comes_only_with_debug(tmp_path: Path) -> None:
    words = ("export", "--store", "absent.gpkg", "--layer", "events", "--format", "csv", "-o", "-")
    assert "Traceback" not in run(*words, cwd=tmp_path).stderr
    assert "Traceback" in run("--debug", *words, cwd=tmp_path).stderr


def test_the_app_is_not_served_on_something_else(tmp_path: Path) -> None:
    other = tmp_path / "notes.gpkg"
    other.write_text("not a store\n" * 20)
    result = run("app", "--store", str(other), "--port", "8799")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "expected a GeoPackage" in result.stderr
    assert other.read_text() == "not a store\n" * 20


def test_the_app_says_that_its_port_is_taken(store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = run("app", "--store", str(store), "--port", str(other.getsockname()[1]))
    assert result.returncode == 2
    assert result.stderr.startswith("geonews: expected a free port")
    assert result.stderr.count("\n") == 1


def test_stored_articles_are_read_again_and_two_runs_compared(store: Path, tmp_path: Path) -> None:
    again = run("ingest", "--again", "--store", str(store))
    assert again.returncode == 0, again.stderr
    summary = json.loads(again.stdout)
    assert (summary["read"], summary["stored"], summary["unchanged"], summary["failures"]) == (2, 0, 2, 0)
    runs = [json.loads(line) for line in run("runs", "--store", str(store)).stdout.splitlines()]
    assert [one["id"] for one in runs] == [1, 2]
    assert all(one["finished"] and "rules" in one["code_version"] for one in runs)
    result = run("diff", "1", "2", "--store", str(store), "--changes")
    assert result.returncode == 0, result.stderr
    (told,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert told["articles"] == {"same": 2, "changed": 0}
    assert [one["id"] for one in told["runs"]] == [1, 2]
    refused = run("diff", "1", "7", "--store", str(store))
    assert refused.returncode == 2 and "expected a run among [1, 2], got 7" in refused.stderr


def test_the_coder_is_measured_against_the_corrections_of_a_store(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "store.gpkg"
    shutil.copy(store, copy)
    with Store.open(copy) as opened:
        (crossing,) = opened.crossings()
        opened.correct(crossing["event_id"], "status", {"status": "denied"}, who="Nora")
    result = run("evaluate", "corrections", "--store", str(copy))
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["corrected"] == 1 and told["fields"]["status"]["wrong"] == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--again", "news.jsonl"), "expected either INPUT or --again"),
        ((), "expected either INPUT or --again"),
        (("nowhere.jsonl",), "expected an existing file"),
        (("--again",), "expected a store at"),
    ],
)
def test_ingest_takes_inputs_or_reads_again(words: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    result = run("ingest", *words, "--store", str(tmp_path / "store.gpkg"))
    assert result.returncode == 2 and expected in result.stderr
    assert not (tmp_path / "store.gpkg").exists()


def test_corrections_come_out_as_documents_to_train_on(store: Path, tmp_path: Path) -> None:
    copy, target = tmp_path / "desk.gpkg", tmp_path / "real-desk.jsonl"
    shutil.copy(store, copy)
    command = ("corrections", "export", "--format", "training", "-o", str(target), str(copy))
    result = run(*command)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {"format": "training", "articles": 0, "events": 0}
    with Store.open(copy) as opened:
        crossing = next(e for e in opened.events_of("one") if e["event_type"] == "BORDER_CROSSING")
        opened.correct(crossing["event_id"], "status", {"status": "planned"}, who="Nora")
    assert run(*command).returncode == 0
    (line,) = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert line["id"] == "one" and line["file"].endswith("news.jsonl") and "Adre" not in json.dumps(line)
    event = next(e for e in line["events"] if e["type"] == "BORDER_CROSSING")
    assert event["status"] == "planned"
    assert "fled" in [ARTICLE[start:end] for start, end in event["triggers"]]
    assert {"Sudan", "Chad"} & {ARTICLE[start:end] for spans in event["roles"].values() for start, end in spans}


def test_corrections_are_not_taken_from_a_file_that_is_no_store(tmp_path: Path) -> None:
    result = run("corrections", "export", "--format", "training", "-o", "-", str(tmp_path / "none.gpkg"))
    assert result.returncode == 2 and result.stdout == ""
    assert "none.gpkg" in result.stderr and len(result.stderr.splitlines()) == 1
