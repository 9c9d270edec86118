"""A small but whole catalog in a folder, for tests that need to break one or to index one quickly."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from knowledge.vocabulary import ComponentKind

Data = dict[str, Any]

DREAD: Data = {
    "damage": ["by_reach_test", 3],
    "reproducibility": 7,
    "exploitability": 5,
    "affected_users": 3,
    "discoverability": 9,
}
FIXED = dict.fromkeys(("reproducibility", "exploitability", "affected_users", "discoverability"), "It never changes.")
"""Why no fact moves these factors of a small catalog's patterns."""


def fact(identity: str, **more: Any) -> Data:
    return {
        "id": identity,
        "stage": "architecture",
        "type": "yes_no",
        "label": identity,
        "question": f"Is {identity} so?",
        "example": "Yes, it is.",
        "why": "Some threats depend on it.",
        "yes_means": "it is so",
        "no_means": "it is not so",
    } | more


def choice_fact(identity: str, *values: str, several: bool = False, slot: str = "") -> Data:
    choices = [{"value": value, "label": value, "means": f"it is {value}", "noun": value} for value in values]
    made = fact(identity, type="several" if several else "choice", choices=choices, slot=slot)
    return {key: value for key, value in made.items() if key not in ("yes_means", "no_means")}


def pattern(identity: str, **more: Any) -> Data:
    return {
        "id": identity,
        "title": f"{identity.capitalize()}: what follows from {identity}",
        "also_known_as": [f"{identity} in papers", f"{identity} of vendors"],
        "aspect": "security",
        "targets": ["agent", "language_model"],
        "when": {"all": [{"fact": "talks"}, {"fact": "reads_mail"}]},
        "source": "Someone outside",
        "action": "writes orders into {content}",
        "impact": "{target} does what they want",
        "explanation": "A model cannot tell orders from text. Whoever writes the text has a say in what it does next.",
        "examples": ["the mail told our bot to pay", "white letters in a CV", "a ticket ordered it about"],
        "stride": ["T"],
        "maestro": ["L1"],
        "dread": deepcopy(DREAD),
        "unmoved": dict(FIXED),
        "opened_by": ["outside"],
        "mitigations": ["keep-apart"],
        "references": ["atlas:AML.T0001.001", "owasp_llm:LLM01:2025"],
    } | more


def measure(identity: str, **more: Any) -> Data:
    return {
        "id": identity,
        "title": f"Do {identity}",
        "also_known_as": [f"{identity} in standards", f"{identity} in products"],
        "action": "Mark every text that came from outside, and do not let the model act on it alone.",
        "verify": "Send a mail with an order in it and see that nothing happens.",
        "kind": "prevent",
        "effects": [{"factor": "exploitability", "by": 1}],
        "effort": "low",
        "lifecycle": ["build"],
        "references": ["atlas:AML.M0001"],
    } | more


def framework(name: str, *items: Data, **more: Any) -> Data:
    return {
        "framework": name,
        "title": name.upper(),
        "owner": "Somebody",
        "edition": "1",
        "published": "2020",
        "licence": "free",
        "carried": "ids and names",
        "url": "https://example.org",
        "items": list(items),
    } | more


def small() -> dict[str, Data]:
    """The files of a sound catalog, ready to be changed by a test."""
    kinds = [
        {
            "kind": kind.value,
            "label": kind.value,
            "meaning": "A part.",
            "shape": "process",
            "maestro": ["L1"],
            "stride": ["T"],
            "cues": [kind.value],
        }
        for kind in ComponentKind
    ]
    theft = pattern(
        "copying-the-model",
        title="Model theft: it is rebuilt from its answers",
        when={"fact": "reach", "is": ["public", "staff"]},
        targets=["predictive_model"],
        explanation="Every answer teaches a little about the inside. With enough answers a likeness can be trained.",
        examples=["a rival asks it millions of times", "they rebuild our scorer", "bulk calls from one account"],
        references=["atlas:AML.T0002"],
        mitigations=["slow-down"],
        unmoved=FIXED | {"damage": "Its own condition asks who can reach it."},
        precedents=["old-case"],
    )
    aside, child = {"ownership": "navigation", "reason": "It groups."}, {"parent": "AML.T0001"}
    atlas = framework(
        "atlas",
        {"id": "AML.TA0001", "name": "Execution", "kind": "tactic"} | aside,
        {"id": "AML.T0001", "name": "Prompt Injection", "kind": "technique", "groups": ["AML.TA0001"]},
        {"id": "AML.T0001.001", "name": "Indirect", "kind": "subtechnique"} | child | {"aliases": ["AML.T9"]},
        {"id": "AML.T0001.002", "name": "Direct", "kind": "subtechnique"} | child,
        {"id": "AML.T0002", "name": "Model Extraction", "kind": "technique", "mitigations": ["AML.M0001"]},
        {"id": "AML.T0003", "name": "Crafted Links", "kind": "technique", "since": "2"},
        {"id": "AML.M0001", "name": "Limit Queries", "kind": "mitigation"} | aside,
        item_url="https://example.org/techniques/{id}",
    )
    risk = {"id": "LLM01:2025", "name": "Prompt Injection", "kind": "risk", "related": ["atlas:AML.T0001"]}
    precedent: Data = {"id": "old-case", "title": "Old case", "date": "2020", "kind": "incident", "target": "A shop"}
    precedent |= {"line": "Somebody asked a lot of questions.", "techniques": ["atlas:AML.T0002"]}
    return {
        "facts.yaml": {
            "facts": [
                fact("talks"),
                fact("reads_mail", implies=[{"when": True, "fact": "talks", "value": True}]),
                choice_fact("reach", "staff", "public", slot="data"),
                choice_fact("people", "adults", "children", several=True, slot="users"),
                fact("control_limits", control=True),
            ]
        },
        "components.yaml": {"kinds": kinds},
        "rating.yaml": {
            "openings": [{"id": "outside", "label": "somebody outside"}],
            "scales": [
                {
                    "id": "by_reach_test",
                    "factor": "damage",
                    "fact": "reach",
                    "levels": {"staff": 3, "public": 9},
                    "because": "who can reach it: {meaning}",
                }
            ],
        },
        "threats/one.yaml": {
            "patterns": [
                pattern("orders-in-mail", title="Prompt injection: orders hide in outside text"),
                theft,
            ]
        },
        "mitigations/one.yaml": {
            "mitigations": [
                measure("keep-apart"),
                measure("slow-down", in_place={"fact": "control_limits"}, title="Limit how often each caller may ask"),
            ]
        },
        "precedents.yaml": {"precedents": [precedent]},
        "frameworks/atlas.yaml": atlas,
        "frameworks/owasp_llm.yaml": framework("owasp_llm", risk, edition="2025"),
        "frameworks/stride.yaml": framework("stride", {"id": "T", "name": "Tampering", "kind": "category"}),
    }


def write(files: dict[str, Data], folder: Path) -> Path:
    """Write the files of a catalog into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return folder
