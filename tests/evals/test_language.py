"""Phrases are counted on read and unread cases in the same number of words; of unread texts nothing is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.errors import InputError
from evals.__main__ import main
from evals.case import Case
from evals.commands import language as command
from evals.reading.language import Fittedness, Rate, cues_of, fittedness, most_single
from evals.reading.reading_runs import Listener
from tests.agent.scripted import ScriptedAnalyst, scripted, small_catalog
from tests.evals.made import case, content, write


@pytest.fixture
def listener(tmp_path: Path) -> Listener:
    catalog = small_catalog()
    mail = catalog.facts["reads_mail"].model_copy(update={"cues": ("(mail|post)", "letters", "parcels")})
    logs = catalog.facts["keeps_logs"].model_copy(update={"cues": ("log*",), "denials": ("no trace",)})
    catalog = replace(catalog, facts={**catalog.facts, mail.id: mail, logs.id: logs})
    return Listener(scripted(tmp_path, analyst=ScriptedAnalyst(catalog)))


def cases(*texts: tuple[str, str]) -> list[Case]:
    return [case(f"c{number}", case_set=s, description=text) for number, (s, text) in enumerate(texts)]


def test_phrases_are_counted_in_the_same_number_of_words(listener: Listener) -> None:
    known = cases(
        ("dev", "fact reads_mail yes mail letters and then so much more about logs"),
        ("more", "it reads the mail"),
    )
    fit = fittedness(known, listener)
    assert fit.words == 4
    assert (fit.cues.read, fit.cues.unread, fit.cues.ratio) == (1.0, 1.0, 1.0)
    assert (fit.facts.read, fit.facts.unread, fit.facts.ratio) == (1.0, 0.0, float("inf"))
    assert fit.too_fitted == ("facts that are stated: inf is above 1.25",)


def test_a_shorter_text_counts_for_less(listener: Listener) -> None:
    known = cases(
        ("dev", "mail letters here now"),
        ("more", "one two three four"),
        ("more", "mail"),
        ("more", "one two three four"),
    )
    fit = fittedness(known, listener)
    assert fit.words == 4
    assert fit.cues.unread == pytest.approx(4 * 1 / 9)


def test_phrases_that_fire_in_one_case_only_are_known_by_their_text(listener: Listener) -> None:
    known = cases(
        ("dev", "It reads mail and letters."),
        ("dev", "It reads mail and keeps logs."),
        ("more", "It reads parcels, and logging is on."),
    )
    fit = fittedness(known, listener)
    assert set(cues_of(listener.catalog)) >= {("keeps_logs=no", "no trace"), ("reads_mail=yes", "(mail|post)")}
    assert fit.known == 5
    assert fit.single == (("reads_mail=yes", "letters"), ("reads_mail=yes", "parcels"))
    assert fit.single_read == (("reads_mail=yes", "letters"),)
    assert most_single(fit) == (("reads_mail=yes", 1),)


def test_both_kinds_of_cases_are_needed(listener: Listener) -> None:
    with pytest.raises(InputError, match="give both sets"):
        fittedness(cases(("dev", "mail")), listener)


FIT = Fittedness(
    words=10,
    cues=Rate(2.0, 1.0),
    facts=Rate(1.2, 1.0),
    known=4,
    fired={("a", "in dev"): frozenset({"d"}), ("a", "in more"): frozenset({"m"}), ("b", "both"): frozenset({"d", "m"})},
    read=frozenset({"d"}),
)


def test_the_gate_is_shut_only_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(write(tmp_path / "cases", content("a")))
    monkeypatch.setattr("evals.reading.language.fittedness", lambda cases, listener: FIT)
    monkeypatch.setattr(command, "_beside", lambda root: None)
    assert main(["language", "--cases", folder, "--list"]) == 0
    told = capsys.readouterr().out
    assert "  a: in dev" in told
    assert "in more" not in told
    assert "2 of these (67%, 50% of all) in exactly one: 1 in a read case, 1 in an unread one" in told
    assert main(["language", "--cases", folder, "--gate"]) == 1
    assert "phrases that fire: 2.00 is above 1.25" in capsys.readouterr().out
    monkeypatch.setattr("evals.reading.language.fittedness", lambda cases, listener: replace(FIT, cues=Rate(1.0, 1.0)))
    assert main(["language", "--cases", folder, "--gate"]) == 0


def test_the_check_beside_the_project_is_run_and_its_words_are_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / command.BESIDE
    command._beside(tmp_path / "project")
    assert capsys.readouterr().out == ""
    script.parent.mkdir(parents=True)
    script.write_text("print('dev: 2 of 9 runs'); print('      a-case  its own words')", encoding="utf-8")
    command._beside(tmp_path / "project")
    told = capsys.readouterr().out
    assert "dev: 2 of 9 runs" in told
    assert "its own words" not in told
