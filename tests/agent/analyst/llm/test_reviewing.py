"""The second look is shown which threats each measure in place stands against, so that it need not guess."""

import re
from typing import Any

from agent.domain import ControlStatus
from agent.domain.edits import DecideControl
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over
from tests.agent.builders import small_catalog
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."


def test_a_flag_that_is_read_off_the_list_of_measures_is_earned() -> None:
    shown: list[str] = []

    def play(asked: Asked) -> Any:
        if asked.task != "review":
            return answer_of(asked)
        shown.append(asked.data["measures"])
        found = re.search(r"^(M-\d+): .*\(against (T-\d+)", asked.data["measures"], re.MULTILINE)
        flag = {"id": found[2], "flag": "controlled", "other": found[1], "why": ""} if found else None
        return {"flags": [flag] if flag else [], "first": []}

    catalog = small_catalog()
    talk = Talk(analyst_over(catalog, Player(play)), catalog)
    talk.say("Our desk runs a data_store.")
    control = talk.model.controls[0]
    talk.say(edits=(DecideControl(control=control.id, status=ControlStatus.DONE, reason="built"),))
    talk.say(TEXT)
    linked = next(one for one in talk.model.controls if one.id == control.id)
    assert f"{control.id}: {control.title} (against {', '.join(linked.threats)})" in shown[-1]
    noted = [threat for threat in talk.model.threats if f"{control.id} is in place" in threat.note]
    assert [threat.id in linked.threats for threat in noted] == [True]
