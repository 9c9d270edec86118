"""Stated facts with their quotes are drawn to be judged by hand, and judgements are read back."""

from pathlib import Path

import pytest

from agent.errors import InputError
from evals.__main__ import main
from evals.case import load_cases
from evals.case_runs.case_selection import PACKAGED, shown
from evals.reading.quote_support import Ground, Verdict, as_sheet, read_sheet, sample, shares, still_stated
from evals.reading.reading_runs import Listener, listening
from knowledge import load_catalog
from tests.agent.scripted import scripted
from tests.evals.made import case, content, write

SCRIPTED = "tests.agent.scripted:scripted"


@pytest.fixture
def listener(tmp_path: Path) -> Listener:
    return Listener(scripted(tmp_path / "data"))


def ground(verdict: Verdict, fact: str = "reads_mail", quote: str = "fact reads_mail yes", group: str = "") -> Ground:
    return Ground(fact=fact, value=True, quote=quote, verdict=verdict, group=group)


def test_a_sample_holds_stated_facts_with_their_words(listener: Listener, tmp_path: Path) -> None:
    drawn = sample([case("a"), case("b", description="fact keeps_logs no")], listener, 10)
    assert {(one.case, one.fact, one.value, one.quote) for one in drawn} == {
        ("a", "reads_mail", True, "fact reads_mail yes"),
        ("b", "keeps_logs", False, "fact keeps_logs no"),
    }
    assert {one.means for one in drawn} == {"reads_mail is so", "keeps_logs is not so"}
    assert len(sample([case("a"), case("b")], listener, 1)) == 1
    path = tmp_path / "sheet.yaml"
    path.write_text(as_sheet(drawn), encoding="utf-8")
    assert read_sheet(path) == drawn


def test_shares_leave_out_what_is_not_judged() -> None:
    judged = [ground(Verdict.SUPPORTS, group="a"), ground(Verdict.FAILS, group="b"), ground(Verdict.OPEN, group="c")]
    found = shares([*judged, ground(Verdict.SUPPORTS, group="d"), ground(Verdict.SUPPORTS, group="d")])
    assert {verdict: (one.mean, one.n) for verdict, one in found.items()} == {
        Verdict.SUPPORTS: (0.75, 4), Verdict.PARTLY: (0.0, 4), Verdict.FAILS: (0.25, 4)
    }  # fmt: skip
    assert shares([ground(Verdict.OPEN)]) == {}


def test_kept_judgements_are_a_test_of_reading(listener: Listener) -> None:
    kept = [
        ground(Verdict.SUPPORTS),
        ground(Verdict.SUPPORTS, quote="it has to do with mail"),
        ground(Verdict.FAILS, quote="fact reads_mail no"),
        ground(Verdict.OPEN),
    ]
    assert still_stated(kept, listener) == {Verdict.SUPPORTS: (1, 2), Verdict.FAILS: (0, 1)}


def test_a_broken_sheet_is_refused_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text("format: threatparley-grounds\ngrounds: [{fact: a, value: yes, quote: q, verdict: maybe}]\n")
    with pytest.raises(InputError, match=r"grounds\.0\.verdict"):
        read_sheet(path)


def test_a_sample_is_drawn_judged_and_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "cases" / "dev", content("a"))
    write(tmp_path / "cases" / "more", content("b"))
    out, folder = tmp_path / "sheet.yaml", str(tmp_path / "cases")
    draw = ("grounds", "--sample", "5", "--out", str(out), "--cases", folder, "--analyst", SCRIPTED)
    assert main(draw) == 0
    assert [one.case for one in read_sheet(out)] == ["a"]
    assert main(["grounds", "--read", str(out)]) == 3
    out.write_text(out.read_text(encoding="utf-8").replace("verdict: open", "verdict: supports"), encoding="utf-8")
    capsys.readouterr()
    assert main(["grounds", "--read", str(out), "--again", "--analyst", SCRIPTED]) == 0
    told = capsys.readouterr().out
    assert "supports  1.000" in told
    assert "supports: 1 of 1 state their fact when heard alone" in told
    assert main([*draw, "--set", "more"]) == 3
    assert "say --fresh-eyes" in capsys.readouterr().err
    assert main([*draw, "--set", "more", "--fresh-eyes"]) == 0
    assert main(["grounds", "--sample", "0", "--out", str(out)]) == 2


def test_words_of_unread_sets_are_shown_to_fresh_eyes_alone() -> None:
    cases = [case("a", case_set="dev"), case("b", case_set="more")]
    assert [one.id for one in shown(cases, fresh_eyes=False)] == ["a"]
    assert [one.id for one in shown(cases, fresh_eyes=True)] == ["a", "b"]
    with pytest.raises(InputError, match="fresh-eyes"):
        shown(cases[1:], fresh_eyes=False)


def test_a_listener_hears_each_text_by_itself() -> None:
    with listening(SCRIPTED) as listener:
        first, second = listener.hear("fact reads_mail yes"), listener.hear("fact keeps_logs no")
    assert [[known.fact for known in read.stated] for read in (first, second)] == [["reads_mail"], ["keeps_logs"]]


def test_the_kept_judgements_are_of_read_cases_and_present_facts() -> None:
    kept = read_sheet(PACKAGED.parent / "judged" / "grounds-dev.yaml")
    read = {one.id for one in load_cases(PACKAGED)[0] if one.case_set == "dev"}
    catalog = load_catalog()
    assert len(kept) == 40
    assert {one.case for one in kept} <= read
    assert [why for one in kept if (why := catalog.accepts_fact(one.fact, one.value))] == []
    assert Verdict.OPEN not in {one.verdict for one in kept}
