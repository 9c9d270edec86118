"""Cases name ids of older editions than the catalog: an id still matches what became of it."""

import pytest

from evals.case import Expected, NotExpected, parent
from evals.matching import Found, contradicted, covered
from evals.other_tools.successors import as_cases_name_it, successor
from knowledge.vocabulary import Framework, Reference


@pytest.mark.parametrize(
    ("today", "then"),
    [("LLM03:2026", "LLM06"), ("LLM10:2026", "LLM05"), ("LLM06:2026", "LLM10"), ("LLM01:2026", "LLM01"),
     ("LLM08:2026", "LLM07")],
)  # fmt: skip
def test_a_risk_of_today_is_named_as_cases_name_it(today: str, then: str) -> None:
    assert as_cases_name_it(Reference(framework=Framework.OWASP_LLM, id=today, edition="2026")) == then


@pytest.mark.parametrize(("identity", "plain"), [("LLM06:2025", "LLM06"), ("ML03:2023", "ML03"), ("T6", "T6")])
def test_other_ids_keep_their_own_name(identity: str, plain: str) -> None:
    assert as_cases_name_it(Reference(framework=Framework.OWASP_LLM, id=identity, edition="any")) == plain


@pytest.mark.parametrize("retired", ["AML.T0019", "AML.T0058", "AML.T0104"])
def test_a_retired_technique_is_covered_by_its_successor(retired: str) -> None:
    entry = Expected(label="planted elsewhere", level="must", ids={"atlas": (retired,)})
    assert parent(retired) == "AML.T0115"
    assert covered([entry], [Found("one", atlas=(successor(retired),))]) == {0}
    assert covered([entry], [Found("other", atlas=("AML.T0020",))]) == frozenset()


def test_what_cannot_apply_is_known_under_its_later_id() -> None:
    never = NotExpected(label="no", ids={"atlas": ("AML.T0058",)}, why="no model is taken from outside")
    assert contradicted(never, [Found("one", atlas=("AML.T0115.001",))])
    assert not contradicted(never, [Found("one", atlas=("AML.T0115.000",))])
