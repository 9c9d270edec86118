"""Attack paths: few, distinct, in the owner's nouns, true of poor models too, and the measures that break them."""

import re

import pytest

from agent.assessment.attack_graph.attack_path_cuts import breaking, cutting
from agent.assessment.attack_graph.attack_paths import MOST_PATHS, attack_paths
from agent.assessment.attack_graph.attack_routes import WHOLE
from agent.domain import Edit, Origin, ThreatModel, apply
from agent.domain.changes.edits import PutActor, PutComponent, PutFlow
from agent.domain.findings.attack_paths import AttackPath, Step
from agent.domain.findings.threat_ranking import listed
from agent.domain.system import Actor, Component, DataFlow
from agent.domain.threats import Advice, Control, ControlStatus, Threat, ThreatStatus
from knowledge.entries import ControlKind
from knowledge.vocabulary import ComponentKind, Framework
from tests.agent.assessment.drafted import catalog, drafted, names_met
from tests.agent.assessment.told_systems import CREDIT, HIRING, INVOICES, ORCHARD, POOR, SYSTEMS, TRIAGE, Told

ALL = [*(told.text for told in SYSTEMS), *POOR]


def with_threats(model: ThreatModel, *changed: Threat) -> ThreatModel:
    now = {one.id: one for one in changed}
    return model.model_copy(update={"threats": tuple(now.get(one.id, one) for one in model.threats)})


@pytest.mark.parametrize("text", ALL, ids=lambda text: text[:12])
def test_at_most_five_paths_are_told_each_differing_from_the_others(text: str) -> None:
    model = drafted(text)
    paths = attack_paths(model, catalog()).paths
    assert len(paths) <= MOST_PATHS
    assert bool(paths) is bool(model.threats)
    assert len({path.lead for path in paths}) == len({path.told for path in paths}) == len(paths)


@pytest.mark.parametrize("text", ALL, ids=lambda text: text[:12])
def test_a_path_names_only_what_the_model_holds(text: str) -> None:
    model = drafted(text)
    things = {thing.id for thing in model.things()}
    for path in attack_paths(model, catalog()).paths:
        assert path.steps
        assert path.told.endswith((".", "…"))
        assert path.lit <= things
        assert set(path.threats) <= things
        cutting = model.control(path.control) if path.control else None
        assert (cutting is None) is (path.control == "")
        assert cutting is None or path.lead in cutting.threats
        assert all(step.name == model.name_of(step.id) for step in path.steps)


@pytest.mark.parametrize("text", ALL, ids=lambda text: text[:12])
def test_each_flow_of_a_path_joins_the_steps_on_its_sides(text: str) -> None:
    model = drafted(text)
    flows = {flow.id: {flow.source, flow.target} for flow in model.flows}
    for path in attack_paths(model, catalog()).paths:
        for before, step in zip(path.steps, path.steps[1:], strict=False):
            assert not step.flow or step.id in flows[step.flow]
            assert not step.flow or before.id in flows[step.flow]


def test_seven_stories_of_ten_use_a_noun_of_the_owner() -> None:
    paths = {one: attack_paths(drafted(one.text), catalog()).paths for one in SYSTEMS}
    told = {(one.name, path.told): one.nouns for one, some in paths.items() for path in some}
    general = [key for key, nouns in told.items() if not names_met(key[1], nouns)]
    assert len(general) <= 3 * len(told) / 10, general


@pytest.mark.parametrize("told", SYSTEMS, ids=lambda told: told.name)
def test_attacks_with_a_whole_way_come_first_each_sort_in_the_order_of_the_list(told: Told) -> None:
    model = drafted(told.text)
    order = [threat.id for threat in listed(model.threats)]
    attacks = [path for path in attack_paths(model, catalog()).paths if path.adversary]
    keys = [(len(path.steps) < WHOLE, order.index(path.lead)) for path in attacks]
    assert keys == sorted(keys)


def test_a_story_runs_from_who_brings_it_in_to_what_it_reaches() -> None:
    path = next(
        path
        for path in attack_paths(drafted(INVOICES.text), catalog()).paths
        if path.title.startswith("Indirect prompt injection")
    )
    assert [step.name for step in path.steps] == ["suppliers", "invoice mailbox", "invoice agent", "general ledger"]
    assert path.told.startswith("One of the suppliers, who send supplier invoices")
    assert "general ledger" in path.told


