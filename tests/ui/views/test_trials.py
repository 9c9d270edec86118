"""The card of a threat shows what tests came to."""

from collections.abc import Callable
from datetime import date

from streamlit.testing.v1 import AppTest

from agent.domain.findings.trials import Trial
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import unfold, words

Page = Callable[..., AppTest]


def trial_with(failed: int) -> Trial:
    return Trial(tool="garak", version="0.17", day=date(2026, 11, 29), tried=("dan.Dan",), passed=3, failed=failed,
                 file="r.jsonl", digest=f"{failed}" * 12)  # fmt: skip


def shown(page: Page, facilitator: FakeFacilitator, *trials: Trial) -> str:
    model = rich_model()
    first = model.threats[0].model_copy(update={"trials": trials})
    session = facilitator.import_model(model.model_copy(update={"threats": (first, *model.threats[1:])}))
    app = page(s=session.id, tab="threats")
    unfold(app, f"**{first.id}**")
    return words(app)


def test_a_test_that_got_through_stands_on_the_card_with_its_report(page: Page, facilitator: FakeFacilitator) -> None:
    text = shown(page, facilitator, trial_with(1))
    assert "a test got through" in text
    assert "withstood 3 of 4; r.jsonl" in text
    assert "dan.Dan" in text


def test_a_threat_without_tests_says_nothing_of_them(page: Page, facilitator: FakeFacilitator) -> None:
    assert "Tested:" not in shown(page, facilitator)
