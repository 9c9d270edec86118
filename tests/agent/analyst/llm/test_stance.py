"""What a quote says of a fact is told by the fact's own cues and denials before it is told by words that deny."""

import pytest

from agent.analyst.llm.guardrails.extraction_grounding import Hearing, is_part_name
from agent.analyst.llm.guardrails.polarity import plainly, rules_out
from agent.analyst.llm.prompt_context import Glossary
from agent.domain import Component, Mint, ThreatModel
from agent.domain.system import DataFlow
from agent.llm.answers.schemas import READ, shaped
from agent.llm.cache import Memory
from agent.llm.costs.budget import Limits, TokenBudget
from agent.llm.turn_log import TurnLog
from knowledge import load_catalog
from knowledge.vocabulary import ComponentKind

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("fact", "quote", "yes"),
    [
        ("uses_retrieval", "it cannot answer without looking up documents, never", None),
        ("uses_retrieval", "the lamp in the hall is green", None),
        ("irreversible_actions", "what it sends cannot be undone", True),
        ("irreversible_actions", "it does nothing that cannot be undone", False),
        ("irreversible_actions", "it does not do such things", False),
        ("acts_unapproved", "staff approve each refund before it is paid", False),
        ("acts_unapproved", "no person approves each refund", True),
        ("acts_unapproved", "it pays refunds at once", True),
    ],
)
def test_cues_and_denials_of_the_fact_go_first(fact: str, quote: str, yes: bool | None) -> None:
    assert plainly(CATALOG.facts[fact], quote) is yes


@pytest.mark.parametrize(
    "quote",
    [
        "the driver is asked for confirmation only for tolls",
        "staff approve each refund only when it is above 500 euros",
        "a nurse confirms every dose, except at night",
        "a clerk approves every booking unless the desk is closed",
        "an editor approves every post, apart from those on sport",
    ],
)
def test_a_safeguard_for_some_cases_leaves_room_for_the_others(quote: str) -> None:
    assert not rules_out(CATALOG.facts["acts_unapproved"], True, quote)


def test_a_safeguard_for_all_cases_leaves_no_room() -> None:
    assert rules_out(CATALOG.facts["acts_unapproved"], True, "staff approve each refund before it is paid")


def hearing(text: str, turn_log: TurnLog) -> Hearing:
    return Hearing(CATALOG, Glossary(CATALOG), text, 1, turn_log)


def turn_log() -> TurnLog:
    return TurnLog(budget=TokenBudget(Limits(), Memory(), ""), until=1e12)


@pytest.mark.parametrize(
    ("fact", "value", "text", "taken"),
    [
        ("irreversible_actions", "yes", "What it sends to the bank cannot be undone.", True),
        ("irreversible_actions", "no", "What it sends to the bank cannot be undone.", False),
        ("acts_unapproved", "no", "Our staff approve each refund before it is paid.", True),
        ("acts_unapproved", "yes", "Our staff approve each refund before it is paid.", False),
    ],
)
def test_a_true_fact_is_kept_though_its_words_deny_or_do_not(fact: str, value: str, text: str, taken: bool) -> None:
    notes = turn_log()
    told = {"facts": [{"fact": fact, "value": value, "quote": text.rstrip(".")}], "parts": [], "flows": []}
    found = hearing(text, notes).facts(shaped(told, READ), ThreatModel(), frozenset())
    assert [one.value for one in found] == ([value == "yes"] if taken else [])
    assert bool(notes.dropped) is not taken


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("It answers in our new support portal.", True),
        ("It answers in the old internal support portal.", True),
        ("Customers like support portal. We run the support portal.", True),
        ("Support Portal answers by itself.", True),
        ("The supportportal answers by itself, and support portals too.", False),
    ],
)
def test_a_name_needs_neither_article_nor_capital_but_stands_there_whole(text: str, taken: bool) -> None:
    told = {"facts": [], "parts": [{"name": "support portal", "kind": "service", "quote": text}],
            "flows": []}  # fmt: skip
    found = hearing(text, turn_log()).parts(shaped(told, READ), ThreatModel(), Mint(ThreatModel()))
    assert [part.name.lower() for part in found] == (["support portal"] if taken else [])


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("help desk", True),
        ("data_store", True),
        ("Next.js chat app", True),
        ("GPT-4o", True),
        ("CI/CD pipeline", True),
        ("register of books and maps", True),
        ("sends invoices to it", False),
        ("it is down", False),
        ("2024", False),
        ("/etc/passwd", False),
        ("agent/llm/reading", False),
        ("reading.py", False),
        ("evil.example", False),
        ("shop.acme.com", False),
        ("orders.db", True),
        ("crm.contacts", True),
        ("VECTOR_DB_KEY", True),
        ("leads-prod", True),
        ("one two three four five six seven", False),
    ],
)
def test_a_name_is_no_sentence_no_number_and_no_path(name: str, is_one: bool) -> None:
    assert is_part_name(name) is is_one


def test_a_flow_that_is_known_counts_as_nothing_and_one_told_twice_as_left_out() -> None:
    kind = next(iter(ComponentKind))
    parts = tuple(Component(id=f"C-{n}", name=name, kind=kind) for n, name in enumerate(("desk", "archive", "mail"), 1))
    model = ThreatModel(components=parts, flows=(DataFlow(id="F-1", source="C-1", target="C-2"),))
    text = "The desk sends tickets to the archive and to mail."
    flow = {"source": "desk", "target": "archive", "what": "tickets", "untrusted": False, "quote": text}
    new, again = {**flow, "target": "mail"}, {**flow, "target": "mail", "what": "mail"}
    for given, dropped in (([flow], 0), ([flow, new], 0), ([flow, new, again], 1)):
        notes = turn_log()
        told = shaped({"facts": [], "parts": [], "flows": given}, READ)
        found = hearing(text, notes).flows(told, model, Mint(model))
        assert [one.target for one in found] == ["C-3"][: len(given) - 1]
        assert sum(notes.dropped.values()) == dropped
