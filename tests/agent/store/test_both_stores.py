"""The store of a single task takes everything that its callers ask as the lasting one does, or refuses it in words."""

import ast
import inspect
from functools import cache
from pathlib import Path

import pytest

import agent
from agent.errors import InputError
from agent.store.passing import NOT_KEPT, PassingStore
from agent.store.sessions import SessionStore

ROOT = Path(agent.__file__).parents[1]


@cache
def asked() -> frozenset[str]:
    """What code outside the store's own package asks of something that it calls a store."""
    files = (path for room in ("agent", "ui", "evals") for path in (ROOT / room).rglob("*.py"))
    trees = [ast.parse(path.read_text()) for path in files if not path.is_relative_to(ROOT / "agent" / "store")]
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return frozenset(node.attr for node in calls if _is_store(node.value) and hasattr(SessionStore, node.attr))


def _is_store(owner: ast.expr) -> bool:
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name.strip("_") == "store"


def test_what_is_asked_of_a_store_is_found_where_it_is_asked() -> None:
    assert {"open", "accept_turn", "finish_turn", "shelf", "circle"} <= asked()


def test_both_stores_take_what_is_asked_in_the_same_form() -> None:
    names = sorted(asked() - set(NOT_KEPT))
    passing = {name: inspect.getattr_static(PassingStore, name, None) for name in names}
    missing = [name for name, method in passing.items() if not callable(method)]
    assert missing == [], "give PassingStore these, or say under NOT_KEPT why they are refused"
    lasting = {name: inspect.signature(inspect.getattr_static(SessionStore, name)) for name in names}
    assert {name: inspect.signature(method) for name, method in passing.items() if method} == lasting


@pytest.mark.parametrize("name", sorted(NOT_KEPT))
def test_what_only_a_lasting_store_can_do_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(InputError, match=NOT_KEPT[name]):
        getattr(PassingStore(), name)


def test_nothing_is_refused_that_is_not_asked_or_can_be_done() -> None:
    done = {name for name in NOT_KEPT if inspect.getattr_static(PassingStore, name, None) is not None}
    assert set(NOT_KEPT) - asked() == set()
    assert done == set()


def test_what_no_store_has_is_an_error_of_the_program() -> None:
    with pytest.raises(AttributeError):
        getattr(PassingStore(), "no_such_thing")  # noqa: B009
