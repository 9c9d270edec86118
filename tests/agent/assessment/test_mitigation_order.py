"""Which measure against a threat comes first."""

from agent.assessment.scoring.mitigation_order import measures_for, next_step
from agent.domain.threats import ControlStatus
from tests.agent.assessment.drafted import catalog, drafted

TOLD = "Our shop chatbot answers customers with GPT-4, reads their mails and can send refunds by itself."


def test_the_most_fitting_measure_comes_first_until_another_is_nearer_to_done() -> None:
    model = drafted(TOLD)
    threat = next(one for one in model.threats if len(measures_for(one, model, catalog())) > 2)
    pattern = catalog().patterns[threat.pattern or ""]
    before = measures_for(threat, model, catalog())
    order = [pattern.mitigations.index(one.mitigation or "") for one in before]
    assert order == sorted(order)

    begun = before[-1].model_copy(update={"status": ControlStatus.IN_PROGRESS})
    done = before[0].model_copy(update={"status": ControlStatus.DONE})
    put = {begun.id: begun, done.id: done}
    after = model.model_copy(update={"controls": tuple(put.get(one.id, one) for one in model.controls)})
    assert next_step(threat, after, catalog()) == begun
    assert done not in measures_for(threat, after, catalog())
