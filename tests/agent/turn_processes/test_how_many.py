"""How many processes work on turns: as set, and by default one for each core where people sign in."""

import pytest

from agent import turn_assembly
from agent.settings import Settings
from agent.turn_assembly import processes_of

PEOPLE = {"trusted_proxies": "127.0.0.1", "trusted_proxy_secret": "s" * 40}
MODEL = {"model": "some-model", "base_url": "http://127.0.0.1:9/v1"}


@pytest.mark.parametrize(
    ("cores", "given", "processes"),
    [
        (2, {}, 0),
        (2, PEOPLE, 2),
        (1, PEOPLE, 0),
        (16, PEOPLE, 4),
        (16, {**PEOPLE, "turns_at_once": 6}, 6),
        (2, {**PEOPLE, "turn_processes": 0}, 0),
        (2, {**PEOPLE, "turn_processes": 3}, 3),
        (2, {"turn_processes": 2}, 2),
        (2, {"turn_processes": 9, "turns_at_once": 2}, 2),
        (16, {**PEOPLE, **MODEL, "calls_at_once": 3}, 3),
    ],
)
def test_there_are_as_many_processes_as_set_or_as_cores_where_people_sign_in(
    cores: int, given: dict[str, object], processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_assembly, "cores", lambda: cores)
    assert processes_of(Settings.model_validate({"data_dir": "data", **given})) == processes
