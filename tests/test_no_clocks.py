"""No test reads a clock: what it finds out must not hang on how busy the machine is.

Work is counted in calls (``tests/counting.py``) or in steps (``tests/regex_steps.py``), waiting in looks
(``tests/waiting.py``); seconds are measured by ``python -m evals benchmark``.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import ROOT

CLOCKS = {
    "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time",
    "process_time_ns", "thread_time", "thread_time_ns", "clock_gettime", "sleep", "default_timer",
}  # fmt: skip
MODULES = {"time", "timeit"}
ALLOWED = {
    "tests/agent/portfolio/durable/test_durable.py": "pauses between looks at another process, and counts the looks",
    "tests/agent/test_facilitator_crashes.py": "looks whether another process has begun, and stops looking some time",
    "tests/evals/broken.py": "an analyst that hangs, for the runner to end",
    "tests/siege/crowd/tally.py": "tells how long people took to go on, and when the minutes of a long siege are over",
    "tests/siege/toll.py": "tells how long it took to go on after trouble, and nothing hangs on it",
    "tests/stub_endpoint/__main__.py": "an endpoint that serves until it is stopped",
    "tests/ui/sign_in/providers.py": "says in a token when it was given out, as a provider does",
    "tests/ui/sign_in/visitor.py": "says in a cookie until when it holds, as the page does",
}


def clocks_in(source: str) -> Iterator[tuple[int, str]]:
    """Every reading of a clock, and every sleep, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in MODULES and node.attr in CLOCKS:
                yield node.lineno, f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            yield from ((node.lineno, f"{node.module}.{one.name}") for one in node.names if one.name in CLOCKS | {"*"})
        elif isinstance(node, ast.Compare) and any(map(_is_now, ast.walk(node))):
            yield node.lineno, "datetime.now"


def _is_now(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")


def test_no_test_reads_a_clock() -> None:
    found: dict[str, list[tuple[int, str]]] = {}
    for path in sorted(Path(ROOT, "tests").rglob("*.py")):
        if clocks := list(clocks_in(path.read_text(encoding="utf-8"))):
            found[path.relative_to(ROOT).as_posix()] = clocks
    assert {path: clocks for path, clocks in found.items() if path not in ALLOWED} == {}
    assert set(ALLOWED) <= set(found), "what reads no clock any more is taken off the list"


@pytest.mark.parametrize(
    "source",
    ["import time\nbegan = time.monotonic()", "from time import perf_counter", "import timeit\ntimeit.default_timer()",
     "from datetime import datetime\nassert datetime.now() < later", "import time\ntime.sleep(1)"],
)  # fmt: skip
def test_a_clock_is_found(source: str) -> None:
    assert list(clocks_in(source))


def test_a_time_that_is_told_is_no_clock() -> None:
    assert not list(clocks_in("from datetime import UTC, datetime\nNOON = datetime(2026, 1, 1, 12, tzinfo=UTC)"))
