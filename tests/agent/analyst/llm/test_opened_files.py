"""A conversation that goes on from an opened file: what its model quotes counts as said, with and without a model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.analyst.factory import open_analyst
from agent.analyst.rules.analyst import RulesAnalyst
from agent.assembly import compose
from agent.domain import Said, Session
from agent.exchange import from_json, to_json
from agent.facilitator import Facilitator
from agent.llm.gateway import Terms
from agent.settings import Settings
from knowledge import load_catalog
from tests.agent.analyst.llm.playing import Player
from tests.agent.scripted import NoFinds

TEXT = (
    "A support chatbot answers customers from our help pages. It looks passages up in Qdrant and writes answers with a "
    "hosted language model. It can create tickets in our CRM. There is no fine-tuning."
)


@pytest.fixture(params=["rules", "llm"])
def begin(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Facilitator]]:
    """Open desks of their own, over the whole catalog."""
    catalog = load_catalog()
    opened: list[Facilitator] = []

    def desk() -> Facilitator:
        rules = RulesAnalyst(catalog)
        analyst = open_analyst(catalog, rules, Player(), Terms(), None) if request.param == "llm" else rules
        settings = Settings(data_dir=tmp_path / str(len(opened)))
        opened.append(compose(settings, catalog, analyst, rules, NoFinds, checkpointed=False))
        return opened[-1]

    yield desk
    for one in opened:
        one.close()


def replies(session: Session) -> str:
    return "\n".join(turn.reply.text for turn in session.turns if turn.reply)


def test_going_on_from_an_opened_file_leaves_nothing_out(begin: Callable[[], Facilitator]) -> None:
    first, second = begin(), begin()
    session = first.start()
    for place, text in enumerate((TEXT, "draft now")):
        session = first.hear(session.id, Said(text=text, key=f"first-{place:03}"))
    opened = second.import_model(from_json(to_json(session.model, first.catalog)))
    quoted = {threat.id for threat in opened.model.threats if threat.evidence.quotes}
    assert len(quoted) > 20
    for place, text in enumerate(("It is open to the public.", "It remembers conversations.", "There are no filters.")):
        opened = second.hear(opened.id, Said(text=text, key=f"second-{place:03}"))
    assert "not said" not in replies(opened)
    left = {threat.id for threat in opened.model.threats if threat.evidence.quotes}
    assert len(quoted & left) >= 0.9 * len(quoted)
