"""The settings of the language model: one time for the turn, calls at once by host, tasks for the rules."""

import logging
from pathlib import Path

import pytest

from agent.assembly import endpoint_of, terms_of
from agent.errors import SettingsError
from agent.llm.costs.budget import Limits
from agent.settings import Settings, load_settings


def load(folder: Path, **given: object) -> Settings:
    environ = {"HOME": str(folder), **{f"THREATPARLEY_{name.upper()}": str(value) for name, value in given.items()}}
    return load_settings(environ, folder=folder)


def test_the_turns_time_is_the_one_limit_and_the_rules_keep_a_share_of_it(tmp_path: Path) -> None:
    terms = terms_of(load(tmp_path))
    assert (terms.deadline_seconds, terms.turn_seconds, terms.call_seconds) == (180, 168, None)
    assert terms_of(load(tmp_path, turn_deadline_seconds=300)).turn_seconds == 288
    assert terms_of(load(tmp_path, turn_deadline_seconds=10)).turn_seconds == 5


def test_the_former_limit_of_a_call_is_read_and_told_to_be_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        settings = load(tmp_path, call_seconds=90)
    assert terms_of(settings).call_seconds == 90
    assert "call_seconds is a former setting" in caplog.text
    assert "turn_deadline_seconds, which is 180" in caplog.text
    assert ("call_seconds", "90.0", "environment variable THREATPARLEY_CALL_SECONDS") in settings.lines()
    caplog.clear()
    plain = load(tmp_path)
    assert plain.former_limit() == caplog.text == ""
    assert "call_seconds" not in [name for name, _, _ in plain.lines()]


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({"base_url": "http://localhost:11434/v1"}, 1),
        ({"base_url": "http://127.0.0.1:8000/v1"}, 1),
        ({"base_url": "http://[::1]:8000/v1"}, 1),
        ({"base_url": "https://llm.example/v1"}, 4),
        ({"base_url": "http://localhost:8000/v1", "calls_at_once": 6}, 6),
        ({"base_url": "https://llm.example/v1", "calls_at_once": 1}, 1),
    ],
)
def test_as_many_calls_at_once_as_the_endpoint_serves(tmp_path: Path, given: dict[str, object], places: int) -> None:
    settings = load(tmp_path, model="m", **given)
    assert terms_of(settings).calls_at_once == places
    assert ("calls_at_once", str(places)) in [(name, shown) for name, shown, _ in settings.lines()]


def test_tasks_are_left_to_the_rules_by_name(tmp_path: Path) -> None:
    assert terms_of(load(tmp_path, tasks_by_rules=" Reply, draft,")).by_rules == {"reply", "draft"}
    with pytest.raises(SettingsError, match="rank is no task of the language model; the tasks are read, draft"):
        load(tmp_path, tasks_by_rules="draft, rank")


def test_effort_goes_to_the_endpoint_and_is_one_of_four(tmp_path: Path) -> None:
    assert endpoint_of(load(tmp_path)).effort is None
    assert endpoint_of(load(tmp_path, reasoning_effort="none")).effort == "none"
    with pytest.raises(SettingsError, match="reasoning_effort"):
        load(tmp_path, reasoning_effort="huge")


def test_room_follows_the_context_with_a_quarter_at_most_for_the_answer(tmp_path: Path) -> None:
    assert terms_of(load(tmp_path)).room == 24_000
    assert terms_of(load(tmp_path, context_tokens=8_000)).room == 6_000
    assert terms_of(load(tmp_path, context_tokens=8_000, most_output_tokens=1_000)).room == 7_000


def test_the_limits_of_money_are_the_same_wherever_they_stand(tmp_path: Path) -> None:
    assert terms_of(load(tmp_path)).limits == Limits()
    assert (Limits().calls_per_turn, Limits().tokens_per_turn) == (8, 60_000)
