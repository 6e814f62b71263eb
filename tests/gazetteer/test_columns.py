"""A column of names and the places that answer it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geonews.cli import cli
from geonews.errors import ArticleParseError, ConfigError
from geonews.gazetteer.columns import ANSWER_COLUMNS, geocode_rows
from geonews.gazetteer.tables import geocode_table


def answers(gazetteer: Any, *rows: tuple[str, str]) -> list[dict[str, str]]:
    table = [{"where": where, "land": land} for where, land in rows]
    return list(geocode_rows(gazetteer, table, "where", country_column="land"))


def test_names_with_and_without_a_country(gazetteer: Any) -> None:
    found = answers(
        gazetteer, ("Paris, TX", ""), ("Kandahar", "Afghanistan"), ("Tripoli", "LBN"), ("Tripoli", "LY"), ("Кабул", "")
    )
    assert [row["geonameid"] for row in found] == ["4717560", "1138336", "266826", "2210247", "1138958"]
    assert {row["precision"] for row in found} == {"1"}


def test_what_nothing_bears_stays_empty(gazetteer: Any) -> None:
    for row in answers(gazetteer, ("", ""), ("Nowhereville Xyz", ""), ("Kabul", "Canada"), ("Kabul", "Nowhereland")):
        assert not any(row[column] for column in ANSWER_COLUMNS)


@pytest.mark.parametrize("name", ["Nowhereville", "Kandahaar", "Kabulistann"])
def test_a_similar_spelling_is_a_rival_and_no_answer(gazetteer: Any, name: str) -> None:
    (row,) = answers(gazetteer, (name, ""))
    assert not any(row[column] for column in ANSWER_COLUMNS if column != "rivals")
    similar = json.loads(row["rivals"] or "[]")
    assert all(rival["name"] and 0 <= rival["score"] <= 1 for rival in similar)
    assert name != "Kandahaar" or similar[0]["name"] == "Kandahar"


def test_the_score_says_how_much_the_best_stands_out(gazetteer: Any) -> None:
    alone, one_of_many = answers(gazetteer, ("Paris, TX", ""), ("Springfield", "USA"))
    assert float(alone["score"]) > 0.9 and float(one_of_many["score"]) < 0.5
    rivals = json.loads(one_of_many["rivals"])
    assert len(rivals) == 3 and all(rival["name"] == "Springfield" for rival in rivals)
    assert float(one_of_many["score"]) + sum(rival["score"] for rival in rivals) <= 1.001


def test_a_missing_column_is_named(gazetteer: Any) -> None:
    with pytest.raises(ConfigError, match="'town'"):
        list(geocode_rows(gazetteer, [{"where": "Kabul"}], "town"))


def test_a_table_goes_in_and_comes_out(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,where\n1,Kabul\n2,\n", encoding="utf-8-sig")
    line = ["geocode", "--csv", str(tmp_path / "in.csv"), "--column", "where", "-o", str(tmp_path / "out.csv")]
    result = CliRunner().invoke(cli, line)
    assert result.exit_code == 0 and json.loads(result.stdout) == {"rows": 2, "placed": 1}
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["1", "2"] and rows[0]["geonameid"] == "1138958" and not rows[1]["lat"]
    assert CliRunner().invoke(cli, line[:3]).exit_code == 2


def test_what_is_no_table_leaves_what_was_there(gazetteer: Any, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"where\nK\xff\xfeabul\n")
    (tmp_path / "out.csv").write_text("kept", encoding="utf-8")
    with pytest.raises(ArticleParseError, match="UTF-8"):
        geocode_table(gazetteer, tmp_path / "in.csv", tmp_path / "out.csv", "where")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]
