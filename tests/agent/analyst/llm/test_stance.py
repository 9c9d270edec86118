"""What a quote says of a fact is told by the fact's own cues and denials before it is told by words that deny."""

import pytest

from agent.analyst.llm.polarity import says_yes
from agent.analyst.llm.prompt_context import Glossary
from agent.analyst.llm.verification import Hearing
from agent.domain import Component, Mint, ThreatModel
from agent.domain.system import DataFlow
from agent.llm.budget import Limits, TokenBudget
from agent.llm.cache import Memory
from agent.llm.schemas import READ, shaped
from agent.llm.turn_log import TurnLog
from knowledge import load_catalog
from knowledge.vocabulary import ComponentKind

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("fact", "quote", "yes"),
    [
        ("irreversible_actions", "what it sends cannot be undone", True),
        ("irreversible_actions", "it does nothing that cannot be undone", False),
        ("irreversible_actions", "it does not do such things", False),
        ("acts_unapproved", "staff approve each refund before it is paid", False),
        ("acts_unapproved", "no person approves each refund", True),
        ("acts_unapproved", "it pays refunds at once", True),
    ],
)
def test_cues_and_denials_of_the_fact_go_first(fact: str, quote: str, yes: bool) -> None:
    assert says_yes(CATALOG.facts[fact], quote) is yes


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
        ("They answer new support portal mail.", False),
        ("It answers whatever support portal means.", False),
    ],
)
def test_adjectives_may_stand_before_the_name_of_a_part(text: str, taken: bool) -> None:
    told = {"facts": [], "parts": [{"name": "support portal", "kind": "service", "quote": "support portal"}],
            "flows": []}  # fmt: skip
    found = hearing(text, turn_log()).parts(shaped(told, READ), ThreatModel(), Mint(ThreatModel()))
    assert [part.name for part in found] == (["support portal"] if taken else [])


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
