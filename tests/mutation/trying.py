"""Try a fault: a process that has everything loaded is forked, the fault is put in, and the tests are run there."""

import functools
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

from tests.mutation.mutants import Mutant

EXAMPLES = 25
"""How many examples each property is tried on: a fault that only a rare one shows is worth a test of its own."""
MOST_SECONDS = 240
"""Seconds of processor time after which a fault counts as noticed: the tests no longer come to an end."""


def noticed(module: str, mutant: Mutant, tests: Sequence[str]) -> bool:
    """Whether any test fails with this fault."""
    child = os.fork()
    if child == 0:
        os._exit(_failed(module, mutant, tests))
    _, status = os.waitpid(child, 0)
    return status != 0


def passes(tests: Sequence[str]) -> bool:
    """Whether the tests pass without a fault, without which they would say nothing."""
    child = os.fork()
    if child == 0:
        os._exit(_run(tests))
    return os.waitpid(child, 0)[1] == 0


class _SpelledOutFirst:
    """Runs the tests whose cases are spelled out before the properties, which take most of the time."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items.sort(key=lambda item: getattr(item.obj, "is_hypothesis_test", False))


def _failed(module: str, mutant: Mutant, tests: Sequence[str]) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    put_in(module, mutant.function, mutant.code)
    return _run(tests)


def _run(tests: Sequence[str]) -> int:
    import pytest
    from hypothesis import settings

    settings.register_profile("mutation", max_examples=EXAMPLES)
    settings.load_profile("mutation")
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        sys.stdout = sys.stderr = nowhere
        return int(
            pytest.main(["-x", "-q", "-n0", "--assert=plain", "-p", "no:cacheprovider", *tests], [_SpelledOutFirst()])
        )


def put_in(module: str, function: str, code: CodeType) -> None:
    """Give a function other code, for whoever holds it already."""
    thing: Any = import_module(module)
    for name in function.split("."):
        thing = vars(thing)[name]
    plain = next(_within(thing))
    plain.__code__ = code.replace(co_freevars=plain.__code__.co_freevars)


def _within(thing: Any) -> Iterator[FunctionType]:
    """The function inside what decorators made of it."""
    if isinstance(thing, FunctionType):
        yield thing
    for name in ("__wrapped__", "fget", "func", "__func__", "wrapped"):
        inner = getattr(thing, name, None)
        if inner is not None and not isinstance(thing, FunctionType):
            yield from _within(inner)
    if isinstance(thing, functools.partial):
        yield from _within(thing.func)
