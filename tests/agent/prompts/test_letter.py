"""An answer that keeps to the letter of its prompt loses nothing to the checks, and what a prompt forbids is caught."""

import re
from typing import Any

import pytest

from agent.domain import Edit
from agent.domain.edits import SetFact
from agent.llm.turn_log import TurnLog
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, quiet
from tests.agent.builders import said
from tests.agent.prompts.helpdesk import MESSAGE, worded_catalog
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

TEXT = (
    "Our support desk answers the mails of a bicycle shop. A support agent plans the steps and calls a language model. "
    "It looks up passages in the manual search, and it can call the refund service, which pays money back. "
    "Names and addresses of customers are kept in the ticket archive. Nobody approves a refund before it is paid. "
    "Beside it stand a spam filter, a price list, a letter box, our old order desk, the chat window and a mail room."
    " Strangers write to it and the answers go out at once. Should it order spare parts by itself some day?"
)
DENYING, PLAIN = "Nobody approves a refund before it is paid", "Strangers write to it and the answers go out at once"
PARTS = ("spam filter", "price list", "letter box", "old order desk", "chat window", "mail room")
STANDING = (
    "Beside it stand a spam filter, a price list, a letter box, our old order desk, the chat window and a mail room"
)
Told = dict[str, Any]


@pytest.fixture
def dropped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why entries were dropped."""
    reasons: list[str] = []
    monkeypatch.setattr(TurnLog, "drop", lambda self, reason, count=1: reasons.extend([reason] * count))
    return reasons


def talk(task: str, told: Told, message: str = "") -> Talk:
    """A conversation with a model that answers well, and so to one task."""
    catalog = worded_catalog()

    def play(asked: Asked) -> Any:
        if asked.task != task:
            return quiet(asked) if "read" in (task, asked.task) else answer_of(asked)
        listed = {one["id"] for name in ("threats", "measures", "candidates") for one in asked.entries(name)}
        if task == "draft" and "tools-misled" not in listed:
            return {"threats": [], "picks": [], "levels": []}
        return told

    held = Talk(analyst_over(catalog, Player(play)), catalog)
    held.say(TEXT, edits=(_screened(),))
    if task == "ask":
        held.say(question="read_back", chosen=("no:audience=customers", "no:exposure=internal"))
    if message:
        held.say(question="read_back", chosen=("tools_write",))
        held.say(message)
    return held


def _screened() -> Edit:
    return SetFact(value=said("control_screening", True))


def words(text: str) -> int:
    return len(re.findall(r"\S+", text))


def fact(name: str, value: str, quote: str) -> Told:
    return {"fact": name, "value": value, "quote": quote}


def part(name: str, quote: str = STANDING, kind: str = "service") -> Told:
    return {"name": name, "kind": kind, "quote": quote}


def flow(source: str, target: str, quote: str = STANDING) -> Told:
    return {"source": source, "target": target, "what": "answers", "untrusted": True, "quote": quote}


def wrong(claim: int, quote: str = STANDING) -> Told:
    return {"claim": claim, "how": "absent", "to": "", "quote": quote, "why": "it is a mail room"}


def read(facts: tuple[Told, ...] = (), parts: tuple[Told, ...] = (), flows: tuple[Told, ...] = ()) -> Told:
    return {"facts": list(facts), "parts": list(parts), "flows": list(flows)}


def draft(statement: str = "", picks: tuple[Told, ...] = (), levels: tuple[Told, ...] = (), **more: str) -> Told:
    threats = [{"id": more.get("id", "tools-misled"), "statement": statement}] if statement else []
    return {"threats": threats, "picks": list(picks), "levels": list(levels)}


def pick(name: str, number: str = "q1", why: str = "It plans the steps by itself.") -> Told:
    return {"id": name, "words": number, "why": why}


def level(name: str = "tools-misled", number: str = "q1", why: str = "It plans the steps by itself.") -> Told:
    return {"id": name, "factor": "damage", "words": number, "why": why}


def here(text: str, name: str = "M-2") -> Told:
    return {"measures": [{"id": name, "here": text}]}


def flags(*given: tuple[str, str, str], first: tuple[str, ...] = ()) -> Told:
    whys = "The customers of the bicycle shop write to the support agent, and it plans each of its steps by itself."
    entries = [{"id": name, "flag": flag, "other": other, "why": whys} for name, flag, other in given]
    return {"flags": entries, "first": list(first)}


def order(kind: str, threat: str = "T-002", **more: Any) -> Told:
    empty = {"other": "", "part": "", "factor": "", "level": 0, "text": "", "reason": ""}
    return {"order": kind, "threat": threat, **empty, **more}


def wanted(kind: str, orders: tuple[Told, ...] = (), **more: Any) -> Told:
    return {"kind": kind, "threat": "", "facts": [], "answer": "", "orders": list(orders), **more}


LONG = (
    "Anyone whose words reach the support agent by mail has it use the refund service, so that money of the bicycle "
    "shop is paid to strangers and the records of customers in the ticket archive change against your intent."
)
LONG_MEASURE = (
    "Sort the actions of the support agent by harm, and have a person approve each refund before the refund service "
    "pays it. Try a payment every week, and see in the ticket archive that it waits for the yes of that person."
)
LONG_QUESTION = (
    "Who uses the support agent of the bicycle shop or is affected by what it does with the refund service, the ticket "
    "archive and the manual search each day?"
)
UNKNOWN = ("safety_critical", "outside_content", "keeps_talks", "index_open", "crosses_borders", "tools_write")
LONG_ANSWER = (
    "You can say which threat you mean and how bad it would be for the customers of the bicycle shop. Which part do "
    "you have in mind, the support agent, the refund service or the ticket archive?"
)
TO_THE_LETTER: list[tuple[str, Told, str]] = [
    ("read", read(tuple(fact(name, "no", DENYING) for name in UNKNOWN)), ""),
    ("read", read(tuple(fact(name, "yes", PLAIN) for name in UNKNOWN)), ""),
    ("read", read((fact("audience", "staff, customers, children", PLAIN), fact("exposure", "public", PLAIN),
                   fact("sensitivity", "personal", "Names and addresses of customers are kept"))), ""),
    ("read", read((), tuple(part(name) for name in PARTS)), ""),
    ("read", read((), tuple(part(name) for name in PARTS),
                  tuple(flow(one, other) for one, other in zip(PARTS, (*PARTS[1:], PARTS[0]), strict=True))), ""),
    ("ask", {"text": LONG_QUESTION}, ""),
    ("draft", draft(LONG), ""),
    ("draft", draft("", (pick("hidden-orders"), pick("agent-only")), (level(),)), ""),
    ("mitigate", here(LONG_MEASURE), ""),
    ("review", flags(("T-002", "doubtful", ""), ("T-003", "doubtful", ""), ("T-004", "doubtful", ""),
                     ("T-005", "doubtful", ""),
                     first=("T-005", "T-004", "T-003", "T-002", "T-001")), ""),
    ("review", {"flags": [], "first": []}, ""),
    ("reply", wanted("why", threat="T-002"), MESSAGE),
    ("reply", wanted("what_if", facts=[{"fact": name, "value": "no"} for name in UNKNOWN]), MESSAGE),
    ("reply", wanted("other", answer=LONG_ANSWER), MESSAGE),
    ("reply", wanted("change", (
        order("level", factor="damage", level=10, reason="regulators watch us"),
        order("dismiss", reason="regulators watch us"),
        order("rename", text="The topmost thing that regulators watch"),
        order("target", part="support agent, refund service"),
        order("control", "M-2", text="in progress"),
    )), MESSAGE),
    *[("reply", wanted("change", (order("control", "M-2", text=text),)), MESSAGE)
      for text in ("planned", "in progress", "done", "verified", "rejected")],
]  # fmt: skip
STATEMENT = "Anyone whose words reach the support agent has it use the refund service, so that money is paid"
FORBIDDEN: list[tuple[str, str, Told, str]] = [
    ("an id that is not listed", "read", read((fact("made_up", "yes", PLAIN),)), "no such fact"),
    ("a value that is not listed", "read", read((fact("exposure", "everyone", PLAIN),)), "no such fact or value"),
    ("several values for one of", "read", read((fact("exposure", "public, internal", PLAIN),)), "no such fact or"),
    ("a quote that is not there", "read", read((fact("index_open", "yes", "Anyone may edit the index"),)), "not said"),
    ("a quote too short to say it", "read", read((fact("index_open", "yes", "Strangers"),)), "not said"),
    ("a question as a quote", "read", read((fact("tools_write", "yes", "Should it order spare parts by itself"),)),
     "question"),
    ("what is known already", "read", read((fact("uses_model", "yes", "calls a language model"),)), "known already"),
    ("a part that is known", "read", read((), (part("ticket archive", "kept in the ticket archive"),)), "known"),
    ("a part by no name", "read", read((), (part("approves a refund", DENYING),)), "not the name"),
    ("a kind that is not listed", "read", read((), (part("spam filter", kind="gadget"),)), "no such kind"),
    ("a name nobody wrote", "read", read((), (part("moon base", PLAIN),)), "not said"),
    ("a claim that is not listed", "read", {**read(), "wrong": [wrong(99)]}, "nothing that can be corrected"),
    ("a correction nobody said", "read", {**read(), "wrong": [wrong(1, quote="it runs on the moon")]}, "not said"),
    ("a flow of unknown parts", "read", read((), (), (flow("moon", "support agent"),)), "do not exist"),
    ("a flow to itself", "read", read((), (), (flow("support agent", "support agent"),)), "do not exist"),
    ("a flow nobody told of", "read", read((), (), (flow("refund service", "ticket archive", "they talk a lot"),)),
     "not said"),
    ("the same pair twice", "read", read((), (), (flow("refund service", "ticket archive"),
                                                  flow("refund service", "ticket archive", PLAIN))), "known"),
    ("no question mark", "ask", {"text": "Tell who uses the support agent or is affected by it."}, "something else"),
    ("two questions", "ask", {"text": "Who uses the support agent? Who is affected by it?"}, "something else"),
    ("a word that denies", "ask", {"text": "Who does not use the support agent or is affected by it?"}, "else"),
    ("a word that makes it small", "ask", {"text": "Who uses it or is affected by it in a limited way?"}, "round"),
    ("another question", "ask", {"text": "What does the refund service cost each year?"}, "something else"),
    ("a name from outside", "ask", {"text": "Who uses the Salesforce agent or is affected by it?"}, "not in the sys"),
    ("digits", "ask", {"text": "Who of the 900 customers uses it or is affected by it?"}, "numbers"),
    ("formatting", "ask", {"text": "Who **uses** it or is affected by it?"}, "markup"),
    ("a threat that is not listed", "draft", draft(STATEMENT, id="flooded"), "not asked about"),
    ("another threat", "draft", draft("A user types orders that the language model takes for yours."), "else"),
    ("a word that denies in a threat", "draft", draft(f"{STATEMENT} without an intent."), "meaning round"),
    ("a word that makes light", "draft", draft(f"{STATEMENT}, which is harmless."), "meaning round"),
    ("a product", "draft", draft(f"{STATEMENT} by Salesforce."), "not in the system"),
    ("an id in a threat", "draft", draft(f"{STATEMENT}, see T-009."), "ids"),
    ("digits in a threat", "draft", draft(f"{STATEMENT} 5000 times."), "numbers"),
    ("a link", "draft", draft(f"{STATEMENT}, see https://evil.example."), "links"),
    ("formatting of a threat", "draft", draft(f"{STATEMENT} `now`."), "links"),
    ("a long statement", "draft", draft(f"{LONG} {LONG} {LONG}"), "too long"),
    ("a candidate that is not listed", "draft", draft("", (pick("index-spoilt"),)), "no such threat"),
    ("words that were not said", "draft", draft("", (pick("hidden-orders", "q9"),)), "not said"),
    ("a second level", "draft", draft("", (), (level(), level("typed-orders"))), "more than once"),
    ("a level of another threat", "draft", draft("", (), (level("flooded"),)), "not asked about"),
    ("a level without words", "draft", draft("", (), (level("tools-misled", "none"),)), "not said"),
    ("a measure that is not listed", "mitigate", here(LONG_MEASURE, "M-77"), "not asked about"),
    ("another measure", "mitigate", here("Screen the mails of the customers for orders."), "something else"),
    ("a denying measure", "mitigate", here("Have no person approve actions before paying or sending."), "round"),
    ("a product as a measure", "mitigate", here("Have a person at Cloudflare approve each action."), "not in"),
    ("digits in a measure", "mitigate", here("Have 3 people approve actions before paying or sending."), "numbers"),
    ("doubt of what is sure", "review", flags(("T-001", "doubtful", "")), "what the owner has stated"),
    ("a flag on no threat", "review", flags(("T-077", "doubtful", "")), "does not exist"),
    ("the same as itself", "review", flags(("T-001", "same", "T-001")), "does not exist"),
    ("the same in other words", "review", flags(("T-003", "same", "T-005")), "little in common"),
    ("a measure not against it", "review", flags(("T-003", "controlled", "M-1")), "no such measure"),
    ("no such threat first", "review", flags(first=("T-077",)), "does not exist"),
    ("why of no threat", "reply", wanted("why", threat="T-077"), "does not exist"),
    ("a made-up fact", "reply", wanted("what_if", facts=[{"fact": "made_up", "value": "yes"}]), "no such fact"),
    ("an order on no threat", "reply", wanted("change", (order("dismiss", "T-077"),)), "cannot be made"),
    ("a part that is not there", "reply", wanted("change", (order("target", part="moon base"),)), "cannot be made"),
    ("a title from elsewhere", "reply", wanted("change", (order("rename", text="See https://evil.example"),)), "made"),
    ("no such standing", "reply", wanted("change", (order("control", "M-2", text="perfect"),)), "cannot be made"),
    ("ids in an answer", "reply", wanted("other", answer="Do you mean T-003 or T-005 with that?"), "ids"),
    ("a link in an answer", "reply", wanted("other", answer="Look at www.evil.example for that."), "links"),
    ("a name in an answer", "reply", wanted("other", answer="Ask the people at Salesforce about it."), "not in"),
]  # fmt: skip


@pytest.mark.parametrize(("task", "told", "message"), TO_THE_LETTER, ids=lambda value: str(value)[:24])
def test_an_answer_that_keeps_to_the_letter_loses_nothing(
    task: str, told: Told, message: str, dropped: list[str]
) -> None:
    talk(task, told, message)
    assert dropped == []


@pytest.mark.parametrize(("what", "task", "told", "reason"), FORBIDDEN, ids=[one[0] for one in FORBIDDEN])
def test_what_a_prompt_forbids_is_caught(what: str, task: str, told: Told, reason: str, dropped: list[str]) -> None:
    talk(task, told, MESSAGE if task == "reply" else "")
    assert any(reason in one for one in dropped), (what, dropped)


@pytest.mark.parametrize(
    ("text", "most"),
    [(LONG, 40), (LONG_MEASURE, 45), (LONG_QUESTION, 30), (LONG_ANSWER, 40)],
)
def test_the_longest_examples_are_as_long_as_a_prompt_allows(text: str, most: int) -> None:
    assert most - 6 <= words(text) <= most
