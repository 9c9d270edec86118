"""The list of slow tests names tests that are there."""

import ast

from tests.weighing import ROOT, slow_functions


def functions_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_slow_test_is_there() -> None:
    files = {one.partition("::")[0] for one in slow_functions()}
    there = {f"{file}::{name}" for file in files for name in functions_in(file)}
    assert slow_functions() - there == set(), "renamed or gone: mend tests/slow.txt"