@pytest.mark.parametrize("told", [TRIAGE, CREDIT, ORCHARD, HIRING], ids=lambda told: told.name)
def test_a_system_that_judges_or_moves_has_a_path_without_an_adversary(told: Told) -> None:
    found = [path for path in attack_paths(drafted(told.text), catalog()).paths if not path.adversary]
    assert found
    assert all(path.tactics == () for path in found)


def test_tactics_stand_in_their_official_order() -> None:
    official = [item.name for item in catalog().frameworks[Framework.ATLAS].items if item.kind == "tactic"]
    told = [path.tactics for path in attack_paths(drafted(INVOICES.text), catalog()).paths if path.adversary]
    assert any(len(tactics) > 1 for tactics in told)
    assert all([official.index(one) for one in tactics] == sorted(map(official.index, tactics)) for tactics in told)


def test_the_words_of_a_language_model_that_count_are_told_and_dropped_ones_are_not() -> None:
    model = drafted(INVOICES.text)
    lead = model.threat(attack_paths(model, catalog()).paths[0].lead)
    assert lead is not None
    advice = Advice(scenario="Carl hides a line in a bill. The agent pays. Nobody looks.", place=1)
    heeded = with_threats(model, lead.model_copy(update={"advice": advice}))
    assert attack_paths(heeded, catalog()).paths[0].told == "Carl hides a line in a bill. The agent pays."
    dropped = with_threats(model, lead.model_copy(update={"advice": advice.model_copy(update={"dropped": True})}))
    assert "Carl" not in attack_paths(dropped, catalog()).paths[0].told


def test_a_threat_whose_catalog_entry_is_gone_is_told_by_its_statement() -> None:
    model = drafted(INVOICES.text)
    lead = model.threats[0].model_copy(update={"pattern": "no-longer-here", "statement": "It is lost. So we pay."})
    paths = attack_paths(with_threats(model, lead), catalog()).paths
    assert next(path for path in paths if path.lead == lead.id).told == "It is lost."


def test_what_is_mitigated_or_dismissed_or_rests_on_likeness_alone_leads_no_path() -> None:
    model = drafted(INVOICES.text)
    for status in (ThreatStatus.MITIGATED, ThreatStatus.DISMISSED):
        lead = model.threats[0].model_copy(update={"status": status})
        assert lead.id not in {path.lead for path in attack_paths(with_threats(model, lead), catalog()).paths}
    suggested = {one.id for one in drafted("chatbot").threats if one.certainty == "suggested"}
    assert suggested.isdisjoint(path.lead for path in attack_paths(drafted("chatbot"), catalog()).paths)


def test_the_same_model_gets_the_same_paths() -> None:
    assert attack_paths(drafted(CREDIT.text), catalog()) == attack_paths(drafted(CREDIT.text), catalog())


def control(number: int, *threats: str, effort: str = "low", kind: ControlKind = ControlKind.PREVENT) -> Control:
    return Control(id=f"M-{number}", title=f"Measure {number}", effort=effort, threats=threats, kind=kind)


def paths_after(*leads: str) -> tuple[AttackPath, ...]:
    return tuple(AttackPath(title=one, told=one, steps=(Step("system", "it"),), threats=(one,)) for one in leads)


def controlled(*controls: Control) -> ThreatModel:
    threats = {
        one: drafted(INVOICES.text).threats[0].model_copy(update={"id": one}) for one in ("T-001", "T-002", "T-003")
    }
    plain = [one.model_copy(update={"targets": ("system",)}) for one in threats.values()]
    return ThreatModel(threats=tuple(plain), controls=controls)


def test_the_fewest_measures_that_break_most_paths_are_found() -> None:
    one, two, three = "T-001", "T-002", "T-003"
    model = controlled(control(1, one), control(2, two), control(3, one, two), control(4, three, effort="high"))
    found = breaking(paths_after(one, two, three), model)
    assert [(measure.control, measure.paths) for measure in found] == [("M-3", (0, 1)), ("M-4", (2,))]


def test_of_measures_that_break_the_same_the_one_of_least_effort_is_named() -> None:
    model = controlled(control(1, "T-001", effort="high"), control(2, "T-001", effort="low"))
    assert [one.control for one in breaking(paths_after("T-001"), model)] == ["M-2"]


