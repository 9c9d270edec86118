"""Every file of another tool is valid by that tool's published schema, whatever the model."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from agent.domain.model import ThreatModel
from agent.exchange.formats import format_of, written
from tests.agent.exchange.filled import filled
from tests.agent.exchange.interchange.models import dossier, models
from tests.agent.exchange.interchange.schemas import AWAY, FOLDER, VALIDATED, faults
from tests.agent.exchange.large import SCRIPTS, large

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""To make a failing model smaller takes minutes, and the schema's words tell enough."""
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=AWAY)


def text_of(form: str, model: ThreatModel) -> str:
    return written(format_of(form), dossier(model), closed=True).data.decode()


@pytest.mark.parametrize("form", VALIDATED)
def test_an_empty_and_a_full_model_are_valid(form: str) -> None:
    assert faults(form, text_of(form, ThreatModel())) == []
    assert faults(form, text_of(form, filled(lambda place: f"words of {place}")), whole=True) == []


@pytest.mark.parametrize("form", VALIDATED)
@pytest.mark.parametrize("script", SCRIPTS)
def test_names_of_120_letters_in_every_script_are_valid(form: str, script: str) -> None:
    assert faults(form, text_of(form, large(script, threats=4, parts=6))) == []


@pytest.mark.parametrize("form", VALIDATED)
def test_a_model_of_300_threats_is_valid(form: str) -> None:
    assert faults(form, text_of(form, large("cyrillic"))) == []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(model=models())
def test_any_model_is_valid_in_every_format(model: ThreatModel) -> None:
    assert {form: found for form in VALIDATED if (found := faults(form, text_of(form, model)))} == {}


@pytest.mark.parametrize("form", VALIDATED)
def test_the_check_itself_finds_what_is_wrong(form: str) -> None:
    broken = {"otm": "{}", "threat-composer": '{"surprise": 1}', "stix": '{"type": "bundle", "id": 3, "objects": []}'}
    assert faults(form, broken.get(form, "{}"), whole=True)
