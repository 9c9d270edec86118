"""What faults are put into, and the tests that must notice them, are there."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.mutation.__main__ import PARTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", PARTS)
def test_modules_and_tests_of_a_part_are_there(name: str) -> None:
    assert [module for module in PARTS[name].modules if find_spec(module) is None] == []
    assert [file for file in PARTS[name].tests if not (ROOT / file).is_file()] == []
