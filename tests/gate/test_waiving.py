"""Waivers have an owner, a reason and a last day; a baseline holds what stood before, and nothing that grew."""

from datetime import date

import pytest

from agent.errors import InputError
from agent.gate.findings import Demand, Fate, GateFinding
from agent.gate.waivers import baseline_in, baseline_text, stood_before, waived, waivers_in
from tests.gate.repository import TODAY

WAIVERS = """\
waivers:
  - {finding: "risk:T-001", owner: Ana, reason: next release, expires: 2026-12-31}
  - {finding: "risk:T-002", owner: Ben, reason: was planned, expires: 2026-11-28}
  - {finding: "risk:T-009", owner: Ben, reason: gone, expires: 2026-12-31}
"""


def finding(name: str, weight: float = 3, always: bool = False) -> GateFinding:
    return GateFinding(id=name, demand=Demand.RISK, title=name, weight=weight, always=always)


def test_a_waiver_holds_until_its_last_day_and_says_who_why_and_until_when() -> None:
    found = list(waived([finding("risk:T-001")], waivers_in(WAIVERS, "w.yaml")[:1], date(2026, 12, 31), "w.yaml"))
    assert [(one.fate, one.because) for one in found] == [(Fate.WAIVED, "Ana, until 2026-12-31: next release")]


def test_a_waiver_that_is_over_fails_beside_what_it_waived_and_one_that_meets_nothing_is_told() -> None:
    found = list(waived(map(finding, ("risk:T-001", "risk:T-002")), waivers_in(WAIVERS, "w.yaml"), TODAY, "w.yaml"))
    assert [(one.id, one.fate) for one in found] == [
        ("risk:T-001", Fate.WAIVED),
        ("risk:T-002", Fate.FAILS),
        ("waiver:risk:T-002", Fate.FAILS),
        ("waiver:risk:T-009", Fate.TOLD),
    ]


def test_a_waiver_that_is_over_and_meets_nothing_is_only_told() -> None:
    found = list(waived([], waivers_in(WAIVERS, "w.yaml")[1:2], TODAY, "w.yaml"))
    assert [one.fate for one in found] == [Fate.TOLD]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("waivers:\n  - {finding: x, owner: Ana, expires: 2026-12-31}\n", "/waivers/0/reason"),
        ("waivers:\n  - {finding: x, owner: Ana, reason: y, expires: soon}\n", "expected a day such as 2026-12-31"),
        ("waivers:\n  - {finding: x, owner: Ana, reason: y, expires: 2026-12-31, until: z}\n", "/waivers/0/until"),
        ("waivers: all\n", "expected a list"),
        ("waver: []\n", "/waver"),
        ("waivers: [\n", "not valid YAML at line"),
    ],
)
def test_waivers_that_lack_something_are_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(InputError, match=r"w\.yaml holds no waivers that can be read") as refused:
        waivers_in(text, "w.yaml")
    assert said in str(refused.value)


def test_a_baseline_comes_back_as_it_was_written_without_what_time_brought_about() -> None:
    text = baseline_text([finding("b", 2), finding("a", 3.5), finding("c", always=True)], "Shop")
    assert baseline_in(text, "base.json") == {"a": 3.5, "b": 2}
    assert text.index('"a"') < text.index('"b"')


def test_what_stood_before_fails_nothing_unless_it_grew_or_time_brought_it_about() -> None:
    now = [finding("a", 3), finding("b", 4), finding("c", 3, always=True), finding("d")]
    found = list(stood_before(now, {"a": 3, "b": 3, "c": 3}, "the baseline"))
    assert [one.fate for one in found] == [Fate.OLD, Fate.FAILS, Fate.FAILS, Fate.FAILS]


@pytest.mark.parametrize("text", ["{}", '{"threatparley_baseline": 2, "findings": []}', "[1]", "{"])
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"base\.json is no baseline"):
        baseline_in(text, "base.json")
