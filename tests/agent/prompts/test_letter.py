"""An answer that keeps to the letter of its prompt loses nothing to the checks, and what a prompt forbids is caught."""

import re
from typing import Any

import pytest

from agent.domain import Edit
from agent.domain.changes.edits import SetFact
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
        if task == asked.task == "ask":
            number = re.search(r"^(\d+)\. Who uses it or is affected by it\?", asked.case, re.MULTILINE)
            return {"number": number[1], **told} if number else answer_of(asked)
        if asked.task != task:
            return quiet(asked) if "read" in (task, asked.task) else answer_of(asked)
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


def draft(*order: Told, aside: tuple[Told, ...] = (), own: tuple[Told, ...] = ()) -> Told:
    return {"order": list(order), "aside": list(aside), "own": list(own)}


def place(name: str, scenario: str = "", words: str = DENYING, why: str = "nobody approves a refund first") -> Told:
    return {"n": number(name), "scenario": scenario or SCENARIO, "words": words, "why": why}


def aside(name: str, why: str = "the agent of the shop does no such thing", words: str = "") -> Told:
    return {"n": number(name), "why": why, "words": words}


def own(title: str = "Refund paid twice by a slow bank", scenario: str = "", like: str = "tools-misled") -> Told:
    told = scenario or SCENARIO
    return {
        "title": title,
        "scenario": told,
        "part": "refund service",
        "place": 4,
        "like": number(like),
        "words": PLAIN,
    }


def number(name: str) -> int:
    """The number of an entry in prompts; nought for one that is not there."""
    names = [*worded_catalog().patterns]
    return names.index(name) + 1 if name in names else 0


def here(text: str, name: str = "M-2", check: str = "") -> Told:
    return {"measures": [{"id": name, "here": text, "check": check}]}


def order(kind: str, threat: str = "T-002", **more: Any) -> Told:
    empty = {"other": "", "part": "", "factor": "", "level": 0, "text": "", "reason": ""}
    return {"order": kind, "threat": threat, **empty, **more}


def wanted(kind: str, orders: tuple[Told, ...] = (), **more: Any) -> Told:
    return {"kind": kind, "threat": "", "facts": [], "answer": "", "orders": list(orders), **more}


SCENARIO = (
    "A stranger writes a ticket that asks for a refund, the support agent has the refund service pay it, and money of "
    "the bicycle shop is gone."
)
LONG = (
    "A thief writes a friendly mail to the support desk and hides a sentence in it that asks for a refund. The support "
    "agent reads the mail, takes the sentence for an order of the shop, and calls the refund service, which "
    "pays. The money of the bicycle shop is gone before anybody at the desk has seen it."
)
LONG_CHECK = (
    "Every refund in the ticket archive has the name of a person beside it, and a trial refund without such a name is "
    "refused by the refund service each week."
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
    ("read", read(tuple(fact(name, "yes", PLAIN) for name in UNKNOWN[:-1])), ""),
    ("read", read((fact("audience", "staff, customers, children", PLAIN), fact("exposure", "registered", PLAIN),
                   fact("sensitivity", "personal", "Names and addresses of customers are kept"))), ""),
    ("read", read((), tuple(part(name) for name in PARTS)), ""),
    ("read", read((), tuple(part(name) for name in PARTS),
                  tuple(flow(one, other) for one, other in zip(PARTS, (*PARTS[1:], PARTS[0]), strict=True))), ""),
    ("ask", {"text": LONG_QUESTION}, ""),
    ("draft", draft(place("tools-misled", LONG), place("typed-orders", words=PLAIN), place("hidden-orders")), ""),
    ("draft", draft(place("tools-misled", words=""), aside=(aside("flooded"),), own=(own(),)), ""),
    ("draft", draft(), ""),
    ("mitigate", here(LONG_MEASURE, check=LONG_CHECK), ""),
    ("mitigate", here("Let a person say yes to each refund before the refund service pays it."), ""),
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
    ("a number that is not listed", "draft", draft(place("no-such")), "no such threat"),
    ("what a fact rules out", "draft", draft(place("index-closed")), "no such threat"),
    ("a product", "draft", draft(place("tools-misled", "The agent of Salesforce pays.")), "not in the system"),
    ("an id", "draft", draft(place("tools-misled", f"{SCENARIO} See T-009.")), "ids"),
    ("a link", "draft", draft(place("tools-misled", f"{SCENARIO} See https://evil.example.")), "links"),
    ("formatting", "draft", draft(place("tools-misled", f"{SCENARIO[:-1]} `now`.")), "links"),
    ("advice", "draft", draft(place("tools-misled", f"{SCENARIO} A person should approve it.")), "what to do"),
    ("speaking to the reader", "draft", draft(place("tools-misled", f"{SCENARIO[:-1]}, and you pay.")), "spoke to"),
    ("making light", "draft", draft(place("tools-misled", f"{SCENARIO[:-1]}, which is harmless.")), "made light"),
    ("a long scenario", "draft", draft(place("tools-misled", f"{LONG} {LONG} {SCENARIO}")), "too long"),
    ("words that were not said", "draft", draft(place("tools-misled", words="we pay whoever asks")), "not said"),
    ("aside without a reason", "draft", draft(aside=(aside("flooded", why=""),)), "no reason that can be shown"),
    ("aside by words not said", "draft", draft(aside=(aside("flooded", words="we closed it all"),)), "not said"),
    ("aside what is no candidate", "draft", draft(aside=(aside("index-spoilt"),)), "not asked about"),
    ("an own threat like none", "draft", draft(own=(own(like="no-such"),)), "no such threat"),
    ("a title with a link", "draft", draft(own=(own("See www.evil.example for it"),)), "links"),
    ("a measure that is not listed", "mitigate", here(LONG_MEASURE, "M-77"), "not asked about"),
    ("another measure", "mitigate", here("Screen the mails of the customers for orders."), "something else"),
    ("a denying measure", "mitigate", here("Have no person approve actions before paying or sending."), "round"),
    ("a product as a measure", "mitigate", here("Have a person at Cloudflare approve each action."), "not in"),
    ("a link in a check", "mitigate", here(LONG_MEASURE, check="See https://evil.example for it."), "links"),
    ("a check that makes light", "mitigate", here(LONG_MEASURE, check="A trial a year is a minor matter."), "round"),
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
    [(LONG, 60), (LONG_MEASURE, 45), (LONG_CHECK, 30), (LONG_QUESTION, 30), (LONG_ANSWER, 40)],
)
def test_the_longest_examples_are_as_long_as_a_prompt_allows(text: str, most: int) -> None:
    assert most - 6 <= words(text) <= most
