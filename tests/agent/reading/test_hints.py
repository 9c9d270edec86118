"""A word that says something else in half of the settings of life states nothing by itself: it is likely at most."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from agent.domain import Provenance
from agent.reading.claims import Claim
from agent.reading.expectations import Expectations, is_expected
from agent.reading.likely_facts import Likely
from agent.reading.text.stances import Stance
from tests.agent.reading.readings import catalog, told

TABLE = yaml.safe_load((Path(__file__).parent / "hints.yaml").read_text(encoding="utf-8"))


def pairs(table: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Each sentence with its fact."""
    return [(fact, sentence) for fact, sentences in table.items() for sentence in sentences]


def is_stated(fact: str, sentence: str) -> bool:
    """Whether a fact is put down as said."""
    kept = told(sentence).fact(fact)
    return kept is not None and kept.provenance is Provenance.STATED


@pytest.mark.parametrize(("fact", "sentence"), pairs(TABLE["alone"]))
def test_a_word_that_means_another_thing_elsewhere_states_nothing_alone(fact: str, sentence: str) -> None:
    assert not is_stated(fact, sentence)


@pytest.mark.parametrize(("fact", "sentence"), pairs(TABLE["both"]))
def test_with_a_second_sign_beside_it_it_is_stated(fact: str, sentence: str) -> None:
    assert is_stated(fact, sentence)


@pytest.mark.parametrize(("fact", "sentence"), pairs(TABLE["makers"]))
def test_what_somebody_makes_or_sells_is_no_system_of_theirs(fact: str, sentence: str) -> None:
    assert not is_stated(fact, sentence)


@pytest.mark.parametrize(("fact", "sentence"), TABLE["systems_made"])
def test_a_system_that_somebody_makes_is_the_one_spoken_of(fact: str, sentence: str) -> None:
    assert is_stated(fact, sentence)


@pytest.mark.parametrize(("fact", "sentence"), pairs(TABLE["own_things"]))
def test_on_a_machine_of_its_own_is_not_by_itself(fact: str, sentence: str) -> None:
    assert not is_stated(fact, sentence)


def test_a_hint_is_kept_as_likely_to_be_ticked() -> None:
    kept = told("Photos of old tractors hang in the barn.").fact("data_sensitivity")
    assert kept is not None
    assert is_expected(kept)


def test_a_hint_opens_no_kind_of_ai_and_draws_no_part() -> None:
    model = told("A robot of tin stands in the shop window, and the verdict of the goat was plain.")
    assert model.fact("classifies_or_scores") is None
    assert all(not part.inferred for part in model.components)


@pytest.mark.parametrize(("kind", "sentence"), pairs(TABLE["no_part"]))
def test_a_word_that_means_another_thing_elsewhere_draws_no_part(kind: str, sentence: str) -> None:
    assert kind not in {part.kind.value for part in told(sentence).components}


@pytest.mark.parametrize(("kind", "sentence"), TABLE["parts"])
def test_the_part_itself_is_drawn(kind: str, sentence: str) -> None:
    assert kind in {part.kind.value for part in told(sentence).components}


def claim_of(value: str, *, hint: bool) -> Claim:
    """A claim on who uses it."""
    return Claim("audience", value, Stance.NOW, "nurses", 0, hint=hint)


def stance_after(claim: Claim, sentences: int, *likely: Likely) -> Stance:
    """How a claim is meant once everything else in a text is weighed."""
    return Expectations(catalog()).doubted([claim], likely, sentences)[0].stance


def test_a_hint_is_said_where_the_whole_text_makes_it_likely() -> None:
    borne_out = Likely("audience", "professionals", 0.7, "Nurses read it.")
    assert stance_after(claim_of("professionals", hint=True), 6, borne_out) is Stance.NOW


def test_a_hint_stays_a_hint_where_the_text_makes_another_value_likely() -> None:
    other = Likely("audience", "customers", 0.9, "Customers write to it.")
    assert stance_after(claim_of("professionals", hint=True), 6, other) is Stance.POSSIBLE


def test_a_short_text_bears_out_no_hint() -> None:
    borne_out = Likely("audience", "professionals", 0.7, "Nurses read it.")
    assert stance_after(claim_of("professionals", hint=True), 2, borne_out) is Stance.POSSIBLE


def test_what_plain_words_state_in_a_short_text_is_said() -> None:
    assert stance_after(claim_of("professionals", hint=False), 2) is Stance.NOW
