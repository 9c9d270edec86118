"""What one can say here is chosen by the state, and each of it is understood as it stands."""

import pytest

from agent.domain import Session, Wish
from tests.agent.conversation.test_orders import model_of
from tests.agent.reading.readings import reader, session_of, turn_of
from ui.components.chat.suggested_messages import HELP, sayable


def test_it_fits_the_state() -> None:
    bare = session_of()
    assert sayable(bare) == (HELP,)
    told = session_of(model_of("claims")).model_copy(update={"turns": (turn_of("A bot."),)})
    assert "What is open?" in sayable(told)
    assert all("T-007" in words for words in sayable(told, "T-007")[:3])


@pytest.mark.parametrize("threat", ["", "T-001"])
def test_every_chip_is_understood(threat: str) -> None:
    session: Session = session_of(model_of("claims")).model_copy(update={"turns": (turn_of("A bot."),)})
    for words in {*sayable(session, threat), "What should I do first?", "Top five", "What have you understood?"}:
        reading = reader().read(turn_of(words, 2), session)
        assert reading.wish is not Wish.NONE or reading.notes, words
