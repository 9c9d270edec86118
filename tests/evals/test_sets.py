"""Sets of cases: each case knows its own, their figures stand apart, and of an unread set nothing else is written."""

import json
from pathlib import Path

import pytest

from agent.errors import InputError
from evals.__main__ import main
from evals.case import load_cases
from evals.case_runs.case_scores import Row, as_json_row, row_from_json
from evals.case_runs.case_selection import chosen
from evals.case_runs.transcript import Drafted
from evals.gate import kept
from evals.reporting.missed_threats import misses
from evals.reporting.summary import by_half, by_set, document
from evals.score import Score
from tests.evals.made import case, content, write

SCRIPTED = "tests.agent.scripted:scripted"


def row(name: str, case_set: str, value: float = 0.5) -> Row:
    return Row(
        case=name,
        mode="description",
        case_set=case_set,
        group=name,
        kinds=("agent",),
        grade="A",
        scores=(Score(name="must_recall@10", value=value, reason="1 of 2; missed: a label"),),
        draft=(Drafted(title="a title"),),
        asked=("tools: yes",),
    )


def test_each_case_knows_the_folder_it_lies_in(tmp_path: Path) -> None:
    write(tmp_path, content("flat"))
    write(tmp_path / "dev", content("known"))
    write(tmp_path / "more", content("unseen"))
    cases, broken = load_cases(tmp_path)
    assert ({one.id: one.case_set for one in cases}, broken) == (
        {"known": "dev", "flat": tmp_path.name, "unseen": "more"},
        (),
    )


def test_an_id_that_comes_twice_is_named_and_the_first_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "dev", content("same"))
    write(tmp_path / "more", content("same"))
    (tmp_path / "more" / "list.yaml").write_text("- no case", encoding="utf-8")
    cases, broken = load_cases(tmp_path)
    assert [one.case_set for one in cases] == ["dev"]
    assert "same.yaml: a case same is in dev already" in broken[1]
    assert broken[0].startswith("list.yaml: expected the keys and values of a case")


def test_a_set_is_chosen_by_name() -> None:
    cases = [case("a", case_set="dev"), case("b", case_set="more")]
    assert [one.id for one in chosen(cases, case_set="more")] == ["b"]
    with pytest.raises(InputError, match="there is no set other; there are dev, more"):
        chosen(cases, case_set="other")


def test_figures_of_sets_stand_apart_and_halves_are_those_of_the_read_set() -> None:
    rows = [row("a", "dev", 1.0), row("b", "more", 0.0)]
    apart = by_set(rows)
    assert [apart[name]["description"]["must_recall@10"]["mean"] for name in ("dev", "more")] == [1.0, 0.0]
    assert by_set(rows[:1]) == {}
    counted = [half["description"]["must_recall@10"]["n"] for half in by_half(rows).values() if half]
    assert counted == [1]


def test_of_an_unread_set_only_figures_are_written() -> None:
    hidden, open_row = as_json_row(row("b", "more")), as_json_row(row("a", "dev"))
    assert hidden["scores"] == {"must_recall@10": {"value": 0.5, "reason": ""}}
    assert (hidden["draft"], hidden["asked"]) == ([], [])
    assert open_row["scores"]["must_recall@10"]["reason"] == "1 of 2; missed: a label"
    assert open_row["draft"][0]["title"] == "a title"
    assert row_from_json("b", "description", hidden).case_set == "more"
    assert kept([row("b", "more")])["cases"]["b"]["description"]["set"] == "more"


def test_what_drafts_miss_is_not_told_of_an_unread_set() -> None:
    told = misses([row("a", "dev"), row("b", "more")], [case("a"), case("b")])
    assert "## a " in told
    assert "## b " not in told
    assert "1 cases of sets that nobody reads are left out" in told


def test_a_run_over_two_sets_prints_them_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "cases" / "dev", content("first"))
    write(tmp_path / "cases" / "more", content("second"))
    out = tmp_path / "out.json"
    more = ("--analyst", SCRIPTED, "--plain", "--mode", "description", "--jobs", "1", "--quiet")
    assert main(["--cases", str(tmp_path / "cases"), "--json", str(out), *more]) == 0
    told = capsys.readouterr().out
    assert "description, by set" in told
    assert set(json.loads(out.read_text(encoding="utf-8"))["by_set"]) == {"dev", "more"}
    assert main(["--cases", str(tmp_path / "cases"), "--set", "more", *more]) == 0
    assert "by set" not in capsys.readouterr().out


def test_the_content_of_results_says_nothing_of_sets_where_there_is_one() -> None:
    assert document([row("a", "dev")], (), [])["by_set"] == {}
