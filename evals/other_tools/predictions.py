"""Stored drafts of any tool: a small format of our own, and the files of tools that have a converter."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from agent.errors import InputError
from evals.case import Case
from evals.case_runs.case_scores import Row, judged, row_of
from evals.case_runs.judging_resources import Shelf
from evals.case_runs.transcript import Drafted, Transcript
from evals.files import read_json, read_yaml
from evals.metrics.duplicates import duplicates
from evals.metrics.unknown_ids import known_ids, unknown_among
from evals.metrics.wording import Wording
from evals.other_tools.converters import CONVERTERS, recognised
from evals.other_tools.identifiers import drafted_from, identifiers_in
from knowledge import Catalog
from knowledge.vocabulary import Value

FORMAT = "threatparley-predictions"


class PredictedThreat(Value):
    """One threat as a tool wrote it."""

    title: str = Field(min_length=1, description="The threat in a few words.")
    statement: str = Field(default="", description="The threat as a sentence, for judges.")
    ids: tuple[str, ...] = Field(default=(), description="Identifiers such as AML.T0051.001, LLM01, ASI02, T6, ML03.")
    component: str = Field(default="", description="Where it lands.")


class PredictedSystem(Value):
    """A tool's draft of one system."""

    id: str = Field(min_length=1, description="Id of the case.")
    threats: tuple[PredictedThreat, ...] = Field(description="The threats, most important first.")


class PredictionFile(Value):
    """A tool's drafts."""

    format: str = Field(default=FORMAT, pattern=f"^{FORMAT}$", description="Always the same.")
    tool: str = Field(default="tool", description="What the tool is called.")
    systems: tuple[PredictedSystem, ...] = Field(min_length=1, description="A draft per system.")


class Predictions(Value):
    """Drafts by case, whatever file they came from."""

    tool: str = Field(description="What the tool is called.")
    drafts: dict[str, tuple[Drafted, ...]] = Field(description="The ordered draft of each system.")
    foreign: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="Ids of no known form, by system.")


def read_predictions(path: Path, source: str = "auto", system: str = "") -> Predictions:
    """The drafts of a file; one of another tool holds a single system, named by the file unless told otherwise."""
    content = read_yaml(path) if path.suffix in (".yaml", ".yml") else read_json(path)
    if not isinstance(content, Mapping):
        raise InputError(f"{path} holds no JSON object; expected predictions or a tool's own file")
    tool = recognised(content) if source == "auto" else source
    if tool and tool != "native":
        drafts = {system or path.name.partition(".")[0]: tuple(CONVERTERS[tool](content))}
        return Predictions(tool=tool.replace("_", " "), drafts=drafts)
    return _native(path, content)


def rows_of(
    predictions: Sequence[Predictions], cases: Sequence[Case], known: Sequence[Case], shelf: Shelf
) -> tuple[Row, ...]:
    """The rows of all predicted systems that are among the cases, judged beside all that are known."""
    wanted, wording = {case.id: case for case in cases}, Wording(shelf.embedder)
    rows = []
    for one in predictions:
        for name, draft in sorted(one.drafts.items()):
            if name not in wanted:
                continue
            found = [threat.as_found() for threat in draft]
            ids = [i for threat in draft for i in (*threat.atlas, *threat.owasp)] + list(one.foreign.get(name, ()))
            scores = (
                *judged(wanted[name], found, known, wording),
                *duplicates(draft),
                *unknown_among(ids, shelf.catalog),
            )
            rows.append(row_of(wanted[name], one.tool, scores, Transcript(case=name, way=one.tool, draft=draft)))
    return tuple(rows)


def strange(predictions: Sequence[Predictions], cases: Sequence[Case], catalog: Catalog) -> tuple[str, ...]:
    """What does not fit: systems that are no case, cases without a draft, ids that nobody knows."""
    lines, there, known = [], {case.id for case in cases}, known_ids(catalog)
    for one in predictions:
        lines += [f"{one.tool}: {name} is no case here" for name in sorted(one.drafts) if name not in there]
        for name, draft in sorted(one.drafts.items()):
            ids = {i for threat in draft for i in (*threat.atlas, *threat.owasp)}
            bad = sorted({*one.foreign.get(name, ()), *(ids - known)})
            if bad:
                lines.append(f"{one.tool}: {name} names {len(bad)} unknown ids: {', '.join(bad[:8])}")
    drafted = {name for one in predictions for name in one.drafts}
    missing = sorted(there - drafted)
    if missing:
        lines.append(f"{len(missing)} cases have no draft and are not scored: {', '.join(missing[:6])} …")
    return tuple(lines)


def _native(path: Path, content: Mapping[str, Any]) -> Predictions:
    try:
        file = PredictionFile.model_validate(content)
    except ValidationError as problem:
        fault = problem.errors()[0]
        place = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise InputError(
            f"{path}: {place}: {fault['msg']}; expected {{format: {FORMAT}, tool, systems: "
            "[{id, threats: [{title, statement, ids, component}]}]}, or a file of "
            f"{', '.join(CONVERTERS)}"
        ) from None
    drafts, foreign = {}, {}
    for system in file.systems:
        if system.id in drafts:
            raise InputError(f"{path}: system {system.id} comes twice; keep one draft of each")
        drafts[system.id] = tuple(
            drafted_from(t.title, _plain(t.ids), t.component).model_copy(update={"statement": t.statement})
            for t in system.threats
        )
        foreign[system.id] = tuple(i for t in system.threats for i in t.ids if not identifiers_in(i))
    return Predictions(tool=file.tool, drafts=drafts, foreign=foreign)


def _plain(ids: Sequence[str]) -> list[str]:
    return [name for one in ids for name in identifiers_in(one)]
