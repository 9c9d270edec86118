"""``threatparley diff``: what differs between two states of a model."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from agent.domain.model import ThreatModel
from agent.domain.versions.version_diff import Comparison, compare
from agent.errors import InputError
from agent.exchange.comparison import HOWS, SUBJECTS, differences_to_markdown, summary
from agent.gate.git_revisions import PREFIX, revision_of
from agent.gate.native_file import gate_model
from agent.settings import load_settings
from knowledge.catalog import load_catalog
from ui.commands.exit_codes import Exit
from ui.commands.files import beside, check_output, read_native, write_bytes


def run(options: argparse.Namespace) -> Exit:
    """Compare two files, or a file with a revision, and write what differs; differences are no failure."""
    settings = load_settings()
    sources = [one for one in (options.older, options.newer) if not one.startswith(PREFIX)]
    check_output(options.output, options.force, *sources, *map(str, settings.kept_files))
    (older, before), (newer, after) = (
        _model(options.older, options.newer), _model(options.newer, options.older),
    )  # fmt: skip
    facts = load_catalog(overlay=settings.own_catalog).facts
    comparison = compare(older, newer, facts)
    text = _written(options.format, comparison, newer.system.name or older.system.name, before, after)
    write_bytes(options.output, text.encode(), options.force, *sources)
    return Exit.DONE


def _model(given: str, other: str) -> tuple[ThreatModel, str]:
    """The model with what it is called; a revision without a path is of the other one's path."""
    usual = "" if other.startswith(PREFIX) or other == "-" else beside(other)
    found = revision_of(given, Path.cwd(), usual)
    if found is None:
        name = beside(given) or "standard input"
        return gate_model(read_native(given), name), name
    revision, path = found
    text = revision.text(path)
    if text is None:
        raise InputError(f"{path} is not in {revision.words}; give another revision, or {PREFIX}REF:PATH")
    words = f"{path} at {revision.words}"
    return gate_model(text, words), words


def _written(form: str, comparison: Comparison, name: str, before: str, after: str) -> str:
    if form == "json":
        document = {"from": before, "to": after, **comparison.model_dump(mode="json")}
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if form == "markdown":
        return differences_to_markdown(comparison, name, before, after)
    return "\n".join(_lines(comparison, name, before, after)) + "\n"


def _lines(comparison: Comparison, name: str, before: str, after: str) -> Iterator[str]:
    yield f"{name or 'unnamed system'}: from {before} to {after}."
    yield summary(comparison) or "These two states are the same."
    for subject, title in SUBJECTS.items():
        lines = comparison.of(subject)
        if lines:
            yield f"\n{title}:"
            yield from (f"  {HOWS[one.how]}: {one.id} {one.text}" for one in lines)
