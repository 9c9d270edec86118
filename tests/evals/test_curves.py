"""Curves of interviews with the product's own analyst."""

import pytest

from agent.facilitator import Facilitator
from evals.case import Case
from evals.case_runs.analysts import rules_facilitator
from evals.case_runs.case_runner import REPEATED, REWORDED, Desk
from evals.case_runs.case_selection import PACKAGED
from evals.case_runs.curves import curves, questions_of
from evals.case_runs.modes import Way, hold
from evals.case_runs.persona import Persona
from evals.metrics.interview import LENGTH
from tests.evals.made import case


@pytest.fixture(scope="module")
def facilitator(tmp_path_factory: pytest.TempPathFactory) -> Facilitator:
    return rules_facilitator(tmp_path_factory.mktemp("data") / "worker")


@pytest.fixture
def assistant() -> Case:
    return case(
        description="Our help desk has an assistant. A hosted language model answers questions of customers.",
        facts={"tools": "it sends mail and runs shell commands", "memory": "it remembers each customer"},
    )


def test_a_curve_ends_with_what_the_interview_found(facilitator: Facilitator, assistant: Case) -> None:
    persona = Persona(assistant.facts)
    talk = hold(facilitator, assistant, Way.INTERVIEW, persona)
    found = curves(facilitator, assistant, talk, persona)
    assert len(found["interview"]) == len(talk.answers) + 1
    assert len(found["random"]) == len(found["fixed"]) == LENGTH + 1
    assert all(0 <= share <= 1 for curve in found.values() for share in curve)
    assert found["interview"][-1] >= found["interview"][0]
    assert found["fixed"][0] == found["random"][0] == found["interview"][0]


def test_facts_of_one_group_are_one_question(facilitator: Facilitator) -> None:
    units = questions_of(facilitator.catalog)
    assert len(units) == len(set(units))
    assert "technology" in units
    assert "uses_language_model" not in units


def test_descriptions_told_again_are_judged(facilitator: Facilitator, assistant: Case) -> None:
    desk = Desk(facilitator)
    first = desk.perform(assistant, Way.DESCRIPTION)
    again = {score.name: score.value for score in desk.perform(assistant, REPEATED).scores}
    reworded = desk.perform(assistant, REWORDED)
    names = {score.name for score in reworded.scores}
    assert again == {"determinism": 1.0}
    assert reworded.digest == first.digest
    assert {"stability", "stability_asides", "dread_monotone"} <= names
    assert first.draft
    assert first.draft[0].because
    assert first.read is not None
    assert "accepts_free_text" in {known.fact for known in (*first.read.stated, *first.read.concluded)}
    assert desk.perform(assistant, Way.CUT).read is None


def test_the_packaged_cases_name_their_sources() -> None:
    assert not list(PACKAGED.rglob("federated-intrusion-detection.yaml"))
    for path in sorted(PACKAGED.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert "licence:" in text, path.name
        assert "location:" in text, path.name
