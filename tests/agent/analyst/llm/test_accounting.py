"""The account of a conversation: what was used of which model, what a draft would cost, which limit is reached."""

import json
import sqlite3
from pathlib import Path

import pytest

from agent.analyst.factory import open_analyst
from agent.analyst.fallback import FallbackAnalyst
from agent.domain import Component, ThreatModel
from agent.domain.changes.edits import StayOffline
from agent.llm.answers.schemas import ASK
from agent.llm.cache import Memory
from agent.llm.calls import Answer, Call, Patience, Usage
from agent.llm.costs.budget import Estimate, Limits, Prices, estimate_of_draft
from agent.llm.costs.usage import ModelAccount
from agent.llm.endpoint.chat_completion import opened
from agent.llm.errors import Kind, ModelError
from agent.llm.gateway import ModelGateway, Terms
from agent.llm.turn_log import writing_in
from knowledge.vocabulary import ComponentKind
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, ask_slots, rules_over, session_of
from tests.agent.builders import small_catalog

CATALOG = small_catalog()
TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."
SKETCH = ThreatModel(components=(Component(id="C-1", name="Bot", kind=ComponentKind.AGENT),))
PRICED = Terms(prices=Prices(prompt=1, cached=0.1, output=4))


def talk_on(memory: Path, model: str = "player", terms: Terms | None = None) -> tuple[Talk, Player]:
    player = Player(model=model)
    analyst = open_analyst(CATALOG, rules_over(CATALOG), player, terms or PRICED, memory)
    return Talk(analyst, CATALOG), player


def account_after(talk: Talk) -> ModelAccount:
    """What the conversation has used by now."""
    assert isinstance(talk.analyst, FallbackAnalyst)
    account = talk.analyst.account(talk.session)
    assert account is not None
    return account


def test_a_conversation_that_begins_has_used_nothing_and_knows_its_limits() -> None:
    account = analyst_over(CATALOG, Player()).account(session_of())
    assert account is not None
    assert (account.model, account.host) == ("player", "model.test")
    assert account.used() == "Used so far: 0 calls, 0 tokens."
    assert "Limit of this conversation: 1,000,000 tokens; one turn 60,000 in 8 calls; today 0 of 5,000,000." in (
        account.limits()
    )
    assert account.reached == ""


def test_every_call_is_counted_with_what_it_sent_what_was_cached_and_what_it_cost(tmp_path: Path) -> None:
    talk, player = talk_on(tmp_path / "model.sqlite")
    talk.say(TEXT)
    account = account_after(talk)
    calls = len(player.calls)
    (use,) = account.uses
    assert (use.calls, use.prompt, use.cached, use.output) == (calls, calls * 900, calls * 512, calls * 120)
    assert account.tokens_session == account.tokens_today == calls * 1020
    assert account.price_session == pytest.approx(calls * (388 + 51.2 + 480) / 1e6)
    assert f"{calls} calls, {calls * 1020:,} tokens ({calls * 512:,} cached), about 0.0" in account.used()


def test_two_models_in_one_conversation_are_told_apart_also_after_a_restart(tmp_path: Path) -> None:
    for name in ("small", "large"):
        talk, _ = talk_on(tmp_path / "model.sqlite", name)
        talk.say(TEXT)
    account = account_after(talk)
    assert [use.model for use in account.uses] == ["large", "small"]
    assert account.tokens_session == sum(use.tokens for use in account.uses)


def test_without_a_price_none_is_told(tmp_path: Path) -> None:
    talk, _ = talk_on(tmp_path / "model.sqlite", terms=Terms())
    talk.say(TEXT)
    account = account_after(talk)
    assert account.price_session is None
    assert "price" not in account.used() + account.estimate


def test_a_model_that_stays_offline_has_no_account() -> None:
    analyst = analyst_over(CATALOG, Player())
    assert analyst.account(session_of(ThreatModel(offline=True))) is None
    talk = Talk(analyst, CATALOG)
    talk.say(edits=(StayOffline(),))
    assert analyst.account(talk.session) is None


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(tokens_per_session=10_000), "raise THREATPARLEY_TOKENS_PER_SESSION"),
        (Limits(tokens_per_day=10_000), "until a new day begins at 00:00 UTC"),
    ],
)
def test_a_limit_that_is_reached_is_told_with_what_to_do(limits: Limits, says: str) -> None:
    talk = Talk(analyst_over(CATALOG, Player(), Terms(limits=limits)), CATALOG)
    assert account_after(talk).reached == ""
    talk.say(TEXT)
    reached = account_after(talk).reached
    assert says in reached
    assert "of 10,000 tokens are used" in reached


@pytest.mark.parametrize("parts", [0, 1, 4, 10, 40])
@pytest.mark.parametrize("limits", [Limits(), Limits(calls_per_turn=2), Limits(0, 0, 0, 0), Limits(14, 3_000)])
def test_an_estimate_grows_with_the_parts_and_stays_within_the_limits(parts: int, limits: Limits) -> None:
    estimate = estimate_of_draft(parts, limits, Prices())
    smaller = estimate_of_draft(max(0, parts - 1), limits, Prices())
    assert estimate.calls >= smaller.calls
    assert estimate.tokens >= smaller.tokens
    assert not limits.calls_per_turn or estimate.calls <= limits.calls_per_turn
    assert not limits.tokens_per_turn or estimate.tokens <= limits.tokens_per_turn


def test_an_estimate_is_near_what_a_draft_then_takes() -> None:
    talk = Talk(analyst_over(CATALOG, player := Player()), CATALOG)
    talk.say(TEXT)
    estimate = estimate_of_draft(len(talk.model.components), Limits(), Prices())
    assert abs(estimate.calls - len(player.calls)) <= 1


