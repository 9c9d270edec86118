"""Every regular expression of the product looks a bounded way for each character, whatever text it is given.

The texts are made from the patterns themselves: what a pattern would take, repeated, and at the end what it does not
take. A pattern that tries ever longer ways on them would keep the program busy for minutes on a text of full length.
"""

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agent
import knowledge
import ui
from tests.regex_steps import Steps, samples_of
from tests.test_architecture import ROOT

LENGTH = 320
MOST_STEPS = 60
"""Steps for each character. Most patterns need up to twenty; one that looks to the end of the text from every place
needs half the length of the text. Those above are tried again with four times the length: bounded ones stop growing."""
TOO_MANY = 400
"""Steps for each character at which nobody waits for the end."""
BOUNDED_ELSEWHERE = {
    r"\S*[*_#~@$]\S*": "sought in wordings of a few hundred letters",
    r"\s*(?:([A-Za-z0-9_-]+)|([()=|]))": "matched at one place after the other, never sought",
    r"\beyJ[A-Za-z0-9_-]{6,2000}\.[A-Za-z0-9_-]{6,4000}\.[A-Za-z0-9_-]{0,2000}":
        "bounded, but each of its three parts may be thousands of letters long",
    r"[.!?:;]+(?:\s|$)": "parts the catalog's own sentences",
    r"[A-Z]+\d\d:\d{4}": "matched with a whole identifier of the catalog",
}  # fmt: skip
AT_WORK = ("ui.app", "ui.page", "agent.store.migrations.env")
"""These do their work as they are imported: they draw, or change a database."""
TEXTS = (
    "Our agent reads mail, and T-001 is on our wiki. Password: Hunter2Hunter2! What if we drop it?\n- no: yes\n",
    "a\u0301 <b> [x](y) {{z}} key=abc sk-abcdefghijklmnopqrstuvw\x1b[0m “Desk” mysql -u root -psecret1 4111 1111 1111",
    "draft now, please; why T-1? make it lower. skip this one # Heading: more www.example.test AML.T0051 2024-01-02",
)


@cache
def patterns() -> dict[re.Pattern[str], str]:
    """Every pattern that stands in a module or is given to a function of ``re``, with the module's name."""
    found: dict[re.Pattern[str], str] = {}
    for package in (knowledge, agent, ui):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if info.name.endswith("__main__") or info.name in AT_WORK:
                continue
            module = importlib.import_module(info.name)
            for pattern in (*_held(list(vars(module).values())), *_written(info.name)):
                found.setdefault(pattern, info.name)
    return found


def _held(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth < 4 and type(value) in (list, tuple, set, frozenset, dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _held(one, depth + 1)


def _written(module: str) -> Iterator[re.Pattern[str]]:
    """Patterns that are written where they are used."""
    path = ROOT.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        first, of = node.args[0], node.func.value
        if isinstance(of, ast.Name) and of.id == "re" and isinstance(first, ast.Constant):
            yield re.compile(str(first.value))


def test_the_patterns_of_the_product_are_found() -> None:
    assert len(patterns()) > 150
    assert {name.partition(".")[0] for name in patterns().values()} == {"knowledge", "agent", "ui"}
    assert set(BOUNDED_ELSEWHERE) <= {pattern.pattern for pattern in patterns()}


def test_no_pattern_looks_far_for_each_character() -> None:
    far = {
        f"{where}: {pattern.pattern[:80]}": most
        for pattern, where in patterns().items()
        if pattern.pattern not in BOUNDED_ELSEWHERE and (most := worst(pattern)) > MOST_STEPS
    }
    assert far == {}


@pytest.mark.parametrize("written", [r"(a+)+b", r"\w+@", r"[a-z]*[a-z]*!"])
def test_a_pattern_that_looks_far_is_found_out(written: str) -> None:
    assert worst(re.compile(written)) > MOST_STEPS


def test_steps_lead_to_the_same_matches_as_pythons_own_engine() -> None:
    for pattern in patterns():
        steps = Steps(pattern)
        for text in TEXTS:
            assert steps.spans(text) == [match.span() for match in pattern.finditer(text)], pattern.pattern


@given(st.text("ab1 -\n", max_size=12))
def test_steps_lead_to_the_same_matches_on_any_text(text: str) -> None:
    for written in (r"(a+)+b", r"a*?b", r"(a|ab)(b|1)?\1", r"(?<=a)b|\b1", r"(?m)^a|b$", r"(?i)[^A]{1,2}(?!b)"):
        pattern = re.compile(written)
        assert Steps(pattern).spans(text) == [match.span() for match in pattern.finditer(text)]


def worst(pattern: re.Pattern[str]) -> float:
    """The most steps for each character that one of the pattern's own texts takes, where they grow with its length."""
    steps, limit = Steps(pattern), sys.getrecursionlimit()
    sys.setrecursionlimit(80 * LENGTH)
    try:
        return max((_steps(steps, before, piece) for before, piece in samples_of(pattern)), default=0.0)
    finally:
        sys.setrecursionlimit(limit)


def _steps(steps: Steps, before: str, piece: str) -> float:
    short = _per_character(steps, before, piece, LENGTH)
    if short <= MOST_STEPS:
        return short
    long = _per_character(steps, before, piece, 4 * LENGTH)
    return long if long > min(2 * short, TOO_MANY) else 0.0


def _per_character(steps: Steps, before: str, piece: str, length: int) -> float:
    text = before + (piece * length)[:length] + "\x00"
    steps.spans(text, most=(TOO_MANY + 1) * len(text))
    return steps.count / len(text)
