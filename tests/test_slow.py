"""The list of slow tests names tests that are there."""

import ast

import pytest

from tests.weighing import ROOT, slow_functions


def functions_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("file", sorted({one.partition("::")[0] for one in slow_functions()}))
def test_every_slow_test_is_there(file: str) -> None:
    names = {one.rpartition("::")[2] for one in slow_functions() if one.startswith(f"{file}::")}
    assert names - functions_in(file) == set(), "renamed or gone: mend tests/slow.txt"
