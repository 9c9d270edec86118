"""Who does what of a draft, and when a draft is out of date."""

import pytest

from agent.domain.edits import DecideControl, DescribeSystem, Edit
from agent.domain.facts import FactValue, Provenance
from agent.domain.model import DraftStamp, ThreatModel
from agent.domain.system import Component
from agent.domain.threats import ControlStatus
from agent.graph.routes import needs_draft, shares
from knowledge.vocabulary import ComponentKind


def of_parts(count: int) -> ThreatModel:
    names = range(1, count + 1)
    return ThreatModel(components=tuple(Component(id=f"C-{n}", name=str(n), kind=ComponentKind.SERVICE) for n in names))


def drafted(model: ThreatModel, catalog: str = "now") -> ThreatModel:
    return model.model_copy(update={"drafted": DraftStamp(catalog=catalog, digest=model.digest())})


@pytest.mark.parametrize("count", [0, 1, 2, 30, 31, 32, 33, 62, 63, 500, 1000, 2000])
def test_shares_are_few_and_hold_every_part_once(count: int) -> None:
    shared = shares(of_parts(count))
    assert len(shared) <= 32
    assert shared[0] == ("system",)
    assert [part for share in shared[1:] for part in share] == [f"C-{n}" for n in range(1, count + 1)]


def test_a_few_parts_get_a_branch_each() -> None:
    assert shares(of_parts(3)) == (("system",), ("C-1",), ("C-2",), ("C-3",))


def test_without_a_language_model_all_parts_are_one_share() -> None:
    assert shares(of_parts(3), several=False) == (("system", "C-1", "C-2", "C-3"),)


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
