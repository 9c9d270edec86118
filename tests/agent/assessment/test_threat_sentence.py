"""Threats are told in the owner's own nouns, name nobody whom the text does not let in, and never have a hole."""

import re

import pytest

from agent.assessment.narratives.scene_words import is_concerned, keeps_records
from agent.assessment.narratives.stated_actions import Deeds
from agent.domain import Component, ThreatModel
from agent.domain.findings.threat_ranking import listed
from agent.domain.system import SystemProfile
from agent.domain.wording.names_in_sentences import in_sentence, unmarked
from knowledge.vocabulary import ComponentKind
from tests.agent.assessment.drafted import drafted, names_met, scenario
from tests.agent.assessment.told_systems import HIRING, INVOICES, POOR, SYSTEMS, TRAVEL, TRIAGE, Told

FIRST = 10


def first_scenarios(text: str) -> list[str]:
    return [scenario(threat.statement) for threat in listed(drafted(text).threats)[:FIRST]]


def own(told: Told, fewest: int = 1) -> int:
    """Of how many of the first scenarios so many things of this system are named."""
    return sum(len(names_met(one, told.nouns)) >= fewest for one in first_scenarios(told.text))


def test_most_of_the_first_ten_scenarios_use_a_noun_of_the_owner() -> None:
    found = {told.name: own(told) for told in SYSTEMS}
    assert sum(found.values()) >= 8.2 * len(SYSTEMS), found


def test_more_than_half_of_the_first_ten_scenarios_use_two_nouns_of_the_owner() -> None:
    found = {told.name: own(told, 2) for told in SYSTEMS}
    assert sum(found.values()) >= 5.2 * len(SYSTEMS), found


@pytest.mark.parametrize("told", SYSTEMS, ids=lambda told: told.name)
def test_no_system_is_told_in_general_words_alone(told: Told) -> None:
    assert own(told) >= 5, first_scenarios(told.text)


@pytest.mark.parametrize("told", SYSTEMS, ids=lambda told: told.name)
def test_nothing_is_told_only_to_name_something(told: Told) -> None:
    for one in first_scenarios(told.text):
        assert not re.search(r" (?:work|works) with |[.] The [^.]* reaches the .* and the ", one), one


def test_those_who_work_with_it_or_trade_with_the_house_are_not_called_concerned() -> None:
    for name in ("pupils", "nursery children", "patients", "older people"):
        assert is_concerned(name, often=True), name
        assert not is_concerned(name, often=False), name
    for name in ("vendors", "volunteers", "HR", "police", "suppliers", "bands", "shops", "managers", "customers"):
        assert not is_concerned(name, often=True), name


def test_what_keeps_no_records_holds_nothing() -> None:
    assert keeps_records("spare part archive")
    assert keeps_records("Postgres")
    assert not keeps_records("door drive")
    assert not keeps_records("larger sites")


def test_two_nouns_behind_one_thing_are_no_deed() -> None:
    assert _deed_of("A small classifier sees weather, order book and fuel.") is None
    assert _deed_of("A small classifier can price capped at 9 euro.") is None
    assert _deed_of("A small classifier can order spare parts.") == "order spare parts"
    assert _deed_of("A small classifier orders spare parts.") == "order spare parts"


@pytest.mark.parametrize("text", [*(told.text for told in SYSTEMS), *POOR], ids=lambda text: text[:12])
def test_no_sentence_has_a_hole_or_a_slip_of_grammar(text: str) -> None:
    for one in first_scenarios(text):
        assert not re.search(r"[{}]|  | ,|,,|\.\.|\bthe the\b|\ba the\b|\bthe (?:its|our|their|a|an)\b|None", one), one
        assert one.endswith("."), one
        assert one[0].isupper(), one


def test_what_people_bring_is_told_by_their_own_word_for_it() -> None:
    told = " ".join(first_scenarios(INVOICES.text))
    assert "supplier invoices" in told
    assert "post_booking" in told


def test_people_who_were_only_guessed_to_come_in_are_not_accused() -> None:
    told = " ".join(first_scenarios(TRIAGE.text))
    assert "such as one of the children" not in told


def test_what_is_read_is_named_where_no_source_of_content_is_drawn() -> None:
    assert "put text into the hotel pages" in " ".join(first_scenarios(TRAVEL.text))


def test_who_judges_people_is_what_scores_them_and_not_the_text_reader_beside_it() -> None:
    told = {threat.pattern: scenario(threat.statement) for threat in listed(drafted(HIRING.text).threats)}
    assert "teach the ranking model" in told["past-injustice-learnt"]


def test_one_of_several_agents_does_what_one_can_do() -> None:
    text = "Our three agents read offers of suppliers in the mailbox and create orders in SAP without anyone looking."
    told = " ".join(first_scenarios(text))
    assert "one of the agents obeys" in told
    assert not re.search(r"(?<![Oo]ne of the )agents (?:obeys|reaches)", told)


def test_a_threat_quotes_the_words_that_speak_of_it() -> None:
    text = (
        "Borrowers of our bank are scored by a model at night. The worst are cut off without anybody looking. "
        "Everyone in the data team can write to the share with the model file. We trained it on old loans."
    )
    told = [one.statement for one in listed(drafted(text).threats) if "In your words" in one.statement]
    assert any("Everyone in the data team can write to the share" in one for one in told)


@pytest.mark.parametrize("name", ["ollama", "qdrant", "whatsapp", "n8n", "langfuse", "redis"])
def test_a_product_in_small_letters_takes_no_article(name: str) -> None:
    assert in_sentence(name) == name
    assert in_sentence(f"{name} index") == f"the {name} index"


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("Veterinary practices** send invoices", "Veterinary practices send invoices"),
        ("- **Pet owners** submit claims", "Pet owners submit claims"),
        ("`policy_lookup` reads the\ncontract", "policy_lookup reads the contract"),
        ("## Tools\nIt pays", "Tools It pays"),
        ("two * three and a_b", "two * three and a_b"),
        ("Plan agent | An agent built with LangGraph.", "Plan agent: An agent built with LangGraph."),
        ("| Audit store | Every prompt | S3 |", "Audit store: Every prompt; S3"),
        ("| OCR | | Kubernetes |", "OCR: Kubernetes"),
        ("a|b is an or", "a|b is an or"),
        ("Clerks |", "Clerks"),
    ],
)
def test_a_quote_is_told_without_halves_of_marks(quote: str, told: str) -> None:
    assert unmarked(quote) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A small classifier sorts messages into ill, late and other.", "sort messages"),
        ("A small classifier sends texts to nurses, doctors or porters.", "send texts"),
        ("A small classifier sends texts to the ward or the desk.", "send texts"),
        ("A small classifier sends texts to the night desk.", "send texts to the night desk"),
    ],
)
def test_the_first_of_a_list_is_not_told_as_if_it_were_all(text: str, told: str) -> None:
    assert _deed_of(text) == told


def _deed_of(text: str) -> str | None:
    """What the small classifier of a text does, as far as the owner says it."""
    part = Component(id="C-1", name="small classifier", kind=ComponentKind.PREDICTIVE_MODEL)
    model = ThreatModel(system=SystemProfile(description=text), components=(part,))
    deed = Deeds(model).done_by("C-1")
    return deed.phrase if deed is not None else None