@pytest.mark.parametrize(
    ("estimate", "line"),
    [
        (Estimate(9, 21_000, 0.0, 14, 60_000),
         "about 9 calls and 21,000 tokens; never more than 14 calls or 60,000 tokens"),
        (Estimate(14, 60_000, 0.061, 14, 60_000), "about 14 calls and 60,000 tokens, about 0.0610 at the price that "
                                                  "is set"),
        (Estimate(1, 900), "about 1 call and 900 tokens"),
        (Estimate(-1, -1, 0.0, 14, 60_000), "at most 14 calls and 60,000 tokens"),
        (Estimate(-1, -1), "not known before the system is described"),
        (Estimate(0, 0), "nothing is asked, as the draft is up to date"),
    ],
)  # fmt: skip
def test_an_estimate_is_told_in_a_few_words(estimate: Estimate, line: str) -> None:
    assert estimate.line() == line


def test_a_draft_that_is_up_to_date_costs_nothing() -> None:
    analyst = analyst_over(CATALOG, Player())
    talk = Talk(analyst, CATALOG)
    before = analyst.account(talk.session)
    described = analyst.account(talk.session.model_copy(update={"model": SKETCH}))
    talk.say(TEXT)
    after = analyst.account(talk.session)
    assert before is not None
    assert after is not None
    assert described is not None
    assert before.estimate == "at most 8 calls and 60,000 tokens"
    assert described.estimate.startswith("about 4 calls and 20,450 tokens")
    assert after.estimate.startswith("nothing is asked")


def test_totals_of_an_older_file_still_count_towards_the_limits(tmp_path: Path) -> None:
    file = tmp_path / "model.sqlite"
    with sqlite3.connect(file) as older:
        older.execute("CREATE TABLE spent (day TEXT NOT NULL, session TEXT NOT NULL, tokens INTEGER NOT NULL, "
                      "PRIMARY KEY (day, session))")  # fmt: skip
        older.execute("INSERT INTO spent VALUES ('2026-01-01', 'one', 900)")
    older.close()
    memory = Memory(file)
    assert memory.spent_in("one") == 900
    assert memory.spend("2026-01-01", "one", 200, 1_000, 0) == (
        "1,000 tokens in one conversation (THREATPARLEY_TOKENS_PER_SESSION)"
    )
    assert memory.uses_in("one") == ()
    assert memory.trouble == ""


def test_a_damaged_file_is_put_aside_and_the_owner_hears_that_the_count_began_anew(tmp_path: Path) -> None:
    file = tmp_path / "model.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    memory = Memory(file)
    assert "counting began anew" in memory.trouble
    assert file.with_suffix(".damaged").exists()
    memory.spend("day", "one", 5, 0, 0)
    memory.close()
    again = Memory(file)
    assert (again.spent_in("one"), again.trouble) == (5, "")


def test_a_short_task_leaves_its_counts_and_nothing_it_was_answered(tmp_path: Path) -> None:
    file = tmp_path / "model.sqlite"
    passing = Memory(file, texts=False)
    passing.put("key", "an answer about the owner's system")
    passing.spend("day", "one", 70, 0, 100)
    assert passing.get("key") == "an answer about the owner's system"
    passing.close()
    assert b"an answer" not in b"".join(kept.read_bytes() for kept in tmp_path.iterdir())
    later = Memory(file)
    assert later.get("key") is None
    assert "100 tokens in one day" in later.spend("day", "two", 50, 0, 100)


def test_counts_are_carried_over_when_the_file_can_no_longer_be_written(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "model.sqlite")
    memory.spend("day", "one", 70, 100, 0)
    memory.count("day", "one", ("host", "m"), Usage(prompt=60, output=10), None)
    memory._base.execute("PRAGMA query_only = ON")
    assert "100 tokens in one conversation" in memory.spend("day", "one", 50, 100, 0)
    memory.put("key", "value")
    assert memory.spent_in("one") == 70
    assert memory.uses_in("one")[0].tokens == 70
    assert memory.trouble == ""


@pytest.mark.parametrize(("kind", "counted"), [(Kind.KEY, False), (Kind.CERTIFICATE, False), (Kind.TIMEOUT, True),
                                               (Kind.REFUSAL, True)])  # fmt: skip
def test_a_call_counts_where_a_model_has_worked_for_it(kind: Kind, counted: bool, tmp_path: Path) -> None:
    player = Player(lambda asked: kind)
    analyst = open_analyst(CATALOG, rules_over(CATALOG), player, Terms(), tmp_path / "model.sqlite")
    talk = Talk(analyst, CATALOG)
    talk.say(TEXT)
    account = analyst.account(talk.session)
    assert account is not None
    assert bool(account.uses) is bool(account.tokens_session) is counted
    assert all(use.estimated and use.tokens == account.tokens_session for use in account.uses)


def test_an_answer_that_broke_off_counts_with_what_the_endpoint_says_it_cost() -> None:
    told = {"prompt_tokens": 700, "completion_tokens": 1200}
    choice = {"message": {"content": "{"}, "finish_reason": "length"}
    body = json.dumps({"choices": [choice], "usage": told}).encode()

    class Short(Player):
        def complete(self, call: Call, patience: Patience) -> Answer:
            return opened(body, self.host, self.model)

    memory = Memory()
    gateway = ModelGateway(Short(), memory, Terms())
    with writing_in(gateway.new_turn_log("one")), pytest.raises(ModelError):
        gateway.ask(ASK, ask_slots())
    (use,) = memory.uses_in("one")
    assert (use.calls, use.prompt, use.output, use.estimated) == (2, 1400, 2400, False)
    assert memory.spent_in("one") == 3800
