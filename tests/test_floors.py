"""No version of a library with a published weakness satisfies what the project asks for."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = {
    asked.name: asked
    for line in (
        *PROJECT["dependencies"],
        *(one for extra in PROJECT["optional-dependencies"].values() for one in extra),
    )
    for asked in (Requirement(line),)
}
WEAK = {
    "langgraph": "1.0.9",
    "langgraph-checkpoint": "4.1.0",
    "langgraph-checkpoint-sqlite": "3.0.0",
    "langchain-core": "1.4.8",
    "streamlit": "1.60.0",
    "starlette": "1.3.0",
    "pydantic": "2.3.0",
    "pyyaml": "5.3.1",
    "pypdf": "6.16.0",
    "cryptography": "46.0.4",
    "mcp": "1.22.0",
}
"""The last version of each with a weakness that a later one mends."""


@pytest.mark.parametrize("name", WEAK)
def test_a_version_with_a_published_weakness_is_not_installed(name: str) -> None:
    assert not ASKED[name].specifier.contains(WEAK[name])
    assert any(part.operator == "<" for part in ASKED[name].specifier)
