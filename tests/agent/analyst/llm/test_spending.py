"""Limits hold before the call; what was reserved is put right afterwards; what is kept costs nothing twice."""

import threading
from pathlib import Path

import pytest

from agent.llm import cache as memories
from agent.llm.answers.schemas import ASK, Asked
from agent.llm.cache import Memory
from agent.llm.calls import Usage
from agent.llm.costs.budget import Limits, Prices, TokenBudget, tokens_in
from agent.llm.errors import Kind, ModelError
from agent.llm.gateway import ModelGateway, Terms
from tests.agent.analyst.llm.playing import Player, ask_slots

GOOD = {"text": "Is it so?"}


def gateway_of(player: Player, memory: Memory | None = None, **limits: int) -> ModelGateway:
    return ModelGateway(player, memory or Memory(), Terms(limits=Limits(**limits)))


def ask_on(gateway: ModelGateway, times: int) -> None:
    for number in range(times):
        gateway.ask(ASK, ask_slots(f"Question {number}?"))


def test_what_was_answered_once_is_not_asked_again() -> None:
    player, memory = Player(lambda asked: GOOD), Memory()
    for _ in range(3):
        reply = gateway_of(player, memory).ask(ASK, ask_slots())
        assert reply.single == Asked(text="Is it so?")
    assert len(player.calls) == 1


def test_another_model_endpoint_or_text_is_another_question() -> None:
    memory = Memory()
    for player in (Player(lambda asked: GOOD), Player(lambda asked: GOOD, model="other"),
                   Player(lambda asked: GOOD, host="elsewhere")):  # fmt: skip
        gateway_of(player, memory).ask(ASK, ask_slots())
        gateway_of(player, memory).ask(ASK, ask_slots("And that?"))
        assert len(player.calls) == 2


def test_answers_outlive_the_program(tmp_path: Path) -> None:
    first, second = Player(lambda asked: GOOD), Player(lambda asked: GOOD)
    memory = Memory(tmp_path / "model.sqlite")
    gateway_of(first, memory).ask(ASK, ask_slots())
    memory.close()
    gateway_of(second, Memory(tmp_path / "model.sqlite")).ask(ASK, ask_slots())
    assert (len(first.calls), len(second.calls)) == (1, 0)


def test_an_unusable_answer_is_not_kept() -> None:
    told = iter(["no", "no", GOOD])
    player, memory = Player(lambda asked: next(told)), Memory()
    with pytest.raises(ModelError):
        gateway_of(player, memory).ask(ASK, ask_slots())
    gateway_of(player, memory).ask(ASK, ask_slots())
    assert len(player.calls) == 3


def test_the_calls_of_a_turn_are_counted_before_they_are_made() -> None:
    player = Player(lambda asked: GOOD)
    gateway = gateway_of(player, calls_per_turn=3)
    with gateway.turn_log(), pytest.raises(ModelError) as caught:
        ask_on(gateway, 9)
    assert caught.value.kind is Kind.BUDGET
    assert "3 calls in one turn" in str(caught.value)
    assert len(player.calls) == 3


def test_repeated_and_mended_calls_count_too() -> None:
    player = Player(lambda asked: Kind.SERVER)
    gateway = gateway_of(player, calls_per_turn=2)
    with pytest.raises(ModelError):
        gateway.ask(ASK, ask_slots())
    assert len(player.calls) <= 2


@pytest.mark.parametrize("limit", ["tokens_per_turn", "tokens_per_session", "tokens_per_day"])
def test_tokens_are_limited_by_turn_session_and_day(limit: str) -> None:
    player = Player(lambda asked: GOOD)
    gateway = gateway_of(player, Memory(), **{limit: 3_000, "calls_per_turn": 0})
    with gateway.turn_log("session-1"), pytest.raises(ModelError) as caught:
        ask_on(gateway, 20)
    assert caught.value.kind is Kind.BUDGET
    assert 1 <= len(player.calls) <= 3


def test_another_session_has_its_own_limit_but_shares_the_day() -> None:
    budget = TokenBudget(Limits(tokens_per_session=100, tokens_per_day=150), memory := Memory(), "one")
    assert budget.reserve(90) == ""
    assert "conversation" in budget.reserve(20)
    other = TokenBudget(Limits(tokens_per_session=100, tokens_per_day=150), memory, "two")
    assert "day" in other.reserve(90)
    assert other.reserve(50) == ""


