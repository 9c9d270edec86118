"""Short ways to make cases and drafts for tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from evals.case import Case, Expected
from evals.matching import Found

HELPDESK = {
    "description": (
        "Helpdesk Buddy answers questions of shop customers. A hosted language model reads passages from our help "
        "pages, which a retriever finds in a vector store. It can issue refunds through a payment tool."
    ),
    "facts": {"tools": "it sends mail and issues refunds", "memory": "it remembers each customer"},
}
"""What makes a small case one that the packaged catalog has much to say about."""


def entry(level: str = "must", mapped: dict[str, list[str]] | None = None, **ids: Sequence[str]) -> Expected:
    """An expected threat with ids by family."""
    named = ", ".join(one for family in ids.values() for one in family)
    return Expected.model_validate(
        {"label": named or "a threat", "level": level, "ids": ids, "ids_mapped": mapped or {}}
    )


def must(*atlas: str) -> Expected:
    """An entry that must be there, with ATLAS techniques."""
    return entry(atlas=atlas)


def found(*atlas: str, owasp: Sequence[str] = (), title: str = "") -> Found:
    """A drafted threat."""
    return Found(title or " ".join(atlas), atlas, frozenset(owasp))


def case(name: str = "a-case", **changes: Any) -> Case:
    """A small case."""
    return Case.model_validate(content(name, **changes))


def content(name: str = "a-case", **changes: Any) -> dict[str, Any]:
    """The content of a small case file."""
    return {
        "id": name,
        "name": name,
        "kind": ["agent"],
        "domain": "tests",
        "grade": "A",
        "group": name,
        "source": {"title": "made up"},
        "description": "name Desk\ncomponent agent Bot\nfact reads_mail yes",
        "facts": {"tools": "fact sends_money yes", "users": "fact keeps_logs no"},
        "expected": [{"label": "Injection", "level": "must", "ids": {"owasp_llm_2025": ["LLM01"]}}],
        "not_expected": [{"label": "Camera tricks", "ids": {"atlas": ["AML.T0041"]}, "why": "no camera"}],
        **changes,
    }


def write(folder: Path, *cases: dict[str, Any]) -> Path:
    """A folder with a file per case."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in cases:
        (folder / f"{one['id']}.yaml").write_text(yaml.safe_dump(one), encoding="utf-8")
    return folder
