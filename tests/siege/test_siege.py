"""The siege in short: it finds nothing lost, and would find what is."""

from pathlib import Path

import pytest

from agent.store import SessionStore
from tests.agent.postgres import Cluster
from tests.siege.__main__ import KINDS, of_items, tolls
from tests.siege.kills import kill_turns
from tests.siege.portfolio import work_off
from tests.siege.toll import Toll

FEW = {"kills": 4, "disk": 12, "locks": 3, "endpoints": 8}
FEW_ON_A_SERVER = {"server-kills": 2, "replicas": 1, "databases": 2}


def check(found: list[Toll], wanted: dict[str, int]) -> None:
    """Each kind of trouble came as often as was wanted, and cost nothing."""
    assert sorted(toll.kills + toll.refused for toll in found) == sorted(wanted.values())
    assert all(toll.well for toll in found), [toll.row() for toll in found]
    assert all("| 0 | 0 | 0 |" in toll.row() for toll in found)


def test_a_few_of_each_trouble_lose_and_double_nothing(tmp_path: Path) -> None:
    check(list(tolls(tmp_path, None, dict.fromkeys(KINDS, 0) | FEW, 0)), FEW)


@pytest.mark.postgres
def test_a_few_of_each_trouble_of_a_server_lose_and_double_nothing(tmp_path: Path, cluster: Cluster) -> None:
    check(list(tolls(tmp_path, cluster, dict.fromkeys(KINDS, 0) | FEW_ON_A_SERVER, 0)), FEW_ON_A_SERVER)


def test_a_turn_that_is_never_gone_on_with_is_counted_as_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SessionStore, "unfinished_turns", lambda store: [])
    toll = kill_turns(tmp_path, f"sqlite:///{tmp_path / 'siege.sqlite'}", 2)
    assert toll.lost == 2
    assert len(toll.otherwise) == 2


@pytest.mark.postgres
def test_a_few_items_come_once_each(tmp_path: Path, cluster: Cluster) -> None:
    harvest = work_off(tmp_path, cluster, 12)
    assert (harvest.lost, harvest.doubled, harvest.wrong) == (0, 0, 0)
    assert "12 of 12 | 0 | 0 | 0" in of_items(harvest)
