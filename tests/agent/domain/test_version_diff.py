"""A comparison tells what came, went, moved and was scored anew, a line each."""

from agent.domain.facts import FactValue, Provenance
from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore, FactorScore
from agent.domain.system import Actor, Component, DataFlow, SystemProfile, TrustBoundary
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus
from agent.domain.versions.version_diff import How, Subject, compare
from knowledge.catalog import load_catalog
from knowledge.vocabulary import ComponentKind

BOT = Component(id="C-1", name="Bot", kind=ComponentKind.AGENT)
BOX = Component(id="C-2", name="Box", kind=ComponentKind.DATA_STORE)


def threat(number: int, level: int = 5, **more: object) -> Threat:
    factor = FactorScore(level=level, low=level, high=level)
    score = DreadScore(damage=factor, reproducibility=factor, exploitability=factor, affected_users=factor,
                       discoverability=factor)  # fmt: skip
    given = {"id": f"T-{number:03}", "title": f"Threat {number}", "statement": "It happens.", "targets": ("system",)}
    return Threat.model_validate({**given, "inherent": score, "current": score, "target": score, **more})


def told(old: ThreatModel, new: ThreatModel) -> list[tuple[str, str, str, str]]:
    return [(line.subject.value, line.how.value, line.id, line.text) for line in compare(old, new).lines]


def test_equal_models_do_not_differ() -> None:
    model = ThreatModel(components=(BOT,), threats=(threat(1),))
    assert told(model, model) == []


def test_threats_that_came_and_went_are_told_with_their_rating() -> None:
    old, new = ThreatModel(threats=(threat(1),)), ThreatModel(threats=(threat(2, 9),))
    assert told(old, new) == [
        ("threat", "added", "T-002", "Threat 2 (critical, 9.0)"),
        ("threat", "removed", "T-001", "Threat 1 (medium, 5.0)"),
    ]


def test_a_retired_threat_is_gone_and_says_why() -> None:
    gone = threat(1, status=ThreatStatus.RETIRED, note="it no longer reads mail")
    old, new = ThreatModel(threats=(threat(1),)), ThreatModel(threats=(gone,))
    assert told(old, new) == [("threat", "removed", "T-001", "Threat 1 (medium, 5.0) (it no longer reads mail)")]
    assert told(new, old) == [("threat", "added", "T-001", "Threat 1 (medium, 5.0)")]


def test_a_new_score_is_told_for_each_of_the_three_risks_that_moved() -> None:
    higher = threat(1, 7)
    old = ThreatModel(threats=(threat(1),))
    new = ThreatModel(threats=(threat(1).model_copy(update={"current": higher.current}),))
    assert told(old, new) == [("threat", "rescored", "T-001", "Threat 1: now medium 5.0 → high 7.0")]


def test_a_status_that_moved_is_told() -> None:
    old, new = ThreatModel(threats=(threat(1),)), ThreatModel(threats=(threat(1, status=ThreatStatus.MITIGATED),))
    assert told(old, new) == [("threat", "moved", "T-001", "Threat 1: open → mitigated")]


def test_new_words_of_a_threat_are_told() -> None:
    old, new = ThreatModel(threats=(threat(1),)), ThreatModel(threats=(threat(1, statement="It may happen."),))
    assert told(old, new) == [("threat", "changed", "T-001", "Threat 1: wording changed")]


def test_a_control_that_moved_is_told() -> None:
    planned = Control(id="M-1", title="Mark it", status=ControlStatus.PLANNED)
    old = ThreatModel(controls=(planned.model_copy(update={"status": ControlStatus.PROPOSED}),))
    assert told(old, ThreatModel(controls=(planned,))) == [("control", "moved", "M-1", "Mark it: proposed → planned")]


def test_parts_are_told_in_the_order_of_their_numbers() -> None:
    parts = tuple(Component(id=f"C-{n}", name=f"Part {n}", kind=ComponentKind.SERVICE) for n in (2, 10, 1))
    lines = compare(ThreatModel(), ThreatModel(components=parts)).of(Subject.COMPONENT, How.ADDED)
    assert [line.id for line in lines] == ["C-1", "C-2", "C-10"]
    assert lines[0].text == "Part 1 (service)"


def test_a_changed_part_shows_before_and_after() -> None:
    old, new = ThreatModel(components=(BOT,)), ThreatModel(components=(BOT.model_copy(update={"name": "Desk"}),))
    assert told(old, new) == [("component", "changed", "C-1", "Bot (agent) → Desk (agent)")]


def test_a_flow_is_told_by_the_names_of_its_ends() -> None:
    flow = DataFlow(id="F-1", source="P-1", target="C-2", label="uploads", untrusted=True)
    old = ThreatModel(components=(BOX,), actors=(Actor(id="P-1", name="Guests"),))
    new = old.model_copy(update={"flows": (flow,)})
    assert told(old, new) == [("flow", "added", "F-1", "Guests → Box (uploads, not trusted)")]


def test_a_fact_shows_its_value_and_whom_it_is_about() -> None:
    def fact(value: bool | tuple[str, ...], subject: str = "system") -> ThreatModel:
        kept = FactValue(fact="reads_mail", subject=subject, value=value, provenance=Provenance.STATED)
        return ThreatModel(components=(BOT,), facts=(kept,))

    assert told(fact(True), fact(False)) == [
        ("fact", "changed", "reads_mail@system", "reads mail: yes → reads mail: no")
    ]
    assert told(fact(True), fact((), "C-1"))[0] == ("fact", "added", "reads_mail@C-1", "reads mail for Bot: none")


def test_a_new_name_of_the_system_is_told() -> None:
    old, new = ThreatModel(), ThreatModel(system=SystemProfile(name="Helpdesk", description="long"))
    assert told(old, new) == [
        ("system", "changed", "system", "name: “” → “Helpdesk”"),
        ("system", "changed", "system", "description rewritten"),
    ]


def test_no_raw_word_of_the_catalog_or_id_stands_in_a_difference() -> None:
    facts = load_catalog().facts

    def model(origin: str, zone: str | None) -> ThreatModel:
        kept = FactValue(fact="model_origin", value=(origin,), provenance=Provenance.STATED)
        return ThreatModel(
            components=(BOT.model_copy(update={"boundary": zone}),),
            boundaries=(TrustBoundary(id="B-1", name="Our cloud"),),
            facts=(kept,),
        )

    lines = compare(model("hosted_api", None), model("open_weights", "B-1"), facts).lines
    words = [line.text for line in lines]
    assert words[0] == "Bot (agent) → Bot (agent, within Our cloud)"
    labels = {choice.value: choice.label for choice in facts["model_origin"].choices}
    label = facts["model_origin"].label
    assert words[1] == f"{label}: {labels['hosted_api']} → {label}: {labels['open_weights']}"
    assert not any("_" in one for one in words)
