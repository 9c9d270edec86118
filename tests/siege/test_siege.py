"""The siege in short: it finds nothing lost, and would find what is."""

from pathlib import Path

import pytest

from agent.store import SessionStore
from tests.agent.postgres import Cluster
from tests.siege.__main__ import of_items, of_turns
from tests.siege.kills import kill_turns
from tests.siege.portfolio import work_off


def test_a_few_turns_that_are_killed_are_neither_lost_nor_doubled(tmp_path: Path) -> None:
    toll = kill_turns(tmp_path, f"sqlite:///{tmp_path / 'siege.sqlite'}", 4)
    assert of_turns(toll, "sqlite").endswith("| 4 | 0 | 0 | 0 |")


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
