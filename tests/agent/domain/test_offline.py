"""A model can be set to stay offline; the edit, the words for it, and files from before there was such a thing."""

import json

import pytest

from agent.domain import ThreatModel, apply
from agent.domain.changes.edits import StayOffline
from agent.domain.versions.version_diff import How, Subject, compare
from agent.exchange import from_json, schema, to_json
from tests.agent.builders import small_catalog
from tests.agent.domain.parts import FewTerms


@pytest.mark.parametrize("offline", [True, False])
def test_the_edit_switches_it_and_nothing_else(offline: bool) -> None:
    before = ThreatModel(offline=not offline)
    outcome = apply(before, [StayOffline(offline=offline)], FewTerms())
    assert outcome.model == before.model_copy(update={"offline": offline})
    assert outcome.refused == ()


def test_the_switch_makes_no_draft_out_of_date() -> None:
    assert ThreatModel(offline=True).digest() == ThreatModel().digest()


@pytest.mark.parametrize(
    ("offline", "words"),
    [
        (True, "From now on nothing of this model is sent to a language model"),
        (False, "From now on a language model may be asked for this model again"),
    ],
)
def test_a_comparison_says_it_in_plain_words(offline: bool, words: str) -> None:
    (line,) = compare(ThreatModel(offline=not offline), ThreatModel(offline=offline)).lines
    assert (line.subject, line.how, line.text) == (Subject.SYSTEM, How.CHANGED, words)


def test_the_native_file_keeps_it_and_one_without_it_may_be_sent() -> None:
    text = to_json(ThreatModel(offline=True), small_catalog())
    assert from_json(text).offline
    older = json.loads(text)
    del older["model"]["offline"]
    assert not from_json(json.dumps(older)).offline


def test_the_schema_of_the_file_names_it_without_asking_for_it() -> None:
    shape = json.loads(schema())["$defs"]["ThreatModel"]
    assert shape["properties"]["offline"]["default"] is False
    assert "offline" not in shape.get("required", ())
