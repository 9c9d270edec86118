"""Take the system's name, purpose and description from what the owner writes."""

import re

from agent.analyst.rules.reading_names import span_of
from agent.analyst.rules.sentences import Clause, Sentence
from agent.domain import ThreatModel
from agent.domain.edits import DescribeSystem

LONG_ENOUGH = 60
"""Shorter texts are answers and remarks, not descriptions."""


def describe(text: str, sentences: tuple[Sentence, ...], model: ThreatModel) -> DescribeSystem | None:
    """What the text adds to the system's profile, or None when it describes nothing."""
    known = model.system
    called = _CALLED.search(text)
    name = called.group(1).strip() if called else None
    if len(text) < LONG_ENOUGH or text in known.description:
        return DescribeSystem(name=name) if name and name != known.name else None
    first = next((sentence for sentence in sentences if not sentence.asks and sentence.count > 2), None)
    if name is None and not known.name:
        name = _named_in(text, sentences)
    return DescribeSystem(
        name=name or None,
        purpose=first.text[:600] if first and not known.purpose else None,
        description=f"{known.description}\n\n{text}".strip(),
    )


_CALLED = re.compile(
    r"(?:system|assistant|bot|chatbot|product|service|app|agent|platform|tool|it) (?:is|are) (?:called|named) "
    "[\"\u201c']?([A-Z0-9][\\w.-]{0,40}(?: [A-Z0-9][\\w.-]{0,40}){0,3})"
)
_HEADS = frozenset(
    (
        "assistant", "assistants", "chatbot", "bot", "copilot", "agent", "agents", "app", "application", "service",
        "platform", "product", "system", "module", "gateway", "portal", "extension", "classifier", "classifiers",
        "detector", "model", "models", "engine", "tool", "website", "shop", "appliance", "demo", "feature", "pipeline",
        "network", "robot", "exchange", "recommender", "scorer", "workspace", "marketplace",
    )
)  # fmt: skip


def _named_in(text: str, sentences: tuple[Sentence, ...]) -> str:
    """The first part of the opening sentences that can stand for the system, with its describing words."""
    bare = ""
    for sentence in sentences[:2]:
        for clause in sentence.clauses:
            for place, word in enumerate(clause.texts):
                if word in _HEADS and not _goes_on(clause, place):
                    first, last = span_of(clause, place, place + 1)
                    name = " ".join(text[clause.words[first].start : clause.words[last - 1].end].split())
                    if last - first > 1:
                        return name[:80]
                    bare = bare or name[:80]
    return bare


def _goes_on(clause: Clause, place: int) -> bool:
    """Whether the name goes on behind the word, as in ``agent platform`` or ``app-store``."""
    following = clause.words[place + 1 : place + 2]
    return bool(following) and (following[0].tied or following[0].text in _HEADS)
