"""That nobody signs in is heard however it is written."""

import pytest

from tests.agent.assessment.drafted import drafted

BEFORE = "A chat assistant with an LLM answers questions of patients about their treatment. "


@pytest.mark.parametrize(
    "text",
    [
        "the paitents dont login",
        "The patients don't log in.",
        "pateints do not log in",
        "Nobody logs in.",
        "no login for patients",
        "They dont need a login",
        "Visitors never sign in.",
    ],
)
def test_nobody_signs_in(text: str) -> None:
    assert drafted(BEFORE + text).value_of("control_strong_login") is False


@pytest.mark.parametrize("text", ["The patients log in.", "Patients sign in with two factors.", "All must log in."])
def test_somebody_signs_in(text: str) -> None:
    assert drafted(BEFORE + text).value_of("control_strong_login") is not False
