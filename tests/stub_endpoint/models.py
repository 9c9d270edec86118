"""Models that the scripted endpoint can be: one that behaves well, answering from what it was asked."""

import json
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

_ORDERED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("should weigh more", {"order": "level", "threat": 0, "factor": "damage", "level": 10}),
    ("really about the data store", {"order": "target", "threat": 1, "part": "data_store"}),
    ("first two say the same", {"order": "merge", "threat": 1, "other": 0}),
    ("forget the second", {"order": "dismiss", "threat": 1, "reason": "nobody can type here"}),
    ("back on the list", {"order": "reopen", "threat": 1}),
    ("better name", {"order": "rename", "threat": 0, "text": "Strangers write orders"}),
    ("on our roadmap", {"order": "control", "threat": 0, "text": "planned"}),
)
"""Words of a message, and the change that is wanted by them; threats by their place."""


def good(asked: Asked) -> Behaviour:
    """Answer well, in whatever form was asked for."""
    return respond(completion(**enveloped(asked, answer_of(asked))))


def answer_of(asked: Asked) -> dict[str, Any]:
    """A good answer to a task, as data; without one the doctor tries the model out."""
    if not asked.task:
        return _trial(asked)
    return {
        "read": _read, "ask": _ask, "draft": _draft, "mitigate": _mitigate, "reply": _reply,
    }[asked.task](asked)  # fmt: skip


def _trial(asked: Asked) -> dict[str, Any]:
    """What the doctor wants: an answer of a form, or the word at the start of a long text."""
    form = asked.standing.splitlines()[-1]
    if form.startswith("{"):
        return dict(_filled(json.loads(form)))
    word = re.search(r"the word is (\w+)", asked.case)
    return {"text": f"{word[1]}, and so on" if word else "ready"}


def _filled(schema: dict[str, Any]) -> Any:
    """The smallest data of a form with one entry in every list."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: _filled(one) for name, one in schema["properties"].items()}
    if schema["type"] == "array":
        return [_filled(schema["items"])]
    return {"boolean": True, "integer": 1, "number": 1, "string": "desk"}[schema["type"]]


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
    question = re.findall(r"^1\. (.*)", asked.case, re.MULTILINE)[0]
    first = re.split(r"(?<=\?)\s", question)[0]
    return {"number": "1", "text": f"{first.rstrip('?. ')}, as far as {_system(asked)} goes?"}


def candidates_of(asked: Asked) -> list[tuple[int, str]]:
    """The numbers of the candidates, in their order, each with where it could happen."""
    lines = (line.split(" | ") for line in asked.data["candidates"].splitlines())
    return [(int(line[0]), line[3] if len(line) > 3 else "") for line in lines]


def titles_of(asked: Asked) -> dict[int, str]:
    """The numbers of the catalog with their titles."""
    return {int(number): title for number, title in re.findall(r"^(\d+) (.+)$", asked.standing, re.MULTILINE)}


def ranked(number: int, where: str, words: str) -> dict[str, Any]:
    """A threat in its place, told in plain words."""
    scenario = f"A stranger reaches {where or 'the system'} with words of their own, and what it handles is lost."
    return {"n": number, "scenario": scenario, "words": words, "why": "strangers can reach it from outside"}


def _draft(asked: Asked) -> dict[str, Any]:
    """The candidates as they came, told; nothing set aside, nothing of its own."""
    words = " ".join(asked.data["text"].split()[:8])
    return {"order": [ranked(*one, words) for one in candidates_of(asked)[:15]], "aside": [], "own": []}


def _mitigate(asked: Asked) -> dict[str, Any]:
    part = (re.findall(r"^(.+?) \(", asked.data["system"], re.MULTILINE) or [_system(asked)])[0]
    return {
        "measures": [
            {"id": entry["id"], "here": f"At {part} it matters most, so this comes first: {entry['measure'].lower()}.",
             "check": f"Try it at {part} and see in the log that it holds."}
            for threat in asked.entries("measures")
            for entry in threat["measures"][:1]
        ]
    }  # fmt: skip


def _reply(asked: Asked) -> dict[str, Any]:
    """What an owner wants by a message in everyday words; the threats are meant by their place in the list."""
    message = asked.data["message"].lower()
    empty: dict[str, Any] = {"threat": "", "facts": [], "orders": [], "answer": ""}
    threats = re.findall(r"^(T-\d+)", asked.data["threats"], re.MULTILINE)
    if "how come" in message:
        return {**empty, "kind": "why", "threat": threats[0]}
    if "suppose" in message or "would it help" in message:
        return {**empty, "kind": "what_if", "facts": [{"fact": "exposure", "value": "internal"}]}
    orders = [_order(asked, threats, order) for words, order in _ORDERED if re.search(words, message)]
    if orders:
        return {**empty, "kind": "change", "orders": orders}
    return {**empty, "kind": "other", "answer": "Tell me more about the data and the people who use the system."}


def _order(asked: Asked, threats: list[str], order: dict[str, Any]) -> dict[str, Any]:
    """An order in full: a number stands for the threat at that place, the measure is the first that is listed."""
    empty = {"other": "", "part": "", "factor": "", "level": 0, "text": "", "reason": ""}
    about = (re.findall(r"^M-\d+", asked.data["measures"], re.MULTILINE) or [""])[0]
    if order["order"] != "control":
        about = threats[order["threat"]] if order["threat"] < len(threats) else ""
    other = {"other": threats[order["other"]]} if "other" in order else {}
    return {**empty, **order, "threat": about, **other}


def _system(asked: Asked) -> str:
    return str(re.findall(r"system: (.*)", asked.data["system"])[0])


def _sentence(text: str, words: str) -> str:
    return next((one.strip() for one in re.split(r"(?<=[.!?])\s+", text) if words in one), "").rstrip(".")
