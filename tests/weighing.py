"""Where the tests' processor time goes, and which of them are slow: a plugin that is used when asked for.

``python -m pytest -p tests.weighing`` prints the seconds by folder, of the tests and of the processes they wait for.
With ``--weigh-into tests/slow.txt`` the functions that are slow are written there; ``-m "not slow"`` leaves them out.
"""

import os
from collections import defaultdict
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

ONE, ALL = 0.06, 1.0
"""Seconds of processor time from which a test is slow by itself, or all cases of a function together.

A test whose module makes something for several tests is slow where making that takes as long as ``ALL``."""
ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_name("slow.txt")
SPENT, NEEDED = "processor seconds", "processor seconds of what it shares"


def slow_functions() -> frozenset[str]:
    """The test functions that are slow, as ``file::function``."""
    return frozenset(line for line in LIST.read_text(encoding="utf-8").splitlines() if line)


def function_of(nodeid: str) -> str:
    """The function of a test without the parameters of its case."""
    return nodeid.partition("[")[0]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--weigh-into", type=Path, help="write the slow test functions here")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Scales(config), "scales")


class _Scales:
    """Adds up what each test spends; with several workers, what they tell of it."""

    def __init__(self, config: pytest.Config) -> None:
        self._into: Path | None = config.getoption("--weigh-into")
        self._cases: dict[str, list[float]] = defaultdict(list)
        self._shared: dict[str, float] = {}
        self._needing: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        begun = _spent()
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                self._shared[fixturedef.argname] = _spent() - begun

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        item.stash[_BEGUN] = _spent()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        try:
            return (yield)
        finally:
            names: Sequence[str] = getattr(item, "fixturenames", ())
            needed = max((self._shared.get(name, 0.0) for name in names), default=0.0)
            item.user_properties += [(SPENT, _spent() - item.stash.get(_BEGUN, _spent())), (NEEDED, needed)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            spent = sum(float(str(value)) for name, value in report.user_properties if name == SPENT)
            self._cases[function_of(report.nodeid)].append(spent)
            needed = max((float(str(value)) for name, value in report.user_properties if name == NEEDED), default=0.0)
            if needed >= ALL:
                self._needing.add(function_of(report.nodeid))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        folders: dict[str, float] = defaultdict(float)
        for function, cases in self._cases.items():
            folders[os.path.dirname(function.partition("::")[0])] += sum(cases)
        terminalreporter.section("processor seconds by folder")
        for folder, seconds in sorted(folders.items(), key=lambda one: -one[1]):
            terminalreporter.write_line(f"{seconds:8.1f}  {folder}")
        terminalreporter.write_line(f"{sum(folders.values()):8.1f}  in all")
        if self._into is not None:
            slow = sorted(
                name for name, cases in self._cases.items()
                if max(cases) >= ONE or sum(cases) >= ALL or name in self._needing
            )  # fmt: skip
            self._into.write_text("".join(f"{name}\n" for name in slow), encoding="utf-8")


_BEGUN = pytest.StashKey[float]()


def _spent() -> float:
    """Processor seconds of this process and of those it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
