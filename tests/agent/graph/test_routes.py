"""When a draft is out of date."""

from agent.domain.changes.edits import DecideControl, DescribeSystem, Edit
from agent.domain.facts import FactValue, Provenance
from agent.domain.model import DraftStamp, ThreatModel
from agent.domain.system import Component
from agent.domain.threats import ControlStatus
from agent.graph.routes import needs_draft
from knowledge.vocabulary import ComponentKind


def of_parts(count: int) -> ThreatModel:
    names = range(1, count + 1)
    return ThreatModel(components=tuple(Component(id=f"C-{n}", name=str(n), kind=ComponentKind.SERVICE) for n in names))


def drafted(model: ThreatModel, catalog: str = "now") -> ThreatModel:
    return model.model_copy(update={"drafted": DraftStamp(catalog=catalog, digest=model.digest())})


def test_nothing_is_drafted_before_anything_is_known() -> None:
    assert not needs_draft(ThreatModel(), "now", ())


def test_a_first_part_calls_for_a_draft() -> None:
    assert needs_draft(of_parts(1), "now", ())


def test_a_draft_of_the_same_facts_and_catalog_stands() -> None:
    assert not needs_draft(drafted(of_parts(1)), "now", (DescribeSystem(owner="Ann"),))


def test_a_new_catalog_calls_for_a_new_draft() -> None:
    assert needs_draft(drafted(of_parts(1), "before"), "now", ())


def test_a_new_fact_calls_for_a_new_draft() -> None:
    fact = FactValue(fact="reads_mail", value=True, provenance=Provenance.STATED)
    assert needs_draft(drafted(of_parts(1)).model_copy(update={"facts": (fact,)}), "now", ())


def test_a_decision_on_a_control_calls_for_new_scores() -> None:
    done: Edit = DecideControl(control="M-1", status=ControlStatus.DONE)
    assert needs_draft(drafted(of_parts(1)), "now", (done,))
