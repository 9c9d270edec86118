"""The weights of the order are fitted to what cases want, and a slate is put in order as the analyst would."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import InputError
from evals.__main__ import main
from evals.case import load_cases
from evals.case_runs.analysts import rules_analyst
from evals.case_runs.case_selection import PACKAGED
from evals.case_runs.modes import draft_from
from evals.exit_codes import Exit
from evals.ordering.order import (
    IN_FORCE,
    Candidate,
    CaseSlate,
    Slates,
    Weights,
    fitted,
    ordered,
    recall_of,
    trials,
    wanted_by,
)
from tests.evals.made import case, content, entry, found, must, write

TOLD = (
    "A chatbot answers customers of a shop. It reads emails and web pages, looks up orders with a tool and can issue "
    "refunds. It uses a hosted language model and a vector database of product manuals that anybody may upload."
)


def candidate(name: str, wanted: float = 0.0, unconfirmed: bool = False, **features: float) -> Candidate:
    weighed = Weights(**{**dict.fromkeys(Weights._fields, 0.0), **features})
    return Candidate(name, found(name), weighed, wanted, unconfirmed)


def slate(*candidates: Candidate, name: str = "a-case", wants: str = "AML.T0001") -> CaseSlate:
    return CaseSlate(candidates, case(name, expected=[must(wants).model_dump()]))


def made(number: int, size: int, rolled: random.Random) -> CaseSlate:
    """Wanted goes by references for three quarters, nearness tells nothing, and risk tells against it."""
    candidates = []
    for place in range(size):
        wanted = rolled.random() < 0.3
        vote = float(wanted) if rolled.random() < 0.75 else float(not wanted)
        risk = rolled.random() - 0.5 * wanted
        near = rolled.random()
        candidates.append(candidate(f"AML.T{place:04d}", float(wanted), references=vote, nearness=near, risk=risk))
    return slate(*candidates, name=f"case-{number}")


def test_the_fit_finds_what_tells_wanted_threats_from_others() -> None:
    rolled = random.Random(1)
    weights = fitted([made(number, 60, rolled) for number in range(60)])
    assert weights.references > 1.0
    assert weights.risk < -1.0
    assert abs(weights.nearness) < 0.3
    assert weights.salience == 0.0


def test_a_case_with_many_candidates_weighs_no_more_than_another() -> None:
    by_references = [candidate("a", 1.0, references=1.0), candidate("b", references=0.0)]
    by_nearness = [candidate("a", 1.0, nearness=1.0), candidate("b", nearness=0.0)]
    weights = fitted([slate(*by_references * 20), slate(*by_nearness, name="other")])
    assert weights.references == pytest.approx(weights.nearness, rel=1e-3)


def test_cases_for_which_nothing_is_drafted_tell_nothing() -> None:
    some = [slate(candidate("a", 1.0, references=1.0), candidate("b"))]
    assert fitted([*some, slate(name="empty")]) == fitted(some)
    with pytest.raises(InputError, match="some threat is drafted"):
        fitted([slate()])


def test_an_unconfirmed_threat_is_named_only_among_the_first_ten_and_five_are_at_most() -> None:
    drafted = [candidate(f"drafted-{n}", risk=1.0 - n / 100) for n in range(12)]
    weights = Weights(references=1.0, nearness=0.0, risk=1.0, salience=0.0, assumed=0.0)
    low = candidate("low", unconfirmed=True, references=0.905)
    assert low not in ordered(slate(*drafted, low), weights)
    high = [candidate(f"high-{n}", unconfirmed=True, references=2.0 + n) for n in range(7)]
    names = [one.pattern for one in ordered(slate(*drafted, *high), weights)]
    assert names[:5] == ["high-6", "high-5", "high-4", "high-3", "high-2"]
    assert len(names) == 17


def test_must_recall_goes_by_the_order_that_the_weights_make() -> None:
    others = [candidate(f"AML.T{n:04d}", risk=1.0) for n in range(2, 13)]
    one = slate(*others, candidate("AML.T0001", nearness=3.0))
    assert recall_of(one, Weights(0.0, 0.0, 1.0, 0.0, 0.0), 10) == 0.0
    assert recall_of(one, Weights(0.0, 1.0, 1.0, 0.0, 0.0), 10) == 1.0


def test_only_a_threats_first_three_references_tell_how_far_it_is_wanted() -> None:
    known = case(expected=[one.model_dump() for one in (must("AML.T0051"), entry("should", atlas=["AML.T0020"]))])
    assert wanted_by(known, ("AML.T0051.001", "AML.T0099")) == 0.5
    assert wanted_by(known, ("AML.T0020",)) == 0.4
    assert wanted_by(known, ("AML.T0097", "AML.T0098", "AML.T0099", "AML.T0051")) == 0.0
    assert wanted_by(known, ()) == 0.0


def test_each_weight_is_set_to_zero_in_turn() -> None:
    def wanting(name: str) -> CaseSlate:
        others = [candidate(f"AML.T{n:04d}", risk=0.1) for n in range(2, 13)]
        return slate(*others, candidate("AML.T0001", 1.0, nearness=30.0), name=name)

    cases = [wanting("one"), wanting("two")]
    assert "references" not in trials(cases, [], 10)
    found = trials(cases, [wanting("a-reference")], 10)
    assert list(found)[:4] == ["fitted", "left out", "references", "in force"]
    assert found["in force"] == found["without risk"] == {"one": 1.0, "two": 1.0}
    assert found["without nearness"] == {"one": 0.0, "two": 0.0}


@pytest.fixture(scope="module")
def slates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slates]:
    facilitator, rules = rules_analyst(tmp_path_factory.mktemp("order"))
    yield Slates(facilitator, rules)
    facilitator.close()


def test_the_weights_in_force_make_the_very_draft_of_the_analyst(slates: Slates) -> None:
    known = [*load_cases(PACKAGED / "dev")[0][:4], case(description=TOLD)]
    unconfirmed = 0
    for one in known:
        draft = draft_from(slates.facilitator, one.description).model
        again = ordered(slates.of(one), IN_FORCE)
        # harm to people has its place by a rule, whatever the weights
        of_people = {threat.pattern for threat in draft.threats if threat.people}
        assert {threat.pattern for threat in again} == {threat.pattern for threat in draft.threats}
        assert [one for one in (threat.pattern for threat in again) if one not in of_people] == [
            one for one in (threat.pattern for threat in draft.threats) if one not in of_people
        ]
        unconfirmed += sum(threat.unconfirmed for threat in again)
    assert unconfirmed > 0


def test_a_reference_system_has_no_say_in_its_own_vote(slates: Slates) -> None:
    system = next(iter(slates.facilitator.catalog.reference_systems.values()))
    model = draft_from(slates.facilitator, system.description).model
    whole, others = slates.rules.orderer.bearings(model), slates.rules.orderer.bearings_without(model, system.id)
    assert system.id == whole.neighbours[0].system
    assert system.id not in {one.system for one in others.neighbours}
    assert sum(one.share for one in others.neighbours) == pytest.approx(1.0, abs=1e-4)
    wanted = {one.pattern: one.wanted for one in slates.of_reference(system).candidates if one.wanted}
    named = [threat.pattern for threat in system.threats if threat.pattern in wanted]
    assert wanted[named[0]] > wanted[named[-1]] > 0
    assert len(named) > len(system.threats) / 2


def test_the_command_tells_figures_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    injection = [{"label": "Injection", "level": "must", "ids": {"atlas": ["AML.T0051"]}}]
    plain = "A classifier sorts photographs of parcels on a conveyor belt for a courier."
    write(tmp_path / "cases" / "dev", content("first", description=TOLD, expected=injection))
    write(tmp_path / "cases" / "more", content("second", description=plain, expected=injection))
    out = tmp_path / "out.json"
    assert main(["order", "--cases", str(tmp_path / "cases"), "--json", str(out)]) == 0
    told = capsys.readouterr().out
    for words in ("without references", "left out", "dev @10", "more @15", "all @10", "against in force"):
        assert words in told
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["weights"]["in force"] == {k: round(v, 4) for k, v in IN_FORCE._asdict().items()}
    assert result["must_recall"]["in force"]["dev @10"]["mean"] == 1.0
    assert result["must_recall"]["in force"]["all @10"]["n"] == 2
    for words in ("refunds", "parcels", "Injection"):
        assert words not in told + out.read_text(encoding="utf-8")


def test_one_group_of_cases_is_too_few_to_leave_any_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "cases", content("only", description=TOLD))
    assert main(["order", "--cases", str(folder)]) == Exit.BAD_INPUT
    assert "two groups" in capsys.readouterr().err
