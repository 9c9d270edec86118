"""Runs over the packaged cases find the index of the packaged catalog built already."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.case_runs import judging_resources


@pytest.fixture(autouse=True)
def _index_is_there(monkeypatch: pytest.MonkeyPatch, indexed: Callable[[Path], Path]) -> None:
    opened = judging_resources.open_shelf

    def open_shelf(folder: Path | None = None) -> judging_resources.Shelf:
        return opened(indexed(folder.parent) / folder.name if folder is not None else None)

    monkeypatch.setattr(judging_resources, "open_shelf", open_shelf)
