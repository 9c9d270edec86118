"""Inputs that are no descriptions: a list of the owner's own, answers of endpoints, the length of a report."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from agent.llm.endpoint.error_bodies import refused
from tests.field.checking import Checked
from ui.cli import main

TOLD = (
    ("billing|credit|quota", "in a while"), ("billing|credit|quota", "rejected"),
    ("THREATPARLEY_MODEL|deployment", "usually ends in /v1"), ("network|firewall", "accept the key"),
    ("proxy|firewall", "accept the key"), ("budget", "rejected"), ("content filter|filter", "nothing needs to be done"),
)  # fmt: skip
"""For each answer of an endpoint in turn: what the owner must be told, and what would lead astray."""
MOST_WORDS = 4_000
"""About eight pages."""
ENDS = (0, 5)


def endpoint_answers(name: str, path: Path) -> Iterator[Checked]:
    """Whether each answer of an endpoint is told in words that help."""
    answers = yaml.safe_load(path.read_text(encoding="utf-8"))["answers"]
    for answer, (must, never) in zip(answers, TOLD, strict=True):
        body = answer["body"]
        content = body if isinstance(body, str) else json.dumps(body)
        said = str(refused(answer["status"], content.encode(), "llm.test", "m", None))
        helps = re.search(must, said, re.IGNORECASE) is not None and never not in said
        yield Checked(name, f"{answer['status']}: told of {must}", helps, said[:120])


def own_list(name: str, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checked]:
    """Whether a file with a threat of the owner's list can be exported where that list is not installed."""
    (folder / "text.md").write_text("Customers chat with a support agent. The agent calls an orders API.", "utf-8")
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(folder / "here"))
    taken = main(["kb", "import", str(path)])
    drafted = main(["draft", str(folder / "text.md"), "-f", "json", "-o", str(folder / "m.json")])
    yield Checked(name, "the list is taken in and drafted with", (taken, drafted) == (0, 0), f"{taken}, {drafted}")
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(folder / "there"))
    for form in ("md", "html", "csv"):
        try:
            whole = [] if form == "csv" else ["--full"]  # the bounded report leaves references out
            code = main(["export", str(folder / "m.json"), "-f", form, *whole, "-o", str(folder / f"out.{form}")])
            held = code == 0 and "PR-001" in (folder / f"out.{form}").read_text(encoding="utf-8")
            yield Checked(name, f"{form} is written and names the threat", held, f"exit {code}")
        except Exception as problem:  # a crash is what the check is about
            yield Checked(name, f"{form} is written and names the threat", False, type(problem).__name__)


def length(name: str, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checked]:
    """Whether a report is short and a table has one row per threat."""
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(folder / "length"))
    for form in ("md", "csv", "json"):
        assert main(["draft", str(path), "-f", form, "-o", str(folder / f"length.{form}")]) in ENDS
    sizes = {form: (folder / f"length.{form}").read_text(encoding="utf-8") for form in ("md", "csv", "json")}
    words = len(sizes["md"].split())
    yield Checked(name, f"the report has at most {MOST_WORDS} words", words <= MOST_WORDS, str(words))
    threats, rows = len(json.loads(sizes["json"])["model"]["threats"]), sizes["csv"].count("\nT-")
    yield Checked(name, "the table has at most one row per threat", rows <= threats, f"{rows} rows, {threats} threats")
