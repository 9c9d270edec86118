"""Models that the scripted endpoint can be: one that behaves well, answering from what it was asked."""

import re
from typing import Any

from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.behaviours import Behaviour, completion, respond
from tests.stub_endpoint.envelopes import enveloped

_TOLD: tuple[tuple[str, str, str], ...] = (
    ("with links and pictures", "output_rendered", "yes"),
    ("guess what to type", "adversary_writes_input", "yes"),
    ("shops share", "multi_tenant", "yes"),
    ("shared cache", "answers_cached", "yes"),
)
"""Words, and the fact a careful reader takes from them."""


def good(asked: Asked) -> Behaviour:
    """Answer well, in whatever form was asked for."""
    return respond(completion(**enveloped(asked, answer_of(asked))))


def answer_of(asked: Asked) -> dict[str, Any]:
    """A good answer to a task, as data."""
    return {
        "read": _read, "ask": _ask, "draft": _draft, "mitigate": _mitigate, "review": _review, "reply": _reply,
    }[asked.task](asked)  # fmt: skip


def _read(asked: Asked) -> dict[str, Any]:
    text = asked.data["text"]
    facts = [
        {"fact": fact, "value": value, "quote": _sentence(text, words)} for words, fact, value in _TOLD if words in text
    ]
    parts = [{"name": "coupon printer", "kind": "tool", "quote": _sentence(text, "coupon printer")}] * (
        "coupon printer" in text
    )
    return {"facts": facts, "parts": parts, "flows": []}


def _ask(asked: Asked) -> dict[str, Any]:
    question = re.findall(r"The question: (.*)", asked.case)[0]
    first = re.split(r"(?<=\?)\s", question)[0]
    return {"text": f"{first.rstrip('?. ')}, as far as {_system(asked)} goes?"}


def _draft(asked: Asked) -> dict[str, Any]:
    threats = [
        {"id": entry["id"], "statement": _worded(entry["statement"], _system(asked))}
        for entry in asked.entries("threats")
    ]
    candidates = [entry["id"] for entry in asked.entries("candidates")]
    words = re.findall(r"^(q\d+):", asked.data["words"], re.MULTILINE)
    picks = [{"id": candidates[0], "words": words[0], "why": "The owner says so."}] if candidates and words else []
    levels = [
        {"id": threat["id"], "factor": "damage", "words": words[0], "why": "It reaches many people."}
        for threat in threats[: len(words[:1])]
    ]
    return {"threats": threats, "picks": picks, "levels": levels}


def _mitigate(asked: Asked) -> dict[str, Any]:
    part = (re.findall(r"^(.+?) \(", asked.data["system"], re.MULTILINE) or [_system(asked)])[0]
    return {
        "measures": [
            {"id": entry["id"], "here": f"Begin at {part}, where it matters first: {entry['measure'].lower()}."}
            for entry in asked.entries("measures")
        ]
    }


def _review(asked: Asked) -> dict[str, Any]:
    return {"flags": [], "first": [entry["id"] for entry in asked.entries("threats")][:2]}


def _reply(asked: Asked) -> dict[str, Any]:
    message = asked.data["message"].lower()
    empty: dict[str, Any] = {"threat": "", "facts": [], "orders": [], "answer": ""}
    threat = (re.findall(r"^(T-\d+)", asked.data["threats"], re.MULTILINE) or [""])[0]
    if "how come" in message:
        return {**empty, "kind": "why", "threat": threat}
    if "suppose" in message:
        return {**empty, "kind": "what_if", "facts": [{"fact": "exposure", "value": "internal"}]}
    if "should weigh more" in message:
        order = {"order": "level", "threat": threat, "other": "", "part": "", "factor": "damage", "level": 8,
                 "text": "", "reason": ""}  # fmt: skip
        return {**empty, "kind": "change", "orders": [order]}
    return {**empty, "kind": "other", "answer": "Tell me more about the data and the people who use the system."}


def _worded(statement: str, system: str) -> str:
    sentence = statement.split(". This applies")[0].split(". This rests")[0].rstrip(".")
    return f"At {system}, {sentence[:1].lower()}{sentence[1:]}."[:400]


def _system(asked: Asked) -> str:
    lines = asked.data.get("system") or asked.data.get("part", "")
    return str(re.findall(r"system: (.*)", lines)[0])


def _sentence(text: str, words: str) -> str:
    return next((one.strip() for one in re.split(r"(?<=[.!?])\s+", text) if words in one), "").rstrip(".")
