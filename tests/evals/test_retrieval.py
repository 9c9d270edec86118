"""Retrieval is scored at parent and exact level, and broken files of queries are refused."""

from pathlib import Path

import pytest

from agent.errors import InputError
from evals.__main__ import main
from evals.case_runs.analysts import RULES, subject
from evals.search.retrieval import WORRIES, Worry, at_level, open_search, rank_all, read_queries, report, scores
from knowledge import load_catalog

WORRY = Worry(id="w", query="someone talks it round", relevant=("AML.T0051.001",))


def test_repeated_parents_are_removed_from_the_ranking() -> None:
    ranked = ("AML.T0001", "AML.T0001.002", "AML.T0051.000", "AML.T0051.001")
    assert at_level(ranked, "parent") == ("AML.T0001", "AML.T0051")
    assert at_level(ranked, "exact") == ranked


def test_the_parent_level_forgives_the_wrong_part() -> None:
    content = report([WORRY], [("AML.T0001", "AML.T0001.002", "AML.T0051.000")], [2.0])
    assert content["summary"]["parent"]["MRR@10"] == 0.5
    assert content["summary"]["parent"]["hit@1"] == 0.0
    assert content["summary"]["exact"]["hit@10"] == 0.0
    assert content["summary"]["p50_ms"] == 2.0


def test_every_query_is_timed_after_a_first_one_to_warm_up() -> None:
    asked: list[str] = []

    def search(text: str) -> tuple[str, ...]:
        asked.append(text)
        return ("AML.T0051",)

    rankings, took = rank_all([WORRY, WORRY], search)
    assert (len(rankings), len(took), len(asked)) == (2, 2, 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("queries: [", "not YAML"),
        ("queries: []", "queries"),
        ("queries: [{id: a, query: b, relevant: [c], colour: red}]", "colour"),
        ("- a", "the file"),
    ],
)
def test_a_broken_file_of_queries_is_refused_with_the_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "queries.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_queries(path)


def test_a_missing_file_of_queries_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retrieval", "--queries", str(tmp_path / "none.yaml")]) == 3
    assert "none.yaml" in capsys.readouterr().err


def test_worries_in_plain_words_find_the_techniques_behind_them() -> None:
    worries = read_queries(WORRIES)
    rankings, _ = rank_all(worries, open_search(load_catalog(), "memory"))
    found = scores(worries, rankings)["parent"]
    assert len(worries) >= 40
    assert found["hit@5"] >= 0.8
    assert found["MRR@10"] >= 0.62


def test_a_sentence_model_that_is_asked_for_is_measured_or_refused_and_its_results_are_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = subject(RULES).key
    monkeypatch.setenv("THREATPARLEY_SEMANTIC", "on")
    monkeypatch.setattr("knowledge.search.sentence_model.PACKAGE", "no_such_package_of_a_model")
    assert subject(RULES).key != usual
    assert main(["retrieval"]) != 0
    assert "not installed" in capsys.readouterr().err
