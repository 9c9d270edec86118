"""When the model fails the rules go on, and the reply says so; what one turn met does not leak into another."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from agent.analyst.base import Analyst, Assessed, Heard, Proposal
from agent.analyst.fallback import FallbackAnalyst
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Edit, Question, Reading, Reply, Session, Threat, ThreatModel, Turn
from agent.errors import AnalystError
from agent.llm.costs.budget import Limits, Prices
from agent.llm.errors import OURS, Kind, ModelError
from agent.llm.gateway import Terms
from agent.llm.turn_log import open_turn_log
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, session_of, turn_of
from tests.agent.builders import small_catalog
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

CATALOG = small_catalog()
TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."


class Broken:
    """An analyst of which no step works."""

    def __init__(self, problem: AnalystError) -> None:
        self._problem = problem

    def read(self, turn: Turn, session: Session) -> Reading:
        raise self._problem

    def next_question(self, model: ThreatModel, waiting: Question | None = None) -> Question | None:
        raise self._problem

    def assess(self, model: ThreatModel) -> Assessed:
        raise self._problem

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        raise self._problem

    def compose(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Threat, ...]:
        raise self._problem

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...]) -> tuple[Edit, ...]:
        raise self._problem

    def reply(self, session: Session, heard: Heard) -> Reply:
        raise self._problem


def talk_with(play: Any, terms: Terms | None = None) -> tuple[Talk, Player]:
    player = Player(play)
    return Talk(analyst_over(CATALOG, player, terms), CATALOG), player


def test_every_step_of_a_broken_analyst_is_done_by_the_second() -> None:
    rules = Talk(RulesAnalyst(CATALOG), CATALOG)
    broken: Analyst = Broken(AnalystError("it is broken; mend it."))
    talk = Talk(FallbackAnalyst(broken, RulesAnalyst(CATALOG)), CATALOG)
    rules.say(TEXT)
    talk.say(TEXT)
    assert talk.model == rules.model
    assert talk.session.question == rules.session.question
    assert "**Without the language model:**" in talk.replies[0].text
    assert "it is broken" in talk.replies[0].text


def test_what_a_bug_raises_is_not_hidden() -> None:
    broken: Any = Broken(AnalystError(""))
    broken._problem = KeyError("bug")
    with pytest.raises(KeyError):
        FallbackAnalyst(broken, RulesAnalyst(CATALOG)).next_question(ThreatModel())


@pytest.mark.parametrize("kind", sorted(set(Kind) - OURS))
def test_each_failure_is_said_aloud_with_what_to_do(kind: Kind) -> None:
    talk, _ = talk_with(lambda asked: kind)
    text = talk.say(TEXT).text
    assert "**Without the language model:** reading" in text
    expected = Kind.REQUEST if kind is Kind.REQUEST else kind
    assert ModelError(expected, "model.test", "player").cure in text


def test_after_the_endpoint_failed_once_the_rest_of_the_turn_does_not_wait_for_it() -> None:
    talk, player = talk_with(lambda asked: Kind.UNREACHABLE)
    talk.say(TEXT)
    assert len(player.calls) == 1


def test_one_bad_answer_spoils_its_own_step_only() -> None:
    talk, player = talk_with(lambda asked: Kind.REFUSAL if asked.task == "read" else answer_of(asked))
    text = talk.say(TEXT).text
    assert "**Without the language model:** reading went on by the rules alone" in text
    assert {call.task for call in player.calls} >= {"read", "draft", "mitigate"}


def test_the_next_turn_tries_again() -> None:
    down = [True]
    talk, player = talk_with(lambda asked: Kind.TIMEOUT if down[0] else answer_of(asked))
    talk.say(TEXT)
    down[0] = False
    text = talk.say("The topmost thing should weigh more because regulators watch us.").text
    assert "Without the language model" not in text
    assert len(player.of("reply")) == 1


def test_turns_side_by_side_have_accounts_of_their_own() -> None:
    """Each turn counts its own calls and hears of its own trouble only."""
    barrier = threading.Barrier(2, timeout=60)

    def play(asked: Asked) -> Any:
        if asked.task == "read":
            barrier.wait()
            return Kind.REFUSAL if "first" in asked.data["text"] else answer_of(asked)
        return answer_of(asked)

    player = Player(play)
    analyst = analyst_over(CATALOG, player)
    talks = {name: Talk(analyst, CATALOG, session_of().model_copy(update={"id": name * 5}))
             for name in ("first", "other")}  # fmt: skip
    threads = [threading.Thread(target=talk.say, args=(f"The {name} desk. {TEXT}",)) for name, talk in talks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "Without the language model" in talks["first"].replies[0].text
    assert "Without the language model" not in talks["other"].replies[0].text


def test_outside_a_turn_nothing_is_asked_for_a_question() -> None:
    talk, player = talk_with(answer_of)
    talk.say(TEXT)
    asked = len(player.calls)
    assert open_turn_log() is None
    question = talk.analyst.next_question(talk.model)
    assert question is not None
    assert len(player.calls) == asked


def test_without_a_turn_trouble_is_said_in_the_next_reply() -> None:
    analyst = analyst_over(CATALOG, Player(lambda asked: Kind.KEY))
    session = session_of()
    reading = analyst.read(turn_of(TEXT), session)
    heard = Heard.model_construct(reading=reading, outcome=_nothing_done(session), before=session.model, question=None)
    assert "does not accept the key" in analyst.reply(session, heard).text
    assert "does not accept the key" not in analyst.reply(session, heard).text


def _nothing_done(session: Session) -> Any:
    from agent.domain import Outcome

    return Outcome(model=session.model)


def test_a_reached_limit_is_said_with_the_setting() -> None:
    talk, player = talk_with(answer_of, Terms(limits=Limits(tokens_per_session=2_500)))
    text = talk.say(TEXT).text
    assert "2,500 tokens in one conversation (THREATPARLEY_TOKENS_PER_SESSION); it goes on by the rules" in text
    assert len(player.calls) <= 2


def test_where_calls_run_out_the_rest_goes_on_by_the_rules_and_says_so() -> None:
    talk, player = talk_with(answer_of, Terms(limits=Limits(calls_per_turn=2)))
    text = talk.say(TEXT).text
    assert [call.task for call in player.calls] == ["read", "draft"]
    assert "Without the language model" not in text
    assert "at most 2 calls; raise THREATPARLEY_CALLS_PER_TURN" in text


def test_the_reply_names_calls_tokens_sent_cached_and_answered_and_the_price_when_it_is_known() -> None:
    talk, player = talk_with(answer_of, Terms(prices=Prices(prompt=1, output=4)))
    text, calls = talk.say(TEXT).text, len(player.calls)
    used = f"{calls} calls, {calls * 900:,} tokens sent ({calls * 512:,} of them cached), {calls * 120:,} answered"
    assert f"*player at model.test: {used}, about {calls * (900 + 480) / 1e6:.4f} at the price that is set.*" in text
    plain, _ = talk_with(answer_of)
    assert f"{used}.*" in plain.say(TEXT).text


def test_masked_secrets_are_told() -> None:
    talk, player = talk_with(answer_of)
    key = "sk-" + "a1B2" * 8
    text = talk.say(f"{TEXT} Our key is {key}.").text
    assert "A secret was masked in what you sent (1 api key)" in text
    assert all(key not in message.text for call in player.calls for message in call.messages)


def test_a_stop_ends_the_models_part_of_a_turn() -> None:
    player = Player()
    analyst = analyst_over(CATALOG, player)
    stop = threading.Event()
    stop.set()
    with analyst.turn("s" * 20, stop):
        reading = analyst.read(turn_of(TEXT), session_of())
    assert reading.edits
    assert player.calls == []


def test_when_time_is_short_nothing_more_is_asked() -> None:
    talk, player = talk_with(answer_of, Terms(deadline_seconds=0.2))
    assert "took too long" in talk.say(TEXT).text
    assert player.calls == []


def _messages() -> Iterator[str]:
    yield "The topmost thing should weigh more because regulators watch us."


def test_what_if_is_worked_out_by_the_rules() -> None:
    def play(asked: Asked) -> Any:
        if asked.task != "reply":
            return answer_of(asked)
        facts = [{"fact": "uses_model", "value": "no"}, {"fact": "made_up", "value": "yes"}]
        return {"kind": "what_if", "threat": "", "facts": facts, "orders": [], "answer": ""}

    talk, _ = talk_with(play)
    talk.say(TEXT)
    before = talk.model
    text = talk.say(*_messages()).text
    assert text.startswith("If it has no uses model: one threat would go: **T-002** Typed orders happens")
    assert "Nothing has been changed by asking." in text
    assert talk.model.facts == before.facts


def test_why_is_answered_by_the_rules() -> None:
    def play(asked: Asked) -> Any:
        if asked.task != "reply":
            return answer_of(asked)
        return {"kind": "why", "threat": "T-002", "facts": [], "orders": [], "answer": ""}

    talk, _ = talk_with(play)
    talk.say(TEXT)
    assert talk.say(*_messages()).text.startswith("**T-002** Typed orders happens")