def test_what_only_finds_out_breaks_nothing_while_something_prevents() -> None:
    watching, stopping = control(1, "T-001", kind=ControlKind.DETECT), control(2, "T-001", effort="high")
    assert cutting(("T-001",), controlled(watching, stopping)) == "M-2"
    assert cutting(("T-001",), controlled(watching)) == "M-1"


@pytest.mark.parametrize("status", [ControlStatus.REJECTED, ControlStatus.DONE, ControlStatus.VERIFIED])
def test_what_is_in_place_or_rejected_cuts_nothing_more(status: ControlStatus) -> None:
    settled = control(1, "T-001").model_copy(update={"status": status})
    model = controlled(settled)
    assert cutting(("T-001",), model) == ""
    assert breaking(paths_after("T-001"), model) == ()


def test_eighty_parts_and_many_flows_are_walked_once_each() -> None:
    """A mesh in which every part talks to every other has far more ways than could be tried one by one."""
    model = drafted(INVOICES.text)
    parts = [
        Component(id=f"C-{number}", name=f"part {number}", kind=ComponentKind.SERVICE, origin=Origin.USER)
        for number in range(20, 100)
    ]
    flows = [
        DataFlow(id=f"F-{number}", source=one.id, target=other.id)
        for number, (one, other) in enumerate(((a, b) for a in parts for b in parts if a is not b), start=100)
    ]
    people = Actor(id="P-90", name="x" * 120)
    last = DataFlow(id="F-9999", source=parts[0].id, target="C-3")
    first = DataFlow(id="F-9998", source=people.id, target=parts[-1].id, untrusted=True)
    edits: tuple[Edit, ...] = (
        *(PutComponent(component=part) for part in parts),
        PutActor(actor=people),
        *(PutFlow(flow=flow) for flow in (*flows, last, first)),
    )
    grown = apply(model, edits, catalog()).model
    copies = [
        threat.model_copy(update={"id": f"T-{500 + number}", "targets": (parts[number % 80].id,)})
        for number, threat in enumerate((*model.threats, *model.threats, *model.threats, *model.threats))
    ]
    grown = grown.model_copy(update={"threats": (*grown.threats, *copies)})
    assert len(grown.components) >= 80
    assert len(grown.threats) >= 300
    assert len(attack_paths(grown, catalog()).paths) == MOST_PATHS


def test_a_person_takes_the_order_of_paths_into_their_own_hands() -> None:
    model = drafted(INVOICES.text)
    last = [path.lead for path in attack_paths(model, catalog()).paths if len(path.steps) >= WHOLE][-1]
    placed = [one for one in model.threats if one.id == last] + [one for one in model.threats if one.id != last]
    moved = model.model_copy(update={"threats": tuple(placed)})
    assert attack_paths(moved, catalog()).paths[0].lead == last


def test_the_stories_of_most_systems_do_not_all_begin_and_end_alike() -> None:
    alike = []
    for told in SYSTEMS:
        paths = attack_paths(drafted(told.text), catalog()).paths
        if len({(path.steps[0].id, path.steps[-1].id) for path in paths}) == 1:
            alike.append(told.name)
    # where all that leads the list happens at one part, so do the stories
    assert len(alike) <= len(SYSTEMS) // 3, alike


@pytest.mark.parametrize("told", SYSTEMS, ids=lambda told: told.name)
def test_the_owners_words_that_end_a_story_are_whole_and_said_and_end_no_other(told: Told) -> None:
    paths = attack_paths(drafted(told.text), catalog()).paths
    ends = [path.told.partition("In your words: \u201c")[2].rstrip("\u201d.") for path in paths]
    words = [one for one in ends if one]
    assert all(one in " ".join(told.text.split()) for one in words), words
    assert len(set(words)) == len(words)


def test_some_stories_end_with_what_the_owner_said_or_what_a_part_does_though_no_sentence_was_compared() -> None:
    told = [path.told for one in SYSTEMS for path in attack_paths(drafted(one.text), catalog()).paths]
    telling = [one for one in told if "In your words: " in one or re.search(r"\. [A-Z][^.]* can [^.]*\.$", one)]
    assert len(telling) >= len(told) / 5
