"""The shapes of stored documents as lines, pinned per version, so that a change of shape is noticed.

python -m tests.agent.store.shapes    pins the shapes of today under the versions of today
"""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Question, Reply, Said
from agent.store.value_codec import VERSIONS, Edits

NAMES: dict[str, Any] = {"model": ThreatModel, "said": Said, "reply": Reply, "question": Question, "edits": Edits}
FOLDER = Path(__file__).parent / "shapes"


def shape_of(adapter: TypeAdapter[Any]) -> list[str]:
    """Every field of every part with its default, and every choice, a line each."""
    schema = adapter.json_schema(mode="validation")
    parts = {**schema.get("$defs", {}), "": {name: value for name, value in schema.items() if name != "$defs"}}
    lines: list[str] = []
    for part, told in parts.items():
        required = told.get("required", ())
        for field, about in told.get("properties", {}).items():
            lines.append(f"{part}.{field}" if field in required else f"{part}.{field} = {_default(about)}")
        lines += [f"{part} may be {choice}" for choice in told.get("enum", ())]
    return sorted(lines)


def _default(about: dict[str, Any]) -> str:
    if "default" not in about:
        return {"object": "{}", "array": "()"}.get(str(about.get("type")), "made")
    value = about["default"]
    return {"null": "None", '""': "''", "[]": "()", "false": "False"}.get(json.dumps(value), json.dumps(value))


def pinned(kind: str, version: int) -> list[str]:
    """The shape that a version was released with."""
    return (FOLDER / f"{kind}-{version}.txt").read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Pin what is there today."""
    FOLDER.mkdir(exist_ok=True)
    for kind, shape in NAMES.items():
        lines = shape_of(TypeAdapter(shape))
        (FOLDER / f"{kind}-{VERSIONS[shape]}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
