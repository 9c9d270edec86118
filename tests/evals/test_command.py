"""Whole runs over scripted facilitators: results, faults, resuming, order."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.case import load_cases
from evals.case_runs.case_selection import PACKAGED, QUICK, chosen
from tests.evals.made import content, write

SCRIPTED = "tests.agent.scripted:scripted"


def run(folder: Path, out: Path, *more: str, analyst: str = SCRIPTED) -> tuple[int, dict[str, Any]]:
    code = main(["--cases", str(folder), "--json", str(out), "--analyst", analyst, "--quiet", *more])
    return code, json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}


@pytest.mark.usefixtures("started_workers")
def test_a_run_scores_every_case_in_every_mode(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "cases", content("first"), content("second"))
    code, result = run(folder, tmp_path / "out.json", "--jobs", "1")
    assert code == 0
    assert set(result["summary"]) == {"description", "list", "interview", "cut"}
    assert result["summary"]["description"]["must_recall@10"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 2}
    assert result["summary"]["description"]["determinism"]["mean"] == 1.0
    assert result["summary"]["interview"]["questions"]["median"] == 2
    first = result["cases"]["first"]["description"]
    assert first["draft"][0] == {
        "title": "What comes of reads_mail", "statement": "Someone does something to the bot.",
        "pattern": "threat-reads-mail", "ids": ["LLM01"], "component": "Bot",
    }  # fmt: skip
    assert first["scores"]["must_recall@10"]["reason"] == "1 of 1; missed: none"
    assert set(result["references"]) == {"random order", "most frequent", "checklist", "retrieval"}
    assert "must recall @10" in capsys.readouterr().out


def test_results_are_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    folder = write(tmp_path / "cases", *(content(name) for name in ("a", "b", "c")))
    run(folder, tmp_path / "one.json", "--plain", "--jobs", "1")
    run(folder, tmp_path / "two.json", "--plain", "--jobs", "2")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_what_fails_is_named_and_counted_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = "name Desk\ncomponent agent Bot\nfact reads_mail yes\n"
    folder = write(
        tmp_path / "cases",
        content("good"),
        content("hangs", description=f"{order}name hang here"),
        content("dies", description=f"{order}name die here"),
        content("fails", description="breaks"),
    )
    (folder / "torn.yaml").write_text("id: [", encoding="utf-8")
    write(folder, content("odd", colour="red"))
    more = ("--plain", "--mode", "interview", "--timeout", "8", "--jobs", "1")
    code, result = run(folder, tmp_path / "out.json", *more, analyst="tests.evals.broken:wild")
    assert code == 5
    assert result["cases"]["good"]["interview"]["problem"] == ""
    assert "no draft within 8 s" in result["cases"]["hangs"]["interview"]["problem"]
    assert "ended by itself" in result["cases"]["dies"]["interview"]["problem"]
    assert "could not do this step" in result["cases"]["fails"]["interview"]["problem"]
    told = capsys.readouterr().err
    assert "2 broken case files" in told
    assert "odd.yaml" in told
    assert "colour" in told
    assert "3 cases without a draft" in told


def test_an_analyst_that_raises_anything_costs_only_its_case(tmp_path: Path) -> None:
    folder = write(tmp_path / "cases", content("good"), content("bad", description="raise here"))
    more = ("--plain", "--mode", "description", "--jobs", "1")
    code, result = run(folder, tmp_path / "out.json", *more, analyst="tests.evals.broken:raising")
    assert code == 5
    assert "ZeroDivisionError" in result["cases"]["bad"]["description"]["problem"]
    assert result["cases"]["good"]["description"]["problem"] == ""
    assert result["summary"]["description"]["must_recall@10"]["n"] == 1


def test_a_facilitator_that_does_not_open_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "cases", content("good"))
    code, _ = run(folder, tmp_path / "out.json", "--plain", "--jobs", "1", analyst="tests.evals.broken:missing")
    assert code == 5
    assert "a worker could not start" in capsys.readouterr().err


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder = write(tmp_path / "cases", content("a"), content("b"))
    partial = tmp_path / "kept.jsonl"
    more = ("--plain", "--mode", "description", "--jobs", "1", "--partial", str(partial))
    from evals.case_runs import results

    kept: list[str] = []
    real = results.Results.close

    def keep(self: results.Results, finished: bool) -> None:
        real(self, finished=False)
        kept.append(partial.read_text(encoding="utf-8"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results.Results, "close", keep)
        _, first = run(folder, tmp_path / "one.json", *more)
    lines = kept[0].splitlines()
    assert len(lines) == 2
    partial.write_text(lines[0] + "\n" + lines[1][:40], encoding="utf-8")
    _, second = run(folder, tmp_path / "two.json", *more)
    assert first == second
    assert not partial.exists()


def test_no_case_at_all_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["--cases", str(tmp_path / "empty")]) == 3
    assert main(["--cases", str(tmp_path / "nowhere")]) == 3
    folder = write(tmp_path / "cases", content("a"))
    assert main(["--cases", str(folder), "--only", "b"]) == 3
    assert "there is no case b; there are a" in capsys.readouterr().err


def test_the_packaged_cases_are_sound_and_a_quick_run_has_one_per_kind() -> None:
    cases, broken = load_cases(PACKAGED)
    dev, more = (chosen(cases, case_set=name) for name in ("dev", "more"))
    assert (len(dev), len(more), len(cases), broken) == (43, 29, 72, ())
    quick = chosen(cases, quick=True)
    assert len(quick) == QUICK
    assert len({case.kind[0] for case in quick}) == QUICK
    assert {case.case_set for case in quick} == {"dev"}
    halves = [{case.group for case in chosen(cases, half=half)} for half in "AB"]
    assert not halves[0] & halves[1]
    assert halves[0] | halves[1] == {case.group for case in dev}
