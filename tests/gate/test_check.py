"""The check: its exit codes as a contract, its demands one by one, and what it says to a file it cannot judge."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.domain.model import ThreatModel
from agent.domain.system import Assumption, Origin, SystemProfile
from agent.domain.threats import ThreatStatus, Treatment
from agent.errors import StoreUnavailable
from knowledge.errors import ThreatparleyError
from tests.gate.repository import MODEL, TODAY, Repository, first_model, repository
from tests.ui.models import score
from ui.cli import main


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    return made


def verdict(*arguments: str) -> tuple[int, Any]:
    """The exit code and the verdict as data."""
    code = main(["check", MODEL, "--today", str(TODAY), "-f", "json", "-o", "verdict.json", *arguments])
    return code, json.loads(Path("verdict.json").read_text(encoding="utf-8"))


def ids(report: Any, *fates: str) -> list[str]:
    return [one["id"] for one in report["findings"] if one["fate"] in (fates or ("fails",))]


def with_threat(made: Repository, threat: str = "T-001", **changes: Any) -> None:
    made.change_threat(threat, **changes)


EXITS: dict[int, tuple[tuple[str, ...], Callable[[Repository], None]]] = {
    0: (("check", MODEL, "--base", "git:HEAD"), lambda made: None),
    1: (("check", MODEL), lambda made: None),
    2: (("check", MODEL, "--fail-on", "dreadful"), lambda made: None),
    3: (("check", MODEL), lambda made: made.write(MODEL, "{")),
    5: (("check", MODEL), lambda made: made.keep(ThreatModel(system=SystemProfile(name="Empty")))),
}


@pytest.mark.parametrize("code", EXITS)
def test_each_ending_has_its_exit_code(code: int, shop: Repository) -> None:
    arguments, prepare = EXITS[code]
    prepare(shop)
    assert main([*arguments, "--today", str(TODAY)]) == code


@pytest.mark.parametrize(
    ("problem", "code"),
    [(StoreUnavailable("the store is away"), 4), (ThreatparleyError("odd"), 70), (KeyboardInterrupt(), 130)],
)
def test_what_comes_from_elsewhere_has_its_exit_code_too(
    problem: BaseException, code: int, shop: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise problem

    monkeypatch.setattr("ui.commands.gate.checking.load_settings", broken)
    assert main(["check", MODEL]) == code


def test_wrong_usage_leaves_as_argparse_does(shop: Repository) -> None:
    for arguments in (["check"], ["check", MODEL, "-f", "pdf"], ["check", MODEL, "--max-open-high", "few"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 2


def test_an_open_high_threat_fails_and_an_earlier_one_is_told(shop: Repository) -> None:
    code, report = verdict()
    assert (code, ids(report)) == (1, ["risk:T-001"])
    assert report["findings"][0]["line"] > 1
    code, report = verdict("--base", "git:HEAD")
    assert (code, ids(report), ids(report, "old")) == (0, [], ["risk:T-001"])
    code, report = verdict("--base", "git:HEAD", "--all")
    assert (code, ids(report)) == (1, ["risk:T-001"])


def test_a_base_may_be_a_file(shop: Repository) -> None:
    shop.write("before.json", shop.read(MODEL))
    with_threat(shop, "T-002", current=score(9, 9, 9, 8, 8))
    code, report = verdict("--base", "before.json", "--ignore", "compose.yaml")
    assert (code, ids(report)) == (1, ["risk:T-002"])
    (move,) = report["moves"]
    assert (move["id"], move["how"], move["before"], move["after"]) == ("T-002", "changed", 6.8, 8.8)


def test_a_threat_that_was_high_and_grew_to_critical_is_new(shop: Repository) -> None:
    with_threat(shop, current=score(10, 10, 10, 10, 9))
    assert ids(verdict("--base", "git:HEAD")[1]) == ["risk:T-001"]


def test_a_model_drafted_from_scratch_is_met_by_the_catalogs_entries(shop: Repository) -> None:
    model = shop.model
    numbers = {one.id: f"T-{int(one.id[2:]) + 100}" for one in model.threats}
    document = json.dumps(model.model_dump(mode="json"))
    for before, now in numbers.items():
        document = document.replace(f'"{before}"', f'"{now}"')
    renumbered = ThreatModel.model_validate_json(document)
    shop.keep(renumbered.model_copy(update={"issued": {**renumbered.issued, "T": 106}}))
    code, report = verdict("--base", "git:HEAD")
    assert (code, ids(report, "old"), report["moves"]) == (0, ["risk:T-101"], [])


def test_thresholds_of_a_framework_and_of_an_aspect_go_before_the_general_one(shop: Repository) -> None:
    framework = shop.model.threats[0].references[0].framework.value
    assert ids(verdict("--fail-on", f"{framework}=critical", "--fail-on", "security=critical")[1]) == []
    found = ids(verdict("--fail-on", "security=medium")[1])
    assert found == ["risk:T-001", "risk:T-002", "risk:T-003", "risk:T-005"]
    assert ids(verdict("--fail-on", "privacy=low")[1]) == ["risk:T-001"]
    assert verdict("--fail-on", "none")[0] == 0


def test_the_number_of_high_threats_is_held_down(shop: Repository) -> None:
    assert ids(verdict("--fail-on", "none", "--max-open-high", "0")[1]) == ["open-high"]
    assert verdict("--fail-on", "none", "--max-open-high", "1")[0] == 0
    with_threat(shop, "T-002", current=score(9, 9, 9, 8, 8))
    found = verdict("--base", "git:HEAD", "--fail-on", "none", "--max-open-high", "0")[1]
    assert ids(found) == ["open-high"], "one more than before is new"


def test_a_citation_is_wanted_of_each_open_threat(shop: Repository) -> None:
    assert verdict("--fail-on", "none", "--require-citation")[0] == 0
    with_threat(shop, "T-003", references=(), pattern=None)
    assert ids(verdict("--fail-on", "none", "--require-citation")[1]) == ["citation:T-003"]


def test_somebody_answers_for_high_threats_and_accepted_ones(shop: Repository) -> None:
    assert ids(verdict("--fail-on", "none", "--require-owner")[1]) == ["owner:T-001"]
    controls = tuple(one.model_copy(update={"owner": "Ben"}) for one in shop.model.controls)
    shop.keep(shop.model.model_copy(update={"controls": controls}))
    assert verdict("--fail-on", "none", "--require-owner")[0] == 0
    with_threat(shop, "T-004", treatment=Treatment(reason="So be it"))
    assert ids(verdict("--fail-on", "none", "--require-owner")[1]) == ["owner:T-004"]


def test_an_acceptance_that_is_over_fails_even_where_it_stood_before(shop: Repository) -> None:
    over = Treatment(reason="Until autumn", owner="Ana", review_by=date(2026, 11, 28))
    with_threat(shop, "T-004", treatment=over)
    shop.commit("Accepted")
    assert ids(verdict("--base", "git:HEAD")[1]) == ["accepted:T-004"]
    with_threat(shop, "T-004", treatment=over.model_copy(update={"review_by": TODAY}))
    assert ids(verdict("--base", "git:HEAD")[1]) == [], "its last day still counts"


def test_age_is_counted_from_the_last_commit_or_review(shop: Repository) -> None:
    assert ids(verdict("--fail-on", "none", "--max-age", "9d")[1]) == []
    assert ids(verdict("--fail-on", "none", "--max-age", "8d")[1]) == ["age"]
    assert ids(verdict("--fail-on", "none", "--max-age", "8d", "--reviewed", "2026-11-25")[1]) == []


def test_coverage_counts_what_is_not_open(shop: Repository) -> None:
    assert ids(verdict("--fail-on", "none", "--require-coverage", "atlas:considered")[1]) == ["coverage:atlas"]
    assert ids(verdict("--fail-on", "none", "--require-coverage", "atlas:0%")[1]) == []


def test_a_required_answer_that_is_missing_or_assumed_makes_the_model_incomplete(shop: Repository) -> None:
    known = shop.model.facts[0].fact
    assert verdict("--fail-on", "none", "--require-answer", known)[0] == 0
    code, report = verdict("--fail-on", "none", "--require-answer", "never_said")
    assert (code, ids(report), report["verdict"]) == (5, ["incomplete:never_said"], "incomplete")
    assumed = Assumption(id="A-9", text="it is so", fact=known, value=True)
    facts = tuple(one for one in shop.model.facts if one.fact != known)
    changes = {"facts": facts, "assumptions": (assumed,), "issued": {**shop.model.issued, "A": 9}}
    shop.keep(shop.model.model_copy(update=changes))
    code, report = verdict("--fail-on", "none", "--require-answer", known)
    assert (code, report["findings"][0]["text"]) == (5, "So far it is only assumed.")


def test_a_model_without_threats_is_incomplete(shop: Repository) -> None:
    shop.keep(first_model().model_copy(update={"threats": (), "controls": ()}))
    code, report = verdict()
    assert (code, ids(report)) == (5, ["incomplete:draft"])


def test_what_only_a_language_model_thought_of_fails_nothing(shop: Repository) -> None:
    with_threat(shop, pattern=None, origin=Origin.MODEL, overrides=(), treatment=None, confirmed=False, placed=None)
    assert verdict()[0] == 0


def test_the_gates_table_of_the_working_folder_counts_and_flags_count_more(shop: Repository) -> None:
    shop.write("threatparley.toml", '[gate]\nfail-on = "none"\nmax_open_high = 0\n')
    assert ids(verdict()[1]) == ["open-high"]
    assert verdict("--max-open-high", "3")[0] == 0
    shop.write("threatparley.toml", '[gate]\nfail_on = {all = "none", security = "low"}\n')
    assert len(ids(verdict()[1])) == 4
    shop.write("threatparley.toml", "")
    shop.write("pyproject.toml", '[tool.threatparley.gate]\nfail_on = "none"\n')
    assert verdict()[0] == 0


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[gate]\nfail_on = "awful"\n', "no band"),
        ("[gate]\nmax_open_high = -1\n", "greater than or equal to 0"),
        ("[gate]\nmax_opn_high = 1\n", "max_opn_high"),
        ("gate = 3\n", "gate"),
    ],
)
def test_a_table_that_says_nothing_sensible_is_refused_with_its_file(
    table: str, said: str, shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write("threatparley.toml", table)
    assert main(["check", MODEL]) == 2
    problem = capsys.readouterr().err
    assert said in problem
    assert "threatparley.toml" in problem


def test_a_configuration_of_git_in_the_folder_runs_nothing(shop: Repository) -> None:
    trap = shop.folder / "trap.sh"
    trap.write_text("#!/bin/sh\ntouch sprung\n", encoding="utf-8")
    trap.chmod(0o700)
    shop.write(".gitattributes", "* diff=trap filter=trap\n")
    for name in ("core.fsmonitor", "diff.trap.textconv", "filter.trap.smudge", "core.pager", "core.sshCommand"):
        shop.git("config", name, str(trap))
    verdict("--base", "git:HEAD", "--max-age", "90d")
    assert not (shop.folder / "sprung").exists()


def test_a_change_of_the_gate_itself_is_told(shop: Repository) -> None:
    assert verdict("--base", "git:HEAD")[1]["notes"] == []
    shop.write("threatparley.toml", '[gate]\nfail_on = "none"\n')
    shop.write("threatparley-waivers.yaml", "waivers: []\n")
    told = verdict("--base", "git:HEAD")[1]["notes"]
    assert [one.split(" ")[0] for one in told] == ["threatparley-waivers.yaml", "threatparley.toml"]


def test_a_file_that_is_ignored_is_not_compared_though_the_model_came_from_it(shop: Repository) -> None:
    shop.change("compose.yaml", "redis:7", "strangers/redis:7")
    assert verdict("--fail-on", "none")[0] == 1
    code, report = verdict("--fail-on", "none", "--ignore", "compose.*")
    assert (code, report["compared"]) == (0, [".mcp.json"])


def test_a_closed_threat_from_the_base_is_told_with_its_status(shop: Repository) -> None:
    with_threat(shop, status=ThreatStatus.MITIGATED)
    (move,) = verdict("--base", "git:HEAD")[1]["moves"]
    assert (move["id"], move["how"], move["status"]) == ("T-001", "closed", "mitigated")


def test_a_check_loads_neither_search_nor_store_nor_what_draws_and_of_the_catalog_facts_alone(shop: Repository) -> None:
    import subprocess
    import sys

    away = ("langgraph", "chromadb", "openai", "streamlit", "sqlalchemy", "agent.exchange.documents.as_html")
    code = (
        f"import sys; from ui.cli import main; main(['check', '{MODEL}', '--base', 'git:HEAD', '-o', 'v.txt']); "
        f"from knowledge.catalog import _load, load_facts; print([one for one in {away} if one in sys.modules], "
        "load_facts.cache_info().misses, _load.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] 1 0", done.stderr
