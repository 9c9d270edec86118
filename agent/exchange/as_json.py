"""The native file: one JSON document that holds a whole threat model."""

import json
from collections import Counter
from typing import Any

from pydantic import Field, ValidationError, field_validator

from agent.coverage.control_checks import Checked, checked
from agent.domain.model import SCHEMA_VERSION, ThreatModel
from agent.domain.secrets.redaction import mask
from agent.domain.sessions.quoted_turns import Record, RecordedTurn
from agent.errors import InputError
from knowledge.catalog import Catalog
from knowledge.vocabulary import Value

FORMAT = "threatparley"
FORMER_FORMAT = "threatwright"
"""The product's former name, which files of before still carry; they are written anew under the present one."""
LIMIT = 20 * 1024 * 1024
_DEPTH = 60


class NativeFile(Value):
    """A threat model with what is needed to read it later."""

    format: str = Field(default=FORMAT, pattern=f"^{FORMAT}$", description="Always 'threatparley'.")
    schema_version: int = Field(default=SCHEMA_VERSION, description="Version of this shape.")
    catalog: str = Field(default="", description="Fingerprint of the catalog the model was drafted with.")
    editions: dict[str, str] = Field(default_factory=dict, description="Edition of each framework.")
    model: ThreatModel = Field(description="The threat model.")
    control_checks: tuple[Checked, ...] = Field(
        default=(), description="Where the system stands with the safeguards it should have; worked out when written."
    )

    turns: tuple[RecordedTurn, ...] = Field(
        default=(), description="The turns its quotes come from, from the first on; empty: its quotes cannot be proven."
    )

    @field_validator("turns")
    @classmethod
    def _without_gaps(cls, value: tuple[RecordedTurn, ...]) -> tuple[RecordedTurn, ...]:
        return Record(turns=value).turns

    @property
    def record(self) -> Record:
        """The turns, for whoever opens the file as a session."""
        return Record(turns=self.turns)

    @field_validator("format", mode="before")
    @classmethod
    def _present_name(cls, value: object) -> object:
        return FORMAT if value == FORMER_FORMAT else value


def to_json(model: ThreatModel, catalog: Catalog, record: Record | None = None) -> str:
    """The native file as indented JSON with a final line end; the same model and turns give the same bytes.

    Without the turns, nobody can prove the quotes in it.
    """
    editions = {framework.value: manifest.edition for framework, manifest in sorted(catalog.frameworks.items())}
    file = NativeFile(
        catalog=catalog.fingerprint,
        editions=editions,
        model=model,
        control_checks=checked(model, catalog),
        turns=record.turns if record else (),
    )
    return json.dumps(file.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> ThreatModel:
    """The model of a native file, read as ``native_file`` does."""
    return native_file(text).model


def native_file(text: str) -> NativeFile:
    """Read a native file; raises InputError with the line or the place of what is wrong, secrets masked.

    The model is as the file has it: whoever keeps or shows it cleans it first.
    """
    document = strict(text)
    if not isinstance(document, dict) or document.get("format") not in (FORMAT, FORMER_FORMAT):
        raise InputError('this is not a Threatparley file: expected a JSON object with "format": "threatparley"')
    version = document.get("schema_version")
    if version != SCHEMA_VERSION:
        found = mask(str(version)).text[:80]
        raise InputError(f"the file has schema version {found}; this program reads version {SCHEMA_VERSION}")
    try:
        return NativeFile.model_validate_json(text.removeprefix("\ufeff"))
    except ValidationError as problem:
        raise InputError(_places(problem)) from None


def schema() -> str:
    """The JSON schema of the native file."""
    return json.dumps(NativeFile.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def strict(text: str) -> Any:
    """The data of JSON text that is bounded in size and depth; raises InputError with the line of what is wrong."""
    if len(text) > LIMIT:
        raise InputError(f"the file has {len(text):,} characters; the limit is {LIMIT:,}")
    try:
        document = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise InputError(f"not valid JSON at line {problem.lineno}, column {problem.colno}: {problem.msg}") from problem
    except RecursionError as problem:
        raise InputError(f"the file is nested deeper than {_DEPTH} levels") from problem
    except ValueError as problem:
        raise InputError(f"the file holds a number that cannot be read: {problem}") from problem
    if _depth(document) > _DEPTH:
        raise InputError(f"the file is nested deeper than {_DEPTH} levels")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise InputError(f"the name {mask(twice).text!r} stands twice in one object; each may stand once")
    return found


def _no_constant(name: str) -> Any:
    raise InputError(f"{name} is not a number that a threat model can hold")


def _depth(document: Any) -> int:
    level, depth = [document], 0
    while level and depth <= _DEPTH:
        depth += 1
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, (dict, list))]
        level = [value for values in inner for value in values]
    return depth


def _places(problem: ValidationError) -> str:
    """The first problems with their places in the file, as JSON pointers."""
    errors = problem.errors(include_url=False, include_context=False, include_input=False)
    lines = []
    for error in errors[:5]:
        pointer = "/" + "/".join(str(step) for step in error["loc"])
        lines.append(f"at {pointer}: {error['msg'].removeprefix('Value error, ')}")
    more = f" and {len(errors) - 5} more" if len(errors) > 5 else ""
    return mask(f"the file does not fit the schema: {'; '.join(lines)}{more}").text
