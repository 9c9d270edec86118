"""Facts are data: what a program needs of one stands in facts.yaml, and no id of a fact is spelled out in code."""

import ast
from collections.abc import Iterator
from pathlib import Path

from evals.case_runs.question_topics import topics
from knowledge import load_catalog

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for package in ("agent", "evals", "knowledge", "ui") for path in (ROOT / package).rglob("*.py"))
CATALOG = load_catalog()
ALLOWED = {
    "agent/reading/architecture/actors.py": {"audience"},  # the name of a scope in the table of context
    "agent/reading/architecture/mentions.py": {"reads_outside_content"},  # the same
    "agent/reading/architecture/boundaries.py": {"reads_outside_content"},  # where content of unclear origin lies
    "agent/reading/readback/additions.py": {"reads_outside_content"},  # who writes a text is what this fact is about
    "agent/reading/architecture/components.py": {  # which kind a bare "model" or "assistant" is
        "calls_tools", "checks_identity_biometrically", "classifies_or_scores", "generates_media", "hears_speech",
        "learns_federated", "multiple_agents", "plans_steps", "recommends_items", "sees_images", "uses_language_model",
    },
    "agent/exchange/interchange/tm_bom.py": {"data_sensitivity", "exposure"},  # keys of that format, no facts
    "evals/case_runs/case_runner.py": {"exposure", "data_sensitivity"},  # the same system less and more exposed
}  # fmt: skip
"""The ids that code may still name, by file; a fact that is none of these is added in one place."""


def spelled(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if not any(fact in text for fact in CATALOG.facts):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CATALOG.facts:
            yield node.value


def test_no_code_spells_out_the_id_of_a_fact() -> None:
    spelt = {path.relative_to(ROOT).as_posix(): set(spelled(path)) for path in SOURCES}
    more = {name: sorted(found - ALLOWED.get(name, set())) for name, found in spelt.items()}
    told = {name: ids for name, ids in more.items() if ids}
    assert not told, "say what the program needs of these facts in knowledge/data/facts.yaml"


def test_what_is_allowed_is_needed() -> None:
    for name, ids in ALLOWED.items():
        assert ids <= set(spelled(ROOT / name)), f"{name} names fewer facts by now; shorten the list"


def test_every_fact_has_its_place_among_the_topics_an_owner_can_tell() -> None:
    table = topics()
    groups = {fact.group for fact in CATALOG.facts.values() if fact.group}
    named = {one for topic in table.topics.values() for one in (*topic.asks, *topic.touches)}
    assert named <= CATALOG.facts.keys() | groups, "evals/topics.yaml names what is no fact"
    assert set(table.by_words) <= CATALOG.facts.keys()
    assert not named & set(table.by_words)
    asked = {name for name, fact in CATALOG.facts.items() if not fact.of_measure}
    missing = asked - named - set(table.by_words)
    assert not missing, f"give {', '.join(sorted(missing))} a place in evals/topics.yaml"
