"""What is only proposed changes nothing, in whatever state a model is, until its owner accepts it."""

from pathlib import Path

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assembly import compose
from agent.domain import Said
from agent.domain.changes.edits import DescribeSystem
from agent.domain.sessions.session import Offer
from agent.errors import InputError
from agent.facilitator import Facilitator
from agent.settings import Settings
from knowledge import load_catalog
from tests.agent.scripted import NoFinds
from tests.ui.models import rich_model

OFFER = Offer(line="Changed: name is Pier", edits=(DescribeSystem(name="Pier"),), made_by="a coding agent")


@pytest.fixture
def facilitator(tmp_path: Path) -> Facilitator:
    catalog = load_catalog()
    rules = RulesAnalyst(catalog)
    return compose(Settings(data_dir=tmp_path), catalog, rules, rules, NoFinds, checkpointed=False)


def test_a_proposal_waits_for_the_owner_and_tells_who_made_it(facilitator: Facilitator) -> None:
    before = facilitator.import_model(rich_model(4))
    agent = facilitator.as_(facilitator.principal.speaking_through("a coding agent"))
    after = agent.hear(before.id, Said(offers=(OFFER,), reason="seen", key="proposal-1"))
    assert after.model == before.model
    assert after.version == before.version
    reply = after.turns[-1].reply
    assert reply is not None
    assert "A coding agent proposes a change, which waits for your yes" in reply.text
    assert "It says why: “seen”" in reply.text
    assert facilitator.hear(before.id, Said(text="leave it", key="no-000001")).model.system.name != "Pier"
    agent.hear(before.id, Said(offers=(OFFER,), key="proposal-2"))
    assert facilitator.hear(before.id, Said(text="accept 1", key="yes-00001")).model.system.name == "Pier"
    assert "accepted by the owner" in facilitator.history(before.id)[-1].reason
    facilitator.close()


def test_a_turn_that_proposes_nothing_and_says_nothing_is_refused(facilitator: Facilitator) -> None:
    session = facilitator.start()
    with pytest.raises(InputError, match="nothing to read"):
        facilitator.submit(session.id, Said(key="empty-0001"))
    facilitator.close()


def test_an_id_that_is_none_is_explained_by_those_that_are(facilitator: Facilitator) -> None:
    model = rich_model(4)
    assert model.threats[0].title in facilitator.explain(model, "T-001")
    with pytest.raises(InputError, match="its ids are such as T-001"):
        facilitator.explain(model, "T-999")
    facilitator.close()