def test_a_new_day_begins_anew() -> None:
    now, memory = [86_400.0 * 100], Memory()
    budget = TokenBudget(Limits(tokens_per_day=100), memory, "one", lambda: now[0])
    assert budget.reserve(90) == ""
    assert budget.reserve(90) != ""
    now[0] += 86_400
    assert TokenBudget(Limits(tokens_per_day=100), memory, "one", lambda: now[0]).reserve(90) == ""


def test_a_turn_past_midnight_is_put_right_on_the_day_it_began() -> None:
    now, memory = [86_400.0 * 100], Memory()
    late = TokenBudget(Limits(tokens_per_day=100), memory, "one", lambda: now[0])
    assert late.reserve(90) == ""
    now[0] += 86_400
    late.settle(90, 10)
    early = TokenBudget(Limits(tokens_per_day=100), memory, "one", lambda: now[0])
    assert early.reserve(101) != ""
    assert early.reserve(100) == ""


def test_what_was_reserved_is_put_right() -> None:
    memory = Memory()
    budget = TokenBudget(Limits(tokens_per_turn=100), memory, "one")
    assert budget.reserve(90) == ""
    budget.settle(90, 10)
    assert (budget.tokens, memory.spent_in("one")) == (10, 10)
    assert budget.reserve(90) == ""


def test_calls_side_by_side_never_pass_the_limit() -> None:
    budget = TokenBudget(Limits(calls_per_turn=10), Memory(), "one")
    taken: list[str] = []
    threads = [threading.Thread(target=lambda: taken.append(budget.reserve(1))) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count("") == 10


def test_some_calls_can_be_kept_for_later_steps() -> None:
    budget = TokenBudget(Limits(calls_per_turn=3), Memory(), "one")
    against = "3 calls in one turn (THREATPARLEY_CALLS_PER_TURN)"
    assert [budget.reserve(1, keep_back=2), budget.reserve(1, keep_back=2)] == ["", against]
    assert budget.reserve(1) == ""


def test_a_price_counts_cached_tokens_apart() -> None:
    usage = Usage(prompt=1_000_000, cached=400_000, output=100_000)
    assert Prices(prompt=1, cached=0.1, output=4).of(usage) == pytest.approx(0.6 + 0.04 + 0.4)
    assert Prices().of(usage) == 0


@pytest.mark.parametrize(("text", "least"), [("", 0), ("word " * 100, 100), ("中" * 100, 80)])
def test_tokens_are_estimated_on_the_high_side(text: str, least: int) -> None:
    assert tokens_in(text) >= least


def test_a_memory_keeps_only_so_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memories, "MOST_KEPT", 3)
    memory = Memory(tmp_path / "m.sqlite")
    for number in range(9):
        memory.put(f"key {number}", "x")
    memory.close()
    again = Memory(tmp_path / "m.sqlite")
    kept = [number for number in range(9) if again.get(f"key {number}")]
    assert 8 in kept
    assert len(kept) <= 4


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100, None])
def test_a_damaged_or_forbidden_file_costs_money_but_no_turn(tmp_path: Path, damage: bytes | None) -> None:
    file = tmp_path / "m.sqlite"
    if damage is None:
        file.mkdir()
    else:
        file.write_bytes(damage)
    memory = Memory(file)
    memory.put("key", "value")
    assert memory.get("key") == "value"
    assert memory.spend("day", "one", 5, 10, 10) == ""


def test_a_file_that_breaks_while_it_is_used_is_done_without(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m.sqlite")
    memory.put("key", "value")
    memory.close()
    assert memory.get("other") is None
    memory.put("more", "value")
    assert memory.get("more") == "value"
    assert memory.get("key") == "value"


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    Memory(tmp_path / "m.sqlite")
    assert (tmp_path / "m.sqlite").stat().st_mode & 0o077 == 0


def test_secrets_in_a_prompt_never_leave() -> None:
    player = Player(lambda asked: GOOD)
    gateway, key = gateway_of(player), "sk-" + "a1B2" * 8
    with gateway.turn_log() as turn_log:
        gateway.ask(ASK, ask_slots(system=f"system: Helpdesk with {key}"))
    sent = player.calls[0].messages[1].text
    assert key not in sent
    assert "[API_KEY_1]" in sent
    assert turn_log.masked == {"API_KEY": 1}


def test_a_prompt_that_is_too_long_is_not_sent() -> None:
    player = Player(lambda asked: GOOD)
    with pytest.raises(ModelError) as caught:
        gateway_of(player).ask(ASK, ask_slots(system="word " * 20_000))
    assert caught.value.kind is Kind.CONTEXT
    assert player.calls == []
